"""The built client, read into memory: what is not in here is not served."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, StringConstraints, ValidationError

from interviewapis.client.preferences import IDENTITY

INDEX = "index.html"
_TOLD = "page.json"

NONCE_MARK = b"__CSP_NONCE__"
"""Stands in the index where each response has a nonce of its own."""

_AUTH_MARK = b"__AUTH__"
"""Stands in the index where it says who may come in."""

_MEDIA_TYPES = {
    ".avif": "image/avif",
    ".css": "text/css; charset=utf-8",
    ".gif": "image/gif",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
"""What is served. A list of our own: Python's differs from machine to machine."""

_ENDINGS = {"br": ".br", "gzip": ".gz"}

_HASHED = re.compile(r"(?:media/.+|[^/]+(?=.{9}\.(?:css|js)$))-(?=.{0,7}[A-Z0-9])[\w-]{8}\.\w+")
"""A path that changes with the content, where the build does not tell so: a hash is at its end."""


class _Told(BaseModel):
    """What the build tells of its page."""

    inline: tuple[Annotated[str, StringConstraints(pattern=r"^sha256-[A-Za-z0-9+/]{43}=$")], ...]
    hashed: frozenset[str] = frozenset()
    preloads: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Form:
    """An asset in one content coding."""

    body: bytes
    tag: str
    """Its entity tag."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that the index, or another asset, refers to."""

    media_type: str
    immutable: bool
    """Whether the same name means the same content for ever."""
    forms: Mapping[str, Form]
    """By content coding."""


@dataclass(frozen=True, slots=True)
class Build:
    """What one build of the client left."""

    index: tuple[bytes, ...]
    """The page, cut where a nonce belongs."""
    assets: Mapping[str, Asset]
    """By path in the folder."""
    inline: tuple[str, ...]
    """Hashes of the scripts that stand in the index, as a Content-Security-Policy names them."""
    preloads: Mapping[str, tuple[str, ...]]
    """Scripts that a page loads at once, in order, by the first part of its address."""
    earlier: Mapping[str, Asset] = field(default_factory=dict)
    """What pages of the build before may still load."""

    def page(self, nonce: str, auth: str) -> bytes:
        """The index with a nonce, and with who may come in."""
        return nonce.encode().join(self.index).replace(_AUTH_MARK, auth.encode())

    def asset(self, path: str) -> Asset | None:
        """The asset at a path, if there is one."""
        return self.assets.get(path) or self.earlier.get(path)

    def replacing(self, before: "Build | None") -> "Build":
        """The same for a server that has served another build until now."""
        kept = {
            name: asset
            for name, asset in (before.assets if before else {}).items()
            if asset.immutable
        }
        return replace(self, earlier=kept)


def read_build(folder: Path) -> Build:
    """Read a folder with all that may be served of it.

    Links, files whose name begins with a dot, source maps and files of an unknown kind may not.

    Raises:
        OSError: there is no index, or something can't be read.
    """
    index = (folder / INDEX).read_bytes()
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    told = _told(folder)
    assets = {
        name: _asset(name, path, files, told.hashed)
        for name, path in files.items()
        if path.suffix in _MEDIA_TYPES and name != _TOLD
    }
    preloads = {
        page: tuple(each for each in scripts if each in assets)
        for page, scripts in told.preloads.items()
    }
    return Build(tuple(index.split(NONCE_MARK)), assets, told.inline, preloads)


def _told(folder: Path) -> _Told:
    """What the build has told of its page; nothing where that makes no sense: it works without."""
    try:
        return _Told.model_validate_json((folder / _TOLD).read_bytes())
    except (OSError, ValidationError):
        return _Told(inline=(), preloads={})


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _asset(name: str, path: Path, files: Mapping[str, Path], hashed: Collection[str]) -> Asset:
    forms = {IDENTITY: _form(path)}
    for coding, ending in _ENDINGS.items():
        if packed := files.get(name + ending):
            forms[coding] = _form(packed)
    immutable = name in hashed or bool(_HASHED.fullmatch(name))
    return Asset(_MEDIA_TYPES[path.suffix], immutable, forms)


def _form(path: Path) -> Form:
    body = path.read_bytes()
    return Form(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')
