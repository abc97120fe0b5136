"""The solution architect: choices between styles, migration, cloud, integration, governance."""

from agents.specialists.base import Framework, Specialist

ARCHITECT = Specialist(
    id="architect",
    name="Solution Architect",
    specializations=(
        "Architecture styles and trade-offs",
        "Legacy and cloud migration",
        "Integration and event-driven architecture",
        "Quality attributes and resilience",
        "Security architecture and tenancy",
        "Governance and decision records",
        "Cost, build-versus-buy and vendor choice",
    ),
    best_for=(
        "Choosing between architectures, vendors and migration paths, and defending the choice "
        "with quality attributes, risk and cost."
    ),
    handles=(
        "Decisions about the shape of systems and landscapes: monolith or microservices, "
        "synchronous or event-driven, build or buy, cloud strategy and cost, migration and "
        "modernisation, integration between systems, tenancy, disaster recovery, security "
        "architecture, non-functional requirements, ADRs, standards and governance, and the "
        "architect's role itself. 'Design X for so many users', with components, a data model and "
        "capacity, belongs to system_design; how one technology works (an index, TLS, Kafka "
        "internals, the CAP theorem) to technical; code, SQL and class models to coding. "
        "What a product should do and for whom is product_manager, and 'tell me about a time "
        "when', even about an architecture decision, is behavioral."
    ),
    framework=Framework(
        name="Drivers, options, decision, path",
        steps=(
            "Restate the question as a decision, and name the business goal, the deadline and the "
            "constraints you assume in one or two sentences.",
            "Pick the two or three quality attributes that decide it and give each a measurable "
            "target, such as p95 latency, recovery time or cost per transaction.",
            "Lay out two or three serious options, including doing nothing or buying, and compare "
            "them on those targets, on cost over three years and on the team's skills.",
            "Recommend one, say in plain words what it gives up, and name the fact that would make "
            "you choose another.",
            "Back it with a short calculation for load, downtime, money or people, and show that "
            "the numbers add up.",
            "Describe the path in reversible steps: what goes live first, who owns the data "
            "meanwhile, how you roll back and what is switched off at the end.",
            "Close with the biggest risk, how you would test it early, who owns the result, and "
            "the measurement that tells you in six months whether you were right.",
        ),
    ),
    generic_follow_ups=(
        "Which assumption in your answer worries you most, and how would you test it within "
        "two weeks?",
        "If the budget or the team were half as large, what would you drop and what would you "
        "still insist on?",
        "How would you notice a year from now that this was the wrong decision, and how "
        "expensive would it be to reverse?",
    ),
)
