"""All routes of the application, in the order in which the documentation shows them."""

from fastapi import APIRouter

from interviewapis.answers.router import router as answers
from interviewapis.catalog.companies import router as companies
from interviewapis.catalog.own_skills import router as own_skills
from interviewapis.catalog.roles import router as roles
from interviewapis.catalog.skills import router as skills
from interviewapis.conversations.router import router as conversations
from interviewapis.history.router import router as history
from interviewapis.interviews.interviews import router as interviews
from interviewapis.overview.router import router as overview

ROUTERS: tuple[APIRouter, ...] = (
    answers,
    history,
    conversations,
    companies,
    roles,
    skills,
    own_skills,
    interviews,
    overview,
)
