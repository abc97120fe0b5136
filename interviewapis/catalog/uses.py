"""What keeps a company, role or skill from being deleted, in words."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agents.practice.wording import joined


def why_kept(name: str, used: Iterable[Mapping[str, Any]]) -> str:
    """Say what uses something, and the way out.

    Args:
        name: Of the kind of thing, to begin a sentence.
        used: Rows of ``Noun.uses``.
    """
    used = list(used)
    own = [row for row in used if row["own"]]
    others = [f"other people's {row['what']}" for row in used if row["others"]]
    users = [f"{row['own']} of your {row['what']}{_numbers(row)}" for row in own] + others
    sentences = [
        f"{name} is in use by {joined(users) or 'something that was added just now'}, "
        "so it can't be deleted."
    ]
    if own:
        sentences.append("Change those of yours first." if others else "Change those first.")
    sentences += [_restoring(row["deleted"]) for row in own if row["deleted"]]
    if others:
        also = any(row["what"] == "skills below it" and row["others"] for row in used)
        sentences.append(
            "What is other people's, only they can change"
            + ("; skills, an administrator too." if also else ".")
        )
    return " ".join(sentences)


def _numbers(row: Mapping[str, Any]) -> str:
    if not row["ids"]:
        return ""
    words = [str(each) for each in row["ids"]]
    if row["own"] > len(words):
        words.append("others")
    return f" ({joined(words)})"


def _restoring(deleted: Sequence[int]) -> str:
    first, *further = deleted
    if not further:
        return (
            f"Interview {first} is deleted: restore it with POST /api/interviews/{first}/restore, "
            "change it, and delete it again."
        )
    return (
        f"Interviews {joined([str(each) for each in deleted])} are deleted (GET "
        "/api/interviews?is_deleted=true lists all that are): restore each with POST "
        "/api/interviews/{interview_id}/restore, change it, and delete it again."
    )
