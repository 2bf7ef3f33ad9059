"""Copies of archives: whole, gone on with after a stop, and equal to what was copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import article, articles

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def source(tmp_path: Path) -> Iterator[search.Archive]:
    """An archive with files, copies, former versions, failures and a saved search."""
    news = tmp_path / "news"
    news.mkdir()
    for number in range(12):
        text = f"# Report {number}\n\nThe harbour office counted {number} boats.\n"
        (news / f"{number}.md").write_text(text, encoding="utf-8")
    (news / "copy.md").write_bytes((news / "3.md").read_bytes())
    (news / "empty.txt").write_bytes(b"")
    with search.Archive.create(tmp_path / "source", language="french") as archive:
        archive.index(news)
        (news / "5.md").write_text("# Report 5\n\nIt was six boats after all.\n", encoding="utf-8")
        archive.index(news)
        archive.add(articles(5))
        archive.remove([article(5).id])
        archive.save_search("Boats", "boats", narrow={"source": ["The Quay"]})
        yield archive


def answers(archive: search.Archive) -> dict[str, object]:
    with archive.snapshot():
        found = archive.search("boats", limit=100)
        return {
            "hits": {hit.article.id: hit.paragraphs for hit in found.hits},
            "articles": list(archive.articles()),
            "versions": [archive.versions(each.id) for each in archive.articles()],
            "failures": list(archive.failures()),
            "last": archive.last_addition,
            "saved": archive.saved_searches(),
            "language": archive.stats().language,
        }


def test_a_copy_answers_as_the_archive_does(source: search.Archive, tmp_path: Path) -> None:
    done: list[tuple[int, int]] = []
    copied = search.Archive.copy(
        source.place, tmp_path / "copy", progress=lambda *at: done.append(at)
    )
    assert done[-1] == (copied, copied) == (18, 18)
    assert search.Archive.compare(source.place, tmp_path / "copy").agrees
    with search.Archive.open(tmp_path / "copy") as copy:
        assert answers(copy) == answers(source)
        assert copy.check().agrees


def test_a_copy_is_indexed_on_as_the_archive_would_be(
    source: search.Archive, tmp_path: Path
) -> None:
    search.Archive.copy(source.place, tmp_path / "copy")
    (tmp_path / "news" / "4.md").write_text("# Four\n\nNo boats.\n", encoding="utf-8")
    with search.Archive.open(tmp_path / "copy") as copy:
        assert copy.news("boats", after=source.last_addition).total == 0
        for archive in (source, copy):
            summary = archive.index(tmp_path / "news")
            assert (summary.updated, summary.unchanged) == (1, 12)
        assert (
            copy.news("boats", after=0).total > copy.news("boats", after=copy.last_addition).total
        )
        assert copy.last_addition == source.last_addition
        assert answers(copy)["hits"] == answers(source)["hits"]


def test_a_copy_that_was_stopped_is_gone_on_with(
    source: search.Archive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.archive.writing.BATCH_CHARACTERS", 200)

    def stop(done: int, _total: int) -> None:
        if done == 11:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.Archive.copy(source.place, tmp_path / "copy", progress=stop)
    with pytest.raises(search.ArchiveUnreadable, match="unfinished copy"):
        search.Archive.open(tmp_path / "copy")
    seen: list[int] = []
    search.Archive.copy(source.place, tmp_path / "copy", progress=lambda done, _: seen.append(done))
    assert 1 < seen[0] <= 11
    assert search.Archive.compare(source.place, tmp_path / "copy").agrees


def test_an_archive_that_holds_nothing_yet_becomes_a_copy(
    source: search.Archive, tmp_path: Path
) -> None:
    search.Archive.create(tmp_path / "copy", language="french").close()
    search.Archive.copy(source.place, tmp_path / "copy")
    assert search.Archive.compare(source.place, tmp_path / "copy").agrees
    search.Archive.create(tmp_path / "german", language="german").close()
    with pytest.raises(search.ArchiveExists):
        search.Archive.copy(source.place, tmp_path / "german")


def test_a_copy_never_takes_the_place_of_another_archive(
    source: search.Archive, tmp_path: Path
) -> None:
    with search.Archive.create(tmp_path / "other") as other:
        other.add(articles(2))
        with pytest.raises(search.ArchiveExists, match="another archive"):
            search.Archive.copy(source.place, tmp_path / "other")
        assert other.stats().articles == 2
    with pytest.raises(search.ArchiveMissing):
        search.Archive.copy(tmp_path / "nowhere", tmp_path / "new")
    assert not Path(tmp_path / "new").exists()


def test_a_stopped_copy_of_what_has_changed_is_not_gone_on_with(
    source: search.Archive, tmp_path: Path
) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        search.Archive.copy(source.place, tmp_path / "copy", progress=stop)
    source.add([article(400)])
    with pytest.raises(search.ArchiveExists, match="unfinished copy of"):
        search.Archive.copy(source.place, tmp_path / "copy")


def test_what_differs_is_counted(source: search.Archive, tmp_path: Path) -> None:
    search.Archive.copy(source.place, tmp_path / "copy")
    with search.Archive.open(tmp_path / "copy") as copy:
        copy.add([article(400)])
        copy.remove([article(1).id])
        copy.forget_search("Boats")
    found = search.Archive.compare(source.place, tmp_path / "copy")
    assert (found.articles, found.files, found.searches) == (2, 0, 1)
    assert not found.agrees
