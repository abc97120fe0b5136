"""Judging without a model: coverage of key points, by the real sentence model."""

from collections.abc import Sequence

import pytest

from agents.embedding import SentenceEncoder
from agents.models import ModelSettings, choose_provider
from agents.practice import feedback
from agents.practice.contracts import Judgement, PracticeQuestion
from agents.practice.evaluation.loading import Kind, QuestionSet, read_sets
from agents.practice.judging import Judge
from agents.practice.sentences import word_list
from tests.agents.practice.judged import ANSWER, QUESTION, brief

SETS = read_sets()


@pytest.fixture
def judge(encoder: SentenceEncoder) -> Judge:
    """Judges without a model."""
    return Judge(choose_provider(ModelSettings()), encoder)


async def score(judge: Judge, question: PracticeQuestion, answer: str) -> float:
    """The score of an answer that has one."""
    found = (await judge.judge(brief(answer, question=question))).score
    assert found is not None
    return found


async def by_kind(judge: Judge, each: QuestionSet, *kinds: Kind) -> Sequence[float]:
    """The scores of a set's answers."""
    return [await score(judge, each.question, each.answers[kind].text) for kind in kinds]


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.slug)
async def test_lists_of_terms_and_other_topics_come_last(judge: Judge, each: QuestionSet) -> None:
    good, mediocre, off_topic, stuffed = await by_kind(
        judge, each, "good", "mediocre", "off_topic", "keyword_stuffed"
    )
    assert good > stuffed
    assert good > off_topic
    assert mediocre > off_topic


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.slug)
async def test_good_is_above_mediocre(judge: Judge, each: QuestionSet) -> None:
    good, mediocre = await by_kind(judge, each, "good", "mediocre")
    assert good > mediocre


async def test_a_judgement_says_what_it_is(judge: Judge) -> None:
    judgement = await judge.judge(brief())
    assert judgement.score is not None
    assert judgement.score > 80
    assert judgement.sample_scores == (judgement.score,)
    assert (judgement.basis, judgement.provider) == ("coverage", "library")
    assert judgement.prompt_version is None
    assert "coverage" in judgement.feedback
    assert "does not say whether you are right" in judgement.feedback
    assert [each.criterion for each in judgement.criteria if each.rating is not None] == [
        "coverage"
    ]
    assert all(each.covered and each.quotation in ANSWER for each in judgement.points)
    assert judgement.improvements == ()
    assert judgement.strengths[0] == (
        f"Comes near to a key point: {QUESTION.expected_points[0].point} "
        "(You said: “An index keeps the values of a column in order, so the database can jump to "
        "the rows it wants and need not read the whole table.”)"
    )
    assert judgement.feedback.startswith("You come near to all 3 key points")
    assert "may be missed" not in judgement.feedback


async def test_what_is_missing_is_named_heaviest_first(judge: Judge) -> None:
    judgement = await judge.judge(brief(ANSWER.split(". ")[2]))
    missed = [each.point for each in judgement.points if not each.covered]
    assert missed[0] == QUESTION.expected_points[0].point
    assert judgement.improvements == (
        f"Not found in what you said, so say it early: {missed[0]}",
        f"Not found in what you said, so add a sentence on it: {missed[1]}",
    )
    assert "You come near to 1 of 3 key points" in judgement.feedback
    assert f"What would add most: {missed[0]}" in judgement.feedback
    assert "may be missed" in judgement.feedback


@pytest.mark.parametrize("answer", ["I don't know.", "It was a warm evening in May.", "B-tree"])
async def test_an_answer_that_covers_nothing_gets_one_next_step(judge: Judge, answer: str) -> None:
    judgement = await judge.judge(brief(answer))
    heaviest = QUESTION.expected_points[0].point
    assert judgement.score == 0
    assert judgement.strengths == ()
    assert judgement.improvements == (f"Not found in what you said, so say it early: {heaviest}",)
    assert f"Begin with a sentence or two of your own on this: {heaviest}" in judgement.feedback
    assert "Lists of terms" not in judgement.feedback


async def test_of_a_story_it_says_that_other_words_are_missed_easily(judge: Judge) -> None:
    story = next(each for each in SETS if each.question.type == "behavioral")
    judgement = await judge.judge(brief(story.answers["mediocre"].text, question=story.question))
    assert "may well be missed" in judgement.feedback


