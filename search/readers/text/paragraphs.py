"""Lines to paragraphs: which lines belong together?"""

from __future__ import annotations

import re

WIDEST = 120  # characters: nobody wraps lines further out; a longer line is a paragraph
_LONG = 150  # characters: beside a line this long, a line end in plain text is a paragraph's end
_FULL = 0.7  # of the width: how far wrapped lines reach
_PROSE = 200  # characters: sentences on lines of their own are shorter on average
ENDS = (".", "!", "?", "”", '"', "’", "'", "»", "…", ")")  # what a paragraph ends in

_SPACES = "\t\u00a0\u202f\u2009\u3000"  # those that occur in articles
_GAP = re.compile("  ")  # a pattern finds two equal characters three times as fast as "in"
_INDENTED = re.compile("\n(?:  |[\t\u00a0\u3000])[^\n]*\\S")
_INDENTED_OTHERWISE = re.compile(r"\n[ \t]*[^\S \t\n][^\S\n]*\S")  # than by spaces and tabs
_WIDTHS = {"\t": 4, "\u3000": 2}  # of spaces
_MOST = 0.8  # of the lines over an indented one: how many end a sentence
_FEW_GAPS = 3  # blank lines that may stand about title, byline and date
_HYPHEN = re.compile(r"(\w+)-\n(\w+)")
_WORD = re.compile(r"\w+")
_SUSPENDED = frozenset({"and", "or", "to", "und", "oder", "et", "ou"})  # "short- and long-term"


def clean_lines(text: str) -> list[str]:
    r"""Cut a text into lines without spaces at their ends, and with single spaces.

    >>> clean_lines("One\n  short   line.\n ")
    ['One', 'short line.', '']
    """
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    if _GAP.search(text):
        text = " ".join([part.strip(" ") for part in text.split("  ") if part])
    return [*map(str.strip, text.split("\n"))]


def divide_indented(text: str, *, marked: bool = False) -> str:
    r"""Put a blank line before each line that is indented, if that is how paragraphs begin.

    So it is in a text with hardly any blank lines, of which some lines are further in
    than the others, nearly all of these behind the end of a sentence (which lines of
    poems and the second lines of lists are not). In Markdown (``marked``) ordinary
    spaces indent code and lists; only other ones count there.

    >>> divide_indented("Title\n  One line\nends.\n  Two.\n  Three.")
    'Title\n\n  One line\nends.\n\n  Two.\n\n  Three.'
    """
    if _INDENTED.search(text) is None or (marked and not _INDENTED_OTHERWISE.search(text)):
        return text
    spaces = " \t" if marked else ""
    lines = text.split("\n")
    depths = [_depth(line.lstrip(spaces) if marked else line) for line in lines]
    margin = min((depth for depth in depths if depth is not None), default=0)
    starts = [
        at
        for at, depth in enumerate(depths)
        if at and depth is not None and depth > margin + 1 and depths[at - 1] is not None
    ]
    gaps = sum(
        depth is None and at > 0 and depths[at - 1] is not None for at, depth in enumerate(depths)
    )
    ends = sum(lines[at - 1].rstrip().endswith(ENDS) for at in starts[1:])
    divided = gaps > max(_FEW_GAPS, len(starts) // 4)
    if not starts[1:] or divided or ends < _MOST * len(starts[1:]):
        return text
    for at in starts:
        lines[at] = f"\n{lines[at]}"
    return "\n".join(lines)


def _depth(line: str) -> int | None:
    """Return how far in a line begins, None for a blank one."""
    rest = line.lstrip()
    if not rest:
        return None
    return sum(_WIDTHS.get(space, 1) for space in line[: len(line) - len(rest)])


def blocks(lines: list[str]) -> list[str]:
    r"""Join lines between blank ones into blocks; no line of a block is empty.

    >>> blocks(["One", "line.", "", "", "Two."])
    ['One\nline.', 'Two.']
    """
    found: list[str] = []
    held: list[str] = []
    for line in lines:
        if line:
            held.append(line)
        elif held:
            found.append("\n".join(held))
            held = []
    return [*found, "\n".join(held)] if held else found


def group_lines(lines: list[str], *, marked: bool, whole: bool) -> list[list[str]]:
    """Group the lines of a block into paragraphs.

    ``marked`` says that the text is Markdown, where a line end means little;
    ``whole`` that the block is the whole text, which has no blank lines.

    >>> group_lines(["A short line", "and another."], marked=False, whole=False)
    [['A short line', 'and another.']]
    """
    if len(lines) == 1:
        return [lines]
    width = max(map(len, lines))
    if width > WIDEST:
        return _group_long(lines, width, marked=marked, whole=whole)
    if not whole:
        return [lines]
    full = sum(len(line) >= _FULL * width for line in lines[:-1])
    if 2 * full >= len(lines) - 1:
        return _group_wrapped(lines, width)
    return [[line] for line in lines]


def _group_long(lines: list[str], width: int, *, marked: bool, whole: bool) -> list[list[str]]:
    if marked and not whole:
        mean = sum(map(len, lines)) / len(lines)
        own = mean > _PROSE and all(line.endswith(ENDS) for line in lines)
    else:
        own = whole or width > _LONG
    return [[line] for line in lines] if own else [lines]


def _group_wrapped(lines: list[str], width: int) -> list[list[str]]:
    """End a paragraph where the next line's first word would have found room."""
    groups: list[list[str]] = [[]]
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True)):
        groups[-1].append(line)
        room = len(line) + 1 + len(following.split(" ", 1)[0]) < _FULL * width
        title = number == 0 and room
        if following and (title or (room and line.endswith(ENDS))):
            groups.append([])
    return groups


class Hyphens:
    r"""Joins words that were divided at a line's end.

    A hyphen is dropped only where the text has the whole word elsewhere;
    otherwise it may be the word's own (``well-`` / ``known``) and stays.

    >>> hyphens = Hyphens("The example was an exam-\nple.")
    >>> hyphens.without_hyphens("an exam-\nple of well-\nknown")
    'an example of well-known'
    """

    __slots__ = ("_text", "_words")

    def __init__(self, text: str) -> None:
        """Take the whole text, whose words decide about hyphens."""
        self._text = text
        self._words: frozenset[str] | None = None

    def without_hyphens(self, block: str) -> str:
        """Join the divided words of a block; its other line ends stay."""
        return _HYPHEN.sub(self._joined, block)

    def _joined(self, divided: re.Match[str]) -> str:
        first, second = divided[1], divided[2]
        if second in _SUSPENDED:
            return f"{first}- {second}"
        if self._words is None:
            self._words = frozenset(map(str.lower, _WORD.findall(self._text)))
        whole = second[0].islower() and (first + second).lower() in self._words
        return first + second if whole else f"{first}-{second}"
