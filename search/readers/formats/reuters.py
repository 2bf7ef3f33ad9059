"""Reuters SGML: the stories of the Reuters-21578 collection and of files made like it."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.bylines.names import people, split_names
from search.readers.dates.printed import parse_date
from search.readers.draft import Draft
from search.readers.metadata import Metadata
from search.readers.origins import FROM_FORMAT, IN_DATELINE
from search.readers.pieces import Piece
from search.readers.source import Unread
from search.readers.text.paragraphs import Hyphens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Kind
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".sgm",)

_STARTS = ("<!doctype lewis", "<reuters ")
_STORY = "<REUTERS"
_STORY_END = "</REUTERS>"
_GAP = "&#5;"  # between the parts of a wire's header
_CONTROLS = re.compile("&#(?:[1-8]|1[1-9]|2[0-9]|3[01]|127);")
_ATTRIBUTE = re.compile(r'([A-Z]+)="([^"]*)"')
_LIST = re.compile("<([A-Z]+)>((?:<D>[^<]*</D>)+)")  # topics, places, people and so on
_ITEM = re.compile(r"<D>([^<]*)</D>")
_DAY = re.compile(r"\s*(\d{1,2}-[A-Z]{3}-\d{4})\b")
_GUESS = "guess"  # as the collection's editors noted beside a date that they had put in
_AGENCY = re.compile(r"[\s,]*\breuters?d?\.?\s*$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|ma[ry]|mach|apr|ju[nl]|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,?"
_PLACE = re.compile(
    rf"[*\s]*(?:c\s|RPT[\s-]+)?([^\W\d][^\d\n]{{1,60}}?)[\s,-]+(?:{_MONTH}\s+\d|\d+\s{_MONTH})",
    re.IGNORECASE,
)
# An indented line begins a paragraph, and so does one behind an empty line.
_PARAGRAPH = re.compile(r"\n(?=[ \t])|\n[ \t]*\n")
_END = re.compile(
    r"(?:reuters?|reu(?:ter?|iter|eter)|ruter|more)\d?(?: [a-z]{1,3})?[. ]*", re.IGNORECASE
)
_FILLER = "Blah blah blah."  # stands for the text of stories that are a headline only
_RETURN = "^M"  # a carriage return, as the collection spells it


def recognises(head: Head) -> bool:
    """Say whether this is the collection's SGML."""
    return head.start.startswith(_STARTS)


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield each story.

    Raises:
        ReadError: There is none.
    """
    _, *stories = _CONTROLS.sub("", source.text().replace(_GAP, " ")).split(_STORY)
    if not stories:
        reason = "is SGML without stories of Reuters (<REUTERS …>)"
        raise ReadError(f"{source.name} {reason}; only these can be read.")
    for number, story in enumerate(stories, start=1):
        whole, end, _ = story.partition(_STORY_END)
        draft = _draft(whole, number)
        yield draft
        if not end:
            path = f"{source.name}#{draft.place}"
            yield Unread(path=path, reason="is cut off; what is left of it was read.")


def _draft(story: str, number: int) -> Draft:
    head, _, rest = story.partition(">")
    attributes = dict(_ATTRIBUTE.findall(head))
    about, start, text = rest.partition("<TEXT")
    kind, _, text = text.partition(">") if start else ("", "", "")
    attributes.update(_ATTRIBUTE.findall(kind))
    text = text.removesuffix("\n").removesuffix("</TEXT>")
    metadata = Metadata(
        source="Reuters",
        language="en",  # as all of the collection is
        extra=attributes,
        origins=dict.fromkeys(("source", "language"), FROM_FORMAT),
    )
    _read_date(metadata, about)
    _read_lists(metadata, about)
    pieces = _read_text(metadata, text)
    key = attributes.get("NEWID") or None
    return Draft(pieces=pieces, metadata=metadata, key=key, place=key or str(number))


def _read_date(metadata: Metadata, about: str) -> None:
    date = _between(about, "DATE")
    if not date:
        return
    day = _DAY.match(date)
    found = parse_date(day[1]) if day else None
    if found:
        metadata.date = found[0]
        if _GUESS in date:
            metadata.origins["date"] = "stated as a guess"
    metadata.extra["DATE"] = _line(date)


def _read_lists(metadata: Metadata, about: str) -> None:
    tags: list[str] = []
    for name, content in _LIST.findall(about):
        items = [_line(item) for item in _ITEM.findall(content)]
        tags += items
        metadata.extra[name.lower()] = ", ".join(items)
    metadata.tags = tuple(dict.fromkeys(tags))
    for name, key in (("UNKNOWN", "wire"), ("MKNOTE", "note")):
        if value := _line(_between(about, name)):
            metadata.extra[key] = value


def _read_text(metadata: Metadata, text: str) -> list[Piece]:
    """Read what stands in the text's elements and, in some stories, between them."""
    pieces: list[Piece] = []
    title, text = _take(text, "TITLE")
    metadata.title = _line(title) or None
    author, text = _take(text, "AUTHOR")
    if author := _line(author):
        pieces.append(Piece("byline", author, alone=True, certain=True))
        metadata.authors = tuple(people(split_names(_AGENCY.sub("", author))))
    before, _, rest = text.partition("<DATELINE>")
    dateline, _, rest = rest.partition("</DATELINE>")
    metadata.place = _read_place(dateline)
    if metadata.place:
        metadata.origins["place"] = IN_DATELINE
    dateline = dateline.rstrip()
    gap = "\n\n" if dateline.endswith("--") else " "  # a table's row, taken for a dateline
    before, _, body = f"{before}{dateline}{gap}{rest}".partition("<BODY>")
    paragraphs = _paragraphs(before + body.partition("</BODY>")[0])
    if not metadata.title and paragraphs and paragraphs[0].kind == "list":
        paragraphs[0] = paragraphs[0]._replace(kind="body")  # it may be the headline
    return pieces + paragraphs


