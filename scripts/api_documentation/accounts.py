"""The walk through accounts that the documentation shows: requests that build on the answers to
those before them.
"""

from interviewapis.accounts.keys.examples import KEY_EXAMPLES
from interviewapis.accounts.signing.examples import LOGIN_EXAMPLES, REGISTER_EXAMPLES
from scripts.api_documentation.ids import API_KEY, nth, unused
from scripts.api_documentation.making_accounts import ADMINISTRATOR, THE_ADMINISTRATORS, YOURS
from scripts.api_documentation.shown import Shown

_REGISTER, _LOGIN, _MAKE_KEY = (
    next(iter(examples.values()))["value"]
    for examples in (REGISTER_EXAMPLES, LOGIN_EXAMPLES, KEY_EXAMPLES)
)
_ADMINISTRATOR = dict(zip(("email", "password"), ADMINISTRATOR.values(), strict=True))

_SIGNED_IN = {"Authorization": f"Bearer {YOURS}"}
_WITH_KEY = {"Authorization": f"Bearer {unused(API_KEY, {})}"}
_AS_ADMINISTRATOR = {"Authorization": f"Bearer {THE_ADMINISTRATORS}"}

WALK = (
    Shown(
        "accounts-register", "POST", "/api/auth/register", "Step 1: sign up", _REGISTER, status=201
    ),
    Shown("accounts-login", "POST", "/api/auth/login", "Step 2: sign in", _LOGIN),
    Shown("accounts-me", "GET", "/api/auth/me", "Step 3: send the token", headers=_SIGNED_IN),
    Shown(
        "accounts-key",
        "POST",
        "/api/user/api-keys",
        "Step 4: make a key for a script",
        _MAKE_KEY,
        _SIGNED_IN,
        status=201,
    ),
    Shown(
        "accounts-use-key",
        "GET",
        "/api/interview",
        "The script reads with it",
        headers=_WITH_KEY,
    ),
    Shown(
        "accounts-lacking",
        "POST",
        "/api/companies",
        "It may not write",
        {"company_name": "Initech"},
        _WITH_KEY,
        status=403,
    ),
    Shown(
        "accounts-logout",
        "POST",
        "/api/auth/logout",
        "Step 5: sign out",
        headers=_SIGNED_IN,
    ),
    Shown(
        "accounts-ended",
        "GET",
        "/api/auth/me",
        "The token has ended",
        headers=_SIGNED_IN,
        status=401,
    ),
    Shown(
        "accounts-administrator",
        "POST",
        "/api/auth/login",
        "Sign in as administrator",
        _ADMINISTRATOR,
    ),
    Shown(
        "accounts-deactivate",
        "POST",
        f"/api/admin/users/{nth('user_id', 1)}/deactivate",
        "Deactivate an account",
        headers=_AS_ADMINISTRATOR,
    ),
    Shown(
        "accounts-inactive",
        "POST",
        "/api/auth/login",
        "Its owner can't sign in",
        _LOGIN,
        status=403,
    ),
)
"""In the order in which they are sent."""
