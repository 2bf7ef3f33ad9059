"""A draft: what a format's reader has found out about one article."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.readers.metadata import Metadata

if TYPE_CHECKING:
    from search.readers.pieces import Piece


@dataclass(slots=True, kw_only=True)
class Draft:
    """An article before its opening is read and its paragraphs are numbered.

    ``pieces`` are its paragraphs in their order, in which title, byline and date
    lines may still stand; ``metadata`` is what its format states apart from the
    text. In a file of several articles ``key`` tells this one from the others
    (its number in a database, its title), whatever their order; ``place`` is
    where it stands, for people: "12", "chapter-3".
    """

    pieces: list[Piece]
    metadata: Metadata = field(default_factory=Metadata)
    key: str | None = None
    place: str | None = None
