import { Component, inject, input, output, signal } from '@angular/core';
import { Api } from '../api/client';
import { problemOf } from '../api/problem';
import { Notices } from '../core/notices';
import { Catalog } from './catalog';
import { type Choice, Combobox } from './combobox';
import type { Interview, SkillOf } from './records';

/** The skills that an interview is about. */
@Component({
  selector: 'app-interview-skills',
  imports: [Combobox],
  template: `
    <section class="stack" aria-labelledby="skills">
      <h2 id="skills">Skills</h2>
      @if (interview().skills.length > 0) {
        <ul role="list">
          @for (skill of interview().skills; track skill.skill_id) {
            <li class="row between">
              <span class="name">{{ skill.skill_name }}</span>
              <span class="row">
                <select
                  #need
                  class="input"
                  [attr.aria-label]="'How much they need ' + skill.skill_name"
                  (change)="say(skill, need.value === 'required')"
                >
                  <option value="required" [selected]="skill.is_required">Required</option>
                  <option value="nice" [selected]="!skill.is_required">Nice to have</option>
                </select>
                <button
                  class="button quiet icon"
                  type="button"
                  [attr.aria-label]="'Remove ' + skill.skill_name"
                  (click)="remove(skill)"
                >
                  <span aria-hidden="true">✕</span>
                </button>
              </span>
            </li>
          }
        </ul>
      }
      <app-combobox
        label="Add a skill"
        [choices]="catalog.skillsAndNew"
        [empties]="true"
        (chosenChange)="add($event)"
      />
      <p class="unseen" role="status">{{ said() }}</p>
    </section>
  `,
  styles: `
    .stack {
      --gap: var(--3);
    }

    ul {
      display: grid;
      gap: var(--2);
    }

    li {
      flex-wrap: nowrap;
    }

    li .row {
      --gap: 0;
      flex-wrap: nowrap;
    }

    .name {
      overflow-wrap: anywhere;
    }

    .input {
      width: auto;
      font-size: var(--small);
    }
  `,
})
export class InterviewSkills {
  private readonly api = inject(Api);
  private readonly notices = inject(Notices);
  protected readonly catalog = inject(Catalog);
  readonly interview = input.required<Interview>();
  readonly changed = output();
  protected readonly said = signal('');

  protected async add(choice: Choice | null): Promise<void> {
    if (choice === null) return;
    const known = this.interview().skills.find((skill) => skill.skill_id === choice.id);
    if (known === undefined) await this.put(choice.id, NEW);
    this.said.set(`${choice.name} is one of the skills.`);
  }

  protected async say(skill: SkillOf, isRequired: boolean): Promise<void> {
    const { skill_id, skill_name, ...known } = skill;
    void skill_name;
    await this.put(skill_id, {
      ...known,
      is_required: isRequired,
      is_nice_to_have: !isRequired,
    });
  }

  protected async remove(skill: SkillOf): Promise<void> {
    const { skill_id, skill_name, ...known } = skill;
    try {
      await this.api.delete('/api/interviews/{interview_id}/skills/{skill_id}', {
        path: { interview_id: this.interview().interview_id, skill_id },
      });
      this.changed.emit();
      this.notices.say(`${skill_name} is taken out.`, {
        label: 'Undo',
        run: () => void this.put(skill_id, known),
      });
    } catch (error) {
      this.notices.warn(problemOf(error).message);
    }
  }

  private async put(id: number, body: Omit<SkillOf, 'skill_id' | 'skill_name'>): Promise<void> {
    try {
      await this.api.put('/api/interviews/{interview_id}/skills/{skill_id}', {
        path: { interview_id: this.interview().interview_id, skill_id: id },
        body,
      });
      this.changed.emit();
    } catch (error) {
      this.notices.warn(problemOf(error).message);
    }
  }
}

const NEW = {
  is_required: true,
  is_nice_to_have: false,
  required_proficiency: null,
  priority_level: null,
  was_assessed: false,
  assessed_proficiency: null,
  assessment_notes: null,
  passed_assessment: null,
};
