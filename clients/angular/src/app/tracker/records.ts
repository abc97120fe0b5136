import type { Request, Response } from '../api/types';

export type Interview = Response<'/api/interviews/{interview_id}', 'get'>;
/** An interview as lists have it: with the round that comes next. */
export type Listed = Response<'/api/interviews', 'get'>['data'][number];
export type Round = Response<'/api/interviews/{interview_id}/rounds', 'get'>[number];
export type Asked = Response<'/api/interviews/{interview_id}/questions', 'get'>[number];
export type SkillOf = Interview['skills'][number];
export type InterviewChange = Request<'/api/interviews/{interview_id}', 'patch'>['body'];
export type RoundChange = Request<
  '/api/interviews/{interview_id}/rounds/{round_id}',
  'patch'
>['body'];
export type AskedChange = Request<
  '/api/interviews/{interview_id}/questions/{question_id}',
  'patch'
>['body'];
export type InterviewQuery = NonNullable<Request<'/api/interviews', 'get'>['query']>;
export type Status = Interview['interview_status'];
export type Result = Interview['interview_result'];
export type RoundType = Round['round_type'];
export type Category = Asked['question_category'];

/** What the job is called: the role's name, or the title in the posting. */
export function jobOf(interview: Pick<Interview, 'role_name' | 'custom_role_title'>): string {
  return interview.role_name ?? interview.custom_role_title ?? 'Role not said';
}

/** "Backend Engineer at TechCorp". */
export function nameOf(
  interview: Pick<Interview, 'role_name' | 'custom_role_title' | 'company_name'>,
): string {
  const job = interview.role_name ?? interview.custom_role_title;
  if (job === null) return interview.company_name ?? 'Interview';
  return interview.company_name === null ? job : `${job} at ${interview.company_name}`;
}

/** How a round is called: by them, or by what it is about. */
export function roundName(
  round: Pick<Round, 'round_name' | 'round_type' | 'round_number'>,
): string {
  return round.round_name ?? ROUND_TYPES[round.round_type];
}

export const STATUSES: Readonly<Record<Status, string>> = {
  scheduled: 'Scheduled',
  rescheduled: 'Rescheduled',
  in_progress: 'In progress',
  completed: 'Completed',
  cancelled: 'Cancelled',
};

export const RESULTS: Readonly<Record<Result, string>> = {
  pending: 'Awaiting result',
  passed: 'Passed',
  failed: 'Not passed',
  offer_received: 'Offer received',
  offer_accepted: 'Offer accepted',
  offer_declined: 'Offer declined',
};

export const TYPES: Readonly<Record<Interview['interview_type'], string>> = {
  actual: 'Real interview',
  mock: 'Mock interview',
  practice: 'Practice',
};

export const LEVELS: Readonly<Record<Interview['seniority_level'], string>> = {
  intern: 'Intern',
  junior: 'Junior',
  mid: 'Mid-level',
  senior: 'Senior',
  staff: 'Staff',
  principal: 'Principal',
  lead: 'Lead',
  manager: 'Manager',
  director: 'Director',
};

export const ROUND_TYPES: Readonly<Record<RoundType, string>> = {
  phone_screen: 'Phone screen',
  technical: 'Technical',
  coding: 'Coding',
  system_design: 'System design',
  behavioral: 'Behavioral',
  cultural_fit: 'Cultural fit',
  hiring_manager: 'Hiring manager',
  final: 'Final round',
  assessment: 'Assessment',
  other: 'Other',
};

export const CATEGORIES: Readonly<Record<Category, string>> = {
  technical: 'Technical',
  behavioral: 'Behavioral',
  product: 'Product',
  system_design: 'System design',
  coding: 'Coding',
  case_study: 'Case study',
  brainteaser: 'Brainteaser',
  cultural_fit: 'Cultural fit',
  leadership: 'Leadership',
  other: 'Other',
};

/** What kind of question a round of this type mostly asks. */
export function usualCategory(type: RoundType | null): Category {
  if (type === 'coding' || type === 'system_design' || type === 'cultural_fit') return type;
  if (type === 'technical' || type === 'assessment') return 'technical';
  return 'behavioral';
}

/** Entries in their order, for options of a select. */
export function options<Key extends string>(
  words: Readonly<Record<Key, string>>,
): readonly { readonly id: Key; readonly label: string }[] {
  return (Object.keys(words) as Key[]).map((id) => ({ id, label: words[id] }));
}

/** The entry of this name, or null for anything else that an address may say. */
export function oneOf<Key extends string>(
  words: Readonly<Record<Key, string>>,
  value: string | undefined,
): Key | null {
  return value !== undefined && Object.hasOwn(words, value) ? (value as Key) : null;
}
