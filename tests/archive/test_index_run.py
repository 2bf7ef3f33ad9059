"""Runs over folders of files: what changed is read, the rest is left alone."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search import readers
from search.archive import run
from search.readers.workers import Readers
from tests.archive.samples import article, write_file, write_files

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_bytes_names = pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="file names are always Unicode here"
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "archive") as archive:
        yield archive


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_files(folder, 25)
    return folder


def counts(summary: search.Summary) -> tuple[int, int, int, int, int, int]:
    """Return added, updated, unchanged, gone, removed, failed."""
    return (
        summary.added,
        summary.updated,
        summary.unchanged,
        len(summary.gone),
        summary.removed,
        len(summary.failed),
    )


def test_a_first_run_reads_everything(archive: search.Archive, news: Path) -> None:
    summary = archive.index([news])
    assert counts(summary) == (25, 0, 0, 0, 0, 0)
    assert summary.bytes_read == sum(path.stat().st_size for path in news.rglob("*.txt"))
    assert summary.seconds > 0
    assert archive.search("harbour").total == 25
    assert archive.stats().files == 25
    assert archive.search("number7").hits[0].article.path == "000/report-7.txt"


def test_what_has_not_changed_is_not_even_opened(
    archive: search.Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.index([news])
    generation = archive.stats().generation

    monkeypatch.setattr(run, "Readers", lambda *_: pytest.fail("a file was read again"))
    assert counts(archive.index([news])) == (0, 0, 25, 0, 0, 0)
    assert archive.stats().generation == generation  # nor is anything written


def test_a_touched_file_with_the_same_content_is_unchanged(
    archive: search.Archive, news: Path
) -> None:
    archive.index([news])
    path = news / "000/report-3.txt"
    os.utime(path, ns=(1, 1))
    before = archive.search("number3").hits[0].article
    assert counts(archive.index([news])) == (0, 0, 25, 0, 0, 0)
    assert archive.search("number3").hits[0].article == before


def test_a_changed_file_s_article_is_replaced_and_keeps_its_id(
    archive: search.Archive, news: Path
) -> None:
    archive.index([news])
    before = archive.search("number3").hits[0].article
    write_file(news, "000/report-3.txt", "url: https://quay.example/3\n\nThe glacier calved.\n")
    assert counts(archive.index([news])) == (0, 1, 24, 0, 0, 0)
    assert archive.search("number3").total == 0
    assert archive.search("glacier").hits[0].article.id == before.id
    assert archive.search("").total == 25


def test_new_files_are_added(archive: search.Archive, news: Path) -> None:
    archive.index([news])
    write_file(news, "new.txt", "A glacier calved.")
    assert counts(archive.index([news])) == (1, 0, 25, 0, 0, 0)


def test_articles_of_files_that_have_gone_stay_until_they_are_pruned(
    archive: search.Archive, news: Path
) -> None:
    archive.index([news])
    gone = news / "001/report-12.txt"
    gone.unlink()
    summary = archive.index([news])
    assert counts(summary) == (0, 0, 24, 1, 0, 0)
    assert summary.gone == (str(gone),)
    assert archive.search("number12").total == 1
    assert counts(archive.index([news], prune=True)) == (0, 0, 24, 1, 1, 0)
    assert archive.search("number12").total == 0
    assert counts(archive.index([news], prune=True)) == (0, 0, 24, 0, 0, 0)
    assert archive.stats().files == 24


def test_only_what_was_named_can_be_gone(archive: search.Archive, news: Path) -> None:
    """A folder beside, or one with a longer name, is none of this run's business."""
    write_file(news.parent, "news-extra/a.txt", "A glacier calved.")
    archive.index([news, news.parent / "news-extra"])
    for path in news.rglob("*.txt"):
        path.unlink()
    (news.parent / "news-extra/a.txt").unlink()
    assert counts(archive.index([news / "000"], prune=True)) == (0, 0, 0, 10, 10, 0)
    assert counts(archive.index([news], prune=True)) == (0, 0, 0, 15, 15, 0)
    assert archive.search("").total == 1


def test_a_file_that_was_moved_keeps_its_address_s_id(archive: search.Archive, news: Path) -> None:
    text = "---\nurl: https://quay.example/walrus\n---\nA walrus came into the harbour.\n"
    path = write_file(news, "walrus.md", text)
    archive.index([news])
    before = archive.search("walrus").hits[0].article.id
    (news / "zoo").mkdir()
    path.rename(news / "zoo/walrus.md")
    assert counts(archive.index([news], prune=True)) == (1, 0, 25, 1, 1, 0)
    assert [hit.article.id for hit in archive.search("walrus").hits] == [before]


