"""All routes of the application, in the order in which the documentation shows them."""

from fastapi import APIRouter

from interviewapis.accounts.administration.router import router as administration
from interviewapis.accounts.keys.router import router as api_keys
from interviewapis.accounts.profile.router import router as profile
from interviewapis.accounts.signing.router import router as signing
from interviewapis.answers.router import router as answers
from interviewapis.catalog.companies import router as companies
from interviewapis.catalog.own_skills import router as own_skills
from interviewapis.catalog.roles import router as roles
from interviewapis.catalog.skills import router as skills
from interviewapis.conversations.router import router as conversations
from interviewapis.history.router import router as history
from interviewapis.interviews.asked.router import router as asked
from interviewapis.interviews.interviews.router import router as interviews
from interviewapis.interviews.rounds.router import router as rounds
from interviewapis.interviews.skills.router import router as interview_skills
from interviewapis.overview.router import router as overview
from interviewapis.practice.answers.router import router as practice_answers
from interviewapis.practice.further.router import router as practice_further
from interviewapis.practice.gaps.router import router as gaps
from interviewapis.practice.interviews.router import router as practice
from interviewapis.practice.reviews.router import router as practice_reviews
from interviewapis.practice.stats.router import router as practice_stats
from interviewapis.questions.answering.router import router as question_answers
from interviewapis.questions.bank.router import router as questions
from interviewapis.questions.search.router import router as question_search
from interviewapis.questions.skills.router import router as question_skills
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
    practice,
    practice_reviews,
    practice_answers,
    practice_further,
    gaps,
    practice_stats,
    signing,
    profile,
    api_keys,
    administration,
    overview,
)
