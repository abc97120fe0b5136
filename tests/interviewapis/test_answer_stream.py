"""The stream as it goes over the wire."""

from tests.conftest import QUESTION, RunningServer

ORDER = ["start", "routing", "processing", "content", "answer_complete", "follow_ups", "complete"]


async def test_library_answers_in_the_documented_order(server: RunningServer) -> None:
    events = await server.events()
    seen = [event["event_type"] for event in events]
    assert list(dict.fromkeys(seen)) == ORDER
    assert seen.count("complete") == 1
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    assert events[1]["data"]["selected_agent"] == "system_design"


async def test_chunks_concatenated_equal_the_full_answer(server: RunningServer) -> None:
    events = await server.events()
    chunks = [event["data"] for event in events if event["event_type"] == "content"]
    complete = next(event["data"] for event in events if event["event_type"] == "answer_complete")
    assert "".join(chunk["chunk"] for chunk in chunks) == complete["full_answer"]
    assert [chunk["is_final"] for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    assert complete["metadata"]["provider"] == "library"
    assert complete["metadata"]["sources"][0]["slug"].startswith("system_design/")


async def test_model_answers_with_usage_and_routing(
    model_backed: RunningServer, model_server: object
) -> None:
    events = await model_backed.events()
    by_type = {event["event_type"]: event["data"] for event in events}
    assert by_type["answer_complete"]["full_answer"] == "I would start with the requirements."
    assert by_type["answer_complete"]["metadata"]["usage"] == {
        "input_tokens": 21,
        "output_tokens": 7,
    }
    assert by_type["routing"]["decided_by"] == "model"
    assert by_type["complete"] == {
        "message": "Answer complete.",
        "agent_used": "system_design",
        "success": True,
        "stored": True,
    }
    rows = await model_backed.fetch("SELECT status, answer, question FROM agent_runs")
    assert [tuple(row) for row in rows] == [
        ("completed", "I would start with the requirements.", QUESTION)
    ]
