"""Killed at any instant: nothing that was committed is lost, and the rest is picked up."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import write_file, write_files

if TYPE_CHECKING:
    from pathlib import Path

FILES = 300
BEFORE = 40  # files that were read by an earlier, complete run

# Indexes sys.argv[2] into sys.argv[1] with a commit for every ten files or so. It
# says "." after each file; it dies at the place in the code that sys.argv[3] names.
DRIVER = """
import os, sys
import search
from search.archive import writing
from search.catalog import SqliteCatalog
from search.engines.tantivy_engine import TantivyWriter

writing.BATCH_CHARACTERS = 900
place, folder, point = sys.argv[1:]
DIE_AT = 5  # the fifth commit


def dying(owner, name, after, instead=None):
    inner, calls = getattr(owner, name), [0]

    def method(self, *arguments):
        calls[0] += 1
        if calls[0] == DIE_AT:
            if after:
                (instead or inner)(self, *arguments)
            os._exit(9)
        return inner(self, *arguments)

    setattr(owner, name, method)


match point:
    case "before promise": dying(SqliteCatalog, "promise", after=False)
    case "after promise": dying(SqliteCatalog, "promise", after=True)
    case "between two commits":
        dying(TantivyWriter, "commit", after=True, instead=lambda self: self._articles.commit())
    case "after commit": dying(TantivyWriter, "commit", after=True)
    case "before keep": dying(SqliteCatalog, "keep", after=False)
    case "within keep": dying(SqliteCatalog, "_settle", after=True)
    case "after keep": dying(SqliteCatalog, "keep", after=True)


def show(progress):
    print(".", flush=True)


with search.Archive.open(place) as archive:
    archive.index([folder], progress=show)
"""


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_files(folder, FILES)
    return folder


@pytest.fixture
def place(tmp_path: Path, news: Path) -> Path:
    """Return an archive that a complete run has filled; some of its files have changed since."""
    place = tmp_path / "archive"
    with search.Archive.create(place) as archive:
        archive.index([news / f"{number:03}" for number in range(BEFORE // 10)])
    for number in range(0, BEFORE, 2):
        write_file(
            news, f"{number // 10:03}/report-{number}.txt", f"The ferry number{number} changed."
        )
    return place


def start(place: Path, news: Path, point: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(place), str(news), point],
        stdout=subprocess.PIPE,
        text=True,
    )


def check_and_complete(place: Path, news: Path) -> None:
    """The archive is whole after the stop, and after the run that follows it."""
    with search.Archive.open(place) as archive:
        assert archive.check().agrees
        held = archive.search("ferry", limit=FILES)
        assert BEFORE <= held.total <= FILES
        assert held.total == archive.stats().articles == archive.stats().files
        assert all(found.marks for hit in held.hits for found in hit.paragraphs)
        for number in range(BEFORE):
            assert archive.search(f"number{number}").total == 1
        changed = archive.search("changed", limit=0).total
        summary = archive.index([news])
        assert summary.added == FILES - held.total
        assert summary.updated == BEFORE // 2 - changed
        assert summary.added + summary.updated + summary.unchanged == FILES
        complete = archive.search("ferry", limit=FILES)
        assert complete.total == len({hit.article.path for hit in complete.hits}) == FILES
        assert archive.check().agrees
        assert archive.index([news]).unchanged == FILES
    with search.Archive.open(place) as archive:
        assert archive.search("changed", limit=0).total == BEFORE // 2


@pytest.mark.parametrize(
    "point",
    [
        "before promise", "after promise", "between two commits", "after commit", "before keep",
        "within keep", "after keep",
    ],
)  # fmt: skip
def test_a_stop_between_any_two_steps_of_a_commit_loses_nothing(
    place: Path, news: Path, point: str
) -> None:
    with start(place, news, point) as process:
        assert process.wait(timeout=60) == 9
    check_and_complete(place, news)


@pytest.mark.parametrize("files", [1, 23, 120, 279])
def test_a_kill_loses_nothing(place: Path, news: Path, files: int) -> None:
    with start(place, news) as process:
        assert process.stdout is not None
        for _ in range(files):
            assert process.stdout.readline() == ".\n"
        process.kill()
    check_and_complete(place, news)


def test_an_archive_that_was_open_all_the_time_goes_on_answering(place: Path, news: Path) -> None:
    with search.Archive.open(place) as archive:
        assert archive.search("ferry").total == BEFORE
        with start(place, news, "before keep") as process:
            process.wait(timeout=60)
        assert BEFORE <= archive.search("ferry").total < FILES
        archive.index([news])
        assert archive.search("ferry").total == FILES


def test_a_stop_while_an_archive_is_made_leaves_the_place_free(tmp_path: Path) -> None:
    driver = (
        "import os, sys, search; from search.catalog import SqliteCatalog\n"
        "SqliteCatalog.create = lambda *_: os._exit(9)\n"
        "search.Archive.create(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", driver, tmp_path], check=False, timeout=60)
    assert done.returncode == 9
    with pytest.raises(search.ArchiveMissing):
        search.Archive.open(tmp_path)
    with search.Archive.create(tmp_path) as archive:
        assert archive.search("").total == 0


def test_a_stop_during_a_rebuild_leaves_the_old_index(place: Path, news: Path) -> None:
    driver = (
        "import os, sys, search; from search.catalog import SqliteCatalog\n"
        "SqliteCatalog.switch = lambda *_, **__: os._exit(9)\n"
        "search.Archive.rebuild(sys.argv[1])"
    )
    done = subprocess.run([sys.executable, "-c", driver, place], check=False, timeout=60)
    assert done.returncode == 9
    check_and_complete(place, news)
    assert [path.name for path in place.glob("tantivy-*")] == ["tantivy-1"]
