import { Component, inject, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Server } from '../core/server';
import { agentHue, type AgentId, agentName } from '../ui/agents';

const EXAMPLES: readonly { readonly agent: AgentId; readonly question: string }[] = [
  { agent: 'behavioral', question: 'Tell me about a time you disagreed with your manager.' },
  { agent: 'coding', question: 'How do you find the first non-repeating character in a string?' },
  { agent: 'technical', question: 'What happens between typing a URL and seeing the page?' },
  { agent: 'system_design', question: 'How would you design a URL shortening service?' },
  { agent: 'architect', question: 'When would you split a monolith into services?' },
  {
    agent: 'product_manager',
    question: 'How would you measure the success of a new search feature?',
  },
];

/** What a newcomer sees: what to ask, who answers, where to go on. */
@Component({
  selector: 'app-first-run',
  imports: [RouterLink],
  template: `
    <p class="soft">
      A specialist answers the way a strong candidate would.
      @if (server.answering(); as answering) {
        {{
          answering.is_model
            ? 'The model ' + answering.model + ' answers.'
            : 'No AI model is set up: a library of curated answers does it.'
        }}
      }
    </p>
    <ul role="list">
      @for (example of examples; track example.agent) {
        <li>
          <button
            type="button"
            [style.--hue]="hue(example.agent)"
            (click)="asked.emit(example.question)"
          >
            <span class="small">{{ name(example.agent) }}</span>
            {{ example.question }}
          </button>
        </li>
      }
    </ul>
    <p class="row">
      <a class="button" routerLink="/tracker" [queryParams]="{ add: 1 }">Add an interview</a>
      <a class="button" routerLink="/practice/new" [queryParams]="{ count: 3 }">
        Practise 3 questions
      </a>
    </p>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: var(--4);
    }

    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr));
      gap: var(--3);
    }

    li button {
      width: 100%;
      height: 100%;
      padding: var(--3) var(--4);
      border: 1px solid var(--line);
      border-inline-start: 3px solid var(--hue);
      border-radius: var(--radius-small);
      background: var(--raised);
      text-align: start;
      cursor: pointer;
    }

    li button:hover {
      border-color: var(--hue);
    }

    li .small {
      display: block;
      color: var(--hue);
      font-weight: 600;
    }
  `,
})
export class FirstRun {
  readonly asked = output<string>();
  protected readonly server = inject(Server);
  protected readonly examples = EXAMPLES;
  protected readonly hue = agentHue;
  protected readonly name = agentName;
}
