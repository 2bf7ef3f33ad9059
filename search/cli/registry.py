"""Where each command stands; its module is imported when it is asked for by name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

_HOMES = {
    "index": "indexing",
    "failures": "indexing",
    "search": "commands",
    "concordance": "views",
    "timeline": "views",
    "facets": "views",
    "first": "views",
    "show": "commands",
    "similar": "views",
    "suggest": "insight",
    "explain": "insight",
    "cite": "desk",
    "export": "commands",
    "saved": "desk",
    "stats": "upkeep",
    "remove": "upkeep",
    "rebuild": "upkeep",
    "copy": "upkeep",
    "check": "upkeep",
    "serve": "serving",
}


class _Commands(Mapping[str, "click.Command"]):
    """The commands by name, of which a search needs one, in the order of the reference."""

    def __getitem__(self, name: str) -> click.Command:
        module = import_module(f"search.cli.{_HOMES[name]}")
        return cast("click.Command", getattr(module, name))

    def __iter__(self) -> Iterator[str]:
        return iter(_HOMES)

    def __len__(self) -> int:
        return len(_HOMES)


COMMANDS = _Commands()
