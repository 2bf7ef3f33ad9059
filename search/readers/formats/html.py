"""Saved web pages: the article of a page, without what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.draft import Draft
from search.readers.encoding import NotText
from search.readers.fragments import feed, html_text, pieces_of
from search.readers.webpages.page import MOST_TAGS, parse
from search.readers.webpages.selection import select
from search.readers.webpages.statements import read_head, read_statements
from search.readers.webpages.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.pieces import Piece
    from search.readers.registry import Head
    from search.readers.source import Source
    from search.readers.webpages.page import Page
    from search.readers.webpages.selection import Selection

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
_START = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,1000}-->\s*)*"
    r"(?:<!doctype\s+html\b|<html[\s>]|<head>|<body[\s>]|<meta\s|<title>)"
)
_HIDDEN = 3  # times as long as what the page shows is the text that it only states


def recognises(head: Head) -> bool:
    """Say whether this is a page: it begins as one."""
    return head.start[:1] == "<" and _START.match(head.start) is not None


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a page."""
    try:
        text = html_text(source.data(), source.charset)
    except NotText as error:
        raise ReadError(f"{source.name} {error}.") from error
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise ReadError(
            f"{source.name} has {tags:,} tags; a page may have {MOST_TAGS:,}."
            " Save its text, or divide it."
        )
    yield draft(text)


def draft(text: str) -> Draft:
    """Return the article of a page."""
    page = parse(text)
    if page is None:
        return Draft(pieces=[])
    survey = _survey(page)
    if not survey.found:  # all is hidden until a script shows it
        survey = _survey(page, hidden=True)
    head = read_head(page)
    selection = select(survey, page, head.title)
    pieces = [_piece(survey, selection, number) for number in selection.blocks]
    metadata = read_statements(page, head, survey, selection)
    return Draft(pieces=_longer(pieces, head.text), metadata=metadata)


def _survey(page: Page, *, hidden: bool = False) -> Survey:
    survey = Survey(hidden=hidden)
    if page.whole:
        survey.read(page.root)
    else:
        feed(survey, page.text)
    return survey


def _piece(survey: Survey, selection: Selection, number: int) -> Piece:
    """Return a block; the byline of one story among several is not that of the page."""
    piece = survey.found[number].piece
    return piece._replace(kind="byline", certain=True) if number in selection.bylines else piece


def _longer(pieces: list[Piece], stated: str) -> list[Piece]:
    """Return the text that the page only states, if it hides its article from readers."""
    shown = sum(len(piece.text) for piece in pieces)
    return pieces_of(stated) if len(stated) > _HIDDEN * shown else pieces
