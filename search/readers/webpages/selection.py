"""Which blocks of a page are its article? Those that trafilatura finds, and those between them."""

from __future__ import annotations

import logging
import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from search.readers.bylines.lines import LONGEST_LINE, read_byline
from search.readers.story.promotions import is_promotion
from search.readers.webpages.surroundings import is_furniture, read_surroundings
from search.readers.webpages.survey import Extent

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from search.readers.webpages.page import Page
    from search.readers.webpages.survey import Found, Survey

_KEY = 24  # letters and digits by which a paragraph is known again
_NOT_LETTERS = re.compile(r"[\W_]+")
_SHARE = 0.9  # of the found text, which the article's element has
_PROSE = 80  # characters
_DENSE, _DENSE_PROSE = "\u2e80", 30  # Chinese, Japanese and Korean say more in fewer
_BEFORE = 12  # blocks before the text in which the lines about it stand
# Beyond these trafilatura takes long: its time is the square of the elements in one block.
_MOST_ELEMENTS = 50_000
_WIDEST = 10_000
_ENOUGH = 0.7  # of the text that stands in no aside
_AFTER = 3  # paragraphs after which no line about the article follows
_VEILED_PROSE = 2  # paragraphs behind a veil that are more than an offer to lift it
_LONGEST_COUNT = 40  # characters
_COUNT = re.compile(
    r"\d[\d.,\s]*(?:comments?|kommentare?|commentaires?|comentarios?|commenti|reacties|"
    r"comentários?|kommentarer?)|(?:comments?|kommentare?|commentaires?|comentarios?|commenti|"
    r"reacties|comentários?|kommentarer?)\s*\(\d+\)",
    re.IGNORECASE,
)
_LINKED = 0.5  # of a block's characters; beyond, it leads elsewhere


class Selection(NamedTuple):
    """The numbers of the blocks that are the article.

    ``opening`` are those among which the lines about the article stand: from its
    headline, or some way before its text, to its first paragraphs. If these are
    several stories, it is empty, and ``bylines`` are the lines that say who wrote each.
    ``deck`` is the standfirst under the headline, if there is one.
    """

    blocks: list[int]
    opening: range
    bylines: list[int]
    deck: int | None = None


def select(survey: Survey, page: Page, title: str) -> Selection:
    """Return which blocks of a page are its article."""
    found = survey.found
    known = _recognised(survey, page)
    comments = _comments(survey)
    known = [is_known and number not in comments for number, is_known in enumerate(known)]
    _find_misnamed(survey, known)
    _unveil(survey, known)
    guessed = not any(known)
    if guessed:  # what reads like text is the article's
        known = [
            number not in comments and _is_prose(each) and _belongs(survey, each, between=True)
            for number, each in enumerate(found)
        ]
    if not any(known):
        blocks = [number for number, each in enumerate(found) if not survey.is_aside(each)]
        return _selection(found, blocks or list(range(len(found))), 0, _BEFORE)
    start, end = _extent(survey.extents, _sums(found, known))
    prose = next((n for n, each in enumerate(found) if known[n] and _is_prose(each)), end)
    headline = _headline(found, title, prose)
    if headline:
        _find_misnamed_heads(survey, headline)
    top = headline or _main_heading(survey, prose)
    core = _extent(
        survey.extents,
        _sums(found, [known[number] and _is_prose(each) for number, each in enumerate(found)]),
    )
    surroundings = read_surroundings(survey, top, Extent(start, end), core)
    body = _body(survey, known, range(headline, prose), Extent(start, end), guessed=guessed)
    blocks = sorted((body | surroundings.blocks) - comments)
    while blocks and _leads_elsewhere(found, blocks[-1]):
        blocks.pop()
    selection = _selection(found, blocks, headline or max(0, prose - _BEFORE), max(prose, headline))
    return selection._replace(deck=surroundings.deck)


def _body(
    survey: Survey, known: list[bool], opening: range, body: Extent, *, guessed: bool
) -> set[int]:
    """Return the blocks that are known, what stands between them, and the lines about them.

    ``opening`` goes from the headline to the first prose.
    """
    first = max(known.index(True), opening.start)
    last = len(known) - 1 - known[::-1].index(True)
    blocks = set()
    for number, each in enumerate(survey.found[opening.start :], opening.start):
        if number in range(*body):
            kept = known[number] or _belongs(survey, each, between=guessed or first < number < last)
            kept = kept and not (number in opening and is_furniture(each.piece.text))
        else:
            kept = known[number] and _is_prose(each)
        if kept or (opening.start < number <= opening.stop and _is_about(survey, each)):
            blocks.add(number)
    return blocks


def _leads_elsewhere(found: list[Found], last: int) -> bool:
    """Say whether the last block of an article is the heading of what is left out."""
    piece, tag = found[last].piece, found[last].tag
    if piece.kind == "heading":
        return True
    following = found[last + 1].linked if last + 1 < len(found) else 0
    short = len(piece.text) <= _LONGEST_COUNT and piece.text[-1].isalpha()
    return short and tag == "div" and piece.kind == "body" and following > _LINKED


def _recognised(survey: Survey, page: Page) -> list[bool]:
    """Say of each block whether trafilatura sees it in the article.

    It takes a second, longer look where it saw little of the page's text.
    """
    if not page.whole or survey.elements > _MOST_ELEMENTS or survey.widest > _WIDEST:
        return [False] * len(survey.found)
    known = _matched(survey, page, fast=True)
    prose = sum(
        len(each.piece.text)
        for each in survey.found
        if _is_prose(each) and _belongs(survey, each, between=True)
    )
    if _sums(survey.found, known)[-1] < _ENOUGH * prose:
        return _matched(survey, page, fast=False)
    return known


