"""What can't be a question is refused by name, and nothing is changed (A3)."""

from typing import Any

import pytest

from tests.interviewapis.questions.bank import TEXT, Bank, assert_refused

pytestmark = pytest.mark.asyncio(loop_scope="module")

NUL, SURROGATE, EMOJI = "a\0b", "half \ud800", "\N{GRINNING FACE}"
NO_TEXTS: list[Any] = [NUL, "\0", SURROGATE, "\udc00", 7, 1.5, True, [], ["x"], {}, {"x": 1}]
NO_LISTS: list[Any] = ["x", 7, True, {}, {"0": "x"}, None]
NO_ADDRESSES: list[Any] = [*NO_TEXTS, "javascript:alert(1)", "ftp://x.example", "x.example"]
NO_IDS: list[Any] = ["1", 0, -1, 1.5, True, 2**31, 2**63, 10**30, 1e999, float("nan"), NUL, None]

TEXTS = {
    "question_context": 20_000,
    "assumptions": 20_000,
    "answer_summary": 20_000,
    "answer_markdown_content": 20_000,
    "additional_information": 20_000,
    "source": 200,
    "author": 200,
}
ADDRESSES = ["answer_markdown_link", "diagram_url", "video_explanation_url", "source_url"]
LINES = [
    "common_mistakes",
    "tips_and_tricks",
    "follow_up_questions",
    "prerequisites",
    "key_concepts",
    "suggested_frameworks",
    "approach_steps",
    "skill_names",
]
READ_ONLY = {
    "question_id": 7,
    "owner_id": None,
    "created_by": None,
    "library_slug": "coding/two-sum",
    "is_library": True,
    "copied_from": 1,
    "phrasings": ["Another way to ask?"],
    "times_asked": 1000,
    "times_practiced": 1000,
    "average_rating": 10.0,
    "embedding": [0.0] * 384,
    "search_text": "x",
    "difficulty_rank": 1,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-01T00:00:00Z",
    "unknown": 1,
    "Tags": [],
}


async def assert_all_refused(
    bank: Bank, field: str, values: list[Any], told: str | None = None
) -> None:
    """Send each value, to be added and as a change; nothing comes of them.

    Args:
        told: What the refusal names in the place of the field.
    """
    kept = await bank.add()
    before = await bank.own_count()
    for value in values:
        body = {"question_text": TEXT, "question_category": "technical", field: value}
        for method, path in (
            ("POST", ""),
            ("PUT", f"/{kept['question_id']}"),
            ("PATCH", f"/{kept['question_id']}"),
        ):
            assert_refused(await bank.send(method, path, body), f"body.{told or field}")
    assert await bank.get(kept["question_id"]) == kept
    assert await bank.own_count() == before


@pytest.mark.parametrize("field", TEXTS)
async def test_texts(bank: Bank, field: str) -> None:
    """A3: NUL in text, lone surrogate."""
    longest = TEXTS[field]
    await assert_all_refused(bank, field, [*NO_TEXTS, "x" * (longest + 1), EMOJI * (longest + 1)])
    shown = await bank.add(**{field: f" {EMOJI * longest}\n"})
    assert shown[field] == EMOJI * longest


async def test_the_question_itself(bank: Bank) -> None:
    bad = [*NO_TEXTS, None, "", "x" * 9, f"  {'x' * 9}\n", "x" * 5001, " " * 20]
    await assert_all_refused(bank, "question_text", bad)
    for text in ("x" * 10, EMOJI * 5000):
        made = await bank.add(question_text=text)
        assert made["question_text"] == text


@pytest.mark.parametrize("field", ["question_category", "question_difficulty"])
async def test_words_of_a_closed_set(bank: Bank, field: str) -> None:
    await assert_all_refused(bank, field, [*NO_TEXTS, None, "", "Technical", "easy ", "unknown"])


async def test_specialists(bank: Bank) -> None:
    await assert_all_refused(bank, "specialist", [*NO_TEXTS, "", "Coding", "nobody"])


async def test_what_can_not_be_left_out(bank: Bank) -> None:
    assert_refused(await bank.send("POST", "", {}), "body.question_text", "body.question_category")
    assert await bank.own_count() == 0


@pytest.mark.parametrize("field", ADDRESSES)
async def test_addresses(bank: Bank, field: str) -> None:
    await assert_all_refused(bank, field, [*NO_ADDRESSES, "https://x/" + "x" * 491])


@pytest.mark.parametrize("field", LINES)
async def test_lists_of_lines(bank: Bank, field: str) -> None:
    await assert_all_refused(bank, field, [*NO_LISTS, ["x"] * 101])
    lines = [[each] for each in (*NO_TEXTS, "", " ", "x" * 501, None)]
    await assert_all_refused(bank, field, lines, f"{field}.0")


async def test_tags(bank: Bank) -> None:
    await assert_all_refused(bank, "tags", [*NO_LISTS, ["x"] * 51])
    tags = [["fine", each] for each in (*NO_TEXTS, "", " ", "x" * 51, None)]
    await assert_all_refused(bank, "tags", tags, "tags.1")
    longest = [f"{number:02}{EMOJI * 48}" for number in range(50)]
    assert (await bank.add(tags=longest))["tags"] == longest


