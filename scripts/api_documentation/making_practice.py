"""Makes the practice interviews that requests are about, as far as they have to have got."""

from typing import Any

from scripts.api_documentation.document import bodies, document, taken_apart
from scripts.api_documentation.ids import Ids, first_shown
from scripts.api_documentation.making_accounts import Send
from scripts.api_documentation.request import Request

INTERVIEW = "/api/interview"
_ANSWER = "/api/interview/{interview_id}/answer/{question_id}"
_ATTEMPTS = "/api/interview/{interview_id}/questions/{question_id}/attempts"
_GAPS = "/api/skill-gaps"

_LISTS = (INTERVIEW, _GAPS, "/api/user/stats")
_UNANSWERED = ("/api/interview/{interview_id}", "/draft", _ANSWER)
"""How the paths of operations end that need no answer before them."""

QUESTION: dict[str, Any] = {
    "question_text": "Explain the difference between list comprehension and generator expression "
    "in Python.",
    "question_category": "technical",
    "question_difficulty": "medium",
    "key_points": [
        {"point": "A list comprehension builds the whole list in memory", "weight": 3},
        {"point": "A generator expression is lazy and computes its items on demand", "weight": 3},
        {"point": "A generator can be gone through only once", "weight": 2},
    ],
}
"""One's own, so that the same is asked however often others were practised before."""


def make_practice(request: Request, ids: Ids, send: Send) -> None:
    """Make the interview that a request names, unless ``ids`` have it, and take down what it is.

    What reads lists and figures gets one too, so that there is something to read.
    """
    found = taken_apart(request.path)
    practice = ("practice_id", first_shown("interview_id", is_uuid=True))
    if found is None or practice in ids:
        return
    is_list = request.method == "GET" and request.path in _LISTS
    if is_list or practice in request.named():
        _Practice(request, ids, send).make(found[0])


class _Practice:
    """One interview that is made."""

    def __init__(self, request: Request, ids: Ids, send: Send) -> None:
        self._request = request
        self._ids = ids
        self._send = send
        self._interview = first_shown("interview_id", is_uuid=True)
        self._question = first_shown("question_id", is_uuid=True)

    def make(self, template: str) -> None:
        """Make it as an operation needs it.

        Args:
            template: The path of the operation.
        """
        made = self._post(f"{INTERVIEW}/create", self._order(template))
        self._ids["practice_id", self._interview] = made["interview_id"]
        self._ids["practice_question_id", self._question] = made["questions"][0]["id"]
        if template.endswith(_UNANSWERED):
            return
        path = f"{INTERVIEW}/{self._interview}"
        answer = next(iter(bodies(document()["paths"][_ANSWER]["post"]).values()))
        self._post(f"{path}/answer/{self._question}", answer)
        if self._request.method == "GET" and template == _ATTEMPTS:
            self._post(f"{path}/questions/{self._question}/attempts", answer)
        if self._request.method == "GET" and template.startswith(_GAPS):
            self._post(f"{_GAPS}/analyze/{self._interview}", {})

    def _order(self, template: str) -> dict[str, Any]:
        if template.endswith("/next"):
            return {"job_role": "Data Engineer", "num_questions": 3, "adaptive": True}
        shown = first_shown("question_id")
        self._ids["question_id", shown] = self._post("/api/questions", QUESTION)["question_id"]
        return {"job_role": "Python Developer", "question_ids": [shown]}

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        whose = {
            name: each for name, each in self._request.headers.items() if name == "Authorization"
        }
        return self._send(Request("POST", path, headers=whose, body=body))
