"""A language model on this machine: llama.cpp's own server, in a process beside ours."""

from agents.local.checks import LocalModelError, require_llama_cpp, require_model_file
from agents.local.process import LocalModel, LocalModelSettings, start_local_model

__all__ = [
    "LocalModel",
    "LocalModelError",
    "LocalModelSettings",
    "require_llama_cpp",
    "require_model_file",
    "start_local_model",
]
