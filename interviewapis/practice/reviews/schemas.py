"""Requests that look back."""

from typing import Annotated

from pydantic import Field

from interviewapis.fields import RequestModel


class ScoreQuery(RequestModel):
    """Whether to sum up."""

    generate_summary: Annotated[
        bool, Field(description="False: only arithmetic, no summary; costs no model call.")
    ] = True
