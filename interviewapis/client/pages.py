"""The page that stands in for a client that is not built, and what browsers may do on ours."""

from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

PROTECTION = {
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Headers of everything below ``/app``."""


def content_security_policy(nonce: str, inline: Iterable[str]) -> str:
    """What the client may load and do: all from here, no HTML from strings.

    Args:
        nonce: For the style sheet in the page, and for those that Angular's components bring along.
        inline: Hashes of the only scripts that may stand in the page.
    """
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *(f"'{each}'" for each in inline))),
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types angular",
        )
    )


_STYLE = """\
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center;
  font: 1.05rem/1.6 system-ui, sans-serif;
  background: light-dark(#f6f7f9, #14171c); color: light-dark(#1c2430, #e6e9ee); }
main { max-width: 34rem; margin: 1.5rem; padding: 2rem; border-radius: 0.9rem;
  background: light-dark(#fff, #1d2128); border: 1px solid light-dark(#dde1e7, #343a44); }
h1 { margin: 0 0 0.6rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0.8rem 0 0; }
pre { margin: 0.8rem 0 0; padding: 0.7rem 1rem; border-radius: 0.5rem; overflow-x: auto;
  background: light-dark(#eef1f5, #14171c); font-size: 1rem; }
a { color: light-dark(#0b57b0, #8ab8f5); }
a:focus-visible { outline: 2px solid; outline-offset: 2px; }
"""

NOT_BUILT = f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The web client is not built yet</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>The web client is not built yet</h1>
<p>The server works; only these pages are missing. Build them in the folder of the project, which
takes about a minute:</p>
<pre><code>make client</code></pre>
<p>Then load this page again. There is no need to restart the server.</p>
<p>Meanwhile, <a href="/docs">everything can be tried in the reference</a>.</p>
</main>
</body>
</html>
"""

NOT_BUILT_POLICY = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
"""What that page may do: show its one style sheet."""
