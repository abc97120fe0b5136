import { Component, computed, input } from '@angular/core';
import { shortDate } from '../ui/times';
import { webAddress } from './places';
import { type Interview, LEVELS, TYPES } from './records';

/** What is known of the job and the application. */
@Component({
  selector: 'app-about-job',
  template: `
    <section class="stack" aria-labelledby="about">
      <h2 id="about">About</h2>
      <dl>
        @for (fact of facts(); track fact.name) {
          <div>
            <dt>{{ fact.name }}</dt>
            <dd>{{ fact.text }}</dd>
          </div>
        }
      </dl>
      @if (posting(); as address) {
        <p><a target="_blank" rel="noopener noreferrer" [href]="address">Open the posting</a></p>
      } @else if (interview().job_posting_url; as text) {
        <p class="notes">{{ text }}</p>
      }
      @for (note of notes(); track note.name) {
        <div>
          <h3 class="small">{{ note.name }}</h3>
          <p class="notes">{{ note.text }}</p>
        </div>
      }
      @if (interview().job_description; as text) {
        <details>
          <summary>Text of the posting</summary>
          <p class="notes">{{ text }}</p>
        </details>
      }
    </section>
  `,
  styles: `
    .stack {
      --gap: var(--3);
    }

    dl {
      display: flex;
      flex-direction: column;
      gap: var(--2);
    }

    dl div {
      display: grid;
      grid-template-columns: 7rem minmax(0, 1fr);
      gap: var(--2);
    }

    dt,
    h3 {
      color: var(--ink-soft);
    }

    dd,
    .notes {
      overflow-wrap: anywhere;
    }

    .notes {
      white-space: pre-wrap;
    }

    summary {
      min-height: 1.75rem;
      align-content: center;
      cursor: pointer;
    }

    @media (max-width: 699px) {
      summary {
        min-height: 2.75rem;
      }
    }
  `,
})
export class AboutJob {
  readonly interview = input.required<Interview>();
  protected readonly posting = computed(() => webAddress(this.interview().job_posting_url));
  protected readonly facts = computed(() => {
    const interview = this.interview();
    const date = (value: string | null) => (value === null ? null : shortDate(value));
    return told([
      { name: 'Level', text: LEVELS[interview.seniority_level] },
      { name: 'Type', text: TYPES[interview.interview_type] },
      {
        name: 'Job title',
        text: interview.role_name === null ? null : interview.custom_role_title,
      },
      { name: 'Place', text: interview.job_location },
      { name: 'Remote', text: interview.is_remote ? 'Yes' : null },
      { name: 'Salary', text: interview.salary_range },
      { name: 'Applied', text: date(interview.application_date) },
      { name: 'Came by', text: interview.referral_source },
      { name: 'First round', text: date(interview.first_interview_date) },
      { name: 'Last round', text: date(interview.final_interview_date) },
      { name: 'Offer on', text: date(interview.offer_date) },
      { name: 'Answer by', text: date(interview.offer_deadline) },
    ]);
  });
  protected readonly notes = computed(() => {
    const interview = this.interview();
    return told([
      { name: 'Your notes', text: interview.preparation_notes },
      { name: 'The offer', text: interview.offer_details },
      { name: 'What they said', text: interview.overall_feedback },
      { name: 'What went well', text: interview.strengths },
      { name: 'What to do better', text: interview.areas_for_improvement },
    ]);
  });
}

function told<Fact extends { readonly text: string | null }>(facts: readonly Fact[]): Fact[] {
  return facts.filter((fact) => fact.text !== null);
}
