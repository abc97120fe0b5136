"""Searching questions for words as they are written."""

import pytest

from tests.interviewapis.questions.bank import Bank

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = {
    "percent": "What does 100% coverage prove?",
    "plain": "What does 1000 coverage prove?",
    "underscore": "When is snake_case right?",
    "no underscore": "When is snakeXcase right?",
    "backslash": r"Why escape C:\new here?",
    "symbols": "Why is C++ faster; a+b c?",
    "umlaut": "Was heißt ÄRGER hier genau?",
    "emoji": "What does \N{GRINNING FACE}\N{GRINNING FACE}\N{GRINNING FACE} mean?",
}
SEARCHES = [
    ("100%", {"percent"}),
    ("COVERAGE", {"percent", "plain"}),
    ("snake_case", {"underscore"}),
    ("e_c", {"underscore"}),
    ("%%%", set()),
    ("___", set()),
    (r"C:\new", {"backslash"}),
    (r"\\\\", set()),
    ("c++", {"symbols"}),
    ("a+b", {"symbols"}),
    ("b c", {"symbols"}),
    ("ärger", {"umlaut"}),
    ("\N{GRINNING FACE}" * 3, {"emoji"}),
    ("  snake  ", {"underscore", "no underscore"}),
    ("nothing like it", set()),
]


@pytest.mark.parametrize(("words", "names"), SEARCHES, ids=[each[0] for each in SEARCHES])
async def test_a_search_takes_words_as_they_are_written(
    bank: Bank, words: str, names: set[str]
) -> None:
    """A3: ``%`` in search."""
    ids = {name: await bank.write(question_text=text) for name, text in TEXTS.items()}
    response = await bank.client.get("/api/questions", params={"search": words, "scope": "own"})
    assert {shown["question_id"] for shown in response.json()["data"]} == {
        ids[name] for name in names
    }
    assert response.json()["total"] == len(names)


async def test_a_search_looks_at_text_and_context(bank: Bank) -> None:
    in_text = await bank.add(question_text="How do zebras sleep at night?")
    in_context = await bank.add(question_context="Asked by somebody who keeps Zebras.")
    await bank.add(assumptions="zebras", answer_summary="zebras", tags=["zebras"])
    found = await bank.get("?search=zebras")
    assert found["data"] == [in_context, in_text]
    entry = await bank.get((await bank.entries())[5])
    words = entry["question_text"][:40].upper()
    response = await bank.client.get("/api/questions", params={"search": words})
    assert entry in response.json()["data"]


async def test_a_search_has_pages(bank: Bank) -> None:
    ids = [
        await bank.write(average_rating=None if number % 4 == 0 else number % 3)
        for number in range(24)
    ]
    pages = await bank.pages("?search=slow%20query&scope=own&limit=7&sort_by=average_rating")
    assert [len(page) for page in pages] == [7, 7, 7, 3]
    shown = [(each["average_rating"] or 0, each["question_id"]) for page in pages for each in page]
    assert shown == sorted(shown, reverse=True)
    assert {each[1] for each in shown} == set(ids)
