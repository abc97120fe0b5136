"""Skill gaps: found on request, kept until another answer is judged."""

import asyncio
from typing import Any

import pytest

from tests.doubles import replies
from tests.doubles.model_server import Exchange
from tests.interviewapis.practice.practising import GAPS, NOBODYS, Practice, made
from tests.interviewapis.practice.scripted import RECOMMENDING, Script
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]


async def analysed(practice: Practice, interview: Json, body: Any = None) -> Json:
    """Look for gaps; what was found."""
    path = f"{GAPS}/analyze/{interview['interview_id']}"
    return made(await practice.send("POST", path, body))


async def listed(practice: Practice, interview: Json | None = None) -> Json:
    """The gaps of an interview, or of the person."""
    below = f"/interview/{interview['interview_id']}" if interview else "/"
    return dict(await practice.get(f"{GAPS}{below}"))


async def test_gaps_are_listed_lowest_first_with_counts(coached: Practice) -> None:
    interview = await coached.create()
    for number, rating in ((0, 4), (1, 1)):
        coached.script.rating = rating
        await coached.judged(interview, number)
    found = await analysed(coached, interview)
    skills = [(each["skill_name"], each["gap_score"]) for each in found["skill_gaps"]]
    assert skills == [("Reliability", 25), ("Databases", 100)]
    levels = [each["proficiency_level"] for each in found["skill_gaps"]]
    assert levels == ["weak", "strong"]
    counts = [found[name] for name in ("total", "weak", "moderate", "strong")]
    assert counts == [2, 1, 0, 1]
    for each in found["skill_gaps"]:
        assert each["interview_id"] == interview["interview_id"]
        assert each["recommendation"]
        assert each["provider"] == "openai"
    assert await listed(coached, interview) == found
    assert await listed(coached) == found


async def test_without_a_model_the_library_recommends(practice: Practice) -> None:
    interview = await practice.create()
    await practice.judged(interview)
    found = await analysed(practice, interview, {})
    assert found["total"] == 1
    assert found["skill_gaps"][0]["provider"] == "library"
    assert found["skill_gaps"][0]["recommendation"]


async def test_what_was_found_is_kept_until_another_answer_or_force(coached: Practice) -> None:
    interview = await coached.create()
    assert (await listed(coached, interview))["skill_gaps"] == []
    await coached.judged(interview)
    first = await analysed(coached, interview)
    assert await analysed(coached, interview, {"force_reanalyze": False}) == first
    assert coached.asked(RECOMMENDING) == 1
    anew = await analysed(coached, interview, {"force_reanalyze": True})
    assert anew["skill_gaps"][0]["identified_at"] > first["skill_gaps"][0]["identified_at"]
    assert coached.asked(RECOMMENDING) == 2
    await coached.judged(interview, 1)
    assert (await listed(coached, interview))["total"] == 1
    assert (await analysed(coached, interview))["total"] == 2
    assert coached.asked(RECOMMENDING) == 3


async def test_an_answer_that_is_judged_meanwhile_is_looked_at(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    asked, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(exchange: Exchange) -> None:
        asked.set()
        await go_on.wait()
        del coached.script.instead[RECOMMENDING]
        await Script()(exchange)

    coached.script.instead[RECOMMENDING] = slowly
    analysing = asyncio.create_task(analysed(coached, interview))
    await asked.wait()
    await coached.judged(interview, 1)
    go_on.set()
    assert (await analysing)["total"] == 2
    assert coached.asked(RECOMMENDING) == 2


async def test_of_each_skill_the_latest_finding_counts(coached: Practice) -> None:
    for rating in (1, 3):
        coached.script.rating = rating
        ids = [await coached.entry("lru-cache")]
        interview = await coached.create(question_ids=ids)
        coached.script.rating = rating
        await coached.judged(interview)
        await analysed(coached, interview)
    mine = await listed(coached)
    assert mine["total"] == 1
    assert mine["skill_gaps"][0]["interview_id"] == interview["interview_id"]


async def test_a_model_that_recommends_nothing_is_stood_in_for(coached: Practice) -> None:
    interview = await coached.create()
    await coached.judged(interview)
    coached.script.instead[RECOMMENDING] = replies.error(500)
    assert (await analysed(coached, interview))["skill_gaps"][0]["provider"] == "library"


async def test_nothing_judged_shows_nothing(either: Practice) -> None:
    interview = await either.create()
    response = await either.send("POST", f"{GAPS}/analyze/{interview['interview_id']}")
    problem = assert_problem(response, 409, "conflict")
    assert problem["detail"].startswith("Nothing is judged in this interview yet.")


async def test_interviews_that_are_not_there_are_told(practice: Practice) -> None:
    for method, path in (("POST", f"analyze/{NOBODYS}"), ("GET", f"interview/{NOBODYS}")):
        problem = assert_problem(await practice.send(method, f"{GAPS}/{path}"), 404, "not_found")
        assert problem["detail"] == "Interview not found"


async def test_the_flag_is_strict(practice: Practice) -> None:
    response = await practice.send("POST", f"{GAPS}/analyze/{NOBODYS}", {"force_reanalyze": 1})
    assert_invalid(response, body__force_reanalyze="must be true or false")


async def test_pages_of_gaps(coached: Practice) -> None:
    interview = await coached.create()
    for number in (0, 1):
        await coached.judged(interview, number)
    await analysed(coached, interview)
    page = await coached.send("GET", f"{GAPS}?limit=1&skip=1")
    assert (page.json()["total"], len(page.json()["skill_gaps"])) == (2, 1)
    assert page.headers["x-total-count"] == "2"
    assert page.links["prev"]["url"] == f"{GAPS}?limit=1&skip=0"
