"""Write the generated parts of the documentation, or check that they are up to date.

docs/cli.md is what every command says of itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from search.cli.registry import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("cli.md")


def reference() -> str:
    """Return the reference of the command line."""
    parts = [
        "# The command line\n",
        "This page is written by `make docs` from what the commands say of themselves.\n",
        (
            "Data goes to standard output, progress and messages to standard error. Exit codes:"
            " 0 done (also with no hits), 1 failure, 2 misuse, 130 interrupted."
            " `NO_COLOR` is honoured.\n"
        ),
    ]
    for command in COMMANDS.values():
        parts += _sections(command, f"nutgraf {command.name}")
    return "\n".join(parts)


def _sections(command: click.Command, name: str) -> Iterator[str]:
    """Yield what a command says of itself, and each of its own commands."""
    context = click.Context(command, info_name=name, max_content_width=90)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _sections(each, f"{name} {each.name}")


def main() -> int:
    """Write the page; with ``--check`` only tell whether it is up to date."""
    text = reference()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{PAGE.name} is not up to date. Write it anew with: make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
