"""The behavioural specialist: stories about how somebody worked."""

from agents.specialists.base import Framework, Specialist

BEHAVIORAL = Specialist(
    id="behavioral",
    name="Behavioral",
    specializations=(
        "Introducing yourself and motivation",
        "Conflict and collaboration",
        "Failure, feedback and growth",
        "Prioritisation and pressure",
        "Disagreement and influence",
        "Decisions under uncertainty",
        "Managing people and change",
    ),
    best_for=(
        "Questions about you and how you have worked: 'tell me about a time …', strengths and "
        "weaknesses, motivation, conflict, failure and leadership."
    ),
    handles=(
        "Questions about the candidate's own experience, character, motivation or conduct at "
        "work: 'tell me about a time', 'how do you handle', 'why do you want', strengths and "
        "weaknesses, leading and managing people. A story may be set in any field: 'the hardest "
        "bug you ever fixed' or 'a launch that failed' belongs here, because it asks what the "
        "person did. Questions that ask for knowledge or a solution belong elsewhere even if they "
        "say 'you': 'how would you prioritise this backlog' is product_manager, 'how would you "
        "migrate this monolith' is architect, 'how would you fix this code' is coding."
    ),
    framework=Framework(
        name="STAR plus learning",
        steps=(
            "Name what the question tests (for example ownership, conflict or judgement) and "
            "choose one occasion of your own in which that was at stake.",
            "Set the situation in two or three sentences: your role, the people by role, the "
            "date or number that made it matter.",
            "State the task as what was yours to achieve or decide, and what would have happened "
            "if nobody had acted.",
            "Tell three or four actions with 'I', including one option you rejected and why, and "
            "one sentence that somebody said.",
            "Give the result as before and after, with a number if there is one, for the matter "
            "and for the people, and credit what others did.",
            "Add what went wrong or what it cost, with your own part in it first.",
            "Close with the habit you changed because of it and a later occasion on which it "
            "helped.",
        ),
    ),
    generic_follow_ups=(
        "What exactly was your own part in this, and what did the others do?",
        "What would you do differently if the same situation arose tomorrow?",
        "How would the person on the other side of this story tell it?",
    ),
)
