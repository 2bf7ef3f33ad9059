"""Nexis and LexisNexis: the old form with labels in capitals, and that of Nexis Uni and Lexis+.

The old one begins each article with "3 of 250 DOCUMENTS" and puts source and date
over the title; the new one begins with the title and closes with "End of Document".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.exports.entry import (
    COPYRIGHT,
    TEXTS,
    WORDS,
    Entry,
    blocks,
    paragraphs,
    read_date_line,
)
from search.readers.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.draft import Draft

_COUNT = re.compile(
    r"(?P<before>Document|Dokument|Documento)?\s*(?P<number>\d{1,5}) (?:of|von|de|sur|van|di) \d{1,5}"
    r"(?P<behind>\s+(?:DOCUMENTS?|DOKUMENTE?N?|DOCUMENTOS?))?",
    re.IGNORECASE,
)
_END = frozenset({"end of document", "ende des dokuments", "fin du document", "fin de documento"})
_LABEL = re.compile(r"(?P<name>[^\W\d_][\w/ -]{1,30}?):(?:\s+(?P<value>.*))?$")
_FIELDS = {
    **dict.fromkeys(("HEADLINE", "TITLE", "ÜBERSCHRIFT"), "title"),
    **dict.fromkeys(("BYLINE", "AUTHOR", "AUTOR", "AUTEUR"), "author"),
    **dict.fromkeys(("SECTION", "RUBRIK", "RUBRIQUE"), "section"),
    **dict.fromkeys(("HIGHLIGHT", "HIGHLIGHTS", "ENCART"), "description"),
    **dict.fromkeys(("LANGUAGE", "SPRACHE", "LANGUE"), "language"),
    **dict.fromkeys(("LENGTH", "LÄNGE", "LONGUEUR"), "length"),
    **dict.fromkeys(("GRAPHIC", "GRAPHICS", "GRAFIK", "GRAPHIQUE"), "graphic"),
    **dict.fromkeys(("BODY", "FULL TEXT"), "body"),
    **dict.fromkeys(("LOAD-DATE", "UPDATE", "DATE-CHARGEMENT"), "load-date"),
    **dict.fromkeys(("NOTES", "NOTE"), "notes"),
    "DATELINE": "place",
    "SUBJECT": "tags",
    "URL": "url",
    "CORRECTION": "correction",
    "CLASSIFICATION": "classification",
    **{
        name: name.lower()
        for name in (
            *("PUBLICATION-TYPE", "PUBLICATION TYPE", "JOURNAL-CODE", "JOURNAL CODE", "TYPE"),
            *("DOCUMENT-TYPE", "DOCUMENT TYPE", "DISTRIBUTION", "ISSN", "ISBN", "ACC-NO", "SERIES"),
            *("EDITION", "COLUMN", "PAGE", "VOLUME", "CORRECTION-DATE", "SHOW", "PUB-TYPE"),
            *("ORGANIZATION", "COMPANY", "PERSON", "INDUSTRY", "GEOGRAPHIC", "COUNTRY", "CITY"),
            *(
                "STATE",
                "TICKER",
                "NAME",
                "LOCATION",
                "ANCHORS",
                "GUESTS",
                "COPYRIGHT",
                "TRANSCRIPT",
            ),
            *("LINK", "CATEGORY", "PUBLIC-COMPANY", "LOAD-DATE-TIME"),
        )
    },
}
# What closes the text. In the new form only these: others may be words of it.
_CLOSING = frozenset(
    (
        *("load-date", "language", "publication-type", "document-type", "journal-code", "graphic"),
        *("distribution", "correction-date", "tags", "pub-type", "acc-no", "url"),
    )
)
_CLOSING_NEW = frozenset({"load-date", "classification"})
_ALONE = {"Body": "body", "Graphic": "graphic", "Classification": "classification"}
_SEVERAL = frozenset(TEXTS)  # which may have several paragraphs
_CAPITALS = ("BYLINE:", "SECTION:", "HEADLINE:", "DATELINE:", "BODY:")
# On the cover, which may fill all of the beginning.
_ASKED = re.compile(
    r"(Job Number|Date and Time|Download Request|Time Of Request|Documents?(?= \(\d+\)))(?:: *\S| \()"
)
_RARE = frozenset({"load-date", "publication-type", "journal-code"})
_PAGE = re.compile(r"Page \d+ of \d+")
_PERCENT = re.compile(r"\s*\(\d{1,3}%\)")
_EDITION = re.compile(r"\bedition\b|\bfinal\b|\bed\b|\bausgabe\b|\bédition\b", re.IGNORECASE)
_COVER = re.compile(
    r"User Name:|Date and Time:|Job Number:|Documents? \(\d+\)|Client/Matter:|Search Terms:|Search Type:"
    r"|Narrowed by|Content Type|\|?\s*About (?:LexisNexis|Privacy)|About LexisNexis|Download Request:"
)
_LONGEST_COVER = 4000  # lines: the titles of a thousand articles, with what was asked for each


def recognises(head: Sequence[str]) -> bool:
    """Say whether these first lines, without blanks around them, are of such an export."""
    signs: set[str] = set()
    for line in head:
        signs.update(_signs(line))
    if "count" in signs or "Job Number" in signs or "Download Request" in signs:
        return len(signs) > 1
    return "length" in signs and len(signs) > 1


def _signs(line: str) -> Iterator[str]:
    """Yield what is peculiar to these exports."""
    if len(line) > 60:  # noqa: PLR2004 - characters; labels' lines that tell are short
        return
    if line.lower() in _END or line == "Body":
        yield line
    elif _number(line):
        yield "count"
    elif line.startswith(_CAPITALS):
        yield "capitals"
    elif asked := _ASKED.match(line):
        yield asked[1]
    elif label := _label(line):
        name, value = label
        if WORDS.fullmatch(value) if name == "length" else name in _RARE and value:
            yield name


def read(lines: Sequence[str], *, wrapped: bool) -> Iterator[Draft]:
    """Yield the articles of an export."""
    for number, part in enumerate(_parts(lines), start=1):
        yield _entry(part, wrapped=wrapped).draft(number)


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Cut an export into the lines of its articles; its cover is left out."""
    counted = any(_number(line.strip()) for line in lines[:_LONGEST_COVER])
    part: list[str] = []
    begun = not counted
    for line in lines:
        text = line.strip()
        if _PAGE.fullmatch(text):
            continue
        if counted and _number(text):
            if begun:
                yield part
            part, begun = [], True
        elif text.lower() in _END:
            yield _without_cover(part)
            part = []
        else:
            part.append(line)
    if begun and (counted or any(map(str.strip, part))):
        yield _without_cover(part)


