"""What an archive asks of an engine, and what every engine promises.

An engine is an inverted index over articles and their paragraphs. It knows them
by ``aid``, a number that the catalog gives to one version of one article and
never gives again. Everything else about them is read from the catalog.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from search.query.fields import FACETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from search.analysis import Analyzer
    from search.article import Article
    from search.engines.ranking import Plan
    from search.query.nodes import Node
    from search.results import FacetCount, PublicationDay, Scope, ScorePart, Sort

    ReadArticles = Callable[[Sequence[int]], Mapping[int, Article]]


@dataclass(frozen=True, slots=True)
class EngineHit:
    """An article that matches or, in paragraph scope, its paragraph ``number``.

    ``others`` counts the further articles of its group that match, where a search collapses.
    """

    aid: int
    number: int | None
    score: float
    others: int = 0


@dataclass(frozen=True, slots=True)
class EngineHits:
    """The exact numbers of matches and of hits that pages can reach, and the hits of one page.

    Where near-identical articles are collapsed, the ``distinct`` hits are fewer than the ``total``.
    """

    total: int
    distinct: int
    hits: tuple[EngineHit, ...]


class EngineWriter(Protocol):
    """Changes to an engine, unseen by searches until ``commit`` returns."""

    def add(
        self,
        aid: int,
        article: Article,
        group: int | None = None,
        texts: Sequence[str] | None = None,
    ) -> None:
        """Add an article and its paragraphs.

        ``group`` is the aid of the article that this one is a near-identical copy
        of, and which may be gone; an article without a group is in that of its own aid.
        With ``texts``, the ``plains`` of its paragraphs, all words of these must have
        been ``told`` before.
        """

    def tell(self, words: Iterable[str]) -> None:
        """Take note of words; of some of them there may then be no article."""

    def remove(self, aid: int) -> None:
        """Remove an article, if it is there."""

    def commit(self) -> None:
        """Make all changes durable; they can be searched after ``Engine.refresh``."""

    def close(self) -> None:
        """Let go of the index; what was not committed is lost."""


class Engine(Protocol):
    """An inverted index in a folder, open for searching.

    Searches answer from the state at the last ``refresh``, whatever is written
    meanwhile. Hits of equal score, and hits sorted by date, are in the order
    date (undated last), article id, paragraph number, so that pages are stable.
    """

    analyzer: Analyzer

    def writer(self) -> EngineWriter:
        """Return the one writer; the archive sees to it that there is no second."""

    def refresh(self) -> None:
        """Search the last commit from now on."""

    def search(
        self,
        tree: Node,
        scope: Scope,
        sort: Sort,
        limit: int,
        offset: int,
        *,
        collapse: bool = False,
        plan: Plan | None = None,
    ) -> EngineHits:
        """Return the hits from ``offset`` on, at most ``limit``, and how many there are in all.

        By relevance they are ranked by the ``plan``, which is that of the tree if None.
        With ``collapse``, only the first article of each group is a hit; paragraphs
        are never collapsed.
        """

    def facets(
        self, tree: Node, scope: Scope, names: Iterable[str] = tuple(FACETS)
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits by each of these facets, most first.

        By ``kind``, articles are counted that have such a paragraph.
        """

    def days(self, tree: Node, scope: Scope) -> Mapping[PublicationDay, int]:
        """Count the hits by date of publication."""

    def source_days(
        self, tree: Node, scope: Scope
    ) -> Mapping[str | None, Mapping[PublicationDay, int]]:
        """Count the hits by source and date of publication."""

    def aids(self, tree: Node) -> Sequence[int]:
        """Return the aids of all articles that match, in any order."""

    def explain(self, plan: Plan, aid: int, score: float | None = None) -> ScorePart | None:
        """Return how an article's score came about; None if it does not match.

        ``score`` is what a search found; an article that is beyond those of which
        paragraphs are looked at is scored without them.
        """

    def words(self) -> Iterable[tuple[str, int]]:
        """Yield every exact term with the number of articles that have it."""

    def frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """Return about how many articles have each stem; those removed lately may still count."""

    def contents(self) -> Iterable[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of everything that is indexed."""

    def close(self) -> None:
        """Let go of files."""
