"""The database cluster on disk: made once, checked at each start."""

import locale
import os
import shutil
import signal
import struct
import subprocess
import tempfile
from pathlib import Path

from database.embedded.errors import EmbeddedServerError, from_server_output
from database.embedded.places import Places
from database.embedded.process import spawn

ROLE = "interviewapis"
DATABASE = "interviewapis"
_SUPERUSER = "postgres"
_EXTENSIONS = ("vector", "pg_trgm", "citext", "unaccent", "btree_gin")
_UNFINISHED = "cluster.new-"
_SHUT_DOWN = 1


def prepare(places: Places, *, durable: bool) -> bool:
    """Make the cluster if there is none, and check that this server can read the one there is.

    The cluster appears under its name only when it is complete: an interrupted attempt leaves a
    folder of another name, which the next one removes.

    Returns:
        Whether it was made now.

    Raises:
        EmbeddedServerError: the cluster is of another major version, or making it failed.
        OSError: the disk refused.
    """
    for leftover in places.home.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    made = not places.cluster.exists()
    if made:
        _make(places, durable=durable)
    else:
        _check_version(places)
    _write_access_rules(places)
    return made


def server_version(places: Places) -> str:
    """The version of the binaries, such as "18.6".

    Raises:
        EmbeddedServerError: they do not run on this machine.
    """
    output = _run(places, [str(places.programs / "postgres"), "--version"])
    return output.split()[2]


def was_shut_down(cluster: Path) -> bool:
    """Whether the cluster was closed properly, so that the next start need not recover it."""
    try:
        with open(cluster / "global" / "pg_control", "rb") as file:
            header = file.read(20)
        return bool(struct.unpack_from("=i", header, 16)[0] == _SHUT_DOWN)
    except (OSError, struct.error):
        return True


def _make(places: Places, *, durable: bool) -> None:
    new = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=places.home))
    try:
        if places.user.uid != os.geteuid():
            os.chown(new, places.user.uid, places.user.gid)
        initdb = [str(places.programs / "initdb"), "-D", str(new), "-U", _SUPERUSER]
        initdb += ["-A", "peer", "-E", "UTF8", "--no-locale", f"--lc-ctype={_character_classes()}"]
        initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
        _run(places, initdb if durable else [*initdb, "--no-sync"])
        single = [str(places.programs / "postgres"), "--single", "-D", str(new)]
        single += ["-c", "exit_on_error=on", "-c", f"fsync={'on' if durable else 'off'}"]
        _run(places, [*single, "template1"], _first_statements(places))
        os.rename(new, places.cluster)
        if durable:
            _sync_folder(places.home)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _character_classes() -> str:
    """The locale that tells letters from punctuation in full-text search; "C" knows ASCII only."""
    for name in ("C.UTF-8", "UTF-8"):
        try:
            locale.setlocale(locale.LC_CTYPE, name)
        except locale.Error:
            continue
        return name
    return "C"


def _first_statements(places: Places) -> str:
    """What turns a bare cluster into ours, one statement a line.

    A trusted extension is for each database's owner to create, as on any other server. The others
    go into the template, since the application is no superuser.
    """
    extensions = places.programs.parent / "share" / "extension"
    untrusted = (
        name
        for name in _EXTENSIONS
        if "trusted = true" not in (extensions / f"{name}.control").read_text()
    )
    return "\n".join(
        (
            *(f"CREATE EXTENSION {name};" for name in untrusted),
            f"CREATE ROLE {ROLE} LOGIN CREATEDB;",
            f"CREATE DATABASE {DATABASE} OWNER {ROLE};",
            "",
        )
    )


def _check_version(places: Places) -> None:
    ours = server_version(places).partition(".")[0]
    try:
        theirs = (places.cluster / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {places.cluster} is not a complete database. Restore it from a "
            "backup, or move it away to begin with an empty database."
        ) from None
    if theirs != ours:
        raise EmbeddedServerError(
            f"Embedded PostgreSQL: {places.cluster} was made by PostgreSQL {theirs}, and version "
            f"{ours} is installed. Install the older requirements again and carry the data over "
            "with pg_dump, or move the folder away to begin with an empty database."
        )


def _write_access_rules(places: Places) -> None:
    """Who may connect: the user who starts the server, and for maintenance the server's own."""
    _write(places.home / "pg_hba.conf", "local all all peer map=interviewapis\n")
    _write(
        places.home / "pg_ident.conf",
        f'interviewapis "{places.client}" {ROLE}\n'
        f'interviewapis "{places.user.name}" {_SUPERUSER}\n',
    )


def _write(path: Path, text: str) -> None:
    if path.exists() and path.read_text() == text:
        return
    temporary = path.with_suffix(".new")
    temporary.write_text(text)
    # The server's user reads it, and under root it is not that user's file.
    temporary.chmod(0o644)
    os.replace(temporary, path)


def _run(places: Places, command: list[str], statements: str = "") -> str:
    with tempfile.TemporaryFile() as stdin, tempfile.TemporaryFile() as errors:
        stdin.write(statements.encode())
        stdin.seek(0)
        process = spawn(
            command,
            places.user,
            death_signal=signal.SIGTERM,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
        )
        output, _ = process.communicate()
        errors.seek(0)
        message = errors.read().decode(errors="replace")
    if process.returncode < 0:
        message += f"\nerror: signal {-process.returncode} ended {Path(command[0]).name}"
    if process.returncode != 0:
        print(message, flush=True)  # noqa: T201  standard output is the log
        raise from_server_output(message, str(places.log), str(places.cluster))
    return output.decode(errors="replace")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
