"""The archive's answers to what requests ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import search
    from web.parameters import Question


def answer(archive: search.Archive, question: Question) -> search.Results:
    """Search the archive.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    return archive.search(
        question.text,
        scope=question.scope,
        match=question.match,
        sort=question.sort,
        limit=question.limit,
        offset=question.offset,
        facets=question.facets,
        explain=question.explain,
    )


def marked_paragraphs(
    archive: search.Archive, article: search.Article, question: Question
) -> tuple[search.FoundParagraph, ...]:
    """Return all paragraphs of an article with the marks of the query.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    return archive.marked(article, question.text, scope=question.scope, match=question.match)
