"""The inverted indexes that an archive can be built on, by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from search.errors import EngineMissing

if TYPE_CHECKING:
    from pathlib import Path

    from search.engines.base import Engine, ReadArticles

DEFAULT = "tantivy"

# Name: module, class, package that it needs.
_ENGINES = {
    "tantivy": ("search.engines.tantivy_engine", "TantivyEngine", "tantivy"),
    "whoosh": ("search.engines.whoosh_engine", "WhooshEngine", "whoosh"),
}

NAMES = tuple(_ENGINES)


def load(name: str, folder: Path, language: str, read_articles: ReadArticles) -> Engine:
    """Open (or make) the engine called ``name`` in ``folder``.

    Raises:
        EngineMissing: if there is no such engine or its package is not installed.
    """
    if name not in _ENGINES:
        raise EngineMissing(f"There is no engine “{name}”. Choose from: {', '.join(NAMES)}.")
    module, kind, package = _ENGINES[name]
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        raise EngineMissing(
            f"The engine “{name}” needs the package {package}. "
            f"Install it with: pip install {package}"
        ) from None
    engine: Engine = getattr(loaded, kind)(folder, language, read_articles)
    return engine
