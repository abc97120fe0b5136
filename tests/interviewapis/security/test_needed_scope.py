"""What a key must allow, where the address is not quite as documented."""

import pytest

from interviewapis.security.api_keys import digest, needed_scope, new_key


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
    assert needed_scope(method, path) == scope


def test_keys_can_not_be_guessed_and_digests_are_told_apart() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == len({digest(key) for key in keys}) == 100
    assert all(key.startswith("iak_") and len(key) == 47 for key in keys)
    assert len(digest("\ud800")) == 32
