import type { Attempt, Question } from './records';

export const DIFFICULTIES = [
  { id: 'beginner', name: 'Beginner' },
  { id: 'intermediate', name: 'Intermediate' },
  { id: 'advanced', name: 'Advanced' },
] as const;

export const TYPES = [
  { id: 'mixed', name: 'Mixed', what: 'technical, with some behavioral ones' },
  { id: 'technical', name: 'Technical', what: 'knowledge, coding, system design' },
  { id: 'behavioral', name: 'Behavioural', what: 'stories of how you work' },
] as const;

export const STATUSES = [
  { id: 'in_progress', name: 'In progress' },
  { id: 'completed', name: 'Completed' },
  { id: 'abandoned', name: 'Left alone' },
] as const;

/** The documented levels: the lowest score of each, and the tone of its colour. */
const LEVELS = [
  { from: 85, name: 'Excellent', tone: 'good' },
  { from: 70, name: 'Good', tone: 'accent' },
  { from: 50, name: 'Average', tone: 'warn' },
  { from: 0, name: 'Needs work', tone: 'bad' },
] as const;

const WORST = LEVELS[3];

export type Tone = (typeof LEVELS)[number]['tone'] | 'none';

export interface Level {
  readonly name: string;
  readonly tone: Tone;
}

/** What a score means, in words; none without a score, which is not a zero. */
export function levelOf(score: number | null): Level {
  if (score === null) return { name: 'No score', tone: 'none' };
  return LEVELS.find((level) => score >= level.from) ?? WORST;
}

/** A score without needless decimals: "66.7", "50". */
export function scoreText(score: number | null): string {
  return score === null ? '–' : String(Math.round(score * 10) / 10);
}

/** The documented weights. */
export const CRITERIA = [
  { id: 'accuracy', name: 'Accuracy and correctness', short: 'Accuracy', weight: 40 },
  { id: 'coverage', name: 'Coverage of key points', short: 'Coverage', weight: 30 },
  { id: 'clarity', name: 'Clarity and communication', short: 'Clarity', weight: 20 },
  { id: 'depth', name: 'Depth of knowledge', short: 'Depth', weight: 10 },
] as const;

export const BEST_RATING = 4;

/** What to aim for, in seconds: what interviewers listen to without losing the thread. */
const TARGETS: Readonly<Record<Question['type'], number>> = {
  behavioral: 180,
  technical: 180,
  coding: 420,
  system_design: 420,
};

export function targetOf(question: Pick<Question, 'type'>): number {
  return TARGETS[question.type] ?? 180;
}

/** How much a key point matters. */
export function pointWeight(weight: number): string {
  if (weight >= 3) return 'Decides the answer';
  return weight === 2 ? 'Matters' : 'A plus';
}

type Judged = Pick<Attempt, 'judged_by' | 'model' | 'provider' | 'rubric_version'>;

/** Who judged, and by what. */
export function judgedBy(attempt: Judged): string {
  const rubric = attempt.rubric_version === null ? '' : `, rubric ${attempt.rubric_version}`;
  if (attempt.judged_by === 'coverage') return `Compared with the key points${rubric}`;
  return `Judged by ${attempt.model ?? 'a model'}${rubric}`;
}

/** What a reader has to know about a score that no model gave. */
export const COVERAGE_ONLY = 'Coverage of key points, not correctness';

/** "1 question", "2 questions". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
