"""What must be there before a local model is started."""

import importlib.util
import os
from pathlib import Path

_MAGIC = b"GGUF"


class LocalModelError(ValueError):
    """The local model can't be used; the message is one line for people to read."""


def require_llama_cpp() -> None:
    """See whether llama.cpp is installed.

    Raises:
        LocalModelError: it is not.
    """
    if importlib.util.find_spec("xllamacpp") is None:
        raise LocalModelError("local needs a package that is not installed: pip install xllamacpp")


def require_model_file(path: Path) -> None:
    """See whether a file looks like a model that llama.cpp reads.

    Raises:
        LocalModelError: it does not; the message does not repeat the path.
    """
    try:
        # A pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as file:
            begins = file.read(len(_MAGIC))
    except IsADirectoryError:
        raise LocalModelError("must be a file, not a folder") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        raise LocalModelError(f"can't be read: {reason}") from None
    if begins != _MAGIC:
        raise LocalModelError("must be a model in GGUF format")
