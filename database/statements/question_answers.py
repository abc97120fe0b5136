"""What a specialist needs of a question of the bank."""

from sqlalchemy import func, nulls_last, or_, select

from database.compiled import Compiled
from database.models import Question, table_of
from database.statements.records import value

_question = table_of(Question).c

FIND_QUESTION_TO_ANSWER = Compiled(
    select(
        _question.question_id,
        _question.owner_id.is_(None).label("is_library"),
        _question.question_text,
        func.concat_ws("\n", _question.question_context, _question.assumptions).label("context"),
        _question.specialist,
        _question.question_category,
    )
    .where(
        or_(
            _question.owner_id == value(_question.owner_id),
            _question.owner_id.is_(None),
        ),
        or_(
            _question.question_id == value(_question.question_id),
            _question.copied_from == value(_question.question_id),
        ),
    )
    # Somebody's version of a library entry stands for the entry.
    .order_by(nulls_last(_question.owner_id.asc()), _question.copied_from.is_(None))
    .limit(1)
)
"""A question that the owner can see, or the owner's version of it."""
