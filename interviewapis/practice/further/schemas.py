"""Responses with a further question."""

from interviewapis.practice.responses import PracticeQuestionResponse


class FollowUpResponse(PracticeQuestionResponse):
    """A question about an answer that was given."""

    quotation: str
    """The words of the answer that it takes up; may be empty."""
    provider: str
    """Who asks: `library`, or the kind of model server."""
    model: str
    """With which model."""
    prompt_version: str | None
    """Of the instructions that a model got."""
    note: str | None
    """What is other than one might think, if anything."""
