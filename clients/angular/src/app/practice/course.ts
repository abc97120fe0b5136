import type { Interview, Question } from './records';

/** The questions in the order in which they are gone through: follow-ups after their parents. */
export function inCourse<Each extends Pick<Question, 'id' | 'parent_id' | 'order_number'>>(
  questions: readonly Each[],
): Each[] {
  const main = questions
    .filter((question) => question.parent_id === null)
    .sort((one, other) => one.order_number - other.order_number);
  return main.flatMap((question) => [
    question,
    ...questions.filter((each) => each.parent_id === question.id),
  ]);
}

type Open = Pick<Question, 'id' | 'kind' | 'answered' | 'parent_id' | 'order_number'>;

/** The question to show: the one that is named, else the first open one that counts. */
export function shown<Each extends Open>(
  questions: readonly Each[],
  id: string | undefined,
): Each | undefined {
  const course = inCourse(questions);
  return (
    course.find((question) => question.id === id) ??
    course.find((question) => question.kind === 'main' && !question.answered) ??
    course[0]
  );
}

/** "Question 2 of 5", "Question 2 of 5, deeper". */
export function placeOf(
  interview: Pick<Interview, 'total_questions'>,
  question: Pick<Question, 'kind' | 'order_number'>,
): string {
  const place = `Question ${question.order_number} of ${interview.total_questions}`;
  return question.kind === 'follow_up' ? `${place}, deeper` : place;
}

type Going = Pick<Interview, 'adaptive' | 'status' | 'total_questions'> & {
  readonly questions: readonly Pick<Question, 'kind' | 'answered'>[];
};

/** Whether the next question of an adaptive interview can be asked for. */
export function mayGoOn(interview: Going): boolean {
  const main = interview.questions.filter((question) => question.kind === 'main');
  return (
    interview.adaptive &&
    interview.status !== 'completed' &&
    main.length < interview.total_questions &&
    main.every((question) => question.answered)
  );
}
