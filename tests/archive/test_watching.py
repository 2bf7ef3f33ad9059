"""Following a folder: what is written there is found at once."""

from __future__ import annotations

import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import write_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 15.0  # seconds; a busy machine takes longer than the two that are promised


class Watch:
    """A thread that watches; ``found`` waits until a search finds so many articles."""

    def __init__(self, place: Path, news: Path) -> None:
        self.place, self.news = place, news
        self.stopped = False
        self.summaries: list[search.Summary] = []
        self.ready = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        assert self.ready.wait(PATIENCE)
        time.sleep(0.5)  # until the system reports changes

    def _stop(self) -> bool:
        self.ready.set()
        return self.stopped

    def _watch(self) -> None:
        with search.Archive.open(self.place) as archive:
            for summary in archive.watch(self.news, prune=True, stop=self._stop):
                self.summaries.append(summary)

    def found(self, text: str, total: int) -> bool:
        end = time.monotonic() + PATIENCE
        with search.Archive.open(self.place) as archive:
            while archive.search(text).total != total and time.monotonic() < end:
                time.sleep(0.05)
            return archive.search(text).total == total

    def close(self) -> None:
        self.stopped = True
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Callable[[], Watch]]:
    watches: list[Watch] = []

    def start() -> Watch:
        watches.append(Watch(tmp_path / "news" / "index", tmp_path / "news"))
        return watches[-1]

    (tmp_path / "news").mkdir()
    write_file(tmp_path / "news", "old.txt", "The old ferry.")
    with search.Archive.create(tmp_path / "news" / "index") as archive:
        archive.index(tmp_path / "news")
    yield start
    for watch in watches:
        watch.close()


def test_what_is_written_changed_moved_and_removed_is_followed(
    watched: Callable[[], Watch], tmp_path: Path
) -> None:
    watch = watched()
    news = watch.news
    write_file(news, "2021/new.txt", "The new ferry.")
    assert watch.found("ferry", 2)
    write_file(news, "old.txt", "The old harbour.")
    assert watch.found("ferry", 1)
    (news / "2021").rename(news / "moved")
    assert watch.found("path:moved/*", 1)
    write_file(tmp_path, "whole/a.txt", "A ferry from elsewhere.")
    write_file(tmp_path, "whole/b/c.txt", "Another ferry from elsewhere.")
    (tmp_path / "whole").rename(news / "whole")
    assert watch.found("ferry", 3)
    shutil.rmtree(news / "whole")
    assert watch.found("ferry", 1)
    write_file(news, "notes.bin", "No article.")
    write_file(news, "empty.txt", "")
    write_file(news, "last.txt", "The last ferry.")
    assert watch.found("last", 1)
    assert not any(summary.unchanged for summary in watch.summaries)  # only what has changed


def test_changes_wait_while_somebody_else_writes(watched: Callable[[], Watch]) -> None:
    watch = watched()

    def articles() -> Iterator[search.Article]:
        write_file(watch.news, "new.txt", "The new ferry.")
        time.sleep(2)
        yield search.Article.of("An object about a ferry.", id="a1")

    with search.Archive.open(watch.place) as archive:
        archive.add(articles())
    assert watch.found("ferry", 3)


def test_a_folder_that_goes_away_as_a_whole_takes_nothing_with_it(
    watched: Callable[[], Watch],
) -> None:
    """A disk that is unplugged."""
    watch = watched()
    news = watch.news
    write_file(news, "new.txt", "The new ferry.")
    assert watch.found("ferry", 2)
    (news / "old.txt").unlink()
    assert watch.found("ferry", 1)
    with search.Archive.open(watch.place) as archive:
        summary = archive.index([news.parent], only=[news / "gone.txt"], prune=True)
        assert summary.removed == 0
        nowhere = news.parent / "nowhere"
        assert archive.index([nowhere], only=[nowhere / "a.txt"], prune=True).gone == ()
