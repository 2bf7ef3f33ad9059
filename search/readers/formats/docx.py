"""Word documents (DOCX): one article a file.

The parts are read straight from their XML, not by python-docx: that loads whatever a
document holds before it can be looked at, knows no footnotes, text boxes or tracked
changes, and would be a package more to install.
"""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

from search.readers import exports
from search.readers.documents.package import Package, first_part
from search.readers.documents.properties import read_properties
from search.readers.documents.rows import row_pieces
from search.readers.draft import Draft
from search.readers.encoding import clean
from search.readers.origins import IN_TEXT
from search.readers.pieces import Piece
from search.readers.text.headings import is_bold_heading
from search.readers.xml.trees import attribute, local_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Kind
    from search.readers.metadata import Metadata
    from search.readers.registry import Head
    from search.readers.source import Source
    from search.readers.xml.trees import Element

SUFFIXES = (".docx", ".docm", ".dotx")
_MARKS = (b"[Content_Types].xml", b"_rels/", b"docProps/")
_PROPERTIES = {
    "title": "title",
    "creator": "author",
    "keywords": "keywords",
    "subject": "subject",
    "category": "category",
    "description": "comments",
    "language": "language",
    "created": "created",
}
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"heading|title$"), "heading"),
    (re.compile(r"(?:intense )?quote|block text|quotations"), "quote"),
    (re.compile(r"caption|figure|illustration"), "caption"),
    (re.compile(r"list (?:bullet|number|continue)|toc \d|bullet"), "list"),
)
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr"))
_CHARACTERS = {"tab": " ", "br": " ", "cr": " ", "ptab": " ", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off", "none"})
_DEEPEST_STYLE = 10  # styles based on styles
_OPENING = 12  # pieces


class _Style(NamedTuple):
    """What a paragraph style says: its English name, kind, and whether it is bold."""

    name: str
    kind: Kind
    bold: bool


def recognises(head: Head) -> bool:
    """Say whether this is a package with the parts of a Word document, or is called one."""
    first = first_part(head)
    if first is None:
        return False
    if first.startswith((*_MARKS, b"word/")):
        return b"word/" in head.data and any(mark in head.data for mark in _MARKS)
    return head.has_suffix(*SUFFIXES)


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a document, or the articles of an export, which Nexis gives as one."""
    with closing(Package(source, "Word document")) as package:
        draft = _Reader(package).draft()
    lines = [line for piece in draft.pieces for line in (piece.text, "")]
    yield from exports.articles(lines) or [draft]


class _Reader:
    """Reads one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._main = _main_part(package)
        self._folder = self._main.rpartition("/")[0]
        self._elements = self._read_styles()
        self._styles: dict[str, _Style] = {}
        self._title: str | None = None

    def draft(self) -> Draft:
        pieces = self._package.limited(self._all())
        opening = " ".join(piece.text for piece in pieces[:_OPENING])
        metadata = self._metadata(opening)
        if self._title and metadata.title is None:
            metadata.title = self._title
            metadata.origins["title"] = IN_TEXT
        return Draft(pieces=pieces, metadata=metadata)

    def _all(self) -> Iterator[Piece]:
        for element in self._package.elements(self._main, {"p", "tr"}):
            yield from self._pieces(element)
        yield from self._notes("footnotes")
        yield from self._notes("endnotes")

    def _pieces(self, element: Element) -> Iterator[Piece]:
        """Yield the paragraphs of a paragraph with its text boxes, or of a table's row."""
        if local_name(element) == "tr":
            yield from self._row(element)
            return
        boxes: list[Element] = []
        text = _text(element, boxes)
        if any(map(str.isalnum, text)):
            yield self._piece(element, text)
        for box in boxes:
            for paragraph in _below(box, "p"):
                yield from self._pieces(paragraph)

    def _row(self, row: Element) -> list[Piece]:
        if any(local_name(mark) == "del" for mark in row.iterfind("{*}trPr/{*}*")):
            return []
        return row_pieces(
            [
                [piece for paragraph in _below(cell, "p") for piece in self._pieces(paragraph)]
                for cell in _below(row, "tc")
            ]
        )

    def _piece(self, paragraph: Element, text: str) -> Piece:
        style = self._style(paragraph)
        if self._title is None and style.name == "title":
            self._title = text
        kind = style.kind
        if kind == "body" and _is_item(paragraph):
            kind = "list"
        if kind != "body":
            return Piece(kind, text, alone=True, certain=True)
        if is_bold_heading(text) and _is_bold(paragraph, style):
            return Piece("heading", text, alone=True)
        return Piece("body", text, alone=True)

    def _style(self, paragraph: Element) -> _Style:
        style = paragraph.find("{*}pPr/{*}pStyle")
        name = attribute(style, "val") if style is not None else ""
        if name not in self._styles:
            self._styles[name] = _read_style(self._elements, name)
        return self._styles[name]

    def _notes(self, name: str) -> Iterator[Piece]:
        part = self._part(name)
        if part not in self._package:
            return
        for note in self._package.elements(part, {name[:-1]}):
            if attribute(note, "type") in {"", "normal"}:
                for paragraph in _below(note, "p"):
                    for piece in self._pieces(paragraph):
                        yield piece._replace(kind="body", certain=True)

    def _read_styles(self) -> dict[str, Element]:
        part = self._part("styles")
        if part not in self._package:
            return {}
        styles = self._package.root(part).iterfind("{*}style")
        return {attribute(style, "styleId"): style for style in styles}

    def _part(self, name: str) -> str:
        return f"{self._folder}/{name}.xml".lstrip("/")

    def _metadata(self, opening: str) -> Metadata:
        stated: dict[str, str] = {}
        if "docProps/core.xml" in self._package:
            for element in self._package.root("docProps/core.xml"):
                name = _PROPERTIES.get(local_name(element))
                if name and element.text:
                    stated[name] = element.text
        return read_properties(stated, title=self._title, opening=opening)


def _main_part(package: Package) -> str:
    """Return the name of the part that has the text."""
    if "_rels/.rels" in package:
        for relation in package.root("_rels/.rels"):
            if attribute(relation, "Type").endswith("/officeDocument"):
                part = attribute(relation, "Target").lstrip("/")
                if part in package:
                    return part
    return "word/document.xml"


def _read_style(elements: dict[str, Element], name: str) -> _Style:
    """Return a style, with what it has from those that it is based on."""
    kind: Kind = "body"
    bold: bool | None = None
    own: str | None = None
    for _ in range(_DEEPEST_STYLE):
        style = elements.get(name)
        if style is None:
            break
        called = _value(style, "name").lower()
        own = called if own is None else own
        if kind == "body":
            kind = _kind(style, called)
        if bold is None and style.find("{*}rPr/{*}b") is not None:
            bold = _is_on(style.find("{*}rPr/{*}b"))
        name = _value(style, "basedOn")
    return _Style(own or "", kind, bold=bool(bold))


def _kind(style: Element, name: str) -> Kind:
    for pattern, kind in _KINDS:
        if pattern.match(name):
            return kind
    level = _value(style, "pPr/{*}outlineLvl")
    if level.isdigit() and int(level) < 9:  # noqa: PLR2004 - 9 is the text's own level
        return "heading"
    return "list" if _is_item(style) else "body"


def _value(element: Element, path: str) -> str:
    found = element.find(f"{{*}}{path}")
    return attribute(found, "val") if found is not None else ""


def _is_item(element: Element) -> bool:
    """Say whether a paragraph or style has a bullet or a number."""
    number = element.find("{*}pPr/{*}numPr/{*}numId")
    return number is not None and attribute(number, "val") != "0"


def _is_bold(paragraph: Element, style: _Style) -> bool:
    """Say whether all text of a paragraph is bold."""
    for run in paragraph.iter("{*}r"):
        if not any(text.text and text.text.strip() for text in run.iterfind("{*}t")):
            continue
        mark = run.find("{*}rPr/{*}b")
        if not (style.bold if mark is None else _is_on(mark)):
            return False
    return True


def _is_on(mark: Element | None) -> bool:
    return mark is not None and attribute(mark, "val") not in _OFF


def _below(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name in an element, but none that is within one of these."""
    for child in element:
        found = local_name(child)
        if found == name:
            yield child
        elif found not in _LEFT_OUT:
            yield from _below(child, name)


def _text(paragraph: Element, boxes: list[Element]) -> str:
    """Return a paragraph's text on one line; its text boxes are added to ``boxes``."""
    parts: list[str] = []
    _collect(paragraph, parts, boxes)
    return " ".join(clean("".join(parts)).split())


def _collect(element: Element, parts: list[str], boxes: list[Element]) -> None:
    """Collect the text below an element; how deep it goes is bounded by the XML reader."""
    for child in element:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _CHARACTERS:
            parts.append(_CHARACTERS[name])
        elif name == "txbxContent":
            boxes.append(child)
        elif name not in _LEFT_OUT and len(child):
            _collect(child, parts, boxes)
