"""OpenDocument texts (ODT): one article a file."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.documents.package import Package, first_part, media_type
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

SUFFIXES = (".odt", ".ott")
_TYPE = b"application/vnd.oasis.opendocument.text"
_PROPERTIES = {
    "title": "title",
    "initial-creator": "author",  # "creator" is who changed it last
    "keyword": "keywords",
    "subject": "subject",
    "description": "comments",
    "language": "language",
    "creation-date": "created",
}
# The paragraphs and what may hold others; deleted text stands in "tracked-changes".
_PARTS = frozenset(("style", "p", "h", "table-row", "tracked-changes", "forms"))
_STYLES: dict[str, Kind] = {
    "title": "heading",
    "heading": "heading",
    "quotations": "quote",
    "caption": "caption",
    "illustration": "caption",
    "figure": "caption",
    "list": "list",
}
_LEFT_OUT = frozenset(
    (
        *("annotation", "annotation-end", "note-citation", "tracked-changes", "ruby-text"),
        *("title", "desc", "event-listeners"),
    )
)
_BOXES = frozenset(("note-body", "text-box", "table"))
_BREAKS = frozenset(("s", "tab", "line-break"))
_DEEPEST_STYLE = 10  # styles based on styles
_OPENING = 12  # pieces


def recognises(head: Head) -> bool:
    """Say whether this is a package that says that it is an OpenDocument text, or is called one."""
    if first_part(head) is None:
        return False
    return media_type(head).startswith(_TYPE) or head.has_suffix(*SUFFIXES)


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a document."""
    with closing(Package(source, "OpenDocument text")) as package:
        manifest = "META-INF/manifest.xml"
        if manifest in package and b"encryption-data" in package.data(manifest):
            raise ReadError(f"{source.name} has a password; save it without one.")
        yield _Reader(package).draft()


class _Reader:
    """Reads one document."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles: dict[str, tuple[str, bool | None]] = {}  # what it is based on; is it bold
        self._title: str | None = None
        self._notes: list[Piece] = []

    def draft(self) -> Draft:
        if "styles.xml" in self._package:
            for style in self._package.root("styles.xml").iterfind(".//{*}style"):
                self._add_style(style)
        pieces = self._package.limited(self._all())
        metadata = self._metadata(" ".join(piece.text for piece in pieces[:_OPENING]))
        if self._title and metadata.title is None:
            metadata.title = self._title
            metadata.origins["title"] = IN_TEXT
        return Draft(pieces=pieces, metadata=metadata)

    def _all(self) -> Iterator[Piece]:
        for element in self._package.elements("content.xml", _PARTS):
            yield from self._pieces(element)
        yield from self._notes

    def _pieces(self, element: Element) -> Iterator[Piece]:
        name = local_name(element)
        if name == "style":
            self._add_style(element)
        elif name == "table-row":
            yield from self._row(element)
        elif name in {"p", "h"}:
            yield from self._paragraph(element)

    def _paragraph(self, element: Element) -> Iterator[Piece]:
        """Yield a paragraph, then what stands in its text boxes; its notes come at the end."""
        boxes: list[Element] = []
        parts: list[str] = []
        _collect(element, parts, boxes)
        text = " ".join(clean("".join(parts)).split())
        if any(map(str.isalnum, text)):
            yield self._piece(element, text)
        for box in boxes:
            found = [piece for part in _parts(box) for piece in self._pieces(part)]
            if local_name(box) == "note-body":
                self._notes += [piece._replace(kind="body", certain=True) for piece in found]
            else:
                yield from found

    def _row(self, row: Element) -> list[Piece]:
        return row_pieces(
            [
                [piece for part in _parts(cell) for piece in self._pieces(part)]
                for cell in row
                if local_name(cell) == "table-cell"
            ]
        )

    def _piece(self, paragraph: Element, text: str) -> Piece:
        style = attribute(paragraph, "style-name")
        kind, is_title = self._kind(style)
        if is_title and self._title is None:
            self._title = text
        if local_name(paragraph) == "h":
            kind = "heading"
        elif kind == "body" and next(paragraph.iterancestors("{*}list-item"), None) is not None:
            kind = "list"
        if kind != "body":
            return Piece(kind, text, alone=True, certain=True)
        if is_bold_heading(text) and self._is_bold(paragraph, style):
            return Piece("heading", text, alone=True)
        return Piece("body", text, alone=True)

    def _add_style(self, style: Element) -> None:
        weight = next(
            (attribute(mark, "font-weight") for mark in style.iter("{*}text-properties")), ""
        )
        bold = weight in {"bold", "600", "700", "800", "900"} if weight else None
        self._styles[attribute(style, "name")] = attribute(style, "parent-style-name"), bold

    def _chain(self, style: str) -> Iterator[tuple[str, bool | None]]:
        """Yield a style's name and boldness, then those of the styles that it is based on."""
        for _ in range(_DEEPEST_STYLE):
            if not style:
                return
            parent, bold = self._styles.get(style, ("", None))
            yield style, bold
            style = parent

    def _kind(self, style: str) -> tuple[Kind, bool]:
        """Return the kind that a style gives, and whether it is that of the title."""
        for name, _ in self._chain(style):
            words = name.lower().replace("_20_", " ").split(" ", 1)
            if words[0] in _STYLES:
                return _STYLES[words[0]], words == ["title"]
        return "body", False

    def _is_bold(self, paragraph: Element, style: str) -> bool:
        """Say whether all text of a paragraph is bold."""
        own = self._says_bold(style)
        if paragraph.text and paragraph.text.strip() and not own:
            return False
        for child in paragraph:
            bold = self._says_bold(attribute(child, "style-name"))
            if not (own if bold is None else bold) or (
                child.tail and child.tail.strip() and not own
            ):
                return False
        return bool(own) or len(paragraph) > 0

    def _says_bold(self, style: str) -> bool | None:
        return next((bold for _, bold in self._chain(style) if bold is not None), None)

    def _metadata(self, opening: str) -> Metadata:
        stated: dict[str, str] = {}
        if "meta.xml" in self._package:
            for element in self._package.root("meta.xml").iter("{*}*"):
                name = _PROPERTIES.get(local_name(element))
                if name and element.text:
                    stated[name] = (
                        f"{stated[name]}, {element.text}" if name in stated else element.text
                    )
        return read_properties(stated, title=self._title, opening=opening)


def _parts(element: Element) -> Iterator[Element]:
    """Yield the paragraphs and rows in an element, but nothing that is within one of these."""
    for child in element:
        name = local_name(child)
        if name in _PARTS:
            yield child
        elif name not in _LEFT_OUT:
            yield from _parts(child)


def _collect(element: Element, parts: list[str], boxes: list[Element]) -> None:
    """Collect the text below an element; how deep it goes is bounded by the XML reader."""
    parts.append(element.text or "")
    for child in element:
        name = local_name(child)
        if name in _BREAKS:
            parts.append(" ")
        elif name in _BOXES:
            boxes.append(child)
        elif name not in _LEFT_OUT:
            _collect(child, parts, boxes)
        parts.append(child.tail or "")
