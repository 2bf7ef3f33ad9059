"""The saved pages of the shared data, which are not part of the project, against their floors."""

from __future__ import annotations

import pytest

from benchmarks.reading import pages

PATH = pages.archive()

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not PATH.exists(),
        reason=f"Left out: there is no {pages.ARCHIVE} in {PATH.parent} (NUTGRAF_DATA).",
    ),
]


def test_no_score_is_below_its_floor() -> None:
    floors = pages.load_floors()
    assert pages.digest(PATH) == floors["sha256"], "These are not the pages of the floors."
    tally = pages.Tally()
    for page in pages.pages(PATH):
        tally.add(page, pages.nutgraf(page))
    assert pages.below(tally.scores(), floors) == []


def test_the_floors_are_not_below_what_was_asked_for() -> None:
    floors = pages.load_floors()
    assert floors["f1"] >= 0.9
    assert floors["title"] >= 0.9
    assert floors["date"] == 1
    assert floors["dated"] >= 0.95
    assert floors["wrong_dates"] == 0
