"""The families of job roles that the library has technical questions for.

Names are words, or several in a row. A word that other trades use as well ("security", "test",
"mobile", "server") stands here only together with what makes it one of software.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Roles that are asked about the same things.

    Args:
        names: A title with one of these in it belongs here.
        fields: Shares of the library's fields in their technical questions; they sum to 1.
        topics: What interviews for them are about, as tags and skills of the library put it.
    """

    names: tuple[str, ...]
    fields: Mapping[str, float]
    topics: str


def _names(listed: str) -> tuple[str, ...]:
    return tuple(listed.split(", "))


GENERAL = Family(
    _names(
        "developer, engineer, programmer, coder, software, it, swe, sde, computer scientist, "
        "web, webmaster, sap, salesforce, blockchain, technical writer, developer advocate, "
        "devrel, it consultant, technology consultant, softwareentwickler, entwickler, "
        "entwicklerin, informatiker, programmierer, desarrollador, desarrolladora, "
        "programador"
    ),
    {"technical": 0.4, "coding": 0.3, "system_design": 0.2, "architect": 0.1},
    "data structures, databases, http, testing, api, concurrency, caching, object-oriented design",
)

# Order matters: the first family that fits wins, so that a "product owner for data" is one of
# product, and a "frontend architect" an architect.
FAMILIES: tuple[Family, ...] = (
    Family(
        _names(
            "ux, ui ux, ui designer, user experience, user researcher, product designer, "
            "interaction designer, usability"
        ),
        {"product_manager": 0.8, "technical": 0.2},
        "user research, accessibility, usability, experimentation, metrics, frontend, css",
    ),
    Family(
        _names("product manager, product owner, product lead, head of product, cpo, product"),
        {"product_manager": 1.0},
        "product strategy, metrics, prioritisation, roadmap, user research, experimentation",
    ),
    Family(
        _names(
            "scrum master, agile coach, project manager, program manager, programme manager, "
            "delivery manager, release manager, tpm"
        ),
        {"product_manager": 0.6, "architect": 0.4},
        "prioritisation, stakeholders, roadmap, delivery, estimation, risk, technical debt, "
        "trade-offs",
    ),
    Family(
        _names(
            "architect, architecture, cto, principal engineer, staff engineer, solutions "
            "engineer, sales engineer"
        ),
        {"architect": 0.6, "system_design": 0.3, "technical": 0.1},
        "architecture decisions, integration, trade-offs, governance, resilience, migration",
    ),
    Family(
        _names(
            "security engineer, security analyst, security researcher, security consultant, "
            "security specialist, security operations, security developer, security lead, "
            "security administrator, cyber, cybersecurity, cyber security, information "
            "security, it security, application security, network security, cloud security, "
            "data security, penetration, pentester, infosec, appsec, devsecops, ciso, soc "
            "analyst, ethical hacker"
        ),
        {"technical": 0.4, "architect": 0.35, "system_design": 0.15, "coding": 0.1},
        "security, authentication, tls, threat modelling, web security, secrets, hashing, "
        "identity, encryption",
    ),
    Family(
        _names(
            "machine learning, ml, ai, mlops, data scientist, data science, llm, nlp, deep "
            "learning, computer vision, artificial intelligence, prompt engineer"
        ),
        {"technical": 0.4, "coding": 0.3, "system_design": 0.2, "architect": 0.1},
        "overfitting, statistics, mlops, feature store, python, ranking, streaming, embeddings",
    ),
    Family(
        _names("data engineer, etl, bi, big data, data warehouse, data platform, analytics"),
        {"coding": 0.35, "technical": 0.25, "system_design": 0.25, "architect": 0.15},
        "sql, data warehouse, stream processing, kafka, batch, data modelling, window functions",
    ),
    Family(
        _names(
            "data analyst, business analyst, systems analyst, data quality analyst, business "
            "intelligence, reporting analyst"
        ),
        {"coding": 0.45, "technical": 0.3, "product_manager": 0.25},
        "sql, aggregation, window functions, metrics, statistics, experimentation",
    ),
    Family(
        _names("dba, database"),
        {"technical": 0.45, "coding": 0.3, "system_design": 0.15, "architect": 0.1},
        "postgresql, sql, indexes, transactions, isolation, replication, databases, locking",
    ),
    Family(
        _names(
            "devops, sre, site reliability, reliability engineer, platform engineer, cloud, "
            "kubernetes, infrastructure, system administrator, systems administrator, system "
            "admin, systems admin, sysadmin, linux, network engineer, network administrator, "
            "server administrator, finops"
        ),
        {"technical": 0.35, "architect": 0.3, "system_design": 0.25, "coding": 0.1},
        "observability, slo, kubernetes, containers, linux, networking, dns, tls, deployment, "
        "ci-cd, incident, secrets, disaster recovery",
    ),
    Family(
        _names(
            "support engineer, technical support, it support, desktop support, help desk, "
            "helpdesk, service desk, application support"
        ),
        {"technical": 0.8, "coding": 0.2},
        "linux, networking, dns, http, tls, debugging, incident, sql, operating systems",
    ),
    Family(
        _names(
            "ios, android, mobile developer, mobile engineer, mobile app, mobile application, "
            "mobile software, mobile lead, swift, kotlin, flutter, react native"
        ),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.2, "architect": 0.05},
        "mobile, object-oriented design, concurrency, caching, http, memory management, offline",
    ),
    Family(
        _names(
            "frontend, front end, react, angular, vue, web developer, web designer, "
            "javascript, typescript, ui"
        ),
        {"technical": 0.5, "coding": 0.3, "system_design": 0.2},
        "javascript, browser, frontend, rendering, css, web, http, web security, accessibility",
    ),
    Family(
        _names(
            "qa, tester, sdet, quality assurance, quality engineer, software quality, test "
            "engineer, test automation, test analyst, test manager, test lead, software test, "
            "software testing, engineer in test, automation engineer"
        ),
        {"coding": 0.45, "technical": 0.4, "system_design": 0.15},
        "testing, unit testing, debugging, test doubles, refactoring, http, api",
    ),
    Family(
        _names(
            "engineering manager, manager of engineering, head of engineering, vp "
            "engineering, vp of engineering, director of engineering, engineering director, "
            "engineering lead, software manager, development manager, head of development, "
            "head of it, cio, tech lead, technical lead, engineering team lead, development "
            "team lead"
        ),
        {"architect": 0.4, "technical": 0.3, "system_design": 0.3},
        "technical debt, trade-offs, software design, testing, code review, delivery, resilience",
    ),
    Family(
        _names(
            "embedded, firmware, c++, c developer, c programmer, c engineer, rust, systems "
            "engineer, systems programmer, systems developer, kernel, driver developer, game "
            "developer, game programmer, game engineer, games developer, gameplay, unity, "
            "unreal, robotics, fpga, hardware engineer"
        ),
        {"technical": 0.45, "coding": 0.45, "system_design": 0.1},
        "memory management, operating systems, threads, concurrency, data structures, "
        "performance, bit manipulation",
    ),
    Family(
        _names("full stack, fullstack"),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.25},
        "javascript, http, databases, sql, api, caching, web, frontend, testing",
    ),
    Family(
        _names(
            "backend, back end, server developer, server engineer, server side, api, python, "
            "java, go developer, go engineer, go programmer, golang, ruby, php, net, c#, "
            "scala, node, nodejs, django, fastapi, flask, laravel, spring boot, spring "
            "developer, rails developer"
        ),
        {"technical": 0.4, "coding": 0.35, "system_design": 0.25},
        "databases, api, http, caching, concurrency, transactions, testing, sql, idempotency",
    ),
    GENERAL,
)

