"""Counting hits: by facet, by day, by source and day."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from search.engines.keys import FACET_SIZE, publication_day
from search.engines.whoosh_queries import ID, NUMBER_BITS, facet_field
from search.engines.whoosh_segments import postings_of
from search.results import FacetCount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from search.engines.whoosh_queries import Segments
    from search.engines.whoosh_translator import Translator
    from search.query.nodes import Node
    from search.results import PublicationDay, Scope

    Values = tuple[str, ...]  # that an article has of a facet
    Table = list[Values]  # of all articles of a segment
    Tables = dict[tuple[str, str], Table]  # by segment and facet
    Found = list[tuple[Segments, dict[int, float]]]  # segments, and documents in them
    Hits = list[tuple[Segments, dict[int, int]]]  # segments, and the hits of each article in them


class Counts:
    """Counts what queries find in one state of an archive."""

    def __init__(
        self,
        searchers: Mapping[Scope, Segments],
        translator: Translator,
        home: Callable[[int], tuple[Segments, int]],
        tables: Tables,
    ) -> None:
        """Count in what ``searchers`` see.

        ``home`` tells where an article lies; ``tables`` are kept from state to
        state: a segment never changes, but for what is removed from it.
        """
        self._searchers = searchers
        self._translator = translator
        self._home = home
        self._tables = tables
        there = {_segment_id(leaf) for leaf in searchers["article"].leaves()}
        for key in [key for key in tables if key[0] not in there]:
            del tables[key]

    def facets(
        self, tree: Node, scope: Scope, names: Iterable[str]
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count by facets, most first."""
        found = self._found(tree, scope)
        hits = self._by_article(found, scope)
        return {
            name: _most_first(
                _by_kind(found)
                if name == "kind" and scope == "paragraph"
                else self._by_value(name, hits)
            )
            for name in names
        }

    def days(self, tree: Node, scope: Scope) -> Mapping[PublicationDay, int]:
        """Count by date of publication."""
        counts: Counter[int] = Counter()
        for leaf, docs in self._by_article(self._found(tree, scope), scope):
            published = leaf.numbers("published")
            for doc, count in docs.items():
                counts[published[doc]] += count
        return _by_day(counts)

    def source_days(
        self, tree: Node, scope: Scope
    ) -> Mapping[str | None, Mapping[PublicationDay, int]]:
        """Count by source and date of publication."""
        counts: dict[Values, Counter[int]] = defaultdict(Counter)
        for leaf, docs in self._by_article(self._found(tree, scope), scope):
            published, sources = leaf.numbers("published"), self._table(leaf, "source")
            for doc, count in docs.items():
                counts[sources[doc]][published[doc]] += count
        return {source: _by_day(counts[key]) for key in counts for source in key or (None,)}

    def _found(self, tree: Node, scope: Scope) -> Found:
        query = self._translator.query(tree, scope)
        leaves = self._searchers[scope].leaves()
        return [(leaf, query.found(leaf, scored=False)) for leaf in leaves]

    def _by_article(self, found: Found, scope: Scope) -> Hits:
        """Return the number of hits in each article."""
        if scope == "article":
            return [(leaf, dict.fromkeys(docs, 1)) for leaf, docs in found]
        columns = ((leaf.numbers(ID[scope]), docs) for leaf, docs in found)
        aids = Counter(numbers[doc] >> NUMBER_BITS for numbers, docs in columns for doc in docs)
        hits: dict[Segments, dict[int, int]] = defaultdict(dict)
        for aid, count in aids.items():
            leaf, doc = self._home(aid)
            hits[leaf][doc] = count
        return list(hits.items())

    def _by_value(self, name: str, hits: Hits) -> Counter[str | None]:
        tally: Counter[Values] = Counter()
        for leaf, docs in hits:
            values = self._table(leaf, name)
            for doc, count in docs.items():
                tally[values[doc]] += count
        counts: Counter[str | None] = Counter()
        for found, count in tally.items():
            for value in found or (None,):
                counts[value] += count
        return counts

    def _table(self, leaf: Segments, name: str) -> Table:
        """Return the values of a facet that each article of a segment has."""
        key = _segment_id(leaf), name
        if key not in self._tables:
            self._tables[key] = _read(leaf, name)
        return self._tables[key]


def _segment_id(leaf: Segments) -> str:
    return str(leaf.reader().segment().segment_id())


def _read(leaf: Segments, name: str) -> Table:
    reader, field = leaf.reader(), facet_field(name)
    table: Table = [()] * leaf.doc_count_all()
    for term in reader.lexicon(field):
        value = (term.decode(),)
        postings = postings_of(reader, field, term)
        for doc in postings.docs if postings else ():
            table[doc] = table[doc] + value if table[doc] else value
    return table


def _by_kind(found: Found) -> Counter[str | None]:
    """Count paragraphs by their kinds."""
    counts: Counter[str | None] = Counter()
    for leaf, docs in found:
        for kind in leaf.reader().lexicon("kind"):
            postings = postings_of(leaf.reader(), "kind", kind)
            held = postings.docs if postings else ()
            counts[kind.decode()] += sum(map(docs.__contains__, held))
    return +counts


def _by_day(counts: Mapping[int, int]) -> dict[PublicationDay, int]:
    """Return the counts by date; of one month or year there are as many numbers as days."""
    found: Counter[PublicationDay] = Counter()
    for number, count in counts.items():
        found[publication_day(number)] += count
    return found


def _most_first(counts: Mapping[str | None, int]) -> tuple[FacetCount, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return tuple(FacetCount(value, count) for value, count in ordered[:FACET_SIZE])
