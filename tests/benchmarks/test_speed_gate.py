"""The speed of indexing and of queries beside that of peers in the same run, against floors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.speed import gate

if TYPE_CHECKING:
    from pathlib import Path


def test_no_ratio_is_below_its_floor() -> None:
    floors = gate.load_floors()
    ratios = gate.measure(floors)
    assert gate.below(ratios, floors) == []
    assert ratios.keys() == floors.keys()


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floors.json"
    monkeypatch.setattr(gate, "FLOORS", path)
    return path


def test_a_floor_lies_a_margin_below_what_was_reached(floors: Path) -> None:
    assert gate.update({"processor: fts5": 1.0, "disk: fts5": 2.1}, lower=False) == []
    assert json.loads(floors.read_text(encoding="utf-8")) == {
        "processor: fts5": 0.8,
        "disk: fts5": 2.0,
    }


@pytest.mark.parametrize("name", ["processor: fts5", "query: tantivy", "queries: fts5"])
def test_what_takes_half_as_long_again_is_below_the_floor(floors: Path, name: str) -> None:
    assert floors.name == "floors.json"
    gate.update({name: 0.9}, lower=False)
    assert gate.below({name: 0.9 / 1.5}, gate.load_floors()) != []
    assert gate.below({name: 0.9 / 1.1}, gate.load_floors()) == []


def test_a_floor_is_raised_freely_and_lowered_only_on_request(floors: Path) -> None:
    gate.update({"query: fts5": 1.0}, lower=False)
    gate.update({"query: fts5": 2.0}, lower=False)
    before = floors.read_text(encoding="utf-8")
    assert gate.update({"query: fts5": 1.0}, lower=False) == [
        "query: fts5 is 1.000, its floor 1.538."
    ]
    assert floors.read_text(encoding="utf-8") == before
    gate.update({"query: fts5": 1.6}, lower=False)
    assert floors.read_text(encoding="utf-8") == before
    assert gate.update({"query: fts5": 1.0}, lower=True) == []
    assert gate.load_floors() == {"query: fts5": 0.769}


def test_a_ratio_that_is_not_measured_any_more_is_told() -> None:
    assert gate.below({}, {"query: fts5": 1.0}) == ["query: fts5 is 0.000, its floor 1.0."]
