"""Measuring from outside, keeping what was measured, and what is made of it."""

from __future__ import annotations

import doctest
import importlib
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.speed import contenders, corpus, machine, page, processes, tables
from benchmarks.speed.asking import Limits
from benchmarks.speed.figures import Figures
from benchmarks.speed.kept import Record, Results
from benchmarks.speed.steps import Bench

if TYPE_CHECKING:
    from pathlib import Path

BUSY = "import time; until = time.process_time() + 0.3\nwhile time.process_time() < until: pass"
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"
LARGE = "import time; held = b'x' * 60_000_000; time.sleep(0.4)"
ECHO = """
import json, sys
print(json.dumps({"ready": 0.5, "version": "Echo 1"}), flush=True)
for line in sys.stdin:
    if "sleep" in line:
        import time; time.sleep(30)
    if "fail" in line:
        sys.exit("ValueError: no such word")
    print(json.dumps({"asked": json.loads(line)}), flush=True)
"""


@pytest.mark.parametrize(
    "name", ["asking", "contenders", "files", "invented", "processes", "queries", "summary"]
)
def test_the_examples_hold(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"benchmarks.speed.{name}")).failed == 0


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_time_of_children_counts() -> None:
    used = processes.run(python(CHILD), 20)
    assert 0.3 <= used.cpu < used.seconds + 1


def test_memory_is_that_at_the_peak() -> None:
    used = processes.run(python(LARGE), 20)
    assert 60e6 < used.memory < 120e6
    assert 55e6 < used.own <= used.memory


def test_a_program_that_fails_says_why() -> None:
    with pytest.raises(processes.Failed, match="KeyError: 'x'"):
        processes.run(python("{}['x']"), 20)


def test_a_program_that_takes_too_long_is_stopped_with_its_children() -> None:
    began = time.monotonic()
    with pytest.raises(processes.TooLong, match=r"after 1 s"):
        processes.run(python(CHILD.replace("0.3", "60")), 1)
    assert time.monotonic() - began < 15


def test_a_server_is_asked_line_by_line() -> None:
    with processes.Server(python(ECHO)) as server:
        assert (server.ready, server.version) == (0.5, "Echo 1")
        assert server.ask('{"words": ["a"]}', 10) == {"asked": {"words": ["a"]}}
        assert server.memory() > 1e6
        with pytest.raises(processes.Failed, match="no such word"):
            server.ask('"fail"', 10)


def test_a_server_that_does_not_answer_is_stopped() -> None:
    with processes.Server(python(ECHO)) as server, pytest.raises(processes.TooLong):
        server.ask('"sleep"', 0.3)


def asked(ms: list[float | None], totals: list[int | None]) -> dict[str, Any]:
    return {
        "ms": ms, "totals": totals, "shown": totals, "marked": totals,
        "cannot": [["fuzzy", "article", "It cannot"]],
        "ready": 0.01, "started": 0.1, "memory": 30e6, "version": "Peer 1",
    }  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Results:
    """A run of two sizes in which FTS5 indexes twice as fast and answers four times as slowly."""
    path = tmp_path / "kept.jsonl"
    kept = Results(path)
    machine = {
        "processor": "A chip", "processors": "2", "memory": "8 GiB", "system": "Linux 6",
        "Python": "3.13.0", "commit": "abc",
    }  # fmt: skip
    kept.add(Record(step="run", values={"machine": machine}))
    kept.add(Record(step="missing", values={"name": "recoll", "why": "There is no recollindex."}))
    for size, paragraphs in (("10k", 10_000), ("100k", 100_000)):
        corpus = {"articles": 500, "paragraphs": paragraphs, "real": 0, "text_bytes": 10_000_000}
        kept.add(Record(step="corpus", size=size, values=corpus))
        for label, faster in (("nutgraf", 1), ("fts5", 2)):
            used = {
                "seconds": 10 / faster, "cpu": 12 / faster, "memory": 3e8, "own": 2e8, "held": 15e6,
            }  # fmt: skip
            for step in ("index", "unchanged", "changed"):
                for turn in range(3):
                    kept.add(Record(step=step, size=size, label=label, turn=turn, values=used))
        kept.add(Record(step="questions", size=size, values={"kinds": ["one", "fuzzy"]}))
        kept.add(Record(step="asked", size=size, label="nutgraf", values=asked([2, 3], [5, 6])))
        kept.add(Record(step="asked", size=size, label="fts5", values=asked([8, None], [4, None])))
        kept.add(Record(step="left out", size=size, values={"label": "whoosh", "why": "Slow."}))
        kept.add(Record(step="done", size=size, values={}))
    return Results(path)


