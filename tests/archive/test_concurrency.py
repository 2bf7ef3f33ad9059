"""Many read while one writes: every answer is that of some commit."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import articles, ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELD = 20
COMMITS = 20

# Searches the archive in sys.argv[1] until the file sys.argv[2] appears, then says how often.
READER = """
import sys
from pathlib import Path
import search
from tests.archive.test_concurrency import look

times = 0
with search.Archive.open(sys.argv[1]) as archive:
    while not Path(sys.argv[2]).exists():
        look(archive)
        times += 1
    look(archive)
print(times)
"""


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.add(articles(HELD))
        yield archive


def look(archive: search.Archive) -> None:
    """Every commit replaces all articles: there are always as many, all of one version."""
    found = archive.search("boats harbour", limit=HELD * 2, facets=True)
    assert found.total == len(found.hits) == HELD, found
    assert len({hit.article.id for hit in found.hits}) == HELD
    assert len({_version(hit) for hit in found.hits}) == 1
    assert all(hit.paragraphs[0].marks for hit in found.hits)
    assert sum(count.count for count in found.facets["source"]) == HELD
    everything = list(archive.hits("boats", scope="paragraph"))
    assert len(everything) == HELD
    assert len({_version(hit) for hit in everything}) == 1
    assert len({each.paragraphs[1].text.split()[-1] for each in archive.articles()}) == 1


def _version(hit: search.Hit) -> str:
    return next(p.text.split()[-1] for p in hit.article.paragraphs if p.number == 1)


def write(archive: search.Archive) -> None:
    for version in range(1, COMMITS + 1):
        assert archive.add(articles(HELD, version)) == HELD


def test_readers_in_threads_see_whole_commits(archive: search.Archive) -> None:
    done = threading.Event()

    def read() -> int:
        times = 0
        while not done.is_set():
            look(archive)
            times += 1
        return times

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            write(archive)
        finally:
            done.set()
        assert all(reader.result() > 0 for reader in readers)
    assert archive.search(f"version{COMMITS}").total == HELD


def test_readers_in_processes_see_whole_commits(archive: search.Archive, tmp_path: Path) -> None:
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, archive.place, stop], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    try:
        started = time.monotonic()
        while time.monotonic() - started < 2:
            write(archive)
    finally:
        stop.touch()
        answers = [(each.communicate(timeout=60)[0], each.returncode) for each in readers]
    assert all(code == 0 and int(times) > 0 for times, code in answers), answers


def test_readers_see_articles_come_and_go_in_whole_commits(archive: search.Archive) -> None:
    """Between commits there are all the articles or, of the second half, none."""
    done = threading.Event()
    half = [each.id for each in articles(HELD)[HELD // 2 :]]

    def read() -> set[int]:
        totals: set[int] = set()
        with search.Archive.open(archive.place) as own:
            while not done.is_set():
                found = own.search("-glacier", sort="newest", limit=HELD)
                assert len(found.hits) == found.total
                totals.add(own.search("boats", limit=0).total)
        return totals

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for _ in range(COMMITS):
                archive.remove(half)
                archive.add(articles(HELD)[HELD // 2 :])
        finally:
            done.set()
        assert all(reader.result() <= {HELD, HELD // 2} for reader in readers)


def test_an_open_archive_sees_a_commit_at_its_next_search(archive: search.Archive) -> None:
    with search.Archive.open(archive.place) as other:
        assert other.search("boats").total == HELD
        archive.add(articles(HELD + 5))
        assert other.search("boats").total == HELD + 5
        other.remove(["n00000"])
        assert archive.search("boats").total == HELD + 4
        search.Archive.rebuild(archive.place)
        assert other.search("boats").total == HELD + 4
        assert other.add(articles(1)) == 1
        assert ids(archive.search("", sort="oldest", limit=1)) == ["n00000"]


def test_what_is_not_committed_is_not_seen(archive: search.Archive) -> None:
    def slowly() -> Iterator[search.Article]:
        yield articles(HELD + 1)[-1]
        assert archive.search("boats").total == HELD
        assert len(list(archive.articles())) == HELD
        with search.Archive.open(archive.place) as other:
            assert other.search("boats").total == HELD

    archive.add(slowly())
    assert archive.search("boats").total == HELD + 1


def test_a_second_writer_is_told_who_is_writing(archive: search.Archive) -> None:
    def meanwhile() -> Iterator[search.Article]:
        yield articles(1, version=1)[0]
        with search.Archive.open(archive.place) as other:
            for use in (
                lambda: other.add(articles(1)),
                lambda: other.remove(["n00000"]),
                lambda: other.index([archive.place]),
                lambda: search.Archive.rebuild(archive.place),
            ):
                with pytest.raises(
                    search.ArchiveBusy, match=f"being written to by process {os.getpid()}"
                ):
                    use()

    archive.add(meanwhile())
    assert archive.search("version1").total == 1
    assert archive.check().agrees
    with search.Archive.open(archive.place) as other:
        other.add(articles(1, version=2))


def test_an_archive_is_made_once_by_those_who_make_it_together(tmp_path: Path) -> None:
    def make() -> str:
        try:
            search.Archive.create(tmp_path / "new").close()
        except search.ArchiveError as error:
            return type(error).__name__
        return "made"

    with ThreadPoolExecutor(8) as pool:
        outcomes = [each.result() for each in [pool.submit(make) for _ in range(8)]]
    assert outcomes.count("made") == 1
    assert set(outcomes) <= {"made", "ArchiveExists", "ArchiveBusy"}
    with search.Archive.open(tmp_path / "new") as archive:
        assert archive.search("").total == 0
