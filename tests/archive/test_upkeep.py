"""Rebuilding an index, converting it, and comparing it with the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search import engines
from tests.archive.samples import article, articles, ids

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(12))
        yield archive


def damage(archive: search.Archive) -> None:
    """Change the index behind the catalog's back: one more, one less, one shorter."""
    catalog = archive._catalog
    engine = engines.load("tantivy", Path(archive.place) / "tantivy-1", "english", catalog.articles)
    writer = engine.writer()
    writer.add(4000, article(4000))
    writer.remove(1)
    writer.remove(2)
    writer.add(2, search.Article.of("Shorter.", id="n00001"))
    writer.commit()
    writer.close()
    engine.close()


def test_a_sound_archive_agrees(archive: search.Archive) -> None:
    assert archive.check() == search.CheckReport(
        sound=True, articles=12, missing=0, surplus=0, different=0, repaired=False
    )
    assert not archive.check(repair=True).repaired


def test_a_difference_is_found_and_mended(archive: search.Archive) -> None:
    damage(archive)
    archive.close()
    with search.Archive.open(archive.place) as opened:
        report = opened.check()
        assert not report.agrees
        assert (report.missing, report.surplus, report.different) == (1, 1, 1)
        assert opened.check(repair=True).repaired
        assert opened.check().agrees
        assert ids(opened.search("harbour", limit=20, sort="oldest")) == ids(
            opened.search("", limit=20, sort="oldest")
        )
        assert opened.search("").total == opened.stats().articles == 12
        assert [each.id for each in opened.articles()] == [each.id for each in articles(12)]


def test_hits_that_the_catalog_does_not_have_are_an_error(archive: search.Archive) -> None:
    damage(archive)
    archive.close()
    with (
        search.Archive.open(archive.place) as opened,
        pytest.raises(search.ArchiveUnreadable, match="nutgraf check --repair"),
    ):
        opened.search("harbour", limit=20)


def test_a_rebuilt_index_answers_the_same(archive: search.Archive) -> None:
    damage(archive)
    calls: list[tuple[int, int]] = []
    done = search.Archive.rebuild(archive.place, progress=lambda *call: calls.append(call))
    assert done == 12
    assert calls == [(number, 12) for number in range(1, 13)]
    assert archive.search("harbour").total == 12  # the open archive follows
    assert archive.check().agrees
    assert sorted(path.name for path in Path(archive.place).glob("tantivy-*")) == ["tantivy-2"]


def test_an_archive_is_converted_to_another_engine_and_back(archive: search.Archive) -> None:
    pytest.importorskip("whoosh")
    before = ids(archive.search("boat -ferry", sort="oldest", limit=20))
    for engine in ("whoosh", "tantivy"):
        search.Archive.rebuild(archive.place, engine=engine)
        assert ids(archive.search("boat -ferry", sort="oldest", limit=20)) == before
        assert archive.stats().engine == engine
        assert archive.check().agrees
    archive.add(articles(14))
    assert archive.search("").total == 14
    assert [path.name for path in Path(archive.place).iterdir() if path.is_dir()] == ["tantivy-3"]


def test_the_old_index_stays_when_the_new_one_cannot_be_built(archive: search.Archive) -> None:
    def interrupt(_: int, __: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.Archive.rebuild(archive.place, progress=interrupt)
    with pytest.raises(search.EngineMissing, match="no engine “lucene”"):
        search.Archive.rebuild(archive.place, engine="lucene")
    assert archive.search("harbour").total == 12
    archive.add(articles(13))
    assert archive.search("harbour").total == 13
    assert [path.name for path in Path(archive.place).glob("tantivy-*")] == ["tantivy-1"]


def test_an_empty_archive_can_be_rebuilt(tmp_path: Path) -> None:
    search.Archive.create(tmp_path / "empty").close()
    assert search.Archive.rebuild(tmp_path / "empty") == 0
