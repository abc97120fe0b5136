"""Whether quoted words stand in an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.practice.quotations import occurs, words

ANSWER = (
    "I'd put the cache in front,\n because “reads” outnumber writes by 100:1 — and\tthe "
    "database can’t keep up. Then I measure the hit rate."
)


@pytest.mark.parametrize(
    "quotation",
    [
        "because “reads” outnumber writes",
        'BECAUSE "reads" outnumber  writes',
        "because reads outnumber writes by 100:1",
        "the database can't keep up",
        "the database cant keep up.",
        "“Id put the cache in front”",
        "put the cache … the database can’t keep up",
        "put the cache [...] measure the hit rate",
        "...measure the hit rate.",
        ANSWER,
    ],
)
def test_words_that_stand_there(quotation: str) -> None:
    assert occurs(quotation, ANSWER)


@pytest.mark.parametrize(
    "quotation",
    [
        "",
        "...",
        "the cache",
        "cache",
        "writes outnumber reads",
        "the database keeps up",
        "put the caches in front",
        "measure the hit rate … put the cache",
        "put the cache … up",
        "ut the cache in fron",
    ],
)
def test_words_that_do_not(quotation: str) -> None:
    assert not occurs(quotation, ANSWER)


@pytest.mark.parametrize("answer", ["O(1)", "B-tree.", "Yes"])
def test_a_shorter_answer_may_be_quoted_whole(answer: str) -> None:
    assert occurs(answer, answer)


def test_scripts_without_spaces() -> None:
    answer = "索引让数据库不必扫描整张表就能找到行。"
    assert occurs("不必扫描整张表", answer)
    assert not occurs("扫描", answer)
    assert not occurs("必须扫描整张表", answer)


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=3), st.data())
def test_any_three_words_in_a_row_occur(said: list[str], data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(said) - 3))
    assert occurs(" ".join(said[start : start + 3]), " ".join(said))


@given(st.text(max_size=60), st.text(max_size=200))
def test_nothing_hostile_raises(quotation: str, answer: str) -> None:
    if occurs(quotation, answer):
        assert words(quotation)
