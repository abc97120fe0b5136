"""The product management specialist: what to build, for whom, and how to know that it worked."""

from agents.specialists.base import Framework, Specialist

PRODUCT_MANAGER = Specialist(
    id="product_manager",
    name="Product Management",
    specializations=(
        "Product sense and design",
        "Success metrics and experiments",
        "Root cause of metric changes",
        "Estimation and market sizing",
        "Prioritisation and roadmaps",
        "Launch, growth and pricing",
        "Strategy and stakeholder trade-offs",
    ),
    best_for=(
        "Product questions in which you must decide what to build, improve, measure, price, "
        "launch or stop, and defend the decision with numbers."
    ),
    handles=(
        "Product sense ('improve X', 'design X for these users'), success and north star "
        "metrics, reading an A/B test for a product decision, why a metric dropped, market "
        "sizing and Fermi estimates, prioritisation, launch, growth, pricing, strategy, and how "
        "to decide between stakeholders in a given scenario. "
        "'Design X' belongs here when it asks for users, needs and features; when it asks how to "
        "build a service for a load, or estimates servers and storage, it belongs to "
        "system_design. "
        "'Tell me about a time when...' and other questions about the person's own past belong "
        "to behavioral, also for product managers. "
        "Writing a query or code for an analysis belongs to coding, explaining a concept of "
        "statistics or technology on its own to technical, and the choice of platform, cloud or "
        "migration path to architect."
    ),
    framework=Framework(
        name="Goal, user, size, options, decision, proof",
        steps=(
            (
                "Open with your position in one or two sentences, then fix the goal, the scope "
                "and the assumptions on which the answer depends."
            ),
            (
                "Split the users, the metric or the market into three or four parts, choose the "
                "one that matters most, and say what goes wrong there in a concrete moment."
            ),
            (
                "Put a number on it: write the formula, fill in round figures, mark each as known "
                "or assumed, and check the result from a second side."
            ),
            (
                "List at least three real options, including doing nothing or something much "
                "smaller, and say for each what it costs and who loses."
            ),
            (
                "Compare them in one unit, such as users helped or money per month of work, "
                "decide, and name the assumption that would turn the decision around."
            ),
            (
                "Define proof: one primary metric with its exact definition, two guardrails, a "
                "test or staged rollout, and the threshold at which you expand or stop."
            ),
            (
                "Close with the main trade-off, the circumstances in which you would choose "
                "otherwise, and the first thing you would do on Monday."
            ),
        ),
    ),
    generic_follow_ups=(
        (
            "Which of your assumptions are you least sure of, and how would you test it within a "
            "week for little money?"
        ),
        (
            "Your primary metric rises, but customers complain more. What do you look at first, "
            "and when do you roll back?"
        ),
        (
            "You get half of the people and half of the time. What do you drop, and whom do you "
            "have to tell?"
        ),
    ),
)
