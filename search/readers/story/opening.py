"""The opening of an article: its title, who wrote it, when and where, and its deck."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from search.readers.bylines.datelines import Dateline, read_dateline
from search.readers.bylines.lines import Byline, read_byline
from search.readers.bylines.names import PAPER_WORDS
from search.readers.bylines.stories import may_be_byline, read_byline_below
from search.readers.dates.printed import order_of, parse_date, read_date
from search.readers.metadata import Metadata, read_metadata
from search.readers.story.captions import is_caption
from search.readers.story.promotions import is_promotion
from search.readers.text.headers import take_header

if TYPE_CHECKING:
    import datetime

    from search.article import Precision
    from search.readers.dates.printed import Order
    from search.readers.pieces import Piece

LONGEST_TITLE = 160  # characters
_LONGEST_DECK = 500
_HEAD = 8  # pieces in which the lines about the article stand
_LEAD = 2  # body paragraphs after which no such line follows
_MASTHEAD_PIECES = 4  # name, day, title and something under it
_FIRST = 3  # body paragraphs of which one may have the dateline; the others are decks
_STORY = 4000  # characters that tell in which words a story is written
_DATED = re.compile(r"date:?\s+(?=\d)", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?][”\"’']?\s+[“\"‘']?[^\W\d_a-z]")
_INITIALS = re.compile(r"(?:^|[\s.])[^\W\d_a-z]\.$")  # ends in "U.S.", not in a sentence
_BARE_DAY = re.compile(r"(?:1[89]|20)\d{6}")  # 20210817
# Capitals, the last a newspaper's word; without the article it may be any headline.
_MASTHEAD = re.compile(
    rf"(?=(?:THE|DAILY|EVENING|MORNING|SUNDAY|WEEKLY)\b)(?:[A-Z][A-Z.&’'-]*[ -]){{1,4}}(?:{PAPER_WORDS.upper()})"
)
_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the first pieces of a text say, and the pieces that are left for the body.

    ``around`` is the text that tells what a line in it means, ``header`` what lines
    with labels ("Author: …") state, and ``unread`` a date that may be two different days.
    """

    pieces: list[Piece]
    around: _Story
    header: Metadata = field(default_factory=Metadata)
    unread: str | None = None
    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    source: str | None = None
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None

    @property
    def dateline(self) -> Dateline | None:
        """The dateline of the first paragraphs; read when it is asked, as most need none."""
        bodies = (piece.text for piece in self.pieces[: 2 * _HEAD] if piece.kind == "body")
        for text in islice(bodies, _FIRST):
            around = self.around.below(text) if text[1:2].isupper() else ""
            if found := read_dateline(text, around):
                return found
        return None


def read_opening(pieces: list[Piece], title: str | None = None) -> Opening:
    """Read title, authors, dates and deck from the beginning of an article.

    ``title`` is the one that is known already; the same words at the beginning
    of the text are taken for it and not repeated in the body.
    """
    pieces = list(pieces)
    story = _Story(pieces)
    entries = take_header(pieces)
    header = read_metadata(entries, story.order) if entries else Metadata()
    title = title or header.title
    masthead = None if title else _take_masthead(pieces, story)
    dated = _take_date_label(pieces)
    place = _find_title(pieces, title, story, dated=dated is not None)
    start = 0
    if place is not None:
        title = title or pieces[place].text
        del pieces[place]
        start = place
    elif title is None:
        start = -1  # there is nothing that a deck could stand under
    lines = _mark_lines(pieces, story, titled=title is not None)
    if dated:
        lines.insert(0, (-1, dated))
    return Opening(
        pieces=pieces,
        around=story,
        header=header,
        title=title,
        description=_deck(pieces, start, [place for place, _ in lines]),
        authors=next((line.authors for _, line in lines if line.authors), ()),
        source=masthead or next((line.source for _, line in lines if line.source), None),
        date=next((line.date for _, line in lines if line.date), None),
        date_precision=next((line.date_precision for _, line in lines if line.date), "day"),
        updated=next((line.updated for _, line in lines if line.updated), None),
        unread=next((line.unread for _, line in lines if line.unread), None),
    )


class _Story:
    """What the text around a line tells about it; found out only when it is asked."""

    __slots__ = ("_pieces",)

    def __init__(self, pieces: list[Piece]) -> None:
        self._pieces = tuple(pieces[: 3 * _HEAD])

    @property
    def order(self) -> Order | None:
        """The order of day and month in the dates at the top, if they tell it."""
        texts = [
            piece.text for piece in self._pieces[:_HEAD] if "/" in piece.text or "-" in piece.text
        ]
        return order_of(" ; ".join(text[:_STORY] for text in texts)) if texts else None

    def below(self, text: str) -> str:
        """Return the paragraphs of the story without the one that is asked about."""
        texts = [
            piece.text for piece in self._pieces if piece.kind == "body" and piece.text != text
        ]
        return " ".join(texts)[:_STORY]


