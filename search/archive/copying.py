"""Copying an archive from one home to another, whole: texts, versions, ledger, saved searches.

Articles keep their numbers, so that what was new to somebody stays new, and two archives
can be compared line by line. A copy that was stopped goes on where it was; nobody can
search it before it is complete.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

from search.archive.portions import in_portions
from search.archive.reports import Comparison
from search.archive.snapshot import readable_settings
from search.archive.writing import Writer
from search.errors import ArchiveExists, ArchiveMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from search.archive.homes import Home
    from search.catalog import Catalog, Reader

    Progress = Callable[[int, int], None]
    Lines = Iterator[tuple[Any, object]]  # each with a key that they are in the order of

AT_ONCE = 500  # lines of the ledger that are written together


def copy(source: Home, target: Home, progress: Progress | None) -> int:
    """Copy an archive; return the number of its articles, former versions among them.

    Raises:
        ArchiveExists: if there is another archive at the target.
    """
    with source.faults(reading=True), closing(source.catalog()) as held:
        settings = readable_settings(held)
        with closing(held.view()) as view:
            mark = f"{source.place} (generation {view.state()[0]})"
            with target.faults():
                begun = _target(target, settings.language, mark, view)
            with closing(begun) as catalog:
                return _Copying(view, target, catalog, progress).run(source)


def _target(target: Home, language: str, mark: str, view: Reader) -> Catalog:
    """Return the catalog of the copy, begun or to be gone on with."""
    try:
        catalog = target.catalog()
    except ArchiveMissing:
        catalog = target.create(None, language, None)
        catalog.begin_copy(mark, view.last_number())
        return catalog
    settings = catalog.read_settings()
    copied = settings.copying
    is_new = not copied and catalog.state()[0] == 0 and not any(catalog.counts().values())
    if is_new and settings.language == language:  # a copy was stopped when it had just been made
        catalog.begin_copy(mark, view.last_number())
    elif copied != mark:
        catalog.close()
        kept = f"an unfinished copy of {copied}" if copied else "another archive"
        raise ArchiveExists(
            f"At {target.place} there is {kept}. Name another place for the copy, or delete"
            " what is there first."
        )
    return catalog


class _Copying:
    """One run that copies, from where an earlier one was stopped."""

    def __init__(
        self, view: Reader, target: Home, catalog: Catalog, progress: Progress | None
    ) -> None:
        self._view = view
        self._target = target
        self._catalog = catalog
        self._progress = progress

    def run(self, source: Home) -> int:
        settings = self._catalog.read_settings()
        with (
            self._target.writing(1.0),
            closing(self._target.open_engine(self._catalog, settings, writing=True)) as opened,
        ):
            writer = Writer(self._target, self._catalog, opened)
            with closing(writer):
                done = self._copy_articles(writer)
                self._copy_ledger(writer)
                writer.commit()
        kept = self._target.searches()
        for each in source.searches().every():
            kept.put(each, replace=True)
        with self._target.faults():
            self._catalog.end_copy()
        return done

    def _copy_articles(self, writer: Writer) -> int:
        """Copy what the target does not have yet, in the order of numbers."""
        counts = self._view.counts()
        total = counts["articles"] + counts["versions"]
        last = self._catalog.last_stored()
        held = self._catalog.counts()
        done = held["articles"] + held["versions"]
        for row in self._view.stored(after=last):
            writer.restore(row)
            writer.commit_if_due()
            done += 1
            if self._progress:
                self._progress(done, max(done, total))
        writer.commit()
        return done

    def _copy_ledger(self, writer: Writer) -> None:
        for some in in_portions(self._view.files(), AT_ONCE):
            writer.begin()
            self._catalog.foresee(files=some)
            self._view.foresee_files(some)
            with writer.noting() as catalog:
                for path in some:
                    record = self._view.file(path)
                    if record is not None:
                        catalog.record(record)
                    if record is not None and record.failed:
                        catalog.record_failures(path, self._view.failures(path))
            writer.commit_if_due()
        with writer.noting() as catalog:
            for mark in sorted(self._view.boilerplate()):
                catalog.note_boilerplate(mark)


def compare(one: Home, other: Home) -> Comparison:
    """Compare what two archives hold, line by line."""
    with closing(one.catalog()) as first, closing(other.catalog()) as second:
        for catalog in (first, second):
            readable_settings(catalog)
        with closing(first.view()) as view, closing(second.view()) as beside:
            return Comparison(
                articles=_differing(_of(one, _articles(view)), _of(other, _articles(beside))),
                files=_differing(_of(one, _ledger(view)), _of(other, _ledger(beside))),
                searches=_differing(_of(one, _searches(one)), _of(other, _searches(other))),
            )


def _of(home: Home, lines: Lines) -> Lines:
    """Yield lines; what is the matter with the place where they are from is said of that place."""
    with home.faults(reading=True):
        yield from lines


def _articles(view: Reader) -> Lines:
    return ((stored.aid, stored) for stored in view.stored())


def _ledger(view: Reader) -> Lines:
    """Yield all that a catalog holds beside its articles, each with its key, in their order."""
    for some in in_portions(view.files(), AT_ONCE):
        view.foresee_files(some)
        for path in some:
            yield ("file", path), view.file(path)
    for failure in view.failures():
        yield ("part", failure.file, failure.part), failure
    for mark in sorted(view.boilerplate()):
        yield ("text", mark), mark


def _searches(home: Home) -> Lines:
    return (((each.name.casefold(), each.name), each) for each in home.searches().every())


def _differing(one: Lines, other: Lines) -> int:
    """Count the keys that only one of two has, or that have other values in the other."""
    left, right = next(one, None), next(other, None)
    differing = 0
    while left is not None or right is not None:
        if right is None or (left is not None and left[0] < right[0]):
            differing += 1
            left = next(one, None)
        elif left is None or right[0] < left[0]:
            differing += 1
            right = next(other, None)
        else:
            differing += left[1] != right[1]
            left, right = next(one, None), next(other, None)
    return differing
