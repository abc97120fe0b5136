"""Questions that were asked in an interview."""

from functools import partial
from uuid import UUID

from database.engine import Database
from database.statements.interview_questions import (
    CHANGE_ASKED,
    LINK_QUESTION,
    LINK_QUESTION_ONCE,
    LIST_ASKED,
    LOCK_ASKED,
    READ_ASKED,
    UNLINK_QUESTION,
)
from interviewapis import records
from interviewapis.errors import Conflict, NotFound
from interviewapis.interviews.asked.schemas import LAST_PLACE, AskedCreate, AskedUpdate
from interviewapis.interviews.parts import Part, missing
from interviewapis.records import Made, OnceKey, Problems

ASKED = Part(
    "Question not found", "question_id", LIST_ASKED, READ_ASKED, LOCK_ASKED, UNLINK_QUESTION
)

_PROBLEMS: Problems = {
    "interview_questions_interview_id_question_id_key": partial(
        Conflict, "Question is already linked to this interview"
    ),
    "interview_questions_round_id_fkey": partial(NotFound, "Round not found"),
    "interview_questions_question_id_fkey": partial(NotFound, "Question not found"),
    "interview_questions_order_asked_end": partial(
        Conflict,
        f"A question of this interview has order_asked {LAST_PLACE}, the highest there is. Send an "
        "order_asked yourself; several questions may have the same.",
    ),
}


async def link(
    database: Database, owner_id: UUID, interview_id: int, body: AskedCreate, key: str | None
) -> Made:
    """Link a question to an interview, and count it if it was asked.

    Raises:
        NotFound: the owner has no such interview, question or round.
        Conflict: it is linked already, or no order follows those that are there.
        KeyReused: the key was used for another request.
        DatabaseUnavailable: nobody can tell whether it was linked.
    """
    own = {"owner_id": owner_id, "interview_id": interview_id}
    document = body.model_dump_json()
    made = await records.make(
        database,
        LINK_QUESTION,
        LINK_QUESTION_ONCE,
        {**own, "question_id": body.question_id, "document": document},
        OnceKey.of(owner_id, key, "POST", f"/api/interviews/{interview_id}/questions", document),
        _PROBLEMS,
    )
    if made is None:
        raise await missing(database, ASKED.absent, own)
    return made


async def update(
    database: Database,
    owner_id: UUID,
    interview_id: int,
    question_id: int,
    body: AskedUpdate,
    if_match: str | None,
) -> str:
    """Change the fields that were sent, and count anew; the whole as JSON.

    Raises:
        NotFound: the owner has no such interview, the question isn't linked to it, or it has no
            such round.
        PreconditionFailed: it is not what the caller has seen.
    """
    one = ASKED.one(owner_id, interview_id, question_id)
    changed = await records.change(
        database,
        LOCK_ASKED,
        CHANGE_ASKED,
        {**one, "document": body.model_dump_json(exclude_unset=True)},
        if_match,
        _PROBLEMS,
    )
    if changed is None:
        raise await missing(database, ASKED.absent, one)
    return changed
