"""Requests that the documentation shows."""

from typing import Any

ROUND_EXAMPLES: dict[str, Any] = {
    "short": {
        "summary": "As little as there has to be: the next round",
        "value": {"round_type": "technical"},
    },
    "planned": {
        "summary": "With a date and who asks",
        "value": {
            "round_name": "Coding with the team",
            "round_type": "coding",
            "scheduled_date": "2026-10-14",
            "scheduled_time": "14:30",
            "duration_minutes": 60,
            "timezone": "Europe/Lisbon",
            "meeting_platform": "Meet",
            "meeting_link": "https://meet.example.com/abc-defg-hij",
            "interviewer_name": "Ada Lopes",
            "interviewer_title": "Staff engineer",
        },
    },
}
ROUND_CHANGES: dict[str, Any] = {
    "done": {
        "summary": "It is over, and went well",
        "value": {
            "round_status": "completed",
            "round_result": "passed",
            "rating": 8,
            "key_topics_covered": ["Hash maps", "Complexity"],
            "follow_up_actions": "Send the repository that we spoke about.",
        },
    }
}
