"""A model that practises with somebody: it asks, judges, sums up and recommends as scripted."""

import asyncio
import json
import re
from typing import Any

from tests.agents.practice.made import written
from tests.doubles.model_server import Exchange, Reply

CRITERIA = ("accuracy", "coverage", "clarity", "depth")
REPAIR = "Your last reply could not be used"

JUDGING, ASKING, GOING_DEEPER = "RubricReply", "QuestionsReply", "FollowUpQuestionReply"
SUMMING_UP, RECOMMENDING = "SummaryReply", "RecommendationsReply"
"""What a model is asked for, by the names of the schemas."""

KNOWN: dict[str, tuple[str, dict[str, str]]] = {
    "What is a database index, and when would you not create one?": (
        "technical",
        {
            "An index is a sorted copy of columns that finds rows without a full scan.": "It keeps "
            "the values of a column in order, so the database jumps to the rows that it wants.",
            "Every insert, update and delete has to maintain all indexes, so writes slow.": "The "
            "price is that each insert must update the index as well.",
            "On small tables or for values that most rows share, a scan is cheaper.": "I would not "
            "have one on a tiny lookup table, because reading all of it is faster.",
        },
    ),
    "How do you keep a queue of messages from losing any when a worker crashes?": (
        "technical",
        {
            "A message is acknowledged only after the work is done, not when it is taken.": "The "
            "worker confirms it once the order is written, never before.",
            "Work has to be idempotent, since a message can come twice.": "Each one carries an id, "
            "and I skip what was done already when it arrives again.",
            "Messages that always fail go to a dead-letter queue with an alarm.": "After five "
            "failures it is put aside in another queue and somebody is paged.",
        },
    ),
    "How would you roll out a risky schema change without stopping the service?": (
        "technical",
        {
            "Expand first: add columns that old code ignores, and remove nothing yet.": "I begin "
            "by adding the new column as nullable, which running servers never notice.",
            "Backfill in small batches, so that no lock is held for long.": "Existing rows are "
            "filled a thousand at a time, with pauses between.",
            "Contract last, when no deployed version reads the old shape.": "Only after every "
            "server runs the new release do I drop the old column.",
        },
    ),
    "Tell me about a deadline that you missed and what you told your team.": (
        "behavioral",
        {
            "Tells the team as soon as the delay is likely, not on the last day.": "Two weeks "
            "before the release I told my team that we would be late.",
            "Names the own part in it without blaming others.": "I had estimated the import "
            "myself, and I had forgotten the old files.",
            "Says what changed afterwards, so that it does not happen again.": "Since then I "
            "build the riskiest piece first, and the next three releases were on time.",
        },
    ),
    "Describe a disagreement with a colleague about quality, and how it ended.": (
        "behavioral",
        {
            "Understands the reasons of the other person before arguing.": "I asked her first why "
            "she wanted to release without those tests.",
            "Brings evidence into it instead of opinions.": "I counted the incidents of the last "
            "year: six of nine came from that module.",
            "Ends with a decision that both carry.": "We agreed to test the payment path only, and "
            "we both defended that in the meeting.",
        },
    ),
}
"""Questions by kind with key points, and words that make each of them; no two share words."""

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
        # Behind it comes what a repair adds.
        material = exchange.body["messages"][1]["content"]
        await exchange.complete(json.dumps(made(material)))

    def judgement(self, asked: str) -> dict[str, Any]:
        """Covers the key points that the answer makes as ``good_answer`` does, and quotes it."""
        answer = answer_in(asked)
        words = {point: said for _, points in KNOWN.values() for point, said in points.items()}
        quoted = [words.get(each, "") for each in key_points(asked)]
        made = [each if each in answer else "" for each in quoted]
        quotation = next(filter(None, made), " ".join(answer.split()[:8]))
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


def answer_in(asked: str) -> str:
    """The answer that a request has."""
    return re.findall(r"<<<answer \w+>>>\n(.+?)\n<<<end", asked, re.DOTALL)[0]


def good_answer(question: str) -> str | None:
    """An answer that makes all key points of a question that is known."""
    return " ".join(KNOWN[question][1].values()) if question in KNOWN else None


def questions(asked: str) -> dict[str, Any]:
    """Questions of the kinds that are ordered which were not asked before."""
    (difficulty,) = re.findall(r"Difficulty of each: (\w+)", asked)
    return {
        "questions": [
            {
                "question": question,
                "type": kind,
                "difficulty": difficulty,
                "expected_points": [
                    {"point": point, "weight": weight}
                    for point, weight in zip(points, (3, 2, 1), strict=True)
                ],
                "skill": "Databases" if "database" in question else "Reliability",
            }
            for question, (kind, points) in KNOWN.items()
            if question not in asked
        ]
    }


def deeper(asked: str) -> dict[str, Any]:
    """A question about the first words of the answer."""
    quotation = " ".join(answer_in(asked).split()[:5])
    points = written("")["expected_points"]
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
