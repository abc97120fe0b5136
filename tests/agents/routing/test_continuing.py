import pytest

from agents.contracts import AnswerBrief, Turn
from agents.embedding import SentenceEncoder
from agents.routing.classifier import Classifier
from agents.routing.continuing import continued

BANK = "Our bank wants off its mainframe. How would you plan the migration over five years?"


def said(*questions: str) -> tuple[Turn, ...]:
    return tuple(
        turn
        for question in questions
        for turn in (Turn("user", question), Turn("assistant", "Step by step."))
    )


async def specialist(
    brief: AnswerBrief, encoder: SentenceEncoder, classifier: Classifier
) -> str | None:
    return await continued(brief, await encoder.embed(brief.question), encoder, classifier)


@pytest.mark.parametrize(
    "question",
    [
        "And how would that scale?",
        "What about its cost?",
        "Which database would you choose for it?",
        "how would you test it?",
        "What are the trade-offs?",
        "Why?",
        "go deeper into the second point",
        "more details please",
        "Who would own it?",
        "What if the regulator objects to that?",
    ],
)
async def test_a_follow_up_stays_with_its_specialist(
    encoder: SentenceEncoder, classifier: Classifier, question: str
) -> None:
    brief = AnswerBrief(question, history=said(BANK))
    assert await specialist(brief, encoder, classifier) == "architect"


@pytest.mark.parametrize(
    "question",
    [
        "Tell me about a time you missed a deadline.",
        "How does a B-tree stay balanced?",
        "Now write the code for that.",
        "Write a function that reverses a linked list, and tell me what it costs in time.",
        "What is the weather in Rome?",
        "We are nine people and our releases slip each time; whom do you talk to first?",
    ],
)
async def test_another_subject_is_routed_anew(
    encoder: SentenceEncoder, classifier: Classifier, question: str
) -> None:
    brief = AnswerBrief(question, history=said(BANK))
    assert await specialist(brief, encoder, classifier) is None


async def test_follow_ups_of_follow_ups_reach_back_to_the_subject(
    encoder: SentenceEncoder, classifier: Classifier
) -> None:
    brief = AnswerBrief("Why?", history=said(BANK, "And who pays?", "Can you make it shorter?"))
    assert await specialist(brief, encoder, classifier) == "architect"


async def test_who_answered_counts_more_than_what_was_asked(
    encoder: SentenceEncoder, classifier: Classifier
) -> None:
    brief = AnswerBrief("Why?", history=said(BANK), talking_to="product_manager")
    assert await specialist(brief, encoder, classifier) == "product_manager"


@pytest.mark.parametrize(
    "brief",
    [
        AnswerBrief("And how would that scale?"),
        AnswerBrief("Why?", history=said("Hello, who are you?")),
        AnswerBrief("Why?", history=said(BANK), agent="coding"),
    ],
    ids=["no conversation", "a conversation about nothing", "the caller chose"],
)
async def test_nothing_to_lean_on(
    encoder: SentenceEncoder, classifier: Classifier, brief: AnswerBrief
) -> None:
    assert await specialist(brief, encoder, classifier) is None
