"""What the documentation shows of runs. Tests compare it with what is really sent."""

from interviewapis.openapi import Responses

TIME = "2026-01-05T09:30:00.000+00:00"
RUN = "3f0c1c7e-6a52-4d0e-9d3b-0c8f4f1f2a11"
CONVERSATION = "c1a5e2d4-7b90-4f3c-8e21-5d6f7a8b9c02"

QUESTION = "How would you design a URL shortening service?"

NUMBERED_STREAM: Responses = {
    200: {
        "description": "Server-Sent Events with ids, one JSON object each, as in "
        "`POST /api/agents/answer-stream`. The example shows the first and the last.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": (
                    "retry: 1000\n\n"
                    f"id: {RUN}:1\n"
                    f'data: {{"event_type":"start","timestamp":"{TIME}",'
                    '"data":{"message":"Reading your question.",'
                    f'"question":"{QUESTION}"}},'
                    f'"id":1,"run_id":"{RUN}"}}\n\n'
                    f"id: {RUN}:39\n"
                    f'data: {{"event_type":"complete","timestamp":"{TIME}",'
                    '"data":{"message":"Answer complete.","agent_used":"system_design",'
                    f'"success":true,"stored":true}},"id":39,"run_id":"{RUN}"}}\n\n'
                ),
            }
        },
    },
    204: {"description": "You have seen the last event."},
}
"""What OpenAPI tells of a numbered stream."""

PLAIN_STREAM: Responses = {
    200: {
        "description": "Unnamed Server-Sent Events, one JSON object each. The example shows the "
        "first and the last; a stream that fails ends with `error` instead of `complete`.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": (
                    f'data: {{"event_type":"start","timestamp":"{TIME}",'
                    f'"data":{{"message":"Reading your question.","question":"{QUESTION}"}},'
                    f'"id":1,"run_id":"{RUN}"}}\n\n'
                    f'data: {{"event_type":"complete","timestamp":"{TIME}",'
                    '"data":{"message":"Answer complete.","agent_used":"system_design",'
                    f'"success":true,"stored":true}},"id":39,"run_id":"{RUN}"}}\n\n'
                ),
            }
        },
    }
}
"""What OpenAPI tells of a stream without ids."""
