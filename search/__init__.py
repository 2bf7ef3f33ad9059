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
    from search.archive import Archive
    from search.archive.reports import CheckReport, Comparison, Failure, Progress, Stats, Summary
    from search.archive.saved import SavedSearch
    from search.article import Article, Paragraph
    from search.catalog import Version
    from search.citations import CitationForm, citation
    from search.concordances import Concordance, Line, LineSort
    from search.deadlines import time_limit
    from search.errors import (
        ArchiveBusy,
        ArchiveError,
        ArchiveExists,
        ArchiveForbidden,
        ArchiveMissing,
        ArchiveReadOnly,
        ArchiveUnreachable,
        ArchiveUnreadable,
        ArticleMissing,
        EngineMissing,
        QueryError,
        ReadError,
        SavedSearchExists,
        SavedSearchMissing,
        SearchError,
        SearchTimeout,
    )
    from search.exports import ExportForm, exported
    from search.query import Query, parse
    from search.readers import read
    from search.results import (
        Explanation,
        FacetCount,
        FirstMention,
        FoundParagraph,
        Hit,
        Match,
        News,
        Notice,
        PartCount,
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
    from search.timelines.bars import Bar, Gap, SourceBars, Timeline
    from search.timelines.periods import Unit

__version__ = "0.1.0"

# Where each public name lives; it is imported when it is first used, so that
# `import search` loads nothing.
_HOMES = {
    "Archive": "search.archive",
    "ArchiveBusy": "search.errors",
    "ArchiveError": "search.errors",
    "ArchiveExists": "search.errors",
    "ArchiveForbidden": "search.errors",
    "ArchiveMissing": "search.errors",
    "ArchiveReadOnly": "search.errors",
    "ArchiveUnreachable": "search.errors",
    "ArchiveUnreadable": "search.errors",
    "Article": "search.article",
    "ArticleMissing": "search.errors",
    "Bar": "search.timelines.bars",
    "CheckReport": "search.archive.reports",
    "CitationForm": "search.citations",
    "Comparison": "search.archive.reports",
    "Concordance": "search.concordances",
    "EngineMissing": "search.errors",
    "Explanation": "search.results",
    "ExportForm": "search.exports",
    "FacetCount": "search.results",
    "Failure": "search.archive.reports",
    "FirstMention": "search.results",
    "FoundParagraph": "search.results",
    "Gap": "search.timelines.bars",
    "Hit": "search.results",
    "Line": "search.concordances",
    "LineSort": "search.concordances",
    "Match": "search.results",
    "News": "search.results",
    "Notice": "search.results",
    "Paragraph": "search.article",
    "PartCount": "search.results",
    "PartExplanation": "search.results",
    "PartMatch": "search.results",
    "Progress": "search.archive.reports",
    "Query": "search.query",
    "QueryError": "search.errors",
    "ReadError": "search.errors",
    "Results": "search.results",
    "SavedSearch": "search.archive.saved",
    "SavedSearchExists": "search.errors",
    "SavedSearchMissing": "search.errors",
    "Scope": "search.results",
    "ScorePart": "search.results",
    "SearchError": "search.errors",
    "SearchTimeout": "search.errors",
    "Snippet": "search.results",
    "Sort": "search.results",
    "SourceBars": "search.timelines.bars",
    "Stats": "search.archive.reports",
    "Suggestion": "search.results",
    "Summary": "search.archive.reports",
    "Timeline": "search.timelines.bars",
    "Unit": "search.timelines.periods",
    "Version": "search.catalog",
    "article_json": "search.results",
    "citation": "search.citations",
    "exported": "search.exports",
    "parse": "search.query",
    "read": "search.readers",
    "time_limit": "search.deadlines",
}

__all__ = [
    "Archive",
    "ArchiveBusy",
    "ArchiveError",
    "ArchiveExists",
    "ArchiveForbidden",
    "ArchiveMissing",
    "ArchiveReadOnly",
    "ArchiveUnreachable",
    "ArchiveUnreadable",
    "Article",
    "ArticleMissing",
    "Bar",
    "CheckReport",
    "CitationForm",
    "Comparison",
    "Concordance",
    "EngineMissing",
    "Explanation",
    "ExportForm",
    "FacetCount",
    "Failure",
    "FirstMention",
    "FoundParagraph",
    "Gap",
    "Hit",
    "Line",
    "LineSort",
    "Match",
    "News",
    "Notice",
    "Paragraph",
    "PartCount",
    "PartExplanation",
    "PartMatch",
    "Progress",
    "Query",
    "QueryError",
    "ReadError",
    "Results",
    "SavedSearch",
    "SavedSearchExists",
    "SavedSearchMissing",
    "Scope",
    "ScorePart",
    "SearchError",
    "SearchTimeout",
    "Snippet",
    "Sort",
    "SourceBars",
    "Stats",
    "Suggestion",
    "Summary",
    "Timeline",
    "Unit",
    "Version",
    "article_json",
    "citation",
    "exported",
    "parse",
    "read",
    "time_limit",
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
