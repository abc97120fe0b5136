import { Component, computed, inject, input, output, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { type AnswerState, isOver } from 'interview-stream';
import { Api } from '../api/client';
import { Notices } from '../core/notices';
import { agentHue, type AgentId, AGENTS, agentName } from '../ui/agents';
import { Busy } from '../ui/busy';
import { copied } from '../ui/copying';
import { Markdown } from '../ui/markdown/markdown';
import { ProblemNote } from '../ui/problem-note';
import { practiseQuestion } from './practise';
import { nearness, sureness, writtenBy } from './words';

const CONNECTION = new Set(['connection_lost', 'network', 'idle']);

/** A question, who answers it and why, the answer, and what can be done with it. */
@Component({
  selector: 'app-answer-turn',
  imports: [Markdown, ProblemNote, RouterLink],
  templateUrl: './answer-turn.html',
  styleUrl: './answer-turn.css',
})
export class AnswerTurn {
  readonly answer = input.required<AnswerState>();
  readonly running = input(false);
  /** Only the last answer can be asked for anew. */
  readonly isLast = input(false);
  readonly asked = output<string>();
  readonly askedOther = output<AgentId>();
  readonly again = output();
  readonly resumed = output();
  readonly saved = output();
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  protected readonly copied = signal(false);
  protected readonly practising = new Busy();
  /** The question that was kept for practising, so that it is kept once. */
  private kept: { readonly runId: string | null; readonly questions: number } | null = null;
  protected readonly over = computed(() => isOver(this.answer()));
  protected readonly others = computed(() => {
    const routing = this.answer().routing;
    const likely = routing?.alternatives.map((each) => each.agent) ?? [];
    const rest = AGENTS.map((each): string => each.id).filter((id) => !likely.includes(id));
    return [...likely, ...rest].filter((id) => id !== routing?.selected_agent).slice(0, 3);
  });
  /** The connection was given up, not the answer: it can be read on. */
  protected readonly canResume = computed(() => {
    const { runId, problem } = this.answer();
    return runId !== null && CONNECTION.has(problem?.code ?? '');
  });
  protected readonly sureness = sureness;
  protected readonly nearness = nearness;
  protected readonly writtenBy = writtenBy;
  protected readonly agentName = agentName;
  protected readonly agentHue = agentHue;

  protected askOther(agent: string): void {
    this.askedOther.emit(agent as AgentId);
  }

  protected retry(): void {
    if (this.canResume()) this.resumed.emit();
    else this.again.emit();
  }

  protected retryLabel(): string | null {
    if (this.canResume()) return 'Read on';
    return this.isLast() && this.answer().problem?.retryable ? 'Ask again' : null;
  }

  protected async copy(): Promise<void> {
    if (!(await copied(this.answer().text))) {
      this.notices.warn(
        'Your browser did not let us copy it: select the text, and copy it yourself.',
      );
      return;
    }
    this.copied.set(true);
    setTimeout(() => this.copied.set(false), 2_000);
  }

  protected async practise(): Promise<void> {
    await this.practising.run(async () => {
      const answer = this.answer();
      const questions =
        this.kept?.runId === answer.runId
          ? this.kept.questions
          : await practiseQuestion(this.api, answer);
      this.kept = { runId: answer.runId, questions };
      await this.router.navigate(['/practice/new'], { queryParams: { questions } });
    });
    const problem = this.practising.problem();
    if (problem !== null) this.notices.warn(problem.message);
  }
}
