"""What is being answered for somebody whose account an administrator deactivates."""

from uuid import UUID

from tests.conftest import QUESTION, Serve
from tests.doubles.model_server import Exchange, ModelServer
from tests.interviewapis.accounts.people import People, Person
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import until

RUNS = "/api/agents/runs"


async def asked(person: Person) -> str:
    """An answer that goes on until somebody stops it."""
    body = {"question": QUESTION, "agent": "coding"}
    response = await person.send("POST", RUNS, body)
    assert response.status_code == 202, response.text
    return str(response.json()["run_id"])


async def test_it_is_stopped_and_nobody_elses(serve: Serve, model_server: ModelServer) -> None:
    model_server.on_stream = Exchange.hang
    server = await serve(
        openai_base_url=model_server.url,
        openai_api_key="sk-test-secret-000000000000",
        openai_first_token_timeout=600,
        openai_idle_timeout=600,
    )
    people = People(server)
    admin, ada = await people.add(user_type="admin"), await people.add()
    grace = await people.add()
    stopped, going_on = [await asked(ada), await asked(ada)], await asked(grace)

    async def status(run_id: str) -> str:
        query = "SELECT status FROM agent_runs WHERE run_id = $1"
        ((found,),) = await people.fetch(query, UUID(run_id))
        return str(found)

    path = f"/api/admin/users/{ada.user_id}"
    refused = await ada.send("POST", f"{path}/deactivate")
    assert_problem(refused, 403, "forbidden")
    assert [await status(each) for each in stopped] == ["running", "running"]

    assert (await admin.send("POST", f"{path}/deactivate")).status_code == 200

    async def all_stopped() -> bool:
        return [await status(each) for each in stopped] == ["cancelled", "cancelled"]

    await until(all_stopped)
    assert await status(going_on) == "running"
    assert (await admin.send("POST", f"{path}/reactivate")).status_code == 200
    for run_id in stopped:
        assert (await ada.get(f"{RUNS}/{run_id}")).json()["status"] == "cancelled"
    await grace.send("POST", f"{RUNS}/{going_on}/cancel")
