"""Searching the library by meaning and by words.

Words are weighed by Okapi BM25 (Robertson and Zaragoza, The Probabilistic Relevance Framework,
2009, equation 3.15, with the idf of Lucene, which is never negative). PostgreSQL's own ranking
knows no rarity of words. The weights are stored, so that a search only adds them up.
"""

from pgvector.sqlalchemy import Vector
from sqlalchemy import (
    REAL,
    ColumnElement,
    Float,
    Integer,
    Text,
    and_,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH, REGCONFIG

from database.compiled import Compiled
from database.models import LibraryTerm, Question
from database.models.questions import EMBEDDING_SIZE

K1 = 1.2
"""How soon further occurrences of a word count for little; the usual value."""

B = 0.75
"""How far a long entry is held against its words, 0 to 1; the usual value."""

_question = Question.__table__.c
_is_entry = and_(_question.library_slug.is_not(None), _question.is_active)


def _words(of: ColumnElement[str]) -> ColumnElement[str]:
    # Else "event-driven" and "CI/CD" would be words of their own, and "node.js" a host.
    plain = func.translate(of, "-/_.", "    ")
    return func.to_tsvector(cast("english", REGCONFIG), plain)


_document = func.concat_ws(
    " ",
    _question.question_text,
    func.array_to_string(_question.phrasings, " "),
    func.array_to_string(_question.tags, " "),
    func.array_to_string(_question.skill_names, " "),
    cast(func.jsonb_path_query_array(_question.key_points, cast("$[*].point", JSONPATH)), Text),
    _question.answer_markdown_content,
)
_word = func.unnest(_words(_document)).table_valued("lexeme", "positions", name="word")
_occurrences = (
    select(
        _question.question_id,
        _word.c.lexeme.label("term"),
        cast(func.cardinality(column("positions", ARRAY(Integer))), Float).label("times"),
    )
    .select_from(Question)
    .join(_word, true())
    .where(_is_entry)
    .cte("occurrences")
)
_lengths = (
    select(_occurrences.c.question_id, func.sum(_occurrences.c.times).label("words"))
    .group_by(_occurrences.c.question_id)
    .cte("lengths")
)
_library = select(
    cast(func.count(), Float).label("entries"), func.avg(_lengths.c.words).label("words")
).cte("library")
_found_in = (
    select(_occurrences.c.term, cast(func.count(), Float).label("entries"))
    .group_by(_occurrences.c.term)
    .cte("found_in")
)
_rarity = func.ln(
    1 + (_library.c.entries - _found_in.c.entries + 0.5) / (_found_in.c.entries + 0.5)
)
_saturation = _occurrences.c.times + K1 * (1 - B + B * _lengths.c.words / _library.c.words)

CLEAR_TERMS = Compiled(delete(LibraryTerm))

INDEX_TERMS = Compiled(
    insert(LibraryTerm).from_select(
        ["term", "question_id", "weight"],
        select(
            _occurrences.c.term,
            _occurrences.c.question_id,
            cast(_rarity * _occurrences.c.times * (K1 + 1) / _saturation, REAL),
        )
        .join(_lengths, _lengths.c.question_id == _occurrences.c.question_id)
        .join(_found_in, _found_in.c.term == _occurrences.c.term)
        .join(_library, true())
        # Searches read all rows of a term; so they lie together.
        .order_by(_occurrences.c.term),
    )
)
"""Weigh the words of all active entries; the index must be empty. About 1 s for 360 entries."""

COUNT_TERMS = Compiled(text("ANALYZE questions, library_terms"))
"""Tell the planner what was loaded; without, a search reads the whole index (8 ms, not 1)."""

_asked = select(
    func.unnest(func.tsvector_to_array(_words(bindparam("question", type_=Text())))).label("term")
).cte("asked")
_number_asked = select(func.count()).select_from(_asked).scalar_subquery()
_worded = (
    select(
        LibraryTerm.question_id,
        (func.sum(LibraryTerm.weight) / func.sqrt(cast(_number_asked, REAL))).label("lexical"),
    )
    .join(_asked, _asked.c.term == LibraryTerm.term)
    .group_by(LibraryTerm.question_id)
    .cte("worded")
)
_similarity = 1 - _question.embedding.cosine_distance(
    bindparam("embedding", type_=Vector(EMBEDDING_SIZE))
)
_lexical = func.coalesce(_worded.c.lexical, 0.0)
_specialist = bindparam("specialist", type_=Text())
_found = (
    select(
        _question.question_id,
        _similarity.label("similarity"),
        _lexical.label("lexical"),
        (_similarity + bindparam("lexical_weight", type_=REAL()) * _lexical).label("score"),
    )
    .outerjoin(_worded, _worded.c.question_id == _question.question_id)
    .where(
        _is_entry,
        _question.embedding.is_not(None),
        or_(_specialist.is_(None), _question.specialist == _specialist),
    )
    .order_by(column("score").desc(), _question.question_id)
    .limit(bindparam("limit", type_=Integer()))
    .subquery("found")
)

SEARCH_ENTRIES = Compiled(
    select(
        _question.library_slug,
        _question.specialist,
        _question.question_text,
        _question.seniority_levels,
        _question.time_to_answer_minutes,
        _question.answer_markdown_content,
        _question.key_points,
        _question.common_mistakes,
        _question.tips_and_tricks,
        _question.follow_up_questions,
        _question.suggested_frameworks,
        _question.sources,
        _found.c.similarity,
        _found.c.lexical,
    )
    .join(_found, _found.c.question_id == _question.question_id)
    .order_by(_found.c.score.desc(), _found.c.question_id)
)
"""Entries nearest to a question, nearest first; of one specialist, or of all when it is null.

``similarity`` is the cosine of the embeddings; ``lexical`` the sum of the BM25 weights of the
words asked, over the square root of their number, so that long questions compare with short.
"""
