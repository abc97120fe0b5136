"""What goes into practice and what comes out: frozen values, no HTTP, no SQL."""

from dataclasses import dataclass
from typing import Literal, Self

from agents.contracts import AnswerFailed, FailureCode, KeyPoint

Difficulty = Literal["beginner", "intermediate", "advanced"]
RequestedType = Literal["technical", "behavioral", "mixed"]
QuestionType = Literal["technical", "behavioral", "coding", "system_design"]
Criterion = Literal["accuracy", "coverage", "clarity", "depth"]
Basis = Literal["model", "coverage"]
"""Who judged: a language model by the rubric, or the key points that the answer covers."""

MOST_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class PracticeQuestion:
    """A question to practise.

    Args:
        expected_points: What a strong answer says, 2 to 8; empty only for a question of one's
            own that has none.
        skill: What it trains, 1 to 100 characters.
        bank_id: Of the question bank's row that it comes from, if any.
    """

    question: str
    type: QuestionType
    difficulty: Difficulty
    expected_points: tuple[KeyPoint, ...]
    skill: str
    bank_id: int | None = None


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """What a practice interview is to be about.

    Args:
        job_role: 2 to 100 characters; somebody else's words.
        count: 1 to 10 questions.
        avoid: Questions of the person's earlier interviews, the latest first.
    """

    job_role: str
    difficulty: Difficulty
    type: RequestedType
    count: int
    avoid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeQuestions:
    """Questions, and who made them.

    Args:
        provider: ``library`` when they were chosen from it.
        prompt_version: Of the prompt that a model was given; None for the library.
        note: A sentence for the person where something is other than asked (fewer questions
            than wanted, some of them practised before); else None.
    """

    questions: tuple[PracticeQuestion, ...]
    provider: str
    model: str
    prompt_version: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerToJudge:
    """An answer and what it is measured by. Both texts are data, whatever they order.

    Args:
        answer: 1 to 5000 characters.
        samples: How often a model judges, 1 to 5; more show how much judgements vary.
    """

    job_role: str
    question: PracticeQuestion
    answer: str
    samples: int = 1


@dataclass(frozen=True, slots=True)
class CriterionJudgement:
    """One criterion of the rubric.

    Args:
        rating: 0 to 4, or None for "not enough evidence".
        quotation: Words of the answer that show it; empty where none were given.
        verified: Whether the quotation occurs in the answer; a rating above 1 without a verified
            quotation does not count (it becomes None).
    """

    criterion: Criterion
    rating: int | None
    reason: str
    quotation: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class PointJudgement:
    """Whether the answer makes a key point."""

    point: str
    weight: int
    covered: bool
    quotation: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An answer, judged.

    Args:
        score: 0 to 100 with two decimals, computed by code; None when it can't be judged.
        unscored_reason: Why there is none, for the person; None when there is a score.
        keywords: Terms of the key points and the question that the answer uses.
        rubric_version: Of the criteria, weights and arithmetic.
        sample_scores: Of each sample when several were asked for; else of the one.
    """

    score: float | None
    feedback: str
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    keywords: tuple[str, ...]
    basis: Basis
    provider: str
    model: str
    rubric_version: str
    prompt_version: str | None
    criteria: tuple[CriterionJudgement, ...] = ()
    points: tuple[PointJudgement, ...] = ()
    sample_scores: tuple[float, ...] = ()
    unscored_reason: str | None = None


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A question of an interview with its official answer, for summaries and skill gaps.

    Args:
        score: 0 to 100.
        basis: Who judged; what summaries may say of the score depends on it.
    """

    question: PracticeQuestion
    answer: str
    score: float
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    missed_points: tuple[str, ...]
    basis: Basis = "model"


@dataclass(frozen=True, slots=True)
class InterviewReview:
    """An interview to look back on.

    Args:
        total_questions: Main questions, with those that are still to come.
        answered_questions: Main questions with their official answer.
        overall_score: Mean of these answers, as the interview shows it; None while there are none.
        answers: Official ones, to main questions and follow-ups, in the order of the interview.
    """

    job_role: str
    difficulty: Difficulty
    total_questions: int
    answered_questions: int
    overall_score: float | None
    answers: tuple[JudgedAnswer, ...]


@dataclass(frozen=True, slots=True)
class FollowUpBrief:
    """An answer to ask one deeper question about. All texts are data, whatever they order.

    Args:
        asked: Other questions of the interview.
        suggestions: The follow-ups that the bank has for the question, if it comes from there.
    """

    job_role: str
    answered: JudgedAnswer
    asked: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A deeper question about an answer, and who asks it.

    Args:
        question: Of the type, difficulty and skill of the question that it follows. Has no
            expected points when the library had none to ask for; then only a model can judge it.
        quotation: The words of the answer that it takes up; they occur there. May be empty.
        note: A sentence for the person where it is other than one might think; else None.
    """

    question: PracticeQuestion
    quotation: str
    provider: str
    model: str
    prompt_version: str | None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """What an interview showed as a whole.

    Args:
        strengths: At most five, the most telling first.
        improvements: At most five, the most useful first.
    """

    text: str
    strengths: tuple[str, ...]
    improvements: tuple[str, ...]
    provider: str
    model: str
    prompt_version: str | None


@dataclass(frozen=True, slots=True)
class SkillGap:
    """How well a skill is mastered, and what to do about it.

    Args:
        score: 0 to 100, mean of the judged answers; low is a big gap.
        level: ``weak`` below 50, ``moderate`` below 75, else ``strong``.
        recommendation: What to do next, one to three sentences.
    """

    skill: str
    score: float
    level: Literal["weak", "moderate", "strong"]
    recommendation: str


@dataclass(frozen=True, slots=True)
class SkillGaps:
    """The skills that an interview showed, the lowest score first, and who recommends."""

    gaps: tuple[SkillGap, ...]
    provider: str
    model: str
    prompt_version: str | None


class PracticeFailed(Exception):  # noqa: N818 - reads as what it says
    """A model gave nothing that can be used, after one attempt at repair.

    Args:
        message: What to do next, for people; holds no text from upstream.
        code: What went wrong, for programs.
        retryable: Whether the same may succeed later, with nothing else changed.
        retry_after: Seconds to wait first, when known.
    """

    def __init__(
        self,
        message: str,
        *,
        code: FailureCode = "upstream_malformed",
        retryable: bool = True,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.retryable = retryable
        self.retry_after = retry_after

    @classmethod
    def of(cls, failure: AnswerFailed) -> Self:
        """What a model's failure means here."""
        return cls(
            failure.message,
            code=failure.code,
            retryable=failure.retryable,
            retry_after=failure.retry_after,
        )
