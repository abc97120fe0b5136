"""What a specialist needs of a question of the bank."""

from sqlalchemy import func, select

from database.compiled import Compiled
from database.statements.question_rows import meant, questions

_question = questions.c

FIND_QUESTION_TO_ANSWER = Compiled(
    select(
        _question.question_id,
        _question.owner_id.is_(None).label("is_library"),
        _question.question_text,
        func.concat_ws("\n", _question.question_context, _question.assumptions).label("context"),
        _question.specialist,
        _question.question_category,
    ).where(_question.question_id == meant())
)
"""A question that the owner can see, or the owner's version of it."""