def _read_line(text: str, story: _Story, *, titled: bool) -> Byline | None:
    """Read a line near the top; some are bylines only below a title."""
    found = read_byline(text)
    if found and found.unread:
        return read_byline(text, story.order)
    if titled and _BARE_DAY.fullmatch(text) and (day := parse_date(text)):
        return Byline(date=day[0], date_precision=day[1])
    if found or not titled or len(text) > LONGEST_TITLE or not may_be_byline(text):
        return found
    return read_byline_below(text, story.below(text))


def _take_masthead(pieces: list[Piece], story: _Story) -> str | None:
    """Mark the name of a paper that stands over a date and then the title; return it."""
    if len(pieces) < _MASTHEAD_PIECES or not _MASTHEAD.fullmatch(pieces[0].text):
        return None
    head, day, title, text = pieces[:_MASTHEAD_PIECES]
    dated = _read_line(day.text, story, titled=False) if day.kind == "body" else None
    if dated is None or not dated.date or _read_line(title.text, story, titled=True):
        return None
    titled = title.kind in {"body", "heading"} and _is_title(title, dated=False)
    second = _is_title(text, dated=False) and not _read_line(text.text, story, titled=True)
    if not titled or second:
        return None
    pieces[0] = head._replace(kind="byline", certain=True)
    return head.text.title().replace("’S", "’s").replace("'S", "'s")


def _take_date_label(pieces: list[Piece]) -> Byline | None:
    """Take a leading ``date 2021-08-17`` off the first piece."""
    if not pieces or pieces[0].kind != "body":
        return None
    text = pieces[0].text
    label = _DATED.match(text)
    found = read_date(text[label.end() :]) if label else None
    if label is None or found is None:
        return None
    rest = text[label.end() + found[2] :]
    if rest[:1] not in {"", " "}:
        return None
    pieces[:1] = [pieces[0]._replace(text=rest.strip())] if rest.strip() else []
    return Byline(date=found[0], date_precision=found[1])


def _find_title(
    pieces: list[Piece], known: str | None, story: _Story, *, dated: bool
) -> int | None:
    """Return where the title stands among the pieces, if it does."""
    for place, piece in enumerate(pieces[:_HEAD]):
        if known is not None:
            if _same(piece.text, known):
                return place
            if piece.kind == "body" and not _read_line(piece.text, story, titled=True):
                return None
        elif piece.kind in {"heading", "body"} and not _is_aside(piece):
            rest = any(other.kind != "caption" for other in pieces[place + 1 :])
            return place if rest and _is_title(piece, dated=dated and place == 0) else None
    return None


def _is_aside(piece: Piece) -> bool:
    """Say whether a piece may stand above a title without being it."""
    text = piece.text
    return piece.kind == "body" and bool(
        read_byline(text) or is_caption(text) or is_promotion(text)
    )


def _is_title(piece: Piece, *, dated: bool) -> bool:
    text = piece.text
    if len(text) > LONGEST_TITLE:
        return False
    if piece.kind == "heading":
        return True
    if not piece.alone or text[-1] in ",;:" or _SENTENCES.search(text):
        return False
    # After a date the title may be a sentence, with its full stop.
    return dated or text[-1] != "." or text.endswith("...") or bool(_INITIALS.search(text))


def _same(text: str, title: str) -> bool:
    return len(text) < 2 * len(title) + 20 and _words(text) == _words(title)


def _words(text: str) -> str:
    return _NOT_WORDS.sub(" ", text).casefold().strip()


def _mark_lines(pieces: list[Piece], story: _Story, *, titled: bool) -> list[tuple[int, Byline]]:
    """Make bylines and date lines near the top what they are; return what they say."""
    lines: list[tuple[int, Byline]] = []
    paragraphs = 0
    for place, piece in enumerate(pieces[:_HEAD]):
        ordinary = piece.kind in {"body", "heading"}
        byline = _read_line(piece.text, story, titled=titled) if ordinary else None
        if byline:
            pieces[place] = piece._replace(kind="byline", certain=True)
            lines.append((place, byline))
        elif piece.kind in {"body", "list"}:
            paragraphs += 1
            if paragraphs > _LEAD:
                break
    return lines


def _deck(pieces: list[Piece], start: int, lines: list[int]) -> str | None:
    """Return the one paragraph that stands between the title and the byline, if so."""
    end = next((place for place in lines if place >= 0), 0)
    between = [piece for piece in pieces[max(start, 0) : end] if piece.kind == "body"]
    if start < 0 or len(between) != 1 or len(between[0].text) > _LONGEST_DECK:
        return None
    return between[0].text