def test_a_bad_file_is_reported_as_long_as_it_is_bad(
    archive: search.Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = news / "bad.txt"
    bad.write_bytes(b"\x00\x01\x02\xff" * 1000)
    write_file(news, "empty.txt", "")
    summary = archive.index([news])
    assert counts(summary) == (25, 0, 0, 0, 0, 2)
    assert [Path(failure.path).name for failure in summary.failed] == ["bad.txt", "empty.txt"]
    assert all(failure.reason for failure in summary.failed)
    assert archive.stats().failed == 2
    with monkeypatch.context() as patched:
        patched.setattr(run, "Readers", lambda *_: pytest.fail("a file was read again"))
        again = archive.index([news])
    assert counts(again) == (0, 0, 25, 0, 0, 2)
    assert again.failed == summary.failed
    bad.write_text("A glacier calved.")
    assert counts(archive.index([news])) == (1, 0, 25, 0, 0, 1)
    assert archive.stats().failed == 1


def test_an_article_stays_when_its_file_becomes_unreadable(
    archive: search.Archive, news: Path
) -> None:
    archive.index([news])
    path = news / "000/report-3.txt"
    good = path.read_bytes()
    before = archive.search("number3").hits[0].article
    path.write_bytes(b"\x00\xff\xfe" * 500)
    assert counts(archive.index([news])) == (0, 0, 24, 0, 0, 1)
    assert archive.search("number3").hits[0].article == before
    path.write_bytes(good)
    assert counts(archive.index([news])) == (0, 1, 24, 0, 0, 0)
    assert archive.search("number3").hits[0].article == before
    assert archive.search("").total == 25


def test_a_file_that_could_not_be_opened_is_tried_again(
    archive: search.Archive, news: Path, tmp_path: Path
) -> None:
    """A disk is connected without a trace in the link's own size and time."""
    (news / "lost.txt").symlink_to(tmp_path / "disk.txt")
    assert counts(archive.index([news])) == (25, 0, 0, 0, 0, 1)
    assert counts(archive.index([news])) == (0, 0, 25, 0, 0, 1)
    (tmp_path / "disk.txt").write_text("The disk is back.")
    assert counts(archive.index([news])) == (1, 0, 25, 0, 0, 0)


def test_a_link_to_nowhere_is_reported(archive: search.Archive, news: Path) -> None:
    (news / "lost.txt").symlink_to(news / "nothing-there")
    summary = archive.index([news])
    assert counts(summary) == (25, 0, 0, 0, 0, 1)
    assert "No such file" in summary.failed[0].reason


def faulty(
    file: readers.SourceFile, options: readers.Options
) -> Iterator[search.Article | readers.Unread]:
    """Read as always, but for one file."""
    if file.relative.endswith("report-3.txt"):
        raise IndexError("no such thing")
    return readers.read_file(file, options)


def test_a_fault_in_a_reader_does_not_stop_the_run(
    archive: search.Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        run, "Readers", partial(Readers, read_file="tests.archive.test_index_run:faulty")
    )
    summary = archive.index([news])
    assert counts(summary) == (24, 0, 0, 0, 0, 1)
    assert "IndexError: no such thing" in summary.failed[0].reason


def test_files_of_the_same_name_under_two_folders_both_stay(
    archive: search.Archive, tmp_path: Path
) -> None:
    for year in ("2020", "2021"):
        write_file(tmp_path, f"{year}/news/story.txt", f"The harbour in {year}.")
    folders: list[str | Path] = [tmp_path / "2020/news", tmp_path / "2021/news"]
    assert counts(archive.index(folders)) == (2, 0, 0, 0, 0, 0)
    found = archive.search("harbour")
    assert {hit.article.path for hit in found.hits} == {"story.txt"}
    assert len({hit.article.id for hit in found.hits}) == found.total == 2
    before = {hit.article.paragraphs[0].text: hit.article.id for hit in found.hits}
    write_file(tmp_path, "2021/news/story.txt", "The harbour in 2021, corrected.")
    assert counts(archive.index(folders[::-1])) == (0, 1, 1, 0, 0, 0)
    assert {hit.article.id for hit in archive.search("harbour").hits} == set(before.values())


def test_files_with_the_same_address_both_stay(archive: search.Archive, news: Path) -> None:
    for name in ("a.md", "b.md"):
        write_file(news, name, f"---\nurl: https://quay.example/1\n---\nThe walrus, {name[0]}.\n")
    archive.index([news])
    found = archive.search("walrus")
    assert len({hit.article.id for hit in found.hits}) == found.total == 2
    assert counts(archive.index([news])) == (0, 0, 27, 0, 0, 0)
    (news / "a.md").unlink()
    archive.index([news], prune=True)
    assert archive.search("walrus").total == 1


def test_an_article_that_was_added_as_an_object_is_the_same_as_its_file(
    archive: search.Archive, news: Path
) -> None:
    archive.add(search.read(news))
    assert counts(archive.index([news])) == (0, 25, 0, 0, 0, 0)
    assert archive.search("").total == 25
    archive.add(search.read(news))
    write_file(news, "000/report-3.txt", "A glacier calved.")
    assert counts(archive.index([news])) == (0, 1, 24, 0, 0, 0)
    assert archive.search("").total == 25
    archive.add([article(3)])
    assert archive.search("").total == 26


def test_a_removed_article_s_file_is_not_read_again_until_it_changes(
    archive: search.Archive, news: Path
) -> None:
    archive.index([news])
    archive.remove([archive.search("number3").hits[0].article.id])
    assert counts(archive.index([news])) == (0, 0, 25, 0, 0, 0)
    assert archive.search("number3").total == 0
    write_file(news, "000/report-3.txt", "number3 once more.")
    assert counts(archive.index([news])) == (1, 0, 24, 0, 0, 0)


def test_paths_that_overlap_are_read_once(archive: search.Archive, news: Path) -> None:
    paths: list[str | Path] = [
        news / "001",
        news,
        f"{news}/",
        news / "000" / ".." / "000",
        news / "000/report-1.txt",
    ]
    assert counts(archive.index(paths)) == (25, 0, 0, 0, 0, 0)
    assert counts(archive.index([news / "000"])) == (0, 0, 10, 0, 0, 0)


def test_one_path_may_be_given_without_a_list(archive: search.Archive, news: Path) -> None:
    assert archive.index(news).added == 25
    assert archive.index(str(news)).unchanged == 25


def test_a_relative_path_is_the_same_file(
    archive: search.Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.index([news])
    monkeypatch.chdir(news)
    assert counts(archive.index(["."])) == (0, 0, 25, 0, 0, 0)


def test_a_path_that_does_not_exist_changes_nothing(archive: search.Archive, news: Path) -> None:
    with pytest.raises(search.ReadError, match=r"no file or folder .*nowhere"):
        archive.index([news, news / "nowhere"])
    assert archive.search("").total == 0


def test_the_files_of_the_archive_itself_are_no_articles(tmp_path: Path) -> None:
    write_file(tmp_path, "story.txt", "The harbour.")
    with search.Archive.create(tmp_path / "index") as archive:
        assert counts(archive.index([tmp_path])) == (1, 0, 0, 0, 0, 0)
        assert counts(archive.index([tmp_path])) == (0, 0, 1, 0, 0, 0)


@needs_bytes_names
def test_names_that_are_not_utf_8_are_read_and_kept_apart(
    archive: search.Archive, tmp_path: Path
) -> None:
    folder = os.fsencode(tmp_path) + b"/caf\xe9"
    os.mkdir(folder)  # noqa: PTH102 - a path of bytes
    for name in (b"\xe9.txt", b"\xe8.txt", "é.txt".encode()):
        with open(folder + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(b"The harbour of " + name)
    place = os.fsdecode(folder)
    assert counts(archive.index([place])) == (3, 0, 0, 0, 0, 0)
    assert counts(archive.index([place])) == (0, 0, 3, 0, 0, 0)
    os.remove(folder + b"/\xe9.txt")  # noqa: PTH107
    summary = archive.index([place], prune=True)
    assert counts(summary) == (0, 0, 2, 1, 1, 0)
    assert summary.gone == (f"{tmp_path}/caf\\xe9/\\xe9.txt",)
    assert archive.search("harbour").total == 2


def test_progress_counts_files_and_bytes(archive: search.Archive, news: Path) -> None:
    calls: list[search.Progress] = []
    archive.index([news], progress=calls.append)
    assert [call.files_done for call in calls] == list(range(1, 26))
    assert {call.files_total for call in calls} == {25}
    sizes = [call.bytes_done for call in calls]
    assert sizes == sorted(sizes)
    assert sizes[-1] == calls[-1].bytes_total
    calls.clear()
    archive.index([news], progress=calls.append)
    assert calls == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_who_ends_a_run_between_two_files_keeps_what_was_read(
    archive: search.Archive, news: Path, error: type[BaseException]
) -> None:
    def stop(progress: search.Progress) -> None:
        if progress.files_done == 10:
            raise error

    with pytest.raises(error):
        archive.index([news], progress=stop)
    assert archive.search("").total == 10
    assert archive.check().agrees
    assert counts(archive.index([news])) == (15, 0, 10, 0, 0, 0)
    assert archive.search("").total == 25


def test_an_interruption_within_a_file_leaves_no_half_of_it(
    archive: search.Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.index([news])
    write_file(news, "000/report-3.txt", "A glacier calved.")
    with monkeypatch.context() as patched:
        patched.setattr(run.Run, "_record", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            archive.index([news])
    assert archive.search("number3").total == 1
    assert archive.search("glacier").total == 0
    assert archive.check().agrees
    assert counts(archive.index([news])) == (0, 1, 24, 0, 0, 0)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
