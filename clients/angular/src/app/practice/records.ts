import type { Response } from '../api/types';

export type Interview = Response<'/api/interview/{interview_id}', 'get'>;
export type Question = Interview['questions'][number];
export type Listed = Response<'/api/interview', 'get'>['interviews'][number];
export type Attempt = Response<
  '/api/interview/{interview_id}/questions/{question_id}/attempts',
  'get'
>['attempts'][number];
export type Score = Response<'/api/interview/{interview_id}/score', 'get'>;
export type Answered = Response<
  '/api/interview/{interview_id}/results',
  'get'
>['responses'][number];
export type Gap = Response<'/api/skill-gaps', 'get'>['skill_gaps'][number];

/** Most characters that an answer may have. */
export const LONGEST_ANSWER = 5000;
/** Most questions of one interview. */
export const MOST_QUESTIONS = 10;
