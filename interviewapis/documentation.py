"""The documentation pages, which work without internet: their scripts come from a package."""

from importlib.resources import files

from fastapi import FastAPI, Response
from fastapi.openapi.docs import get_redoc_html, get_swagger_ui_html
from starlette.staticfiles import StaticFiles

ASSETS = "/docs-assets"


def install_documentation(app: FastAPI) -> None:
    """Serve Swagger UI at ``/docs`` and ReDoc at ``/redoc``, and both below ``/api`` too."""
    folder = str(files("fastapi_offline").joinpath("static"))
    app.mount(ASSETS, StaticFiles(directory=folder), name="docs-assets")
    schema, icon = app.openapi_url or "/openapi.json", f"{ASSETS}/favicon.png"

    async def swagger() -> Response:
        return get_swagger_ui_html(
            openapi_url=schema,
            title=f"{app.title}: try it",
            swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
            swagger_css_url=f"{ASSETS}/swagger-ui.css",
            swagger_favicon_url=icon,
        )

    async def redoc() -> Response:
        return get_redoc_html(
            openapi_url=schema,
            title=f"{app.title}: reference",
            redoc_js_url=f"{ASSETS}/redoc.standalone.js",
            redoc_favicon_url=icon,
            with_google_fonts=False,
        )

    for prefix in ("", "/api"):
        app.add_api_route(f"{prefix}/docs", swagger, include_in_schema=False)
        app.add_api_route(f"{prefix}/redoc", redoc, include_in_schema=False)
