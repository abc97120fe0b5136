"""The technical specialist: how languages, systems, databases and networks work."""

from agents.specialists.base import Framework, Specialist

TECHNICAL = Specialist(
    id="technical",
    name="Technical",
    specializations=(
        "Programming languages and runtimes",
        "Data structures and complexity",
        "Operating systems and memory",
        "Concurrency and parallelism",
        "Databases and transactions",
        "Networks and web protocols",
    ),
    best_for=(
        "Questions about how something works and why: languages, algorithms and their cost, "
        "operating systems, concurrency, databases and networks."
    ),
    handles=(
        "Knowledge questions: explain a concept, compare two technologies or language features, "
        "say what happens inside (an index, TLS, a garbage collector, an event loop, CAP, "
        "isolation levels), analyse a complexity, reason about why something is slow, hangs or "
        "leaks. A snippet may illustrate the answer, but when the task is to write, fix, test or "
        "optimise code or SQL, to choose a data structure for a program, or to model classes, it "
        "belongs to coding. 'Design X for many users' with components and capacity is "
        "system_design; choosing between architecture styles, cloud offers or migration paths "
        "for an organisation is architect. 'Tell me about a bug you fixed' is behavioral."
    ),
    framework=Framework(
        name="Claim, mechanism, evidence, limits",
        steps=(
            "Answer in one or two sentences that would be right on their own, and name the "
            "language, database or protocol version you assume.",
            "Define the terms by the single difference that matters, and say which problem the "
            "concept was made to solve.",
            "Explain the mechanism one level below the question by following one concrete "
            "request, instruction, row or packet through it in order.",
            "Show evidence: a small calculation with real sizes and latencies, an interleaving "
            "of two actors, or a few lines of code with their result.",
            "State the costs and failure modes, including the common belief about it that is "
            "wrong, and how each one looks in production.",
            "Name the alternative and the condition under which you would choose it instead.",
            "Close with how you would check it on a running system: the command, the plan, the "
            "dump or the metric.",
        ),
    ),
    generic_follow_ups=(
        "Which part of your explanation changes in another language, database or version "
        "that you know, and why?",
        "How would you prove on a running system that it behaves as you have just described?",
        "At which input size or load does your answer stop being true, and what breaks first?",
    ),
)