async def test_pictures(bank: Bank) -> None:
    await assert_all_refused(bank, "reference_image_urls", NO_LISTS)
    pictures = [[each] for each in (*NO_ADDRESSES, "", None)]
    await assert_all_refused(bank, "reference_image_urls", pictures, "reference_image_urls.0")


async def test_levels(bank: Bank) -> None:
    await assert_all_refused(bank, "seniority_levels", [*NO_LISTS, ["senior"] * 10])
    levels = [[each] for each in (*NO_TEXTS, None, "Senior")]
    await assert_all_refused(bank, "seniority_levels", levels, "seniority_levels.0")


@pytest.mark.parametrize(
    ("points", "field"),
    [
        ([{}], ".0.point"),
        ([{"point": ""}], ".0.point"),
        ([{"point": NUL}], ".0.point"),
        ([{"point": "x" * 501}], ".0.point"),
        ([{"point": "x", "weight": 0}], ".0.weight"),
        ([{"point": "x", "weight": 4}], ".0.weight"),
        ([{"point": "x", "weight": 1.5}], ".0.weight"),
        ([{"point": "x", "weight": "2"}], ".0.weight"),
        ([{"point": "x", "weight": None}], ".0.weight"),
        ([{"point": "x", "more": 1}], ".0.more"),
        ([{"point": "x"}, "x"], ".1"),
        ([{"point": "x"}] * 51, ""),
    ],
)
async def test_key_points(bank: Bank, points: Any, field: str) -> None:
    await assert_all_refused(bank, "key_points", [points], f"key_points{field}")


@pytest.mark.parametrize(
    ("sources", "field"),
    [
        ([{"url": "https://x.example"}], ".0.title"),
        ([{"title": " "}], ".0.title"),
        ([{"title": SURROGATE}], ".0.title"),
        ([{"title": "x" * 301}], ".0.title"),
        ([{"title": "x", "url": "javascript:alert(1)"}], ".0.url"),
        ([{"title": "x", "url": "https://<x>"}], ".0.url"),
        ([{"title": "x", "author": "y"}], ".0.author"),
        ([{"title": "x"}] * 51, ""),
    ],
)
async def test_sources(bank: Bank, sources: Any, field: str) -> None:
    await assert_all_refused(bank, "sources", [sources], f"sources{field}")


async def test_related_questions(bank: Bank) -> None:
    """A3: int above int4, int8 in a body, NaN, 1e999."""
    await assert_all_refused(bank, "related_questions", [*NO_LISTS, [1] * 101])
    ids = [[each] for each in NO_IDS]
    await assert_all_refused(bank, "related_questions", ids, "related_questions.0")


async def test_minutes(bank: Bank) -> None:
    bad = [each for each in NO_IDS if each is not None]
    await assert_all_refused(bank, "time_to_answer_minutes", [*bad, 1441, 32_768])


@pytest.mark.parametrize("value", ["true", "", 0, 1, None, [], {}])
async def test_whether_it_is_active(bank: Bank, value: Any) -> None:
    kept = await bank.add()
    response = await bank.send("PATCH", f"/{kept['question_id']}", {"is_active": value})
    assert_refused(response, "body.is_active")
    body = {"question_text": TEXT, "question_category": "coding", "is_active": True}
    assert_refused(await bank.send("POST", "", body), "body.is_active")
    assert (await bank.get("?scope=own"))["data"] == [kept]


@pytest.mark.parametrize("field", READ_ONLY)
async def test_what_only_the_server_sets(bank: Bank, field: str) -> None:
    """A3: extra and read-only fields."""
    await assert_all_refused(bank, field, [READ_ONLY[field]])


@pytest.mark.parametrize("body", [[], "x", 7, True, [{"question_text": TEXT}]])
async def test_a_body_is_an_object(bank: Bank, body: Any) -> None:
    kept = await bank.add()
    for method, path in (("POST", ""), ("PUT", f"/{kept['question_id']}")):
        assert_refused(await bank.send(method, path, body), "body")


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"tags": [}', b"\xff\xfe", b'{"question_text": ' + b"[" * 3000]
)
async def test_bodies_that_are_no_json(bank: Bank, content: bytes) -> None:
    """A3: deep JSON, bad UTF-8 body."""
    for method in ("POST", "PATCH"):
        path = "/api/questions" if method == "POST" else "/api/questions/1"
        headers = {"Content-Type": "application/json"}
        response = await bank.client.request(method, path, content=content, headers=headers)
        assert response.status_code in (400, 422)
        assert response.headers["content-type"] == "application/problem+json"
    assert await bank.own_count() == 0


@pytest.mark.parametrize("number", ["0", "-1", "1_0", "x", "1.5", str(2**31), "9" * 30, "%00"])
async def test_ids_in_paths(bank: Bank, number: str) -> None:
    """A3: path id above int8, id ``1_0``."""
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        assert_refused(await bank.send(method, f"/{number}", body), "path.question_id")
