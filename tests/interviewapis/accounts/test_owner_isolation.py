"""What somebody owns is not there for anybody else: a matrix over every route that there is."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio

from database.models import LARGEST_INTEGER
from scripts.api_documentation.document import bodies
from tests.conftest import QUESTION
from tests.contract.document import operations
from tests.contract.requests import SIGN_IN, example
from tests.interviewapis.accounts.belongings import NO_IDS, Belongings, maker_of
from tests.interviewapis.accounts.people import People, Person, bearer
from tests.interviewapis.problems import assert_problem
from tests.interviewapis.runs.asking import ROUTED

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARED = {
    f"{verb}_{noun}": 200 if verb == "get" else 403
    for noun in ("company", "role", "skill")
    for verb in ("get", "patch", "update", "delete")
}
"""What everybody reads, and only who made it changes."""

ADMINISTRATION = dict.fromkeys(("deactivate_user", "reactivate_user", "reset_password"), 403)
"""What tells nobody but an administrator whether there is such an account."""

ONES_OWN = {"set_own_skill": 201}
"""What makes something of the caller's own."""

DESIGNED = SHARED | ADMINISTRATION | ONES_OWN
LISTS_OF_ALL = {"list_companies", "list_roles", "list_skills"}
NO_LISTS = {"answer_event_source", "test_ai", "list_users"}
"""Reads without an id that ask for something, or are for administrators."""

NAME = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Route:
    """An operation with something to fill in."""

    method: str
    path: str
    name: str
    body: Any

    @property
    def ids(self) -> list[str]:
        """Names of the ids in the path."""
        return [name for name in NAME.findall(self.path) if name not in NO_IDS]

    def at(self, ids: dict[str, Any]) -> str:
        """The path with ids in it."""
        words = {"category": "technical"}
        return NAME.sub(lambda found: str((words | ids)[found[1]]), self.path)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def routes() -> list[Route]:
    """Every operation that looks at who asks, with the first body that the document shows."""
    return [
        Route(
            method.upper(), path, operation["operationId"], next(iter(bodies(operation).values()))
        )
        for method, path, operation in operations()
        if "401" in operation["responses"] and operation["operationId"] != "login"
    ]


def with_ids() -> list[Route]:
    """Those that name something."""
    return [route for route in routes() if route.ids]


def lists() -> list[Route]:
    """Reads that name nothing."""
    return [
        route
        for route in routes()
        if route.method == "GET" and not route.ids and route.name not in NO_LISTS
    ]


def unknown(ids: dict[str, Any]) -> dict[str, Any]:
    """Ids of the same kinds that nobody has."""
    return {
        name: LARGEST_INTEGER if isinstance(value, int) else str(uuid4())
        for name, value in ids.items()
    }


@dataclass
class Two:
    """Ada, who owns one of everything, and Grace, who owns nothing."""

    people: People
    ada: Belongings
    grace: Person

    async def ids(self, route: Route) -> dict[str, Any]:
        """Ada's ids for a route."""
        return {name: await self.ada.id(route.path, name) for name in route.ids}

    async def rows(self) -> dict[str, Any]:
        """A digest of each table, without what is Grace's, and without counts of servers."""
        tables = await self.people.fetch(
            "SELECT c.relname AS name, EXISTS (SELECT FROM pg_attribute AS a WHERE "
            "a.attrelid = c.oid AND a.attname = 'owner_id') AS owned FROM pg_class AS c "
            "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
            "AND c.relname NOT IN ('tallies', 'tally_changes')"
        )
        found = {}
        for name, owned in tables:
            mine = f" WHERE owner_id IS DISTINCT FROM '{self.grace.user_id}'" if owned else ""
            ((digest,),) = await self.people.fetch(
                f"SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM {name} AS t{mine}"
            )
            found[name] = digest
        return found


@pytest_asyncio.fixture(loop_scope="module")
async def two(members: People) -> Two:
    """Both of them, with all that Ada owns."""
    ada, grace = await members.add("ada"), await members.add("grace")
    belongings = Belongings(ada)
    for route in with_ids():
        for name in route.ids:
            await belongings.id(route.path, name)
    return Two(members, belongings, grace)


async def test_every_id_in_a_path_has_a_maker() -> None:
    """Or else the tests below would not know of it."""
    missing = []
    for route in with_ids():
        for name in route.ids:
            try:
                maker_of(route.path, name)
            except LookupError as error:
                missing.append(str(error))
    assert missing == []
    assert {name for route in routes() for name in NAME.findall(route.path)} >= NO_IDS
    assert {route.name for route in routes()} >= set(DESIGNED) | LISTS_OF_ALL | NO_LISTS


async def test_somebody_elses_is_told_like_what_is_not_there(two: Two) -> None:
    """With the same words, so that nothing hints at it; and it stays as it is."""
    before = await two.rows()
    wrong = {}
    # Last what makes something of Grace's own, which is there then.
    for route in sorted(with_ids(), key=lambda each: each.name in ONES_OWN):
        ids = await two.ids(route)
        response = await two.grace.send(route.method, route.at(ids), route.body)
        expected = DESIGNED.get(route.name, 404)
        if response.status_code != expected:
            wrong[str(route)] = f"{response.status_code} {response.text}"
            continue
        if expected != 404:
            continue
        told = assert_problem(response, 404, "not_found")
        nothing = await two.grace.send(route.method, route.at(unknown(ids)), route.body)
        same = assert_problem(nothing, 404, "not_found")
        for problem in (told, same):
            del problem["request_id"]
        if told != same or _plain(response) != _plain(nothing):
            wrong[str(route)] = f"{told} {same}"
    assert wrong == {}
    assert await two.rows() == before


