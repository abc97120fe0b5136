"""What an account may be made of: each refusal names what is allowed, and no secret."""

import json
from typing import Any

import pytest

from tests.interviewapis.accounts.people import PASSWORD, People
from tests.interviewapis.problems import assert_invalid, assert_problem

pytestmark = pytest.mark.asyncio(loop_scope="module")

ACCOUNT = {
    "email": "new@example.com",
    "username": "newcomer",
    "password": "MyPass123",
    "full_name": "New Comer",
}
NAMED = "must have 3 to 50 characters: letters from A to Z, digits, hyphens and underscores"
SUCH = "like user@example.com"
NO_MAIL = (
    f"must be an address that can receive mail, {SUCH}: letters, digits and single dots or hyphens "
    "between them, and no domain that is reserved"
)
LENGTH = "must have 8 to 128 characters"
NUL = "must not contain the character NUL (U+0000)"
HALF = "must not contain half of a surrogate pair"
TEXT = "must be a string"
NULL = "can't be null"
SHOWN = "can't be set; leave it out"

PASSWORDS = [
    ("MyPas12", LENGTH),
    ("", LENGTH),
    ("Aa1" + "x" * 126, LENGTH),
    ("mypass123", "must have at least one uppercase letter"),
    ("MyPassWord", "must have at least one digit"),
    ("MyPassWord٣", "must have at least one digit"),
    ("MyPass123\ud800", HALF),
    (12345678, TEXT),
    (None, NULL),
    (["MyPass123"], TEXT),
]
USERNAMES = [
    *((value, NAMED) for value in ("ab", "", "a" * 51, "two words", "ada@home", "ada.l", "ädä")),
    *((value, NAMED) for value in ("ada\n", "ada\0", "<b>ada</b>", " ada ")),
    (5, TEXT),
    (None, NULL),
]
FULL_NAMES = [
    ("x", "must have at least 2 characters, not counting white space at both ends"),
    ("  x  ", "must have at least 2 characters, not counting white space at both ends"),
    ("x" * 256, "may have at most 255 characters"),
    ("Ada\0", NUL),
    ("Ada\N{RIGHT-TO-LEFT OVERRIDE}adA", "must not change the direction of writing (U+202E)"),
    ("Ada\ud800", "must not contain half of a surrogate pair (U+D800 to U+DFFF)"),
    (1, TEXT),
    (None, NULL),
]
EMAILS = [
    ("", f"must have an @, {SUCH}"),
    ("ada", f"must have an @, {SUCH}"),
    ("ada.example.com", f"must have an @, {SUCH}"),
    ("ada@", f"must have a domain after the @, {SUCH}"),
    ("@example.com", f"must have a name before the @, {SUCH}"),
    ("ada@example", f"must have a dot in its domain, {SUCH}"),
    ("ada@localhost", f"must have a dot in its domain, {SUCH}"),
    ("ada lovelace@example.com", f"must be an address {SUCH}, without spaces"),
    ("ada@exam ple.com", f"must be an address {SUCH}, without spaces"),
    ("ada@example.com\nBcc: eve@example.com", f"must be an address {SUCH}, without spaces"),
    ("ada@home@example.com", f"must have only one @, {SUCH}"),
    ("Ada <ada@example.com>", f"must be an address {SUCH}, without a name"),
    ("ada..l@example.com", NO_MAIL),
    (".ada@example.com", NO_MAIL),
    ("ada@example..com", NO_MAIL),
    ("ada@-example.com", NO_MAIL),
    ("ada,grace@example.com", NO_MAIL),
    ("ada@[127.0.0.1]", NO_MAIL),
    ("ada@printer.local", NO_MAIL),
    ("ada@exam\0ple.com", NO_MAIL),
    ("ada\N{RIGHT-TO-LEFT OVERRIDE}@example.com", NO_MAIL),
    ("a" * 65 + "@example.com", "may have at most 64 characters before the @"),
    ("ä" * 65 + "@example.com", "may have at most 64 characters before the @"),
    (f"adam@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 63}.com", "may have at most 254 characters"),
    ("a" * 3000, "may have at most 254 characters"),
    ("ada@example.com\ud800", HALF),
    (5, TEXT),
    (None, NULL),
]


