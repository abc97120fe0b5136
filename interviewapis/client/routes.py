"""Serves the client: its page at every address below ``/app/`` that names no file.

All that can be asked for is in memory, by name, so no path leads anywhere else.
"""

import secrets
from gzip import compress
from pathlib import Path, PurePosixPath
from typing import cast

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from interviewapis.client.files import INDEX, Asset, Build
from interviewapis.client.pages import (
    NOT_BUILT,
    NOT_BUILT_POLICY,
    PROTECTION,
    content_security_policy,
)
from interviewapis.client.preferences import IDENTITY, best_coding, prefers_page
from interviewapis.client.watching import Client
from interviewapis.conditional import is_known

HOME = "/app/"

_FIRST_PAGE = "ask"
"""Where the client leads from its bare address."""

_ON_THE_FLY = "gzip"
"""How the page is compressed, which is another in each response; it takes 0.1 ms."""

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_FIRST = "no-cache"


def install_client(app: FastAPI, folder: Path, auth: str) -> None:
    """Serve what the client's build leaves in a folder, as soon as it is there.

    Args:
        auth: Who may come in, which the page tells the client so that it need not ask.
    """
    app.state.client = Client(folder)
    app.state.client_auth = auth
    for path in ("/app", "/app/{path:path}"):
        app.router.routes.append(Route(path, _serve, methods=["GET"], name="client"))


async def wants_client(request: Request) -> bool:
    """Whether a request comes from a browser that somebody looks at, and there is a client."""
    if not prefers_page(request.headers.getlist("accept")):
        return False
    return await _current(request) is not None


async def _serve(request: Request) -> Response:
    path: str = request.path_params.get("path", "")
    # The slash at the end is taken off the path before it comes here, but not off the raw one.
    if not path and not request.scope["raw_path"].endswith(b"/"):
        query = request.url.query
        return RedirectResponse(HOME + (f"?{query}" if query else ""), 307, headers=PROTECTION)
    build = await _current(request)
    if _is_page(path):
        return _not_built() if build is None else _page(request, build, path)
    asset = build.asset(path) if build else None
    if asset is None:
        # Another build may have it.
        raise HTTPException(404, headers={"Cache-Control": "no-store", **PROTECTION})
    return _answer(request, asset)


async def _current(request: Request) -> Build | None:
    return await cast(Client, request.app.state.client).current()


def _is_page(path: str) -> bool:
    """Whether a path is one that the client itself finds the page for."""
    if path in ("", INDEX):
        return True
    sound = path.isprintable() and "\\" not in path
    return sound and "." not in PurePosixPath(path).name and _has_plain_segments(path)


def _has_plain_segments(path: str) -> bool:
    return all(each and not each.startswith(".") for each in path.split("/"))


def _page(request: Request, build: Build, path: str) -> Response:
    nonce = secrets.token_urlsafe(16)
    headers = {
        "Cache-Control": _ASK_FIRST,
        "Content-Security-Policy": content_security_policy(nonce, build.inline),
        "Vary": "Accept-Encoding",
        **PROTECTION,
    }
    part = path.partition("/")[0] or _FIRST_PAGE
    if scripts := build.preloads.get(part):
        # Else the browser hears of them only when the first scripts have run.
        headers["Link"] = ", ".join(f"<{HOME}{each}>; rel=modulepreload" for each in scripts)
    page = build.page(nonce, request.app.state.client_auth)
    if best_coding(request.headers.getlist("accept-encoding"), (_ON_THE_FLY,)) == _ON_THE_FLY:
        headers["Content-Encoding"] = _ON_THE_FLY
        page = compress(page, mtime=0)
    return HTMLResponse(page, headers=headers)


def _not_built() -> Response:
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": NOT_BUILT_POLICY,
        **PROTECTION,
    }
    return HTMLResponse(NOT_BUILT, 503, headers)


def _answer(request: Request, asset: Asset) -> Response:
    coding = best_coding(request.headers.getlist("accept-encoding"), asset.forms)
    form = asset.forms[coding]
    headers = {
        "Cache-Control": _FOR_EVER if asset.immutable else _ASK_FIRST,
        "ETag": form.tag,
        **PROTECTION,
    }
    if len(asset.forms) > 1:
        headers["Vary"] = "Accept-Encoding"
    if is_known(request, form.tag):
        return Response(status_code=304, headers=headers)
    if coding != IDENTITY:
        headers["Content-Encoding"] = coding
    return Response(form.body, headers=headers | {"Content-Type": asset.media_type})