async def test_its_owner_finds_all_of_it(two: Two) -> None:
    """Otherwise the refusals would prove nothing."""
    for route in with_ids():
        if route.method == "GET":
            response = await two.ada.owner.get(route.at(await two.ids(route)))
            assert response.status_code == 200, f"{route}: {response.text}"


async def test_without_credentials_that_count_nothing_is_told(two: Two) -> None:
    ada, people = two.ada.owner, two.people
    revoked = await people.key(ada, "read", "write", "ask")
    await people.fetch(
        "DELETE FROM api_keys WHERE owner_id = $1 AND key_name = 'a script'", ada.user_id
    )
    ended = await people.signed_in(ada)
    assert (await ended.send("POST", "/api/auth/logout")).status_code == 200
    before = await two.rows()
    for route in routes():
        for credentials, detail in (
            ({}, "Not authenticated"),
            (bearer(revoked.token), "Could not validate credentials"),
            (bearer(ended.token), "Could not validate credentials"),
        ):
            response = await people.client.request(
                route.method,
                route.at(await two.ids(route)),
                json=route.body,
                headers=credentials,
            )
            problem = assert_problem(response, 401, "unauthorized")
            assert problem["detail"] == detail, str(route)
    assert await two.rows() == before


async def test_lists_and_counts_are_the_same_whatever_others_own(members: People) -> None:
    ada, grace = await members.add("ada"), await members.add("grace")

    async def seen() -> dict[str, Any]:
        told = {}
        for route in lists():
            if route.name in LISTS_OF_ALL:
                continue
            is_ones_own = route.path.startswith(SIGN_IN)
            query = {} if is_ones_own else example("get", route.path).query
            response = await grace.get(route.at({}), params=query)
            assert response.status_code == 200, f"{route}: {response.text}"
            told[str(route)] = response.json()
            # Of companies there is one list for everybody.
            if route.name == "get_statistics":
                del told[str(route)]["total_companies"]
        return told

    before = await seen()
    await Belongings(ada).everything()
    assert await seen() == before
    assert len(before) >= 12


async def test_a_search_for_somebody_elses_words_finds_nothing_of_it(two: Two) -> None:
    for path in ("/api/questions/search", "/api/questions", "/api/interviews"):
        parameter = "q" if path.endswith("search") else "search"
        response = await two.grace.get(path, params={parameter: "ask about a slow query"})
        assert "What would ada ask" not in response.text
        assert response.status_code in (200, 422)


async def test_ids_in_bodies_queries_and_headers_hide_it_too(two: Two) -> None:
    ada, grace = two.ada, two.grace
    run_id = await ada.id("/api/agents", "run_id")
    conversation_id = await ada.id("/api/agents", "conversation_id")
    question_id = await ada.id("/api/questions", "question_id")
    mine = await grace.send("POST", "/api/interviews", {"seniority_level": "senior"})
    own = f"/api/interviews/{mine.json()['interview_id']}"
    asked = ROUTED | {"conversation_id": conversation_id}
    practice = {"job_role": "Python Developer", "question_ids": [question_id]}
    before = await two.rows()
    for method, path, options in (
        ("POST", "/api/agents/runs", {"body": asked}),
        ("POST", "/api/agents/answer", {"body": asked}),
        ("POST", "/api/agents/answer-stream", {"body": asked}),
        ("POST", "/api/agents/conversations", {"body": {"run_id": run_id}}),
        ("POST", f"{own}/questions", {"body": {"question_id": question_id}}),
        ("POST", "/api/interview/create", {"body": practice}),
        (
            "GET",
            "/api/agents/answer-stream",
            {"params": {"question": QUESTION}, "headers": {"Last-Event-ID": f"{run_id}:1"}},
        ),
    ):
        response = await grace.send(method, path, **options)
        assert response.status_code == 404, f"{method} {path}: {response.text}"
    filtered = await grace.get("/api/agents/runs", params={"conversation_id": conversation_id})
    assert filtered.json()["total"] == 0
    assert await two.rows() == before


async def test_a_ticket_opens_only_ones_own_streams(two: Two) -> None:
    run_id = await two.ada.id("/api/agents", "run_id")
    path = f"/api/agents/runs/{run_id}/events"
    for person, status in ((two.grace, 404), (two.ada.owner, 200)):
        ticket = (await person.send("POST", "/api/agents/stream-tickets")).json()["ticket"]
        response = await two.people.client.get(path, params={"ticket": ticket})
        assert response.status_code == status, response.text
        again = await two.people.client.get(path, params={"ticket": ticket})
        assert_problem(again, 401, "unauthorized")


def _plain(response: Any) -> dict[str, str]:
    """Headers but those that differ from one request to the next."""
    changing = ("date", "x-request-id", "content-length")
    return {name: value for name, value in response.headers.items() if name not in changing}
