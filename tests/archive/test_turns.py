"""Several writers of one archive, which take turns: each batch is whole, and nobody is confused."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

import search
from search.archive import portions, run
from tests.archive.samples import article, articles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RECORDS = 60


@pytest.fixture
def archive(cluster_archive: str) -> Iterator[search.Archive]:
    with search.Archive.create(cluster_archive) as made:
        yield made


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A file of many articles, which a run takes in several turns."""
    file = tmp_path / "records.jsonl"
    save(file, range(RECORDS))
    return file


def save(file: Path, numbers: range) -> None:
    lines = [{"title": f"Report {n}", "text": f"Token{n}x of the harbour office."} for n in numbers]
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")


@pytest.fixture
def between(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What another does after the first turn of a run."""
    waiting: list[Callable[[], object]] = []
    commit = run.Run._commit

    def and_then(self: run.Run) -> None:
        commit(self)
        while waiting:
            waiting.pop()()

    monkeypatch.setattr(portions, "WAITING_CHARACTERS", 300)
    monkeypatch.setattr(run.Run, "_commit", and_then)
    return waiting


def test_an_article_of_the_file_at_hand_is_removed_meanwhile(
    archive: search.Archive, records: Path, between: list[Callable[[], object]]
) -> None:
    archive.index(records)
    save(records, range(5, RECORDS + 5))  # each stands at another place of the file now
    with search.Archive.open(archive.place) as other:
        gone = [other.search(f"token{n}x").hits[0].article.id for n in (4, RECORDS - 1)]
        between.append(lambda: other.remove(gone))
        archive.index(records)
        assert other.search("token4x").total == 0
        assert other.search("harbour").total in {RECORDS, RECORDS - 1}
        assert other.check().agrees


def test_an_article_of_the_file_at_hand_is_changed_meanwhile(
    archive: search.Archive, records: Path, between: list[Callable[[], object]]
) -> None:
    archive.index(records)
    save(records, range(5, RECORDS + 5))
    with search.Archive.open(archive.place) as other:
        hit = other.search(f"token{RECORDS - 1}x").hits[0]
        changed = search.Article.of("Quite another text.", id=hit.article.id)
        between.append(lambda: other.add([changed]))
        archive.index(records)
        # What the file says under that id was read last.
        assert other.search("quite another").total == 0
        assert other.search(f"token{RECORDS - 1}x").total == 1
        assert len(other.versions(changed.id)) == 3
        assert other.check().agrees


def test_readers_see_each_turn_whole(
    archive: search.Archive, records: Path, between: list[Callable[[], object]]
) -> None:
    seen: list[int] = []
    with search.Archive.open(archive.place) as other, search.Archive.open(archive.place) as third:
        between.append(lambda: seen.append(third.search("harbour").total))
        with other.snapshot():
            before = other.search("harbour").total
            archive.index(records)
            assert other.search("harbour").total == before == 0
        assert 0 < seen[0] < RECORDS
        assert other.search("harbour").total == RECORDS


def test_threads_of_one_process_write_in_turns(archive: search.Archive) -> None:
    with ThreadPoolExecutor(4) as pool:
        for done in [
            pool.submit(archive.add, [article(number) for number in range(first, 40, 4)])
            for first in range(4)
        ]:
            assert done.result() == 10
    assert archive.search("boats").total == 40
    assert archive.check().agrees


def test_an_error_in_a_batch_gives_the_turn_back(archive: search.Archive) -> None:
    def failing() -> Iterator[search.Article]:
        yield from articles(3)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        archive.add(failing())
    with search.Archive.open(archive.place) as other:
        other.add(articles(5))
        assert other.search("boats").total == 5
