"""Nodes and clients that die, hang or come late: nothing is lost, doubled or counted wrongly."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

import search
from tests.clusters import Cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FILES = 240
PAUSE_SECONDS = 30.0  # of a node; it is given up after about as long
PARAGRAPHS = 3

# Indexes sys.argv[2] into sys.argv[1] with a batch for every ten files or so; says "." after each
# batch or so, and at the end how many files there were.
DRIVER = """
import sys
from search.archive import portions
from search.cluster import lease
portions.WAITING_CHARACTERS = 2_000
if len(sys.argv) > 3:
    lease.BEAT_SECONDS, lease.SILENT_SECONDS = 0.5, float(sys.argv[3])
import search
with search.Archive.open(sys.argv[1]) as archive:
    done = archive.index(sys.argv[2], jobs=1, progress=lambda _: print(".", flush=True))
print(done.added, flush=True)
"""


@pytest.fixture(scope="module")
def three(opensearch: Path) -> Iterator[Cluster]:
    assert opensearch.is_dir()
    with Cluster.started(nodes=3) as cluster:
        cluster.wait("green", nodes=3)
        yield cluster


@pytest.fixture
def place(three: Cluster) -> Iterator[str]:
    """A new archive on three nodes, all of which are up again afterwards."""
    three.wait("green", nodes=3)
    name = f"faults-{secrets.token_hex(4)}"
    search.Archive.create(three.address(name)).close()
    three.wait("green", nodes=3)
    yield three.address(name)
    for node in three.nodes:
        node.resume()
        if not node.is_running():
            node.start()
    three.wait("green", nodes=3)
    three.clear(name)


def write(folder: Path, count: int = FILES, name: str = "a") -> Path:
    """Write files of three paragraphs, each with a word of its own."""
    folder.mkdir()
    for number in range(count):
        text = f"Token{name}{number}x is here.\n\nThe ferry sank.\n\nNobody was hurt, says number {number}.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def indexing(place: str, folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, place, str(folder), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(process: subprocess.Popen[str], points: int) -> None:
    """Wait until a run has come so far."""
    assert process.stdout is not None
    for _ in range(points):
        line = process.stdout.readline()
        assert line == ".\n", (line, process.stderr and process.stderr.read())


def ended(process: subprocess.Popen[str]) -> int:
    """Return how many files a run has added."""
    code, lines, err = finished(process)
    assert code == 0, err
    return int(lines[-1])


def finished(process: subprocess.Popen[str]) -> tuple[int, list[str], str]:
    """Return how a run ends: its code, what it says from now on, and its errors."""
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        lines, err = process.stdout.read().split(), process.stderr.read()
    return process.returncode, lines, err


def assert_whole(place: str, count: int, name: str = "a") -> None:
    """Each article is there once, with all its paragraphs, and nothing else is."""
    with search.Archive.open(place) as archive:
        assert archive.search(f"token{name}*").total == count
        assert archive.search("ferry").total == archive.search("ferry", scope="paragraph").total
        found = [hit.article for hit in archive.hits(f"token{name}*")]
        assert len({each.id for each in found}) == count
        assert all(len(each.paragraphs) == PARAGRAPHS for each in found)
        stats = archive.stats()
        assert (stats.versions, stats.failed) == (0, 0)
        assert archive.check().agrees


def test_a_node_is_killed_while_articles_are_indexed(
    three: Cluster, place: str, tmp_path: Path
) -> None:
    run = indexing(place, write(tmp_path / "news"))
    said(run, 40)
    three.nodes[0].kill()
    said(run, 40)
    three.nodes[0].start()
    three.wait("green", nodes=3)  # each shard has two copies again
    said(run, 20)
    three.nodes[1].kill()
    assert ended(run) == FILES
    assert_whole(place, FILES)


def test_searches_go_on_while_a_node_is_killed(three: Cluster, place: str, tmp_path: Path) -> None:
    with search.Archive.open(place) as archive:
        archive.index(write(tmp_path / "news"))
        with asking(archive) as answers:
            three.nodes[2].kill()
            time.sleep(5)
            three.nodes[2].start()
            three.wait("green", nodes=3)
        assert answers.count(FILES) > 20
        assert set(answers) <= {FILES, None}
        assert archive.search("ferry").total == FILES


def test_a_node_hangs_while_articles_are_indexed_and_searched(
    three: Cluster, place: str, tmp_path: Path
) -> None:
    with search.Archive.open(place) as archive:
        archive.index(write(tmp_path / "old", 100))
        run = indexing(place, write(tmp_path / "news", name="b"))
        said(run, 40)
        with asking(archive, "tokena*") as answers:
            three.nodes[1].pause()
            time.sleep(PAUSE_SECONDS)
            three.nodes[1].resume()
            assert ended(run) == FILES
        assert set(answers) <= {100, None}
        assert archive.search("tokena*").total == 100
    assert_whole(place, FILES, "b")


@pytest.mark.parametrize("points", [1, 45, 120])
def test_a_client_is_killed_half_way(place: str, tmp_path: Path, points: int) -> None:
    folder = write(tmp_path / "news")
    run = indexing(place, folder)
    said(run, points)
    run.kill()
    finished(run)
    with search.Archive.open(place) as archive:
        found = archive.search("tokena*").total
        assert archive.check().agrees
        again = archive.index(folder)
        assert again.added + again.unchanged == FILES
        assert again.unchanged == found
    assert_whole(place, FILES)


def test_two_machines_index_different_folders_at_once(place: str, tmp_path: Path) -> None:
    runs = [indexing(place, write(tmp_path / name, name=name)) for name in ("a", "b")]
    assert [ended(run) for run in runs] == [FILES, FILES]
    with search.Archive.open(place) as archive:
        assert archive.search("ferry").total == 2 * FILES
    for name in ("a", "b"):
        assert_whole(place, FILES, name)


def test_a_client_that_hangs_is_given_up_and_notices(place: str, tmp_path: Path) -> None:
    first = indexing(place, write(tmp_path / "a", name="a"), "3")
    said(first, 45)
    first.send_signal(signal.SIGSTOP)
    second = indexing(place, write(tmp_path / "b", name="b"), "3")
    assert ended(second) == FILES
    assert_whole(place, FILES, "b")
    first.send_signal(signal.SIGCONT)
    code, _, err = finished(first)
    assert code == 0 or "Run the command again" in err
    with search.Archive.open(place) as archive:
        assert archive.search("tokenb*").total == FILES
        archive.index(tmp_path / "a")
    assert_whole(place, FILES, "a")


class asking:  # noqa: N801 - a block
    """Searches of two threads while the block lasts: their totals, None where they failed clearly."""

    def __init__(self, archive: search.Archive, text: str = "ferry") -> None:
        self._archive = archive
        self._text = text
        self._ending = threading.Event()
        self._answers: list[int | None] = []
        self._faults: list[BaseException] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(2)]

    def _ask(self) -> None:
        while not self._ending.is_set():
            try:
                self._answers.append(self._archive.search(self._text).total)
            except search.ArchiveUnreachable:
                self._answers.append(None)
            except BaseException as error:  # noqa: BLE001 - it is looked at in the test
                self._faults.append(error)
                return

    def __enter__(self) -> list[int | None]:
        for thread in self._threads:
            thread.start()
        until(lambda: len(self._answers) > 10)
        return self._answers

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        for thread in self._threads:
            thread.join()
        assert not self._faults


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
