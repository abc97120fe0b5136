"""A model that practises with somebody: it asks, judges, sums up and recommends as scripted."""

import asyncio
import json
import re
from typing import Any

from tests.agents.practice.made import BEHAVIORAL, TECHNICAL, written
from tests.doubles.model_server import Exchange, Reply

CRITERIA = ("accuracy", "coverage", "clarity", "depth")
REPAIR = "Your last reply could not be used"

JUDGING, ASKING, GOING_DEEPER = "RubricReply", "QuestionsReply", "FollowUpQuestionReply"
SUMMING_UP, RECOMMENDING = "SummaryReply", "RecommendationsReply"
"""What a model is asked for, by the names of the schemas."""

DEEPER = "How would you find out in production which of these effects costs most?"


class Script:
    """Answers every request of practice; made anew for each test.

    Attributes:
        rating: 0 to 4 for every criterion; the score is 25 times that, if all is covered.
        instead: Takes over the requests for a schema.
        waiting: While it is not set, no judgement comes.
    """

    def __init__(self) -> None:
        self.rating: int | None = 4
        self.instead: dict[str, Reply] = {}
        self.waiting = asyncio.Event()
        self.waiting.set()

    async def __call__(self, exchange: Exchange) -> None:
        name = exchange.schema_name or ""
        if name in self.instead:
            await self.instead[name](exchange)
            return
        if name == JUDGING:
            await self.waiting.wait()
        made: Any = {
            JUDGING: self.judgement,
            ASKING: questions,
            GOING_DEEPER: deeper,
            SUMMING_UP: summary,
            RECOMMENDING: recommendations,
        }[name]
        await exchange.complete(json.dumps(made(exchange.user_message)))

    def judgement(self, asked: str) -> dict[str, Any]:
        """Covers the key points whose words stand in the answer, and quotes them."""
        points = key_points(asked)
        made = [each if asked.count(each) > 1 else "" for each in points]
        quotation = next(filter(None, made), "")
        criterion = {"quotation": quotation, "reason": "It says how.", "rating": self.rating}
        return {
            "key_points": [
                {"number": number, "quotation": each, "covered": bool(each)}
                for number, each in enumerate(made, start=1)
            ],
            **dict.fromkeys(CRITERIA, criterion),
            "strengths": [{"text": "You say what matters.", "key_point": 0}],
            "improvements": [{"text": "Give a number for the effect.", "key_point": 0}],
            "feedback": "You make the main points. Say next what they cost.",
        }


def key_points(asked: str) -> list[str]:
    """The key points that a request for a judgement has."""
    return re.findall(r"^\d+\. \(weight \d\) (.+)$", asked, re.MULTILINE)


def questions(asked: str) -> dict[str, Any]:
    """Questions of every kind that were not asked before, as difficult as ordered."""
    (difficulty,) = re.findall(r"Difficulty of each: (\w+)", asked)
    pools = ([each for each in pool if each not in asked] for pool in (TECHNICAL, BEHAVIORAL))
    chosen = [each for pool in pools for each in pool[:5]]
    return {"questions": [written(each, difficulty=difficulty) for each in chosen]}


def deeper(asked: str) -> dict[str, Any]:
    """A question about the first words of the answer."""
    answer = re.findall(r"<<<answer \w+>>>\n(.+)", asked)[0]
    points = written("")["expected_points"]
    quotation = " ".join(answer.split()[:5])
    return {"quotation": quotation, "question": DEEPER, "expected_points": points}


def summary(_: str) -> dict[str, Any]:
    """The same for every interview."""
    text = "You name the main points and reasons. Add what they cost, and how you would measure it."
    return {
        "summary": f"{text} Practise aloud, with a clock.",
        "strengths": ["You name reasons."],
        "improvements": ["Say what things cost."],
    }


def recommendations(asked: str) -> dict[str, Any]:
    """One for each skill."""
    numbers = [int(each) for each in re.findall(r"^(?:Skill )?(\d+)[.:]", asked, re.MULTILINE)]
    text = "Take the question once more and say aloud what the effect costs, with a number."
    return {"skills": [{"number": each, "recommendation": text} for each in numbers]}


def malformed(exchange: Exchange) -> Any:
    """Replies with what fits no schema."""
    return exchange.complete('{"score": 100}')
