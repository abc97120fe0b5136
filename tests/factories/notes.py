"""Values that tests need many of."""

from typing import Any

from agents.contracts import KeyPoint, Note


def library_note(slug: str = "coding/one", **changed: Any) -> Note:
    """A library entry as the search returns it."""
    values: dict[str, Any] = {
        "slug": slug,
        "specialist": slug.partition("/")[0],
        "question": f"What about {slug}?",
        "similarity": 0.8,
        "lexical": 3.0,
        "answer": "It depends.",
        "key_points": (KeyPoint("Says what it depends on.", 3),),
        "common_mistakes": ("Saying nothing.",),
        "tips": ("Say something.",),
        "follow_ups": ("What else?", "Why that?", "Since when?"),
        "framework": "Question, answer",
        "seniority": ("senior",),
        "minutes": 10,
    }
    return Note(**values | changed)
