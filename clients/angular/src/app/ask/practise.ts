import type { AnswerState } from 'interview-stream';
import type { Api } from '../api/client';
import type { Schema } from '../api/types';

type Specialist = NonNullable<Schema<'QuestionCreate'>['specialist']>;
type Category = Schema<'QuestionCreate'>['question_category'];

const CATEGORIES: Readonly<Record<string, Category>> = {
  behavioral: 'behavioral',
  coding: 'coding',
  technical: 'technical',
  system_design: 'system_design',
  architect: 'system_design',
  product_manager: 'product',
};

/**
 * The id of a question of the bank to practise what was asked: the library's entry where it
 * answers this very question, as it has key points to be judged by; else a question of one's own.
 */
export async function practiseQuestion(api: Api, answer: AnswerState): Promise<number> {
  return (await entryOf(api, answer)) ?? (await keepQuestion(api, answer));
}

/** Put what was asked into one's own questions, with its answer. */
export async function keepQuestion(api: Api, answer: AnswerState): Promise<number> {
  const agent = answer.routing?.selected_agent;
  const made = await api.post('/api/questions', {
    body: {
      question_text: answer.question,
      question_category: CATEGORIES[agent ?? ''] ?? 'other',
      ...(agent === undefined ? {} : { specialist: agent as Specialist }),
      ...(answer.text ? { answer_markdown_content: answer.text } : {}),
    },
  });
  return made.question_id;
}

async function entryOf(api: Api, answer: AnswerState): Promise<number | null> {
  const [source] = answer.sources;
  if (answer.metadata?.basis !== 'entry' || source === undefined) return null;
  const { data } = await api.get('/api/questions/search', {
    query: { query: source.question, scope: 'library', limit: 3, brief: true },
  });
  const found = data.find((each) => each.question.library_slug === source.slug);
  return found?.question.question_id ?? null;
}
