"""The members of a file that holds other files: which of them are read, and by what names."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers import registry
from search.readers.containers import selection
from search.readers.containers.labels import Labels, label
from search.readers.containers.streams import Broken
from search.readers.source import Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from search.article import Article

_MOST_PAGES = 100_000  # whose furniture is known


class Members:
    """The members of one source, as they come."""

    def __init__(self, source: Source) -> None:
        """Begin with none."""
        self._source = source
        self._labels = Labels()
        self._pages: set[str] = set()

    def see(self, name: str) -> None:
        """Note a name, by which the furniture of a saved page is known."""
        page = selection.stem_of_page(label(name))
        if page and len(self._pages) < _MOST_PAGES:
            self._pages.add(page)

    def wants(self, name: str) -> bool:
        """Say whether a member may hold articles."""
        return selection.of_member(label(name), self._pages) is not False

    def unique(self, name: str) -> str:
        """Return a member's name as it is shown, which no other has."""
        return self._labels.unique(name)

    def read(
        self, name: str, stream: IO[bytes], size: int | None = None
    ) -> Iterator[Article | Unread]:
        """Yield what a member holds, if it is one that holds articles."""
        sure = selection.of_member(label(name), self._pages)
        with closing(self._source.member(self.unique(name), stream, size)) as member:
            yield from self.read_source(member, sure=bool(sure))

    def read_source(self, member: Source, *, sure: bool) -> Iterator[Article | Unread]:
        """Yield what a member holds; look into it before, if it is not ``sure`` to hold articles."""
        try:
            if not (sure or selection.by_content(member)):
                return
        except ReadError as error:
            if isinstance(error, Broken) and error.path != member.name:
                raise
            yield Unread.of(member.name, error)
            return
        yield from registry.read_member(member)