def _number(line: str) -> str | None:
    """Return the number in "3 of 250 DOCUMENTS"."""
    if not line or not (line[0].isdigit() or line[0] in "Dd"):
        return None
    count = _COUNT.fullmatch(line)
    return count["number"] if count and (count["before"] or count["behind"]) else None


def _without_cover(lines: list[str]) -> list[str]:
    """Drop the page with what was searched for, which stands before the first article."""
    texts = [line.strip() for line in lines[:_LONGEST_COVER]]
    last = max((at for at, text in enumerate(texts) if _COVER.match(text)), default=None)
    if last is None:
        return lines
    labels = (at for at, text in enumerate(texts) if at > last and _label(text))
    first = next(labels, len(texts))
    dates = [at for at in range(last + 1, first) if read_date_line(texts[at])]
    if not dates:
        return lines[last + 1 :]
    before = [at for at in range(last + 1, dates[0]) if texts[at]]
    return lines[before[-2] if len(before) > 1 else last + 1 :]


def _label(line: str, *, new: bool = True) -> tuple[str, str] | None:
    """Return the field that a line labels, and the value that follows."""
    if ":" not in line[:34]:
        return (_ALONE[line], "") if new and line in _ALONE else None
    label = _LABEL.match(line)
    name = _FIELDS.get(label["name"].upper()) if label else None
    if label is None or name is None or not (new or label["name"].isupper()):
        return None
    return name, (label["value"] or "").strip()


def _entry(lines: Sequence[str], *, wrapped: bool) -> Entry:
    texts = [line.strip() for line in lines]
    new = not any(_label(text, new=False) for text in texts)
    start = _start(texts, new=new, wrapped=wrapped)
    closing = _CLOSING_NEW if new else _CLOSING
    ends = (at for at in range(start, len(texts)) if _closes(texts[at], closing, new=new))
    end = next(ends, len(texts))
    entry = Entry()
    top, over = _fields(texts[:start], new=new, wrapped=wrapped)
    below, rest = _fields(texts[end:], new=new, wrapped=wrapped)
    for value in [value for name, value in top if name == "title"][:1]:
        entry.take("title", value)
    subtitles = _read_heading(entry, over, new=new)
    entry.pieces += [Piece("body", text, alone=True) for text in subtitles]
    _take(entry, top)
    entry.pieces += paragraphs(lines[start:end], wrapped=wrapped)
    _take(entry, below)
    _read_rest(entry, rest)
    return entry


def _take(entry: Entry, values: Sequence[tuple[str, str]]) -> None:
    for name, value in values:
        if " ".join(value.split()) == entry.stated.get(name):
            continue
        if name in TEXTS:
            for part in blocks(value.split("\n")):
                entry.take(name, " ".join(part))
        else:
            entry.take(name, _PERCENT.sub("", value) if name == "tags" else value)


