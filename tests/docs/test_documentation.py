"""What the documentation says in words and tables agrees with the code."""

import json
import re
import sys
import urllib.request
from pathlib import Path
from typing import Any, get_args

import pytest

from agents.contracts import FailureCode
from interviewapis.app import create_app
from interviewapis.error_handlers import _CODES
from interviewapis.errors import _STATUS, Problem, RunFailed
from interviewapis.settings import ROOT, Settings
from interviewapis.startup import started
from scripts import write_api_documentation
from scripts.api_documentation import picture, recording
from tests.docs.blocks import PAGES, Server, blocks
from tests.docs.comparing import assert_shown, events_of
from tests.docs.conftest import UrlOf

API, README = (page.read_text() for page in PAGES)
QUESTION = "How would you design a URL shortening service?"


def _table(text: str, first_column: str) -> list[list[str]]:
    """The rows of the table whose first column has this title."""
    start = text.index(f"\n| {first_column} |")
    lines = text[start + 1 :].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]


def _codes(text: str) -> list[str]:
    return re.findall(r"`([^`]*)`", text)


def _events(url: str) -> list[dict[str, Any]]:
    request = urllib.request.Request(
        f"{url}/api/agents/answer-stream",
        json.dumps({"question": QUESTION}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return events_of(response.read().decode())


@pytest.fixture(scope="module")
def events(url_of: UrlOf) -> list[dict[str, Any]]:
    """The events of a stream that succeeds, of one that fails, and of one that begins anew."""
    succeeded = _events(url_of(Server.LIBRARY))
    run = f"{url_of(Server.LIBRARY)}/api/agents/runs/{succeeded[0]['run_id']}"
    with urllib.request.urlopen(f"{run}/events?after=99999", timeout=60) as response:
        reset, *again = events_of(response.read().decode())
    assert len(again) == len(succeeded)
    return [*succeeded, *_events(url_of(Server.UNREACHABLE_MODEL)), reset]


@pytest.mark.parametrize(
    ("module", "target"), [(write_api_documentation, "TARGET"), (picture, "TARGET")]
)
def test_a_stale_file_fails_the_check(
    module: Any, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["write_api_documentation", "--check"])
    monkeypatch.setattr(write_api_documentation, "ROOT", Path("/"))
    write_api_documentation.main()
    stale = tmp_path / "stale"
    stale.write_text(getattr(module, target).read_text() + "\n")
    monkeypatch.setattr(module, target, stale)
    with pytest.raises(SystemExit, match="is stale"):
        write_api_documentation.main()


def test_every_operation_is_documented() -> None:
    document = create_app(Settings(), started).openapi()
    operations = {
        f"{method.upper()} {path}"
        for path, methods in document["paths"].items()
        for method in methods
    }
    assert operations == set(re.findall(r"^### ((?:GET|POST|PUT|PATCH|DELETE) /.*)$", API, re.M))


def test_the_table_of_events_has_their_fields(events: list[dict[str, Any]]) -> None:
    documented = {_codes(row[0])[0]: _codes(row[1]) for row in _table(API, "Event")}
    assert {event["event_type"]: list(event["data"]) for event in events} == documented
    frame = [_codes(row[0])[0] for row in _table(API.partition("\n## Streaming")[2], "Field")]
    assert {tuple(event) for event in events} == {tuple(frame)}


def test_the_types_of_the_typescript_example_have_every_field(
    events: list[dict[str, Any]],
) -> None:
    block = next(block for block in blocks("typescript") if block.page == PAGES[0])
    declared = set(re.findall(r"\b(\w+)\??: ", block.text))
    assert set(_keys(events)) | {"input_tokens", "output_tokens"} <= declared
    types = set(re.findall(r'Frame<\s*"(\w+)"', block.text))
    assert types == {event["event_type"] for event in events}


def _keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for each in value.values() for key in _keys(each))]
    return [key for each in value for key in _keys(each)] if isinstance(value, list) else []