async def rows(people: People) -> list[Any]:
    """All accounts."""
    return await people.fetch("SELECT * FROM users ORDER BY user_id")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        *(("password", *each) for each in PASSWORDS),
        *(("username", *each) for each in USERNAMES),
        *(("full_name", *each) for each in FULL_NAMES),
        *(("email", *each) for each in EMAILS),
    ],
    ids=lambda value: ascii(value)[:30],
)
async def test_signing_up_refuses(
    people: People, field: str, value: Any, message: str | None
) -> None:
    before = await rows(people)
    response = await send(people, "POST", "/api/auth/register", ACCOUNT | {field: value})
    if message is None:
        problem = assert_problem(response, 422, "invalid_request")
        assert [each["field"] for each in problem["errors"]] == [f"body.{field}"]
    else:
        assert_invalid(response, **{f"body__{field}": message})
    assert_secret(response, value if field == "password" else ACCOUNT["password"])
    assert await rows(people) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "Aa345678"),
        ("password", "Aa1" + "x" * 125),
        ("password", "Ünï cöde\0 \N{GRINNING FACE} 1"),
        ("username", "abc"),
        ("username", "a" * 50),
        ("username", "-_9"),
        ("full_name", "Al"),
        ("full_name", "x" * 255),
        ("full_name", "Renée O’Connor 李"),
        ("email", f"{'a' * 64}@example.com"),
        ("email", "ü@exämple.com"),
    ],
    ids=lambda value: ascii(value)[:30],
)
async def test_what_is_just_allowed_is_taken_and_signs_in(
    people: People, field: str, value: str
) -> None:
    account = ACCOUNT | {field: value}
    response = await send(people, "POST", "/api/auth/register", account)
    assert response.status_code == 201, response.text
    if field != "password":
        assert response.json()[field] == value
    if field in ("password", "email"):
        credentials = {"email": account["email"], "password": account["password"]}
        assert (await people.client.post("/api/auth/login", json=credentials)).status_code == 200


@pytest.mark.parametrize(
    "spelled",
    [
        "J\u00fcrgen@b\u00fccher.example.org",
        "Ju\u0308rgen@bu\u0308cher.example.org",
        "J\u00fcrgen@xn--bcher-kva.example.org",
        "j\u00dcRGEN@B\u00dcCHER.EXAMPLE.ORG",
    ],
    ids=ascii,
)
async def test_an_address_is_the_same_however_it_is_spelled(people: People, spelled: str) -> None:
    account = ACCOUNT | {"email": "J\u00fcrgen@xn--bcher-kva.example.org"}
    made = await send(people, "POST", "/api/auth/register", account)
    assert made.json()["email"] == "J\u00fcrgen@b\u00fccher.example.org"
    credentials = {"email": spelled, "password": account["password"]}
    assert (await people.client.post("/api/auth/login", json=credentials)).status_code == 200
    again = account | {"email": spelled, "username": "another"}
    refused = await send(people, "POST", "/api/auth/register", again)
    assert assert_problem(refused, 400, "bad_request")["detail"] == "Email already registered"


@pytest.mark.parametrize("field", ACCOUNT)
async def test_every_field_is_required_to_sign_up(people: People, field: str) -> None:
    body = {name: value for name, value in ACCOUNT.items() if name != field}
    response = await people.client.post("/api/auth/register", json=body)
    assert_invalid(response, **{f"body__{field}": "is required"})


