"""The inverted indexes that an archive can be built on, by name."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from search.errors import EngineMissing

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from search.cluster import Site, Spread
    from search.engines.base import Engine, ReadArticles
    from search.engines.opensearch_engine import OpenSearchEngine

DEFAULT = "tantivy"

# Name: module, class, package that it needs.
_ENGINES = {
    "tantivy": ("search.engines.tantivy_engine", "TantivyEngine", "tantivy"),
    "whoosh": ("search.engines.whoosh_engine", "WhooshEngine", "whoosh"),
}
NAMES = tuple(_ENGINES)  # those in folders

IN_CLUSTER = "opensearch"
# The package that its stems need; opensearch-py is asked for where a connection is made.
_IN_CLUSTER = ("search.engines.opensearch_engine", "OpenSearchEngine", "tantivy")


def load(name: str, folder: Path, language: str, read_articles: ReadArticles) -> Engine:
    """Open (or make) the engine called ``name`` in ``folder``.

    Raises:
        EngineMissing: if there is no such engine or its package is not installed.
    """
    if name not in _ENGINES:
        raise EngineMissing(f"There is no engine “{name}”. Choose from: {', '.join(NAMES)}.")
    engine: Engine = _loaded(name, *_ENGINES[name])(folder, language, read_articles)
    return engine


def load_in_cluster(
    site: Site, folder: str, language: str, read_articles: ReadArticles
) -> OpenSearchEngine:
    """Open the engine of an archive in a cluster; ``folder`` names its indices.

    Raises:
        EngineMissing: if a package that it needs is not installed.
    """
    engine: OpenSearchEngine = _loaded(IN_CLUSTER, *_IN_CLUSTER)(
        site, folder, language, read_articles
    )
    return engine


def make_in_cluster(site: Site, folder: str, spread: Spread) -> None:
    """Make the empty indices of an engine."""
    _loaded(IN_CLUSTER, *_IN_CLUSTER).make(site, folder, spread)


def _loaded(name: str, module: str, kind: str, package: str) -> Any:  # noqa: ANN401 - a class
    """Return the class of an engine."""
    try:
        loaded = import_module(module)
    except ModuleNotFoundError as error:
        if error.name != package:
            raise
        raise EngineMissing(
            f"The engine “{name}” needs the package {package}. "
            f"Install it with: pip install {package}"
        ) from None
    return getattr(loaded, kind)
