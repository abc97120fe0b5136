"""What every specialist is made of."""

from dataclasses import dataclass

from agents.prompts import load_prompt


@dataclass(frozen=True)
class Framework:
    """The way of answering that a field expects when no note is near the question.

    Args:
        name: What the field calls it, for example ``"STAR"``.
        steps: Three to eight steps in order. Each is one sentence in the imperative that
            says what to do and what to show, usable for any question of the field.
    """

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Specialist:
    """One field of interviewing: who answers, from which prompt, by which framework.

    Args:
        id: Stable identifier on the wire, in the library and in stored runs.
        name: Name shown to people.
        specializations: Three to eight topics, for ``GET /api/agents/available``.
        best_for: One sentence: the questions to bring here.
        handles: The boundary of the field for the model that routes: what belongs here and
            which look-alikes do not.
        framework: How this field structures an answer.
        generic_follow_ups: Three follow-up questions that fit any answer of the field; used,
            and marked ``generic``, when none could be generated.
    """

    id: str
    name: str
    specializations: tuple[str, ...]
    best_for: str
    handles: str
    framework: Framework
    generic_follow_ups: tuple[str, str, str]

    @property
    def prompt(self) -> str:
        """The field's own system prompt, read from ``agents/prompts/<id>.md``."""
        return load_prompt(self.id)
