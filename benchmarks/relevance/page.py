"""The section of docs/benchmarks.md about relevance."""

from __future__ import annotations

import statistics
from dataclasses import fields
from typing import TYPE_CHECKING

from benchmarks.relevance.measuring import COMPARED
from benchmarks.relevance.ranked import OURS, PLAIN
from benchmarks.relevance.scores import Scores
from benchmarks.speed.summary import table

if TYPE_CHECKING:
    from benchmarks.relevance.measuring import Measured, Run

SECTION = "relevance"
HEADS = {"ndcg": "nDCG@10", "map": "MAP", "recall": "recall@100", "rr": "RR"}

_HOW = """\
## Relevance

This section is written by `make relevance`. Test collections have questions and say which of
their texts answer them. All rank the same texts for the same questions in the same run: Nutgraf
through its library with `match="any"`, BM25 as bm25s and Lucene have it (k1 1.5, b 0.75,
Snowball stems, no stop words), and tantivy with its own analyzer and query parser on titles and
texts. Scores are means over the questions, by `ir-measures`.
"""


def text(run: Run) -> str:
    """Return the section."""
    parts = [_HOW, _scores(run), _times(run), _known(run)]
    return "\n".join(part for part in parts if part)


def _scores(run: Run) -> str:
    rows = [
        [
            measured.name,
            f"{measured.texts:,}",
            str(measured.questions),
            ranker,
            *(f"{getattr(scores, field.name):.3f}" for field in fields(Scores)),
        ]
        for measured in run.measured
        for ranker, scores in measured.scores.items()
    ]
    head = ["collection", "texts", "questions", "ranked by", *HEADS.values()]
    note = f"MAP is of the first {run.depth:,} texts.\n"
    return f"{table(head, rows)}\n{note}" if rows else ""


def _times(run: Run) -> str:
    rows = [
        [measured.name, *(_ratio(measured, each) for each in COMPARED)] for measured in run.measured
    ]
    usual = [measured for measured in run.measured if not measured.judgements]
    if usual:
        rows.append(["mean", *(f"{mean_times(usual, each):.2f} ×" for each in COMPARED)])
    head = [f"{OURS} × {PLAIN}", *(HEADS[each] for each in COMPARED)]
    return table(head, rows) if rows else ""


def mean_times(measured: list[Measured], measure: str) -> float:
    """Return the mean over collections of how many times plain BM25's score is reached."""
    return statistics.fmean(each.times_plain(measure) for each in measured)


def _ratio(measured: Measured, measure: str) -> str:
    return f"{measured.times_plain(measure):.2f} ×"


def _known(run: Run) -> str:
    if run.known is None:
        return ""
    return (
        f"**Known items.** Of {run.known.items} articles of briefings and Reuters, asked for by some"
        f" words of one of their paragraphs, {run.known.first:.1%} come first; of"
        f" {run.known.shown:.1%} that paragraph is among the three that are shown.\n"
    )
