"""Requests that the documentation shows."""

from typing import Any

COMPANY_EXAMPLES: dict[str, Any] = {
    "company": {
        "summary": "A name and what it does",
        "value": {"company_name": "TechCorp", "industry": "Technology"},
    }
}
COMPANY_CHANGES: dict[str, Any] = {
    "size": {
        "summary": "Say how large it is and where",
        "value": {"company_size": "201-500", "headquarters": "Lisbon, Portugal"},
    }
}

ROLE_EXAMPLES: dict[str, Any] = {
    "role": {
        "summary": "A name and what it asks for",
        "value": {
            "role_name": "Backend Engineer",
            "role_category": "Engineering",
            "typical_skills": ["Python", "PostgreSQL"],
        },
    }
}
ROLE_CHANGES: dict[str, Any] = {
    "description": {
        "summary": "Say what the job is about",
        "value": {"role_description": "Builds the services behind the product."},
    }
}
SKILL_EXAMPLES: dict[str, Any] = {
    "skill": {
        "summary": "A name and what it belongs to",
        "value": {
            "skill_name": "PostgreSQL",
            "skill_category": "Databases",
            "proficiency_levels": ["beginner", "intermediate", "advanced"],
        },
    }
}
SKILL_CHANGES: dict[str, Any] = {
    "demand": {
        "summary": "Say how much it is in demand",
        "value": {"is_trending": True, "market_demand": "high"},
    }
}
OWN_SKILL_EXAMPLES: dict[str, Any] = {
    "own skill": {
        "summary": "How well you know it, and since when",
        "value": {
            "proficiency_level": "advanced",
            "years_of_experience": 4.5,
            "last_used_year": 2025,
            "wants_to_improve": True,
            "notes": "Read up on query plans.",
        },
    }
}
