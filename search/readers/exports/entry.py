"""An entry: one article of an export, as its labels and lines are gathered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.languages import NAMES
from search.readers.bylines.places import place_of
from search.readers.dates.printed import read_date
from search.readers.draft import Draft
from search.readers.metadata import read_metadata
from search.readers.pieces import Piece
from search.readers.text.paragraphs import WIDEST
from search.readers.text.structure import read_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.article import Kind

COPYRIGHT = re.compile(r"\(?(?:Copyright|©|\(c\))(?:\s|$)|All Rights Reserved", re.IGNORECASE)
WORDS = re.compile(r"[\d,.]{1,9} (?:words?|mots|Wörter|Woerter|palabras|parole|woorden|palavras)")
TEXTS: dict[str, Kind] = {
    "graphic": "caption",
    "caption": "caption",
    "correction": "body",
    "notes": "body",
}
_STATED = frozenset(("title", "author", "date", "source", "section", "description", "tags", "url"))
_CODES = {name: code for code, name in NAMES.items()} | {
    **dict.fromkeys(("anglais", "englisch", "inglés", "inglese", "engels"), "en"),
    **dict.fromkeys(("deutsch", "allemand", "alemán"), "de"),
    **dict.fromkeys(("français", "französisch"), "fr"),
    **dict.fromkeys(("español", "castellano", "spanisch"), "es"),
    "italiano": "it",
    "nederlands": "nl",
    "português": "pt",
}
_WEEKDAY = re.compile(
    r"[\s,;]*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"[\s,]*\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[AP]M\b)?(?:\s+[A-Z]{2,4}\b)?", re.IGNORECASE
)
_LONGEST_EDITION = 80  # characters behind a date; more is a sentence that begins with one


@dataclass(slots=True)
class Entry:
    """What was found out about an article.

    ``stated`` has values by the names that ``read_metadata`` knows, ``extra``
    those that are kept as they are.
    """

    stated: dict[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    pieces: list[Piece] = field(default_factory=list)
    key: str | None = None

    def keep(self, name: str, value: str) -> None:
        """Keep a value beside the fields; a second one is put behind the first."""
        value = " ".join(value.split()).strip(" ;|")
        if value:
            known = self.extra.get(name)
            self.extra[name] = f"{known}; {value}" if known and known != value else value

    def take(self, name: str, value: str) -> None:
        """Put a labelled value where its name says."""
        value = " ".join(value.split())
        if not value:
            return
        if name in TEXTS:
            self.add(TEXTS[name], value if TEXTS[name] == "caption" else f"{name.title()}: {value}")
        elif name == "language":
            self.state_language(value)
        elif name == "place":
            self.state_place(value)
        elif name in _STATED and name not in self.stated:
            self.stated[name] = value
            if name == "author":
                self.add("byline", value)
        else:
            self.keep(name, value)

    def state_language(self, value: str) -> None:
        """State the language by its code; keep what is said if that is unknown."""
        code = _CODES.get(value.partition(";")[0].strip().lower())
        if code:
            self.stated["language"] = code
        else:
            self.keep("language", value)

    def state_place(self, dateline: str) -> None:
        """State the place of a dateline; keep the dateline if it says more."""
        place = place_of(dateline)
        if place:
            self.stated["place"] = place
        if place != dateline:
            self.keep("dateline", dateline)

    def add(self, kind: Kind, text: str) -> None:
        """Add a paragraph whose kind a label says."""
        text = " ".join(text.split())
        if any(map(str.isalnum, text)):
            self.pieces.append(Piece(kind, text, alone=True, certain=True))

    def draft(self, number: int) -> Draft:
        """Return the draft; ``number`` is the article's in its export."""
        metadata = read_metadata(self.stated)
        metadata.extra |= self.extra
        return Draft(pieces=self.pieces, metadata=metadata, key=self.key, place=str(number))


def paragraphs(lines: Sequence[str], *, wrapped: bool) -> list[Piece]:
    """Return the paragraphs of an article's lines."""
    between = "\n" if wrapped and max(map(len, lines), default=0) <= WIDEST else "\n\n"
    return read_pieces(between.join(lines), marked=False)


def read_date_line(line: str) -> tuple[str, str] | None:
    """Return the date that a line begins with, and the edition behind it; else None.

    >>> read_date_line("August 17, 2021 Tuesday 10:50 AM GMT")
    ('August 17, 2021', '')
    >>> read_date_line("August 17, 2021, Tuesday, Late Edition - Final")
    ('August 17, 2021', 'Late Edition - Final')
    """
    found = read_date(line)
    if found is None or found[1] == "year":
        return None
    rest = line[found[2] :]
    for part in (_WEEKDAY, _TIME, _WEEKDAY):
        if skipped := part.match(rest):
            rest = rest[skipped.end() :]
    edition = rest.strip(" ,;")
    if len(edition) > _LONGEST_EDITION or (rest and rest[0].isalnum()):
        return None
    return line[: found[2]].strip(), edition


def blocks(lines: Sequence[str]) -> list[list[str]]:
    """Group lines without the empty ones between them.

    >>> blocks(["", "One", "line.", " ", "Two."])
    [['One', 'line.'], ['Two.']]
    """
    groups: list[list[str]] = [[]]
    for line in map(str.strip, lines):
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return groups if groups[-1] else groups[:-1]
