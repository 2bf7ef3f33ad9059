"""Building an index anew, and seeing whether it agrees with the catalog."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from search import analysis
from search.archive.reports import CheckReport
from search.archive.writing import writing

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from search.archive.homes import Home, Shape
    from search.archive.snapshot import Snapshot
    from search.catalog import Catalog
    from search.engines.base import Engine


def rebuild(
    home: Home,
    catalog: Catalog,
    engine: str | None,
    spread: Shape,
    progress: Callable[[int, int], None] | None,
) -> int:
    """Build an index from the catalog, make it the archive's, and return its articles' number.

    The old index answers until the new one is complete.
    """
    faults = home.faults()
    with home.rebuilding():
        settings = catalog.read_settings()
        name = engine or settings.engine
        with faults:
            home.sweep(settings.folder)
            folder, built = home.new_engine(name, settings.language, catalog.articles, spread)
        with closing(built):
            done = _fill(built, catalog, faults, progress)
        with faults:
            catalog.switch(engine=name, folder=folder, analysis=analysis.VERSION)
            home.sweep(folder)
    return done


def _fill(
    engine: Engine,
    catalog: Catalog,
    faults: AbstractContextManager[None],
    progress: Callable[[int, int], None] | None,
) -> int:
    with faults:
        writer = engine.writer()
    total = catalog.counts()["articles"]
    done = 0
    try:
        for done, (aid, article, lead) in enumerate(catalog.indexable(), start=1):
            with faults:
                writer.add(aid, article, lead)
            if progress:
                progress(done, max(done, total))
        with faults:
            writer.commit()
    finally:
        writer.close()
    return done


def check(home: Home, catalog: Catalog, snapshot: Snapshot, *, repair: bool) -> CheckReport:
    """Compare catalog and index; with ``repair``, index again what differs."""
    sound = catalog.is_sound()
    with snapshot.reading() as engine:
        wanted = dict(catalog.contents())
        found = dict(engine.contents())
    missing = wanted.keys() - found.keys()
    surplus = found.keys() - wanted.keys()
    different = {aid for aid in wanted.keys() & found.keys() if wanted[aid] != found[aid]}
    wrong = missing | surplus | different
    if repair and wrong:
        with writing(home, catalog, again=wrong):
            pass
    return CheckReport(
        sound=sound,
        articles=len(wanted),
        missing=len(missing),
        surplus=len(surplus),
        different=len(different),
        repaired=bool(repair and wrong),
    )
