"""What a job role is asked about: fields of the library, and topics within them.

A title alone says little to a sentence model ("Go developer" lies near going to market), so the
commonest families of roles are described here. What a title names itself ("Python", "Kubernetes")
counts beside that.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SPLIT = re.compile(r"[^a-z0-9+#]+")


def words_in(text: str) -> list[str]:
    """The words of a text in lower case; ``c++`` and ``c#`` are words."""
    return [word for word in _SPLIT.split(text.casefold()) if word]


@dataclass(frozen=True, slots=True)
class Family:
    """Roles that are asked about the same things.

    Args:
        names: A title with one of these in it belongs here: words, or several in a row.
        fields: Shares of the library's fields in their technical questions; they sum to 1.
        topics: What interviews for them are about, as tags and skills of the library put it.
    """

    names: tuple[str, ...]
    fields: Mapping[str, float]
    topics: str


@dataclass(frozen=True, slots=True)
class Role:
    """A job role as choosing sees it.

    Args:
        known: Whether a family fits; else its topics are general ones.
        words: Of the title and of the topics, in lower case; tags and skills are met by them.
        named: Of the title alone; they weigh more.
    """

    title: str
    fields: Mapping[str, float]
    topics: str
    words: frozenset[str]
    named: frozenset[str]
    known: bool

    @property
    def profile(self) -> str:
        """The text that technical questions are compared with."""
        return f"{self.title}. {self.topics}"

    @property
    def behavioral_profile(self) -> str:
        """The text that behavioral questions are compared with."""
        return f"{self.title}. {_BEHAVIORAL}"


_GENERAL = Family(
    (),
    {"technical": 0.4, "coding": 0.3, "system_design": 0.2, "architect": 0.1},
    "data structures, databases, http, testing, api, concurrency, caching, object-oriented design",
)

_BEHAVIORAL = (
    "teamwork, conflict, ownership, deadlines, learning from failure, feedback, initiative"
)

# Order matters: the first family that fits wins, so that a "product owner for data" is one of
# product, and a "frontend architect" an architect.
FAMILIES: tuple[Family, ...] = (
    Family(
        ("product manager", "product owner", "product lead", "head of product", "cpo", "product"),
        {"product_manager": 1.0},
        "product strategy, metrics, prioritisation, roadmap, user research, experimentation",
    ),
    Family(
        ("architect", "architecture", "cto", "principal engineer", "staff engineer"),
        {"architect": 0.6, "system_design": 0.3, "technical": 0.1},
        "architecture decisions, integration, trade-offs, governance, resilience, migration",
    ),
    Family(
        ("machine learning", "ml", "ai", "mlops", "data scientist", "data science", "llm", "nlp"),
        {"technical": 0.4, "coding": 0.3, "system_design": 0.2, "architect": 0.1},
        "overfitting, statistics, mlops, feature store, python, ranking, streaming, embeddings",
    ),
    Family(
        ("data engineer", "etl", "bi", "big data", "data warehouse", "data platform", "analytics"),
        {"coding": 0.35, "technical": 0.25, "system_design": 0.25, "architect": 0.15},
        "sql, data warehouse, stream processing, kafka, batch, data modelling, window functions",
    ),
    Family(
        ("data analyst", "business analyst", "analyst"),
        {"coding": 0.45, "technical": 0.3, "product_manager": 0.25},
        "sql, aggregation, window functions, metrics, statistics, experimentation",
    ),
    Family(
        ("dba", "database"),
        {"technical": 0.45, "coding": 0.3, "system_design": 0.15, "architect": 0.1},
        "postgresql, sql, indexes, transactions, isolation, replication, databases, locking",
    ),
    Family(
        (
            "devops",
            "sre",
            "site reliability",
            "platform engineer",
            "cloud",
            "kubernetes",
            "infrastructure",
            "system administrator",
            "sysadmin",
            "linux",
            "network engineer",
        ),
        {"technical": 0.35, "architect": 0.3, "system_design": 0.25, "coding": 0.1},
        "observability, slo, kubernetes, containers, linux, networking, dns, tls, deployment, "
        "ci-cd, incident, secrets, disaster recovery",
    ),
    Family(
        ("security", "penetration", "infosec", "appsec"),
        {"technical": 0.4, "architect": 0.35, "system_design": 0.15, "coding": 0.1},
        "security, authentication, tls, threat modelling, web security, secrets, hashing, "
        "identity, encryption",
    ),
    Family(
        (
            "frontend",
            "front end",
            "react",
            "angular",
            "vue",
            "web developer",
            "web designer",
            "javascript",
            "typescript",
            "ui",
        ),
        {"technical": 0.5, "coding": 0.3, "system_design": 0.2},
        "javascript, browser, frontend, rendering, css, web, http, web security, accessibility",
    ),
    Family(
        ("ios", "android", "mobile", "swift", "kotlin", "flutter"),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.2, "architect": 0.05},
        "mobile, object-oriented design, concurrency, caching, http, memory management, offline",
    ),
    Family(
        ("qa", "tester", "test", "testing", "sdet", "quality"),
        {"coding": 0.45, "technical": 0.4, "system_design": 0.15},
        "testing, unit testing, debugging, test doubles, refactoring, http, api",
    ),
    Family(
        (
            "engineering manager",
            "head of engineering",
            "vp engineering",
            "development manager",
            "tech lead",
            "team lead",
            "technical lead",
        ),
        {"architect": 0.4, "technical": 0.3, "system_design": 0.3},
        "technical debt, trade-offs, software design, testing, code review, delivery, resilience",
    ),
    Family(
        ("embedded", "firmware", "c++", "c", "rust", "systems", "kernel", "game", "robotics"),
        {"technical": 0.45, "coding": 0.45, "system_design": 0.1},
        "memory management, operating systems, threads, concurrency, data structures, "
        "performance, bit manipulation",
    ),
    Family(
        ("full stack", "fullstack"),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.25},
        "javascript, http, databases, sql, api, caching, web, frontend, testing",
    ),
    Family(
        (
            "backend",
            "back end",
            "server",
            "api",
            "python",
            "java",
            "go",
            "golang",
            "ruby",
            "php",
            "net",
            "c#",
            "scala",
            "node",
            "nodejs",
            "django",
            "fastapi",
            "flask",
            "spring",
            "rails",
        ),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.25},
        "databases, api, http, caching, concurrency, transactions, testing, sql, idempotency",
    ),
    Family(
        ("developer", "engineer", "programmer", "software", "coder", "consultant", "it"),
        _GENERAL.fields,
        _GENERAL.topics,
    ),
)

LANGUAGES = frozenset(
    words_in(
        "python java javascript typescript go golang c c++ c# ruby php rust kotlin swift scala"
    )
)
"""Where a title names one of these, questions about another are for others."""

_NOT_TELLING = frozenset(
    words_in(
        "a an and the of for in at to with or on i ii iii junior senior mid level lead principal "
        "staff intern trainee head chief engineer developer manager specialist expert consultant"
    )
)
"""Words of titles that say nothing about what is asked."""


def read_role(title: str) -> Role:
    """What a title stands for. Nothing in it can do more than name a family and some words."""
    words = words_in(title)
    spoken = f" {' '.join(words)} "
    family = next(
        (each for each in FAMILIES if any(f" {name} " in spoken for name in each.names)), None
    )
    of = family or _GENERAL
    named = frozenset(words) - _NOT_TELLING
    return Role(
        title=title,
        fields=of.fields,
        topics=of.topics,
        words=named | frozenset(words_in(of.topics)),
        named=named,
        known=family is not None,
    )
