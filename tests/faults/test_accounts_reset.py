"""The command that sets a password, beside a server and without one."""

import asyncio
import sys
from collections.abc import Sequence

from tests.faults.support import Installation, Program
from tests.interviewapis.accounts.people import PASSWORD, bearer

EMAIL, TYPED = "ada@example.com", "Typed-Pass-456"
ACCOUNT = {"email": EMAIL, "username": "ada", "password": PASSWORD, "full_name": "Ada Lovelace"}
COMMAND = ("-m", "interviewapis.accounts.reset_password")


async def reset(installation: Installation, *arguments: str) -> tuple[int, str]:
    """Run the command to its end; exit code and output."""
    program = installation.start(installation.python, *COMMAND, *arguments)
    code = await program.ended()
    assert "Traceback" not in program.output
    return code, program.output


async def made(installation: Installation) -> str:
    """Have a password made."""
    code, output = await reset(installation, "--make", EMAIL)
    assert code == 0, output
    return output.splitlines()[0].removeprefix("New password: ")


async def token(program: Program, password: str) -> str | None:
    """Sign in; None when the password is wrong."""
    async with program.client() as client:
        credentials = {"email": EMAIL, "password": password}
        response = await client.post("/api/auth/login", json=credentials)
    return response.json()["access_token"] if response.status_code == 200 else None


async def counts(program: Program, text: str | None) -> bool:
    """Whether a token does."""
    async with program.client() as client:
        response = await client.get("/api/auth/me", headers=bearer(text or ""))
    return response.status_code == 200


async def typed(installation: Installation, lines: Sequence[str]) -> str:
    """Run the command at a terminal, and type; what is on the screen then."""
    command = [installation.python, *COMMAND, EMAIL]
    spawn = f"import pty, sys; sys.exit(pty.spawn({command!r}))"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        spawn,
        cwd=installation.checkout,
        env={
            "HOME": str(installation.site.base),
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "DATA_FOLDER": str(installation.site.data_folder),
        },
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    screen = b""
    async with asyncio.timeout(60):
        for line in lines:
            # What is typed before the prompt would be thrown away.
            screen += await process.stdout.readuntil(b": ")
            process.stdin.write(f"{line}\n".encode())
            await process.stdin.drain()
        screen += await process.stdout.read()
        assert await process.wait() == 0
    return screen.decode()


async def test_beside_a_server_and_after_it(installation: Installation) -> None:
    program = await installation.running()
    async with program.client() as client:
        assert (await client.post("/api/auth/register", json=ACCOUNT)).status_code == 201
    first = await token(program, PASSWORD)
    assert await counts(program, first)

    second = await made(installation)
    assert not await counts(program, first)
    assert await token(program, PASSWORD) is None
    assert await token(program, second)

    screen = await typed(installation, [TYPED, TYPED])
    assert "The password is set" in screen
    assert TYPED not in screen
    assert await token(program, TYPED)

    code, output = await reset(installation, "nobody@example.com")
    assert code == 1
    assert output.strip() == (
        "Nobody has signed up with 'nobody@example.com'. Nothing was changed."
    )
    program.terminate()
    await program.ended()
    await installation.is_silent()

    third = await made(installation)
    await installation.is_silent()
    program = await installation.running()
    assert await token(program, TYPED) is None
    assert await token(program, third)


async def test_after_a_crash_the_database_is_started_for_it(installation: Installation) -> None:
    """The file that tells of a running PostgreSQL is still there."""
    program = await installation.running()
    async with program.client() as client:
        assert (await client.post("/api/auth/register", json=ACCOUNT)).status_code == 201
    guardian = installation.site.guardian()
    postmaster = installation.site.postmaster()
    program.process.kill()
    guardian.kill()
    postmaster.kill()
    await program.ended()
    await installation.is_silent()
    password = await made(installation)
    await installation.is_silent()
    program = await installation.running()
    assert await token(program, password)
