"""The administrator and the key of an installation, with the program as people start it."""

import stat

import pytest

from tests.faults.conftest import Install
from tests.faults.support import Installation, until
from tests.interviewapis.accounts.people import ADMIN, PASSWORD, bearer

VARIABLES = {name.upper(): value for name, value in ADMIN.items()}
LOGIN = {"email": ADMIN["admin_email"], "password": ADMIN["admin_password"]}
ME = "/api/auth/me"


async def test_workers_that_start_at_once_make_one_administrator_and_share_one_key(
    install: Install,
) -> None:
    installation = install(variables=VARIABLES)
    program = installation.uvicorn("--workers", "2", "--timeout-worker-healthcheck", "60")
    ready = "Application startup complete"
    await until(lambda: program.output.count(ready) == 2, "the start of both workers")
    async with program.client() as client:
        token = (await client.post("/api/auth/login", json=LOGIN)).json()["access_token"]
    # Each connection of its own comes to either worker.
    for _ in range(12):
        async with program.client() as client:
            shown = await client.get(ME, headers=bearer(token))
            assert shown.json()["user_type"] == "admin"
    key = installation.site.data_folder / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() not in program.output
    assert ADMIN["admin_password"] not in program.output
    program.terminate()
    await program.ended()

    # A restart keeps key and password: who was signed in still is.
    again = await installation.running(ADMIN_PASSWORD="Another-Pass-456")
    async with again.client() as client:
        assert (await client.get(ME, headers=bearer(token))).status_code == 200
        assert (await client.post("/api/auth/login", json=LOGIN)).status_code == 200


async def test_an_administrator_whose_address_somebody_has_is_told_in_one_line(
    installation: Installation,
) -> None:
    program = await installation.running()
    account = {"username": "early", "password": PASSWORD, "full_name": "Early Bird"}
    async with program.client() as client:
        body = account | {"email": ADMIN["admin_email"]}
        assert (await client.post("/api/auth/register", json=body)).status_code == 201
    program.terminate()
    await program.ended()
    for start in (installation.start, installation.uvicorn):
        refused = start(**VARIABLES)
        assert await refused.ended() != 0
        assert "Traceback" not in refused.output
        told = [line for line in refused.output.splitlines() if "ADMIN_EMAIL" in line]
        assert len(told) == 1, refused.output
        assert "somebody has signed up with this address" in told[0]
        await installation.is_silent()


@pytest.mark.parametrize("launcher", ["python", "uvicorn"])
async def test_without_a_key_nobody_serves_others(
    installation: Installation, launcher: str
) -> None:
    start = installation.uvicorn if launcher == "uvicorn" else installation.start
    program = start(AUTH="required")
    assert await program.ended() != 0
    (line,) = program.output.strip().splitlines()
    assert line.startswith("Settings can't be used. SECRET_KEY: ")
    assert "must be set when AUTH=required" in line
    assert "secrets.token_urlsafe" in line
