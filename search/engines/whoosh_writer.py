"""What the engine in pure Python writes of an article."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from whoosh.fields import Schema

from search.analysis import plain, plains
from search.engines.asides import aside_stems
from search.engines.keys import facet_values, published, sort_keys
from search.engines.whoosh_queries import ALONE, UNDATED, facet_field, paragraph_id
from search.engines.whoosh_segments import SegmentsWriter, TermField, bytes_field, number_field
from search.matching.evidence import date_bounds, field_values
from search.matching.sequences import fold_key
from search.query.fields import DATE, FACETS, KEY_FIELDS, TITLE, WORD_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from whoosh.index import FileIndex

    from search.analysis import Analyzer
    from search.article import Article
    from search.engines.whoosh_segments import Terms

    Places = dict[str, list[int]]

_GAP = " "  # stands between two values of a field, so that no phrase matches across


class WhooshWriter:
    """Writes articles to both indexes."""

    def __init__(self, analyzer: Analyzer, articles: FileIndex, paragraphs: FileIndex) -> None:
        """Start from the last commit."""
        self._analyzer = analyzer
        self._stem = analyzer.stem
        self._articles = SegmentsWriter(articles.storage, article_schema())
        self._paragraphs = SegmentsWriter(paragraphs.storage, paragraph_schema())

    def add(
        self,
        aid: int,
        article: Article,
        group: int | None = None,
        texts: Sequence[str] | None = None,
    ) -> None:
        """Add an article and its paragraphs."""
        keys = sort_keys(article)
        whole: Counter[str] = Counter()
        head: Counter[str] = Counter()
        if texts is None:
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

    def tell(self, words: Iterable[str]) -> None:
        """Take note of nothing: each index has its own stems."""

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
        self, article: Article, texts: Sequence[str], whole: Counter[str], head: Counter[str]
    ) -> dict[str, Terms]:
        """Return the terms of an article's fields."""
        terms: dict[str, Terms] = {
            "exact": whole,
            "stem": self._stem_counts(whole),
            "title_exact": head,
            "title_stem": self._stem_counts(head),
            "has": dict.fromkeys(_filled(article), 1),
            "aside": dict.fromkeys(aside_stems(article, texts, self._analyzer), 1),
        }
        for name in WORD_FIELDS:
            words: list[str] = []
            for value in field_values(article, name):
                words += [*plain(value).split(), _GAP]
            terms[name] = {term: at for term, at in _places(words).items() if term != _GAP}
        for name in KEY_FIELDS:
            terms[name] = {fold_key(value): 1 for value in field_values(article, name)}
        for name, values in facet_values(article).items():
            terms[facet_field(name)] = dict.fromkeys(values, 1)
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
        "published": published(article),
    }
    bounds = date_bounds(article)
    if bounds:
        columns["first"], columns["last"] = (day.toordinal() for day in bounds)
    return columns


def article_schema() -> Schema:
    """Return the fields of the index of articles."""
    texts = ("exact", "stem", "title_exact", "title_stem", "has", "aside")
    names = (*texts, *WORD_FIELDS, *KEY_FIELDS, *map(facet_field, FACETS))
    columns = ("aid", "newest", "oldest", "published", "length", "title_length")
    fields: dict[str, Any] = {name: TermField() for name in names}
    fields |= {name: number_field() for name in columns}
    fields |= {name: number_field(UNDATED) for name in ("first", "last")}
    fields["group"] = number_field(ALONE)
    return Schema(**fields, article=TermField(), id=bytes_field())


def paragraph_schema() -> Schema:
    """Return the fields of the index of paragraphs."""
    fields: dict[str, Any] = {name: TermField() for name in ("exact", "stem", "kind")}
    fields |= {name: number_field() for name in ("pid", "newest", "oldest", "length")}
    return Schema(**fields, article=TermField())
