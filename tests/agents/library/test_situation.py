"""What is read from the caller's words, and what is not."""

import pytest

from agents.contracts import AnswerBrief, KeyPoint
from agents.library.fitting import for_situation, preface
from agents.library.situation import situation
from tests.factories.notes import library_note


@pytest.mark.parametrize(
    ("context", "level"),
    [
        ("Senior backend role at a bank", "senior"),
        ("I am a junior developer", "junior"),
        ("level: staff", "staff"),
        ("Seniority is principal", "principal"),
        ("mid-level product manager", "mid"),
        ("Interview for a Staff Software Engineer", "staff"),
        ("graduate position", "junior"),
        ("", None),
        ("my senior colleagues left", None),
        ("The lead time is long", None),
        ("I lead nobody", None),
        ("seniors' home for the elderly", None),
    ],
)
def test_the_level_is_read_only_where_it_is_one(context: str, level: str | None) -> None:
    assert situation("How would you do it?", context).level == level


def test_a_level_in_the_question_is_its_subject() -> None:
    assert situation("How do you convince a senior engineer?", "").level is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("in 5 minutes", 5),
        ("You have 45min.", 45),
        ("a 10-minute answer", 10),
        ("per minute", None),
        ("1000 minutes", None),
        ("minutes of the meeting", None),
    ],
)
def test_time_is_read_from_question_and_context(text: str, minutes: int | None) -> None:
    assert situation(text, "").minutes == minutes
    assert situation("Why?", text).minutes == minutes


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Design Twitter for 50 million users.", ("50 million", "Twitter")),
        ("We use Kafka. Kafka is slow, and kafka stays.", ("Kafka",)),
        ("How would you run it on AWS under GDPR?", ("AWS", "GDPR")),
        ("Would Google Maps do it with 99.9 % uptime?", ("99.9 %", "Google Maps")),
        ("AWS or GCP?", ("AWS", "GCP")),
        ("iOS app in TypeScript, Node.js and C++", ("iOS", "TypeScript", "Node.js", "C++")),
        ("Explain it. Why? Because I must.", ()),
        ("explain hashing", ()),
        ("", ()),
    ],
)
def test_names_and_quantities_are_read_as_written(text: str, named: tuple[str, ...]) -> None:
    assert situation(text, "").named == named


NOTE = library_note(
    question="How would you design a queue?",
    answer="Kafka keeps a log.",
    key_points=(KeyPoint("Names the guarantee.", 3), KeyPoint("Counts the messages.", 1)),
    seniority=("mid", "senior"),
    minutes=30,
)


def advice(question: str = "How would you design a queue?", context: str = "") -> str:
    """What is said beside NOTE's answer."""
    return for_situation(AnswerBrief(question, context), NOTE)


def test_nothing_is_said_to_who_fits() -> None:
    assert advice() == ""
    assert advice(context="Senior role, 45 minutes, we use Kafka") == ""
    assert advice(context="Director level") == "", "stands beside the ladder"


def test_each_difference_is_said() -> None:
    assert "from mid level on. At junior level" in advice(context="junior role")
    assert "up to senior level. At principal level" in advice(context="principal engineer role")
    assert "With 5, say this first: Names the guarantee." in advice(context="I have 5 minutes")
    assert "**RabbitMQ**" in advice("How would you design a queue on RabbitMQ?")


def test_the_preface_names_the_question_unless_it_was_asked() -> None:
    assert preface(AnswerBrief("how would YOU design a queue"), NOTE) == ""
    assert NOTE.question in preface(AnswerBrief("Queues, how?"), NOTE)
