"""The engine in pure Python: Whoosh, with NLTK's stemmers, for places without compiled wheels.

Two indexes, of articles and of paragraphs, because the statistics of BM25 must
not mix texts of such different length. Whoosh is given terms, never text: its
analysis, its query parser and its parser of dates are not used.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from dataclasses import replace
from functools import cache
from heapq import nsmallest
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex

from search.analysis import Analyzer, plain, plains
from search.engines.asides import WEIGHT, aside_stems
from search.engines.base import EngineHit, EngineHits
from search.engines.keys import FACET_SIZE, FACETS, facet_values, sort_keys
from search.engines.settling import ranking_parts, scores, word_tests
from search.engines.whoosh_queries import (
    ALONE,
    ID,
    NUMBER_BITS,
    UNDATED,
    Segments,
    paragraph_id,
    paragraph_of,
)
from search.engines.whoosh_segments import (
    INDEX_NAME,
    DurableFiles,
    SegmentsWriter,
    TermField,
    bytes_field,
    number_field,
)
from search.engines.whoosh_translator import Translator
from search.errors import EngineMissing
from search.languages import STEMMED
from search.matching.evidence import date_bounds, field_values
from search.matching.sequences import fold_key
from search.query.fields import DATE, KEY_FIELDS, TITLE, WORD_FIELDS
from search.query.nodes import Field
from search.results import FacetCount, ScorePart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from search.article import Article
    from search.engines.base import ReadArticles
    from search.engines.whoosh_segments import Terms
    from search.query.nodes import Node
    from search.results import Scope, Sort

    Places = dict[str, list[int]]
    Row = tuple[float, int, int]  # what a hit is sorted by, and its id

_GAP = " "  # stands between two values of a field, so that no phrase matches across

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
            "article": _open(folder / "articles", _article_schema()),
            "paragraph": _open(folder / "paragraphs", _paragraph_schema()),
        }
        self._searchers: dict[Scope, Segments] = {}
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
    ) -> EngineHits:
        """Return the hits of one page and how many there are in all."""
        ranked = sort == "relevance" and limit > 0 and scores(tree, self.analyzer)
        with self._lock:
            query = self._translator.ranked(tree, scope)
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
                rows = self._firsts(self._ordered(rows, scope, total))
            else:
                rows = self._ordered(rows, scope, offset + limit)
            hits = [_hit(row, scope, ranked=ranked) for row in rows[offset : offset + limit]]
            if distinct < total:
                hits = [replace(hit, others=sizes[self._group(hit.aid)] - 1) for hit in hits]
        return EngineHits(total, distinct, tuple(hits))

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

    def facets(self, tree: Node, scope: Scope) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits by source, author and year, most first."""
        counts: dict[str, Counter[str | None]] = {name: Counter() for name in FACETS}
        with self._lock:
            query = self._translator.query(tree, scope)
            ids = self._translator.values(query, scope, ID[scope])
            aids = Counter(ids if scope == "article" else (pid >> NUMBER_BITS for pid in ids))
            for aid, count in aids.items():
                leaf, doc = self._home(aid)
                for name, values in json.loads(leaf.value("facets", doc)).items():
                    for value in dict.fromkeys(values) or (None,):
                        counts[name][value] += count
        return {name: _facet_counts(counts[name]) for name in FACETS}

    def explain(self, tree: Node, aid: int) -> ScorePart | None:
        """Return how an article's score came about: what each part of the query adds."""
        with self._lock:
            score = self._score(tree, aid)
            if score is None:
                return None
            parts = [(part, self._score(part, aid)) for part in ranking_parts(tree)]
            return ScorePart(
                score,
                "sum of BM25F scores",
                tuple(
                    ScorePart(value, f"{part}{self._aside_note(part, aid)}")
                    for part, value in parts
                    if value
                ),
            )

    def _aside_note(self, part: Node, aid: int) -> str:
        """Tell that a part counts less, having a word in boilerplate only."""
        if isinstance(part, Field):
            return ""
        asides = self._translator.asides(word_tests(part, self.analyzer))
        leaf, doc = self._home(aid)
        if asides is None or doc not in asides.found(leaf, scored=False):
            return ""
        return f" (× {WEIGHT:g} for words in boilerplate only)"

    def _score(self, tree: Node, aid: int) -> float | None:
        leaf, doc = self._home(aid)
        return self._translator.query(tree, "article").found(leaf, scored=True).get(doc)

    def words(self) -> Iterable[tuple[str, int]]:
        """Yield every exact term with the number of articles that have it."""
        with self._lock:
            reader = self._searchers["article"].reader()
            found = [
                (term.decode("utf-8"), reader.doc_frequency("exact", term))
                for term in reader.lexicon("exact")
            ]
        yield from found

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


