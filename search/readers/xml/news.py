"""What NITF and NewsML have in common: their articles, elements and text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.encoding import clean
from search.readers.pieces import Piece
from search.readers.xml.trees import NotXml, attribute, elements, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from search.article import Kind
    from search.readers.draft import Draft
    from search.readers.source import Source
    from search.readers.xml.trees import Element

MARKED = re.compile(r"<(?:p|br|div)\b", re.IGNORECASE)  # a text that is HTML
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_MONTH = re.compile(r"\d{4}(?:-\d{2})?")
_ROOT = (
    r"(?:\s|<\?[^<>]*\?>|<!--(?:[^-]|-(?!->))*-->|<!doctype[^<>\[]*(?:\[[^\]]*\]\s*)?>)*+"
    r"<(?:\w+:)?(?:{names})[\s>]"
)
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("p", "pre", "br", "note", "abstract", "fn"), "body"),
    **dict.fromkeys(("hl1", "hl2", "h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dt", "dd", "tr"), "list"),
    **dict.fromkeys(("media-caption", "caption", "media-producer", "credit"), "caption"),
    **dict.fromkeys(("tagline", "byline"), "byline"),
}
# What holds paragraphs and gives them its kind.
_AROUND: dict[str, Kind] = {
    "bq": "quote",
    "blockquote": "quote",
    "media": "caption",
    "media-caption": "caption",
    "ul": "list",
    "ol": "list",
    "dl": "list",
    "tagline": "byline",
}
_BLOCKS = frozenset((*_KINDS, *_AROUND, "block", "table", "tbody", "thead", "nitf-table", "div"))
_LEFT_OUT = frozenset(
    ("media-metadata", "media-reference", "media-object", "hr", "col", "colgroup", "style")
)
_CELLS = frozenset(("td", "th"))


def root_pattern(*names: str) -> re.Pattern[str]:
    """Return what the beginning of a document in lower case matches if its root has such a name."""
    return re.compile(_ROOT.format(names="|".join(names)))


def first(element: Element, *path: str) -> Element | None:
    """Return the first element that is found by names, each below the one before."""
    for name in path:
        found = next(element.iter(f"{{*}}{name}"), None)
        if found is None:
            return None
        element = found
    return element


def line(element: Element | None) -> str:
    """Return an element's text as one line, "" where there is no element."""
    return "" if element is None else " ".join(clean(text_of(element)).split())


def lines(element: Element, name: str) -> list[str]:
    """Return the texts of all elements with a name, without those that are empty."""
    texts = (line(each) for each in element.iter(f"{{*}}{name}"))
    return list(dict.fromkeys(text for text in texts if text))


def value(element: Element | None, name: str) -> str:
    """Return an attribute's value as one line."""
    return " ".join(attribute(element, name).split()) if element is not None else ""


def day(text: str) -> str:
    """Return the day of a time as it is written, whatever its zone; a month or year alone too.

    >>> day("20210817T235900Z"), day("2021-08-17T23:59:00-04:00"), day("2021-08"), day("soon")
    ('2021-08-17', '2021-08-17', '2021-08', '')
    """
    text = text.strip()
    if _MONTH.fullmatch(text):
        return text
    found = _DAY.match(text)
    return "-".join(found.groups()) if found else ""


def read_articles(
    source: Source, names: Collection[str], draft: Callable[[Element], Draft], what: str
) -> Iterator[Draft]:
    """Yield the draft of each element with one of these names.

    Raises:
        ReadError: It is no XML from some place on, or there is none of ``what``.
    """
    none = True
    try:
        for each in _numbered(map(draft, elements(source.stream(), names))):
            none = False
            yield each
    except NotXml as error:
        raise ReadError(f"{source.name} {error}.") from error
    if none:
        raise ReadError(f"{source.name} has no {what}.")


def _numbered(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """Number the drafts of a file; a single one is the file itself.

    Raises:
        NotXml: As the drafts do, behind the last that could be had.
    """
    held: Draft | None = None
    number = 0
    try:
        for number, draft in enumerate(drafts, start=1):
            if held:
                yield held
            held = draft
            held.place = str(number)
    except NotXml:
        if held:
            yield held
        raise
    if held and number == 1:
        held.place = None
    if held:
        yield held


def text_pieces(element: Element) -> list[Piece]:
    """Return the paragraphs of a body in NITF, with their kinds."""
    return list(_pieces(element, None))


def _pieces(element: Element, around: Kind | None) -> Iterator[Piece]:
    """Yield the paragraphs in an element; ``around`` is the kind that holds in it.

    (It calls itself for each element within; the parser bounds how deep they are.)
    """
    name = local_name(element)
    if not name or name in _LEFT_OUT:
        return
    if name == "tr":
        cells = (line(cell) for cell in element if local_name(cell) in _CELLS)
        yield from _piece(" | ".join(filter(None, cells)), "list")
    elif not any(local_name(child) in _BLOCKS for child in element.iterdescendants()):
        yield from _piece(line(element), around or _KINDS.get(name, "body"))
    else:
        around = _AROUND.get(name, around)
        yield from _piece(clean(element.text or ""), around or "body")
        for child in element:
            yield from _pieces(child, around)
            yield from _piece(clean(child.tail or ""), around or "body")


def _piece(text: str, kind: Kind) -> Iterator[Piece]:
    text = " ".join(text.split())
    if any(map(str.isalnum, text)):
        yield Piece(kind, text, alone=True, certain=kind != "body")
