"""What a client would like best: ``Accept`` and ``Accept-Encoding`` (RFC 9110, section 12.5)."""

import re
from collections.abc import Collection, Iterable

IDENTITY = "identity"
"""A content as it is, not compressed."""

CODINGS = ("br", "gzip", IDENTITY)
"""Content codings, the smallest first."""

_HTML = ("text/html", "text/*", "*/*")
_JSON = ("application/json", "application/*", "*/*")
_WEIGHT = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_BARELY = 0.0005
"""Less than any weight that a client can name: for what is acceptable, though not asked for."""


def best_coding(accepted: Iterable[str], available: Collection[str]) -> str:
    """The coding to answer in; the content as it is when no other is acceptable.

    Args:
        accepted: The values of all ``Accept-Encoding`` headers.
        available: The codings that there are; the content as it is always counts among them.
    """
    asked = _weights(accepted)
    if "x-gzip" in asked:
        asked.setdefault("gzip", asked["x-gzip"])

    def weight(coding: str) -> float:
        otherwise = _BARELY if coding == IDENTITY else 0.0
        return asked.get(coding, asked.get("*", otherwise))

    wanted = [each for each in CODINGS if each in available and weight(each) > 0]
    return max(wanted, key=weight, default=IDENTITY)


def prefers_page(accepted: Iterable[str]) -> bool:
    """Whether somebody would rather see a page than JSON, as browsers say and programs do not."""
    asked = _weights(accepted)
    page, data = (
        next((asked[name] for name in names if name in asked), 0.0) for names in (_HTML, _JSON)
    )
    return page > data


def _weights(values: Iterable[str]) -> dict[str, float]:
    """What is named, in lower case, with its weight; 0 where that makes no sense."""
    weights = {}
    for part in ",".join(values).split(","):
        name, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = next((each[2:].strip() for each in parameters if each.startswith("q=")), "1")
        if name:
            weights[name] = float(weight) if _WEIGHT.fullmatch(weight) else 0.0
    return weights
