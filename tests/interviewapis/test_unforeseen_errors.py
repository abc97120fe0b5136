"""What happens when something happens that nobody foresaw."""

import pytest

from tests.conftest import QUESTION, RunningServer, Serve
from tests.interviewapis.problems import assert_problem

ORIGIN = "http://localhost:4200"
SECRET = "sesame-4711"


def break_routing(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the routing of this server fail in an unforeseen way."""

    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(type(server.services.interviewer.router), "route", broken)


@pytest.mark.parametrize("debug", [False, True])
async def test_an_unforeseen_error_is_a_problem_without_details(
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    debug: bool,
) -> None:
    """Also in debug mode, and with the headers that a page of an allowed origin needs."""
    server = await serve(debug=debug)
    break_routing(server, monkeypatch)
    response = await server.client.post(
        "/api/agents/route", json={"question": QUESTION}, headers={"Origin": ORIGIN}
    )
    problem = assert_problem(response, 500, "internal")
    assert SECRET not in response.text
    assert "Traceback" not in response.text
    assert response.headers["access-control-allow-origin"] == ORIGIN
    (logged,) = [each for each in caplog.records if problem["request_id"] in each.getMessage()]
    assert logged.exc_info
    assert str(logged.exc_info[1]) == SECRET


async def test_an_unforeseen_error_in_a_run_is_told_without_details(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_routing(server, monkeypatch)
    *_, last = await server.events()
    assert last["event_type"] == "error"
    assert last["data"]["code"] == "internal"
    assert SECRET not in str(last)
    response = await server.client.post("/api/agents/answer", json={"question": QUESTION})
    assert_problem(response, 500, "internal")
    assert SECRET not in response.text
