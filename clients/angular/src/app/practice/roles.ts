/** Job roles to choose from; any other can be typed. */
const COMMON = [
  'Software Engineer',
  'Backend Engineer',
  'Frontend Engineer',
  'Full-stack Engineer',
  'Data Engineer',
  'Data Scientist',
  'Machine Learning Engineer',
  'DevOps Engineer',
  'Site Reliability Engineer',
  'Mobile Developer',
  'QA Engineer',
  'Security Engineer',
  'Solutions Architect',
  'Engineering Manager',
  'Product Manager',
];

const SHORTEST = 2;
const LONGEST = 100;

/** What is offered while a role is typed: those practised before come first. */
export function rolesToOffer(before: readonly string[]): string[] {
  const known = new Set<string>();
  return [...before, ...COMMON].filter((role) => {
    const key = role.trim().toLowerCase();
    return !known.has(key) && known.add(key);
  });
}

/** What is wrong with a role, before the server is asked; null when nothing is. */
export function roleProblem(role: string): string | null {
  const { length } = role.trim();
  if (length === 0) return 'Say which role you practise for, such as “Backend Engineer”.';
  if (length < SHORTEST) return 'Write at least two letters.';
  return length > LONGEST ? `Use ${LONGEST} characters at most.` : null;
}

/** The ids of questions that an address names: "3,5". */
export function idsIn(text: string | undefined, most: number): number[] {
  const ids = (text ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);
  return [...new Set(ids)].slice(0, most);
}

/** A number of questions between 1 and the most. */
export function countIn(text: string | undefined, most: number, usual: number): number {
  const count = Number(text ?? NaN);
  return Number.isInteger(count) ? Math.min(Math.max(count, 1), most) : usual;
}
