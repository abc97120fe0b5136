"""Makes the accounts that requests are about, and signs in for those that need it."""

from collections.abc import Callable
from typing import Any

from scripts.api_documentation.document import bodies, document
from scripts.api_documentation.ids import ACCESS, Ids, first_shown
from scripts.api_documentation.request import Request

Send = Callable[[Request], Any]
"""Sends a request with what is really there in it; what it is answered."""

ADMINISTRATOR = {"ADMIN_EMAIL": "admin@example.com", "ADMIN_PASSWORD": "Admin-Pass-123"}
"""In the environment of a server whose administrator is to sign in."""

YOURS, THE_ADMINISTRATORS = "YOUR_TOKEN", "ADMIN_TOKEN"
"""Tokens as the documentation shows them."""

_REGISTER, _LOGIN = "/api/auth/register", "/api/auth/login"


def make_account(request: Request, ids: Ids, send: Send) -> None:
    """Make what a request names of accounts and ``ids`` do not have yet, and take it down.

    A sign-in that has ended, or that nobody has begun, stays as it is shown.
    """
    wanted = {each for each in request.named() if each not in ids}
    if (ACCESS, THE_ADMINISTRATORS) in wanted:
        email, password = ADMINISTRATOR.values()
        body = {"email": email, "password": password}
        ids[ACCESS, THE_ADMINISTRATORS] = send(Request("POST", _LOGIN, body=body))["access_token"]
    is_signed_in = (ACCESS, YOURS) in wanted
    somebody = ("user_id", first_shown("user_id"))
    if is_signed_in or somebody in wanted or request.path == _LOGIN:
        ids[somebody] = send(_example(_REGISTER))["id"]
    if is_signed_in:
        ids[ACCESS, YOURS] = send(_example(_LOGIN))["access_token"]


def _example(path: str) -> Request:
    operation = document()["paths"][path]["post"]
    return Request("POST", path, body=next(iter(bodies(operation).values())))
