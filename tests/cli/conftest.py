"""A small archive for the commands that only read."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

import search

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = "\x1b[31mThe harbour\x07 \x9b2Jreport\x00\u202e\r\nforged line"


def articles() -> list[search.Article]:
    dated = [
        search.Article.of(
            f"The harbour office counted {number} boats.\n\nThe ferry was late, “as ever”.",
            id=f"report{number}",
            title=f"Report {number}",
            date=datetime.date(2021, 8, number),
            source="The Quay",
            authors=("Mira Holm", "Bo Day"),
        )
        for number in range(1, 13)
    ]
    return [
        *dated,
        search.Article.of("No peace talks in the valley, says the envoy.", id="talks"),
        search.Article.of("Peace at last in the valley.", id="peace", title="Peace, at last"),
        search.Article.of(
            f"{HOSTILE} body word.", id="hostile", title=HOSTILE, source=HOSTILE, section=HOSTILE
        ),
    ]


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "archive"
    with search.Archive.create(folder) as archive:
        archive.add(articles())
    return folder
