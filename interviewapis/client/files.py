"""The built client, read into memory: what is not in here is not served."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from interviewapis.client.preferences import IDENTITY

INDEX = "index.html"
_PRELOADS = "preloads.json"

NONCE_MARK = b"__CSP_NONCE__"
"""Stands in the index where each response has a nonce of its own."""

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

_TOLD = TypeAdapter(dict[str, list[str]])
_ENDINGS = {"br": ".br", "gzip": ".gz"}

_HASHED = re.compile(r"(?:media/.+|[^/]+(?=.{9}\.(?:css|js)$))-(?=.{0,7}[A-Z0-9])[\w-]{8}\.\w+")
"""A path that changes with the content: Angular's builder puts a hash at the end of the name of
scripts and styles, and of all that styles refer to."""


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
    preloads: Mapping[str, tuple[str, ...]]
    """Scripts that a page loads beyond those in the index, by the first part of its address."""
    earlier: Mapping[str, Asset] = field(default_factory=dict)
    """What pages of the build before may still load."""

    def page(self, nonce: str) -> bytes:
        """The index with a nonce."""
        return nonce.encode().join(self.index)

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
    assets = {
        name: _asset(name, path, files)
        for name, path in files.items()
        if path.suffix in _MEDIA_TYPES and name != _PRELOADS
    }
    return Build(tuple(index.split(NONCE_MARK)), assets, _preloads(folder, assets))


def _preloads(folder: Path, assets: Mapping[str, Asset]) -> dict[str, tuple[str, ...]]:
    """What the build has told of pages; nothing where it told none, as pages load without it."""
    try:
        told = _TOLD.validate_json((folder / _PRELOADS).read_bytes())
    except (OSError, ValidationError):
        return {}
    return {page: tuple(each for each in told[page] if each in assets) for page in told}


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name.startswith(".") or path.is_symlink():
            continue
        if path.is_dir():
            yield from _files(path)
        elif path.is_file():
            yield path


def _asset(name: str, path: Path, files: Mapping[str, Path]) -> Asset:
    forms = {IDENTITY: _form(path)}
    for coding, ending in _ENDINGS.items():
        if packed := files.get(name + ending):
            forms[coding] = _form(packed)
    return Asset(_MEDIA_TYPES[path.suffix], bool(_HASHED.fullmatch(name)), forms)


def _form(path: Path) -> Form:
    body = path.read_bytes()
    return Form(body, f'"{blake2b(body, digest_size=12).hexdigest()}"')
