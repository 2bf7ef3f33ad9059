"""The scores of pages and their floors: what fails, and what may be lowered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.reading import pages

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"other": {"kept": 1}}), encoding="utf-8")
    monkeypatch.setattr(pages, "FLOORS", path)
    return path


def scores(f1: float = 0.9, wrong_dates: int = 0) -> pages.Scores:
    return pages.Scores(f1=f1, title=0.9, byline=0.8, date=1.0, dated=1.0, wrong_dates=wrong_dates)


def test_a_score_below_its_floor_is_told(floors: Path) -> None:
    assert pages.update(scores(), "abc", lower=False) == []
    assert json.loads(floors.read_text(encoding="utf-8"))["other"] == {"kept": 1}
    assert pages.below(scores(), pages.load_floors()) == []
    assert pages.below(scores(f1=0.85), pages.load_floors()) == ["f1 is 0.850, its floor 0.9."]
    assert pages.below(scores(wrong_dates=1), pages.load_floors()) == [
        "1 dates are wrong, allowed 0."
    ]


def test_a_floor_is_raised_freely_and_lowered_only_on_request(floors: Path) -> None:
    pages.update(scores(f1=0.8), "abc", lower=False)
    pages.update(scores(f1=0.9), "abc", lower=False)
    before = floors.read_text(encoding="utf-8")
    assert pages.update(scores(f1=0.85), "abc", lower=False) != []
    assert floors.read_text(encoding="utf-8") == before
    assert pages.update(scores(f1=0.85), "abc", lower=True) == []
    assert pages.load_floors()["f1"] == 0.85


def test_words_are_counted_as_often_as_they_stand() -> None:
    assert pages.f1("a b b", "a b b") == 1
    assert pages.f1("a b", "a b b b") == pytest.approx(2 / 3)
    assert pages.f1("", "a") == 0
    assert pages.tokens("橋は open") == {"橋": 1, "は": 1, "open": 1}


def test_a_date_that_differs_is_wrong_and_one_that_is_missing_is_not() -> None:
    page = pages.Page(
        name="a", data=b"", text="a", title="A", byline="By Ana Lee", date="2021-08-17"
    )
    tally = pages.Tally()
    for date in ("2021-08-17", "2021-08-18", None):
        tally.add(page, pages.Reading(text="a", title="a", byline="Ana Lee", date=date))
    assert tally.wrong == [False, True, False]
    assert tally.dated == [True, False, False]
    assert tally.title == tally.byline == [True, True, True]
