"""What has changed between two versions of an article?"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search import Paragraph

Kind = Literal["same", "added", "removed", "changed"]

_TOKEN = re.compile(r"\s*(\w+|[^\w\s])")
_MOST_TOKENS = 1000  # compared one by one; the time grows as their square
_LIKE = 0.4  # of the tokens of two paragraphs; with less in common they are two others
_NOTHING = Markup("")
_SET = {"del": Markup("{}<del>{}</del>"), "ins": Markup("{}<ins>{}</ins>")}
_NEAR = 10  # paragraphs further down, within which one may have become another


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A paragraph that was added, removed or changed, or several that stayed as they were.

    ``number`` is that of the newer version, or of the older if it was removed there;
    ``count`` says how many stayed. In ``text``, what went stands in ``<del>``, what
    came in ``<ins>``.
    """

    kind: Kind
    number: int = 0
    text: Markup = _NOTHING
    count: int = 1


def differences(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[Difference, ...]:
    """Return what has become of the paragraphs, in their order.

    >>> from search import Article
    >>> old, new = Article.of("The ferry sank."), Article.of("The ferry is late.")
    >>> str(differences(old.paragraphs, new.paragraphs)[0].text)
    'The ferry <del>sank</del> <ins>is late</ins>.'
    """
    return tuple(_differences(before, after))


def _differences(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, [_said(p) for p in before], [_said(p) for p in after])
    for kind, left, left_end, right, right_end in matcher.get_opcodes():
        if kind == "equal":
            yield Difference(kind="same", count=left_end - left)
        else:
            yield from _rewritten(before[left:left_end], after[right:right_end])


def _said(paragraph: Paragraph) -> tuple[str, str]:
    return paragraph.kind, paragraph.text


def _rewritten(before: Sequence[Paragraph], after: Sequence[Paragraph]) -> Iterator[Difference]:
    """Yield what has become of some paragraphs: of two that are alike, one became the other."""
    first = 0
    for paragraph in after:
        near = range(first, min(first + _NEAR, len(before)))
        place = next((n for n in near if _alike(before[n].text, paragraph.text)), None)
        if place is None:
            yield _whole("added", "ins", paragraph)
            continue
        yield from (_whole("removed", "del", old) for old in before[first:place])
        text = changed_text(before[place].text, paragraph.text)
        yield Difference(kind="changed", number=paragraph.number, text=text)
        first = place + 1
    yield from (_whole("removed", "del", old) for old in before[first:])


def _whole(kind: Kind, element: str, paragraph: Paragraph) -> Difference:
    return Difference(kind=kind, number=paragraph.number, text=_set(element, paragraph.text))


def _alike(one: str, other: str) -> bool:
    """Tell whether two texts share enough to be one that was changed."""
    ours, theirs = _counted(one), _counted(other)
    shared = (ours & theirs).total()
    return 2 * shared >= _LIKE * (ours.total() + theirs.total())


@lru_cache(maxsize=4 * _NEAR)
def _counted(text: str) -> Counter[str]:
    return Counter(_TOKEN.findall(text))


def changed_text(before: str, after: str) -> Markup:
    """Return one text as it became another, what went in ``<del>``, what came in ``<ins>``.

    >>> str(changed_text("Five died.", "Five people died & two live."))
    'Five <ins>people</ins> died <ins>&amp; two live</ins>.'
    """
    old, new = _tokens(before), _tokens(after)
    parts: list[Markup] = []
    for kind, i, j, k, m in _steps([word for _, word in old], [word for _, word in new]):
        if kind == "equal":
            # A blank before it may have stood in the older text only, behind what went.
            first = old[i] if new[k][0] == new[k][1] else new[k]
            parts.append(Markup("{}").format(_between([first, *new[k + 1 : m]])))
        else:
            parts += [_set("del", _between(old[i:j])), _set("ins", _between(new[k:m]))]
    return Markup("").join(parts)


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return the words and signs of a text, each with the blanks before it and by itself."""
    return [(found[0], found[1]) for found in _TOKEN.finditer(text)]


def _between(tokens: Sequence[tuple[str, str]]) -> str:
    return "".join(whole for whole, _ in tokens)


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the steps from one sequence to another, as ``SequenceMatcher.get_opcodes`` does.

    What both begin and end with costs no time, whatever their length.
    """
    least = min(len(old), len(new))
    head = next((n for n in range(least) if old[n] != new[n]), least)
    tail = next((n for n in range(least - head) if old[-1 - n] != new[-1 - n]), least - head)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if head:
        yield "equal", 0, head, 0, head
    if len(left) > _MOST_TOKENS or len(right) > _MOST_TOKENS:
        yield "replace", head, head + len(left), head, head + len(right)
    else:
        matcher = SequenceMatcher(None, left, right, autojunk=False)
        for kind, i, j, k, m in matcher.get_opcodes():
            yield kind, head + i, head + j, head + k, head + m
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _set(element: str, text: str) -> Markup:
    """Return a text in an element, the blanks before it outside; nothing if it is empty."""
    bare = text.lstrip()
    return _SET[element].format(text[: len(text) - len(bare)], bare) if text else _NOTHING
