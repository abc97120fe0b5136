"""Questions that were asked: which can be linked, in which order, and under which id."""

import pytest

from tests.interviewapis.interviews.tracker import ASKED, ROUNDS, Tracker, assert_told, at

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_question_itself_is_shown(tracker: Tracker, interview_id: int) -> None:
    text = "Tell me about\n'quotes' \\ and \N{GRINNING FACE}?"
    question_id = await tracker.question(
        text=text, question_category="behavioral", question_difficulty="expert"
    )
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    assert (shown["question_id"], shown["question_text"]) == (question_id, text)
    assert (shown["question_category"], shown["question_difficulty"]) == ("behavioral", "expert")


async def test_a_library_entry_can_be_linked(tracker: Tracker, interview_id: int) -> None:
    entry = await tracker.entry()
    shown = await tracker.add(ASKED, interview_id, question_id=entry)
    assert shown["question_id"] == entry
    assert await tracker.get(f"{interview_id}/questions/{entry}") == shown


async def test_a_question_that_was_put_aside_can_be_linked(
    tracker: Tracker, interview_id: int
) -> None:
    question_id = await tracker.question(is_active=False)
    shown = await tracker.add(ASKED, interview_id, question_id=question_id)
    assert shown["question_id"] == question_id


async def test_an_unknown_question_is_not_found(tracker: Tracker, interview_id: int) -> None:
    path = f"{interview_id}/questions"
    for key in (None, "one"):
        response = await tracker.send(
            "POST", path, {"question_id": 2_147_483_647}, Idempotency_Key=key
        )
        assert_told(response, 404, "Question not found")


async def test_a_question_is_linked_once(tracker: Tracker, interview_id: int) -> None:
    shown = await tracker.add(ASKED, interview_id)
    body = {"question_id": shown["question_id"]}
    response = await tracker.send("POST", f"{interview_id}/questions", body)
    assert_told(response, 409, "Question is already linked to this interview")
    assert await tracker.times_asked(shown["question_id"]) == 1
    await tracker.add(ASKED, await tracker.interview(), **body)


async def test_a_round_belongs_to_the_interview(tracker: Tracker, interview_id: int) -> None:
    elsewhere = await tracker.add(ROUNDS, await tracker.interview())
    here = await tracker.add(ROUNDS, interview_id)
    path, body = await tracker.ready(ASKED, interview_id)
    for unknown in (elsewhere["round_id"], 2_147_483_647):
        response = await tracker.send("POST", path, body | {"round_id": unknown})
        assert_told(response, 404, "Round not found")
    shown = await tracker.add(ASKED, interview_id, round_id=here["round_id"])
    assert shown["round_id"] == here["round_id"]
    response = await tracker.send(
        "PUT", at(ASKED, shown), {"round_id": elsewhere["round_id"], "was_asked": False}
    )
    assert_told(response, 404, "Round not found")
    assert await tracker.get(at(ASKED, shown)) == shown
    assert await tracker.times_asked(shown["question_id"]) == 1
    response = await tracker.send("PATCH", at(ASKED, shown), {"round_id": None})
    assert response.json()["round_id"] is None


async def test_questions_are_listed_as_they_were_asked(tracker: Tracker, interview_id: int) -> None:
    added = [
        await tracker.add(ASKED, interview_id, order_asked=order) for order in (3, 1, None, 2, 2)
    ]
    assert [each["order_asked"] for each in added] == [3, 1, 4, 2, 2]
    for number, order in ((0, None), (4, None)):
        await tracker.send("PATCH", at(ASKED, added[number]), {"order_asked": order})
    listed = [each["question_id"] for each in await tracker.get(f"{interview_id}/questions")]
    assert listed == [added[number]["question_id"] for number in (1, 3, 2, 0, 4)]


async def test_ones_own_version_of_a_library_entry_stands_for_it(
    tracker: Tracker, interview_id: int
) -> None:
    entry = await tracker.entry()
    version = await tracker.question(text="My version of it, in other words", copied_from=entry)
    theirs = await tracker.somebody_else()
    await tracker.question(theirs, text="Somebody else's version", copied_from=entry)
    response = await tracker.send("POST", f"{interview_id}/questions", {"question_id": entry})
    shown = response.json()
    assert shown["question_id"] == version
    assert shown["question_text"] == "My version of it, in other words"
    assert response.headers["Location"].endswith(f"/questions/{version}")
    for number in (entry, version):
        assert await tracker.get(f"{interview_id}/questions/{number}") == shown
    assert await tracker.times_asked(version) == 1
    assert await tracker.count("library_uses") == 0


@pytest.mark.parametrize("linked", ["entry", "version"])
async def test_an_entry_and_ones_own_version_are_one_question(
    tracker: Tracker, interview_id: int, linked: str
) -> None:
    entry = await tracker.entry()
    if linked == "entry":
        shown = await tracker.add(ASKED, interview_id, question_id=entry)
        version = await tracker.question(copied_from=entry, times_asked=1)
        await tracker.fetch("DELETE FROM library_uses")
    else:
        version = await tracker.question(copied_from=entry)
        shown = await tracker.add(ASKED, interview_id, question_id=version)
    for number in (entry, version):
        path = f"{interview_id}/questions/{number}"
        assert await tracker.get(path) == shown
        for was_asked in (False, True):
            await tracker.send("PATCH", path, {"was_asked": was_asked})
            assert await tracker.times_asked(version) == was_asked
        shown = await tracker.get(path)
        response = await tracker.send("POST", f"{interview_id}/questions", {"question_id": number})
        assert_told(response, 409, "Question is already linked to this interview")
    await tracker.send("DELETE", f"{interview_id}/questions/{version}")
    assert await tracker.times_asked(version) == 0
    assert await tracker.count("library_uses") == 0
    assert await tracker.count(ASKED.table) == 0
