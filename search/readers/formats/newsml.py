"""NewsML-G2 and NewsML 1.2, as agencies send them, and Reuters' form of 1996 (RCV1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.readers.bylines.places import place_of
from search.readers.draft import Draft
from search.readers.formats import nitf
from search.readers.metadata import read_metadata
from search.readers.origins import IN_DATELINE
from search.readers.pieces import Piece
from search.readers.text.structure import read_pieces
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
from search.readers.xml.trees import local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.registry import Head
    from search.readers.source import Source
    from search.readers.text.front_matter import Value
    from search.readers.xml.trees import Element

SUFFIXES = (".newsml",)

_ROOT = root_pattern("newsmessage", "newsitem", "newsml")
_ITEMS = ("newsItem", "NewsItem", "newsitem")


def recognises(head: Head) -> bool:
    """Say whether its first element is that of a message or an item."""
    return head.start[:1] == "<" and _ROOT.match(head.start) is not None


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of each item.

    Raises:
        ReadError: It is no XML from some place on, or has no items.
    """
    yield from read_articles(source, _ITEMS, _draft, "news items")


def _draft(item: Element) -> Draft:
    read_item = {"newsItem": _read_g2, "NewsItem": _read_1}.get(local_name(item), _read_rcv1)
    values, extra, pieces, key = read_item(item)
    dateline = extra.get("dateline", "")
    metadata = read_metadata(values)
    if dateline and not metadata.place:
        metadata.place = place_of(dateline)
        if metadata.place:
            metadata.origins["place"] = IN_DATELINE
    metadata.extra |= {name: text for name, text in extra.items() if text}
    byline = extra.pop("byline", "")
    if byline:
        pieces.insert(0, Piece("byline", byline, alone=True, certain=True))
        metadata.extra.pop("byline", None)
    return Draft(pieces=pieces, metadata=metadata, key=key or None)


_Read = tuple[dict[str, "Value"], dict[str, str], list[Piece], str]


def _read_g2(item: Element) -> _Read:
    """Read an item of NewsML-G2."""
    meta = first(item, "contentMeta")
    about = item if meta is None else meta
    headlines = [each for each in about.iter("{*}headline") if line(each)]
    main = [each for each in headlines if not _is_sub(each)]
    created = [
        line(first(item, name)) for name in ("contentCreated", "firstCreated", "versionCreated")
    ]
    values: dict[str, Value] = {
        "title": line(main[0]) if main else line(first(item, "itemMeta", "title")),
        "description": " ".join(line(each) for each in headlines if _is_sub(each))
        or _described(about),
        "author": line(first(about, "by")) or [*_names(about, "creator")],
        "date": next(filter(None, map(day, created)), ""),
        "updated": day(line(first(about, "contentModified"))),
        "source": next(iter(_names(item, "copyrightHolder") + _names(item, "provider")), ""),
        "place": next(iter(_names(about, "located")), ""),
        "tags": list(_names(about, "subject") + lines(about, "keyword")),
        "language": value(first(about, "language"), "tag") or value(item, "lang"),
        "section": next(iter(_names(item, "service")), ""),
    }
    extra = {
        "dateline": line(first(about, "dateline")),
        "byline": line(first(about, "by")),
        "slugline": line(first(about, "slugline")),
        "urgency": line(first(about, "urgency")),
        "guid": value(item, "guid"),
        "version": value(item, "version"),
        "editor's note": line(first(item, "edNote")),
        "copyright": line(first(item, "copyrightNotice")),
        "genre": ", ".join(_names(about, "genre")),
    }
    return values, extra, list(_content(item)), value(item, "guid")


def _is_sub(headline: Element) -> bool:
    return "sub" in value(headline, "role").lower()


def _described(about: Element) -> str:
    """Return the summary; what describes a picture is its caption."""
    found = {value(each, "role").lower(): line(each) for each in about.iter("{*}description")}
    return next((text for role, text in found.items() if "caption" not in role), "")


