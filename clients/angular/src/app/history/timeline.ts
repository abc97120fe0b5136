import { Component, computed, input } from '@angular/core';
import type { Run } from '../ask/stored';
import { sureness } from '../ask/words';
import { agentName } from '../ui/agents';

/** How an answer came about: routing, first words, end, tokens. */
@Component({
  selector: 'app-timeline',
  template: `
    <details class="card">
      <summary>How it came about</summary>
      <dl>
        @for (step of steps(); track step.name) {
          <div>
            <dt>{{ step.name }}</dt>
            <dd>{{ step.value }}</dd>
          </div>
        }
      </dl>
    </details>
  `,
  styles: `
    summary {
      cursor: pointer;
      font-weight: 550;
    }

    dl {
      display: flex;
      flex-direction: column;
      gap: var(--2);
      margin-top: var(--3);
    }

    dl > div {
      display: grid;
      grid-template-columns: 9rem 1fr;
      gap: var(--2);
    }

    dt {
      color: var(--ink-soft);
    }
  `,
})
export class Timeline {
  readonly run = input.required<Run>();
  protected readonly steps = computed(() => stepsOf(this.run()));
}

function stepsOf({ routing, provider, model, usage, ...run }: Run) {
  const steps = [
    routing && {
      name: 'Specialist',
      value: `${agentName(routing.selected_agent)} (${sureness(routing)})`,
    },
    provider && {
      name: 'Written by',
      value: provider === 'library' ? 'Library' : (model ?? provider),
    },
    run.time_to_first_token_ms !== null && {
      name: 'First words',
      value: `after ${milliseconds(run.time_to_first_token_ms)}`,
    },
    run.duration_ms !== null && { name: 'Done', value: `after ${milliseconds(run.duration_ms)}` },
    usage && {
      name: 'Tokens',
      value: `${usage.input_tokens} read, ${usage.output_tokens} written`,
    },
    run.context && { name: 'Context', value: run.context },
  ];
  return steps.filter((step) => typeof step === 'object' && step !== null);
}

function milliseconds(value: number): string {
  return value < 1000 ? `${value} ms` : `${(value / 1000).toFixed(1)} s`;
}
