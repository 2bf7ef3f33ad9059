"""A text to the parts of an article: what does it say about itself, and in which paragraphs?"""

from __future__ import annotations

from dataclasses import dataclass

from search.article import Paragraphs
from search.readers.pieces import Piece
from search.readers.story.opening import Opening, read_opening
from search.readers.story.roles import assign_roles
from search.readers.text.markup import is_marked
from search.readers.text.structure import read_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A text that has been read: its opening, and the paragraphs under its title."""

    opening: Opening
    paragraphs: Paragraphs


def read_text(text: str, *, markdown: bool = False, title: str | None = None) -> Story:
    r"""Read a clean text into paragraphs, the title first.

    ``markdown`` says that it is Markdown; otherwise it is read as Markdown only
    where it unmistakably is. ``title`` is the one that front matter gives.

    >>> story = read_text("Bridge open\n\nIt reopened on Monday.")
    >>> [(part.number, part.kind, part.text) for part in story.paragraphs]
    [(0, 'title', 'Bridge open'), (1, 'body', 'It reopened on Monday.')]
    """
    return read_story(read_pieces(text, marked=markdown or is_marked(text)), title)


def read_story(pieces: list[Piece], title: str | None = None) -> Story:
    """Read pieces into the opening of an article and its numbered paragraphs.

    ``title`` is the one that is known already.
    """
    opening = read_opening(pieces, title)
    return Story(opening=opening, paragraphs=_numbered(assign_roles(opening.pieces), opening.title))


def _numbered(pieces: list[Piece], title: str | None) -> Paragraphs:
    """Return the paragraphs of pieces, below the title."""
    if title:
        pieces = [Piece("title", title), *pieces]
    headings: list[str | None] = []
    heading: str | None = None
    for piece in pieces:
        headings.append(heading)
        if piece.kind == "heading":
            heading = piece.text
    first = 0 if title else 1
    return Paragraphs(
        numbers=list(range(first, first + len(pieces))),
        texts=[piece.text for piece in pieces],
        kinds=[piece.kind for piece in pieces],
        headings=headings,
        pages=[piece.page for piece in pieces],
    )
