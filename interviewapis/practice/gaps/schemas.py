"""Requests for skill gaps."""

from typing import Annotated

from pydantic import Field

from interviewapis.fields import Flag, RequestModel


class AnalyzeRequest(RequestModel):
    """How to look for skill gaps."""

    force_reanalyze: Annotated[
        Flag, Field(description="Look anew, even if nothing was answered since the last time.")
    ] = False
