"""RSS, Atom and JSON Feed: each item an article, and the feed their source.

They are read as the XML that they are. A library for feeds would build all of one
in memory, and has no use for what it does best, times in one zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.draft import Draft
from search.readers.metadata import read_metadata
from search.readers.records.bodies import Body, read_body
from search.readers.records.drafts import Numbered, Records
from search.readers.records.json_stream import NotJson, parse
from search.readers.records.values import texts_of, valid
from search.readers.xml import trees
from search.readers.xml.feeds import MendedStream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.registry import Head
    from search.readers.source import Source, Unread
    from search.readers.text.front_matter import Value
    from search.readers.xml.trees import Element

SUFFIXES = (".rss", ".atom", ".rdf")
_FEED = re.compile(
    r"(?:\s|<\?[^<>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!doctype[^<>\[]*(?:\[[^\]]*\])?\s*>)*+"
    r"<(?:rss\s|feed\s[^<>]*atom|rdf:rdf\s[^<>]*(?:purl\.org/rss/|netscape\.com/rdf/))"
)
_JSON_FEED = "://jsonfeed.org/version/"
_OF_THE_FEED = "stated for the whole feed"

_ITEMS = ("item", "entry")
_NAMESPACES = {
    "http://purl.org/rss/1.0/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://www.w3.org/2005/Atom": "",
    "http://purl.org/atom/ns#": "",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
}
_WORDPRESS = "http://wordpress.org/export/"
# What each element of an item is to an article; the first that is filled wins.
_TEXTS = ("content:encoded", "content", "description", "summary")
_DATES = ("wp:post_date", "pubDate", "published", "issued", "dc:date", "dcterms:issued")
_UPDATES = ("updated", "modified", "dcterms:modified")
_AUTHORS = ("dc:creator", "author")
_TAGS = ("category", "dc:subject")
_KEYS = ("guid", "id", "wp:post_id")
_LANGUAGES = ("dc:language", "language")
_NOT_ARTICLES = frozenset(("attachment", "nav_menu_item", "revision", "custom_css"))
_NO_DAY = "0000-"  # WordPress's date of what was not published
_ADDRESS_AND_NAME = re.compile(r"[^\s()@]+@[^\s()]+\s*\(([^()]+)\)")  # RSS's form of an author
_MAIL_ADDRESS = re.compile(r"[^\s()<>@]+@[^\s()<>@]+")
_PREFIX = re.compile(r"<(/?)[A-Za-z]\w*:(?=[A-Za-z])")


def recognises(head: Head) -> bool:
    """Say whether its first element is that of a feed, or its JSON names itself one."""
    start = head.start
    if start[:1] == "<":
        return _FEED.match(start) is not None
    return start[:1] == "{" and _JSON_FEED in start.replace("\\/", "/")


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield the article of each item.

    Raises:
        ReadError: It is no XML or JSON from some place on, or has no items.
    """
    if source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        yield from _json_items(source)
        return
    number = 0
    try:
        for number, draft in enumerate(_items(source), start=1):
            draft.place = str(number)
            yield draft
    except trees.NotXml as error:
        raise ReadError(f"{source.name} {error}.") from error
    if not number:
        raise ReadError(f"{source.name} is a feed without items: it holds no articles.")


@dataclass(slots=True)
class _Feed:
    """What a feed says of all its items."""

    title: str = ""
    language: str = ""
    authors: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # of people, by their login


def _items(source: Source) -> Iterator[Draft]:
    feed = _Feed()
    wanted = {*_ITEMS, "title", "language", "author"}
    stream: Any = MendedStream(source)  # which has all of a stream that is needed
    for element in trees.elements(stream, wanted):
        name = trees.local_name(element)
        if name in _ITEMS:
            draft = _draft(_Item(element), feed)
            if draft:
                yield draft
        else:
            _take(feed, name, element)


def _take(feed: _Feed, name: str, element: Element) -> None:
    """Take what stands in a feed beside its items."""
    parent = element.getparent()
    if parent is None or trees.local_name(parent) not in {"channel", "feed"}:
        return
    text = " ".join(valid(trees.text_of(element)).split())
    if name == "title":
        feed.title = feed.title or text
    elif name == "language":
        feed.language = text
    else:
        parts = {trees.local_name(child): trees.text_of(child).strip() for child in element}
        if login := parts.get("author_login"):
            feed.names[login] = parts.get("author_display_name") or login
        elif parts.get("name"):
            feed.authors.append(parts["name"])


