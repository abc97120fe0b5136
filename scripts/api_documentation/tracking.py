"""The walk through the tracker that the documentation shows: requests that build on the answers to
those before them.
"""

from dataclasses import replace

from scripts.api_documentation.ids import CURSOR, ETAG, nth
from scripts.api_documentation.shown import Shown

_COMPANY = {"company_name": "TechCorp", "industry": "Technology"}
_INTERVIEW = {"company_id": 1, "seniority_level": "senior", "interview_type": "actual"}
_PLAN = {"is_remote": True, "application_date": "2026-10-02", "first_interview_date": "2026-10-14"}
_QUESTION = {
    "question_text": "How would you design Instagram?",
    "question_category": "system_design",
    "question_difficulty": "hard",
}
_SECOND = {
    "company_id": 1,
    "custom_role_title": "Data engineer",
    "seniority_level": "senior",
    "is_remote": True,
}
_KEY = {"Idempotency-Key": "0b9a1f6e-6c1d-4a52-9d3a-5f8e2c7b4d10"}

# Every answer with another content has another tag; this is that of the third.
_PLANNED = nth(ETAG, 3)
_FILTERS = {"company_id": "1", "interview_status": "scheduled", "is_remote": "true"}
_PAGE = {"company_id": "1", "limit": "1"}

_WALK = (
    Shown("tracking-company", "POST", "/api/companies", "Add a company", _COMPANY, status=201),
    Shown(
        "tracking-interview",
        "POST",
        "/api/interviews",
        "Add an interview there",
        _INTERVIEW,
        status=201,
    ),
    Shown("tracking-plan", "PATCH", "/api/interviews/1", "You learn more about it", _PLAN),
    Shown(
        "tracking-list",
        "GET",
        "/api/interviews",
        "List what is coming up and remote",
        query=_FILTERS,
    ),
    Shown("tracking-question", "POST", "/api/questions", "Keep a question", _QUESTION, status=201),
    Shown(
        "tracking-link",
        "POST",
        "/api/interviews/1/questions",
        "It was asked in the interview, and you answered it well",
        {"question_id": 1, "answer_quality_rating": 8},
        status=201,
    ),
    Shown(
        "tracking-unchanged",
        "GET",
        "/api/interviews/1",
        "Only if it has changed",
        headers={"If-None-Match": _PLANNED},
        status=304,
    ),
    Shown(
        "tracking-change",
        "PATCH",
        "/api/interviews/1",
        "Only if nobody has changed it",
        {"interview_status": "completed"},
        {"If-Match": _PLANNED},
    ),
    Shown(
        "tracking-changed-since",
        "PATCH",
        "/api/interviews/1",
        "From the browser tab that was open all the while",
        {"interview_status": "cancelled"},
        {"If-Match": _PLANNED},
        status=412,
    ),
    Shown("tracking-once", "POST", "/api/interviews", "With a key", _SECOND, _KEY, status=201),
    Shown(
        "tracking-again", "POST", "/api/interviews", "The same once more", _SECOND, _KEY, status=201
    ),
    Shown("tracking-page", "GET", "/api/interviews", "The first page", query=_PAGE),
    Shown(
        "tracking-next-page",
        "GET",
        "/api/interviews",
        "The page after it",
        query=_PAGE | {"cursor": nth(CURSOR, 1)},
    ),
    Shown(
        "tracking-search",
        "GET",
        "/api/companies",
        "Companies with a text in the name or the industry",
        query={"search": "TechCorp"},
    ),
    Shown(
        "tracking-search-questions",
        "GET",
        "/api/questions",
        "Questions of the library about rate limits",
        query={"search": "rate limit", "scope": "library", "limit": "1"},
    ),
    Shown("tracking-delete", "DELETE", "/api/interviews/2", "Delete an interview", status=204),
    Shown("tracking-deleted", "GET", "/api/interviews/2", "It is gone", status=404),
    Shown("tracking-restore", "POST", "/api/interviews/2/restore", "Bring it back"),
    Shown(
        "tracking-in-use",
        "DELETE",
        "/api/companies/1",
        "Delete a company that has interviews",
        status=409,
    ),
)

WALK = tuple(replace(shown, whole=False) for shown in _WALK)
"""In the order in which they are sent."""
