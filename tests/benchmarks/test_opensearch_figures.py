"""What is made of the figures of an archive in a cluster."""

from __future__ import annotations

import doctest
import importlib
from typing import Any

import pytest

from benchmarks.opensearch import page, plan
from benchmarks.opensearch.asking import Asked
from benchmarks.opensearch.figures import Figures
from benchmarks.opensearch.indexing import BARE, CLUSTER, FOLDER
from benchmarks.opensearch.questions import FEW, QUESTIONS, WORD, Question
from benchmarks.opensearch.sent import Sent
from search.query import parse

KNOWN = plan.Basis(
    bytes_of={"articles": 400.0, "paragraphs": 500.0, "rows": 100.0},
    client_seconds=0.0001,
    node_seconds=0.0005,
    turn_seconds=0.0002,
    fixed_ms=10.0,
    ms_per_million=20.0,
)


def question(kind: str, total: int, ms: float, *, same: bool = True) -> dict[str, Any]:
    return {
        "kind": kind,
        "text": f"{total}",
        "scope": "paragraph",
        "total": total,
        "same": same,
        "first": {FOLDER: 2.0, CLUSTER: 9.0},
        "again": {FOLDER: [1.0, 1.0], CLUSTER: [ms, ms], BARE: [ms - 3, ms - 3]},
        "requests": {"state": 1, "search": 1, "articles": 1},
        "request_ms": {"state": 1.0, "search": ms - 4, "articles": 1.0},
        "beside_ms": 2.0,
    }


def run(label: str, seconds: float) -> dict[str, Any]:
    return {
        "collection": "briefings",
        "label": label,
        "seconds": seconds,
        "cpu": 1.0,
        "memory": 1,
        "node_cpu": 5.0,
        "held": {"articles": 4_000, "paragraphs": 6_000},
    }


@pytest.fixture
def results() -> dict[str, Any]:
    words = [question(f"{WORD}, in paragraphs", hits, 5 + hits / 1e5) for hits in (0, 10**6)]
    return {
        "machine": dict.fromkeys(
            ("processors", "processor", "memory", "system", "Python", "commit"), "2"
        ),
        "opensearch": "2.19.3",
        "heap": "1g",
        "quick": False,
        "part": False,
        "rounds": 1,
        "asked": 2,
        "collections": [
            {"name": "briefings", "articles": 2, "paragraphs": 10, "text_bytes": 2_000}
        ],
        "indexing": [run(FOLDER, 1.0), run(CLUSTER, 12.0), run(BARE, 10.0)],
        "turns": [{"collection": "briefings", "seconds": 12.0, "held": 6.0, "turns": 1}],
        "questions": [*words, question("facets", 3, 8.0)],
    }


@pytest.mark.parametrize("name", ["page", "plan", "sent"])
def test_the_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"benchmarks.opensearch.{name}")).failed == 0


def test_every_question_has_a_reading_and_every_kind_is_asked_in_a_quick_run() -> None:
    for each in QUESTIONS:
        assert not parse(each.text).notices, each.text
    assert {each.kind for each in FEW} == {each.kind for each in QUESTIONS}


def test_ten_times_the_paragraphs_are_ten_times_the_bytes_and_the_hours() -> None:
    small, large = (plan.plan(KNOWN, count) for count in (10**8, 10**9))
    assert large.primary_bytes == 10 * small.primary_bytes == 10**12
    assert large.turn_hours == pytest.approx(10 * small.turn_hours)
    assert large.all_bytes == 2 * large.primary_bytes


def test_no_shard_is_larger_than_it_may_be_and_no_answer_needs_fewer_nodes_than_copies() -> None:
    for count in plan.SIZES:
        step = plan.plan(KNOWN, count)
        for part, size in KNOWN.bytes_of.items():
            assert size * count / step.shards[part] <= plan.SHARD_BYTES
        assert step.hot_nodes >= plan.COPIES


def test_more_clients_do_not_hasten_the_turns_of_one_archive() -> None:
    step = plan.plan(KNOWN, 10**9)
    assert step.hours(1, 100) == step.hours(50, 100) == step.turn_hours
    assert step.hours(50, 1000, archives=50) == pytest.approx(step.turn_hours / 50)


def test_a_search_takes_longer_by_the_hits_of_a_shard(results: dict[str, Any]) -> None:
    known = plan.basis(results)
    assert known.fixed_ms == pytest.approx(5.0)
    assert known.ms_per_million == pytest.approx(10.0)
    step = plan.plan(known, 10**9)
    assert step.rare_ms < step.common_ms
    assert step.common_ms == pytest.approx(plan.plan(known, 10**11).common_ms, rel=0.1)


def test_what_was_measured_is_for_one_paragraph(results: dict[str, Any]) -> None:
    known = plan.basis(results)
    assert known.bytes == 1_000
    assert (known.client_seconds, known.node_seconds, known.turn_seconds) == (0.1, 0.5, 0.6)


def test_ratios_and_differences(results: dict[str, Any]) -> None:
    figures = Figures(results)
    assert figures.times_bare("briefings") == 1.2
    assert figures.added_ms() == 3.0
    assert figures.different() == []
    assert figures.requests("facets")["state"] == (1, 1.0)


def test_the_page_gets_the_figures_in_their_places(results: dict[str, Any]) -> None:
    names = page.parts(results)
    text = "".join(f"Said.\n<!-- figures: {name} -->\nold\n<!-- end -->\n" for name in names)
    written = page.written(text, results)
    assert "\nold\n" not in written
    assert written.count("Said.") == len(names)
    assert page.written(written, results) == written


def test_the_page_says_what_holds_and_what_does_not(results: dict[str, Any]) -> None:
    assert page.parts(results)["layer"].count("| holds |") == 2
    results["indexing"][1]["seconds"] = 14.0
    results["questions"][0]["same"] = False
    parts = page.parts(results)
    assert "**does not hold**" in parts["layer"]
    assert "**Other totals** to 1 of 3" in parts["questions"]


def test_the_page_in_the_documentation_has_a_place_for_every_part(results: dict[str, Any]) -> None:
    text = (page.DOCS / "scale.md").read_text(encoding="utf-8")
    for name in page.parts(results):
        assert text.count(f"<!-- figures: {name} -->\n") == 1


def test_a_request_of_a_point_in_time_cannot_be_sent_again() -> None:
    search = Sent(method="POST", path="/news-articles-1/_search", body={"query": {}})
    closed = Sent(method="POST", path="/_search", body={"pit": {"id": "x"}})
    state = Sent(method="GET", path="/news-state/_doc/state", body=None)
    asked = Asked(question=Question(kind=WORD, text="a"), sent=[[state, search]])
    assert asked.repeated() == [search]
    asked.sent = [[search, closed]]
    assert asked.repeated() == []
