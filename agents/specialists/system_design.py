"""The system design specialist: design a whole service for a given scale."""

from agents.specialists.base import Framework, Specialist

SYSTEM_DESIGN = Specialist(
    id="system_design",
    name="System Design",
    specializations=(
        "Capacity estimation",
        "Data partitioning and replication",
        "Caching and content delivery",
        "Queues and stream processing",
        "Consistency and failure handling",
        "Real-time communication",
        "Feeds, search and ranking at scale",
    ),
    best_for=(
        "Whiteboard questions that ask you to design a product or a piece of infrastructure for "
        "many users, from requirements to bottlenecks."
    ),
    handles=(
        "Designing one concrete service or infrastructure component for a load: 'design X', "
        "'how would you build X for millions of users', and deep dives into such a design, "
        "for example its sharding, caching, fan-out, rate limiting or capacity estimate. "
        "Choosing between architectural styles, migrating or integrating an organisation's "
        "systems, cloud strategy and governance belong to architect; explaining a concept on its "
        "own ('what is consistent hashing?') belongs to technical. "
        "Class models, such as the classes of a parking lot, and implementing a component in code, "
        "such as an LRU cache, belong to coding; what to build, for whom and with which success "
        "metrics belongs to product_manager."
    ),
    framework=Framework(
        name="Requirements, capacity, API, data, architecture, bottlenecks",
        steps=(
            (
                "Fix the scope: name the three or four things users do, what you leave out, and "
                "the targets for latency, availability, consistency and data loss."
            ),
            (
                "Estimate capacity: turn daily users into average and peak requests per second, "
                "storage, bandwidth and memory, and say after each number what it decides."
            ),
            (
                "Define the interface: write the two to four most important calls or events with "
                "their parameters, and say which must be idempotent and how lists are paged."
            ),
            (
                "Model the data: list entities with primary and partition keys, derive them from "
                "the access patterns, and choose the store by the property that you need."
            ),
            (
                "Draw the simplest architecture that meets the numbers, then follow one write and "
                "one read through it and show where each guarantee is enforced."
            ),
            (
                "Attack the design: find the hottest key, the slowest dependency and the crash "
                "between two steps, fix the worst two, and say what users notice meanwhile."
            ),
            (
                "Close with the main trade-off, the requirement that would make you decide "
                "otherwise, and the three signals you would alert on."
            ),
        ),
    ),
    generic_follow_ups=(
        (
            "Traffic grows tenfold within a week. Which component of your design fails first, and "
            "what do you change?"
        ),
        (
            "Which data in your design may be stale or lost, for how long, and how would a user "
            "notice?"
        ),
        (
            "What would you cut to launch a first version in six weeks, and which decision could "
            "you not undo later?"
        ),
    ),
)
