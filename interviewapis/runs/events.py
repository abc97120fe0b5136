"""The events of a run as they go over the wire."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import orjson

from agents.contracts import Answer, AnswerFailed, Routing
from agents.specialists import SPECIALISTS

_EXAMPLE = re.compile(r"for example|for instance|e\.g\.|```", re.IGNORECASE)
_STRUCTURE = re.compile(r"^(#{1,6} |[-*] |\d+\. |\|)", re.MULTILINE)

# JSON leaves these as they are, but some readers of event streams take them for line ends.
_LINE_ENDS = (
    (b"\xe2\x80\xa8", b"\\u2028"),
    (b"\xe2\x80\xa9", b"\\u2029"),
    (b"\xc2\x85", b"\\u0085"),
)


def frame(
    number: int, run_id: str, event_type: str, data: Mapping[str, Any], time: str | None = None
) -> bytes:
    """Encode one event: an unnamed frame of one ``data:`` line and a blank line, LF line ends.

    Args:
        number: Position in the run, from 1; sent as ``id`` inside the JSON, since existing
            clients cut at ``data: `` and would stumble over an ``id:`` line.
        time: When it happened, as ``timestamp()`` tells it; now, if left out.
    """
    body = orjson.dumps(
        {
            "event_type": event_type,
            "timestamp": time or timestamp(),
            "data": data,
            "id": number,
            "run_id": run_id,
        }
    )
    if not body.isascii():
        for raw, escaped in _LINE_ENDS:
            body = body.replace(raw, escaped)
    return b"data: %b\n\n" % body


def timestamp() -> str:
    """Now, ISO 8601 in UTC with offset."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def start_data(question: str) -> dict[str, Any]:
    """The data of a ``start`` event."""
    return {"message": "Reading your question.", "question": question}


def routing_data(routing: Routing) -> dict[str, Any]:
    """The ``routing`` object of events and responses."""
    return {
        "selected_agent": routing.selected_agent,
        "reasoning": routing.reasoning,
        "confidence": round(routing.confidence, 3),
        "decided_by": routing.decided_by,
        "fallback": routing.decided_by == "fallback",
        "in_scope": routing.in_scope,
        "alternatives": [
            {"agent": each.agent, "confidence": round(each.confidence, 3)}
            for each in routing.alternatives
        ],
    }


def processing_data(agent: str) -> dict[str, Any]:
    """The data of a ``processing`` event."""
    # A specialist that answered once may be gone by the time its answer is read again.
    name = SPECIALISTS[agent].name if agent in SPECIALISTS else agent
    return {"message": f"The {name} specialist is answering.", "agent": agent}


def content_data(piece: str) -> dict[str, Any]:
    """The data of a ``content`` event.

    Nobody knows the last piece before the stream has ended, so an empty one says it.
    """
    return {"chunk": piece, "is_final": not piece}


def answer_complete_data(answer: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an ``answer_complete`` event."""
    return {"full_answer": answer, **text_statistics(answer), "metadata": metadata}


def follow_ups_data(questions: Sequence[str], *, generic: bool) -> dict[str, Any]:
    """The data of a ``follow_ups`` event."""
    return {"questions": list(questions), "generic": generic}


def complete_data(agent: str, *, stored: bool) -> dict[str, Any]:
    """The data of a ``complete`` event."""
    message = "Answer complete." if stored else "Answer complete, but not stored."
    return {"message": message, "agent_used": agent, "success": True, "stored": stored}


def error_data(failure: AnswerFailed) -> dict[str, Any]:
    """The data of an ``error`` event."""
    return {
        "error": failure.code.replace("_", " "),
        "message": failure.message,
        "code": failure.code,
        "retryable": failure.retryable,
        "retry_after": failure.retry_after,
    }


def text_statistics(text: str) -> dict[str, int]:
    """Words (separated by white space) and characters (Unicode code points) of a text."""
    return {"word_count": len(text.split()), "character_count": len(text)}


def answer_metadata(
    answer: Answer, *, time_to_first_token_ms: int | None, duration_ms: int
) -> dict[str, Any]:
    """The ``metadata`` object: what the answer is like, who wrote it, from what, how fast."""
    text = answer.text
    return {
        "word_count": len(text.split()),
        "char_count": len(text),
        "has_examples": bool(_EXAMPLE.search(text)),
        "has_structure": bool(_STRUCTURE.search(text)),
        "provider": answer.provider,
        "model": answer.model,
        "basis": answer.basis,
        "sources": [asdict(source) for source in answer.sources],
        "finish_reason": answer.finish_reason,
        "truncated": answer.finish_reason == "length",
        "usage": asdict(answer.usage) if answer.usage else None,
        "time_to_first_token_ms": time_to_first_token_ms,
        "duration_ms": duration_ms,
    }
