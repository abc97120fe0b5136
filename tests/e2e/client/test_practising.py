"""Practising: answers are written, kept, judged with words of theirs, and added up."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.conftest import PATIENT, RunningServer, Serve
from tests.doubles.model_server import ModelServer
from tests.doubles.replies import KEY
from tests.e2e.client.conftest import Visit, Visiting
from tests.interviewapis.practice.scripted import JUDGING, Script, good_answer, malformed

pytestmark = pytest.mark.timeout(90, func_only=True)

COVERAGE = "Coverage of key points, not correctness"


@pytest.fixture
def script(model_server: ModelServer) -> Script:
    """What the model does: it asks and judges."""
    model_server.on_complete = Script()
    return model_server.on_complete


@pytest.fixture
async def coaching(serve: Serve, model_server: ModelServer, script: Script) -> RunningServer:
    """A server whose model asks and judges."""
    return await serve(openai_base_url=model_server.url, openai_api_key=KEY, **PATIENT)


async def begin(visit: Visit) -> None:
    """Set up an interview of two technical questions."""
    page = visit.page
    await visit.open("/practice/new")
    await page.get_by_role("combobox", name="Role").fill("Python Developer")
    await page.get_by_role("radio", name="Technical knowledge").check()
    await page.get_by_label("How many questions").fill("2")
    await visit.button("Start with 2 questions").click()
    await expect(field(visit)).to_be_editable()
    await expect(page.get_by_text("Question 1 of 2", exact=True)).to_be_visible()


def field(visit: Visit) -> Locator:
    """Where the answer is written."""
    return visit.page.get_by_role("textbox", name="Your answer")


def judgement(visit: Visit) -> Locator:
    """What became of the answer."""
    return visit.page.get_by_role("region", name="Judgement")


async def question(visit: Visit) -> str:
    """The question that is open."""
    return await visit.page.get_by_role("heading", level=1).inner_text()


async def assert_marked(visit: Visit) -> str:
    """Pressing a quotation marks those words in the answer; what they are."""
    quotation = judgement(visit).get_by_role("button", name="show it in the answer").first
    await quotation.press("Enter")
    marked = judgement(visit).locator("mark.active")
    await expect(marked.first).to_be_visible()
    words = "".join(await marked.all_text_contents())
    assert words in await quotation.inner_text()
    return words


async def test_two_questions_from_the_library(
    visit: Visit, visiting: Visiting, server: RunningServer
) -> None:
    """One is judged by its key points, a draft of the other survives, and it all adds up."""
    page = visit.page
    await begin(visit)
    (row,) = await server.fetch(
        "SELECT answer_markdown_content AS answer FROM questions"
        " WHERE question_text = $1 AND owner_id IS NULL",
        await question(visit),
    )
    answer = row["answer"].replace("\r", "")[:4000].strip()
    await field(visit).fill(answer)
    await page.keyboard.press("Control+Enter")
    await expect(judgement(visit)).to_be_focused()
    await expect(judgement(visit).get_by_text(COVERAGE)).to_be_visible()
    assert await assert_marked(visit) in answer

    await page.get_by_role("link", name="Next question").click()
    await expect(page.get_by_text("Question 2 of 2", exact=True)).to_be_visible()
    async with page.expect_response("**/draft"):
        await field(visit).fill("I would begin with")
        await page.keyboard.press("Control+s")
    await expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    await page.reload()
    await expect(field(visit)).to_have_value("I would begin with")
    # It was saved on the server as well: another browser has it.
    async with visiting(server.url) as elsewhere:
        await elsewhere.page.goto(page.url)
        await expect(field(elsewhere)).to_have_value("I would begin with")

    await page.get_by_role("link", name="See the results").click()
    await visit.heading("Results")
    await expect(page.get_by_text("1 of 2 answered, 1 left open")).to_be_visible()
    await expect(page.get_by_text(COVERAGE)).to_be_visible()
    await visit.button("Complete the interview").click()
    await expect(page.get_by_text("Completed", exact=True)).to_be_visible()
    await visit.button("Find skill gaps").click()
    await expect(visit.button("Look again")).to_be_visible()
    gaps = page.get_by_role("region", name="Skill gaps").get_by_role("listitem")
    (session,) = await server.fetch("SELECT status, overall_score FROM practice_sessions")
    assert session["status"] == "completed"
    found = await server.fetch("SELECT skill_name FROM skill_gaps ORDER BY gap_score")
    await expect(gaps.locator("strong")).to_have_text([each["skill_name"] for each in found])
    await gaps.first.get_by_role("link", name="Practise this skill").click()
    await visit.heading(f"Practise {found[0]['skill_name']}")


async def test_a_model_judges(visiting: Visiting, coaching: RunningServer) -> None:
    """It is named, rates four criteria, and what it quotes is marked."""
    async with visiting(coaching.url) as visit:
        await begin(visit)
        answer = good_answer(await question(visit))
        assert answer
        await field(visit).fill(answer)
        await visit.page.keyboard.press("Control+Enter")
        await expect(judgement(visit)).to_be_focused()
        await expect(judgement(visit)).to_contain_text("Judged by gpt-4o-mini")
        await expect(judgement(visit).get_by_text("100", exact=True)).to_be_visible()
        await expect(visit.page.get_by_text(COVERAGE)).to_have_count(0)
        criteria = judgement(visit).get_by_role("region", name="Criteria")
        await expect(criteria.get_by_text("4 of 4")).to_have_count(4)
        await expect(judgement(visit).get_by_text("3 of 3 found")).to_be_visible()
        assert await assert_marked(visit) in answer


async def test_what_no_model_could_judge_is_sent_again(
    visiting: Visiting, coaching: RunningServer, script: Script
) -> None:
    """The answer stays in its field, and one press sends it again, after a reload as well."""
    async with visiting(coaching.url) as visit:
        await begin(visit)
        answer = good_answer(await question(visit)) or ""
        script.instead[JUDGING] = malformed
        await field(visit).fill(answer)
        await visit.button("Submit the answer").click()
        problem = visit.page.get_by_role("alert").filter(has_text="Your answer is kept")
        await expect(problem).to_contain_text("could not be used")
        await expect(field(visit)).to_have_value(answer)
        await expect(judgement(visit)).to_have_count(0)
        await visit.page.reload()
        await expect(problem).to_be_visible()
        await expect(field(visit)).to_have_value(answer)
        del script.instead[JUDGING]
        await problem.get_by_role("button", name="Send again").click()
        await expect(judgement(visit)).to_be_focused()
        await expect(judgement(visit).get_by_text(re.compile("^100$"))).to_be_visible()
    states = await coaching.fetch("SELECT state FROM practice_attempts ORDER BY attempt_number")
    assert [each["state"] for each in states] == ["failed", "judged"]
