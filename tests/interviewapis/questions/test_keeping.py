"""Adding, reading, changing, putting aside and restoring questions of one's own."""

from typing import Any

import pytest

from database.models import LOCAL_USER_ID
from tests.interviewapis.questions.bank import PATH, TEXT, Bank, assert_refused, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

EMOJI = "\N{GRINNING FACE}"
FULL: dict[str, Any] = {
    "question_text": f"Two\nlines: 'quoted', \\ and {EMOJI}",
    "question_category": "system_design",
    "question_difficulty": "expert",
    "specialist": "architect",
    "question_context": "After lunch.",
    "assumptions": "Nothing can be bought.",
    "seniority_levels": ["senior", "staff"],
    "answer_markdown_link": "https://notes.example/a.md",
    "answer_summary": "In short.",
    "answer_markdown_content": "# At length\n\n* $1 {} %s",
    "reference_image_urls": ["https://images.example/1.png", "http://images.example/2"],
    "diagram_url": "https://images.example/3",
    "video_explanation_url": "https://videos.example/4",
    "key_points": [{"point": "One", "weight": 3}, {"point": 'braces {}, "quotes" \\', "weight": 1}],
    "common_mistakes": ["null", "{a,b}"],
    "tips_and_tricks": ["Draw."],
    "follow_up_questions": ["And then?"],
    "related_questions": [],
    "prerequisites": ["HTTP"],
    "additional_information": "More.",
    "key_concepts": ["idempotency"],
    "suggested_frameworks": ["CIRCLES"],
    "approach_steps": ["First", "Then"],
    "skill_names": ["Python"],
    "tags": ["caching", "cdn"],
    "source": "A friend",
    "source_url": "https://friend.example",
    "author": "Ada",
    "sources": [{"title": "A book", "url": None}, {"title": "A page", "url": "https://p.example"}],
    "time_to_answer_minutes": 45,
}
"""Every field that a request may have, except for skills."""

BARE: dict[str, Any] = {
    name: [] if isinstance(value, list) else None for name, value in FULL.items()
} | {"question_text": TEXT, "question_category": "technical", "question_difficulty": "medium"}
"""What they are when only the text and the category were sent."""

MADE = {
    "is_library": False,
    "library_slug": None,
    "copied_from": None,
    "created_by": str(LOCAL_USER_ID),
    "is_active": True,
    "phrasings": [],
    "skills": [],
    "times_asked": 0,
    "times_practiced": 0,
    "average_rating": None,
}


