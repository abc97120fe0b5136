"""Finding questions by their meaning, and what is stored for that."""

import asyncio
import threading
from typing import Any

import numpy as np
import pytest

from agents.embedding import SentenceEncoder
from tests.conftest import RunningServer
from tests.interviewapis.questions.bank import TEXT, Bank, assert_refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

CACHE = "How do you keep a cache up to date when the data behind it changes?"
CONFLICT = "Tell me about a time when a colleague disagreed with you in public."


async def find(bank: Bank, query: str, **more: Any) -> list[Any]:
    """What a search for these words finds."""
    response = await bank.client.get("/api/questions/search", params={"query": query} | more)
    assert response.status_code == 200, response.text
    return response.json()["data"]


async def vector(bank: Bank, question_id: int) -> np.ndarray:
    """What is stored of a question's meaning."""
    (row,) = await bank.fetch(
        "SELECT embedding::text FROM questions WHERE question_id = $1", question_id
    )
    return np.array(row[0].strip("[]").split(","), np.float32)


def vector_of(encoder: SentenceEncoder, text: str) -> Any:
    """What is expected of a text, as exactly as the database keeps it."""
    return pytest.approx(encoder.encode([text])[0], abs=1e-6)


async def test_the_nearest_come_first_in_whatever_words(bank: Bank) -> None:
    cache, conflict = await bank.add(question_text=CACHE), await bank.add(question_text=CONFLICT)
    own = await find(bank, "cache invalidation", scope="own")
    assert [each["question"] for each in own] == [cache, conflict]
    assert own[0]["similarity"] > 0.4 > own[1]["similarity"]
    found = await find(bank, "an argument with a coworker", limit=50)
    similarities = [each["similarity"] for each in found]
    assert len(found) == 50
    assert similarities == sorted(similarities, reverse=True)
    assert all(-1 <= each <= 1 for each in similarities)
    slugs = [each["question"]["library_slug"] for each in found]
    assert "behavioral/conflict-with-coworker" in slugs[:3]
    assert conflict in [each["question"] for each in found[:10]]
    exact = await find(bank, CACHE, limit=1)
    assert exact == [{"similarity": 1.0, "question": cache}]


async def test_a_search_tells_the_questions_as_they_are(bank: Bank) -> None:
    response = await bank.send("GET", "/search?query=cap+theorem")  # checked with the document
    assert len(response.json()["data"]) == 10
    for each in response.json()["data"]:
        assert each["question"] == await bank.get(each["question"]["question_id"])
    tag = response.headers["etag"]
    again = await bank.send("GET", "/search?query=cap+theorem", If_None_Match=tag)
    assert again.status_code == 304


async def test_scopes(bank: Bank) -> None:
    cache = await bank.add(question_text=CACHE)
    own = await find(bank, CACHE, scope="own")
    assert [each["question"] for each in own] == [cache]
    library = await find(bank, CACHE, scope="library")
    assert all(each["question"]["is_library"] for each in library)
    everything = await find(bank, CACHE)
    assert everything == [*own, *library][:10]


async def test_an_own_version_is_found_in_the_place_of_its_entry(bank: Bank) -> None:
    (near, *_) = await find(bank, CACHE)
    entry_id = near["question"]["question_id"]
    copy = await bank.change(entry_id, source="Mine")
    (found, *others) = await find(bank, CACHE, limit=50)
    assert found == {"similarity": near["similarity"], "question": copy}
    assert entry_id not in [each["question"]["question_id"] for each in others]
    await bank.delete(entry_id)
    ids = [each["question"]["question_id"] for each in await find(bank, CACHE, limit=50)]
    assert not {entry_id, copy["question_id"]} & set(ids)


