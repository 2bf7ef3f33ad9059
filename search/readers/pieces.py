"""A piece: one paragraph of a text before it is known what it is to the article."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from search.article import Kind


class Piece(NamedTuple):
    """A paragraph's text with the kind that its marks give it.

    ``alone`` is set where it stood on a line of its own, and ``certain`` where
    its kind was marked and not guessed. ``page`` is the page it begins on, where
    its format has pages. (A named tuple, since a large archive makes millions
    of them.)
    """

    kind: Kind
    text: str
    alone: bool = False
    certain: bool = False
    page: int | None = None