def test_what_was_kept_is_found_again(results: Results) -> None:
    assert results.has("index", "10k", "fts5", 2)
    assert not results.has("index", "10k", "fts5", 3)
    assert [each["seconds"] for each in results.of("index", "10k", "fts5")] == [5, 5, 5]


def test_peers_are_compared_on_what_both_have_answered(results: Results) -> None:
    figures = Figures(results)
    pair = figures.pair("10k", "fts5")
    assert pair is not None
    assert (pair.ours.count, pair.ratio) == (1, 4)
    assert figures.times_ours("index", "10k", "fts5", "seconds") == 0.5
    assert figures.disk("10k", "nutgraf") == 1.5
    assert "| fts5 | 2.00 (2.00–2.00) | 0.50 × |" in tables.indexing(figures, "10k")
    assert "| one word | 0%, 20.0% apart |" in tables.totals(figures, "10k")


def test_the_page_says_what_is_reached_and_who_was_left_out(results: Results) -> None:
    text = page.text(results, [])
    assert "| a query, FTS5's median × Nutgraf's | at least 3 × | 4.00 × | reached | 100k |" in text
    assert "speed × that of SQLite FTS5 | at least 1 × | 0.50 × | **missed** |" in text
    assert "speed × that of Whoosh | at least 15 × | not measured |" in text
    assert "recoll took no part here. There is no recollindex." in text
    assert "whoosh was left out at 100k. Slow." in text
    assert "commit abc" in text


def test_all_steps_are_measured_for_all_who_take_part(tmp_path: Path) -> None:
    made = corpus.make(tmp_path / "corpus", 300, generated=True)
    kept = Results(tmp_path / "kept.jsonl")
    limits = Limits(rounds=1, budget=60, run=60, kind=60, answer=60, questions=1, turns=2)
    able = contenders.chosen(["fts5", "floor"], simple=False)
    assert contenders.missing(able, tmp_path) == {}
    values = {"articles": made.articles, "paragraphs": made.paragraphs, "real": 0}
    kept.add(Record(step="run", values={"machine": machine.describe()}))
    kept.add(Record(step="corpus", size="1k", values=values | {"text_bytes": made.text_bytes}))
    bench = Bench(
        size="1k", corpus=made, place=tmp_path / "1k", results=kept, limits=limits,
        contenders=able, say=lambda _: None,
    )  # fmt: skip
    bench.measure()
    kept.add(Record(step="done", size="1k", values={}))
    assert bench.out == {}
    for step in ("index", "unchanged", "changed"):
        assert kept.labels(step, "1k") == ["nutgraf", "fts5", "floor"]
    for step in ("asked", "cold", "while"):
        assert kept.labels(step, "1k") == ["nutgraf", "fts5"]
    for step in ("rebuild", "serve"):
        assert kept.labels(step, "1k") == ["nutgraf"]
    assert all(ms is not None for ms in kept.of("asked", "1k", "nutgraf")[1]["ms"])
    found = list(Figures(kept).totals("1k", "fts5"))
    assert sum(one == other for _, one, other in found) > len(found) / 2
    assert "| fts5 | " in page.text(kept, [])
    done = len(kept.records)
    corpus.make(tmp_path / "corpus", 300, generated=True)
    bench.measure()
    assert len(kept.records) == done
