"""Where one page stands among the pages of a search."""

from __future__ import annotations

from dataclasses import dataclass

_AROUND = 2  # pages shown on either side of the current one


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

    @property
    def around(self) -> tuple[int | None, ...]:
        """The first page, those around the current one, and the last; None where some are left out.

        >>> Paging(page=10, size=20, total=500).around
        (1, None, 8, 9, 10, 11, 12, None, 25)
        """
        current = min(self.page, self.pages)
        near = range(max(1, current - _AROUND), min(self.pages, current + _AROUND) + 1)
        shown: list[int | None] = []
        for number in sorted({1, *near, self.pages}):
            missing = number - (shown[-1] or 0) - 1 if shown else 0
            # A gap of one page is no shorter than its number.
            shown += [number - 1] if missing == 1 else [None] * (missing > 1)
            shown.append(number)
        return tuple(shown)
