"""How a terminal shows near-identical articles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import search
from tests.cli.running import nutgraf
from tests.wire import copies, others

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wire") / "archive"
    with search.Archive.create(folder) as archive:
        archive.add([*copies(), *others()])
    return folder


def test_search_tells_both_counts_and_how_many_papers(wire: Path) -> None:
    lines = nutgraf(wire, "search", "strait", "--sort", "newest").out.splitlines()
    counts = "4 articles (1 without near-identical copies; collapse:off shows them)"
    assert lines[0] == counts
    assert lines[3] == "   Lake Post · 2021-08-18 · wire3 · +3 papers"
    assert not [line for line in lines if line.startswith("2.")]


def test_search_goes_on_to_the_last_group(wire: Path) -> None:
    assert "go on with --offset 3" in nutgraf(wire, "search", "envoy", "--limit", "3").out
    assert "go on" not in nutgraf(wire, "search", "envoy", "--limit", "4").out


def test_nothing_is_said_where_all_are_shown(wire: Path) -> None:
    shown = nutgraf(wire, "search", "strait", "collapse:off").out
    assert shown.startswith("4 articles\n")
    assert "papers" not in shown


def test_export_has_every_copy(wire: Path) -> None:
    lines = nutgraf(wire, "export", "strait").out.splitlines()
    assert len([json.loads(line) for line in lines]) == 4