def _matched(survey: Survey, page: Page, *, fast: bool) -> list[bool]:
    keys = _keys(page.root, fast=fast)
    return [_key(each.piece.text) in keys for each in survey.found]


def _find_misnamed(survey: Survey, known: list[bool]) -> None:
    """Find the asides in which most of the article stands, or else most of the page."""
    sums = _sums(survey.found, known if any(known) else [True] * len(known))
    survey.misnamed = {
        number for number, aside in enumerate(survey.asides) if 2 * _within(aside, sums) > sums[-1]
    }


def _find_misnamed_heads(survey: Survey, headline: int) -> None:
    """Find the asides in which the headline stands: what is with it is about the article."""
    found = survey.found[headline]
    if found.piece.kind == "heading":
        survey.misnamed |= {*found.asides}


def _unveil(survey: Survey, known: list[bool]) -> None:
    """Take as known what is for subscribers: paragraphs, and not the offer to become one."""
    for number in survey.veiled:
        inside = range(survey.asides[number].start, min(survey.asides[number].end, len(known)))
        texts = [n for n in inside if _is_prose(survey.found[n])]
        offers = any(is_promotion(survey.found[n].piece.text) for n in inside)
        if len(texts) >= _VEILED_PROSE and not offers:
            survey.misnamed.add(number)
        for n in inside:
            known[n] = number in survey.misnamed and n in texts


def _comments(survey: Survey) -> set[int]:
    """Return the blocks in elements that begin with "12 comments"."""
    numbers = {
        number
        for number, found in enumerate(survey.found)
        if len(found.piece.text) <= _LONGEST_COUNT and _COUNT.fullmatch(found.piece.text)
    }
    blocks: set[int] = set()
    end = 0  # of those that are taken: elements within one another are looked at once
    for each in sorted(each for each in survey.extents if each.start in numbers):
        blocks.update(range(max(each.start, end), each.end))
        end = max(end, each.end)
    return blocks


def _main_heading(survey: Survey, prose: int) -> int | None:
    """Return the number of the last main heading before the prose, whatever the title is."""
    for number in range(min(prose, len(survey.found)) - 1, -1, -1):
        found = survey.found[number]
        if found.tag == "h1" and not survey.is_aside(found) and found.linked <= _LINKED:
            return number
    return None


def _selection(found: list[Found], blocks: list[int], top: int, body: int) -> Selection:
    """Return a selection; more bylines than one, of different people, are of several stories."""
    lines = {
        number: line
        for number in blocks
        if len(found[number].piece.text) <= LONGEST_LINE
        and (line := read_byline(found[number].piece.text))
    }
    people = [(number, {*line.authors}) for number, line in lines.items() if line.authors]
    if any(number > body and not people[0][1] & names for number, names in people):
        return Selection(blocks, range(0), [*lines])
    return Selection(blocks, range(top, min(body + _AFTER + 1, len(found))), [])


def _headline(found: list[Found], title: str, prose: int) -> int:
    """Return the number of the last block before the prose that is the title, else 0."""
    key = _letters(title)
    for number in range(min(prose, len(found) - 1), -1, -1):
        text = found[number].piece.text
        if key and len(text) <= 2 * len(title) and _letters(text) == key:
            return number
    return 0


def _is_prose(found: Found) -> bool:
    text = found.piece.text
    dense = text[len(text) // 2] >= _DENSE
    return len(text) >= (_DENSE_PROSE if dense else _PROSE)


def _is_about(survey: Survey, found: Found) -> bool:
    return not survey.is_aside(found) and read_byline(found.piece.text) is not None


def _belongs(survey: Survey, found: Found, *, between: bool) -> bool:
    if survey.is_aside(found) or found.linked > _LINKED:
        return False
    return between or _is_prose(found) or found.piece.kind in {"caption", "heading"}


def _sums(found: list[Found], known: list[bool]) -> list[int]:
    """Return how much known text there is before each block, and at the end."""
    sums = [0]
    for each, is_known in zip(found, known, strict=True):
        sums.append(sums[-1] + (len(each.piece.text) if is_known else 0))
    return sums


def _within(extent: Extent, sums: list[int]) -> int:
    """Return how much known text an element has; a row may have become one block since."""
    last = len(sums) - 1
    return sums[min(extent.end, last)] - sums[min(extent.start, last)]


def _extent(extents: list[Extent], sums: list[int]) -> Extent:
    """Return the smallest element that has nearly all of the text that was found."""
    best = Extent(0, len(sums) - 1)
    for extent in extents:
        if _within(extent, sums) >= _SHARE * sums[-1] and (
            extent.end - extent.start < best.end - best.start
        ):
            best = extent
    return best


def _keys(root: HtmlElement, *, fast: bool) -> set[str]:
    """Return the keys of the paragraphs in which trafilatura sees the article."""
    document = _extract()(root, include_comments=False, fast=fast)
    if document is None or document.body is None:
        return set()
    texts = [text for element in document.body.iter() for text in (element.text, element.tail)]
    keys = {_key(text) for text in (*texts, *document.text.split("\n")) if text}
    return keys - {""}


@cache
def _extract() -> Callable[..., Any]:
    """Return trafilatura's function, which is not to write to the terminal."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - slow to load

    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return bare_extraction


def _key(text: str) -> str:
    return _letters(text[: 3 * _KEY])[:_KEY]


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
