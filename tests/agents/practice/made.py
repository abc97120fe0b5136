"""Questions, answers and replies that tests of practice need many of."""

import json
from typing import Any

from agents.contracts import KeyPoint
from agents.practice.contracts import (
    InterviewPlan,
    InterviewReview,
    JudgedAnswer,
    PracticeQuestion,
)
from tests.doubles.model_server import Exchange, Reply

TECHNICAL = (
    "What does Python's global interpreter lock protect, and when does it limit you?",
    "How does an index make a database query faster, and what does it cost?",
    "Write a function that reverses a singly linked list, and state its complexity.",
    "How would you design a service that shortens long web addresses?",
    "What is the difference between TCP and UDP, and which suits video calls?",
    "How do you keep secrets such as passwords out of a code repository?",
    "When would you choose a message queue over a direct HTTP call?",
    "What happens during garbage collection, and why can it pause a program?",
    "How do you roll out a schema migration without stopping the service?",
    "What does a load balancer do when one of its servers fails?",
)
BEHAVIORAL = (
    "Tell me about a deadline that you missed and what you told your team.",
    "Describe a disagreement with a designer and how it ended.",
    "When did you last teach a junior colleague something difficult?",
    "What was the riskiest decision that you took without asking your manager?",
)
POINTS = (
    "It says which problem is solved before it says how.",
    "A number shows how large the effect is in practice.",
    "The main cost is named together with whoever pays for it.",
    "A case is given in which the usual answer fails.",
)


def plan(**changed: Any) -> InterviewPlan:
    """An order of two technical questions."""
    values: dict[str, Any] = {
        "job_role": "Python Developer",
        "difficulty": "intermediate",
        "type": "technical",
        "count": 2,
    }
    return InterviewPlan(**values | changed)


def written(question: str, **changed: Any) -> dict[str, Any]:
    """A question as a model sends it."""
    kind = "behavioral" if question in BEHAVIORAL else "technical"
    return {
        "question": question,
        "type": kind,
        "difficulty": "intermediate",
        "expected_points": [
            {"point": point, "weight": weight}
            for point, weight in zip(POINTS, (3, 2, 2, 1), strict=True)
        ],
        "skill": "Software engineering",
    } | changed


def says(reply: Any) -> Reply:
    """Replies with this as JSON, or with text as it is."""
    content = reply if isinstance(reply, str) else json.dumps(reply)
    return lambda exchange: exchange.complete(content)


def sends(*questions: Any) -> Reply:
    """Replies with these questions: texts, or whole ones."""
    each = [written(one) if isinstance(one, str) else one for one in questions]
    return says({"questions": each})


async def refuses(exchange: Exchange) -> None:
    """Refuses in the way of structured replies."""
    message = {"role": "assistant", "content": None, "refusal": "I'd rather not."}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    await exchange.respond(200, {"id": "1", "model": "m", "choices": [choice]})


async def runs_out_of_tokens(exchange: Exchange) -> None:
    """Is cut off by the token limit."""
    message = {"role": "assistant", "content": '{"questions": [{"question": "How wo'}
    choice = {"index": 0, "message": message, "finish_reason": "length"}
    await exchange.respond(
        200, {"id": "1", "object": "chat.completion", "model": "m", "choices": [choice]}
    )


def leaks_canary(reply: Any) -> Reply:
    """Replies with this, in which {canary} stands for the secret of the instructions."""

    async def leak(exchange: Exchange) -> None:
        canary = exchange.system_prompt.rsplit(": ", 1)[1].strip()
        await exchange.complete(json.dumps(reply).replace("{canary}", canary.upper()))

    return leak


def question(text: str = TECHNICAL[0], **changed: Any) -> PracticeQuestion:
    """A question to practise, with four points."""
    values: dict[str, Any] = {
        "type": "behavioral" if text in BEHAVIORAL else "technical",
        "difficulty": "intermediate",
        "expected_points": tuple(
            KeyPoint(point, weight) for point, weight in zip(POINTS, (3, 2, 2, 1), strict=True)
        ),
        "skill": "Python",
    }
    return PracticeQuestion(text, **values | changed)


def judged(score: float = 60.0, text: str = TECHNICAL[0], **changed: Any) -> JudgedAnswer:
    """An answer that made the first point of its question and missed the second."""
    asked = changed.pop("question", None) or question(text, skill=changed.pop("skill", "Python"))
    values: dict[str, Any] = {
        "answer": (
            "It lets only one thread run Python code at a time. "
            "We measured that eight threads were as slow as one."
        ),
        "strengths": ("You say which problem is solved.",),
        "improvements": ("Give a number for the effect.",),
        "missed_points": (POINTS[1],),
    }
    return JudgedAnswer(question=asked, score=score, **values | changed)


def review(*answers: JudgedAnswer, **changed: Any) -> InterviewReview:
    """An interview of these answers and one question without."""
    values: dict[str, Any] = {
        "job_role": "Python Developer",
        "difficulty": "intermediate",
        "total_questions": len(answers) + 1,
        "answered_questions": len(answers),
        "overall_score": 60.0 if answers else None,
    }
    return InterviewReview(answers=answers, **values | changed)
