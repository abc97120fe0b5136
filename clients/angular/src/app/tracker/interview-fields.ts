import { choiceIn, textIn } from './forms';
import { placeFields } from './places';
import { LEVELS, RESULTS, ROUND_TYPES, STATUSES, TYPES } from './records';

/** Fields that the sheet of an interview shows its problems beside. */
export const FIELDS = [
  'seniority_level',
  'custom_role_title',
  'job_location',
  'salary_range',
  'job_posting_url',
  'referral_source',
  'application_date',
  'job_description',
  'preparation_notes',
  'offer_date',
  'offer_deadline',
  'offer_details',
  'overall_feedback',
  'strengths',
  'areas_for_improvement',
] as const;

/** What the sheet says of the interview; company and role are chosen apart. */
export function interviewIn(form: FormData) {
  return {
    seniority_level: choiceIn(form, 'seniority_level', LEVELS, 'mid'),
    interview_type: choiceIn(form, 'interview_type', TYPES, 'actual'),
    interview_status: choiceIn(form, 'interview_status', STATUSES, 'scheduled'),
    interview_result: choiceIn(form, 'interview_result', RESULTS, 'pending'),
    is_remote: form.get('is_remote') !== null,
    custom_role_title: textIn(form, 'custom_role_title'),
    job_location: textIn(form, 'job_location'),
    salary_range: textIn(form, 'salary_range'),
    job_posting_url: textIn(form, 'job_posting_url'),
    referral_source: textIn(form, 'referral_source'),
    application_date: textIn(form, 'application_date'),
    job_description: textIn(form, 'job_description'),
    preparation_notes: textIn(form, 'preparation_notes'),
    offer_date: textIn(form, 'offer_date'),
    offer_deadline: textIn(form, 'offer_deadline'),
    offer_details: textIn(form, 'offer_details'),
    overall_feedback: textIn(form, 'overall_feedback'),
    strengths: textIn(form, 'strengths'),
    areas_for_improvement: textIn(form, 'areas_for_improvement'),
  };
}

/** The first round, when the sheet says when or where it is; null otherwise. */
export function roundIn(form: FormData, zone: string) {
  const date = textIn(form, 'first_date');
  const place = textIn(form, 'first_place');
  if (date === null && place === null) return null;
  const time = textIn(form, 'first_time');
  return {
    round_type: choiceIn(form, 'first_type', ROUND_TYPES, 'phone_screen'),
    scheduled_date: date,
    scheduled_time: date === null || time === null ? null : `${time.slice(0, 5)}:00`,
    timezone: zone,
    ...placeFields(place),
    round_status: 'scheduled' as const,
    round_result: 'pending' as const,
    key_topics_covered: [],
  };
}
