"""The prompts, one Markdown file each."""

from pathlib import Path


def load_prompt(name: str) -> str:
    """Read the prompt ``<name>.md`` of this folder.

    Raises:
        FileNotFoundError: no such prompt.
    """
    return Path(__file__).with_name(f"{name}.md").read_text(encoding="utf-8").strip()
