"""Measure what each part of the ranking is worth, and how much its constants matter.

Usage: python benchmarks/relevance/ablation.py [--quick] [--jobs N]

Indexes the shared collections and the articles of the known items once. Asks all questions by
the ranking as it is, and by each variant of it. Writes a section of docs/ranking.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import search
from benchmarks import sections
from benchmarks.relevance import beir, known_items, measuring
from benchmarks.relevance.page import HEADS
from benchmarks.relevance.ranked import DEPTH, PLAIN, RANKERS, indexed, text_id
from benchmarks.relevance.scores import score
from benchmarks.relevance.variants import replaced, variants
from benchmarks.relevance.wording import plain_words
from benchmarks.speed.summary import NOTHING, table
from search.archive.searching import Question
from search.query.nodes import Everything

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from benchmarks.relevance.beir import Judgements
    from benchmarks.relevance.known_items import Found, Item
    from benchmarks.relevance.ranked import Ranking
    from benchmarks.relevance.scores import Scores
    from benchmarks.relevance.variants import Variant

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, SECTION = "ranking.md", "ablation"

_HOW = """\
## What each part is worth

This section is written by `make ablation`. It indexes three test collections once and asks all
their questions by the ranking as it is, then once for each line of the table. The upper lines
leave out one part, or all of them. Each of the lower lines gives one constant another value, as
a rule half or twice its own. Scores are multiples of what plain BM25 has in the same run (bm25s,
as in [benchmarks.md](benchmarks.md)), with the judgements that are usual for each collection.
*first* and *shown* are the known items: how many articles come first when they are asked for by
some words of one paragraph, and of how many that paragraph is shown.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A collection in an archive, its questions, and what plain BM25 scores."""

    name: str
    place: Path
    ids: Mapping[int, str]  # of the texts, by their numbers in the archive
    questions: Mapping[str, str]
    judgements: Judgements
    plain: Scores


@dataclass(frozen=True, slots=True)
class Known:
    """The known items, and the archive that they are looked for in."""

    place: Path
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a variant reaches: multiples of plain BM25 by collection and measure."""

    name: str
    times: Mapping[str, Mapping[str, float]]
    known: Found | None

    def mean(self, measure: str) -> float:
        """Return the mean over the collections."""
        return statistics.fmean(times[measure] for times in self.times.values())


def main() -> None:
    """Measure, and write the section."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--quick", action="store_true", help="leave the constants as they are")
    options.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes that ask")
    options.add_argument("--docs", type=Path, default=DOCS, help="where the page is written")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        asked = [prepared(beir.read(each), place) for each in measuring.shared(place)]
        if not asked:
            sys.exit("There are no collections among the shared data (NUTGRAF_DATA).")
        measure = partial(measured, asked=asked, known=_known(place))
        spawning = multiprocessing.get_context("spawn")  # threads of engines survive no fork
        found = []
        with ProcessPoolExecutor(chosen.jobs, mp_context=spawning) as pool:
            for each in pool.map(measure, variants(constants=not chosen.quick)):
                found.append(each)
                print(*_cells(each), sep="  ", flush=True)
    write(found, chosen.docs)


def prepared(collection: beir.Collection, place: Path) -> Asked:
    """Index a collection below a folder, and let plain BM25 answer its questions."""
    place /= f"{collection.name}-index"
    place.mkdir()
    plain = score(RANKERS[PLAIN](collection, place, DEPTH), collection.judgements[""])
    with indexed(collection, place) as archive:
        # Private names, here and below: the public ones read the text of every hit, which
        # would take most of the time.
        with archive._snapshot.reading() as engine:  # noqa: SLF001
            aids = list(engine.aids(Everything()))
        articles = archive._catalog.articles(aids)  # noqa: SLF001
        return Asked(
            name=collection.name,
            place=Path(archive.place),
            ids={aid: text_id(article.id) for aid, article in articles.items()},
            questions=collection.questions,
            judgements=collection.judgements[""],
            plain=plain,
        )


def _known(place: Path) -> Known | None:
    if not measuring.has_articles():
        return None
    with measuring.articles(place) as archive:
        return Known(Path(archive.place), tuple(known_items.draw(archive)))


def measured(variant: Variant, asked: Iterable[Asked], known: Known | None) -> Measured:
    """Return what a variant reaches."""
    with replaced(variant.values):
        return Measured(
            variant.name,
            {each.name: _times(each) for each in asked},
            _found(known) if known else None,
        )


def _found(known: Known) -> Found:
    with search.Archive.open(known.place) as archive:
        return known_items.ask(archive, known.items)


def _times(asked: Asked) -> dict[str, float]:
    scores = score(_ranking(asked), asked.judgements)
    return {name: getattr(scores, name) / getattr(asked.plain, name) for name in measuring.COMPARED}


def _ranking(asked: Asked) -> Ranking:
    """Return the texts found, in the order in which ``Archive.hits`` has them."""
    with search.Archive.open(asked.place) as archive:
        return {
            question: [asked.ids[aid] for aid in _aids(archive, words)]
            for question, words in asked.questions.items()
        }


def _aids(archive: search.Archive, words: str) -> list[int]:
    searches = archive._searches  # noqa: SLF001
    question = Question.of(plain_words(words), match="any")
    with archive._snapshot.reading() as engine:  # noqa: SLF001
        plan = searches._planned(question, engine)[0]  # noqa: SLF001
        return [hit.aid for hit in question.ask(engine, DEPTH, 0, collapse=False, plan=plan).hits]


def write(found: list[Measured], docs: Path) -> None:
    """Write the section of the page."""
    path = docs / PAGE
    old = path.read_text(encoding="utf-8") if path.exists() else "# How articles are ranked\n"
    path.write_text(sections.put(old, SECTION, text(found)), encoding="utf-8")
    print(f"Wrote {path}")


def text(found: list[Measured]) -> str:
    """Return the section, of the ranking as it is and of its variants."""
    heads = [
        f"{name} {HEADS[measure]}"
        for name in [*found[0].times, "mean"]
        for measure in measuring.COMPARED
    ]
    return f"{_HOW}\n{table(['ranking', *heads, 'first', 'shown'], map(_cells, found))}"


def _cells(measured: Measured) -> list[str]:
    known = measured.known
    return [
        measured.name,
        *(f"{value:.3f}" for times in measured.times.values() for value in times.values()),
        *(f"{measured.mean(measure):.3f}" for measure in measuring.COMPARED),
        *([f"{known.first:.1%}", f"{known.shown:.1%}"] if known else [NOTHING, NOTHING]),
    ]


if __name__ == "__main__":
    main()
