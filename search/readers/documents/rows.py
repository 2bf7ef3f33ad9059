"""Rows of a document's tables to pieces."""

from __future__ import annotations

from itertools import chain

from search.readers.pieces import Piece

_LONGEST_CELL = 200  # characters: where cells are longer, the table is a layout


def row_pieces(cells: list[list[Piece]]) -> list[Piece]:
    """Return a row, given by the paragraphs of its cells, as one piece.

    Where a cell has several paragraphs or a long one, the table only lays out
    text, and the paragraphs stay what they are.

    >>> [piece.text for piece in row_pieces([[Piece("body", "Cars")], [], [Piece("body", "12")]])]
    ['Cars | 12']
    """
    cells = [cell for cell in cells if cell]
    short = all(len(cell) == 1 and len(cell[0].text) <= _LONGEST_CELL for cell in cells)
    if len(cells) > 1 and short:
        text = " | ".join(cell[0].text for cell in cells)
        return [Piece("list", text, certain=True)]
    return list(chain.from_iterable(cells))