def without_times(shown: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on when."""
    return {
        name: value
        for name, value in shown.items()
        if name not in ("question_id", "created_at", "updated_at")
    }


@pytest.mark.parametrize(("sent", "shown"), [({}, BARE), (FULL, FULL)], ids=["bare", "full"])
async def test_a_question_is_shown_as_it_was_given(
    bank: Bank, sent: dict[str, Any], shown: dict[str, Any]
) -> None:
    response = await bank.send(
        "POST", "", {"question_text": TEXT, "question_category": "technical"} | sent
    )
    made = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"{PATH}/{made['question_id']}"
    assert without_times(made) == shown | MADE
    read = await bank.send("GET", f"/{made['question_id']}")
    assert read.json() == made
    assert read.headers["etag"] == response.headers["etag"]
    assert read.headers["content-location"] == response.headers["location"]
    assert (await bank.get("?scope=own"))["data"] == [made]


async def test_a_key_point_counts_one_and_a_source_may_have_no_address(bank: Bank) -> None:
    given = {"key_points": [{"point": "One"}], "sources": [{"title": "A book"}]}
    for made in (
        await bank.add(**given),
        await bank.change((await bank.add())["question_id"], **given),
    ):
        assert made["key_points"] == [{"point": "One", "weight": 1}]
        assert made["sources"] == [{"title": "A book", "url": None}]


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
@pytest.mark.parametrize("field", FULL)
async def test_only_what_is_sent_is_changed(bank: Bank, method: str, field: str) -> None:
    bare, full = await bank.add(), await bank.add(**FULL)
    for made, new in ((bare, FULL[field]), (full, BARE[field])):
        changed = await bank.change(made["question_id"], method, **{field: new})
        assert changed["updated_at"] > made["updated_at"]
        assert without_times(changed) == without_times(made) | {field: new}
        assert changed["created_at"] == made["created_at"]
        assert await bank.get(made["question_id"]) == changed


async def test_nothing_sent_changes_nothing(bank: Bank) -> None:
    made = await bank.add(**FULL)
    changed = await bank.change(made["question_id"])
    assert without_times(changed) == without_times(made)


async def test_a_deleted_question_is_out_of_lists_and_can_be_restored(bank: Bank) -> None:
    kept, gone = await bank.add(), await bank.add(tags=["gone"])
    question_id = gone["question_id"]
    for _ in range(2):  # safe to repeat
        await bank.delete(question_id)
    assert await bank.ids("?scope=own") == [kept["question_id"]]
    assert question_id not in await bank.ids("/category/technical")
    assert (await bank.get("?is_active=false"))["data"] == [await bank.get(question_id)]
    assert (await bank.get(question_id))["is_active"] is False
    changed = await bank.change(question_id, tags=["still gone"])
    assert changed["is_active"] is False
    restored = await bank.change(question_id, "PUT", is_active=True)
    assert without_times(restored) == without_times(gone) | {"tags": ["still gone"]}
    assert set(await bank.ids("?scope=own")) == {kept["question_id"], question_id}
    assert (await bank.get("?is_active=false"))["data"] == []
    aside = await bank.change(question_id, is_active=False)
    assert (await bank.get("?is_active=false"))["data"] == [aside]


async def test_unknown_questions_are_not_found(bank: Bank) -> None:
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", {"tags": []}), ("DELETE", None)):
        for question_id in (2**31 - 1, 1_000_000):
            response = await bank.send(method, f"/{question_id}", body)
            assert_told(response, 404, "Question not found")
    assert await bank.own_count() == 0


async def test_retired_entries_of_the_library_are_not_found(bank: Bank) -> None:
    entry = (await bank.entries())[0]
    await bank.fetch("UPDATE questions SET is_active = false WHERE question_id = $1", entry)
    try:
        for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
            response = await bank.send(method, f"/{entry}", body)
            assert_told(response, 404, "Question not found")
        assert entry not in await bank.ids("?scope=library&is_active=false&limit=100")
        assert (await bank.get("?is_active=false"))["total"] == 0
        assert await bank.own_count() == 0
    finally:
        await bank.fetch("UPDATE questions SET is_active = true WHERE question_id = $1", entry)


# Related questions


async def test_related_questions_are_such_as_the_caller_sees(bank: Bank) -> None:
    own, aside, entry = await bank.add(), await bank.add(), (await bank.entries())[0]
    await bank.delete(aside["question_id"])
    related = [entry, own["question_id"], aside["question_id"]]
    made = await bank.add(related_questions=related)
    assert made["related_questions"] == related
    copied = await bank.change(entry, tags=["mine"])
    again = await bank.change(made["question_id"], related_questions=[entry, copied["question_id"]])
    assert again["related_questions"] == [entry, copied["question_id"]]


@pytest.mark.parametrize("kind", ["theirs", "unknown", "retired"])
async def test_other_related_questions_are_refused_by_number(bank: Bank, kind: str) -> None:
    own, entry = await bank.add(), (await bank.entries())[0]
    beside = await bank.add()
    retire = "UPDATE questions SET is_active = $2 WHERE question_id = $1"
    if kind == "theirs":
        other = await bank.write(owner_id=await bank.somebody_else())
    else:
        other = 2**31 - 1 if kind == "unknown" else entry
    await bank.fetch(retire, entry, kind != "retired")
    related = {"related_questions": [beside["question_id"], other]}
    before = await bank.own_count()
    for method, path in (("POST", ""), ("PUT", f"/{own['question_id']}")):
        body = {"question_text": TEXT, "question_category": "technical"} | related
        response = await bank.send(method, path, body)
        assert_refused(response, "body.related_questions")
        assert response.json()["detail"].endswith(f"none with {other}")
    await bank.fetch(retire, entry, True)
    assert await bank.own_count() == before
    assert await bank.get(own["question_id"]) == own


async def test_a_question_is_not_related_to_itself(bank: Bank) -> None:
    own, entry = (await bank.add())["question_id"], (await bank.entries())[0]
    copied = (await bank.change(entry, tags=["mine"]))["question_id"]
    for path, itself in ((own, own), (entry, entry), (entry, copied), (copied, entry)):
        response = await bank.send("PATCH", f"/{path}", {"related_questions": [itself]})
        assert_refused(response, "body.related_questions")
        assert "itself" in response.json()["detail"]
    assert (await bank.get(own))["related_questions"] == []
    assert (await bank.change(own, related_questions=[]))["related_questions"] == []


# What counts once


async def test_what_is_given_twice_is_kept_once(bank: Bank) -> None:
    other = (await bank.add())["question_id"]
    page = "https://images.example/1.png"
    twice: dict[str, Any] = {
        "related_questions": [other, other],
        "seniority_levels": ["staff", "senior", "staff"],
        "tags": ["Go", " go", "SQL  Server", "GO", "sql server"],
        "reference_image_urls": [page, page],
        "skill_names": ["Go", "SQL", "go"],
        "common_mistakes": ["Hurry", "hurry", "Hurry"],
        "approach_steps": ["Measure", "Change", "Measure"],
    }
    once: dict[str, Any] = {
        "related_questions": [other],
        "seniority_levels": ["staff", "senior"],
        "tags": ["go", "sql server"],
        "reference_image_urls": [page],
        "skill_names": ["Go", "SQL"],
        "common_mistakes": ["Hurry", "hurry"],
        "approach_steps": ["Measure", "Change", "Measure"],
    }
    made = await bank.add(**twice)
    bare = await bank.add()
    changed = await bank.change(bare["question_id"], **twice)
    for shown in (made, changed):
        assert {name: shown[name] for name in once} == once


async def test_tags_are_found_in_any_case(bank: Bank) -> None:
    made = await bank.add(tags=["CDN", "Caching"])
    for query in ("tags=cdn", "tags=CDN&tags=caching", "tags=cdn&tags=CDN"):
        assert (await bank.get(f"?scope=own&{query}"))["data"] == [made]
