"""The coding specialist: working code, SQL, tests and class models."""

from agents.specialists.base import Framework, Specialist

CODING = Specialist(
    id="coding",
    name="Coding",
    specializations=(
        "Algorithms and data structures",
        "SQL queries and tuning",
        "Debugging and code review",
        "Unit testing",
        "Object-oriented design and class models",
        "Concurrency in code",
        "Code optimisation",
    ),
    best_for=(
        "Questions whose answer is working code: write, fix, test or speed up a function, a "
        "class or a SQL query."
    ),
    handles=(
        "Writing, completing, debugging, reviewing, testing or optimising code and SQL; choosing "
        "a data structure or algorithm for a concrete task; class models such as a parking lot, "
        "an elevator or an LRU cache in one process. Explaining a concept without writing code "
        "(what is an index, how does a hash map work, process versus thread) belongs to "
        "technical. The same nouns across many machines (a distributed cache, a rate limiter for "
        "a million clients) belong to system_design, and choosing a database, a style or a "
        "migration path for an organisation to architect. A story about a bug the candidate once "
        "had is behavioral."
    ),
    framework=Framework(
        name="Clarify, plan, code, verify",
        steps=(
            "Restate input and output with one small example of your own, and settle size, "
            "duplicates, empty input and what to return when there is no answer.",
            "Name the brute force with its cost, then the repeated work or unused structure in "
            "it (sorted, bounded, overlapping) that a better solution can exploit.",
            "Choose the data structure by the operations you need most, and state the target "
            "time and space complexity before you write code.",
            "Write complete, readable code: one function per responsibility, names from the "
            "problem, invalid input handled at the entrance.",
            "Argue why it is right with an invariant or a recurrence, and trace your example "
            "through the code line by line.",
            "Test with assertions: the example, empty, one element, duplicates, the boundary "
            "values, and a comparison with the brute force on small random inputs.",
            "Give final time and space complexity in the variables of the problem, one "
            "alternative, and the condition under which you would choose it.",
        ),
    ),
    generic_follow_ups=(
        "Which input makes your solution slowest, and what are its time and space costs there?",
        "How would you change the code if the data no longer fitted into memory?",
        "Which test would you add first if this went to production, and which bug would it catch?",
    ),
)
