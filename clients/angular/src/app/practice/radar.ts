import { Component, computed, input } from '@angular/core';
import { ChartTable } from './chart-table';
import { type Measured, radarOf, type Spoke } from './charting';
import { scoreText } from './words';

const RADIUS = 80;
const LINE = 16;

/** Scores of three to eight skills around a centre, and as a table. */
@Component({
  selector: 'app-radar',
  imports: [ChartTable],
  template: `
    <div class="stack">
      <svg [attr.viewBox]="box()" role="img" [attr.aria-label]="told()">
        @for (ring of radar().rings; track $index) {
          <path class="ring" [attr.d]="ring" />
        }
        @for (spoke of radar().spokes; track spoke.name) {
          <line class="ring" x1="0" y1="0" [attr.x2]="spoke.x" [attr.y2]="spoke.y" />
        }
        <path class="area" [attr.d]="radar().area" />
        @for (spoke of radar().spokes; track spoke.name) {
          <circle class="dot" r="4" [attr.cx]="spoke.dotX" [attr.cy]="spoke.dotY" />
          <text
            [attr.x]="spoke.labelX"
            [attr.y]="spoke.labelY"
            [attr.text-anchor]="spoke.anchor"
            dominant-baseline="middle"
          >
            @for (line of spoke.lines; track $index) {
              <tspan [attr.x]="spoke.labelX" [attr.dy]="$first ? firstLine(spoke) : LINE">
                {{ line }}
              </tspan>
            }
          </text>
        }
      </svg>
      <app-chart-table [label]="label()" what="Skill" [measured]="measured()" />
    </div>
  `,
  styles: `
    svg {
      width: 100%;
      max-width: 34rem;
      margin-inline: auto;
    }

    .ring {
      fill: none;
      stroke: var(--line);
    }

    .area {
      fill: color-mix(in oklab, var(--accent) 20%, transparent);
      stroke: var(--accent);
      stroke-width: 2;
      stroke-linejoin: round;
    }

    .dot {
      fill: var(--accent);
    }

    text {
      fill: var(--ink);
      font-size: 14px;
    }
  `,
})
export class RadarChart {
  readonly label = input.required<string>();
  readonly measured = input.required<readonly Measured[]>();
  protected readonly radar = computed(() => radarOf(this.measured(), RADIUS));
  /** Three spokes reach less far down than up. */
  protected readonly box = computed(() => {
    const lowest = Math.max(...this.radar().spokes.map((spoke) => spoke.labelY));
    return `-185 -112 370 ${Math.round(lowest + 134)}`;
  });
  protected readonly LINE = LINE;
  protected readonly told = computed(() => {
    const all = this.measured().map((each) => `${each.name}: ${scoreText(each.score)} of 100`);
    return `${this.label()}. ${all.join('; ')}.`;
  });

  /** Two lines have their middle where one would be. */
  protected firstLine(spoke: Spoke): number {
    return (-LINE * (spoke.lines.length - 1)) / 2;
  }
}
