"""Writes API_DOCUMENTATION.md and the picture of the README.

``--check`` writes nothing and fails when one of them is stale. ``--record`` first starts a server,
runs every request that the documentation shows and keeps the answers in docs/api/recorded.
"""

import argparse

from interviewapis.settings import ROOT
from scripts.api_documentation import page, picture, recording, shown
from scripts.api_documentation.document import document

TARGET = ROOT / "API_DOCUMENTATION.md"


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a file is stale")
    parser.add_argument("--record", action="store_true", help="record the answers anew")
    arguments = parser.parse_args()
    if arguments.record:
        recording.record(shown.of_document(document()), page.WALKS)
    for target, text in (
        (TARGET, page.page(document())),
        (picture.TARGET, picture.picture()),
    ):
        if not arguments.check:
            target.write_text(text)
        elif not target.exists() or target.read_text() != text:
            raise SystemExit(f"{target.relative_to(ROOT)} is stale. Run 'make docs'.")


if __name__ == "__main__":
    main()