class _Item:
    """The elements of an item by name, with the usual prefix of their namespace."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.parts: dict[str, list[Element]] = {}
        for child in element:
            if name := trees.local_name(child):
                self.parts.setdefault(_prefix(child) + name, []).append(child)

    def texts(self, *names: str) -> list[str]:
        """Return the texts of all elements with these names, without empty ones."""
        found = (child for name in names for child in self.parts.get(name, ()))
        return [text for child in found if (text := valid(trees.text_of(child)).strip())]

    def text(self, *names: str) -> str:
        """Return the first text of an element with one of these names, "" if none has any."""
        return next(iter(self.texts(*names)), "")


def _prefix(element: Element) -> str:
    namespace = str(element.tag)[1:].partition("}")[0] if str(element.tag)[0] == "{" else ""
    if not namespace:
        return ""
    if namespace.startswith(_WORDPRESS):
        return "excerpt:" if namespace.rstrip("/").endswith("excerpt") else "wp:"
    known = _NAMESPACES.get(namespace)
    return known if known is not None else f"{element.prefix or 'other'}:"


def _draft(item: _Item, feed: _Feed) -> Draft | None:
    """Return the draft of an item; None for what a WordPress export has beside articles."""
    if item.text("wp:post_type") in _NOT_ARTICLES:
        return None
    texts = [(name, body) for name in _TEXTS if (body := _body(item, name))]
    taken = texts[0] if texts else ("", None)
    pieces = taken[1].pieces() if taken[1] else []
    values: dict[str, Value] = {
        "title": item.text("title"),
        "url": _address(item),
        "authors": list(_authors(item, feed)),
        "date": next((t for t in item.texts(*_DATES) if not t.startswith(_NO_DAY)), ""),
        "updated": item.text(*_UPDATES),
        "tags": list(_tags(item)),
        "language": item.text(*_LANGUAGES) or _language(item.element) or feed.language,
        "source": _source(item) or feed.title,
    }
    summary = next((body for name, body in texts[1:] if not body.repeats(pieces)), None)
    if summary is not None:
        values["description"] = " ".join(piece.text for piece in summary.pieces())
    metadata = read_metadata(values)
    if metadata.source and not _source(item) and feed.title:
        metadata.origins["source"] = _OF_THE_FEED
    metadata.extra.update(_extra(item))
    return Draft(pieces=pieces, metadata=metadata, key=item.text(*_KEYS) or None)


def _body(item: _Item, name: str) -> Body | None:
    for element in item.parts.get(name, ()):
        if any(trees.local_name(child) for child in element):
            return Body(_markup(element), html=True)
        body = read_body(name, trees.text_of(element))
        if body is not None and trees.attribute(element, "type") == "text":
            return body._replace(html=False)
        if body is not None:
            return body
    return None


def _markup(element: Element) -> str:
    """Return XHTML that stands in an element as the HTML that it is."""
    from lxml import etree  # noqa: PLC0415 - loaded already, to have the element

    text = etree.tostring(element, encoding="unicode", with_tail=False)
    return valid(_PREFIX.sub(r"<\1", text))


def _address(item: _Item) -> str:
    for element in item.parts.get("link", ()):
        address = trees.text_of(element).strip() or trees.attribute(element, "href")
        if address and trees.attribute(element, "rel") in {"", "alternate"}:
            return address.replace("&amp;", "&")
    for element in item.parts.get("guid", ()):
        address = trees.text_of(element).strip()
        if trees.attribute(element, "isPermaLink") != "false" and address.startswith("http"):
            return address.replace("&amp;", "&")
    return ""


def _authors(item: _Item, feed: _Feed) -> Iterator[str]:
    named = [element for name in _AUTHORS for element in item.parts.get(name, ())]
    for element in named:
        names = [trees.text_of(child) for child in element if trees.local_name(child) == "name"]
        name = " ".join(valid("".join(names) or trees.text_of(element)).split())
        both = _ADDRESS_AND_NAME.fullmatch(name)
        if name and not (_MAIL_ADDRESS.fullmatch(name) and not both):
            yield both[1] if both else feed.names.get(name, name)
    if not named:
        yield from feed.authors


def _tags(item: _Item) -> Iterator[str]:
    for name in _TAGS:
        for element in item.parts.get(name, ()):
            tag = trees.text_of(element).strip() or (
                trees.attribute(element, "label") or trees.attribute(element, "term")
            )
            if tag:
                yield " ".join(valid(tag).split())


def _language(element: Element) -> str:
    root = element.getroottree().getroot()
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    return element.get(lang) or root.get(lang) or ""


def _source(item: _Item) -> str:
    """Return the paper that an item was taken over from."""
    for element in item.parts.get("source", ()):
        titles = [trees.text_of(child) for child in element if trees.local_name(child) == "title"]
        name = "".join(titles) if len(element) else trees.text_of(element)
        if name.strip():
            return " ".join(valid(name).split())
    return ""


def _extra(item: _Item) -> dict[str, str]:
    """Return what an item says beyond the fields of an article."""
    used = {*_TEXTS, *_DATES, *_UPDATES, *_AUTHORS, *_TAGS, *_LANGUAGES, "title", "link", "source"}
    names = [name for name in item.parts if name not in used]
    texts = [
        (name, ", ".join(" ".join(text.split()) for text in item.texts(name))) for name in names
    ]
    addresses = [
        (name, ", ".join(filter(None, (trees.attribute(e, "url") for e in item.parts[name]))))
        for name in names
    ]
    return texts_of((name, text) for name, text in (*addresses, *texts) if text)


def _json_items(source: Source) -> Iterator[Draft | Unread]:
    try:
        feed: Any = parse(source.text())
    except NotJson as error:
        raise ReadError(f"{source.name} is no JSON: {error}.") from error
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise ReadError(f"{source.name} is a feed without items: it holds no articles.")
    common = {name: feed[key] for key, name in _JSON_COMMON.items() if key in feed}
    found = (
        Numbered(number, common | item if isinstance(item, dict) else {})
        for number, item in enumerate(items, start=1)
    )
    for draft in Records(source).drafts(found):
        if isinstance(draft, Draft) and "source" in common:
            draft.metadata.origins["source"] = _OF_THE_FEED
        yield draft


_JSON_COMMON = {"title": "source", "language": "language", "authors": "authors"}
