"""How tokens are made and read, apart from any server."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest

from interviewapis.identity import Algorithm
from interviewapis.security.tokens import ISSUER, Tokens

KEY = "Kf3nP0vQz8sLw2xYb6Rt1HcUe9Jm4GaD7iTo5kNfWqXyZu8B_r-VpEgSl0aCdMhT"
ALGORITHMS: list[Algorithm] = ["HS256", "HS384", "HS512"]


def tokens(algorithm: Algorithm = "HS256", key: str = KEY, minutes: float = 60) -> Tokens:
    """What signs and reads them."""
    return Tokens(key, algorithm, timedelta(minutes=minutes))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_is_read_by_the_algorithm_that_made_it_and_no_other(algorithm: Algorithm) -> None:
    token = tokens(algorithm).issue(uuid4())
    for other in ALGORITHMS:
        found = tokens(other).read(token.text)
        assert found == (token.sign_in_id if other == algorithm else None)


def test_a_token_says_whose_it_is_and_for_how_long() -> None:
    user_id, before = uuid4(), datetime.now(UTC)
    token = tokens(minutes=5).issue(user_id)
    claims = jwt.decode(token.text, KEY, ["HS256"])
    assert (claims["iss"], claims["sub"]) == (ISSUER, str(user_id))
    assert claims["jti"] == str(token.sign_in_id)
    assert claims["exp"] - claims["iat"] == 300
    assert (
        before + timedelta(minutes=5)
        <= token.expires_at
        <= datetime.now(UTC) + timedelta(minutes=5)
    )


def test_each_sign_in_is_another() -> None:
    user_id = uuid4()
    made = [tokens().issue(user_id) for _ in range(3)]
    assert len({token.sign_in_id for token in made}) == len({token.text for token in made}) == 3


def test_a_token_that_is_over_or_of_another_key_is_not_read() -> None:
    assert tokens().read(tokens(minutes=-1).issue(uuid4()).text) is None
    assert tokens().read(tokens(key=KEY[::-1]).issue(uuid4()).text) is None


@pytest.mark.parametrize(
    "text", ["", ".", "..", "...", "a.b.c", "\0", "ä.ö.ü", "\ud800", " ", "e30.e30.e30", "x" * 99]
)
def test_what_is_no_token_is_not_read(text: str) -> None:
    assert tokens().read(text) is None


def test_neither_key_nor_token_is_shown() -> None:
    token = tokens().issue(uuid4())
    assert token.text not in repr(token)
    assert KEY not in repr(tokens())
