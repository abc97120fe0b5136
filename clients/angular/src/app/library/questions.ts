import type { Schema } from '../api/types';

export type Question = Schema<'QuestionInBrief'>;

export const CATEGORIES = [
  { id: 'behavioral', name: 'Behavioural' },
  { id: 'coding', name: 'Coding' },
  { id: 'technical', name: 'Technical' },
  { id: 'system_design', name: 'System design' },
  { id: 'product', name: 'Product' },
] as const;

export const DIFFICULTIES = [
  { id: 'easy', name: 'Easy' },
  { id: 'medium', name: 'Medium' },
  { id: 'hard', name: 'Hard' },
  { id: 'expert', name: 'Expert' },
] as const;

export const SCOPES = [
  { id: 'all', name: 'Everything' },
  { id: 'library', name: 'Library' },
  { id: 'own', name: 'Mine' },
] as const;

type IdOf<Choices extends readonly { readonly id: string }[]> = Choices[number]['id'];

/** What the list is narrowed to; all of it lives in the address. */
export interface Filters {
  readonly words: string;
  readonly category: IdOf<typeof CATEGORIES> | '';
  readonly difficulty: IdOf<typeof DIFFICULTIES> | '';
  readonly tag: string;
  readonly scope: IdOf<typeof SCOPES>;
}

/** The choice that an address names; '' for what is none. */
export function oneOf<Id extends string>(
  choices: readonly { readonly id: Id }[],
  value: string | undefined,
): Id | '' {
  return choices.find((each) => each.id === value)?.id ?? '';
}

/** Shortest text that is searched for by its meaning. */
export const SHORTEST_SEARCH = 3;

/** Whether a found question has the other filters' properties: the search knows only the text. */
export function passes(question: Question, filters: Filters): boolean {
  return (
    (filters.category === '' || question.question_category === filters.category) &&
    (filters.difficulty === '' || question.question_difficulty === filters.difficulty) &&
    (filters.tag === '' || question.tags.includes(filters.tag))
  );
}

// Shorter ones, such as "how" and "you", are in every question.
const WORD = /[\p{L}\p{N}]{4,}/gu;

/** Why the search found a question: one reads a word of the search in it, or it is near in meaning. */
export function matchedBy(question: Question, words: string): 'words' | 'meaning' {
  const text = [question.question_text, ...question.tags].join(' ').toLowerCase();
  const wanted = words.toLowerCase().match(WORD) ?? [];
  return wanted.some((word) => text.includes(word)) ? 'words' : 'meaning';
}
