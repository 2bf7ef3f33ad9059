"""A page to the draft of its article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.readers.draft import Draft
from search.readers.webpages.fragments import feed, pieces_of
from search.readers.webpages.page import parse
from search.readers.webpages.selection import select
from search.readers.webpages.statements import read_head, read_statements
from search.readers.webpages.survey import Survey

if TYPE_CHECKING:
    from search.readers.pieces import Piece
    from search.readers.webpages.page import Page
    from search.readers.webpages.selection import Selection

_HIDDEN = 3  # times as long as what the page shows is the text that it only states


def read_page(text: str) -> Draft:
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
    if number == selection.deck and piece.kind == "heading":  # that has not the text under it
        return piece._replace(kind="body", certain=True)
    return piece._replace(kind="byline", certain=True) if number in selection.bylines else piece


def _longer(pieces: list[Piece], stated: str) -> list[Piece]:
    """Return the text that the page only states, if it hides its article from readers."""
    shown = sum(len(piece.text) for piece in pieces)
    return pieces_of(stated) if len(stated) > _HIDDEN * shown else pieces
