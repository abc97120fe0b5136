"""A small client, as a build would leave it."""

import gzip
import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

SCRIPT = "main-A1B2C3D4.js"
STYLE = "styles-Z9Y8X7W6.css"
PICTURE = "media/crane-ABCDEFGH.png"
HASH = f"sha256-{b64encode(sha256(b'document.title').digest()).decode()}"
"""Of the script in the page."""

INDEX = """\
<!doctype html>
<html lang="en"><head><base href="/app/"><meta name="auth" content="__AUTH__">
<link rel="stylesheet" href="styles-Z9Y8X7W6.css"><script>document.title</script></head>
<body><app-root ngCspNonce="__CSP_NONCE__"></app-root>
<script src="main-A1B2C3D4.js" type="module"></script></body></html>
"""


def write_client(folder: Path, script: str = SCRIPT) -> Path:
    """Write the files of a built client; ``script`` is what its name is now."""
    (folder / "media").mkdir(parents=True, exist_ok=True)
    write_packed(folder / script, f"console.log('{script}');".encode() * 100)
    write_packed(folder / STYLE, b"body { margin: 0 }" * 100)
    (folder / PICTURE).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (folder / "manifest.webmanifest").write_text('{"name": "InterviewAPIs"}')
    told = {"inline": [HASH], "preloads": {"ask": [script], "library": ["gone.js"]}}
    (folder / "page.json").write_text(json.dumps(told))
    (folder / "index.html").write_text(INDEX.replace(SCRIPT, script))
    return folder


def write_packed(path: Path, content: bytes) -> None:
    """Write a file and its compressed forms. Nobody unpacks the one in Brotli here."""
    path.write_bytes(content)
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content))
    path.with_name(f"{path.name}.br").write_bytes(brotli_of(content))


def brotli_of(content: bytes) -> bytes:
    """What stands for a content in Brotli, which Python can't make."""
    return b"brotli of " + content[:30]
