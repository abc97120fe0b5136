import {
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { newKey } from 'interview-stream';
import { Api } from '../api/client';
import { problemOf } from '../api/problem';
import { Notices } from '../core/notices';
import { read, write } from '../core/remembered';
import { FormWork } from '../ui/form-work';
import { shortDate } from '../ui/times';
import { Catalog, once } from './catalog';
import { Changing } from './changing';
import { type Choice, Combobox } from './combobox';
import { ownZone } from './dates';
import { alreadyThere } from './duplicates';
import { EditSheet } from './edit-sheet';
import { differences } from './forms';
import { FIELDS, interviewIn, roundIn } from './interview-fields';
import { Labelled } from './labelled';
import {
  type Interview,
  LEVELS,
  nameOf,
  options,
  RESULTS,
  ROUND_TYPES,
  STATUSES,
  TYPES,
} from './records';

const LEVEL_KEY = 'tracker-level';

/** The sheet in which an interview is added, with its first round, or changed. */
@Component({
  selector: 'app-interview-form',
  imports: [Combobox, EditSheet, Labelled, RouterLink],
  templateUrl: './interview-form.html',
  styleUrl: './forms.css',
})
export class InterviewForm {
  private readonly api = inject(Api);
  private readonly changing = inject(Changing);
  private readonly notices = inject(Notices);
  protected readonly catalog = inject(Catalog);
  /** The one to change; null adds one. */
  readonly interview = input<Interview | null>(null);
  readonly closed = output();
  readonly saved = output<Interview>();

  protected readonly company = linkedSignal(() => companyOf(this.interview()));
  protected readonly role = linkedSignal(() => roleOf(this.interview()));
  protected readonly zone = ownZone();
  protected readonly levels = options(LEVELS);
  protected readonly types = options(TYPES);
  protected readonly roundTypes = options(ROUND_TYPES);
  protected readonly statuses = options(STATUSES);
  protected readonly results = options(RESULTS);
  protected readonly level = computed(
    () => this.interview()?.seniority_level ?? read<string>(LEVEL_KEY) ?? '',
  );
  protected readonly work = new FormWork(FIELDS);
  protected readonly companyIsMissing = signal(false);

  /** The interview with the same company and role, if there is one. */
  protected readonly twin = resource({
    params: () => {
      const [company, role] = [this.company(), this.role()];
      return company && role ? { company, role } : undefined;
    },
    loader: async ({ params: { company, role } }) => {
      const query = { company_id: company.id, limit: 100 };
      const { data } = await this.api.get('/api/interviews', { query });
      const wanted = { companyId: company.id, roleId: role.id, roleName: role.name };
      return alreadyThere(data, wanted, this.interview()?.interview_id ?? null);
    },
  });
  protected readonly shortDate = shortDate;
  protected readonly nameOf = nameOf;
  private readonly companyBox = viewChild.required<Combobox>('companyBox');
  private readonly roleBox = viewChild.required<Combobox>('roleBox');
  private readonly key = newKey();

  protected readonly save = async (form: FormData): Promise<void> => {
    const company = await this.companyBox().resolve();
    this.companyIsMissing.set(company === null);
    if (company === null) return this.companyBox().focus();
    const role = await this.roleBox().resolve();
    const wanted = { ...interviewIn(form), company_id: company.id, role_id: role?.id ?? null };
    write(LEVEL_KEY, wanted.seniority_level);
    const interview = this.interview();
    this.saved.emit(
      await (interview === null
        ? this.add(form, wanted)
        : this.changing.change(interview, differences(wanted, interview))),
    );
  };

  private async add(
    form: FormData,
    wanted: ReturnType<typeof interviewIn> & Pick<Interview, 'company_id' | 'role_id'>,
  ): Promise<Interview> {
    const round = roundIn(form, this.zone);
    const made = await this.api.post('/api/interviews', {
      body: {
        ...wanted,
        first_interview_date: round?.scheduled_date ?? null,
      },
      headers: once(this.key),
    });
    if (round === null) return made;
    try {
      const path = { interview_id: made.interview_id };
      const headers = once(`${this.key}-round`);
      await this.api.post('/api/interviews/{interview_id}/rounds', { path, body: round, headers });
    } catch (error) {
      this.notices.warn(
        `The interview is kept, but its first round is not. ${problemOf(error).message} ` +
          'Add the round on this page.',
      );
    }
    return made;
  }
}

function companyOf(interview: Interview | null): Choice | null {
  if (interview?.company_id == null) return null;
  return { id: interview.company_id, name: interview.company_name ?? 'Company' };
}

function roleOf(interview: Interview | null): Choice | null {
  if (interview?.role_id == null) return null;
  return { id: interview.role_id, name: interview.role_name ?? 'Role' };
}
