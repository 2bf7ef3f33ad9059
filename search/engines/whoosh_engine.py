"""The engine in pure Python: Whoosh, with NLTK's stemmers, for places without compiled wheels.

Two indexes, of articles and of paragraphs, because the statistics of BM25 must
not mix texts of such different length. Whoosh is given terms, never text: its
analysis, its query parser and its parser of dates are not used.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from functools import cache
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from whoosh.index import TOC, FileIndex

from search.analysis import Analyzer
from search.engines import ranking
from search.engines.asides import WEIGHT
from search.engines.base import EngineHit, EngineHits
from search.engines.keys import DAY_SHIFT
from search.engines.passages import Lifts
from search.engines.settling import scores, word_tests
from search.engines.whoosh_counts import Counts
from search.engines.whoosh_passages import Passages
from search.engines.whoosh_queries import ALONE, ID, NUMBER_BITS, Segments, paragraph_of
from search.engines.whoosh_segments import INDEX_NAME, DurableFiles
from search.engines.whoosh_translator import Translator
from search.engines.whoosh_writer import WhooshWriter, article_schema, paragraph_schema
from search.errors import EngineMissing
from search.languages import STEMMED
from search.query.fields import FACETS
from search.query.nodes import Field
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from whoosh.fields import Schema

    from search.engines.base import ReadArticles
    from search.engines.ranking import Plan
    from search.engines.whoosh_counts import Tables
    from search.engines.whoosh_queries import Part
    from search.query.nodes import Node
    from search.results import FacetCount, PublicationDay, Scope, Sort

    Row = tuple[float, int, int]  # what a hit is sorted by, and its id

# The languages of NLTK's Snowball.
SNOWBALL = (
    "arabic", "danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian",
    "norwegian", "portuguese", "romanian", "russian", "spanish", "swedish",
)  # fmt: skip


class WhooshEngine:
    """Two Whoosh indexes in ``folder``: ``articles`` and ``paragraphs``.

    Whoosh's readers keep a place in their files, so one search runs at a time.
    """

    def __init__(self, folder: Path, language: str, read_articles: ReadArticles) -> None:
        """Open the indexes, or make them where there are none."""
        self.analyzer = Analyzer(language, _stemmer(language))
        self._read_articles = read_articles
        self._lock = threading.RLock()
        self._indexes: dict[Scope, FileIndex] = {
            "article": _open(folder / "articles", article_schema()),
            "paragraph": _open(folder / "paragraphs", paragraph_schema()),
        }
        self._searchers: dict[Scope, Segments] = {}
        self._tables: Tables = {}
        self.refresh()

    def writer(self) -> WhooshWriter:
        """Return the one writer."""
        return WhooshWriter(self.analyzer, *self._indexes.values())

    def refresh(self) -> None:
        """Search the last commit from now on."""
        with self._lock:
            self._let_go()
            self._searchers = {
                scope: Segments(index.reader(), fromindex=index)
                for scope, index in self._indexes.items()
            }
            self._translator = Translator(self._searchers, self.analyzer, self._read_articles)
            self._lifts = Lifts(Passages(self._searchers, self._translator, self.analyzer).lifts)
            self._counts = Counts(self._searchers, self._translator, self._home, self._tables)
            self._homes: dict[int, tuple[Segments, int]] = {}
            self._groups: dict[int, int] | None = None

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
        """Return the hits of one page and how many there are in all."""
        ranked = sort == "relevance" and limit > 0 and scores(tree, self.analyzer)
        plan = (plan or ranking.plan(tree, self.analyzer)) if ranked else None
        with self._lock:
            query = self._query(tree, scope, plan)
            leaves = self._searchers[scope].leaves()
            found = [(leaf, query.found(leaf, scored=ranked)) for leaf in leaves]
            total = sum(len(docs) for _, docs in found)
            sizes: Counter[int] = Counter()
            if collapse and scope == "article":
                sizes = self._group_sizes(found)
            distinct = len(sizes) or total
            if limit <= 0 or offset >= distinct:
                return EngineHits(total, distinct, ())
            rows = [row for leaf, docs in found for row in _rows(leaf, docs, scope, sort)]
            if distinct < total:
                rows = self._firsts(self._in_order(rows, scope, total, plan))
            else:
                rows = self._in_order(rows, scope, offset + limit, plan)
            hits = [_hit(row, scope, ranked=ranked) for row in rows[offset : offset + limit]]
            if distinct < total:
                hits = [replace(hit, others=sizes[self._group(hit.aid)] - 1) for hit in hits]
        return EngineHits(total, distinct, tuple(hits))

    def _query(self, tree: Node, scope: Scope, plan: Plan | None) -> Part:
        if plan is None:
            return self._translator.query(tree, scope)
        return self._translator.ranked(plan, scope)

    def _group_sizes(self, found: list[tuple[Segments, dict[int, float]]]) -> Counter[int]:
        """Count the articles of each group; nothing, if none is a copy of another."""
        if not self._copies():
            return Counter()
        aids = ((leaf.numbers("aid"), docs) for leaf, docs in found)
        return Counter(self._group(numbers[doc]) for numbers, docs in aids for doc in docs)

    def _firsts(self, rows: list[Row]) -> list[Row]:
        """Return the first row of each group."""
        firsts: dict[int, Row] = {}
        for row in rows:
            firsts.setdefault(self._group(row[2]), row)
        return list(firsts.values())

    def _group(self, aid: int) -> int:
        return self._copies().get(aid, aid)

    def _copies(self) -> dict[int, int]:
        """Return the groups of all articles that are copies of another."""
        if self._groups is None:
            self._groups = {
                aid: group
                for leaf in self._searchers["article"].leaves()
                for aid, group in zip(leaf.numbers("aid"), leaf.numbers("group"), strict=True)
                if group != ALONE
            }
        return self._groups

    def _in_order(self, rows: list[Row], scope: Scope, count: int, plan: Plan | None) -> list[Row]:
        """Return at least the first ``count`` rows in the order of a plan or, without one, by date.

        However few are asked for, all that the plan may move are looked at, so that
        pages are parts of one order.
        """
        if plan is None:
            return self._ordered(rows, scope, count)
        rows = self._ordered(rows, scope, max(count, ranking.reach(plan)))
        factors: dict[int, float] = {}
        if plan.recency:
            first = rows[: ranking.RECENT]
            factors = {row[2]: plan.recency.factor(-row[1] >> DAY_SHIFT) for row in first}
            first = [(score * factors[number], key, number) for score, key, number in first]
            rows[: ranking.RECENT] = self._ordered(first, scope, len(first))
        if plan.passages and scope == "article":
            first = rows[: ranking.WINDOW]
            lifts = self._lifts.of(plan, [aid for _, _, aid in first])
            first = [
                (score - lifts[aid].value * factors.get(aid, 1.0), key, aid)
                for score, key, aid in first
            ]
            rows[: ranking.WINDOW] = self._ordered(first, scope, len(first))
        return rows

    def _ordered(self, rows: list[Row], scope: Scope, count: int) -> list[Row]:
        """Return the first rows in their order, and those that tie with the last of them."""
        if count < len(rows):
            last = nsmallest(count, rows)[-1][:2]
            rows = [row for row in rows if row[:2] <= last]
        rows.sort()
        ordered: list[Row] = []
        for _, group in groupby(rows, key=itemgetter(0, 1)):
            tied = list(group)
            if len(tied) > 1 and scope == "article":
                tied.sort(key=lambda row: self._article_id(row[2]))
            elif len(tied) > 1:
                tied.sort(key=lambda row: (self._article_id(row[2] >> NUMBER_BITS), row[2]))
            ordered += tied
        return ordered

    def facets(
        self, tree: Node, scope: Scope, names: Iterable[str] = tuple(FACETS)
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits by each of these facets, most first."""
        with self._lock:
            return self._counts.facets(tree, scope, names)

    def days(self, tree: Node, scope: Scope) -> Mapping[PublicationDay, int]:
        """Count the hits by date of publication."""
        with self._lock:
            return self._counts.days(tree, scope)

    def source_days(
        self, tree: Node, scope: Scope
    ) -> Mapping[str | None, Mapping[PublicationDay, int]]:
        """Count the hits by source and date of publication."""
        with self._lock:
            return self._counts.source_days(tree, scope)

    def aids(self, tree: Node) -> Sequence[int]:
        """Return the aids of all articles that match, in any order."""
        with self._lock:
            query = self._translator.query(tree, "article")
            return self._translator.values(query, "article", "aid")

    def explain(self, plan: Plan, aid: int, score: float | None = None) -> ScorePart | None:
        """Return how an article's score came about: what each part of the plan adds."""
        from search.engines.explaining import explained  # noqa: PLC0415 - few searches need it

        with self._lock:
            whole = self._score(self._translator.ranked(plan, "article"), aid)
            if whole is None:
                return None
            leaf, doc = self._home(aid)
            day = leaf.numbers("newest")[doc] >> DAY_SHIFT
            return explained(
                plan, score, whole, day, self._lifts, aid, lambda node: self._part(node, aid)
            )

    def _part(self, node: Node, aid: int) -> ScorePart | None:
        """Return what a part of a plan adds to the score of an article; None if that is nothing."""
        value = self._score(self._translator.query(node, "article"), aid)
        if not value:
            return None
        if not self._is_aside(node, aid):
            return ScorePart(value, "BM25")
        note = ScorePart(WEIGHT, f"× {WEIGHT:g} for words in boilerplate only")
        return ScorePart(value, "BM25", (note,))

    def _is_aside(self, node: Node, aid: int) -> bool:
        """Tell whether an article has a word of a part in boilerplate only."""
        if isinstance(ranking.unweighed(node)[0], Field):
            return False
        asides = self._translator.asides(word_tests(node, self.analyzer))
        leaf, doc = self._home(aid)
        return asides is not None and doc in asides.found(leaf, scored=False)

    def _score(self, query: Part, aid: int) -> float | None:
        leaf, doc = self._home(aid)
        return query.found(leaf, scored=True).get(doc)

    def words(self) -> Iterable[tuple[str, int]]:
        """Yield every exact term with the number of articles that have it."""
        with self._lock:
            reader = self._searchers["article"].reader()
            found = [
                (term.decode("utf-8"), reader.doc_frequency("exact", term))
                for term in reader.lexicon("exact")
            ]
        yield from found

    def frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """Return how many articles have each stem; those removed lately may still count."""
        with self._lock:
            reader = self._searchers["article"].reader()
            return [reader.doc_frequency("stem", stem.encode()) for stem in stems]

    def contents(self) -> Iterable[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of everything that is indexed."""
        with self._lock:
            articles, paragraphs = (
                Counter(
                    number if scope == "article" else paragraph_of(number)[0]
                    for leaf in self._searchers[scope].leaves()
                    for doc, number in enumerate(leaf.numbers(ID[scope]))
                    if doc in leaf.alive
                )
                for scope in ID
            )
        for aid in articles.keys() | paragraphs.keys():
            yield aid, paragraphs[aid] if articles[aid] == 1 else -1

    def close(self) -> None:
        """Let go of files."""
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        for searcher in self._searchers.values():
            searcher.close()
        self._searchers = {}

    def _article_id(self, aid: int) -> bytes:
        leaf, doc = self._home(aid)
        return leaf.value("id", doc)

    def _home(self, aid: int) -> tuple[Segments, int]:
        """Return where an article lies."""
        if not self._homes:
            self._homes.update(
                (known, (leaf, doc))
                for leaf in self._searchers["article"].leaves()
                for doc, known in enumerate(leaf.numbers("aid"))
                if doc in leaf.alive
            )
        return self._homes[aid]


def _rows(leaf: Segments, docs: dict[int, float], scope: Scope, sort: Sort) -> Iterator[Row]:
    """Yield for each document what it is sorted by, with its id at the end."""
    ids = leaf.numbers(ID[scope])
    if sort == "oldest":
        keys = leaf.numbers("oldest")
        return ((0.0, keys[doc], ids[doc]) for doc in docs)
    keys = leaf.numbers("newest")
    return ((-score, -keys[doc], ids[doc]) for doc, score in docs.items())


def _hit(row: Row, scope: Scope, *, ranked: bool) -> EngineHit:
    score = -row[0] if ranked else 0.0
    if scope == "article":
        return EngineHit(row[2], None, score)
    return EngineHit(*paragraph_of(row[2]), score)


def _stemmer(language: str) -> Callable[[str], str]:
    """Return the stemmer of a language, which loads NLTK when it is first used.

    Raises:
        EngineMissing: if only other engines have stems for the language.
    """
    if language in STEMMED.values() and language not in SNOWBALL:
        raise EngineMissing(
            f"The engine “whoosh” has no stems for {language}."
            " Choose the engine “tantivy”, or the language “none”."
        )
    if language not in SNOWBALL:
        return str
    lock = threading.Lock()  # some of NLTK's stemmers keep their work in themselves

    def stem(term: str) -> str:
        with lock:
            return str(_snowball(language).stem(term)) or term

    return stem


@cache
def _snowball(language: str) -> Any:  # noqa: ANN401 - NLTK has no types
    from nltk.stem.snowball import SnowballStemmer  # noqa: PLC0415 - takes 0.15 seconds

    return SnowballStemmer(language)


def _open(folder: Path, schema: Schema) -> FileIndex:
    storage = DurableFiles(folder)
    if not storage.has_index():
        folder.mkdir(parents=True, exist_ok=True)
        TOC.create(storage, schema, INDEX_NAME)
    return FileIndex(storage, schema, INDEX_NAME)
