import {
  Component,
  computed,
  effect,
  type ElementRef,
  inject,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { newKey } from 'interview-stream';
import { apiResource } from '../api/client';
import { read, write } from '../core/remembered';
import { Server } from '../core/server';
import { isAbout, problemFor } from '../ui/field-error';
import { ProblemNote } from '../ui/problem-note';
import { ChosenQuestions } from './chosen-questions';
import { type Interview, MOST_QUESTIONS } from './records';
import { countIn, idsIn, roleProblem, rolesToOffer } from './roles';
import { SlowWork } from './slow-work';
import { counted, DIFFICULTIES, TYPES } from './words';

interface Usual {
  readonly role: string;
  readonly difficulty: (typeof DIFFICULTIES)[number]['id'];
  readonly type: (typeof TYPES)[number]['id'];
}

const REMEMBERED = 'practice-setup';
const USUAL: Usual = { role: '', difficulty: 'intermediate', type: 'mixed' };
const USUAL_COUNT = 5;
const FIELDS = ['job_role', 'num_questions', 'difficulty', 'question_type', 'question_ids'];

@Component({
  selector: 'app-setup',
  imports: [ChosenQuestions, ProblemNote, RouterLink],
  providers: [SlowWork],
  templateUrl: './setup.html',
  styleUrl: './setup.css',
})
export class Setup {
  /** Ids of questions of the bank to rehearse. */
  readonly questions = input<string>();
  /** Rehearse questions of the bank about this. */
  readonly skill = input<string>();
  /** How many questions, and for which role. */
  readonly count = input<string>();
  readonly role = input<string>();

  private readonly router = inject(Router);
  protected readonly server = inject(Server);
  protected readonly work = inject(SlowWork);
  private readonly roleField = viewChild.required<ElementRef<HTMLInputElement>>('roleField');
  private readonly usual = read<Usual>(REMEMBERED) ?? USUAL;
  private readonly before = apiResource('/api/interview', () => ({ query: { limit: 20 } }));

  protected readonly offered = computed(() => {
    const before = this.before.hasValue() ? this.before.value().interviews : [];
    return rolesToOffer(before.map((each) => each.job_role));
  });
  protected readonly ids = computed(() => idsIn(this.questions(), MOST_QUESTIONS));
  protected readonly topic = computed(() => (this.skill() ?? '').trim());
  protected readonly rehearses = computed(() => this.ids().length > 0 || this.topic() !== '');
  protected readonly chosen = signal<readonly number[]>([]);

  protected readonly jobRole = linkedSignal(() => this.role() ?? this.usual.role);
  protected readonly amount = linkedSignal(() =>
    countIn(this.count(), MOST_QUESTIONS, USUAL_COUNT),
  );
  protected readonly difficulty = signal(this.usual.difficulty);
  protected readonly type = signal(this.usual.type);
  protected readonly adaptive = signal(false);
  protected readonly unsaid = signal<string | null>(null);

  protected readonly difficulties = DIFFICULTIES;
  protected readonly types = TYPES;
  protected readonly most = MOST_QUESTIONS;
  /** The same request is sent with the same key: the interview is made once. */
  private sent: { readonly body: string; readonly key: string } | null = null;

  protected readonly startLabel = computed(() => {
    if (this.rehearses()) return `Rehearse ${counted(this.chosen().length, 'question')}`;
    return this.adaptive() ? 'Start' : `Start with ${counted(this.amount(), 'question')}`;
  });
  protected readonly cannot = computed(() => {
    if (!this.server.online()) return 'You are offline. Starting waits for the network.';
    if (this.rehearses() && this.chosen().length === 0) return 'Choose at least one question.';
    return null;
  });

  constructor() {
    effect(() => {
      // What was refused is another request now.
      this.jobRole();
      this.unsaid.set(null);
    });
  }

  protected async start(event: Event): Promise<void> {
    event.preventDefault();
    if (this.work.busy() || this.cannot() !== null) return;
    const problem = roleProblem(this.jobRole());
    this.unsaid.set(problem);
    if (problem !== null) {
      this.roleField().nativeElement.focus();
      return;
    }
    const body = this.body();
    const made = await this.work.run('Looking for questions …', () =>
      this.work.follow<Interview>('/api/interview/create', body, this.keyFor(body)),
    );
    if (made === null) return;
    write(REMEMBERED, {
      role: body.job_role,
      difficulty: this.difficulty(),
      type: this.type(),
    } satisfies Usual);
    await this.router.navigate(['/practice', made.interview_id]);
  }

  protected of(field: string): string | null {
    return problemFor(this.work.problem(), field);
  }

  protected isElsewhere(): boolean {
    return !isAbout(this.work.problem(), FIELDS);
  }

  private body() {
    const role = { job_role: this.jobRole().trim() };
    if (this.rehearses()) return { ...role, question_ids: [...this.chosen()] };
    return {
      ...role,
      difficulty: this.difficulty(),
      question_type: this.type(),
      num_questions: this.amount(),
      adaptive: this.adaptive(),
    };
  }

  private keyFor(body: unknown): string {
    const text = JSON.stringify(body);
    if (this.sent?.body !== text) this.sent = { body: text, key: newKey() };
    return this.sent.key;
  }
}
