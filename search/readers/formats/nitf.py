"""NITF, the News Industry Text Format, and the form of it in the New York Times' archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.readers.bylines.places import place_of
from search.readers.draft import Draft
from search.readers.metadata import read_metadata
from search.readers.origins import IN_DATELINE
from search.readers.pieces import Piece
from search.readers.webpages.fragments import pieces_of
from search.readers.xml.news import (
    MARKED,
    day,
    first,
    line,
    lines,
    read_articles,
    root_pattern,
    text_pieces,
    value,
)
from search.readers.xml.trees import local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.metadata import Metadata
    from search.readers.registry import Head
    from search.readers.source import Source
    from search.readers.text.front_matter import Value
    from search.readers.xml.trees import Element

SUFFIXES = (".nitf",)

_ROOT = root_pattern("nitf")
_SUBJECTS = ("tobject.subject.matter", "tobject.subject.detail", "tobject.subject.type")
_INDEXED = frozenset(("descriptor", "general_descriptor"))  # how classifiers name subjects
_ONLINE = "online_headline"
_NAMED = ("location", "person", "org")


def recognises(head: Head) -> bool:
    """Say whether its first element is that of NITF."""
    return head.start[:1] == "<" and _ROOT.match(head.start) is not None


def read(source: Source) -> Iterator[Draft]:
    """Yield each article.

    Raises:
        ReadError: It is no XML from some place on, or none of it is NITF.
    """
    yield from read_articles(source, {"nitf"}, draft, "article in NITF")


def draft(nitf: Element) -> Draft:
    """Return the article of a ``nitf`` element."""
    body = first(nitf, "body.content")
    pieces = [] if body is None else _text(body)
    metadata = read_metadata(_values(nitf))
    metadata.place, dateline = _place(nitf)
    if metadata.place:
        metadata.origins["place"] = IN_DATELINE
    metadata.extra |= _extra(nitf, dateline)
    _origins(nitf, metadata)
    bylines = [Piece("byline", text, alone=True, certain=True) for text in _bylines(nitf)]
    end = first(nitf, "body.end")
    closing = text_pieces(end) if end is not None else []
    key = value(first(nitf, "doc-id"), "id-string") or None
    return Draft(pieces=[*bylines, *pieces, *closing], metadata=metadata, key=key)


def _text(body: Element) -> list[Piece]:
    blocks = {value(block, "class"): block for block in body.iter("{*}block")}
    if "full_text" in blocks and "lead_paragraph" in blocks:  # which repeats its beginning
        return text_pieces(blocks["full_text"])
    if not len(body) and body.text and MARKED.search(body.text):
        return pieces_of(body.text)
    return text_pieces(body)


def _values(nitf: Element) -> dict[str, Value]:
    """Return what the head and the heading state, by the names of fields."""
    heading = first(nitf, "hedline")
    title = line(first(heading, "hl1")) if heading is not None else ""
    holder = value(first(nitf, "doc.copyright"), "holder")
    return {
        "title": title or line(heading) or line(first(nitf, "head", "title")),
        "description": _deck(nitf, heading),
        "author": _authors(nitf),
        "date": _date(nitf)[0],
        "source": value(first(nitf, "pubdata"), "name")
        or line(first(nitf, "distributor"))
        or holder,
        "section": _section(nitf),
        "tags": list(_tags(nitf)),
        "url": value(first(nitf, "pubdata"), "ex-ref"),
        "language": value(nitf, "lang"),
    }


def _deck(nitf: Element, heading: Element | None) -> str:
    under = [] if heading is None else list(heading.iter("{*}hl2"))
    # Another title, under which the article stands on the web, is no deck.
    decks = [line(each) for each in under if value(each, "class") != _ONLINE]
    return " ".join(filter(None, decks)) or line(first(nitf, "abstract"))


def _bylines(nitf: Element) -> list[str]:
    head = first(nitf, "body.head")
    found = [] if head is None else list(head.iter("{*}byline"))
    # The New York Times gives each twice: as printed, and surname first.
    printed = [each for each in found if value(each, "class") != "normalized_byline"]
    return list(dict.fromkeys(filter(None, map(line, printed or found))))


def _authors(nitf: Element) -> Value:
    """Return the people of the byline; its text where they are not marked."""
    head = first(nitf, "body.head")
    bylines = [] if head is None else list(head.iter("{*}byline"))
    named = [name for byline in bylines for name in lines(byline, "person")]
    return list(named) if named else "; ".join(_bylines(nitf)[:1])


def _date(nitf: Element) -> tuple[str, str]:
    """Return the day of publication, and where it is from if it is that of something else."""
    metas = {value(meta, "name"): value(meta, "content") for meta in nitf.iter("{*}meta")}
    names = ("publication_year", "publication_month", "publication_day_of_month")
    parts = [metas.get(name, "") for name in names]
    if all(part.isdecimal() for part in parts):
        return "-".join(part.zfill(2) for part in parts), ""
    published = day(value(first(nitf, "pubdata"), "date.publication"))
    issued = day(value(first(nitf, "date.issue"), "norm"))
    if published or issued:
        return published or issued, ""
    return day(value(first(nitf, "date.release"), "norm")), "stated as the day of release"


def _section(nitf: Element) -> str:
    metas = {value(meta, "name"): value(meta, "content") for meta in nitf.iter("{*}meta")}
    return value(first(nitf, "pubdata"), "position.section") or metas.get("dsk", "")


def _tags(nitf: Element) -> Iterator[str]:
    for keyword in nitf.iter("{*}keyword"):
        yield value(keyword, "key")
    for subject in nitf.iter("{*}tobject.subject"):
        yield next(filter(None, (value(subject, name) for name in _SUBJECTS)), "")
    for classifier in nitf.iter("{*}classifier"):
        if value(classifier, "type") in _INDEXED:
            yield line(classifier) or value(classifier, "value")


def _place(nitf: Element) -> tuple[str | None, str]:
    """Return the place of the dateline, and the dateline."""
    head = first(nitf, "body.head")
    dateline = first(head, "dateline") if head is not None else None
    if dateline is None:
        return None, ""
    location = line(first(dateline, "location")) or line(dateline)
    return place_of(location), line(dateline)


def _extra(nitf: Element, dateline: str) -> dict[str, str]:
    """Return what is kept beside the fields."""
    head = first(nitf, "head")
    found = {
        "dateline": dateline,
        "urgency": value(first(nitf, "urgency"), "ed-urg"),
        "series": value(first(nitf, "series"), "series.name"),
        "doc-id": value(first(nitf, "doc-id"), "id-string"),
        "length": value(first(nitf, "pubdata"), "item-length"),
        "edition": value(first(nitf, "pubdata"), "edition.name"),
        "copyright": value(first(nitf, "doc.copyright"), "holder"),
        "rights": line(first(nitf, "rights")),
        "distributor": line(first(nitf, "distributor")),
        "note": line(first(nitf, "ed-msg")) or value(first(nitf, "ed-msg"), "info"),
    }
    for other in nitf.iter("{*}hl2"):
        if value(other, "class") == _ONLINE:
            found["online headline"] = line(other)
    for name in _NAMED:
        identified = first(head, "identified-content") if head is not None else None
        found[name] = "; ".join(lines(identified, name)) if identified is not None else ""
    metas = {f"meta {value(meta, 'name')}": value(meta, "content") for meta in nitf.iter("{*}meta")}
    return {name: text for name, text in (found | metas).items() if text and name != "meta "}


def _origins(nitf: Element, metadata: Metadata) -> None:
    """Tell where values come from that are not simply stated."""
    _, origin = _date(nitf)
    if metadata.date and origin:
        metadata.origins["date"] = origin
    named = value(first(nitf, "pubdata"), "name") or line(first(nitf, "distributor"))
    if metadata.source and not named and local_name(nitf):
        metadata.origins["source"] = "stated as the holder of the copyright"
