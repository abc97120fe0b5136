"""Chooses the newest allowed versions and writes the requirements files, with hashes.

Run: ``python -m scripts.lock_requirements``. Needs ``uv`` (``pip install uv``).
"""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--upgrade",
    "--python-version=3.11",
    "--generate-hashes",
    # A file that names an index would bind every installation to it.
    "--no-emit-index-url",
    "--no-annotate",
    "--no-header",
)


def main() -> None:
    """Write the files.

    Raises:
        SystemExit: uv is missing.
        subprocess.CalledProcessError: uv found no versions that fit; it has said why.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise SystemExit("uv is needed to choose versions: pip install uv")
    runtime = ("pyproject.toml", "--output-file=requirements.txt")
    client = ("--group=client", "--output-file=requirements-client.txt")
    constraints = ("--constraint=requirements.txt", "--constraint=requirements-client.txt")
    test = ("--group=test", *constraints, "--output-file=requirements-test.txt")
    for options in (runtime, client, test):
        subprocess.run([uv, *_COMPILE, *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