async def test_no_words_claim_more_than_nearness_or_judge_the_person(judge: Judge) -> None:
    for each in SETS:
        for answer in each.answers.values():
            judgement = await judge.judge(brief(answer.text, question=each.question))
            for line in judgement.strengths:
                assert line.startswith("Comes near to a key point: ")
                assert "(You said: “" in line
            told = judgement.feedback
            for point in each.question.expected_points:
                told = told.replace(point.point, "")
            assert not {"correct", "performance", "poor", "weak"} & set(word_list(told))


async def test_weights_count(judge: Judge) -> None:
    index, writes, scan = ANSWER.split(". ")
    scores = [await score(judge, QUESTION, f"{each}.") for each in (index, writes, scan)]
    assert scores[0] > scores[1] > scores[2] > 0


@pytest.mark.parametrize("samples", [1, 5])
async def test_it_is_the_same_every_time(judge: Judge, samples: int) -> None:
    assert await judge.judge(brief(samples=samples)) == await judge.judge(brief())


def unscored(judgement: Judgement, reason: str) -> None:
    """There is no score, and the reason says why."""
    assert judgement.score is None
    assert judgement.unscored_reason == judgement.feedback == reason
    assert judgement.criteria == judgement.points == judgement.sample_scores == ()


async def test_no_key_points_no_score(judge: Judge) -> None:
    question = PracticeQuestion("Why do you want this job?", "behavioral", "beginner", (), "Fit")
    unscored(await judge.judge(brief(question=question)), feedback.NO_POINTS)


async def test_code_alone_is_not_judged(judge: Judge) -> None:
    unscored(await judge.judge(brief("```python\nprint('index')\n```")), feedback.ONLY_CODE)


async def test_another_language_is_not_judged(judge: Judge) -> None:
    answer = (
        "Ein Index hält die Werte einer Spalte in Ordnung, damit die Datenbank nicht die ganze "
        "Tabelle lesen muss. Dafür wird jedes Schreiben langsamer."
    )
    unscored(await judge.judge(brief(answer)), feedback.OTHER_LANGUAGE)


@pytest.mark.parametrize(
    "answer",
    [
        QUESTION.question,
        " ".join(each.point for each in QUESTION.expected_points),
        "\n".join(f"- {each.point}" for each in QUESTION.expected_points),
        "My answer makes these points. "
        + " And ".join(each.point for each in QUESTION.expected_points),
        "index, sorted copy, columns, rows, full scan, insert, update, delete, small tables",
        "An index, a sorted copy, an insert, an update, a delete, a write, a small table, a scan.",
        "index " * 300,
        "?!",
        "x",
        "I don't know.",
        "😀" * 100,
    ],
)
async def test_what_says_nothing_of_its_own_scores_nothing(judge: Judge, answer: str) -> None:
    assert await score(judge, QUESTION, answer) < 5


async def test_the_feedback_says_what_did_not_count(judge: Judge) -> None:
    recited = await judge.judge(brief(QUESTION.expected_points[0].point))
    assert "word for word" in recited.feedback
    listed = await judge.judge(brief("Sorted copy, index, full scan, rows, columns, inserts."))
    assert "Lists of terms" in listed.feedback


@pytest.mark.parametrize("times", [2, 10])
async def test_repeating_adds_nothing(judge: Judge, times: int) -> None:
    sentence = ANSWER.split(". ")[1] + "."
    once = await score(judge, QUESTION, sentence)
    assert await score(judge, QUESTION, " ".join([sentence] * times)) == once
    assert await score(judge, QUESTION, " ".join([sentence, sentence.upper()] * times)) == once


async def test_padding_adds_nothing(judge: Judge) -> None:
    padding = "It was a warm evening in May, and the train to Lisbon left on time. " * 20
    padded = await score(judge, QUESTION, f"{padding}\n{ANSWER}\n{padding}")
    assert padded <= await score(judge, QUESTION, ANSWER) + 1


async def test_the_longest_answers_are_judged(judge: Judge) -> None:
    assert await score(judge, QUESTION, (ANSWER + " Then more of it. ") * 20) >= 50
    assert await score(judge, QUESTION, "a" * 5000) == 0
    assert await score(judge, QUESTION, "a. " * 1666) == 0
