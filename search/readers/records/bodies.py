"""A record's text, which may be plain, Markdown, HTML or a list of paragraphs, to pieces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from search.article import Kind
from search.readers.metadata import field_of
from search.readers.pieces import Piece
from search.readers.records.values import INNER, is_nothing, valid
from search.readers.text.markup import is_marked
from search.readers.text.structure import read_pieces
from search.readers.webpages.article import read_page
from search.readers.webpages.fragments import pieces_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_HTML = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|figure|figcaption|img|section|article|span|table)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html)\b", re.IGNORECASE)
_KINDS: dict[str, Kind] = {
    **{kind: kind for kind in get_args(Kind)},
    **dict.fromkeys(("title", "header", "subhead", "crosshead"), "heading"),
    "blockquote": "quote",
    "list_item": "list",
}
_WHOLE = (*INNER, "text", "html", "content")  # where a text stands in an object of its own
_PARTS = ("text", "content", "value", "html", "body", "fullcaption", "caption")
_FEW = 3  # items of a list that show what it is a list of
_NOT_WORDS = re.compile(r"\W+")


class Body(NamedTuple):
    """A clean text, or a list of paragraphs as they are; ``html`` says that it is HTML."""

    text: str | list[Any]
    html: bool = False

    def pieces(self) -> list[Piece]:
        """Return the pieces of the text.

        >>> body = Body(["One.", {"kind": "quote", "text": "Two."}])
        >>> [piece[:2] for piece in body.pieces()]
        [('body', 'One.'), ('quote', 'Two.')]
        """
        if isinstance(self.text, str):
            return _pieces(self.text, html=self.html)
        return [piece for item in self.text for piece in _item_pieces(item)]

    def repeats(self, pieces: list[Piece]) -> bool:
        """Say whether all that this text says is in these pieces already."""
        return _letters(self.pieces()) in _letters(pieces)


def read_body(key: str, value: Any) -> Body | None:  # noqa: ANN401 - whatever JSON holds
    """Return the text that the value of a key is, None where it is none."""
    if isinstance(value, dict):
        value = next((value[name] for name in _WHOLE if name in value), None)
    if isinstance(value, str) and not is_nothing(value):
        text = valid(value)
        return Body(text, html="<" in text and (key.lower().endswith("html") or is_html(text)))
    if isinstance(value, list) and not holds_titles(value) and any(map(_item_pieces, value)):
        return Body(value)
    return None


def holds_titles(items: list[Any]) -> bool:
    """Say whether a list has articles, and not the paragraphs of one.

    >>> holds_titles([{"headline": "Bridge", "text": "It reopened."}])
    True
    """
    objects = (item for item in items[:_FEW] if isinstance(item, dict))
    return any(field_of(key) == "title" for item in objects for key in item)


def is_html(text: str) -> bool:
    """Say whether a text is written in HTML, and does not merely compare numbers.

    >>> is_html("<p>It reopened.</p>"), is_html("if a < b and b > c")
    (True, False)
    """
    return "<" in text and _HTML.search(text) is not None


def _pieces(text: str, *, html: bool) -> list[Piece]:
    if html and _PAGE.match(text):
        return read_page(text).pieces
    return pieces_of(text) if html else read_pieces(text, marked=is_marked(text))


def _item_pieces(item: Any) -> list[Piece]:  # noqa: ANN401 - as above
    """Return the pieces of one paragraph of a list; its kind is stated, or it is text only."""
    if isinstance(item, str):
        text = valid(item)
        return _pieces(text, html=is_html(text))
    if not isinstance(item, dict):
        return []
    text = valid(next((item[name] for name in _PARTS if isinstance(item.get(name), str)), ""))
    kind = _stated_kind(item)
    if kind is None:
        return _pieces(text, html=is_html(text))
    pieces = pieces_of(text) if is_html(text) else [Piece(kind, " ".join(text.split()))]
    return [piece._replace(kind=kind, certain=True) for piece in pieces if piece.text]


def _stated_kind(item: Mapping[str, Any]) -> Kind | None:
    if "fullcaption" in item:
        return "caption"
    stated = (str(item.get(name)).lower() for name in ("kind", "subtype", "type"))
    return next((_KINDS[name] for name in stated if name in _KINDS), None)


def _letters(pieces: list[Piece]) -> str:
    return _NOT_WORDS.sub("", "".join(piece.text for piece in pieces))
