"""Lines with labels at the top of books and old text files: "Title: …", "Author: …"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.readers.pieces import Piece
    from search.readers.text.front_matter import Value

_TOP = 14  # pieces among which such lines stand
_LONGEST = 300  # characters
_LINE = re.compile(
    r"(title|headline|subtitle|authors?|byline|editors?|translators?|illustrators?|contributors?"
    r"|(?:publication |release |posting )?date|published|(?:most recently |last )?updated|language"
    r"|source|newspaper|publication|publisher|original publication|section|page|place|dateline"
    r"|subjects?|keywords|tags|url|copyright|credits|produced by|(?:character set )?encoding"
    r"|e-?book (?:no|number)\.?|e-?text (?:no|number)\.?)\s*:\s+(\S.*)",
    re.IGNORECASE,
)
_ABOUT = frozenset({"title", "headline", "author", "authors", "byline"})


def is_header(lines: list[str]) -> bool:
    """Say whether lines are labels with their values, at least two, a title or author among them.

    >>> is_header(["Title: The Bridge", "Author: Ana Lee"]), is_header(["Title: The Bridge"])
    (True, False)
    """
    if len(lines) < 2 or not _entry(lines[0]):  # noqa: PLR2004 - as most blocks
        return False
    entries = [_entry(line) for line in lines]
    return all(entries) and _has_subject([entry[0] for entry in entries if entry])


def take_header(pieces: list[Piece]) -> dict[str, Value]:
    """Return the entries of a header at the top, and mark its lines as what they are."""
    run: list[int] = []
    values: dict[str, Value] = {}
    for place, piece in enumerate([*pieces[:_TOP], None]):
        entry = _entry(piece.text) if piece and piece.kind in {"body", "heading"} else None
        if entry:
            run.append(place)
            values.setdefault(*entry)
        elif len(run) > 1 and _has_subject([key.lower() for key in values]):
            break
        else:
            run, values = [], {}
    for place in run:
        pieces[place] = pieces[place]._replace(kind="byline", certain=True)
    return values


def _entry(text: str) -> tuple[str, str] | None:
    found = _LINE.fullmatch(text) if ":" in text and len(text) <= _LONGEST else None
    return (found[1].lower(), found[2]) if found else None


def _has_subject(keys: list[str]) -> bool:
    return not _ABOUT.isdisjoint(keys)
