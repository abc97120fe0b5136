"""The walk through practice that the documentation shows: requests that build on the answers to
those before them, on a server where nobody has practised yet.
"""

from dataclasses import replace

from scripts.api_documentation.ids import nth
from scripts.api_documentation.making_practice import QUESTION
from scripts.api_documentation.shown import Shown


def _interview(number: int, below: str = "") -> str:
    return f"/api/interview/{nth('practice_id', number)}{below}"


def _question(number: int) -> str:
    return str(nth("practice_question_id", number))


_ORDER = {
    "job_role": "Python Developer",
    "difficulty": "intermediate",
    "num_questions": 3,
    "question_type": "technical",
}
_ANSWER = {
    "user_answer": "An event loop runs callbacks on one thread, one after the other. When none is "
    "ready, it asks the operating system which sockets can be read or written, and sleeps until "
    "one can. An await suspends a coroutine and hands control back to the loop, so thousands of "
    "waits overlap without a thread for each. That pays for many connections that mostly wait, "
    "such as those of a chat server. It makes no computation faster: a function that computes "
    "for long, or blocks, holds up every other task, so I would move it to a pool of processes. "
    "Other tasks run at every await, so there can be races on what they share.",
    "time_taken_seconds": 120,
}
# Three of the library were met before it.
_OWN = nth("question_id", 4)
_REHEARSAL = {"job_role": "Python Developer", "question_ids": [_OWN]}
_DRAFT = {"draft": "A list comprehension builds the whole list,"}
_FIRST = {
    "user_answer": "A list comprehension returns a full list stored in memory, while a generator "
    "expression returns a lazy iterator. Generators are more memory efficient for large datasets."
}
_SECOND = {
    "user_answer": "With square brackets, Python creates all elements right away and holds the "
    "complete list in memory. With parentheses I get a lazy generator, which computes the next "
    "item only when somebody asks for it, so even a file of ten gigabytes is no problem. I can "
    "iterate over a generator a single time; afterwards it is exhausted, and a second loop finds "
    "nothing."
}
_ADAPTIVE = {"job_role": "Data Engineer", "num_questions": 5, "adaptive": True}
_WEAK = {"user_answer": "I would load the tables every night and overwrite what was there."}

_SUMMARY = {"generate_summary": "true"}
_EVENTS = {"Accept": "text/event-stream"}

_WALK = (
    Shown(
        "practising-create",
        "POST",
        "/api/interview/create",
        "Step 1: begin an interview",
        _ORDER,
        status=201,
    ),
    Shown(
        "practising-answer",
        "POST",
        _interview(1, f"/answer/{_question(2)}"),
        "Step 2: answer a question",
        _ANSWER,
        status=201,
    ),
    Shown(
        "practising-results", "GET", _interview(1, "/results"), "Step 3: read your answers again"
    ),
    Shown(
        "practising-score",
        "GET",
        _interview(1, "/score"),
        "Step 4: see how it went",
        query=_SUMMARY,
    ),
    Shown(
        "practising-complete", "PATCH", _interview(1, "/complete"), "Step 5: say that you are done"
    ),
    Shown(
        "practising-gaps",
        "POST",
        f"/api/skill-gaps/analyze/{nth('practice_id', 1)}",
        "What to practise next",
        {"force_reanalyze": False},
        status=201,
    ),
    Shown(
        "practising-own",
        "POST",
        "/api/questions",
        "Write a question down, with what a good answer says",
        QUESTION,
        status=201,
    ),
    Shown(
        "practising-rehearse",
        "POST",
        "/api/interview/create",
        "Rehearse it",
        _REHEARSAL,
        status=201,
    ),
    Shown(
        "practising-draft",
        "PUT",
        _interview(2, f"/questions/{_question(4)}/draft"),
        "Keep what you have so far",
        _DRAFT,
    ),
    Shown(
        "practising-first",
        "POST",
        _interview(2, f"/answer/{_question(4)}"),
        "Answer it",
        _FIRST,
        status=201,
    ),
    Shown(
        "practising-already",
        "POST",
        _interview(2, f"/answer/{_question(4)}"),
        "It is answered; what counts stays as it is",
        _SECOND,
        status=404,
    ),
    Shown(
        "practising-retry",
        "POST",
        _interview(2, f"/questions/{_question(4)}/attempts"),
        "Try again for comparison, and follow the judging",
        _SECOND,
        _EVENTS,
    ),
    Shown(
        "practising-follow-up",
        "POST",
        _interview(2, f"/questions/{_question(4)}/follow-up"),
        "Be asked deeper",
        status=201,
    ),
    Shown(
        "practising-adaptive",
        "POST",
        "/api/interview/create",
        "Begin with one question",
        _ADAPTIVE,
        status=201,
    ),
    Shown(
        "practising-weak",
        "POST",
        _interview(3, f"/answer/{_question(6)}"),
        "Answer it badly",
        _WEAK,
        status=201,
    ),
    Shown(
        "practising-next",
        "POST",
        _interview(3, "/next"),
        "Get an easier one",
        status=201,
    ),
)

WALK = tuple(replace(shown, whole=False) for shown in _WALK)
"""In the order in which they are sent."""
