"""What clients say they would like best, and what they get."""

import pytest

from interviewapis.client.preferences import best_coding, prefers_page

ALL = ("identity", "br", "gzip")


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([], "identity"),
        ([""], "identity"),
        (["gzip, deflate, br, zstd"], "br"),
        (["gzip", "br"], "br"),
        (["gzip"], "gzip"),
        (["x-gzip"], "gzip"),
        (["GZIP"], "gzip"),
        (["deflate"], "identity"),
        (["*"], "br"),
        (["br;q=0, *"], "gzip"),
        (["br;q=0.5, gzip;q=0.8"], "gzip"),
        (["br ; q=0.5 , gzip ; q=0.5"], "br"),
        (["br;q=0.1"], "br"),
        (["br;q=0.001"], "br"),
        (["br;q=0.000"], "identity"),
        (["gzip;q=0.5, identity"], "identity"),
        (["gzip;q=0.5, identity;q=0.5"], "gzip"),
        (["identity;q=0, gzip"], "gzip"),
        (["identity;q=0"], "identity"),
        (["*;q=0"], "identity"),
        (["br;q=2, gzip"], "gzip"),
        (["br;q=, gzip;q=x"], "identity"),
        (["br;q=nan"], "identity"),
        (["br;q=inf"], "identity"),
        (["br;q=1e0"], "identity"),
        (["br;q=0.1234"], "identity"),
        ([";;;,,;q=1,=,br;;q"], "br"),
        (["brotli, gzipped"], "identity"),
    ],
    ids=str,
)
def test_the_best_coding_is_the_one_that_is_wanted_most(accepted: list[str], expected: str) -> None:
    assert best_coding(accepted, ALL) == expected


def test_only_what_is_there_can_be_chosen() -> None:
    assert best_coding(["br, gzip;q=0.1"], ("identity", "gzip")) == "gzip"
    assert best_coding(["br, gzip"], ("identity",)) == "identity"
    assert best_coding(["br, identity;q=0"], ("identity",)) == "identity"


CHROMIUM = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([CHROMIUM], True),
        ([FIREFOX], True),
        (["text/html"], True),
        (["text/*"], True),
        (["TEXT/HTML;level=1;Q=0.9, */*;q=0.1"], True),
        ([], False),
        (["*/*"], False),
        (["application/json"], False),
        (["application/json, text/plain, */*"], False),
        (["text/html, application/json"], False),
        (["text/html;q=0.5", "application/json"], False),
        (["text/html;q=0, */*"], False),
        (["text/html;q=x"], False),
        (["image/*"], False),
    ],
    ids=str,
)
def test_browsers_prefer_pages_and_programs_do_not(accepted: list[str], expected: bool) -> None:
    assert prefers_page(accepted) is expected
