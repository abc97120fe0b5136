"""Companies, roles and skills are added, read, changed and deleted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from database.models import LOCAL_USER_ID
from tests.contract.document import document, validate
from tests.interviewapis.catalog.shelf import COMPANIES, ROLES, SKILLS, Noun, Shelf, assert_told

pytestmark = pytest.mark.asyncio(loop_scope="module")

UNKNOWN_ID = 2**31 - 1
CHANGING = ("PUT", "PATCH")


def another(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value + 1
    return f"{value}x" if isinstance(value, str) else [*value, "x"]


async def test_what_is_added_is_shown_with_every_field(shelf: Shelf, noun: Noun) -> None:
    response = await shelf.send("POST", noun.path, dict(noun.full))
    assert response.status_code == 201
    shown = response.json()
    assert response.headers["location"] == noun.at(shown)
    assert "idempotency-replayed" not in response.headers
    validate(shown, {"$ref": f"#/components/schemas/{noun.word}Response"})
    read = await shelf.send("GET", noun.at(shown))
    assert (read.text, read.headers["etag"]) == (response.text, response.headers["etag"])
    assert read.headers["content-type"] == "application/json"
    if noun is SKILLS:
        assert await shelf.get(f"{noun.path}?is_active=false") == [shown]
    else:
        assert await shelf.get(noun.path) == [shown]
    assert shown.pop(noun.key) >= 1
    assert shown.pop("created_by") == str(LOCAL_USER_ID)
    added_at = shown.pop("created_at")
    assert shown.pop("updated_at") == added_at
    age = datetime.now(UTC) - datetime.fromisoformat(added_at)
    assert timedelta(seconds=-1) < age < timedelta(minutes=1)
    assert shown == noun.full


async def test_only_the_name_is_needed(shelf: Shelf, noun: Noun) -> None:
    shown = await shelf.add(noun, "Plain")
    assert noun.bare.items() <= shown.items()
    assert set(noun.bare) == set(noun.full) - {noun.name}
    listed = document()["components"]["schemas"][f"{noun.word}Create"]["required"]
    assert listed == [noun.name]


async def test_white_space_at_both_ends_is_dropped(shelf: Shelf, noun: Noun) -> None:
    shown = await shelf.add(noun, "\t  A  wide\u3000 name \n", **{noun.group: "  in  between  "})
    assert (shown[noun.name], shown[noun.group]) == ("A wide name", "in  between")


@pytest.mark.parametrize("empty", ["", "  ", "\n\t"])
async def test_empty_texts_are_null(shelf: Shelf, noun: Noun, empty: str) -> None:
    texts = [name for name, value in noun.full.items() if isinstance(value, str)]
    sent = {name: empty for name in texts if name != noun.name}
    made = await shelf.add(noun, **sent)
    changed = (await shelf.send("PATCH", noun.at(made), sent)).json()
    for shown in (made, changed):
        assert {name: shown[name] for name in sent} == dict.fromkeys(sent)


@pytest.mark.parametrize("method", CHANGING)
async def test_a_change_of_one_field_leaves_the_others(
    shelf: Shelf, noun: Noun, method: str
) -> None:
    added = (await shelf.send("POST", noun.path, dict(noun.full))).json()
    for field, value in noun.full.items():
        if field == "parent_skill_id":
            continue
        new = another(value)
        response = await shelf.send(method, noun.at(added), {field: new})
        assert response.status_code == 200, response.text
        changed = response.json()
        assert changed == added | {field: new, "updated_at": changed["updated_at"]}
        assert changed["updated_at"] > added["updated_at"]
        added = changed
    read = await shelf.send("GET", noun.at(added))
    assert (read.text, read.headers["etag"]) == (response.text, response.headers["etag"])
    validate(added, {"$ref": f"#/components/schemas/{noun.word}Response"})


@pytest.mark.parametrize("method", CHANGING)
async def test_several_fields_change_at_once(shelf: Shelf, noun: Noun, method: str) -> None:
    added = await shelf.add(noun)
    response = await shelf.send(method, noun.at(added), dict(noun.full))
    assert noun.full.items() <= response.json().items()


@pytest.mark.parametrize("method", CHANGING)
async def test_null_empties_a_field_that_may_be_empty(
    shelf: Shelf, noun: Noun, method: str
) -> None:
    added = (await shelf.send("POST", noun.path, dict(noun.full))).json()
    empty = {field: None for field, value in noun.bare.items() if value is None}
    response = await shelf.send(method, noun.at(added), empty)
    assert response.status_code == 200, response.text
    kept = {field: value for field, value in noun.full.items() if field not in empty}
    assert (empty | kept).items() <= response.json().items()


@pytest.mark.parametrize("method", CHANGING)
async def test_lists_are_replaced_whole(shelf: Shelf, method: str) -> None:
    for noun, field in ((ROLES, "typical_skills"), (SKILLS, "learning_resources")):
        added = await shelf.add(noun, **{field: ["one", "two"]})
        for new in (["three"], []):
            response = await shelf.send(method, noun.at(added), {field: new})
            assert response.json()[field] == new


async def test_what_is_deleted_is_gone(shelf: Shelf, noun: Noun) -> None:
    added, kept = await shelf.add(noun, "Gone"), await shelf.add(noun, "Kept")
    response = await shelf.send("DELETE", noun.at(added))
    assert (response.status_code, response.content) == (204, b"")
    assert await shelf.names(noun) == ["Kept"]
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        response = await shelf.send(method, noun.at(added), body)
        assert_told(response, 404, f"{noun.word} not found")
    assert await shelf.get(noun.at(kept)) == kept
    again = await shelf.add(noun, "Gone")
    assert again[noun.key] not in (added[noun.key], kept[noun.key])


async def test_an_unknown_id_is_not_found(shelf: Shelf, noun: Noun) -> None:
    path = noun.at(UNKNOWN_ID)
    for method, body in (("GET", None), ("PUT", {}), ("PATCH", {}), ("DELETE", None)):
        response = await shelf.send(method, path, body)
        assert_told(response, 404, f"{noun.word} not found")


async def test_paths_may_end_with_a_slash(shelf: Shelf, noun: Noun) -> None:
    response = await shelf.send("POST", f"{noun.path}/", {noun.name: "Slashed"})
    assert response.status_code == 201
    shown = response.json()
    assert response.headers["location"] == noun.at(shown)
    path = f"{noun.at(shown)}/"
    assert await shelf.get(f"{noun.path}/") == [shown]
    assert await shelf.get(path) == shown
    for method in CHANGING:
        response = await shelf.send(method, path, {noun.group: method})
        assert response.json()[noun.group] == method
    assert (await shelf.send("DELETE", path)).status_code == 204
    response = await shelf.client.get(f"{noun.path}/?limit=5")
    assert response.status_code == 200
    assert response.history == []


async def test_a_wrong_method_is_told_the_right_ones(shelf: Shelf, noun: Noun) -> None:
    response = await shelf.client.delete(noun.path)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, POST")
    response = await shelf.client.post(noun.at(1), json={})
    assert (response.status_code, response.headers["allow"]) == (
        405,
        "DELETE, GET, HEAD, PATCH, PUT",
    )


@pytest.mark.parametrize("given", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
async def test_only_the_person_at_this_machine_may(
    shelf: Shelf, noun: Noun, given: dict[str, str]
) -> None:
    added: Any = await shelf.add(noun)
    for method, path, body in (
        ("GET", noun.path, None),
        ("POST", noun.path, {noun.name: "Theirs"}),
        ("GET", noun.at(added), None),
        ("PUT", noun.at(added), {noun.name: "Theirs"}),
        ("PATCH", noun.at(added), {noun.name: "Theirs"}),
        ("DELETE", noun.at(added), None),
    ):
        assert (await shelf.send(method, path, body, **given)).status_code == 401
    assert await shelf.get(noun.path) == [added]


async def test_the_three_do_not_mix(shelf: Shelf) -> None:
    for noun in (COMPANIES, ROLES, SKILLS):
        await shelf.add(noun, "One name")
        assert await shelf.names(noun) == ["One name"]
