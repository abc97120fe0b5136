"""The documentation pages, which work without internet: their scripts come from a package."""

import mimetypes
from functools import cache
from importlib.resources import files

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.staticfiles import StaticFiles

ASSETS = "/docs-assets"
ASSETS_FOLDER = files("fastapi_offline").joinpath("static")

DESCRIPTION = """\
Ask an interview question, and a specialist answers: product, technical, architecture, coding,
behavioral or system design. Answers stream as they are written, and go on when the connection
is lost.

Without a model, a library of curated questions answers, and every response says so.
Request and response examples of every endpoint, the events of the stream and all error codes
are in `API_DOCUMENTATION.md`.
"""

TAGS = [
    {"name": "Ask", "description": "Ask, and watch a specialist answer."},
    {
        "name": "Runs",
        "description": "A run is one question being answered. Read along with it, come back to "
        "it, stop it, delete it. Runs are the caller's own: somebody else's are not found.",
    },
    {
        "name": "Conversations",
        "description": "Questions that build on each other. Ask with a `conversation_id`, and the "
        "specialist knows what was said before.",
    },
    {
        "name": "Practice",
        "description": "Mock interviews: questions for a job, answers that are judged, scores, "
        "skill gaps. They are yours: somebody else's are not found.",
    },
    {
        "name": "Interviews",
        "description": "Applications to jobs, from the posting to the offer. They are yours, with "
        "all under them: somebody else's are not found. A deleted one can be restored.",
    },
    {"name": "Rounds", "description": "The rounds of an interview: when, with whom, how it went."},
    {
        "name": "Questions asked",
        "description": "Which questions of the bank an interview had, and how they went.",
    },
    {
        "name": "Skills of an interview",
        "description": "Which skills an interview asks for, and what was found of them.",
    },
    {
        "name": "Question bank",
        "description": "Your own questions, and those of the library, which everybody reads. "
        "Changing an entry of the library makes a version of your own.",
    },
    {
        "name": "Companies",
        "description": "Companies that interview. Everybody of an installation shares them; who "
        "added one may change and delete it.",
    },
    {"name": "Roles", "description": "Jobs that people apply for, shared like companies."},
    {
        "name": "Skills",
        "description": "What jobs ask for, shared like companies, and how well you master them, "
        "which only you see.",
    },
    {"name": "Statistics", "description": "What you have, counted."},
    {
        "name": "Accounts",
        "description": "Sign up, in and out; your profile, your password, keys for scripts. With "
        "`AUTH=local`, nobody at the server's own machine needs an account.",
    },
    {
        "name": "Administration",
        "description": "What administrators do with other people's accounts.",
    },
    {"name": "Overview", "description": "What this server is, and how it is doing."},
]

SWAGGER_PARAMETERS = {
    "tryItOutEnabled": True,
    "displayRequestDuration": True,
    "defaultModelsExpandDepth": 0,
    # Swagger UI sends the address of the schema to a validator on the internet otherwise.
    "validatorUrl": None,
}

# Both pages start with a script in the page itself; ReDoc searches in a worker made from a blob.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

_REDOC_LOGO = "https://cdn.redoc.ly/redoc/logo-mini.svg"
_NO_IMAGE = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="


def install_documentation(app: FastAPI) -> None:
    """Serve Swagger UI at ``/docs`` and ReDoc at ``/redoc``, and both below ``/api`` too."""
    app.description = DESCRIPTION
    app.openapi_tags = TAGS
    app.license_info = {"name": "MIT", "identifier": "MIT"}
    mimetypes.init()  # reads files, which the first request for an asset would do otherwise
    schema, icon = app.openapi_url or "/openapi.json", f"{ASSETS}/favicon.png"

    async def swagger() -> Response:
        return _page(
            get_swagger_ui_html(
                openapi_url=schema,
                title=f"{app.title}: try it",
                swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
                swagger_css_url=f"{ASSETS}/swagger-ui.css",
                swagger_favicon_url=icon,
                swagger_ui_parameters=SWAGGER_PARAMETERS,
            )
        )

    async def redoc() -> Response:
        return _page(
            get_redoc_html(
                openapi_url=schema,
                title=f"{app.title}: reference",
                redoc_js_url=f"{ASSETS}/redoc.standalone.js",
                redoc_favicon_url=icon,
                with_google_fonts=False,
            )
        )

    for prefix in ("", "/api"):
        app.add_api_route(f"{prefix}/docs", swagger, include_in_schema=False)
        app.add_api_route(f"{prefix}/redoc", redoc, include_in_schema=False)
    app.add_api_route(f"{ASSETS}/redoc.standalone.js", _redoc_script, include_in_schema=False)
    app.mount(ASSETS, StaticFiles(directory=str(ASSETS_FOLDER)), name="docs-assets")


def _page(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return response


# Not async: it reads a file, which FastAPI has a worker thread do.
def _redoc_script() -> Response:
    return Response(
        _redoc_without_logo(),
        media_type="text/javascript",
        headers={"Cache-Control": "max-age=3600"},
    )


@cache
def _redoc_without_logo() -> bytes:
    """ReDoc's script without the one image that it takes from the internet."""
    script = ASSETS_FOLDER.joinpath("redoc.standalone.js").read_bytes()
    return script.replace(_REDOC_LOGO.encode(), _NO_IMAGE.encode())
