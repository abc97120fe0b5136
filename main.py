"""InterviewAPIs.

``make run``, ``python main.py`` and ``uvicorn main:app`` all serve this application. Importing
this module opens nothing; the application's lifespan does.
"""

import gc
import signal
from time import perf_counter

_BEGUN = perf_counter()

# A quarter of the time of the imports went into looking for garbage, of which they make little.
gc.disable()

if __name__ == "__main__":
    # The imports take a second, in which Ctrl-C should print no traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from interviewapis.app import create_app  # noqa: E402 - the clock starts before the imports
from interviewapis.logs import configure_logging  # noqa: E402
from interviewapis.settings import load_settings  # noqa: E402
from interviewapis.startup import started  # noqa: E402

settings = load_settings()
configure_logging(debug=settings.debug)
app = create_app(settings, started)

# What lives as long as the process need not be walked through again and again: 90 ms a time.
gc.freeze()
gc.enable()

if __name__ == "__main__":
    from interviewapis.serving import serve

    signal.signal(signal.SIGINT, signal.default_int_handler)
    serve(app, settings, begun=_BEGUN)