def _read_place(dateline: str) -> str | None:
    """Return the place before the day in "    SALVADOR, Feb 26 - "."""
    place = _PLACE.match(dateline)
    if place is None or not ("," in place[0] or place[1].isupper()):
        return None
    return _line(place[1]).strip(" ,-")


def _paragraphs(text: str) -> list[Piece]:
    hyphens = Hyphens(text)
    pieces = []
    for part in _PARAGRAPH.split(text):
        if "-\n" in part:
            part = hyphens.without_hyphens(part)  # noqa: PLW2901 - the same paragraph
        line = _line(part)
        if any(map(str.isalnum, line)):
            pieces.append(_piece(line, part))
    return pieces


def _piece(line: str, part: str) -> Piece:
    alone = "\n" not in part.strip()
    kind: Kind = "body"
    if line.strip("* ") == _FILLER or (alone and _END.fullmatch(line)):
        kind = "boilerplate"
    elif alone and ("  " in part.strip() or (part[0] == " " and part[:4].strip())):
        kind = "list"  # a row of a table: in columns, or hardly indented
    return Piece(kind, line, alone=alone, certain=True)


def _between(text: str, tag: str) -> str:
    """Return what stands in the first element with this tag, "" if there is none."""
    start = text.find(f"<{tag}>")
    return text[start + len(tag) + 2 :].partition(f"</{tag}>")[0] if start >= 0 else ""


def _take(text: str, tag: str) -> tuple[str, str]:
    """Return what stands in the first element with this tag, and the text without it."""
    before, start, rest = text.partition(f"<{tag}>")
    if not start:
        return "", text
    inner, end, after = rest.partition(f"</{tag}>")
    if not end:
        inner, _, after = rest.partition("\n")
    return inner, f"{before}\n\n{after}"


def _line(text: str) -> str:
    """Return a text as one line, its references decoded and its control characters dropped."""
    if "&" in text:
        text = html.unescape(text)
    if _RETURN in text:
        text = text.replace(_RETURN, "")
    return " ".join(text.split())
