"""Which tokens count. None that does not makes its bearer the local user."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest

from interviewapis.security.tokens import Tokens
from tests.interviewapis.accounts.people import KEY, PASSWORD, WRONG, People, bearer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.raw_http import exchange, request

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME, OWN_PASSWORD = "/api/auth/me", "/api/user/password"
NEW_PASSWORD = "Another-Pass-456"
OTHER_KEY = "o7Wm2Jx9Rk4Lc8Tz1Vb6Ns3Hd5Fp0GyQeUiAaSdXfCvBnMlKjHgFrTyUiOpWqZx"

Claims = dict[str, Any]


def without(name: str) -> Callable[[Claims], str]:
    """A token that lacks a claim."""
    return lambda claims: jwt.encode(
        {each: value for each, value in claims.items() if each != name}, KEY
    )


def with_claims(**changed: Any) -> Callable[[Claims], str]:
    """A token with other claims."""
    # As bytes: the library would not make every one of them.
    return lambda claims: by_hand({"alg": "HS256", "typ": "JWT"}, claims | changed)


def by_hand(header: dict[str, Any], claims: Any, key: str = KEY) -> str:
    """A token of any header and claims, signed with HMAC and SHA-256."""
    signed = b".".join(encoded(json.dumps(part).encode()) for part in (header, claims))
    signature = hmac.digest(key.encode(), signed, hashlib.sha256)
    return b".".join((signed, encoded(signature))).decode()


def encoded(content: bytes) -> bytes:
    """Base64 as in tokens."""
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def as_somebody_else(claims: Claims) -> str:
    """Changed after it was signed."""
    head, _, signature = jwt.encode(claims, KEY).split(".")
    changed = encoded(json.dumps(claims | {"sub": str(uuid4())}).encode()).decode()
    return f"{head}.{changed}.{signature}"


NOW = int(datetime.now(UTC).timestamp())
FORGED: dict[str, Callable[[Claims], str]] = {
    "expired": with_claims(exp=NOW - 1),
    "expired long ago": with_claims(exp=1),
    "expiry is no number": with_claims(exp="tomorrow"),
    "issued in the future": with_claims(iat=NOW + 3600),
    "wrong issuer": with_claims(iss="somebody"),
    "no issuer": without("iss"),
    "no sign-in": without("jti"),
    "no expiry": without("exp"),
    "no subject": without("sub"),
    "no time": without("iat"),
    "unknown sign-in": with_claims(jti=str(uuid4())),
    "sign-in is no id": with_claims(jti="1"),
    "sign-in is a number": with_claims(jti=1),
    "sign-in is null": with_claims(jti=None),
    "sign-in is a list": with_claims(jti=["1"]),
    "subject is a number": with_claims(sub=1),
    "not valid yet": with_claims(nbf=NOW + 3600),
    "for another audience": with_claims(aud="somebody"),
    "claims are a list": lambda claims: by_hand({"alg": "HS256"}, [claims]),
    "claims are a text": lambda claims: by_hand({"alg": "HS256"}, "claims"),
    "another key": lambda claims: jwt.encode(claims, OTHER_KEY),
    "no algorithm": lambda claims: jwt.encode(claims, None, "none"),
    "no algorithm, in capitals": lambda claims: by_hand({"alg": "NONE"}, claims),
    "no signature": lambda claims: jwt.encode(claims, KEY).rpartition(".")[0] + ".",
    "two parts": lambda claims: jwt.encode(claims, KEY).rpartition(".")[0],
    "five parts": lambda claims: jwt.encode(claims, KEY) + ".x.y",
    "HS384": lambda claims: jwt.encode(claims, KEY, "HS384"),
    "HS512": lambda claims: jwt.encode(claims, KEY, "HS512"),
    "RS256 over a shared key": lambda claims: by_hand({"alg": "RS256"}, claims),
    "ES256 over a shared key": lambda claims: by_hand({"alg": "ES256"}, claims),
    "lower case": lambda claims: by_hand({"alg": "hs256"}, claims),
    "no algorithm named": lambda claims: by_hand({"typ": "JWT"}, claims),
    "algorithm is a list": lambda claims: by_hand({"alg": ["HS256"]}, claims),
    "key id is a path": lambda claims: by_hand({"alg": "HS256", "kid": "/dev/null"}, claims, ""),
    "key comes along": lambda claims: by_hand(
        {"alg": "HS256", "jwk": {"kty": "oct", "k": encoded(OTHER_KEY.encode()).decode()}},
        claims,
        OTHER_KEY,
    ),
    "critical extension": lambda claims: by_hand({"alg": "HS256", "crit": ["exp"]}, claims),
    "changed after it was signed": as_somebody_else,
    "something behind it": lambda claims: jwt.encode(claims, KEY) + "A",
    "garbage": lambda _: "garbage",
    "dots": lambda _: "..",
    "not base64": lambda _: "a.b.c",
    "long": lambda _: "a" * 20_000,
    "a user's id": lambda claims: claims["sub"],
    "a sign-in's id": lambda claims: claims["jti"],
    "the beginning of a key": lambda _: "iak_",
    "a key of nobody": lambda _: "iak_" + "x" * 43,
}


async def claims_of(people: People) -> Claims:
    """The claims of a token that counts."""
    ada = await people.add()
    return jwt.decode(ada.token, KEY, algorithms=["HS256"])


def assert_bad_credentials(response: Any) -> None:
    """Check the documented refusal, which is the same for all."""
    problem = assert_problem(response, 401, "unauthorized")
    assert problem["detail"] == "Could not validate credentials"
    assert response.headers["www-authenticate"] == "Bearer"


async def assert_refused(people: People, **headers: str) -> None:
    """Ask with headers that clients would correct, or refuse to send."""
    response = await exchange(people.server.url, request("GET", ME, **headers))
    assert response.status == 401
    assert json.loads(response.body)["detail"] == "Could not validate credentials"


async def test_a_token_names_its_sign_in_and_says_nothing_else(people: People) -> None:
    ada = await people.add("ada")
    token = (await ada.log_in()).json()["access_token"]
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    claims = jwt.decode(token, KEY, algorithms=["HS256"])
    assert set(claims) == {"iss", "sub", "jti", "iat", "exp"}
    assert claims["sub"] == str(ada.user_id)
    assert claims["exp"] - claims["iat"] == 24 * 3600


async def test_what_the_forged_ones_are_made_from_counts(people: People) -> None:
    """Otherwise the refusals below would prove nothing."""
    claims = await claims_of(people)
    for token in (
        jwt.encode(claims, KEY),
        by_hand({"alg": "HS256", "typ": "JWT"}, claims),
        by_hand({"alg": "HS256", "kid": "x"}, claims),
    ):
        assert (await people.client.get(ME, headers=bearer(token))).status_code == 200


@pytest.mark.parametrize("name", FORGED)
async def test_a_token_that_does_not_count_is_refused(people: People, name: str) -> None:
    token = FORGED[name](await claims_of(people))
    for headers in (bearer(token), {"X-API-Key": token}):
        assert_bad_credentials(await people.client.get(ME, headers=headers))


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
async def test_the_scheme_is_read_in_any_case_of_letters(people: People, scheme: str) -> None:
    ada = await people.add()
    headers = {"Authorization": f"{scheme} {ada.token}"}
    assert (await people.client.get(ME, headers=headers)).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  ",
        "Bearer{0}",
        "{0}",
        "Basic {0}",
        "Basic YWRhOkNvcnJlY3QtSG9yc2UtNw==",
        "Token {0}",
        "Bearer {0} {0}",
        "Bearer {0},",
        "Bearer Bearer {0}",
        'Bearer "{0}"',
        "Bearer token={0}",
        "Bearer \xe4",
    ],
)
async def test_a_header_that_is_not_understood_is_refused(people: People, header: str) -> None:
    ada = await people.add()
    await assert_refused(people, Authorization=header.format(ada.token))


@pytest.mark.parametrize("key", ["", " ", "x"])
async def test_an_empty_or_bad_key_beside_nothing_or_a_token_is_refused(
    people: People, key: str
) -> None:
    ada = await people.add()
    for headers in ({}, bearer(ada.token)):
        await assert_refused(people, **headers, X_API_Key=key)


@pytest.mark.parametrize("where", ["?token={0}", "?access_token={0}"])
async def test_a_token_in_the_address_is_not_taken(people: People, where: str) -> None:
    ada = await people.add()
    assert (await people.client.get(f"{ME}{where.format(ada.token)}")).status_code == 422


async def test_a_cookie_is_not_taken(people: People) -> None:
    """What browsers send by themselves, pages of other sites can send."""
    ada = await people.add()
    cookies = {"Cookie": f"access_token={ada.token}; Authorization=Bearer {ada.token}"}
    shown = await people.client.get(ME, headers=cookies)
    assert shown.json()["id"] != str(ada.user_id)


async def test_a_token_of_another_installation_is_refused(people: People) -> None:
    ada = await people.add()
    others = Tokens(OTHER_KEY, "HS256", timedelta(hours=1)).issue(ada.user_id)
    await people.fetch(
        "INSERT INTO sign_ins SELECT $1, $2, now(), now() + interval '1 hour', 1",
        others.sign_in_id,
        ada.user_id,
    )
    assert_bad_credentials(await ada.with_token(others.text).get(ME))
    assert await ada.me() == 200


# What ends a sign-in


async def test_signing_out_ends_this_sign_in_only(people: People) -> None:
    ada = await people.add()
    phone = await people.signed_in(ada)
    assert (await ada.send("POST", "/api/auth/logout")).status_code == 200
    assert_bad_credentials(await ada.get(ME))
    assert_bad_credentials(await ada.send("POST", "/api/auth/logout"))
    assert await phone.me() == 200
    assert await people.fetch("SELECT FROM sign_ins WHERE owner_id = $1", ada.user_id) == [()]


async def test_a_new_password_ends_every_other_sign_in(people: People) -> None:
    ada, grace = await people.add(), await people.add()
    phone, tablet = await people.signed_in(ada), await people.signed_in(ada)
    script = await people.key(ada, "read")
    change = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    response = await phone.send("PUT", OWN_PASSWORD, change)
    assert (response.status_code, response.content) == (204, b"")
    for ended in (ada, tablet):
        assert_bad_credentials(await ended.get(ME))
    for going_on in (phone, script, grace):
        assert await going_on.me() == 200
    assert (await ada.log_in()).status_code == 401
    signed_in = (await ada.log_in(NEW_PASSWORD)).json()
    assert await ada.with_token(signed_in["access_token"]).me() == 200
    # And again: the sign-in that went on is ended by another's change as well.
    laptop = ada.with_token(signed_in["access_token"])
    change = {"current_password": NEW_PASSWORD, "new_password": PASSWORD}
    assert (await laptop.send("PUT", OWN_PASSWORD, change)).status_code == 204
    assert (await phone.me(), await laptop.me()) == (401, 200)


async def test_a_wrong_current_password_changes_and_ends_nothing(people: People) -> None:
    ada = await people.add()
    phone = await people.signed_in(ada)
    change = {"current_password": WRONG, "new_password": NEW_PASSWORD}
    problem = assert_problem(await phone.send("PUT", OWN_PASSWORD, change), 422, "invalid_request")
    assert problem["errors"] == [
        {"field": "body.current_password", "message": "is not your current password"}
    ]
    assert (await ada.me(), await phone.me()) == (200, 200)
    assert (await ada.log_in()).status_code == 200


async def test_a_deleted_account_has_no_tokens(people: People) -> None:
    ada = await people.add()
    script = await people.key(ada, "read")
    await people.fetch("DELETE FROM users WHERE user_id = $1", ada.user_id)
    for gone in (ada, script):
        assert_bad_credentials(await gone.get(ME))


async def test_a_sign_in_that_is_over_in_the_database_is_over(people: People) -> None:
    """The clocks of servers differ."""
    ada = await people.add()
    await people.fetch("UPDATE sign_ins SET expires_at = now() WHERE owner_id = $1", ada.user_id)
    assert_bad_credentials(await ada.get(ME))
