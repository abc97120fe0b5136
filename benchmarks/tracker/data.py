"""The rows that the benchmarks of the tracker read: SQL that makes them, and their words."""

from database.models import LOCAL_USER_ID

INTERVIEWS = 1_000_000
OWNERS = 1_000
QUESTIONS = 500_000

RARE = "hyperloglog"
"""A word in 20 questions, all of the owner of most."""

COMMON = "throughput"
"""A word in every third question."""

_SUBJECTS = (
    "a rate limiter",
    "a connection pool",
    "a message queue",
    "a search index",
    "the release process",
    "a payment service",
    "an event log",
    "a feature store",
    "a recommendation feed",
    "the onboarding of new colleagues",
    "a cache of user sessions",
    "a scheduler for batch work",
    "a chat service",
    "an image pipeline",
    "a binary search tree",
    "a sharded counter",
    "the roadmap of a small team",
    "a migration without downtime",
    "a mobile client",
    "a design review",
)

_PLACES = (
    "a bank with strict audits",
    "ten million daily visitors",
    "a team in four time zones",
    "a hospital",
    "a start-up with three engineers",
    "an airline",
    "devices with little memory",
    "a marketplace of small sellers",
    "a newspaper on election night",
    "a logistics company",
    "students who learn to program",
    "two regions that lose contact",
    "a game with short rounds",
    "public transport",
    "a legacy system of twenty years",
)

_SENTENCES = (
    "Say what you would measure first and why.",
    "The interviewer expects trade-offs, not one right answer.",
    "There are two reviewers, one of them a product manager.",
    "Assume that nothing can be bought and all must be built.",
    "A sketch on the whiteboard is welcome; code is not needed.",
    "Begin with the smallest version that could be shipped next week.",
    "Explain how it fails, and how somebody on call would notice.",
    "The budget is fixed; the date is not.",
)

_TEMPLATES = (
    "How would you design %s for %s?",
    "What can go wrong with %s at %s, and how would you find out?",
    "Tell me about a time when you had to change %s for %s.",
    "How do you decide whether %s is good enough for %s?",
    "Explain %s to somebody who works for %s.",
    "Which tests would you write for %s, thinking of %s?",
    "Estimate what %s costs for %s in a year.",
    "How would you convince others to replace %s for %s?",
)

_TAGS = (
    "caching",
    "databases",
    "leadership",
    "estimation",
    "queues",
    "testing",
    "python",
    "graphs",
    "networking",
    "security",
    "communication",
    "consistency",
)


def _array(values: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(repr(value) for value in values)}]"


def _one_of(*values: str) -> str:
    """One of the values, by chance; given twice, one is twice as likely."""
    return f"({_array(values)})[1 + floor(random() * {len(values)})::integer]"


def _sometimes(share: float, expression: str) -> str:
    return f"CASE WHEN random() < {share} THEN {expression} END"


_OWNER = (
    f"CASE WHEN n % 10 = 0 THEN '{LOCAL_USER_ID}'::uuid "
    f"ELSE ('00000000-0000-4000-9000-' || lpad(to_hex(n % {OWNERS - 1}), 12, '0'))::uuid END"
)
"""The local user has every tenth row, so that requests without sign-in meet the largest owner."""

_STATUS = _one_of(
    *["completed"] * 10, *["scheduled"] * 4, *["in_progress"] * 3, *["cancelled"] * 2, "rescheduled"
)
_LEVEL = _one_of(
    *["senior"] * 5,
    *["mid"] * 5,
    *["junior"] * 3,
    *["staff"] * 2,
    *("intern", "principal", "lead", "manager", "director"),
)
_TITLE = f"format({_one_of(*_TEMPLATES)}, {_one_of(*_SUBJECTS)}, {_one_of(*_PLACES)})"

