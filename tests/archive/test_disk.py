"""Disks that are full or may not be written to."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search.archive import folder
from search.catalog import SqliteCatalog
from search.engines.tantivy_engine import TantivyWriter
from tests.archive.samples import article, articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FULL = ValueError("An IO error occurred: 'No space left on device (os error 28)'")


@contextmanager
def read_only(folder: Path) -> Iterator[Path]:
    """Take the right to write to a folder away, from root too, and give where it is then."""
    if os.geteuid():
        paths = [folder, *folder.rglob("*")]
        for path in paths:
            path.chmod(0o500 if path.is_dir() else 0o400)
        yield folder
        for path in paths:
            path.chmod(0o700 if path.is_dir() else 0o600)
        return
    mounted = folder.with_name(f"{folder.name}-read-only")
    mounted.mkdir()
    if subprocess.run(["mount", "--bind", folder, mounted], check=False).returncode:
        pytest.skip("nothing can be denied to root here")
    try:
        subprocess.run(["mount", "-o", "remount,ro,bind", mounted], check=True)
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", mounted], check=True)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.add(articles(10))
        yield archive


@pytest.mark.parametrize("method", ["add", "remove", "commit", "close"])
def test_an_index_that_cannot_be_written_is_a_sentence_and_loses_nothing(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    inner = getattr(TantivyWriter, method)

    def fail(self: TantivyWriter, *arguments: object) -> None:
        if method == "close":
            inner(self, *arguments)
        raise FULL

    assert archive.search("boats").total == 10
    with monkeypatch.context() as full:
        full.setattr(TantivyWriter, method, fail)
        with pytest.raises(
            search.ArchiveReadOnly, match=r"cannot be written to \(An IO error .*Free some space"
        ):
            archive.add([article(3, version=1), article(11)])
        for open_archive in (archive, search.Archive.open(archive.place)):
            assert open_archive.search("boats").total in ({10, 11} if method == "close" else {10})
            assert open_archive.article("n00003").id == "n00003"
        open_archive.close()
    assert archive.add([article(11), article(12)]) == 2
    assert archive.search("boats").total == 12
    assert archive.check().agrees


@pytest.mark.parametrize("method", ["begin", "add", "promise", "keep"])
def test_a_catalog_that_cannot_be_written_is_a_sentence_and_loses_nothing(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(SqliteCatalog, method, fail)
        with pytest.raises(search.ArchiveReadOnly, match="No space left on device"):
            archive.add([article(3, version=1), article(11)])
        assert archive.search("boats").total in {10, 11}
    archive.add([article(12)])
    assert archive.search("boats").total == (12 if method == "keep" else 11)
    assert archive.check().agrees


def test_an_archive_with_an_unfinished_commit_can_be_read_where_it_cannot_be_finished(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed writer's archive on a disk that has become full."""

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SqliteCatalog, "keep", fail)
    with pytest.raises(search.ArchiveReadOnly):
        archive.add([article(3, version=1), article(11)])
    with search.Archive.open(archive.place) as opened:
        found = opened.search("boats", limit=20)
        assert found.total == len(found.hits) == 11
        assert len(list(opened.hits("boats"))) == 11


@pytest.mark.parametrize("size", [1_000, 40_000, 120_000])
def test_files_that_cannot_grow_are_a_sentence_and_lose_nothing(
    archive: search.Archive, size: int
) -> None:
    """The limit on the size of a file stands for a disk that is full at some point."""
    driver = (
        "import sys, search\n"
        "from tests.archive.samples import articles\n"
        "with search.Archive.open(sys.argv[1]) as archive:\n"
        "    try:\n"
        "        archive.add(articles(3000))\n"
        "    except search.ArchiveReadOnly as error:\n"
        "        sys.exit(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", driver, archive.place],
        preexec_fn=_limit(size),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "cannot be written to" in done.stderr
    assert archive.search("boats").total == 10
    assert archive.add(articles(3000)) == 3000
    assert archive.search("boats").total == 3000
    assert archive.check().agrees


def _limit(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_an_archive_that_may_only_be_read_is_read(archive: search.Archive) -> None:
    archive.close()
    with read_only(Path(archive.place)) as place, search.Archive.open(place) as opened:
        assert opened.search("boats").total == 10
        assert opened.check().agrees
        assert opened.stats().articles == 10
        for use in (
            lambda: opened.add(articles(1)),
            lambda: opened.remove(["n00001"]),
            lambda: search.Archive.rebuild(place),
            lambda: search.Archive.create(place / "inside"),
        ):
            with pytest.raises(search.ArchiveReadOnly, match="cannot be written to"):
                use()


def test_an_archive_of_somebody_else_is_followed(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "is_read_only", lambda _: True)
    with search.Archive.open(archive.place) as reader:
        for count in (10, 11, 12):
            archive.add(articles(count))
            assert reader.search("boats").total == count
    with search.Archive.open(archive.place) as reader:
        search.Archive.rebuild(archive.place)
        assert reader.search("boats").total == 12
