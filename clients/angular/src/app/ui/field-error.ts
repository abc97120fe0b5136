import type { Problem } from '../api/problem';

/** What a refusal (422) says of one field; null when nothing. Fields are named as in the body. */
export function problemFor(problem: Problem | null, field: string): string | null {
  const of = problem?.fields.find(
    (each) => each.field === field || each.field.endsWith(`.${field}`),
  );
  return of?.message ?? null;
}

/** Whether a refusal names a field that the form shows, so that it needs no note of its own. */
export function isAbout(problem: Problem | null, fields: readonly string[]): boolean {
  return fields.some((field) => problemFor(problem, field) !== null);
}
