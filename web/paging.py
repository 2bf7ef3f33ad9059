"""Where one page stands among the pages of a search."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging:
    """A page of ``size`` hits, counted from 1, of a search with ``total`` hits.

    >>> Paging(page=3, size=20, total=45).pages
    3
    >>> Paging(page=4, size=20, total=45).is_beyond
    True
    """

    page: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; a search without hits has one, which is empty."""
        return max(1, -(-self.total // self.size))

    @property
    def is_beyond(self) -> bool:
        """Whether the page lies after the last."""
        return self.page > self.pages

    @property
    def previous(self) -> int | None:
        """The page before, or None on the first."""
        return min(self.page - 1, self.pages) or None

    @property
    def next(self) -> int | None:
        """The page after, or None on the last."""
        return self.page + 1 if self.page < self.pages else None
