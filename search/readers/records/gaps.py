"""What cannot be read of a file of many records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_REPORTS = 1000  # of one file; the rest is counted


class Reports:
    """Holds reports back until there is an article, and counts those beyond ``_MOST_REPORTS``.

    A file of which no record has a text is one error, not many.
    """

    def __init__(self, name: str) -> None:
        """Take the file's name."""
        self.all_empty = True
        self._name = name
        self._released = False
        self._held: list[Unread] = []
        self._count = 0

    def add_empty(self, number: int, keys: str, noun: str) -> Iterator[Unread]:
        """Take a record without a text; ``keys`` are those that it has."""
        reason = f"has no text; its {noun}s are {keys}." if keys else "is no object with keys."
        yield from self._add(Unread(path=f"{self._name}#{number}", reason=reason))

    def add(self, report: Unread) -> Iterator[Unread]:
        """Take the report of a part that cannot be read."""
        self.all_empty = False
        yield from self._add(report)

    def release(self) -> Iterator[Unread]:
        """Yield what was held back: there is an article."""
        self.all_empty = False
        self._released = True
        yield from self._held
        self._held.clear()

    def end(self) -> Iterator[Unread]:
        """Yield what is held back still, and how many reports were not."""
        yield from self._held
        if more := max(self._count - _MOST_REPORTS, 0):
            reason = f"has {more:,} more records that could not be read."
            yield Unread(path=self._name, reason=reason)

    def _add(self, report: Unread) -> Iterator[Unread]:
        self._count += 1
        if self._count > _MOST_REPORTS:
            return
        if self._released:
            yield report
        else:
            self._held.append(report)
