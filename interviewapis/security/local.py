"""Who may ask without credentials.

``AUTH=local`` lets requests without credentials act as the built-in local user. That is safe
only while nobody but the person at this machine can send them: not another machine, not a proxy
in front, not a page of some other site in the person's own browser, not a name that somebody
else's DNS points at 127.0.0.1.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

_FORWARDING = re.compile(
    r"forwarded|via|x-forwarded-.*|x-original-.*|x-real-ip|x-client-ip|x-cluster-client-ip"
    r"|true-client-ip|cf-.*|fastly-client-ip|fly-client-ip"
)
_HOST = re.compile(r"(?P<name>\[[0-9A-Fa-f:.]+\]|[^\[\]@/?#:]+)(:[0-9]{1,5})?")
_OWN_SITE = ("same-origin", "none")
_LOOPBACK_NAMES = ("localhost",)


def refusal_for(connection: HTTPConnection, allowed_origins: Collection[str]) -> str | None:
    """Say why this request can't act as the local user, or None when it can."""
    headers = connection.headers
    if connection.client is None or not _is_loopback(connection.client.host):
        return "it comes from another machine"
    if forwarded := next(filter(_is_forwarding, headers), None):
        return f"it was forwarded by a proxy (header {forwarded})"
    if connection.scope["http_version"] == "1.0":
        return "it came over HTTP/1.0, as from a proxy that does not name itself"
    host = headers.get("host", "")
    if not _is_loopback(_hostname(host)):
        return "its Host header names no loopback address"
    origin = headers.get("origin")
    if origin is not None:
        if origin in allowed_origins or origin == f"{connection.url.scheme}://{host}":
            return None
        return "it was sent by a page of another site (header Origin)"
    if headers.get("sec-fetch-site", "none") not in _OWN_SITE:
        return "it was sent by a page of another site (header Sec-Fetch-Site)"
    return None


# Names and addresses repeat from request to request; those of attackers push each other out.
@lru_cache(maxsize=1024)
def _is_forwarding(name: str) -> bool:
    return _FORWARDING.fullmatch(name) is not None


@lru_cache(maxsize=1024)
def _hostname(host: str) -> str:
    match = _HOST.fullmatch(host)
    return match["name"].strip("[]").lower() if match else ""


@lru_cache(maxsize=1024)
def _is_loopback(name: str) -> bool:
    if name in _LOOPBACK_NAMES:
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    # A socket that listens on IPv6 and IPv4 names IPv4 peers like ::ffff:127.0.0.1.
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
