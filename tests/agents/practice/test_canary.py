"""Instructions that a reply may not give away."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pydantic import BaseModel

from agents.models import Provider
from agents.practice.canary import RUN, Secret
from agents.practice.composer import Composer
from agents.practice.contracts import FollowUpBrief, PracticeFailed
from agents.practice.judging import Judge
from agents.practice.quotations import words
from agents.prompts import load_prompt
from tests.agents.practice import judged as answers
from tests.agents.practice.made import TECHNICAL, judged, plan, review, written
from tests.doubles.model_server import Exchange, ModelServer, Reply

PROMPT = """Judge what is *written*, as an experienced interviewer for the role would.

Terms without a statement that connects them are worth nothing, whatever the terms."""


class Told(BaseModel):
    """A reply."""

    text: str
    more: list[str] = []


@pytest.fixture
def secret() -> Secret:
    """Of instructions of two sentences."""
    return Secret.of(PROMPT)


SECRET_WORDS = "Terms without a statement that connects them are worth nothing, whatever the terms."


@pytest.mark.parametrize(
    "reply",
    [
        Told(text=f"They say: {SECRET_WORDS}"),
        Told(text=SECRET_WORDS.upper().replace(" ", "\n  ")),
        Told(text=SECRET_WORDS.replace(" ", " - ")),
        Told(text=SECRET_WORDS.replace("e", "e\u200b")),
        Told(text="Good.", more=["Fine.", SECRET_WORDS]),
        Told(text="Terms without", more=[SECRET_WORDS.removeprefix("Terms without")]),
        Told(text=f"{PROMPT[:30]} {SECRET_WORDS}"),
    ],
)
def test_a_run_of_its_words_leaks(secret: Secret, reply: Told) -> None:
    assert secret.leaks(reply, "An answer.")


@pytest.mark.parametrize(
    "reply",
    [
        Told(text=""),
        Told(text="Your terms are worth more with a statement that connects them."),
        Told(text=" ".join(SECRET_WORDS.split()[: RUN - 1])),
        Told(text="As an experienced interviewer would, I ask why."),
    ],
)
def test_words_of_ones_own_do_not(secret: Secret, reply: Told) -> None:
    assert not secret.leaks(reply, "An answer.")


def test_what_the_material_says_too_is_no_secret(secret: Secret) -> None:
    reply = Told(text=f"You said: {SECRET_WORDS}")
    assert not secret.leaks(reply, f"<<<answer>>>\nI think that {SECRET_WORDS.lower()}\n")
    more = Told(
        text=SECRET_WORDS
        + " Judge what is written, as an experienced interviewer for the role would"
    )
    assert secret.leaks(more, SECRET_WORDS)


def test_the_canary_is_never_in_the_material(secret: Secret) -> None:
    spelt = " ".join(secret.canary.upper())
    assert secret.leaks(Told(text=spelt), secret.canary)
    assert secret.leaks(Told(text=secret.canary[:8], more=[secret.canary[8:]]), "")


def leaks_instructions(reply: Any) -> Reply:
    """Replies with this, in which {leak} stands for words of the instructions, canary apart."""

    async def leak(exchange: Exchange) -> None:
        said = " ".join(words(exchange.system_prompt)[40:60]).capitalize()
        await exchange.complete(json.dumps(reply).replace("{leak}", said))

    return leak


FEEDBACK = "You explain the idea. {leak}."
LEAKS: dict[str, tuple[Any, Callable[[Composer, Judge], Awaitable[object]]]] = {
    "judging": (
        answers.reply(feedback=FEEDBACK),
        lambda _, judge: judge.judge(answers.brief()),
    ),
    "a reason": (
        answers.reply(depth=answers.criterion(3) | {"reason": "{leak}"}),
        lambda _, judge: judge.judge(answers.brief()),
    ),
    "questions": (
        {"questions": [written(f"{TECHNICAL[0]} {{leak}}"), written(TECHNICAL[1])]},
        lambda composer, _: composer.compose(plan()),
    ),
    "a follow-up": (
        {
            "quotation": "It lets only one thread run Python code",
            "question": "Why does that hold in practice? {leak}?",
            "expected_points": written(TECHNICAL[0])["expected_points"],
        },
        lambda composer, _: composer.follow_up(FollowUpBrief("Developer", judged())),
    ),
}


@pytest.mark.parametrize("what", LEAKS)
async def test_replies_that_recite_instructions_are_asked_for_again_and_then_refused(
    with_model: Composer, provider: Provider, model_server: ModelServer, what: str
) -> None:
    reply, ask = LEAKS[what]
    model_server.on_complete = leaks_instructions(reply)
    with pytest.raises(PracticeFailed):
        await ask(with_model, Judge(provider, with_model.encoder))
    # Twice each by the model and its fallback.
    assert len(model_server.exchanges) == 4
    assert "repeats these instructions" in model_server.exchanges[1].user_message or (
        what == "questions"
    )
    # The same without the leak is fit to use.
    model_server.on_complete = answers.says(json.loads(json.dumps(reply).replace("{leak}", "Fine")))
    assert await ask(with_model, Judge(provider, with_model.encoder))


async def test_a_summary_that_recites_instructions_gives_way_to_one_by_code(
    with_model: Composer, model_server: ModelServer
) -> None:
    model_server.on_complete = leaks_instructions(
        {
            "summary": "You explained well what the lock protects and measured it. {leak}",
            "strengths": ["You measured."],
            "improvements": ["Say who pays."],
        }
    )
    assert (await with_model.summarise(review(judged()))).provider == "library"


async def test_what_the_person_said_may_be_quoted_even_if_the_instructions_say_it(
    provider: Provider, with_model: Composer, model_server: ModelServer
) -> None:
    said = " ".join(load_prompt("judge").split()[:30])
    model_server.on_complete = answers.says(answers.reply(feedback=f"You wrote: {said}"))
    judgement = await Judge(provider, with_model.encoder).judge(
        answers.brief(f"{answers.ANSWER} {said}")
    )
    assert judgement.score == 92.5
