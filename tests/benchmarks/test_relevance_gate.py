"""The ranking on the shared collections, which are not part of the project, against floors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks import shared_data

pytest.importorskip("ir_measures", reason="Left out: ir-measures is not installed.")
pytest.importorskip("bm25s", reason="Left out: bm25s is not installed.")

from benchmarks.relevance import gate, known_items, measuring

if TYPE_CHECKING:
    from pathlib import Path

MISSING = [
    name
    for name in (measuring.PACKED, *known_items.SOURCES)
    if not (shared_data.folder() / f"{name}.tar.xz").exists()
]


@pytest.mark.data
@pytest.mark.skipif(
    bool(MISSING),
    reason=f"Left out: {', '.join(MISSING)} is not in {shared_data.folder()} (NUTGRAF_DATA).",
)
def test_no_figure_is_below_its_floor() -> None:
    reached, digests = gate.measure()
    floors, known = gate.load_floors()
    assert gate.others(digests, known) == []
    assert gate.below(reached, floors) == []
    assert reached.keys() == floors.keys()


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", path)
    return path


def test_a_floor_is_what_was_reached_without_further_decimals(floors: Path) -> None:
    assert gate.update({"lisa: map": 0.35789}, {"lisa": "ab"}, lower=False) == []
    held = json.loads(floors.read_text(encoding="utf-8"))
    assert held == {"sha256": {"lisa": "ab"}, "floors": {"lisa: map": 0.357}}


def test_a_floor_is_raised_freely_and_lowered_only_on_request(floors: Path) -> None:
    gate.update({"lisa: map": 0.3}, {}, lower=False)
    gate.update({"lisa: map": 0.4}, {}, lower=False)
    before = floors.read_text(encoding="utf-8")
    assert gate.update({"lisa: map": 0.35}, {}, lower=False) == [
        "lisa: map is 0.350, its floor 0.4."
    ]
    assert floors.read_text(encoding="utf-8") == before
    assert gate.update({"lisa: map": 0.35}, {}, lower=True) == []
    assert gate.load_floors()[0] == {"lisa: map": 0.35}


def test_a_figure_that_is_not_measured_any_more_is_told() -> None:
    assert gate.below({}, {"lisa: map": 0.3}) == ["lisa: map is 0.000, its floor 0.3."]


def test_other_data_is_told() -> None:
    assert gate.others({"lisa": "ab", "mine": "cd"}, {"lisa": "ab"}) == []
    assert gate.others({"lisa": "cd"}, {"lisa": "ab"}) == [
        "lisa is not the data that its floors were measured on."
    ]
