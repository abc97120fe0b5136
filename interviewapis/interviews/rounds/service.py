"""Rounds of an interview."""

from functools import partial
from uuid import UUID

from database.engine import Database
from database.statements.rounds import (
    CHANGE_ROUND,
    CREATE_ROUND,
    CREATE_ROUND_ONCE,
    DELETE_ROUND,
    LIST_ROUNDS,
    LIST_TIME_ZONES,
    LOCK_ROUND,
    READ_ROUND,
)
from interviewapis import records
from interviewapis.errors import Conflict, InvalidField
from interviewapis.interviews.parts import Part, missing
from interviewapis.interviews.rounds.schemas import ROUNDS_MOST, RoundCreate, RoundUpdate
from interviewapis.records import Made, OnceKey

ROUND = Part("Round not found", "round_id", LIST_ROUNDS, READ_ROUND, LOCK_ROUND, DELETE_ROUND)

_NUMBER = "interview_rounds_interview_id_round_number_key"
_NO_MORE = {
    "interview_rounds_round_number_end": partial(
        Conflict,
        f"This interview has a round {ROUNDS_MOST}, the last number there is. Send a round_number "
        "that is free, or give that round a lower one first.",
    )
}


class _Taken(Conflict):
    """Another round has the number."""


_time_zones: set[str] = set()
"""Those that PostgreSQL knows, once it was asked. Its machine has them; this one need not."""


async def create(
    database: Database, owner_id: UUID, interview_id: int, body: RoundCreate, key: str | None
) -> Made:
    """Add a round; without a number, after those that are there.

    Raises:
        NotFound: the owner has no such interview, or it is deleted.
        Conflict: the interview has a round of this number, or no number follows those it has.
        InvalidField: there is no such time zone.
        KeyReused: the key was used for another request.
        DatabaseUnavailable: nobody can tell whether it was added.
    """
    await _require_time_zone(database, body.timezone)
    own = {"owner_id": owner_id, "interview_id": interview_id}
    document = body.model_dump_json()
    once = OnceKey.of(owner_id, key, "POST", f"/api/interviews/{interview_id}/rounds", document)
    while True:
        try:
            made = await records.make(
                database,
                CREATE_ROUND,
                CREATE_ROUND_ONCE,
                {**own, "document": document},
                once,
                {_NUMBER: partial(_taken, body.round_number), **_NO_MORE},
            )
        except _Taken:
            # Somebody else's round came first to the number that this one was to get. It comes
            # later then; each time that this happens, one of them is done.
            if body.round_number is not None:
                raise
        else:
            break
    if made is None:
        raise await missing(database, ROUND.absent, own)
    return made


async def update(
    database: Database,
    owner_id: UUID,
    interview_id: int,
    round_id: int,
    body: RoundUpdate,
    if_match: str | None,
) -> str:
    """Change the fields that were sent; the whole as JSON.

    Raises:
        NotFound: the owner has no such interview, or it has no such round.
        Conflict: the interview has another round of the new number.
        InvalidField: there is no such time zone.
        PreconditionFailed: it is not what the caller has seen.
    """
    if "timezone" in body.model_fields_set:
        await _require_time_zone(database, body.timezone)
    one = ROUND.one(owner_id, interview_id, round_id)
    changed = await records.change(
        database,
        LOCK_ROUND,
        CHANGE_ROUND,
        {**one, "document": body.model_dump_json(exclude_unset=True)},
        if_match,
        {_NUMBER: partial(_taken, body.round_number)},
    )
    if changed is None:
        raise await missing(database, ROUND.absent, one)
    return changed


def _taken(number: int | None) -> _Taken:
    return _Taken(f"Round {number} already exists in this interview")


async def _require_time_zone(database: Database, name: str) -> None:
    if not _time_zones:
        _time_zones.update(row["name"] for row in await database.rows(LIST_TIME_ZONES))
    if name not in _time_zones:
        raise InvalidField(
            "body.timezone", "must be the IANA name of a time zone, like Europe/Lisbon or UTC"
        )