OTHER_TRADES = frozenset(
    _names(
        "acoustic, aeronautical, aerospace, agricultural, audio, automotive, biomedical, "
        "broadcast, building, business, chemical, civil, construction, curriculum, "
        "electrical, environmental, estate, flight, gas, geotechnical, heating, highway, "
        "hvac, industrial, interior, land, landscape, lift, lighting, locomotive, "
        "manufacturing, marine, materials, mechanical, mining, naval, nuclear, optical, "
        "people, petroleum, power, process, property, railway, sound, structural, talent, "
        "textile, traffic, welding"
    )
)
"""Engineers, architects, developers and project managers of these are not of software."""

SOFTWARE = frozenset(
    _names(
        "analyst, analytics, backend, bi, cloud, data, devops, embedded, firmware, frontend, "
        "fullstack, intelligence, it, programmer, software, web"
    )
)
"""Unless one of these is in the title too."""

AROUND_SOFTWARE = frozenset(
    _names(
        "auditor, buyer, lawyer, paralegal, procurement, recruiter, recruiting, recruitment, "
        "sales, sourcer"
    )
)
"""Who hires for software, sells or audits it is not asked to make it."""

MAKERS = frozenset(_names("architect, developer, engineer, programmer, scientist"))
"""Unless the title says that they do make it."""

SOFTWARE_STORIES = frozenset(
    _names("code, codebase, technical, technology, software, product, production, incident")
)
"""Words of behavioral questions that other roles have no story for."""