class WhooshWriter:
    """Writes articles to both indexes."""

    def __init__(self, analyzer: Analyzer, articles: FileIndex, paragraphs: FileIndex) -> None:
        """Start from the last commit."""
        self._stem = analyzer.stem
        self._articles = SegmentsWriter(articles.storage, _article_schema())
        self._paragraphs = SegmentsWriter(paragraphs.storage, _paragraph_schema())

    def add(self, aid: int, article: Article, group: int | None = None) -> None:
        """Add an article and its paragraphs."""
        keys = sort_keys(article)
        whole: Counter[str] = Counter()
        head: Counter[str] = Counter()
        texts = plains([paragraph.text for paragraph in article.paragraphs])
        for paragraph, text in zip(article.paragraphs, texts, strict=True):
            exact = _places(text.split())
            counts = {term: len(places) for term, places in exact.items()}
            self._paragraphs.add(
                aid,
                {"exact": exact, "stem": self._stems(exact), "kind": {str(paragraph.kind): 1}},
                {
                    "pid": paragraph_id(aid, paragraph.number),
                    "newest": keys.newest,
                    "oldest": keys.oldest,
                    "length": sum(counts.values()),
                },
            )
            _add_up(whole, counts)
            if paragraph.number == 0:
                _add_up(head, counts)
        self._articles.add(
            aid,
            self._terms(article, texts, whole, head),
            _columns(aid, article, whole, head) | ({} if group is None else {"group": group}),
        )
        self._articles.settle()
        self._paragraphs.settle()

    def _stems(self, exact: Places) -> Places:
        """Return the positions of stems from those of terms."""
        stem = self._stem
        found: Places = {}
        for term, places in exact.items():
            known = found.setdefault(stem(term), places)
            if known is not places:
                found[stem(term)] = sorted(known + places)
        return found

    def _stem_counts(self, counts: Counter[str]) -> Counter[str]:
        found: Counter[str] = Counter()
        for term, count in counts.items():
            found[self._stem(term)] += count
        return found

    def _terms(
        self, article: Article, texts: list[str], whole: Counter[str], head: Counter[str]
    ) -> dict[str, Terms]:
        """Return the terms of an article's fields."""
        terms: dict[str, Terms] = {
            "exact": whole,
            "stem": self._stem_counts(whole),
            "title_exact": head,
            "title_stem": self._stem_counts(head),
            "has": dict.fromkeys(_filled(article), 1),
            "aside": dict.fromkeys(aside_stems(article, texts, self._stem), 1),
        }
        for name in WORD_FIELDS:
            words: list[str] = []
            for value in field_values(article, name):
                words += [*plain(value).split(), _GAP]
            terms[name] = {term: at for term, at in _places(words).items() if term != _GAP}
        for name in KEY_FIELDS:
            terms[name] = {fold_key(value): 1 for value in field_values(article, name)}
        return terms

    def remove(self, aid: int) -> None:
        """Remove an article, if it is there."""
        self._articles.remove(aid)
        self._paragraphs.remove(aid)

    def commit(self) -> None:
        """Make all changes durable."""
        self._articles.commit()
        self._paragraphs.commit()

    def close(self) -> None:
        """Let go of the indexes."""
        self._articles.close()
        self._paragraphs.close()


def _places(words: list[str]) -> Places:
    """Return the positions of each term.

    >>> _places(["a", "b", "a"])
    {'a': [0, 2], 'b': [1]}
    """
    found: Places = {}
    for position, term in enumerate(words):
        if term in found:
            found[term].append(position)
        else:
            found[term] = [position]
    return found


def _add_up(sums: Counter[str], counts: dict[str, int]) -> None:
    for term, count in counts.items():
        sums[term] += count


def _filled(article: Article) -> list[str]:
    """Return the names of the fields in which an article has something."""
    names = (TITLE, DATE, *WORD_FIELDS, *KEY_FIELDS)
    return [name for name in names if field_values(article, name)]


def _columns(aid: int, article: Article, whole: Counter[str], head: Counter[str]) -> dict[str, Any]:
    keys = sort_keys(article)
    columns: dict[str, Any] = {
        "aid": aid,
        "newest": keys.newest,
        "oldest": keys.oldest,
        "length": whole.total(),
        "title_length": head.total(),
        "id": article.id.encode(),
        "facets": json.dumps(facet_values(article), ensure_ascii=False).encode(),
    }
    bounds = date_bounds(article)
    if bounds:
        columns["first"], columns["last"] = (day.toordinal() for day in bounds)
    return columns


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


def _facet_counts(counts: Counter[str | None]) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return tuple(FacetCount(value, count) for value, count in ordered[:FACET_SIZE])


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


def _article_schema() -> Schema:
    names = (
        "exact",
        "stem",
        "title_exact",
        "title_stem",
        "has",
        "aside",
        *WORD_FIELDS,
        *KEY_FIELDS,
    )
    fields: dict[str, Any] = {name: TermField() for name in names}
    fields |= {
        name: number_field() for name in ("aid", "newest", "oldest", "length", "title_length")
    }
    fields |= {name: number_field(UNDATED) for name in ("first", "last")}
    fields["group"] = number_field(ALONE)
    return Schema(**fields, article=TermField(), id=bytes_field(), facets=bytes_field())


def _paragraph_schema() -> Schema:
    fields: dict[str, Any] = {name: TermField() for name in ("exact", "stem")}
    fields |= {name: number_field() for name in ("pid", "newest", "oldest", "length")}
    return Schema(**fields, article=TermField(), kind=TermField())
