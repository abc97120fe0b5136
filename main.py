"""InterviewAPIs.

``make run``, ``python main.py`` and ``uvicorn main:app`` all serve this application. Importing
this module opens nothing; the application's lifespan does.
"""

from time import perf_counter

_BEGUN = perf_counter()

from interviewapis.app import create_app  # noqa: E402 - the clock starts before the imports
from interviewapis.logs import configure_logging  # noqa: E402
from interviewapis.settings import load_settings  # noqa: E402
from interviewapis.startup import started  # noqa: E402

settings = load_settings()
configure_logging(debug=settings.debug)
app = create_app(settings, started)

if __name__ == "__main__":
    from interviewapis.serving import serve

    serve(app, settings, begun=_BEGUN)
