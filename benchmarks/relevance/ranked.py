"""Who ranks: Nutgraf as its users have it, and the two plain ways beside it."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

import bm25s
import Stemmer
import tantivy

import search
from benchmarks.relevance.wording import plain_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from benchmarks.relevance.beir import Collection

OURS, PLAIN, BARE = "nutgraf", "bm25s", "tantivy"
DEPTH = 1000  # texts ranked for each question, as is usual with MAP (trec_eval)
K1, B = 1.5, 0.75  # of bm25s as it comes

Ranking = dict[str, list[str]]  # the texts found for each question, best first


def nutgraf(collection: Collection, place: Path, depth: int) -> Ranking:
    """Ask an archive of the texts for any of the words.

    All hits are gone through: a list of results would show near-identical texts as one.
    """
    with indexed(collection, place) as archive:
        return {
            question: [
                text_id(hit.article.id)
                for hit in islice(archive.hits(plain_words(words), match="any"), depth)
            ]
            for question, words in collection.questions.items()
        }


def indexed(collection: Collection, place: Path) -> search.Archive:
    """Return a new archive of the texts."""
    archive = search.Archive.create(place / OURS)
    archive.add(
        replace(search.Article.of(text.body, title=text.title or None), id=f"t{text.id}")
        for text in collection.texts
    )
    return archive


def text_id(article_id: str) -> str:
    """Return the id that an article has as a text of its collection."""
    return article_id.removeprefix("t")


def plain_bm25(collection: Collection, place: Path, depth: int) -> Ranking:
    """Rank by BM25 as Lucene has it, of stems without stop words."""
    del place
    stemmer = Stemmer.Stemmer("english")

    def stems(texts: Iterable[str]) -> list[list[str]]:
        found: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )
        return found

    model = bm25s.BM25(method="lucene", k1=K1, b=B)
    texts = stems(f"{text.title}\n{text.body}" for text in collection.texts)
    model.index(texts, show_progress=False)
    limit = min(depth, len(texts))
    found: Ranking = {}
    for question, asked in zip(
        collection.questions, stems(collection.questions.values()), strict=True
    ):
        numbers, scores = model.retrieve([asked], k=limit, show_progress=False)
        best = zip(numbers[0], scores[0], strict=True)
        found[question] = [collection.texts[n].id for n, score in best if score > 0]
    return found


def bare_tantivy(collection: Collection, place: Path, depth: int) -> Ranking:
    """Ask tantivy's own query parser, for titles and texts in its English analyzer."""
    del place
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    builder.add_text_field("title", tokenizer_name="en_stem")
    builder.add_text_field("text", tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for text in collection.texts:
        writer.add_document(tantivy.Document(id=text.id, title=text.title, text=text.body))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    found: Ranking = {}
    for question, words in collection.questions.items():
        query = index.parse_query(plain_words(words), ["title", "text"])
        hits = searcher.search(query, depth).hits
        found[question] = [str(searcher.doc(address)["id"][0]) for _, address in hits]
    return found


RANKERS: dict[str, Callable[[Collection, Path, int], Ranking]] = {
    OURS: nutgraf,
    PLAIN: plain_bm25,
    BARE: bare_tantivy,
}
