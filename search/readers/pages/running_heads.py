"""Running heads: what stands at the top or foot of many pages, and page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from math import inf
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.readers.pages.layout import Line

_DEEP = 3  # lines from the edge in which a running head stands
_MANY = 3  # pages on which it is no chance
_NEAR = 6.0  # points by which its height on the pages may differ
_NUMBER = re.compile(r"(?<!\d)[0-9]{1,5}(?!\d)")
_ROMAN = re.compile(r"\W*[ivxlc]{1,7}\W*", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"\W*(?:page|pg?|p[áa]gina|seite|s|стр|sayfa|strana)?\W*(\d{1,4}|[ivxlc]{1,7})"
    r"(?:\W*(?:of|/|von|de|sur|di|из)\W*\d{1,4})?\W*",
    re.IGNORECASE,
)
_LONGEST_NUMBER = 40  # characters: "Page 12 of 340"
_MOST_TEXTS = 10  # different heads that are remembered


class Page(NamedTuple):
    """A page: its number from 1, and its lines in blocks in the order of reading."""

    number: int
    blocks: list[list[Line]]


class _Edge(NamedTuple):
    page: int
    line: Line
    at_top: bool


def without_heads(pages: list[Page], large: float = inf) -> tuple[list[Page], list[str]]:
    """Return the pages without running heads and page numbers; and what the heads say.

    A head stands at the same height on three pages, or on both of two, and is the
    same but for a number that grows with the pages; in type of the size ``large``
    or more that would be a chapter's. A lone number is a page number if it is one
    of those, or the page's own. Pages that have nothing else stay as they are.
    """
    edges = [edge for page in pages for edge in _edges(page)]
    dropped: set[_Edge] = {edge for edge in edges if _is_own_number(edge)}
    for alike in _alike(edges, large).values():
        if _is_head(alike, len(pages)):
            dropped.update(alike)
    gone = {(edge.page, edge.line) for edge in dropped}
    rest = [
        Page(
            page.number,
            [
                kept
                for block in page.blocks
                if (kept := [line for line in block if (page.number, line) not in gone])
            ],
        )
        for page in pages
    ]
    if not any(page.blocks for page in rest):
        return pages, []
    return rest, _texts(edge for edge in edges if edge in dropped)


def _texts(edges: Iterable[_Edge]) -> list[str]:
    """Return what heads say, numbers aside, each once."""
    texts: dict[str, str] = {}
    for edge in edges:
        key = " ".join(_NUMBER.sub(" ", edge.line.text).casefold().split())
        if not _page_number(edge.line.text):
            texts.setdefault(key, edge.line.text)
    return list(texts.values())[:_MOST_TEXTS]


def _alike(edges: list[_Edge], large: float) -> dict[tuple[bool, str], list[_Edge]]:
    """Group the lines that say the same near the same height of different pages."""
    groups: dict[tuple[bool, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        for key in _keys(edge) if edge.line.size < large else {edge.line.text}:
            groups[edge.at_top, key].append(edge)
    return {place: _level(alike) for place, alike in groups.items()}


def _level(edges: list[_Edge]) -> list[_Edge]:
    """Return those that stand about as high as most of them."""
    middle = median(edge.line.base for edge in edges)
    return [edge for edge in edges if abs(edge.line.base - middle) <= _NEAR]


def _keys(edge: _Edge) -> set[str]:
    """Return the text, as it is and with its first or last number counted from the page's.

    >>> from search.readers.pages.layout import Line
    >>> sorted(_keys(_Edge(7, Line("Courier 12", 0, 0, 0, 9), True)))
    ['Courier +5', 'Courier 12']
    """
    text = edge.line.text
    numbers = list(_NUMBER.finditer(text))
    keys = {text} if numbers or not _ROMAN.fullmatch(text) else {"roman"}
    for number in numbers[:1] + numbers[-1:]:
        offset = int(number[0]) - edge.page
        keys.add(f"{text[: number.start()]}{offset:+}{text[number.end() :]}")
    return keys


def _edges(page: Page) -> Iterator[_Edge]:
    """Yield the lines near the top and the foot of a page."""
    lines = [line for block in page.blocks for line in block]
    heights = sorted({round(line.base) for line in lines})
    top, foot = heights[-_DEEP:], heights[:_DEEP]
    for line in lines:
        height = round(line.base)
        if height >= top[0] and height > heights[0]:
            yield _Edge(page.number, line, at_top=True)
        elif height <= foot[-1] and height < heights[-1]:
            yield _Edge(page.number, line, at_top=False)


def _is_head(edges: list[_Edge], count: int) -> bool:
    on = len({edge.page for edge in edges})
    return on >= _MANY or 1 < on == count


def _is_own_number(edge: _Edge) -> bool:
    return _page_number(edge.line.text) == str(edge.page)


def _page_number(text: str) -> str:
    """Return the number that is all that a line says, "" if it is not."""
    number = _PAGE_NUMBER.fullmatch(text) if len(text) <= _LONGEST_NUMBER else None
    return number[1] if number else ""