async def test_a_question_is_embedded_when_its_text_is_written(
    bank: Bank, encoder: SentenceEncoder
) -> None:
    question_id = (await bank.add(question_text=CACHE))["question_id"]
    assert await vector(bank, question_id) == vector_of(encoder, CACHE)
    await bank.change(question_id, tags=["x"], skills=[])
    assert await vector(bank, question_id) == vector_of(encoder, CACHE)
    await bank.change(question_id, question_text=CONFLICT, skills=[])
    assert await vector(bank, question_id) == vector_of(encoder, CONFLICT)
    await bank.change(question_id, question_text=f"  {TEXT}\n")
    assert await vector(bank, question_id) == vector_of(encoder, TEXT)


async def test_a_version_of_an_entry_means_the_same_until_its_text_changes(
    bank: Bank, encoder: SentenceEncoder
) -> None:
    entry = await bank.get((await bank.entries())[4])
    of_entry = await vector(bank, entry["question_id"])
    text = entry["question_text"]
    copy_id = (await bank.change(entry["question_id"], question_text=text))["question_id"]
    assert (await vector(bank, copy_id) == of_entry).all()
    await bank.change(copy_id, question_text=CACHE)
    assert await vector(bank, copy_id) == vector_of(encoder, CACHE)
    assert (await vector(bank, entry["question_id"]) == of_entry).all()


async def test_one_that_has_no_vector_gets_it_with_its_text(
    bank: Bank, encoder: SentenceEncoder
) -> None:
    question_id = await bank.write()
    assert await find(bank, TEXT, scope="own") == []
    await bank.change(question_id, tags=["x"])
    assert await find(bank, TEXT, scope="own") == []
    await bank.change(question_id, question_text=TEXT)
    assert await vector(bank, question_id) == vector_of(encoder, TEXT)


async def test_embedding_holds_no_connection(bank: Bank, shared_server: RunningServer) -> None:
    """More questions than there are connections wait for their vectors, and others are served."""
    entries = await bank.entries()
    many = shared_server.services.settings.database_pool_size + 2
    go_on = threading.Event()
    shared_server.services.interviewer.encoder._worker.submit(go_on.wait, 30)
    try:
        waiting = [
            asyncio.create_task(request)
            for request in (
                *(bank.add(question_text=CACHE) for _ in range(many)),
                *(bank.change(each, question_text=CACHE) for each in entries[:many]),
                *(find(bank, CACHE) for _ in range(many)),
            )
        ]
        assert len(await bank.ids()) == 20
        assert await bank.own_count() == 0
        assert not any(each.done() for each in waiting)
    finally:
        go_on.set()
    await asyncio.gather(*waiting)
    assert await bank.own_count() == 2 * many


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?query=",
        "?query=ab",
        "?query=%20ab%20",
        "?query=" + "x" * 501,
        "?query=a%00b",
    ],
)
async def test_queries_are_bounded(bank: Bank, query: str) -> None:
    assert_refused(await bank.send("GET", f"/search{query}"), "query.query")


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("limit=0", "limit"),
        ("limit=51", "limit"),
        ("limit=1_0", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("scope=theirs", "scope"),
        ("skip=1", "skip"),
        ("embedding=1", "embedding"),
    ],
)
async def test_other_parameters_of_a_search_are_refused(bank: Bank, more: str, field: str) -> None:
    assert_refused(await bank.send("GET", f"/search?query=abc&{more}"), f"query.{field}")


@pytest.mark.parametrize(
    "words", ["x" * 500, "\N{GRINNING FACE}" * 3, "%%%", "'; DROP TABLE questions; --", "\u2028abc"]
)
async def test_any_words_can_be_looked_for(bank: Bank, words: str) -> None:
    assert len(await find(bank, words)) == 10


async def test_in_brief_the_same_is_found_without_the_long_texts(bank: Bank) -> None:
    whole = await find(bank, CACHE, limit=3)
    brief = await find(bank, CACHE, limit=3, brief=True)
    assert [each["similarity"] for each in brief] == [each["similarity"] for each in whole]
    for short, long in zip(brief, whole, strict=True):
        assert short["question"] == {name: long["question"][name] for name in short["question"]}
        assert "answer_markdown_content" not in short["question"]
        assert "key_points" not in short["question"]