FILLING = {
    "owners": f"""
INSERT INTO users (user_id, username)
SELECT ('00000000-0000-4000-9000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person ' || n
FROM generate_series(0, {OWNERS - 2}) AS n
""",
    "companies": f"""
INSERT INTO companies (company_name, industry, company_size, headquarters, website, created_by)
SELECT {_one_of("Alder", "Birch", "Cedar", "Elm", "Hazel")} || ' ' ||
    {_one_of("Bank", "Freight", "Health", "Media", "Software")} || ' ' || n,
    {_one_of("finance", "logistics", "health", "media", "software")},
    {_one_of("1-50", "51-500", "501-5000", "5001+")},
    {_one_of("Berlin", "London", "Madrid", "Oslo", "Warsaw")},
    'https://company-' || n || '.example', '{LOCAL_USER_ID}'
FROM generate_series(1, 5000) AS n
""",
    "roles": f"""
INSERT INTO roles (role_name, role_category, created_by)
SELECT {_one_of("Backend", "Frontend", "Data", "Platform", "Product")} || ' role ' || n,
    {_one_of("engineering", "data", "product", "design")}, '{LOCAL_USER_ID}'
FROM generate_series(1, 200) AS n
""",
    "skills": f"""
INSERT INTO skills (skill_name, skill_category, skill_type, created_by)
SELECT {_one_of("Python", "SQL", "Kubernetes", "Writing", "Estimating")} || ' ' || n,
    {_one_of("languages", "databases", "operations", "people")},
    {_one_of("technical", "soft")}, '{LOCAL_USER_ID}'
FROM generate_series(1, 500) AS n
""",
    "interviews": f"""
INSERT INTO interviews (
    owner_id, company_id, role_id, interview_type, seniority_level, interview_status,
    interview_result, job_description, main_skills_required, required_experience_years,
    job_location, is_remote, salary_range, application_date, job_posting_url, referral_source,
    first_interview_date, final_interview_date, preparation_notes, time_spent_preparing_hours,
    created_at, updated_at
)
SELECT {_OWNER},
    (SELECT min(company_id) FROM companies) + floor(random() * 5000)::integer,
    (SELECT min(role_id) FROM roles) + floor(random() * 200)::integer,
    {_one_of("actual", "actual", "actual", "mock", "practice")}, {_LEVEL}, {_STATUS},
    {_one_of("pending", "pending", "pending", "passed", "failed", "offer_received")},
    'We look for somebody who takes care of ' || {_one_of(*_SUBJECTS)} || ' for '
        || {_one_of(*_PLACES)} || '. ' || {_one_of(*_SENTENCES)} || ' ' || {_one_of(*_SENTENCES)},
    ARRAY[{_one_of("Python", "Java", "Go")}, {_one_of("SQL", "Kafka", "Linux")}],
    floor(random() * 12)::integer, {_one_of("Berlin", "London", "Madrid", "Oslo", "Warsaw")},
    random() < 0.4, {_sometimes(0.5, "'70,000 to 90,000'")}, day,
    'https://jobs.example/' || n, {_sometimes(0.2, "'a former colleague'")},
    CASE WHEN n % 4 > 0 THEN day + 10 END, CASE WHEN n % 4 > 1 THEN day + 25 END,
    {_sometimes(0.5, _one_of(*_SENTENCES))}, floor(random() * 40), moment, moment
FROM generate_series(1, {INTERVIEWS}) AS n,
    LATERAL (SELECT now() - ({INTERVIEWS} - n) * interval '95 seconds' AS moment),
    LATERAL (SELECT moment::date AS day)
""",
    "skills of interviews": """
INSERT INTO interview_skills (interview_id, skill_id, is_required, required_proficiency)
SELECT interview_id, (SELECT min(skill_id) FROM skills) + floor(random() * 500)::integer,
    random() < 0.7, 'advanced'
FROM interviews, generate_series(1, 2) WHERE interview_id / 10 % 5 = 0
ON CONFLICT DO NOTHING
""",
    "questions": f"""
INSERT INTO questions (
    owner_id, question_text, question_context, question_category, question_difficulty, tags,
    answer_summary, time_to_answer_minutes, times_asked, times_practiced, average_rating,
    created_at, updated_at
)
SELECT {_OWNER}, {_TITLE},
    {_one_of(*_SENTENCES)}
        || CASE WHEN n % 3 = 0 THEN ' Mind the {COMMON}. ' ELSE ' ' END
        || CASE WHEN n % {QUESTIONS // 20} = 10 THEN 'Is {RARE} exact enough? ' ELSE '' END
        || {_one_of(*_SENTENCES)},
    {_one_of("technical", "behavioral", "product", "system_design", "coding", "leadership")},
    {_one_of("easy", "medium", "medium", "hard", "expert")},
    ARRAY[{_one_of(*_TAGS[:6])}, {_one_of(*_TAGS[6:])}],
    {_one_of(*_SENTENCES)}, 5 + floor(random() * 40)::integer, floor(random() * 9)::integer,
    floor(random() * 9)::integer, {_sometimes(0.5, "1 + random() * 9")}, moment, moment
FROM generate_series(1, {QUESTIONS}) AS n,
    LATERAL (SELECT now() - ({QUESTIONS} - n) * interval '190 seconds' AS moment)
""",
}
"""What is filled, in order, and the statement that does it."""
