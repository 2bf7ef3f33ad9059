"""What each piece is to its article: body, heading, caption, promotion or credit?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.bylines.credits import is_credit
from search.readers.dates.printed import parse_date
from search.readers.story import captions, promotions

if TYPE_CHECKING:
    from search.readers.pieces import Piece

_LONGEST_HEADING = 80  # characters
_HEADING_WORDS = 12
_SHORTEST_PROSE = 80  # characters: what may stand under an unmarked heading
_NO_HEADING_END = tuple('.!?…,;:—–-”"')
_NO_HEADING = re.compile(
    r"""
    ^\d{1,2}[:.]\d{2}\b | ^\d{1,2}\s*[ap]\.?m\b     # a time
  | ^[^\W\d_]{1,2}$ | :\s                           # "Q"; a speaker and what he says
  | ,\s+(?-i:[^\W\d_a-z])                          # "Oslo, Norway"; a name and an office
  | ^\(.*\)$ | @ | https?:
  | ^\d+(?:[.,]\d+)*\s*%?$                          # a figure
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DATE = re.compile(
    r"\d{1,2}([./-])\d{1,2}\1(?:\d\d|\d{4})|(?:[^\W\d_]{3,9},? )?[^\W\d_]{3,9}\.? \d{1,2}, \d{4}"
    r"|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}"
)
_TIME = re.compile(r"\d{1,2}[:.]\d{2}\b", re.IGNORECASE)
_END = 3  # pieces at the end among which the credits are


def assign_roles(pieces: list[Piece]) -> list[Piece]:
    """Give every piece whose kind is not marked its kind.

    Short lines count as headings only in texts that mark none.
    """
    marked = any(piece.kind == "heading" for piece in pieces)
    roles: list[Piece] = []
    last = len(pieces) - _END
    for place, piece in enumerate(pieces):
        kind, text, alone, certain, _ = piece
        if certain:
            roles.append(piece)
        elif kind == "heading":
            roles.append(_checked_heading(pieces, place))
        elif len(text) <= promotions.LONGEST and promotions.is_promotion(text):
            roles.append(piece._replace(kind="boilerplate"))
        elif captions.is_caption(text):
            roles.append(piece._replace(kind="caption"))
        elif place >= last and is_credit(text):
            roles.append(piece._replace(kind="byline"))
        elif alone and not marked and _is_heading(pieces, place) and not _is_misprint(text, roles):
            roles.append(piece._replace(kind="heading"))
        else:
            roles.append(piece)
    return roles


def _is_misprint(text: str, above: list[Piece]) -> bool:
    """Say whether a line above the text is a date that there is not, or too short to be read."""
    if not _DATE.fullmatch(text) or parse_date(text):
        return False
    return all(piece.kind != "body" for piece in above)


def _checked_heading(pieces: list[Piece], place: int) -> Piece:
    """Keep a bold line as a heading only where something stands under it."""
    piece = pieces[place]
    following = pieces[place + 1].kind if place + 1 < len(pieces) else None
    if following is None or _TIME.match(piece.text):
        return piece._replace(kind="body")
    return piece


def _is_heading(pieces: list[Piece], place: int) -> bool:
    """Say whether a line without marks is a heading: short, alone, and above prose."""
    text = pieces[place].text
    if len(text) > _LONGEST_HEADING or text.endswith(_NO_HEADING_END) or place == 0:
        return False
    if not (text[0].isupper() or text[0].isdigit() or text[0] in "‘'“\""):
        return False
    if text.count(" ") >= _HEADING_WORDS or _NO_HEADING.search(text):
        return False
    following = pieces[place + 1] if place + 1 < len(pieces) else None
    return (
        following is not None
        and following.kind == "body"
        and len(following.text) >= _SHORTEST_PROSE
    )
