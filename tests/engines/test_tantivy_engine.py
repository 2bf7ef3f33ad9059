"""What the tantivy engine takes from tantivy, and what it has to see to itself."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search.engines import tantivy_queries, tantivy_terms

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "index") as archive:
        archive.add(
            search.Article.of(f"Peace and talks {number}.\n\nTalks of peace.", id=f"a{number}")
            for number in range(30)
        )
        yield archive


def test_more_articles_than_an_aggregation_counts(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert archive.search("peace w/3 talks").total == 30
    monkeypatch.setattr(tantivy_terms, "MOST_BUCKETS", 7)
    assert archive.search("peace w/2 talks").total == 30
    monkeypatch.setattr(tantivy_terms, "MOST_BUCKETS", 70_000)
    assert archive.search("talks w/4 peace").total == 30


def test_a_far_page_asks_for_no_more_than_there_is(archive: search.Archive) -> None:
    found = archive.search("peace", offset=1 << 40)
    assert (found.total, found.hits) == (30, ())


def test_half_an_index_is_refused(archive: search.Archive) -> None:
    archive.close()
    (folder,) = [path for path in Path(archive.place).iterdir() if path.is_dir()]
    shutil.rmtree(folder / "paragraphs")
    with (
        search.Archive.open(archive.place) as broken,
        pytest.raises(search.ArchiveUnreadable, match="A part of the index"),
    ):
        broken.search("peace")


def test_what_is_remembered_of_old_queries_is_bounded(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_queries, "SETTLED_KEPT", 3)
    for distance in range(1, 12):
        assert archive.search(f"peace w/{distance} of").total == 30
    with archive._snapshot.reading() as engine:
        assert len(engine._translator._settled) <= 3  # type: ignore[attr-defined]


def test_patterns_of_more_words_than_tantivy_looks_up_for_a_phrase(
    archive: search.Archive,
) -> None:
    archive.add([search.Article.of(" ".join(f"a{number}e" for number in range(9_000)), id="many")])
    assert archive.search("a*e w/2 *e").total == 1
    assert archive.search("talks w/3 *e*").total == 30
