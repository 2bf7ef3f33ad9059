"""Other ways to rank: a part of the ranking switched off, or one of its constants changed."""

from __future__ import annotations

import ast
import inspect
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

_RANKING = "search.engines.ranking"
_PASSAGES = "search.engines.passages"
_ASIDES = "search.engines.asides"
_EXPANSION = "search.archive.expansion"
_ARCHIVE = ("search.archive", "search.engines.tantivy_engine")  # all that an archive may load later

PARTS = {  # by what it is to be without a part: the constant, and the value that does it
    "titles count as text only": (f"{_RANKING}.TITLE_WEIGHT", 0.0),
    "function words count like others": (f"{_RANKING}.FUNCTION_WEIGHT", 1.0),
    "a repeated word counts each time": (f"{_RANKING}.K3", 1e9),
    "a repeated word counts once": (f"{_RANKING}.K3", 0.0),
    "nothing for words as they are written": (f"{_RANKING}.WRITTEN_WEIGHT", 0.0),
    "nothing for pairs": (f"{_RANKING}.PAIR_WEIGHT", 0.0),
    "no paragraph lifts its article": (f"{_PASSAGES}.PASSAGE", 0.0),
    "no words are added": (f"{_EXPANSION}.SHARE", 0.0),
    "boilerplate counts like other text": (f"{_ASIDES}.WEIGHT", 1.0),
}
NOTHING = "all of these at once"  # of two values of one constant the last

# The constants and the values that they are tried with; by default half and twice their own.
CONSTANTS: dict[str, tuple[float, ...] | None] = {
    f"{_RANKING}.TITLE_WEIGHT": None,
    f"{_RANKING}.FUNCTION_WEIGHT": None,
    f"{_RANKING}.K3": None,
    f"{_RANKING}.WRITTEN_WEIGHT": None,
    f"{_RANKING}.PAIR_WEIGHT": None,
    f"{_RANKING}.WINDOW": None,
    f"{_RANKING}.TOGETHER": (1, 2, 3),
    f"{_PASSAGES}.PASSAGE": (0.33, 0.5, 0.8),
    "search.engines.tantivy_passages.MOST": None,
    f"{_EXPANSION}.ARTICLES": None,
    f"{_EXPANSION}.FIRST": (1.0, 2.0, 4.0),
    f"{_EXPANSION}.WORDS": None,
    f"{_EXPANSION}.SHARE": None,
    f"{_EXPANSION}.LONGEST": None,
    f"{_EXPANSION}.FEWEST": (1, 2, 4),
    f"{_EXPANSION}.CONSIDERED": None,
    f"{_EXPANSION}.RARITY": (1, 2, 3),
    f"{_ASIDES}.WEIGHT": None,
    f"{_ASIDES}.CAPTION_WEIGHT": None,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """A way to rank: the values of those constants, by their full names, that are others."""

    name: str
    values: Mapping[str, float]


def variants(*, constants: bool = True) -> list[Variant]:
    """Return the ranking as it is, without each of its parts, and with other ``constants``."""
    found = [Variant("**as it is**", {})]
    found += [Variant(part, dict([value])) for part, value in PARTS.items()]
    found.append(Variant(NOTHING, dict(PARTS.values())))
    if constants:
        for constant, values in CONSTANTS.items():
            name = constant.removeprefix("search.").rpartition(".")[2]
            shown = f"{name} of boilerplate" if name == "WEIGHT" else name
            found += [
                Variant(f"`{shown}` {each:,g}", {constant: each})
                for each in _others(current(constant), values)
            ]
    return found


def _others(value: float, values: tuple[float, ...] | None) -> list[float]:
    """Return with what else a constant is tried; of a whole number whole numbers."""
    if values is None:
        values = value / 2, value * 2
    return [type(value)(round(each, 6)) for each in values if each != value]


def current(constant: str) -> float:
    """Return the value of a constant.

    >>> current("search.engines.ranking.K1")
    1.2
    """
    home, _, name = constant.rpartition(".")
    value: float = getattr(import_module(home), name)
    return value


@contextmanager
def replaced(values: Mapping[str, float]) -> Iterator[None]:
    """Let constants have other values within the block, wherever they are known by name.

    An archive remembers what it has found by the values it knew: open it within the block.
    """
    places = [
        (module, constant.rpartition(".")[2], value)
        for constant, value in values.items()
        for module in bound_in(constant)
    ]
    before = [(module, name, getattr(module, name)) for module, name, _ in places]
    try:
        for place in places:
            setattr(*place)
        yield
    finally:
        for place in before:
            setattr(*place)


def bound_in(constant: str) -> list[ModuleType]:
    """Return the modules in which a constant is known by its name, its own first.

    A module may have another constant of the same name, so its imports are read.
    """
    home, _, name = constant.rpartition(".")
    for each in _ARCHIVE:
        import_module(each)
    return [
        import_module(home),
        *(
            module
            for place, module in list(sys.modules.items())
            if place.startswith("search.")
            and hasattr(module, name)
            and _imports(module, home, name)
        ),
    ]


def _imports(module: ModuleType, home: str, name: str) -> bool:
    return any(
        isinstance(statement, ast.ImportFrom)
        and statement.module == home
        and name in {alias.name for alias in statement.names}
        for statement in ast.parse(inspect.getsource(module)).body
    )
