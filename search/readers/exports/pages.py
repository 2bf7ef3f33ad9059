"""An export that was saved as HTML, to its lines: one for each block, none for the markup."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BLOCKS = frozenset(
    (
        *("div", "p", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("blockquote", "hr", "body", "form", "pre", "text"),
    )
)
_HIDDEN = frozenset({"script", "style", "title", "template", "select", "textarea"})
# What the pages of the databases have near their beginning, in lower case.
_SURE = ("<title>factiva</title>", "<docfull>", "<doc number=1>")
_LIKELY = (
    *("<strong>publication info:", "<strong>full text:", "<strong>author: ", "<title>proquest"),
    *("<b>publication info:", "<b>full text:"),
)
_LABEL_CELL = re.compile(r"[\s|]*[A-Z]{2,4}\s*\|\s*")  # a code, and the cell beside it
_STEP = 1 << 16  # characters that the parser takes at once


def is_sure(head: str) -> bool:
    """Say whether the beginning of a page, in lower case, is surely that of an export."""
    return any(sign in head for sign in _SURE)


def is_likely(head: str) -> bool:
    """Say whether the beginning of a page, in lower case, may be that of an export."""
    return any(sign in head for sign in _LIKELY)


def lines_of(page: str) -> list[str]:
    """Return the lines of a page, with an empty one between blocks.

    >>> lines_of("<p><b>LENGTH: </b>12 words</p><p>It<br>rained.</p>")
    ['', 'LENGTH: 12 words', '', 'It', 'rained.', '']
    """
    from lxml import etree  # noqa: PLC0415 - slow to load, and text does not need it

    target = _Target()
    taker: Any = target  # lxml's types ask for more than its parser
    parser = etree.HTMLParser(target=taker, encoding="utf-8", huge_tree=True)
    for at in range(0, len(page), _STEP):
        parser.feed(page[at : at + _STEP].encode("utf-8", "replace"))
    if page.strip():
        parser.close()
    target.end_line(blank=True)
    return target.lines


class _Target:
    """Gathers text into lines as tags come; it builds no tree, so nesting costs nothing."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._parts: list[str] = []
        self._hidden: str | None = None

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        del attributes
        if tag in _HIDDEN:
            self._hidden = tag
        elif tag == "br" and not _LABEL_CELL.fullmatch("".join(self._parts[-4:])):
            self.end_line(blank=False)
        elif tag in {"td", "th"}:
            self._parts.append(" | ")
        elif tag in _BLOCKS:
            self.end_line(blank=True)

    def end(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = None
        elif tag in _BLOCKS:
            self.end_line(blank=True)

    def data(self, text: str) -> None:
        if self._hidden is None:
            self._parts.append(text)

    def close(self) -> None:
        """Do nothing: the parser calls it at the end of the page."""

    def end_line(self, *, blank: bool) -> None:
        """End the line that is being gathered; ``blank`` puts an empty one behind it."""
        line = " ".join("".join(self._parts).split()).strip(" |")
        self._parts.clear()
        if line:
            self.lines.append(line)
        if blank and (not self.lines or self.lines[-1]):
            self.lines.append("")
