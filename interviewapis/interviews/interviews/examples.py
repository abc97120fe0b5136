"""Requests that the documentation shows."""

from typing import Any

INTERVIEW_EXAMPLES: dict[str, Any] = {
    "short": {
        "summary": "As little as there has to be",
        "value": {"company_id": 1, "seniority_level": "senior", "interview_type": "actual"},
    },
    "with a date": {
        "summary": "With the job and the first round",
        "value": {
            "company_id": 1,
            "custom_role_title": "Backend engineer, payments",
            "seniority_level": "senior",
            "is_remote": True,
            "application_date": "2026-10-02",
            "first_interview_date": "2026-10-14",
            "main_skills_required": ["Python", "PostgreSQL", "Kafka"],
        },
    },
}
INTERVIEW_CHANGES: dict[str, Any] = {
    "offer": {
        "summary": "They made an offer",
        "value": {
            "interview_status": "completed",
            "interview_result": "offer_received",
            "offer_date": "2026-11-03",
            "offer_deadline": "2026-11-10",
        },
    }
}