def _names(element: Element, name: str) -> list[str]:
    """Return the names of people, places or subjects: said, or else in their code."""
    found = []
    for each in element.iter(f"{{*}}{name}"):
        own = (line(child) for child in each if local_name(child) == "name")
        code = value(each, "qcode").rpartition(":")[2] if name == "provider" else ""
        text = (
            next(filter(None, own), "")
            or value(each, "literal")
            or ("" if len(each) else line(each))
        )
        found.append(text or code)
    return list(dict.fromkeys(filter(None, found)))


def _content(item: Element) -> Iterator[Piece]:
    """Yield the text of an item: NITF, XHTML or plain; else the caption of its picture."""
    content = first(item, "contentSet")
    for each in () if content is None else content:
        if local_name(each) == "inlineXML":
            yield from _inline(each)
        elif local_name(each) == "inlineData" and value(each, "encoding").lower() != "base64":
            text = text_of(each)
            marked = "html" in value(each, "contenttype") and MARKED.search(text)
            yield from pieces_of(text) if marked else read_pieces(text, marked=False)
    for each in item.iter("{*}description"):
        if "caption" in value(each, "role").lower() and line(each):
            yield Piece("caption", line(each), alone=True, certain=True)


def _inline(element: Element) -> list[Piece]:
    """Return the text of XML within an item: of NITF's body, or of HTML."""
    body = first(element, "body.content")
    if body is not None:
        return text_pieces(body)
    html = first(element, "html")
    if html is None:
        return text_pieces(element)
    from lxml import etree  # noqa: PLC0415 - the parser has it already

    page = first(html, "body")
    text: str = etree.tostring(html if page is None else page, encoding="unicode", method="html")
    return pieces_of(text)


def _read_1(item: Element) -> _Read:
    """Read an item of NewsML 1.2, whose components may lie within each other."""
    created = day(line(first(item, "FirstCreated"))) or day(line(first(item, "DateId")))
    party = value(first(item, "Provider", "Party"), "FormalName")
    values: dict[str, Value] = {
        "title": line(first(item, "HeadLine")),
        "description": line(first(item, "SubHeadLine")),
        "author": line(first(item, "ByLine")),
        "date": created,
        "source": line(first(item, "CopyrightHolder")) or party or line(first(item, "ProviderId")),
        "tags": list(lines(item, "KeywordLine")),
        "language": value(first(item, "DescriptiveMetadata", "Language"), "FormalName"),
    }
    extra = {
        "dateline": line(first(item, "DateLine")),
        "byline": line(first(item, "ByLine")),
        "slugline": line(first(item, "SlugLine")),
        "urgency": value(first(item, "Urgency"), "FormalName"),
        "copyright": line(first(item, "CopyrightLine")),
        "provider": line(first(item, "ProviderId")),
    }
    pieces = []
    for content in item.iter("{*}DataContent"):
        inner = first(content, "nitf")
        pieces += nitf.draft(inner).pieces if inner is not None else _data(content)
    return (
        values,
        extra,
        pieces,
        line(first(item, "PublicIdentifier")) or line(first(item, "NewsItemId")),
    )


def _data(content: Element) -> list[Piece]:
    if len(content):
        return _inline(content)
    text = text_of(content)
    return pieces_of(text) if MARKED.search(text) else read_pieces(text, marked=False)


def _read_rcv1(item: Element) -> _Read:
    """Read an item of Reuters' collection of 1996 and 1997."""
    stated = {value(dc, "element"): value(dc, "value") for dc in item.iter("dc")}
    text = first(item, "text")
    values: dict[str, Value] = {
        "title": line(first(item, "headline")) or line(first(item, "title")),
        "author": line(first(item, "byline")),
        "date": day(value(item, "date")) or day(stated.get("dc.date.published", "")),
        "source": stated.get("dc.publisher", ""),
        "tags": [value(code, "code") for code in item.iter("code")],
        "language": value(item, "lang"),
    }
    extra = {
        "dateline": line(first(item, "dateline")),
        "byline": line(first(item, "byline")),
        "copyright": line(first(item, "copyright")),
        "itemid": value(item, "itemid"),
    } | stated
    return values, extra, [] if text is None else text_pieces(text), value(item, "itemid")
