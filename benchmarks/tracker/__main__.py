"""What a request of the tracker costs at a million interviews, against a floor and Fastify.

Run: ``.venv/bin/python -m benchmarks.tracker FOLDER``, with a folder that
``benchmarks.tracker.load`` has filled. The servers share one PostgreSQL and take turns, since the
speed of a machine drifts. The first figure is user and system time of the server process, the
second that of PostgreSQL's backends. The floor is our SQL behind bare Starlette and asyncpg,
without validation. What the benchmark adds, it deletes at the end.
"""

import asyncio
import random
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import orjson

from benchmarks.tracker.client import answered, get, post
from benchmarks.tracker.load import is_filled, tidy
from benchmarks.tracker.servers import Backends, Running, servers
from database.embedded import acquire
from database.models import LOCAL_USER_ID

ROUNDS = 5
REQUESTS = 2000
"""A round, of each kind."""

WARM_UP = 300

MARK = "Added by a benchmark"

TARGETS = {"one": 2.3, "list": 2.9, "stats": 1.8, "POST": 1.9}
"""Server CPU over the floor, at most."""

Figures = tuple[float, float]
"""CPU microseconds a request: of the server, of PostgreSQL."""


@dataclass(frozen=True)
class Known:
    """Ids that requests can name.

    Attributes:
        interviews: Of the local user, with skills, in no order.
        company: The lowest; the others follow it.
        role: As above.
        skill: As above.
    """

    interviews: Sequence[int]
    company: int
    role: int
    skill: int


async def known(dsn: str) -> Known:
    """Look up ids."""
    connection = await asyncpg.connect(dsn)
    try:
        interviews = await connection.fetch(
            "SELECT interview_id FROM interviews WHERE owner_id = $1 AND deleted_at IS NULL "
            "AND EXISTS (SELECT FROM interview_skills AS l "
            "WHERE l.interview_id = interviews.interview_id) ORDER BY random() LIMIT $2",
            LOCAL_USER_ID,
            REQUESTS,
        )
        lowest = await connection.fetchrow(
            "SELECT (SELECT min(company_id) FROM companies) AS company, "
            "(SELECT min(role_id) FROM roles) AS role, (SELECT min(skill_id) FROM skills) AS skill"
        )
    finally:
        await connection.close()
    return Known([row["interview_id"] for row in interviews], **lowest)


async def remove_added(dsn: str) -> None:
    """Delete what the benchmark added."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(
            "DELETE FROM interviews WHERE owner_id = $1 AND custom_role_title = $2",
            LOCAL_USER_ID,
            MARK,
        )
    finally:
        await connection.close()


def body(known: Known, number: int) -> bytes:
    """An interview to add, filled in as a person would."""
    return orjson.dumps(
        {
            "company_id": known.company + number % 5000,
            "role_id": known.role + number % 200,
            "custom_role_title": MARK,
            "seniority_level": "senior",
            "interview_status": "in_progress",
            "job_description": "We look for somebody who takes care of a message queue. " * 4,
            "main_skills_required": ["Python", "Kafka"],
            "required_experience_years": 5,
            "job_location": "Oslo",
            "is_remote": True,
            "salary_range": "70,000 to 90,000",
            "application_date": "2026-01-05",
            "job_posting_url": f"https://jobs.example/{number}",
            "first_interview_date": "2026-01-15",
            "preparation_notes": "Say what you would measure first and why.",
            "time_spent_preparing_hours": 4.5,
            "skills": [
                {"skill_id": known.skill + number % 250, "is_required": True},
                {"skill_id": known.skill + 250 + number % 250, "required_proficiency": "advanced"},
            ],
        }
    )


def all_requests(known: Known) -> Mapping[str, Sequence[bytes]]:
    """A round's requests of each kind."""
    filters = [
        f"interview_status={status}&is_remote={remote}&seniority_level={level}"
        for status in ("completed", "scheduled")
        for remote in ("true", "false")
        for level in ("senior", "mid")
    ]
    page = "/api/interviews?{}&sort_by=created_at&order=desc&skip=0&limit=20"
    turns = range(REQUESTS)
    return {
        "one": [get(f"/api/interviews/{random.choice(known.interviews)}") for _ in turns],
        "list": [get(page.format(filters[turn % len(filters)])) for turn in turns],
        "stats": [get("/api/stats/overview")] * REQUESTS,
        # Last, since the counts that it changes take a while to be folded.
        "POST": [post("/api/interviews", body(known, turn)) for turn in turns],
    }


def measure(
    running: Running, backends: Backends, requests: Mapping[str, Sequence[bytes]]
) -> dict[tuple[str, str], Figures]:
    """One round: every kind of request to every server."""
    figures = {}
    for kind, each in requests.items():
        for name, server in running.items():
            answered(server.port, each[:WARM_UP])
            database, before = backends.cpu_seconds(), server.cpu_seconds()
            answered(server.port, each)
            own = server.cpu_seconds() - before
            per_request = 1e6 / len(each)
            figures[kind, name] = (own * per_request, backends.since(database) * per_request)
    return figures


def print_row(kind: str, names: Sequence[str], figures: Mapping[tuple[str, str], Figures]) -> None:
    """The figures of one kind of request, and the ratio of ours to the others."""
    cells = [f"{figures[kind, name][0]:8.0f} /{figures[kind, name][1]:5.0f}" for name in names]
    ours = figures[kind, "ours"][0]
    ratios = [f"{ours / figures[kind, name][0]:10.2f}" for name in names if name != "ours"]
    print(f"{kind:8}", *cells, *ratios, flush=True)


def print_medians(
    names: Sequence[str], rounds: Sequence[Mapping[tuple[str, str], Figures]]
) -> None:
    """The medians of all rounds; that of a ratio is the median of the rounds' ratios."""
    for kind, target in TARGETS.items():
        cells = []
        for name in names:
            columns = zip(*(each[kind, name] for each in rounds), strict=True)
            own, database = map(statistics.median, columns)
            cells.append(f"{own:8.0f} /{database:5.0f}")
        for name in names:
            if name != "ours":
                ratios = [each[kind, "ours"][0] / each[kind, name][0] for each in rounds]
                cells.append(f"{statistics.median(ratios):10.2f}")
        print(f"{kind:8}", *cells, f"{target:8.1f}")


def main(folder: Path) -> None:
    """Measure in rounds, and print them and the medians."""
    with acquire(folder) as lease:
        if not asyncio.run(is_filled(lease.dsn)):
            sys.exit(f"Fill it first: .venv/bin/python -m benchmarks.tracker.load {folder}")
        requests = all_requests(asyncio.run(known(lease.dsn)))
        backends = Backends(lease.facts.data)
        try:
            with servers(folder, lease.dsn) as running:
                names = list(running)
                print("CPU microseconds a request: server / PostgreSQL; then ours over the others")
                others = [f"/{name}" for name in names if name != "ours"]
                print(" " * 8, *(f"{name:>15}" for name in names), *(f"{n:>10}" for n in others))
                rounds = []
                for _ in range(ROUNDS):
                    rounds.append(measure(running, backends, requests))
                    for kind in TARGETS:
                        print_row(kind, names, rounds[-1])
                    print(flush=True)
                print(f"medians of {ROUNDS} rounds; at the end the target over the floor")
                print_medians(names, rounds)
        finally:
            asyncio.run(remove_added(lease.dsn))
            asyncio.run(tidy(lease.dsn))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: .venv/bin/python -m benchmarks.tracker FOLDER")
    main(Path(sys.argv[1]).resolve())
