import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
} from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { Notices } from '../core/notices';
import { Empty } from '../ui/empty';
import { HandsFocusOn } from '../ui/hands-focus-on';
import { ProblemNote } from '../ui/problem-note';
import { AboutJob } from './about-job';
import { AskedPart } from './asked-part';
import { ofRound, practiceLabel, practising } from './asked-order';
import { Changing } from './changing';
import { idOf } from './filters';
import { InterviewForm } from './interview-form';
import { InterviewSkills } from './interview-skills';
import { Menu } from './menu';
import { MoveSheet } from './move-sheet';
import { NextRound } from './next-round';
import { Opened } from './opened';
import { type Interview, jobOf, nameOf, type Round } from './records';
import { RoundForm } from './round-form';
import { RoundPart } from './round-part';
import {
  type Move,
  movesTo,
  STAGE_NAMES,
  STAGES,
  type StageId,
  stageOf,
  standing,
  toneOf,
} from './stages';

/** An interview: what comes next, its rounds and what they asked. */
@Component({
  selector: 'app-interview',
  imports: [
    AboutJob,
    AskedPart,
    Empty,
    HandsFocusOn,
    InterviewForm,
    InterviewSkills,
    Menu,
    MoveSheet,
    NextRound,
    ProblemNote,
    RoundForm,
    RoundPart,
    RouterLink,
  ],
  providers: [Opened],
  templateUrl: './interview.html',
  styleUrl: './interview.css',
})
export class InterviewPage {
  private readonly changing = inject(Changing);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly title = inject(Title);
  protected readonly opened = inject(Opened);
  readonly interviewId = input<string>();

  protected readonly interview = computed(() =>
    this.opened.interview.hasValue() ? this.opened.interview.value() : null,
  );
  protected readonly isMissing = computed(
    () => idOf(this.interviewId()) === null || this.opened.problem()?.status === 404,
  );
  protected readonly isEditing = linkedSignal({
    source: this.interviewId,
    computation: () => false,
  });
  /** The round in the sheet; `new` for one to add. */
  protected readonly editedRound = signal<Round | 'new' | null>(null);
  protected readonly asked = signal<readonly Move[] | null>(null);
  protected readonly isDeleting = signal(false);
  protected readonly withoutRound = computed(() =>
    ofRound(this.opened.askedList(), null, this.opened.roundList()),
  );
  protected readonly practice = computed(() => practising(this.opened.askedList()));
  protected readonly practiceLabel = practiceLabel;
  protected readonly heading = computed(() => {
    const interview = this.interview();
    if (this.isMissing()) return 'Interview not found';
    return interview === null ? 'Interview' : jobOf(interview);
  });
  protected readonly stage = computed(() => {
    const interview = this.interview();
    return interview === null ? null : stageOf(interview);
  });
  protected readonly elsewhere = computed(() =>
    STAGES.filter((stage) => stage.id !== this.stage()).map(({ id, name }) => ({
      id,
      label: name,
    })),
  );
  protected readonly stageNames = STAGE_NAMES;
  protected readonly standing = standing;
  protected readonly toneOf = toneOf;

  constructor() {
    effect(() => {
      const id = idOf(this.interviewId()) ?? undefined;
      untracked(() => this.opened.id.set(id));
    });
    effect(() => {
      const interview = this.interview();
      if (interview !== null) this.title.setTitle(`${nameOf(interview)} · InterviewAPIs`);
    });
  }

  protected askedIn(round: Round) {
    return ofRound(this.opened.askedList(), round, []);
  }

  protected wantMove(to: StageId): void {
    const interview = this.interview();
    if (interview === null) return;
    const moves = movesTo(to, interview);
    const [only] = moves;
    if (moves.length === 1 && only !== undefined) void this.move(only);
    else this.asked.set(moves);
  }

  protected async move({ change }: Move): Promise<void> {
    this.asked.set(null);
    const before = this.interview();
    const moved = before && (await this.opened.move(before, change));
    if (before === null || moved === null) return;
    const { interview_status, interview_result } = before;
    // The page may have been left by then, or the interview changed here otherwise.
    const newest = () => {
      const now = this.interview();
      return now?.interview_id === moved.interview_id ? now : moved;
    };
    this.notices.say(`Now in ${STAGE_NAMES[stageOf(change)]}.`, {
      label: 'Undo',
      run: () => void this.opened.move(newest(), { interview_status, interview_result }),
    });
  }

  protected saved(interview: Interview): void {
    this.isEditing.set(false);
    this.opened.interview.set(interview);
    this.notices.say('Saved.');
  }

  /** What was read when a sheet opened may be old by now: the next one has the newest. */
  protected closeSheets(): void {
    this.isEditing.set(false);
    this.editedRound.set(null);
    this.opened.reload();
  }

  protected roundSaved(): void {
    this.editedRound.set(null);
    void this.opened.roundsChanged();
  }

  protected async remove(): Promise<void> {
    const interview = this.interview();
    if (interview === null || this.isDeleting()) return;
    this.isDeleting.set(true);
    try {
      await this.changing.remove(interview);
      await this.router.navigate(['/tracker']);
      this.notices.say(`${nameOf(interview)} is deleted.`, {
        label: 'Undo',
        run: () => void this.restore(interview),
      });
    } catch (error) {
      this.opened.tell(error);
    } finally {
      this.isDeleting.set(false);
    }
  }

  private async restore(interview: Interview): Promise<void> {
    try {
      await this.changing.restore(interview.interview_id);
      await this.router.navigate(['/tracker', interview.interview_id]);
      this.notices.say(`${nameOf(interview)} is back.`);
    } catch (error) {
      this.opened.tell(error);
    }
  }
}