def test_the_stream_in_openapi_is_a_real_one(events: list[dict[str, Any]]) -> None:
    document = create_app(Settings(), started).openapi()
    answer = document["paths"]["/api/agents/answer-stream"]["post"]["responses"]["200"]
    shown = events_of(answer["content"]["text/event-stream"]["example"])
    succeeded = [event for event in events if event["run_id"] == events[0]["run_id"]]
    real = {event["event_type"]: event for event in succeeded}
    assert [event["event_type"] for event in shown] == ["start", "complete"]
    ids: dict[str, str] = {}
    for event in shown:
        assert_shown(event, real[event["event_type"]], ids)


def test_the_codes_of_answers_are_all_listed_with_their_status() -> None:
    rows = _table(API.partition("### Codes of answers")[2], "Code")
    documented = {_codes(row[0])[0]: int(row[1]) for row in rows}
    assert documented == dict(_STATUS)
    assert set(documented) == set(get_args(FailureCode))


def test_the_codes_of_requests_are_all_listed_with_their_status() -> None:
    section = API.partition("### Codes of requests")[2].partition("### Codes of answers")[0]
    documented = {_codes(row[0])[0]: int(row[1]) for row in _table(section, "Code")}
    raised = {each.code: each.status for each in Problem.__subclasses__() if each != RunFailed}
    assert raised.items() <= documented.items()
    assert set(_CODES.values()) <= documented.keys()


def test_the_readme_has_every_setting_with_its_default() -> None:
    rows = {_codes(row[0])[0]: _codes(row[1]) for row in _table(README, "Variable")}
    assert rows.keys() == {name.upper() for name in Settings.model_fields}
    assert {name: value[0] for name, value in rows.items() if value} == _defaults()


def test_the_example_of_an_env_file_has_every_setting_with_its_default() -> None:
    lines = re.findall(r"^# ([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.M)
    assert {name for name, _ in lines} == {name.upper() for name in Settings.model_fields}
    given = {name: value for name, value in lines if value and name != "DATABASE_URL"}
    assert given == _defaults()


def _defaults() -> dict[str, str]:
    """Every variable that has a default, as one writes it."""
    written = {}
    for name, field in Settings.model_fields.items():
        match field.default:
            case None | ():
                continue
            case bool() as flag:
                written[name.upper()] = str(flag).lower()
            case tuple() as entries:
                written[name.upper()] = ",".join(entries)
            case float() as number:
                written[name.upper()] = f"{number:g}"
            case Path() as path:
                written[name.upper()] = str(path.relative_to(ROOT))
            case value:
                written[name.upper()] = str(value)
    return written


def test_what_the_readme_shows_of_an_answer_is_real(events: list[dict[str, Any]]) -> None:
    answer = next(e["data"]["full_answer"] for e in events if e["event_type"] == "answer_complete")
    quoted = re.search(r"begins:\n\n((?:>.*\n)+)", README)
    assert quoted
    paragraphs = re.sub(r"^> ?", "", quoted[1], flags=re.M).strip().split("\n\n")
    plain = answer.replace("## Scope and size", "**Scope and size**")
    assert plain.startswith("\n\n".join(paragraphs).removesuffix(" ..."))
    shown = recording.TERMINAL.read_text().partition("$ python ask.py\n")[2]
    assert answer.startswith(shown.removesuffix("...\n"))


@pytest.mark.parametrize(
    "name",
    sorted(
        str(page.relative_to(ROOT)) for page in [*ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")]
    ),
)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    text = re.sub(r"```.*?```", "", page.read_text(), flags=re.S)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        if path.startswith(("http://", "https://")):
            continue
        # A fragment becomes part of the whole page, where its links have to lead somewhere.
        whole = PAGES[0] if page.parent.name == "api" else page
        target = whole.parent / path if path else whole
        assert target.exists(), link
        if anchor:
            headings = re.findall(r"^#+ (.*)$", target.read_text(), re.M)
            anchors = {
                re.sub(r"[^a-z0-9 _-]", "", title.lower()).replace(" ", "-") for title in headings
            }
            assert anchor in anchors, link
