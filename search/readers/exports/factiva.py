"""Factiva: articles with two-letter codes before each field, or with bare lines in their order.

Both close an article with its number: "Document HRLD000020210817eh8h0001x".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.bylines.lines import read_byline
from search.readers.bylines.names import is_outlet
from search.readers.exports.entry import COPYRIGHT, WORDS, Entry, paragraphs, read_date_line
from search.readers.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.draft import Draft

_NUMBER = re.compile(
    r"(?:AN\s+)?(?:(?:Document|Dokument|Documento|Document number)\s+)?(?P<number>[A-Z][A-Z0-9]{2,15}\d{8}[a-z0-9]{6,12})"
)
_CODES = {
    "HD": "title",
    "BY": "author",
    "PD": "date",
    "SN": "source",
    "SE": "section",
    "LA": "language",
    "DLN": "place",
    "LP": "body",
    "TD": "body",
    "AN": "document",
    "WC": "length",
    "ET": "time",
    "SC": "source code",
    "ED": "edition",
    "PG": "page",
    "CY": "copyright",
    "VOL": "volume",
    "CR": "credit",
    "CLM": "column",
    "CT": "contact",
    "NS": "tags",
    "RE": "region",
    "IN": "industry",
    "CO": "company",
    "RF": "reference",
    "IPC": "publisher codes",
    "IPD": "publisher descriptors",
    "PUB": "publisher",
    "NGC": "group",
    "GC": "group code",
    "RIC": "instrument",
    "ART": "caption",
}
_CODED = re.compile(rf"({'|'.join(sorted(_CODES, key=len, reverse=True))})(?:[\s|]+(.*?))?[\s|]*$")
_SIGNS = frozenset({"title", "length", "date", "source", "language", "document"})
_ENOUGH = 3  # codes that are not met together elsewhere
_TERMS = frozenset({"company", "industry", "tags", "region"})
_BEHIND = (
    _TERMS
    | {"publisher", "publisher codes", "publisher descriptors", "document"}
    | {*("reference", "contact", "instrument", "caption")}
)
_COMPANY = re.compile(
    r"\b(?:Inc|Ltd|LLC|L\.L\.C|Limited|Co|Corp|Company|Corporation|GmbH|AG|PLC|plc|S\.A|SA|B\.V"
    r"|BV|AB|ASA|A/S|Pty)\.?$"
)
_FOOTER = re.compile(
    r"(?:Page \d+ of \d+)?\s*©? ?\d{4} (?:Factiva|Dow Jones)\b.{0,80}|Page \d+ of \d+"
)
_PAGE = re.compile(r"\b(?:Factiva|Dow Jones)\b")  # what the export's own pages say
_TERM = re.compile(r"^\s*\w+\s*:\s*")  # the code of a subject, as in "gpol : Domestic Politics"
_TIME = re.compile(r"\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s+[A-Z]{2,4})?")
_ORDER = ("source", "source code")  # behind the date, and before edition and page
_TOP = 10  # lines over the count of words
_UNDER = 14  # lines between it and the text
_SECTION_WORDS = 4


def recognises(head: Sequence[str]) -> bool:
    """Say whether these first lines, without blanks around them, are of such an export."""
    codes = {_CODES[coded[1]] for line in head if (coded := _CODED.match(line))}
    if len(codes & _SIGNS) >= _ENOUGH and any(map(_is_sure, head)):
        return True
    lines = [line for line in head if line]
    for at, line in enumerate(lines[:-1]):
        if _is_count(line) and read_date_line(lines[at + 1]):
            under = lines[at + 2 : at + _UNDER]
            return any(COPYRIGHT.match(each) for each in under) or any(map(_number, lines))
    return False


def _is_sure(line: str) -> bool:
    """Say whether a coded line has a value in the form that its code asks for."""
    coded = _CODED.match(line)
    if coded is None or not coded[2]:
        return False
    name, value = _CODES[coded[1]], coded[2]
    if name == "length":
        return _is_count(value)
    return name in {"date", "document"} and bool(read_date_line(value) or _number(value))


def _is_count(line: str) -> bool:
    return line[:1].isdigit() and WORDS.fullmatch(line) is not None


def _number(line: str) -> str | None:
    """Return the number in the line that closes an article."""
    if len(line) > 80 or line[:1] not in {"D", "A"}:  # noqa: PLR2004 - characters
        return None
    number = _NUMBER.fullmatch(line)
    return number["number"] if number and " " in line.strip() else None


def read(lines: Sequence[str], *, wrapped: bool) -> Iterator[Draft]:
    """Yield the articles of an export."""
    number = 0
    for part in _parts(lines):
        texts = [line.strip() for line in part]
        coded = sum(_CODED.match(text) is not None for text in texts) >= _ENOUGH
        entry = (_coded if coded else _plain)(part, texts, wrapped=wrapped)
        if entry:
            number += 1
            yield entry.draft(number)


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    """Cut an export behind the line with each article's number."""
    part: list[str] = []
    for line in lines:
        text = line.strip()
        if _FOOTER.fullmatch(text):
            continue
        part.append(line)
        if _number(text) or (text.startswith("AN") and _number(text.replace("|", " "))):
            yield part
            part = []
    if any(map(str.strip, part)):
        yield part


