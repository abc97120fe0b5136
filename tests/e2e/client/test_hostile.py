"""What models and people write is shown as text, and nothing of it runs."""

import pytest
from playwright.async_api import expect

from tests.conftest import QUESTION, RunningServer, Serve
from tests.doubles.model_server import ModelServer
from tests.e2e.client.conftest import Visiting
from tests.e2e.dictation import Dictation

pytestmark = pytest.mark.timeout(90, func_only=True)

ATTACKS = (
    "<script>window.hacked = 1</script>",
    "<img src=x onerror='window.hacked = 1'>",
    "<svg onload='window.hacked = 1'></svg>",
    "[press me](javascript:window.hacked=1)",
    "[or me](data:text/html,<script>window.hacked=1</script>)",
    "![picture](https://elsewhere.example/x.png)",
    '<a href="javascript:window.hacked=1">link</a>',
    "<iframe srcdoc='<script>parent.hacked = 1</script>'></iframe>",
    '"><style>body { display: none }</style>',
)


async def test_markdown_of_a_model_runs_nothing(
    visiting: Visiting, serve: Serve, model_server: ModelServer
) -> None:
    """No element, no address, no request comes of it."""
    dictation = Dictation(["\n\n".join(ATTACKS), "\n\nThe end."])
    model_server.on_stream = dictation
    await dictation.to_the_end()
    server = await serve(
        openai_base_url=model_server.url, openai_api_key="sk-test-secret-000000000000"
    )
    async with visiting(server.url) as visit:
        asked: list[str] = []
        visit.page.on("request", lambda request: asked.append(request.url))
        await visit.open("/ask")
        await visit.page.get_by_label("Your question").fill(QUESTION)
        await visit.page.keyboard.press("Enter")
        answer = visit.page.locator("app-markdown")
        await expect(answer).to_contain_text("The end.")
        for tag in ("script", "img", "svg[onload]", "iframe", "style"):
            assert await answer.locator(tag).count() == 0
        hrefs = await answer.locator("a").evaluate_all("all => all.map(({ href }) => href)")
        assert all(href.startswith("https:") for href in hrefs)
        assert await visit.page.evaluate("window.hacked") is None
        assert all(url.startswith((server.url, "data:")) for url in asked)


async def test_names_run_nothing(visiting: Visiting, server: RunningServer) -> None:
    """Companies and questions may be called anything."""
    name = ATTACKS[1]
    company = await server.client.post("/api/companies", json={"company_name": name})
    interview = await server.client.post(
        "/api/interviews",
        json={
            "company_id": company.json()["company_id"],
            "custom_role_title": name,
            "seniority_level": "senior",
        },
    )
    assert interview.status_code == 201, interview.text
    question = {"question_text": f"What does {name} do?", "question_category": "technical"}
    made = await server.client.post("/api/questions", json=question)
    assert made.status_code == 201, made.text
    paths = [
        "/tracker",
        f"/tracker/{interview.json()['interview_id']}",
        "/library?scope=own",
        f"/library/{made.json()['question_id']}",
    ]
    async with visiting(server.url) as visit:
        for path in paths:
            await visit.open(path)
            await expect(visit.page.get_by_text(name).first).to_be_visible()
            assert await visit.page.evaluate("window.hacked") is None
