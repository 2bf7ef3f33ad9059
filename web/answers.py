"""The archive's answers to what requests ask for.

Each raises a ``QueryError`` if the query has no sensible reading.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import search
    from web.parameters import Question


def answer(archive: search.Archive, question: Question) -> search.Results:
    """Search the archive."""
    return archive.search(
        question.text,
        narrow=question.narrow,
        scope=question.scope,
        match=question.match,
        sort=question.hit_sort,
        recency=question.recency,
        limit=question.limit,
        offset=question.offset,
        facets=question.facets,
        explain=question.explain,
    )


def every_hit(archive: search.Archive, question: Question) -> Iterator[search.Hit]:
    """Return all hits, read only as they come."""
    return archive.hits(
        question.text,
        narrow=question.narrow,
        scope=question.scope,
        match=question.match,
        sort=question.hit_sort,
        recency=question.recency,
    )


def facets(archive: search.Archive, question: Question) -> dict[str, tuple[search.FacetCount, ...]]:
    """Count the hits by each facet, without regard to what that facet is narrowed to."""
    return archive.facets(
        question.text, narrow=question.narrow, scope=question.scope, match=question.match
    )


def timeline(archive: search.Archive, question: Question) -> search.Timeline:
    """Count the hits by time."""
    return archive.timeline(
        question.text,
        narrow=question.narrow,
        scope=question.scope,
        match=question.match,
        unit=question.unit,
        by_source=question.by_source,
    )


def concordance(archive: search.Archive, question: Question) -> search.Concordance:
    """Return matches with the words around them, a line for each."""
    return archive.concordance(
        question.text,
        narrow=question.narrow,
        match=question.match,
        sort=question.sort,
        limit=question.limit,
        offset=question.offset,
    )


def first_mentions(archive: search.Archive, question: Question) -> tuple[search.FirstMention, ...]:
    """Return the first hit of each source."""
    return archive.first_mentions(
        question.text,
        narrow=question.narrow,
        match=question.match,
        limit=question.limit,
        offset=question.offset,
    )


def marked_paragraphs(
    archive: search.Archive, article: search.Article, question: Question
) -> tuple[search.FoundParagraph, ...]:
    """Return all paragraphs of an article with the marks of the query.

    Of what the search is narrowed by, only the kinds of paragraphs count here: an
    article that was not found by it, such as a similar one, has its marks too.
    """
    kinds = {name: values for name, values in question.narrow.items() if name == "kind"}
    return archive.marked(
        article, question.text, narrow=kinds, scope=question.scope, match=question.match
    )
