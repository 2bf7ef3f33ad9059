"""The five real articles and the queries that must find them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(os.environ.get("NUTGRAF_DATA", Path(__file__).parents[1].parent / "shared" / "data"))
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not (DATA / "seeds").is_dir(), reason=f"the real articles are not in {DATA}"
    ),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path_factory.mktemp("index")) as archive:
        archive.index([DATA / "seeds"])
        yield archive


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"lion of panjshir"', {"001", "002"}),
        ("date:2021-08-17..2021-08-31", {"000", "002", "003"}),
        ("author:gall", {"003"}),
        ("title:panjshir", {"004"}),
        ("date:none", {"001", "004"}),
        ("“lion of panjshir”", {"001", "002"}),
        ("-date:*", {"001", "004"}),
    ],
)
def test_a_query_finds_exactly_these(
    archive: search.Archive, query: str, expected: set[str]
) -> None:
    found = archive.search(query, limit=100)
    assert {str(hit.article.path)[:3] for hit in found.hits} == expected
    assert found.total == len(expected)


def test_a_misspelt_name_is_found(archive: search.Archive) -> None:
    marked = {
        (str(hit.article.path)[:3], shown.text[start:end])
        for hit in archive.search("saleh~1", limit=100).hits
        for shown in archive.marked(hit.article, "saleh~1")
        for start, end in shown.marks
    }
    assert ("001", "Salehl") in marked