@pytest.mark.parametrize(
    "field", ["user_type", "is_active", "id", "user_id", "password_hash", "created_at"]
)
async def test_nobody_makes_themselves_what_they_are_not(people: People, field: str) -> None:
    ada = await people.add("ada")
    before = await rows(people)
    given: Any = {"user_type": "admin", "is_active": True}.get(field, "x")
    for method, path, body in (
        ("POST", "/api/auth/register", ACCOUNT),
        ("PUT", "/api/user/profile", {"full_name": "Ada"}),
    ):
        response = await ada.send(method, path, body | {field: given})
        shown = field in ("user_type", "is_active", "id", "created_at")
        told = SHOWN if shown else "unknown field; remove it"
        assert_invalid(response, **{f"body__{field}": told})
    assert await rows(people) == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        *(("username", *each) for each in USERNAMES),
        *(("full_name", *each) for each in FULL_NAMES),
        ("email", "other@example.com", SHOWN),
        ("password", "Another-Pass-456", "unknown field; remove it"),
    ],
    ids=lambda value: ascii(value)[:30],
)
async def test_a_profile_refuses(people: People, field: str, value: Any, message: str) -> None:
    ada = await people.add("ada")
    before = await rows(people)
    response = await send(people, "PUT", "/api/user/profile", {field: value}, ada.token)
    assert_invalid(response, **{f"body__{field}": message})
    assert await rows(people) == before


@pytest.mark.parametrize(("value", "message"), PASSWORDS, ids=lambda value: ascii(value)[:30])
async def test_a_new_password_is_like_the_first(people: People, value: Any, message: str) -> None:
    ada, admin = await people.add("ada"), await people.admin()
    before = await rows(people)
    change = {"current_password": PASSWORD, "new_password": value}
    response = await send(people, "PUT", "/api/user/password", change, ada.token)
    assert_invalid(response, body__new_password=message)
    assert_secret(response, value)
    if value is not None:
        path = f"/api/admin/users/{ada.user_id}/password"
        response = await send(people, "POST", path, {"new_password": value}, admin.token)
        assert_invalid(response, body__new_password=message)
        assert_secret(response, value)
    assert await rows(people) == before


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Aa1" + "x" * 126, "may have at most 128 characters"),
        ("MyPass123\ud800", HALF),
        (12345678, TEXT),
        (None, NULL),
    ],
    ids=lambda value: ascii(value)[:30],
)
async def test_a_password_that_nobody_can_have_is_told(
    people: People, value: Any, message: str
) -> None:
    ada = await people.add("ada")
    login = {"email": ada.email, "password": value}
    response = await send(people, "POST", "/api/auth/login", login)
    assert_invalid(response, body__password=message)
    assert_secret(response, value)
    change = {"current_password": value, "new_password": "Another-Pass-456"}
    response = await send(people, "PUT", "/api/user/password", change, ada.token)
    assert_invalid(response, body__current_password=message)
    assert_secret(response, value)


@pytest.mark.parametrize("email", ["", "  ", "x" * 255, "a\0b", "a\ud800", 5, None, {"a": 1}])
async def test_an_address_that_nobody_can_have_is_told(people: People, email: Any) -> None:
    login = {"email": email, "password": PASSWORD}
    response = await send(people, "POST", "/api/auth/login", login)
    problem = assert_problem(response, 422, "invalid_request")
    assert [each["field"] for each in problem["errors"]] == ["body.email"]
    assert_secret(response, PASSWORD)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"{", b'"MyPass123"', b"\xff"])
async def test_a_body_that_is_none_is_told_without_what_it_says(
    people: People, content: bytes
) -> None:
    for path in ("/api/auth/register", "/api/auth/login"):
        response = await people.client.post(
            path, content=content, headers={"Content-Type": "application/json"}
        )
        assert response.status_code in (400, 422)
        assert "MyPass123" not in response.text


async def send(people: People, method: str, path: str, body: Any, token: str = "") -> Any:
    """Send JSON as Python writes it, half characters too."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    content = json.dumps(body).encode()
    return await people.client.request(method, path, content=content, headers=headers)


def assert_secret(response: Any, value: Any) -> None:
    """No refusal repeats a password."""
    if isinstance(value, str) and len(value) > 3:
        assert value.encode(errors="replace").decode() not in response.text
        assert value[:7] not in response.text
