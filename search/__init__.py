"""Nutgraf: full-text search for archives of news articles.

import search

with search.Archive.open("index") as archive:
    results = archive.search('"northern alliance" date:2021-08')
    for hit in results.hits:
        print(hit.article.label, hit.paragraphs[0].snippet.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.archive import Archive, CheckReport, Failure, Progress, Stats, Summary, Version
    from search.article import Article, Paragraph
    from search.errors import (
        ArchiveBusy,
        ArchiveError,
        ArchiveExists,
        ArchiveMissing,
        ArchiveReadOnly,
        ArchiveUnreadable,
        ArticleMissing,
        EngineMissing,
        QueryError,
        ReadError,
        SearchError,
    )
    from search.query import Query, parse
    from search.readers import read
    from search.results import (
        Explanation,
        FacetCount,
        FoundParagraph,
        Hit,
        Match,
        Notice,
        PartExplanation,
        PartMatch,
        Results,
        Scope,
        ScorePart,
        Snippet,
        Sort,
        Suggestion,
        article_json,
    )

__version__ = "0.1.0"

# Where each public name lives; it is imported when it is first used, so that
# `import search` loads nothing.
_HOMES = {
    "Archive": "search.archive",
    "ArchiveBusy": "search.errors",
    "ArchiveError": "search.errors",
    "ArchiveExists": "search.errors",
    "ArchiveMissing": "search.errors",
    "ArchiveReadOnly": "search.errors",
    "ArchiveUnreadable": "search.errors",
    "Article": "search.article",
    "ArticleMissing": "search.errors",
    "CheckReport": "search.archive",
    "EngineMissing": "search.errors",
    "Explanation": "search.results",
    "FacetCount": "search.results",
    "Failure": "search.archive",
    "FoundParagraph": "search.results",
    "Hit": "search.results",
    "Match": "search.results",
    "Notice": "search.results",
    "Paragraph": "search.article",
    "PartExplanation": "search.results",
    "PartMatch": "search.results",
    "Progress": "search.archive",
    "Query": "search.query",
    "QueryError": "search.errors",
    "ReadError": "search.errors",
    "Results": "search.results",
    "Scope": "search.results",
    "ScorePart": "search.results",
    "SearchError": "search.errors",
    "Snippet": "search.results",
    "Sort": "search.results",
    "Stats": "search.archive",
    "Suggestion": "search.results",
    "Summary": "search.archive",
    "Version": "search.archive",
    "article_json": "search.results",
    "parse": "search.query",
    "read": "search.readers",
}

__all__ = [
    "Archive",
    "ArchiveBusy",
    "ArchiveError",
    "ArchiveExists",
    "ArchiveMissing",
    "ArchiveReadOnly",
    "ArchiveUnreadable",
    "Article",
    "ArticleMissing",
    "CheckReport",
    "EngineMissing",
    "Explanation",
    "FacetCount",
    "Failure",
    "FoundParagraph",
    "Hit",
    "Match",
    "Notice",
    "Paragraph",
    "PartExplanation",
    "PartMatch",
    "Progress",
    "Query",
    "QueryError",
    "ReadError",
    "Results",
    "Scope",
    "ScorePart",
    "SearchError",
    "Snippet",
    "Sort",
    "Stats",
    "Suggestion",
    "Summary",
    "Version",
    "article_json",
    "parse",
    "read",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'search' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