def _coded(lines: Sequence[str], texts: Sequence[str], *, wrapped: bool) -> Entry:
    entry = Entry()
    body: list[str] = []
    name, value = "", [""]
    celled = any(_is_celled(text) for text in texts)
    for at, text in enumerate(texts):
        coded = _CODED.match(text)
        if coded and (
            name != "body" or _closes(coded, texts[at + 1 : at + 1 + _TOP], celled=celled)
        ):
            _take(entry, name, value, body)
            name, value = _CODES[coded[1]], [coded[2] or ""]
        else:
            value.append(lines[at])
    _take(entry, name, value, body)
    entry.pieces += paragraphs(body, wrapped=wrapped)
    return entry


def _is_celled(text: str) -> bool:
    """Say whether a code stands in a cell of its own, as in RTF and HTML."""
    coded = _CODED.match(text)
    return coded is not None and text[len(coded[1]) :].lstrip().startswith("|")


def _is_set_apart(coded: re.Match[str]) -> bool:
    """Say whether more than one space stands behind a code, as in no sentence."""
    between = coded[0][len(coded[1]) : coded.start(2) - coded.start()]
    return len(between) > 1 or between == "\t"


def _closes(coded: re.Match[str], following: Sequence[str], *, celled: bool) -> bool:
    """Say whether a line of the text is the first field behind it.

    A paragraph may begin with such letters too: "IN the harbour", "PUB owners".
    """
    name, value = _CODES[coded[1]], coded[2] or ""
    if name == "body":
        return not value or _is_celled(coded[0]) or _is_set_apart(coded)
    if celled:
        return _is_celled(coded[0])
    if name == "document":
        return _NUMBER.search(value) is not None
    if name in _TERMS:
        return _TERM.match(value) is not None
    then = _CODED.match(next(filter(None, following), ""))
    known = {"document"} if name == "publisher" else _BEHIND
    return name in _BEHIND and then is not None and _CODES[then[1]] in known


def _take(entry: Entry, name: str, value: list[str], body: list[str]) -> None:
    """Put the value of a coded field where it belongs."""
    if name == "body":
        body += ["", *value]
        return
    text = " ".join(value).strip(" |\n")
    if name == "document":
        number = _NUMBER.search(text)
        entry.key = text = number["number"] if number else text
    elif name == "tags":
        terms = [_TERM.sub("", term).strip() for term in text.split("|")]
        text = "; ".join(dict.fromkeys(term for term in terms if term))
    if name:
        entry.take(name, text)
    elif not _PAGE.search(text):
        entry.add("boilerplate", text)


