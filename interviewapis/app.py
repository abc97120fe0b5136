"""Puts the application together."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute

from interviewapis.client.routes import install_client
from interviewapis.dependencies import Services
from interviewapis.dispatch import ByBeginning
from interviewapis.documentation import install_documentation
from interviewapis.error_handlers import install_error_handlers
from interviewapis.middleware import (
    InternalErrors,
    PlainStartupFailure,
    RequestId,
    SizeLimits,
    TrailingSlash,
)
from interviewapis.openapi import describe
from interviewapis.routes import ROUTERS
from interviewapis.settings import Settings

EXPOSED_HEADERS = [
    "X-Total-Count",
    "Link",
    "ETag",
    "Location",
    "Content-Location",
    "Idempotency-Replayed",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
]

Start = Callable[[Settings], AbstractAsyncContextManager[Services]]


def create_app(settings: Settings, start: Start) -> FastAPI:
    """Build the application. Opens nothing; ``start`` does, when the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with start(settings) as services:
            app.state.services = services
            yield

    app = FastAPI(
        title=settings.app_name,
        version=settings.app_version,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install_documentation(app)
    install_client(app, settings.client_folder, settings.auth)
    _install_routes(app)
    install_error_handlers(app)
    _install_middleware(app, settings)
    describe(app)
    return app


def _install_routes(app: FastAPI) -> None:
    # include_router() would wrap each router, and look through all of them twice.
    for router in ROUTERS:
        for route in router.routes:
            if isinstance(route, APIRoute):
                # Generated clients name their methods after the handlers.
                route.operation_id = route.name
            app.router.routes.append(route)
    app.router.middleware_stack = ByBeginning(app.router)


def _install_middleware(app: FastAPI, settings: Settings) -> None:
    # The last one added is the outermost.
    app.add_middleware(InternalErrors)
    app.add_middleware(TrailingSlash)
    app.add_middleware(SizeLimits, body_bytes=settings.max_body_bytes)
    app.add_middleware(
        CORSMiddleware,
        allow_origins=list(settings.allowed_origins),
        allow_credentials=True,
        allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=[
            "Authorization",
            "X-API-Key",
            "Content-Type",
            "Last-Event-ID",
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
        ],
        expose_headers=EXPOSED_HEADERS,
    )
    app.add_middleware(RequestId)
    app.add_middleware(PlainStartupFailure)
