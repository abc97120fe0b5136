"""All routes of the application, in the order in which the documentation shows them."""

from fastapi import APIRouter

from interviewapis.answers.router import router as answers
from interviewapis.catalog.companies import router as companies
from interviewapis.catalog.own_skills import router as own_skills
from interviewapis.catalog.roles import router as roles
from interviewapis.catalog.skills import router as skills
from interviewapis.conversations.router import router as conversations
from interviewapis.history.router import router as history
from interviewapis.interviews.asked import router as asked
from interviewapis.interviews.interviews import router as interviews
from interviewapis.interviews.rounds import router as rounds
from interviewapis.interviews.skills import router as interview_skills
from interviewapis.overview.router import router as overview
from interviewapis.questions.answering import router as question_answers
from interviewapis.questions.bank import router as questions
from interviewapis.questions.search import router as question_search
from interviewapis.questions.skills import router as question_skills
from interviewapis.stats.router import router as stats

ROUTERS: tuple[APIRouter, ...] = (
    answers,
    history,
    conversations,
    companies,
    roles,
    skills,
    own_skills,
    interviews,
    rounds,
    asked,
    interview_skills,
    question_search,  # before questions, whose ids would stand for "search"
    questions,
    question_skills,
    question_answers,
    stats,
    overview,
)