def _start(texts: Sequence[str], *, new: bool, wrapped: bool) -> int:
    """Return where an article's text begins: behind "Body", else behind the length."""
    measured = open_ = False
    for at, text in enumerate(texts):
        label = _label(text, new=new)
        if label and label[0] == "body":
            return at + 1
        if label:
            measured, open_ = measured or label[0] == "length", wrapped
        elif not text:
            open_ = False
        elif measured and not open_:
            body = (place for place in range(at, len(texts)) if texts[place] in {"Body", "BODY:"})
            return next(body, at - 1) + 1
    return len(texts) if measured else _start_unmeasured(texts)


def _start_unmeasured(texts: Sequence[str]) -> int:
    """Return where the text begins that has no labels over it: behind date and title."""
    date = next((at for at, text in enumerate(texts[:40]) if read_date_line(text)), 0)
    block, blank = 0, False
    for at in range(date + 1, len(texts)):
        if texts[at] and blank:
            block += 1
            if block > 1:
                return at
        blank = not texts[at]
    return len(texts)


def _closes(text: str, closing: frozenset[str], *, new: bool) -> bool:
    label = _label(text, new=new) if text else None
    return label is not None and (label[0] in closing or text in _ALONE)


def _fields(
    texts: Sequence[str], *, new: bool, wrapped: bool
) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the labelled values, and the lines that belong to none of them."""
    values: list[tuple[str, list[str]]] = []
    others: list[str] = []
    current: tuple[str, list[str]] | None = None
    for text in texts:
        if label := _label(text, new=new) if text else None:
            current = (label[0], [label[1]])
            values.append(current)
        elif COPYRIGHT.match(text):
            current = None
            others.append(text)
        elif current and (current[0] in _SEVERAL or (text and (wrapped or _goes_on(*current)))):
            current[1].append(text)
        else:
            current = None
            others.append(text)
    return [(name, "\n".join(parts).strip()) for name, parts in values], others


def _goes_on(name: str, parts: list[str]) -> bool:
    """Say whether a paragraph may continue the value over it."""
    return name == "description" or not parts[0]


def _read_heading(entry: Entry, over: Sequence[str], *, new: bool) -> list[str]:
    """Read source, date, edition and title by their places; return what is over."""
    groups = blocks(over)
    rights = [text for group in groups for text in group if COPYRIGHT.match(text)]
    entry.keep("copyright", " ".join(rights))
    groups = [[text for text in group if text not in rights] for group in groups]
    lines = [(text, at) for at, group in enumerate(groups) for text in group]
    place = _place_of_date(lines, new=new)
    if place is None:
        return _read_undated(entry, lines, new=new)
    entry.stated["date"], edition = read_date_line(lines[place][0]) or ("", "")
    entry.keep("edition", edition)
    before, behind = lines[:place], lines[place + 1 :]
    if before:
        entry.stated["source"] = before.pop()[0]
    if new:
        for text, _ in behind:
            entry.keep("edition", text)
        return _titled(entry, before, joined=False)
    divided = len(groups) > 1
    behind = _without_edition(entry, behind, lines[place][1] if divided else None)
    return _titled(entry, before + behind, joined=divided)


def _place_of_date(lines: list[tuple[str, int]], *, new: bool) -> int | None:
    """Return where the date stands; in the new form a title may begin with one."""
    dated = (at for at, (text, _) in enumerate(lines) if (at or not new) and read_date_line(text))
    return next(dated, None)


def _read_undated(entry: Entry, lines: list[tuple[str, int]], *, new: bool) -> list[str]:
    """Read the lines over an article without a date: in the old form the title is the last."""
    if new:
        return _titled(entry, lines, joined=False)
    last = lines[-1][1] if lines else 0
    for text, at in lines:
        if at != last:
            entry.keep("heading", text)
    return _titled(entry, [(text, at) for text, at in lines if at == last], joined=True)


def _without_edition(
    entry: Entry, behind: list[tuple[str, int]], dated: int | None
) -> list[tuple[str, int]]:
    """Take off the lines behind the date that name the edition: those in its block."""
    while behind and (_EDITION.search(behind[0][0]) if dated is None else behind[0][1] == dated):
        entry.keep("edition", behind.pop(0)[0])
    return behind


def _titled(entry: Entry, lines: list[tuple[str, int]], *, joined: bool) -> list[str]:
    """Take the first line for the title, or the first block; return the other lines."""
    size = sum(at == lines[0][1] for _, at in lines) if lines and joined else 1
    title = " ".join(text for text, _ in lines[:size])
    if "title" in entry.stated:
        size = 0
    elif title:
        entry.stated["title"] = title
    return [text for text, _ in lines[size:] if text != title]


def _read_rest(entry: Entry, rest: Sequence[str]) -> None:
    """Read what stands below the text without a known label."""
    for group in blocks(rest):
        text = " ".join(group)
        label = _LABEL.match(text)
        if COPYRIGHT.match(text):
            entry.keep("copyright", text)
        elif label and label["value"]:
            entry.keep(label["name"].lower(), label["value"])
        else:
            entry.add("boilerplate", text)
