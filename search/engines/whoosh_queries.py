"""Whoosh queries that match exactly the articles or paragraphs of a part of a query.

Every query here is one of Whoosh's classes with a ``found`` of its own, which
answers for a whole segment at once: stepping through postings one by one, as
Whoosh's matchers do, takes ten times as long, and some of them lose matches of
score 0. Words that are near each other are matched by their positions in the
index, with the very functions that settle them in a text; only sentences need
the text of the candidates.
"""

from __future__ import annotations

from functools import cached_property
from itertools import chain, groupby
from typing import TYPE_CHECKING

from whoosh import query as whoosh
from whoosh.matching import ListMatcher
from whoosh.scoring import bm25
from whoosh.searching import Searcher

from search.deadlines import check_time
from search.engines.asides import WEIGHT
from search.engines.ranking import K1, B, rarity
from search.engines.whoosh_segments import postings_of
from search.matching.paragraphs import ParagraphView
from search.matching.sequences import ExactTest, PatternTest, StemTest, sequence
from search.matching.spans import sequence_spans, spans
from search.query.nodes import (
    Boost,
    Near,
    Or,
    Together,
    children,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from typing import Any

    from whoosh.matching import Matcher as WhooshMatcher
    from whoosh.reading import IndexReader
    from whoosh.searching import SearchContext

    from search.analysis import Analyzer
    from search.engines.whoosh_segments import Postings
    from search.matching.sequences import Sequence as TermSequence
    from search.matching.sequences import TermTest
    from search.query.nodes import Node
    from search.results import Scope

    Scores = dict[int, float]  # of documents, by their number in a segment

NUMBER_BITS = 20  # of a paragraph's id
ID: dict[Scope, str] = {"article": "aid", "paragraph": "pid"}  # the columns of ids
UNDATED = -1  # in the columns of days
ALONE = -1  # in the column of groups


def paragraph_id(aid: int, number: int) -> int:
    """Return the number by which the paragraph index knows a paragraph."""
    return aid << NUMBER_BITS | number


def paragraph_of(pid: int) -> tuple[int, int]:
    """Return the aid and the number of a paragraph.

    >>> paragraph_of(paragraph_id(7, 3))
    (7, 3)
    """
    return pid >> NUMBER_BITS, pid & ((1 << NUMBER_BITS) - 1)


def facet_field(name: str) -> str:
    """Return the field of articles whose terms are the values of a facet."""
    return f"facet_{name}"


class Segments(Searcher):
    """A searcher of one state of an index, and of each of its segments, with columns."""

    def leaves(self) -> list[Segments]:
        """Return a searcher for each segment."""
        if not self.doc_count_all():
            return []
        return [leaf for leaf, _ in self.leaf_searchers()]

    def numbers(self, name: str) -> Sequence[int]:
        """Return the values of a column of numbers."""
        if name not in self._numbers:
            self._numbers[name] = self.reader().column_reader(name, translate=False).load()
        return self._numbers[name]

    def value(self, name: str, doc: int) -> bytes:
        """Return a document's value in a column of bytes."""
        if name not in self._columns:
            self._columns[name] = self.reader().column_reader(name, translate=False)
        return bytes(self._columns[name][doc])

    @cached_property
    def _numbers(self) -> dict[str, Sequence[int]]:
        return {}

    @cached_property
    def _columns(self) -> dict[str, Any]:
        return {}

    @cached_property
    def alive(self) -> Collection[int]:
        """The documents that are not deleted."""
        if not self.reader().has_deletions():
            return range(self.doc_count_all())
        return dict.fromkeys(self.reader().all_doc_ids())

    @cached_property
    def runs(self) -> dict[int, range]:
        """Where the paragraphs of each article lie: added together, they stay together."""
        pids = self.numbers("pid")
        groups = groupby(self.alive, key=lambda doc: pids[doc] >> NUMBER_BITS)
        docs = ((aid, list(group)) for aid, group in groups)
        return {aid: range(found[0], found[-1] + 1) for aid, found in docs}

    def rarity(self, field: str, term: str) -> float:
        """Return the inverse frequency of a term in the whole index, as BM25 has it.

        Whoosh's own never falls below 1, or nearly so, however many documents have the
        term: beside it a word that is in every article would count as much as in no other
        engine, and a paragraph that has rare words could hardly outdo its article.
        """
        whole: Segments = self.get_parent()
        count, there = whole.doc_frequency(field, term), whole.doc_count_all()
        return rarity(count, there)

    def average(self, name: str) -> float:
        """Return the average of a column over the whole index, at least 1."""
        whole: Segments = self.get_parent()
        if name not in whole._averages:
            total = sum(sum(leaf.numbers(name)) for leaf in whole.leaves())
            whole._averages[name] = total / (whole.doc_count_all() or 1) or 1.0
        return whole._averages[name]

    @cached_property
    def _averages(self) -> dict[str, float]:
        return {}


# Queries


class Found(ListMatcher):
    """A matcher of documents that have been found already."""

    def __init__(self, scores: Scores) -> None:
        """Match these."""
        super().__init__(sorted(scores))
        self._found = scores

    def score(self) -> float:
        """Return the score of the current document; Whoosh's own class takes 0 for 1."""
        return self._found[self.id()]


class Part:
    """What our queries have in common."""

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents of a segment that match; unless ``scored``, scores are 0."""
        raise NotImplementedError

    def among(self, searcher: Segments, docs: set[int]) -> set[int]:
        """Return those of some documents of a segment that match."""
        return docs.intersection(self.found(searcher, scored=False))

    def matcher(self, searcher: Segments, context: SearchContext | None = None) -> WhooshMatcher:
        """Return a matcher of these documents."""
        return Found(self.found(searcher, scored=context is None or bool(context.weighting)))


class Term(Part, whoosh.Term):
    """The documents with a term; ``lengths`` is the column of the field's lengths."""

    def __init__(self, field: str, term: str, lengths: str = "") -> None:
        """Look for ``term``; without ``lengths`` it has no score."""
        whoosh.Term.__init__(self, field, term)
        self.lengths = lengths

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents with the term, with their scores by BM25."""
        postings = postings_of(searcher.reader(), self.fieldname, self.text.encode())
        if postings is None:
            return {}
        if not scored or not self.lengths:
            return dict.fromkeys(postings.docs, 0.0)
        idf = searcher.rarity(self.fieldname, self.text)
        average = searcher.average(self.lengths)
        lengths = searcher.numbers(self.lengths)
        known: dict[tuple[int, int], float] = {}
        scores: Scores = {}
        for doc, count in zip(postings.docs, postings.counts, strict=True):
            key = count, lengths[doc]
            score = known.get(key)
            if score is None:
                score = known[key] = bm25(idf, count, lengths[doc], average, B, K1)
            scores[doc] = score
        return scores


class Expanded(Part, whoosh.MultiTerm):
    """The documents with any term that passes a test."""

    def __init__(self, field: str, test: TermTest) -> None:
        """Look for the terms of ``field`` that pass ``test``."""
        self.fieldname = field
        self.test = test
        self.text = str(test)

    def terms_of(self, reader: IndexReader) -> Iterator[bytes]:
        """Yield the terms of a segment that pass."""
        accepts = self.test.accepts
        head = self.test.pattern.head if isinstance(self.test, PatternTest) else ""
        for term in reader.expand_prefix(self.fieldname, head):
            if accepts(term.decode()):
                yield term

    def _btexts(self, ixreader: IndexReader) -> Iterator[bytes]:
        return self.terms_of(ixreader)

    def found(self, searcher: Segments, *, scored: bool) -> Scores:  # noqa: ARG002 - never scored
        """Return the documents with one of the terms."""
        reader = searcher.reader()
        docs: set[int] = set()
        for term in self.terms_of(reader):
            postings = postings_of(reader, self.fieldname, term)
            docs.update(postings.docs if postings else ())
        return dict.fromkeys(docs, 0.0)


class Where(Part, whoosh.Every):
    """The documents whose number in a column passes a test."""

    def __init__(self, column: str, accepts: Callable[[int], bool]) -> None:
        """Look for the documents whose value of ``column`` is accepted."""
        whoosh.Every.__init__(self, column)
        self.accepts = accepts

    def found(self, searcher: Segments, *, scored: bool) -> Scores:  # noqa: ARG002
        """Return the documents that pass."""
        accepts, alive = self.accepts, searcher.alive
        return {
            doc: 0.0
            for doc, value in enumerate(searcher.numbers(self.fieldname))
            if accepts(value) and doc in alive
        }


class Inside(Part, whoosh.Every):
    """The paragraphs of some articles."""

    def __init__(self, aids: Collection[int]) -> None:
        """Look for all paragraphs of the articles."""
        whoosh.Every.__init__(self)
        self.aids = aids

    def found(self, searcher: Segments, *, scored: bool) -> Scores:  # noqa: ARG002
        """Return the paragraphs."""
        runs = searcher.runs
        docs = chain.from_iterable(runs[aid] for aid in self.aids if aid in runs)
        return dict.fromkeys(docs, 0.0)


class Every(Part, whoosh.Every):
    """All documents."""

    def found(self, searcher: Segments, *, scored: bool) -> Scores:  # noqa: ARG002
        """Return all documents."""
        return dict.fromkeys(searcher.alive, 0.0)


class All(Part, whoosh.And):
    """The documents that all of the parts find, and none of ``without``."""

    def __init__(self, parts: Iterable[Any], without: Iterable[Any] = ()) -> None:
        """Join ``parts``."""
        whoosh.And.__init__(self, tuple(parts))
        self.without = tuple(without)

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents, with the sums of their scores in the order of the parts."""
        columns: list[Scores] = []
        for part in self.subqueries:
            columns.append(part.found(searcher, scored=scored))
            if not columns[-1]:
                return {}
        docs: Collection[int] = columns[0]
        if len(columns) > 1:
            smallest = min(columns, key=len)
            docs = set(smallest).intersection(*(c for c in columns if c is not smallest))
        for part in self.without:
            docs = docs - part.found(searcher, scored=False).keys()
        if not scored:
            return dict.fromkeys(docs, 0.0)
        return {doc: sum([column[doc] for column in columns]) for doc in docs}


class Any_(Part, whoosh.Or):  # noqa: N801 - beside All
    """The documents that any of the parts finds."""

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents, with the sums of their scores in the order of the parts."""
        scores: Scores = {}
        for part in self.subqueries:
            more = part.found(searcher, scored=scored)
            if not scored or not scores:
                scores |= more
            else:
                for doc, score in more.items():
                    scores[doc] = scores.get(doc, 0.0) + score
        return scores


class Ranked(Part, whoosh.AndMaybe):
    """The documents that the first query finds; a second one adds to their scores."""

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents."""
        scores: Scores = self.a.found(searcher, scored=scored)
        if scored and scores:
            for doc, score in self.b.found(searcher, scored=True).items():
                if doc in scores:
                    scores[doc] += score
        return scores

    def among(self, searcher: Segments, docs: set[int]) -> set[int]:
        """Return those of some documents that the first query finds."""
        found: set[int] = self.a.among(searcher, docs)
        return found


class Lowered(Part, whoosh.AndMaybe):
    """The documents that the first query finds, with lower scores where a second finds them too."""

    def __init__(self, query: Part, aside: Part, weight: float = WEIGHT) -> None:
        """Multiply the scores of what both find by ``weight``."""
        whoosh.AndMaybe.__init__(self, query, aside)
        self.weight = weight

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents."""
        scores: Scores = self.a.found(searcher, scored=scored)
        if scored and scores:
            for doc in self.b.found(searcher, scored=False):
                if doc in scores:
                    scores[doc] *= self.weight
        return scores


class Weighted(Part, whoosh.ConstantScoreQuery):
    """The documents that a query finds, their scores multiplied by a weight."""

    def found(self, searcher: Segments, *, scored: bool) -> Scores:
        """Return the documents."""
        scores: Scores = self.child.found(searcher, scored=scored and self.score != 0)
        if not scored or self.score == 0:
            return scores
        return {doc: score * self.score for doc, score in scores.items()}


class Positioned(Part, whoosh.Query):
    """The documents in which the words of a part stand as it asks, by their positions."""

    def __init__(self, node: Node, analyzer: Analyzer, field: str = "") -> None:
        """Look for a sequence or a proximity in the text, or for a sequence in a ``field``."""
        self.node = node
        self.analyzer = analyzer
        self.fieldname = field

    def __str__(self) -> str:
        """Return the part."""
        return f"{self.fieldname}:({self.node})"

    def __hash__(self) -> int:
        """Return a hash of the part."""
        return hash((self.node, self.fieldname))

    def found(self, searcher: Segments, *, scored: bool) -> Scores:  # noqa: ARG002
        """Return the documents."""
        places = _Places(searcher, self.fieldname)
        docs = self.candidates(self.node, places)
        return dict.fromkeys(self.settle(docs, places), 0.0)

    def among(self, searcher: Segments, docs: set[int]) -> set[int]:
        """Return those of some documents that match; no others have their positions read."""
        places = _Places(searcher, self.fieldname)
        return self.settle(docs & self.candidates(self.node, places), places)

    def settle(self, docs: set[int], places: _Places) -> set[int]:
        """Return those of the candidates in which the words stand as the part asks."""
        places.read(docs)
        wanted = None
        if not isinstance(self.node, Near | Together | Or | Boost):
            wanted = sequence(self.node, self.analyzer, stems=not self.fieldname)
        return {doc for doc in docs if self._matches(_IndexedView(places, doc), wanted)}

    def _matches(self, view: _IndexedView, wanted: TermSequence | None) -> bool:
        check_time()
        if wanted is not None:
            return bool(sequence_spans(wanted, view))
        return bool(spans(self.node, view, self.analyzer))

    def candidates(self, node: Node, places: _Places) -> set[int]:
        """Return the documents that have all words of a part."""
        if isinstance(node, Or):
            return set().union(*(self.candidates(part, places) for part in node.parts))
        inner = children(node)
        if inner:
            return set.intersection(*(self.candidates(part, places) for part in inner))
        tests = sequence(node, self.analyzer, stems=not self.fieldname).tests
        return set.intersection(*map(places.docs, tests)) if tests else set()


class Candidates(Positioned):
    """The documents that have all words of a part, wherever they stand."""

    def settle(self, docs: set[int], places: _Places) -> set[int]:  # noqa: ARG002
        """Return all of the candidates."""
        return docs


class _Places:
    """The positions of terms in the documents of a segment."""

    def __init__(self, searcher: Segments, field: str) -> None:
        self._reader = searcher.reader()
        self._field = field
        self._postings: dict[TermTest, list[Postings]] = {}
        self._places: dict[TermTest, dict[int, list[int]]] = {}
        self._wanted: set[int] = set()

    def docs(self, test: TermTest) -> set[int]:
        """Return the documents with terms that pass the test."""
        if test not in self._postings:
            self._postings[test] = self._find(test)
        return set().union(*(postings.docs for postings in self._postings[test]))

    def read(self, docs: set[int]) -> None:
        """Make ready to tell the positions in these documents."""
        self._wanted = docs

    def of(self, test: TermTest, doc: int) -> list[int]:
        """Return the positions in a document of the terms that pass the test, in order."""
        if test not in self._places:
            self._places[test] = self._gather(test)
        return self._places[test].get(doc, [])

    def _gather(self, test: TermTest) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        postings = self._postings[test] if test in self._postings else self._find(test)
        for one in postings:
            for doc, places in one.places_of(self._wanted).items():
                found.setdefault(doc, []).extend(places)
        if len(postings) > 1:
            for places in found.values():
                places.sort()
        return found

    def _find(self, test: TermTest) -> list[Postings]:
        exact = self._field or "exact"
        if isinstance(test, StemTest):
            terms = [("stem", test.stem.encode())]
        elif isinstance(test, ExactTest):
            terms = [(exact, test.term.encode())]
        else:
            terms = [(exact, term) for term in Expanded(exact, test).terms_of(self._reader)]
        found = (postings_of(self._reader, *term) for term in terms)
        return [postings for postings in found if postings is not None]


class _IndexedView(ParagraphView):
    """A paragraph whose words are known by their positions in the index alone."""

    def __init__(self, places: _Places, doc: int) -> None:
        super().__init__("")
        self._places = places
        self._doc = doc

    def positions(self, test: TermTest) -> list[int]:
        return self._places.of(test, self._doc)
