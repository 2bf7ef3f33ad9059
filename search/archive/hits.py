"""From what an engine found to what a user sees."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from search.article import Paragraphs
from search.engines.ranking import is_function_word
from search.errors import ArchiveUnreadable
from search.matching import Evidence
from search.results import FoundParagraph, Hit
from search.snippets import snippet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from search.article import Article, Paragraph
    from search.catalog import Reader
    from search.engines.base import EngineHit
    from search.matching import Matcher

SHOWN = 3  # best paragraphs of an article
# Shown first only if they match best.
_SECONDARY = frozenset({"title", "byline", "caption", "boilerplate"})


def articles_of(
    found: Sequence[EngineHit],
    catalog: Reader,
    place: Path | str,
    known: Mapping[int, Article] = MappingProxyType({}),
) -> dict[int, Article]:
    """Return the articles of hits by their aids, those that are ``known`` among them.

    Raises:
        ArchiveUnreadable: if the catalog of the archive in ``place`` does not have one.
    """
    aids = dict.fromkeys(each.aid for each in found)
    articles = {aid: known[aid] for aid in aids if aid in known}
    articles |= catalog.articles([aid for aid in aids if aid not in known])
    if any(each.aid not in articles for each in found):
        raise ArchiveUnreadable(
            f"The index of the archive in {place} finds articles that its catalog does"
            f" not have. Mend it with: nutgraf check --repair --archive {place}"
        )
    return articles


def shown(
    found: Sequence[EngineHit],
    matcher: Matcher,
    catalog: Reader,
    place: Path | str,
    known: Mapping[int, Article] = MappingProxyType({}),
) -> tuple[Hit, ...]:
    """Return hits as they are shown, with articles that are ``known`` already.

    Raises:
        ArchiveUnreadable: if the catalog of the archive in ``place`` does not have one.
    """
    articles = articles_of(found, catalog, place, known)
    return tuple(hit(each, articles[each.aid], matcher) for each in found)


def hit(found: EngineHit, article: Article, matcher: Matcher) -> Hit:
    """Return the hit with its best paragraphs, marked."""
    if found.number is not None:
        return _paragraph_hit(found, found.number, article, matcher)
    evidence = matcher.article(article) or Evidence()
    numbers = _best(evidence, article, matcher.analyzer.language)
    paragraphs = Paragraphs.of(article.paragraphs)
    has_title = 0 in paragraphs.numbers
    return Hit(
        article=article,
        score=found.score,
        matching_paragraphs=matching_paragraphs(evidence, article),
        title_marks=evidence.marks(paragraphs.numbered(0)) if has_title else (),
        paragraphs=tuple(found_paragraph(paragraphs.numbered(n), evidence) for n in numbers),
        others=found.others,
    )


def _paragraph_hit(found: EngineHit, number: int, article: Article, matcher: Matcher) -> Hit:
    paragraph = Paragraphs.of(article.paragraphs).numbered(number)
    evidence = matcher.paragraph(article, paragraph) or Evidence()
    return Hit(
        article=article,
        score=found.score,
        matching_paragraphs=1,
        title_marks=evidence.marks(paragraph) if paragraph.number == 0 else (),
        paragraphs=(found_paragraph(paragraph, evidence),),
    )


def matching_paragraphs(evidence: Evidence, article: Article) -> int:
    """Count the paragraphs with a match; where the query has no words, those it picks."""
    return len(evidence.words) or len(evidence.kinds) or len(article.paragraphs)


def found_paragraph(paragraph: Paragraph, evidence: Evidence) -> FoundParagraph:
    """Return a paragraph with its marks and a snippet."""
    marks = evidence.marks(paragraph)
    return FoundParagraph(
        number=paragraph.number,
        kind=paragraph.kind,
        text=paragraph.text,
        marks=marks,
        matched=bool(marks) or (not evidence.words and paragraph.number in evidence.kinds),
        snippet=snippet(paragraph.text, marks),
    )


def _best(evidence: Evidence, article: Article, language: str) -> list[int]:
    """Return the numbers of the paragraphs to show, best first.

    A paragraph is better the more parts of the query it has, function words aside,
    then the more of them and the more often, then the earlier it stands.
    """
    paragraphs = Paragraphs.of(article.paragraphs)
    kinds = dict(zip(paragraphs.numbers, paragraphs.kinds, strict=True))
    if not evidence.words:
        picked = [
            number
            for number, kind in kinds.items()
            if number in evidence.kinds or (not evidence.kinds and kind not in _SECONDARY)
        ]
        return picked[:1] if not evidence.kinds else picked[:SHOWN]

    everywhere = {each.part for found in evidence.words.values() for each in found}
    functions = {part for part in everywhere if is_function_word(part, language)}

    def rank(number: int) -> tuple[int, bool, int, int, int]:
        found = evidence.words[number]
        parts = {each.part for each in found}
        often = sum(each.count for each in found)
        telling = len(parts - functions)
        return -telling, kinds[number] in _SECONDARY, -len(parts), -often, number

    return sorted(evidence.words, key=rank)[:SHOWN]
