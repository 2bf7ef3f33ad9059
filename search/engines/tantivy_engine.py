"""The default engine: tantivy, in indexes of articles, of paragraphs, and of the forms of stems.

Articles and paragraphs are apart, because the statistics of BM25 must not mix texts
of such different length. Both are indexed as they are written; a stem is found by its
forms (see ``tantivy_forms``).
What tantivy can only approximate (see ``queries``) is settled by matching the
candidates' text, so that every answer is exact.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import tantivy

from search.analysis import Analyzer, plain, plains
from search.article import Paragraphs
from search.engines import ranking, tantivy_forms
from search.engines.asides import LOWERED, WEIGHT, aside_stems
from search.engines.base import EngineHits
from search.engines.keys import DAY_SHIFT, SortKeys, facet_values, published, sort_keys
from search.engines.passages import Lifts
from search.engines.settling import scores, word_tests
from search.engines.tantivy_counts import MISSING, Counts
from search.engines.tantivy_forms import Forms, FormsWriter
from search.engines.tantivy_groups import FOLLOWS, Groups
from search.engines.tantivy_pages import Pages
from search.engines.tantivy_passages import Passages
from search.engines.tantivy_queries import Translator
from search.engines.tantivy_stems import analyzer, stemmer
from search.engines.tantivy_terms import (
    Terms,
    any_of,
    column,
    count,
    fast_values,
    paragraph_id,
    unscored,
)
from search.errors import ArchiveUnreadable
from search.matching.evidence import date_bounds, field_values
from search.matching.sequences import fold_key
from search.query.fields import DATE, FACETS, KEY_FIELDS, TITLE, WORD_FIELDS
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from search.article import Article
    from search.engines.base import ReadArticles
    from search.engines.ranking import Plan
    from search.query.nodes import Node
    from search.results import FacetCount, PublicationDay, Scope, Sort

STEMS = "stems"  # what the analyzer of fields of stems is called
HEAP_SIZE = 84_000_000  # bytes for each of the two writers
GROUPS_KEPT = 8  # queries of which it is remembered how their answers fall into groups

_TERM = re.compile(r'Term\(.*, "(.*)"\)')  # in the context of an explanation
_BOOST = re.compile(r"Boost x(\S+) of \.\.\.")  # what an explanation calls a weight


class TantivyEngine:
    """Two tantivy indexes in ``folder``: ``articles`` and ``paragraphs``."""

    def __init__(self, folder: Path, language: str, read_articles: ReadArticles) -> None:
        """Open the indexes, or make them where there are none."""
        self._stem, self._stems = stemmer(language), analyzer(language)
        self.analyzer = Analyzer(language, self._stem)
        self._read_articles = read_articles
        schemas = {
            "articles": _article_schema(),
            "paragraphs": _paragraph_schema(),
            "words": tantivy_forms.schema(),
        }
        if 0 < sum(_has_index(folder / name) for name in schemas) < len(schemas):
            raise ArchiveUnreadable(
                f"A part of the index in {folder} is missing."
                f" Rebuild it with: nutgraf rebuild --archive {folder.parent}"
            )
        articles, paragraphs, self._words = (
            self._open(folder / name, schema) for name, schema in schemas.items()
        )
        self._indexes = {"article": articles, "paragraph": paragraphs}
        self.refresh()

    def _open(self, folder: Path, schema: tantivy.Schema) -> tantivy.Index:
        folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(schema, str(folder))
        index.register_tokenizer(STEMS, self._stems)
        index.config_reader("manual")
        return index

    def writer(self) -> TantivyWriter:
        """Return the one writer."""
        forms = FormsWriter(self._words, self._stem)
        return TantivyWriter(self.analyzer, forms, *self._indexes.values())

    def refresh(self) -> None:
        """Search the last commit from now on."""
        for index in (*self._indexes.values(), self._words):
            index.reload()
        self._searchers = {scope: index.searcher() for scope, index in self._indexes.items()}
        forms = Forms(self._words.searcher())
        self.analyzer.forms = forms.of
        self._terms = {
            scope: Terms(index.schema, self._searchers[scope], forms, has_stems=scope == "article")
            for scope, index in self._indexes.items()
        }
        self._translator = Translator(self._terms, self.analyzer, self._read_articles)
        self._ranking = self._translator.ranking()
        self._lifts = Lifts(Passages(self._searchers, self._ranking).lifts)
        self._pages = Pages(
            self._searchers,
            self._read_articles,
            self._lifts,
            lowers=any(self._terms["article"].frequency("kind", kind) for kind in LOWERED),
        )
        self._counts = {
            scope: Counts(index.schema, self._searchers[scope])
            for scope, index in self._indexes.items()
        }
        self._groups: dict[Node, Groups] = {}
        self._has_copies = self._searchers["article"].doc_freq("has", FOLLOWS) > 0

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
        by: tantivy.Order | Plan = tantivy.Order.Asc if sort == "oldest" else tantivy.Order.Desc
        if ranked:
            by = plan or ranking.plan(tree, self.analyzer)
            query = self._ranking.ranked(by, scope)
        else:
            query = self._translator.query(tree, scope)
        groups = None
        if collapse and scope == "article" and self._has_copies:
            groups = self._groups_of(tree, query)
        if limit <= 0:
            total = count(self._searchers[scope].search(unscored(query), 1))
            return EngineHits(total, groups.distinct(total) if groups else total, ())
        return self._pages.read(query, scope, by, groups, (offset, offset + limit))

    def _groups_of(self, tree: Node, query: tantivy.Query) -> Groups | None:
        """Return how the articles that a query finds fall into groups; None if it finds no copy."""
        groups = self._groups.get(tree)
        if groups is None:
            groups = Groups(self._indexes["article"].schema, self._searchers["article"], query)
            if len(self._groups) >= GROUPS_KEPT:
                self._groups.clear()
            self._groups[tree] = groups
        return groups if groups.copies else None

    def facets(
        self, tree: Node, scope: Scope, names: Iterable[str] = tuple(FACETS)
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits by each of these facets, most first."""
        query = unscored(self._translator.query(tree, scope))
        return self._counts[scope].facets(query, tuple(names))

    def days(self, tree: Node, scope: Scope) -> Mapping[PublicationDay, int]:
        """Count the hits by date of publication."""
        return self._counts[scope].days(unscored(self._translator.query(tree, scope)))

    def source_days(
        self, tree: Node, scope: Scope
    ) -> Mapping[str | None, Mapping[PublicationDay, int]]:
        """Count the hits by source and date of publication."""
        return self._counts[scope].source_days(unscored(self._translator.query(tree, scope)))

    def aids(self, tree: Node) -> Sequence[int]:
        """Return the aids of all articles that match, in any order."""
        query = unscored(self._translator.query(tree, "article"))
        return column(self._searchers["article"], query, "aid")

    def explain(self, plan: Plan, aid: int, score: float | None = None) -> ScorePart | None:
        """Return how an article's score came about; words have their reasons in tantivy's terms."""
        from search.engines.explaining import explained  # noqa: PLC0415 - few searches need it

        found = self._found(self._ranking.ranked(plan, "article"), aid)
        if found is None:
            return None
        whole, address, day = found

        def part(node: Node) -> ScorePart | None:
            query = self._ranking.query(node, "article")
            if self._found(query, aid) is None:
                return None
            details = query.explain(self._searchers["article"], address)
            return self._with_asides(node, aid, _score_part(json.loads(details.to_json())))

        return explained(plan, score, whole, day, self._lifts, aid, part)

    def _with_asides(self, node: Node, aid: int, part: ScorePart) -> ScorePart:
        """Say of a part that it counts less, where it does."""
        asides = self._ranking.asides("article", word_tests(node, self.analyzer))
        if not asides or self._found(any_of(asides), aid) is None:
            return part
        note = ScorePart(WEIGHT, f"× {WEIGHT:g} for words in boilerplate only")
        return replace(part, parts=(note, *part.parts))

    def _found(
        self, query: tantivy.Query, aid: int
    ) -> tuple[float, tantivy.DocAddress, int] | None:
        """Return the score of an article that a query finds, where it lies, and its day."""
        searcher = self._searchers["article"]
        found = searcher.search(self._ranking.within(query, [aid]), 1).hits
        if not found:
            return None
        ((score, address),) = found
        (newest,) = searcher.fast_field_values("newest", [address])
        return score, address, int(newest or 0) >> DAY_SHIFT

    def words(self) -> Iterable[tuple[str, int]]:
        """Yield every exact term with the number of articles that have it."""
        yield from self._searchers["article"].terms_with_prefix("exact", "")

    def frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """Return about how many articles have each stem; those removed lately may still count."""
        return [self._terms["article"].stem_frequency(stem) for stem in stems]

    def contents(self) -> Iterable[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of everything that is indexed."""
        articles, paragraphs = (
            Counter(
                aid
                for (aid,) in fast_values(self._searchers[scope], tantivy.Query.all_query(), "aid")
            )
            for scope in ("article", "paragraph")
        )
        incomplete = set(self._with_unknown_words())
        for aid in articles.keys() | paragraphs.keys():
            whole = articles[aid] == 1 and aid not in incomplete
            yield aid, paragraphs[aid] if whole else -1

    def _with_unknown_words(self) -> Iterable[int]:
        """Yield the aids of articles with words that a search for their stems would not find."""
        forms = Forms(self._words.searcher())
        schema, searcher = self._indexes["article"].schema, self._searchers["article"]
        for term, _ in self.words():
            if not forms.knows(self._stem(term), term):
                yield from column(searcher, tantivy.Query.term_query(schema, "exact", term), "aid")

    def close(self) -> None:
        """Let go of files."""
        self._searchers = {}
        self._indexes = {}
        self._groups = {}
        self.analyzer.forms = None
        del (
            self._words,
            self._terms,
            self._translator,
            self._ranking,
            self._lifts,
            self._pages,
            self._counts,
        )


class TantivyWriter:
    """Writes articles to all indexes."""

    def __init__(
        self,
        analyzer: Analyzer,
        forms: FormsWriter,
        articles: tantivy.Index,
        paragraphs: tantivy.Index,
    ) -> None:
        """Open a writer for each index."""
        self._analyzer = analyzer
        self._articles = articles.writer(HEAP_SIZE, 1)
        self._paragraphs = paragraphs.writer(HEAP_SIZE, 1)
        self._forms = forms

    def add(
        self,
        aid: int,
        article: Article,
        group: int | None = None,
        texts: Sequence[str] | None = None,
    ) -> None:
        """Add an article and its paragraphs."""
        shared = _shared_values(article)
        paragraphs = Paragraphs.of(article.paragraphs)
        if texts is None:
            texts = plains(paragraphs.texts)
            self.tell(" ".join(texts).split())
        keys = sort_keys(article)
        columns = list(zip(paragraphs.numbers, paragraphs.kinds, texts, strict=True))
        head = [text for number, _, text in columns if number == 0]
        document = tantivy.Document(
            aid=aid,
            exact=texts,
            stem=texts,
            title_exact=head,
            title_stem=head,
            length=sum(map(len, texts)),
            aside=list(aside_stems(article, texts, self._analyzer)),
            newest=keys.newest,
            oldest=keys.oldest,
            **shared,
            **_article_values(article, None if group == aid else group),
        )
        self._articles.add_document(document)
        self._add_paragraphs(aid, columns, keys, shared)

    def _add_paragraphs(
        self,
        aid: int,
        columns: Iterable[tuple[int, str, str]],
        keys: SortKeys,
        shared: dict[str, Any],
    ) -> None:
        """Add paragraphs by their numbers, kinds and terms."""
        values = shared | {"aid": aid}  # one for all, since most of it stays the same
        for number, kind, text in columns:
            values["number"] = number
            values["pid"] = paragraph_id(aid, number)
            values["exact"] = text
            values["length"] = len(text)
            values["facet_kind"] = kind
            values["newest"], values["oldest"] = keys.paragraph(number)
            if kind in LOWERED:
                aside = {"aside": LOWERED.index(kind)}
                self._paragraphs.add_document(tantivy.Document.from_dict(values | aside))
            else:
                self._paragraphs.add_document(tantivy.Document.from_dict(values))

    def tell(self, words: Iterable[str]) -> None:
        """Take note of words, so that their stems find them."""
        self._forms.add(words)

    def remove(self, aid: int) -> None:
        """Remove an article, if it is there."""
        self._articles.delete_documents_by_term("aid", aid)
        self._paragraphs.delete_documents_by_term("aid", aid)

    def commit(self) -> None:
        """Make all changes durable."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - searches do without

        with ThreadPoolExecutor() as at_once:  # each waits for its own threads and for the disk
            commits = (self._forms.commit, self._articles.commit, self._paragraphs.commit)
            for done in [at_once.submit(commit) for commit in commits]:
                done.result()
        _give_back_memory()

    def close(self) -> None:
        """Wait for merges to end and let go of the indexes."""
        with ExitStack() as each:
            each.callback(self._forms.close)
            for writer in (self._articles, self._paragraphs):
                each.callback(writer.wait_merging_threads)
            for writer in (self._articles, self._paragraphs):
                writer.garbage_collect_files()


def _give_back_memory() -> None:
    """Return to the system what the threads of a commit have freed.

    tantivy writes each batch in new threads, and glibc keeps a store for each that
    has ended: at a million paragraphs half of the process.
    """
    if sys.platform != "linux":
        return
    import ctypes  # noqa: PLC0415 - searches do without

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # other C libraries have none
    if trim is not None:
        trim(0)


def _has_index(folder: Path) -> bool:
    return folder.is_dir() and tantivy.Index.exists(str(folder))


def _score_part(part: dict[str, Any]) -> ScorePart:
    """Return a part of tantivy's explanation; sums of one part are left out."""
    details = [_score_part(detail) for detail in part.get("details", ())]
    if len(details) == 1 and details[0].value == part["value"]:
        return details[0]
    terms = _TERM.findall(" ".join(part.get("context", ())))
    named = _reason(part["description"]) + (f" “{terms[0]}”" if terms else "")
    return ScorePart(float(part["value"]), named, tuple(details))


def _reason(description: str) -> str:
    boost = _BOOST.fullmatch(description)
    if boost is None:
        return description
    return f"× {float(boost[1]):.3g}"


def _article_schema() -> tantivy.Schema:
    builder = _shared_schema()
    for name in ("title_exact", *WORD_FIELDS):
        builder.add_text_field(name, tokenizer_name="whitespace")
    for name in ("stem", "title_stem"):
        builder.add_text_field(name, tokenizer_name=STEMS, index_option="freq")
    for name in ("path", "lang", "kind", "has", "aside"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("group", fast=True)
    return builder.build()


def _paragraph_schema() -> tantivy.Schema:
    builder = _shared_schema()
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_integer_field("pid", indexed=True)
    builder.add_integer_field("aside", fast=True)
    return builder.build()


def _shared_schema() -> tantivy.SchemaBuilder:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("aid", indexed=True, fast=True)
    builder.add_text_field("exact", tokenizer_name="whitespace")
    for name in ("first", "last", "newest", "oldest", "published", "length"):
        builder.add_integer_field(name, fast=True)
    for name in FACETS:
        builder.add_text_field(
            f"facet_{name}", tokenizer_name="raw", index_option="basic", fast=True
        )
    return builder


def _one_or_more(values: tuple[str, ...]) -> str | list[str]:
    """Return the values of a facet; a single one is taken over in less time than a list."""
    if len(values) > 1:
        return list(values)
    return values[0] if values else MISSING


def _shared_values(article: Article) -> dict[str, Any]:
    """Return the field values that an article's paragraphs have as well."""
    values: dict[str, Any] = {
        f"facet_{name}": _one_or_more(found) for name, found in facet_values(article).items()
    }
    values["published"] = published(article)
    bounds = date_bounds(article)
    if bounds:
        values["first"], values["last"] = (day.toordinal() for day in bounds)
    return values


def _article_values(article: Article, group: int | None) -> dict[str, Any]:
    filled = {name: field_values(article, name) for name in (TITLE, DATE, *WORD_FIELDS)}
    keys = {name: field_values(article, name) for name in KEY_FIELDS}
    values: dict[str, Any] = {
        name: [plain(value) for value in filled[name]] for name in WORD_FIELDS
    }
    for name, found in keys.items():
        values[name] = [fold_key(value) for value in found]
    has = filled | {name: keys[name] for name in ("path", "lang")}
    values["has"] = [name for name, found in has.items() if found]
    if group is not None:
        values["group"] = group
        values["has"].append(FOLLOWS)
    return values
