"""ProQuest: records between lines of underscores, whose fields have labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.dates.printed import parse_date
from search.readers.exports.entry import Entry, paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.draft import Draft

_RULE = re.compile("_{30,}")
_COUNT = re.compile(r"(?:Document )?\d+ of \d+")
_LABEL = re.compile(r"(?P<name>[A-Z][A-Za-z/ -]{2,40}?):(?:\s+(?P<value>.*))?$")
_FIELDS = {
    "title": "title",
    "author": "author",
    "byline": "author",
    "section": "section",
    "subject": "tags",
    "dateline": "place",
    "publication title": "source",
    "publication date": "date",
    "language of publication": "language",
    "language": "language",
    "full text": "body",
    "abstract": "description",
    "abstract (summary)": "description",
    "caption": "caption",
    **{
        name: name
        for name in (
            *("publication info", "links", "location", "people", "company / organization"),
            *("identifier / keyword", "publication year", "publisher", "place of publication"),
            *("country of publication", "publication subject", "issn", "source type", "pages"),
            *("document type", "document feature", "proquest document id", "document url"),
            *("copyright", "last updated", "database", "first page", "number of pages", "volume"),
            *("issue", "column", "edition", "supplement", "e-issn", "isbn", "credit", "company"),
            *("publication", "ethnicity", "alternate title", "classification", "accession number"),
            *("year", "word count", "source", "startpage", "series", "dateline place", "url"),
        )
    },
}
_SIGNS = frozenset(
    (
        *("body", "source", "date", "proquest document id", "document url", "source type"),
        *("publication info", "document type", "author", "description", "publication subject"),
        *("publication year", "place of publication", "language", "database"),
    )
)
_ENOUGH = 2  # signs beside a rule; else the number's label and
_ENOUGH_ALONE = 3
_NOTHING = frozenset({"", "none available.", "none", "not available.", "[not available]"})
_LINKS = ("ProQuest document link", "Link to document", "Document link")
_NUMBERS = frozenset({"proquest document id", "accession number"})
_INVERTED = re.compile(r"([^\W\d][\w.’' -]{1,40}), ([^\W\d][\w.’' -]{0,30})")


def recognises(head: Sequence[str]) -> bool:
    """Say whether these first lines, without blanks around them, are of such an export."""
    names = {label[0] for line in head if (label := _label(line))}
    signs = len(names & _SIGNS)
    if "Report Information from ProQuest" in head:
        return True
    first = next(filter(None, head), "")
    if _RULE.fullmatch(first):
        return signs >= _ENOUGH
    return "proquest document id" in names and signs > _ENOUGH_ALONE


def read(lines: Sequence[str], *, wrapped: bool) -> Iterator[Draft]:
    """Yield the articles of an export."""
    del wrapped  # they never are
    number = 0
    for part in _parts(lines):
        if entry := _entry(part):
            number += 1
            yield entry.draft(number)


def _parts(lines: Sequence[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        if _RULE.fullmatch(line.strip()):
            yield part
            part = []
        else:
            part.append(line)
    yield part


def _label(line: str) -> tuple[str, str] | None:
    """Return the field that a line labels, and the value that follows."""
    if ":" not in line[:44]:
        return None
    label = _LABEL.match(line)
    name = _FIELDS.get(label["name"].strip().lower()) if label else None
    return (name, (label["value"] or "").strip()) if label and name else None


def _entry(lines: Sequence[str]) -> Entry | None:
    """Return the article in a part of the export; None for its cover and its last lines."""
    texts = [line.strip() for line in lines]
    start = next((at for at, text in enumerate(texts) if _is_body(text)), len(texts))
    end = _end(texts, start)
    top, over = _fields(texts[:start])
    below, _ = _fields(texts[end:])
    if len(top) + len(below) < _ENOUGH:
        return None
    entry = Entry()
    for name, value in (*top, *below):
        _take(entry, name, value)
    if over and "title" not in entry.stated:
        entry.stated["title"] = over[0]
    elif over and over[0] != entry.stated["title"]:
        entry.keep("heading", over[0])
    for text in over[1:]:
        entry.add("body", text)
    if start < len(texts):
        body = [_LABEL.sub(r"\g<value>", texts[start]), *lines[start + 1 : end]]
        entry.pieces += paragraphs(body, wrapped=False)  # each is a line, however short
    elif summary := entry.stated.pop("description", ""):
        entry.add("body", summary)
    _date_by_year(entry)
    return entry


def _date_by_year(entry: Entry) -> None:
    """Date an article by its year where its date ("Winter 2020") is none that can be read."""
    date, year = entry.stated.get("date", ""), entry.extra.get("publication year", "")
    if year and year in (date or year) and parse_date(date) is None:
        entry.keep("publication date", date)
        entry.stated["date"] = year


def _is_body(text: str) -> bool:
    label = _label(text)
    return label is not None and label[0] == "body"


def _end(texts: Sequence[str], start: int) -> int:
    """Return where the text ends: above the fields, each on a line, that close the record."""
    end = len(texts)
    for at in range(len(texts) - 1, start, -1):
        if _LABEL.match(texts[at]):
            end = at
        elif texts[at] and not texts[at].startswith(("http://", "https://")):
            break
    return end


def _fields(texts: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the labelled fields in their order, and the lines over the first of them."""
    values: list[tuple[str, list[str]]] = []
    over: list[str] = []
    for text in texts:
        if label := _label(text):
            values.append((label[0], [label[1]]))
        elif values and not (_LABEL.match(text) and values[-1][0] != "description"):
            values[-1][1].append(text)
        elif generic := _LABEL.match(text):
            values.append((generic["name"].lower(), [generic["value"] or ""]))
        elif text and not _is_aside(text):
            over.append(text)
    return [(name, " ".join(" ".join(parts).split())) for name, parts in values], over


def _is_aside(text: str) -> bool:
    """Say whether a line is the export's own, not the article's."""
    return text in _LINKS or text.startswith("http") or bool(_COUNT.fullmatch(text))


def _take(entry: Entry, name: str, value: str) -> None:
    """Put a labelled value where it belongs."""
    for link in _LINKS:
        value = value.removesuffix(link).strip()
    if value.lower() in _NOTHING:
        return
    if name == "author" and value.lower() == "anonymous":
        entry.keep(name, value)
        return
    if name == "source":
        entry.keep("publication", value)
        value = value.partition(";")[0]
    elif name in _NUMBERS:
        entry.key = value
    entry.take(name, value)
    if name == "author":
        entry.stated[name] = "; ".join(map(_upright, value.split(";")))


def _upright(name: str) -> str:
    """Turn "Lee, Ana" round.

    >>> _upright("Lee, Ana"), _upright("Ana Lee"), _upright("Herald, The Oslo, staff")
    ('Ana Lee', 'Ana Lee', 'Herald, The Oslo, staff')
    """
    inverted = _INVERTED.fullmatch(name.strip())
    return f"{inverted[2]} {inverted[1]}" if inverted else name.strip()
