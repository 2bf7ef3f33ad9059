"""What newspaper databases give out: many articles in one text, with labelled fields.

Each database has a module with ``recognises``, which tells from the first lines
whether a text is surely an export of it, and ``read``, which yields its articles.
Lines are those of a text (``wrapped``: a paragraph may go over several of them, with
an empty line behind it) or the paragraphs of a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from search.readers.exports import factiva, nexis, proquest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.draft import Draft

HEAD = 400  # lines at the beginning in which an export shows itself


class Database(Protocol):
    """A module of this package."""

    def recognises(self, head: Sequence[str]) -> bool:
        """Say whether these first lines, without blanks around them, are of its exports."""

    def read(self, lines: Sequence[str], *, wrapped: bool) -> Iterator[Draft]:
        """Yield the articles of an export."""


_DATABASES: tuple[Database, ...] = (nexis, factiva, proquest)


def articles(lines: Sequence[str], *, wrapped: bool = False) -> Iterator[Draft] | None:
    """Return the articles of an export, or None if the text is no export.

    >>> articles(["Bridge open", "It reopened on Monday."]) is None
    True
    """
    head = [line.strip() for line in lines[:HEAD]]
    for database in _DATABASES:
        if database.recognises(head):
            return database.read(lines, wrapped=wrapped)
    return None