def _plain(lines: Sequence[str], texts: Sequence[str], *, wrapped: bool) -> Entry | None:
    filled = [at for at, text in enumerate(texts) if text]
    counts = (place for place, at in enumerate(filled[:_TOP]) if _is_count(texts[at]))
    count = next(counts, None)
    if count is None:
        return _unread(texts)
    entry = Entry()
    entry.keep("length", texts[filled[count]])
    _read_top(entry, [texts[at] for at in filled[:count]])
    under = [texts[at] for at in filled[count + 1 : count + 1 + _UNDER]]
    start = count + 1 + _read_under(entry, under)
    end = len(filled)
    if end and (number := _number(texts[filled[-1]])):
        entry.key = number
        entry.keep("document", number)
        end -= 1
    if start + 1 < end and _is_publisher([*texts, ""], filled[end - 1]):
        end -= 1
        entry.keep("publisher", texts[filled[end]])
    if start < end:
        entry.pieces += paragraphs(lines[filled[start] : filled[end - 1] + 1], wrapped=wrapped)
    return entry


def _is_publisher(texts: Sequence[str], at: int) -> bool:
    """Say whether a line that stands alone is a company's name: "Dow Jones & Company, Inc."."""
    alone = not texts[at - 1] and not texts[at + 1]
    return alone and _COMPANY.search(texts[at]) is not None and is_outlet(texts[at])


def _unread(texts: Sequence[str]) -> Entry | None:
    """Return what no article was found in, as it stands; None for the export's own last lines."""
    if any("Search Summary" in text or "Factiva" in text for text in texts[:20]):
        return None
    entry = Entry(pieces=paragraphs(texts, wrapped=False))
    return entry if entry.pieces else None


def _read_top(entry: Entry, lines: list[str]) -> None:
    """Read the lines over the count of words: section, title and byline."""
    for line in [line for line in lines if line[:3].lower() == "by "]:
        lines.remove(line)
        entry.stated["author"] = line
        entry.add("byline", line)
    if len(lines) > 1 and len(lines[0]) < len(lines[1]) and _is_section(lines[0]):
        entry.stated["section"] = lines.pop(0)
    elif len(lines) > 1 and "author" not in entry.stated and _is_name(lines[-1]):
        entry.stated["author"] = lines[-1]
        entry.add("byline", lines.pop())
    if lines:
        entry.stated["title"] = lines[0]
    entry.pieces += [Piece("body", line, alone=True) for line in lines[1:]]


def _is_section(line: str) -> bool:
    return len(line.split()) <= _SECTION_WORDS and not line.endswith((".", "?", "!"))


def _is_name(line: str) -> bool:
    byline = read_byline(f"By {line}")
    return byline is not None and bool(byline.authors)


def _read_under(entry: Entry, lines: list[str]) -> int:
    """Read the lines under the count of words; return how many there are."""
    rights = next((at for at, line in enumerate(lines) if COPYRIGHT.match(line)), None)
    dated = read_date_line(lines[0]) if lines else None
    if dated is None:
        return 0
    size = rights + 1 if rights is not None else min(_last_known(lines) + 1, len(lines))
    rest = lines[1:size]
    if rights is not None:
        entry.keep("copyright", rest.pop())
    entry.stated["date"] = dated[0]
    entry.keep("edition", dated[1])
    if rest and _TIME.fullmatch(rest[0]):
        entry.keep("time", rest.pop(0))
    if len(rest) > 1:
        entry.state_language(rest.pop())
    for name, line in zip(_ORDER, rest, strict=False):
        entry.take(name, line)
    for line in rest[len(_ORDER) :]:
        entry.keep("edition", line)
    return size


def _last_known(lines: Sequence[str]) -> int:
    """Return the place of the language's line, which is the last where no rights are named."""
    for at, line in enumerate(lines):
        probe = Entry()
        probe.state_language(line)
        if "language" in probe.stated:
            return at
    return 1
