"""What a key must allow, where the address is not quite as documented."""

import pytest

from interviewapis.security.api_keys import digest, needed_scopes, new_key


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "/api/interviews", "read"),
        ("HEAD", "/api/interviews", "read"),
        ("POST", "/api/interviews", "write"),
        ("DELETE", "/api/interviews/{interview_id}", "write"),
        ("OPTIONS", "/api/interviews", "write"),
        ("POST", "/api/agents/answer", "ask"),
        ("POST", "/api/agents/answers", "write"),
        ("GET", "/api/agents/answer-stream", "ask"),
        ("GET", "/api/agents/runs/{run_id}", "read"),
        ("DELETE", "/api/agents/runs/{run_id}", "write"),
        ("POST", "/api/questions/{question_id}/answer", "ask"),
        ("GET", "/api/auth/me", "read"),
        ("GET", "/api/user/profile", "read"),
        ("PUT", "/api/user/profile", None),
        ("POST", "/api/auth/me", None),
        ("GET", "/api/user/api-keys", None),
        ("GET", "/api/admin/users", None),
        ("GET", "/api/admin/anything/new", None),
        ("POST", "/api/auth/anything-new", None),
        ("GET", "/api/user/skills", "read"),
        ("PUT", "/api/user/skills/{skill_id}", "write"),
    ],
)
def test_the_scope_of_a_route(method: str, path: str, scope: str | None) -> None:
    assert needed_scopes(method, path) == ((scope,) if scope else ())


def test_a_ticket_is_for_whoever_may_read_or_ask() -> None:
    assert needed_scopes("POST", "/api/agents/stream-tickets") == ("read", "ask")


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("/api/agents/answer-stream", "read"),
        ("/api/agents/runs/{run_id}/events", "read"),
        ("/api/test/ai", "ask"),
    ],
)
def test_coming_back_is_reading_where_there_is_something_to_come_back_to(
    path: str, scope: str
) -> None:
    assert needed_scopes("GET", path, resuming=True) == (scope,)


def test_keys_can_not_be_guessed_and_digests_are_told_apart() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == len({digest(key) for key in keys}) == 100
    assert all(key.startswith("iak_") and len(key) == 47 for key in keys)
    assert len(digest("\ud800")) == 32
