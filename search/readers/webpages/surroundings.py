"""What of an article stands outside its body: standfirst, captions, a correction at the end?"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from search.readers.bylines.lines import read_byline
from search.readers.story.promotions import is_promotion

if TYPE_CHECKING:
    from search.readers.webpages.survey import Extent, Found, Survey

_BEFORE = 20  # blocks above a headline in which the picture over it stands
_SHORTEST = 30  # characters of a standfirst that nothing names
_WORDS = 5
_DENSE, _DENSE_SHORTEST = "\u2e80", 15  # Chinese, Japanese and Korean say more in fewer
_LONGEST_DECK = 500  # characters
_LONGEST_CORRECTION = 1000
_LONGEST_FURNITURE = 80
_FEW = 3  # blocks in what is named a standfirst; more are the article itself
_LINKED = 0.5  # of a block's characters; beyond, it leads elsewhere
_TEXT_TAGS = frozenset(("p", "h2", "h3", "h4"))
_SENTENCE_ENDS = tuple(".!?…”»\"'。！？」")
_CORRECTION = re.compile(
    r"""
    (?:an?\s+)?(?:corrections?|clarifications?)\b(?:\s*[:.–—-]|\s+(?:was|has|made|and|on|\())
  | (?:editor|publisher)(?:[’']s|s[’']?)\s+note\b
  | an?\s+(?:earlier|previous|original)\s+version\s+of\s+th(?:is|e)\s
  | this\s+(?:article|story|piece|post|page|report|headline|text)\s+(?:was|has\s+been)\s+(?:first\s+)?
    (?:amended|updated|corrected|edited|changed|modified)
  | (?:korrektur|berichtigung|richtigstellung|korrekturhinweis)\b | (?:anmerkung|hinweis)\s+der\s+redaktion
  | in\s+einer\s+(?:früheren|vorherigen|ersten)\s+(?:version|fassung)
  | (?:rectificatif|rectification|erratum|errata)\b | une\s+(?:première\s+)?version\s+(?:antérieure|précédente)
  | fe\s+de\s+erratas?\b | (?:corrección|rectificación)\b | una\s+versión\s+anterior
  | (?:correzione|rettifica)\b | correctie\b | (?:rättelse|rettelse|retting)\b | correção\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NO_DECK = re.compile(r"https?:|www\.|^By\s[A-Z][\w.’'-]*\s[A-Z]")  # but a box about the author
_FURNITURE = re.compile(
    r"""
    .{0,60}\b\d+\s*(?:-\s*)?min(?:ute)?s?\.?\s+(?:read|to\s+read|listen)\b | (?:estimated\s+)?reading\s+time
  | (?:listen|share|save|print|e-?mail|bookmark|gift)\s+(?:to\s+)?(?:this\s+)?
    (?:full\s+)?(?:article|story|page|post|report)\b
  | this\s+article\s+is\s+more\s+than\s | (?:add|follow|make)\s+us\s | audio\s+by\s | your\s+browser\s
  | (?:first\s+)?(?:published|posted|updated)\b.{0,40}\d{4} | (?:\d+\s+)?comments?$ | lesedauer | artikel\s+(?:anhören|merken|teilen) | temps\s+de\s+lecture
  | (?:lecture|écouter|partager)\b.{0,40}(?:min|article) | tiempo\s+de\s+lectura | compartir\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


class Surroundings(NamedTuple):
    """The numbers of the blocks outside the body that are the article's; one may be its deck."""

    blocks: frozenset[int]
    deck: int | None


def read_surroundings(
    survey: Survey, headline: int | None, body: Extent, core: Extent
) -> Surroundings:
    """Return what belongs to an article of what stands in one element with headline and body.

    ``core`` is the element of the prose alone, above which the standfirst stands.
    """
    article = _smallest(survey.articles, headline, body)
    around = article or (
        _smallest(survey.extents, headline, body) if headline is not None else None
    )
    if around is None:
        return Surroundings(frozenset(), None)
    top = around.start if headline is None else headline
    blocks = {n for n in range(top, body.start) if _leads(survey, n, headline)}
    if article:  # a picture may stand over the headline
        blocks |= {n for n in range(max(article.start, top - _BEFORE), top) if _shows(survey, n)}
    blocks |= _behind(survey, body, min(around.end, len(survey.found)))
    return Surroundings(_once(survey, blocks), _deck(survey, headline, core))


def is_furniture(text: str) -> bool:
    """Say whether a line between headline and text is the site's: to share, to listen, to save.

    >>> is_furniture("3 min read"), is_furniture("Listen to the sea, he said.")
    (True, False)
    """
    return len(text) <= _LONGEST_FURNITURE and _FURNITURE.match(text) is not None


def _once(survey: Survey, blocks: set[int]) -> frozenset[int]:
    """Return blocks without those that repeat one before them, as for another screen."""
    texts: dict[str, int] = {}
    for number in sorted(blocks):
        texts.setdefault(survey.found[number].piece.text, number)
    return frozenset(texts.values())


def _smallest(extents: list[Extent], headline: int | None, body: Extent) -> Extent | None:
    """Return the smallest element that has both headline and body."""
    top = body.start if headline is None else min(headline, body.start)
    holding = (each for each in extents if each.start <= top and each.end >= body.end)
    return min(holding, key=lambda each: each.end - each.start, default=None)


def _shows(survey: Survey, number: int) -> bool:
    found = survey.found[number]
    return found.piece.kind == "caption" and not survey.is_aside(found) and found.linked <= _LINKED


def _leads(survey: Survey, number: int, headline: int | None) -> bool:
    """Say whether a block above the body leads to it: a caption, or a standfirst."""
    if number == headline:
        return False
    return _shows(survey, number) or _is_deck(survey, number, headline)


def _is_deck(survey: Survey, number: int, headline: int | None) -> bool:
    found = survey.found[number]
    text = found.piece.text
    if survey.is_aside(found) or found.linked > _LINKED or found.piece.kind == "caption":
        return False
    if len(text) > _LONGEST_DECK or is_furniture(text) or is_promotion(text) or read_byline(text):
        return False
    if _is_named(survey, number):
        return True
    return number not in survey.dated and _reads_like_one(found, titled=headline is not None)


def _is_named(survey: Survey, number: int) -> bool:
    """Say whether a block stands in what is named a standfirst, and little else does."""
    near = survey.found[max(0, number - _FEW) : number + _FEW + 1]
    named = survey.found[number].role == "deck"
    return named and sum(each.role == "deck" for each in near) <= _FEW


def _reads_like_one(found: Found, *, titled: bool) -> bool:
    """Say whether a block that nothing names is a sentence, or, under a headline, a paragraph."""
    text = found.piece.text
    if _NO_DECK.search(text):
        return False
    if text[len(text) // 2] >= _DENSE:
        return len(text) >= _DENSE_SHORTEST and text.endswith(_SENTENCE_ENDS)
    if len(text) < _SHORTEST or text.count(" ") < _WORDS - 1:
        return False
    return text.endswith(_SENTENCE_ENDS) or (titled and found.tag in _TEXT_TAGS)


def _behind(survey: Survey, body: Extent, end: int) -> set[int]:
    """Return the captions directly behind a body, and the corrections in it or behind it."""
    found = survey.found
    kept = {n for n in range(min(body.start, end), end) if _is_correction(survey, found[n])}
    shown = takewhile(lambda number: _shows(survey, number), range(body.end, end))
    return kept | set(shown)


def _is_correction(survey: Survey, found: Found) -> bool:
    text = found.piece.text
    if len(text) > _LONGEST_CORRECTION or found.linked > _LINKED:
        return False
    beside = {number for number in found.asides if number not in survey.misnamed}
    if beside - survey.footers:
        return False
    return found.role == "correction" or _CORRECTION.match(text) is not None


def _deck(survey: Survey, headline: int | None, core: Extent) -> int | None:
    """Return the standfirst: what is named so, or the one paragraph under the headline."""
    if headline is None:
        return None
    headers = [each.end for each in survey.headers if each.start <= headline < each.end]
    end = min(max(core.start, *headers, 0), len(survey.found))
    last = min(max(end, headline + _FEW), len(survey.found))
    decks = [n for n in range(headline + 1, last) if _is_deck(survey, n, headline)]
    named = [number for number in decks if _is_named(survey, number)]
    outside = [number for number in decks if number < end]
    return named[0] if named else outside[0] if len(outside) == 1 else None
