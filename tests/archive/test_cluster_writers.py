"""Writers of an archive in a cluster that are disturbed: by others, by faults, by lost answers."""

from __future__ import annotations

import json
import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

import search
from search.archive import copying, intake, portions, writing
from search.archive.run import Run
from search.cluster import Cluster, Site, lease
from search.engines.opensearch_writer import OpenSearchWriter
from search.errors import (
    ArchiveBusy,
    ArchiveExists,
    ArchiveMissing,
    ArchiveUnreachable,
    ArchiveUnreadable,
    SavedSearchExists,
    SavedSearchMissing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import Any

    from search.archive.worklist import Worklist

pytestmark = pytest.mark.cluster


def articles(*numbers: int) -> list[search.Article]:
    return [
        search.Article.of(f"Peace talks went on in valley {number}.", title=f"Day {number}")
        for number in numbers
    ]


def total(place: str) -> int:
    with search.Archive.open(place) as archive:
        assert archive.check().agrees
        return archive.search("peace").total


def test_an_index_that_is_built_anew_between_two_batches_is_followed(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_CHARACTERS", 1)
    monkeypatch.setattr(intake, "TOGETHER", 1)

    def some() -> Iterator[search.Article]:
        yield from articles(1, 2)
        search.Archive.rebuild(cluster_archive)
        yield from articles(3, 4)

    with search.Archive.create(cluster_archive) as archive:
        archive.add(some())
    assert total(cluster_archive) == 4


def fail(writer: OpenSearchWriter) -> None:
    writer._bulk.flush()
    raise ArchiveUnreachable("No node answers.")


def fail_to_add(archive: search.Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(OpenSearchWriter, "commit", fail)
        with pytest.raises(ArchiveUnreachable):
            archive.add(articles(1))


def test_a_batch_that_the_engine_could_not_follow_is_given_up_at_once(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with search.Archive.create(cluster_archive) as archive:
        fail_to_add(archive, monkeypatch)
        assert Site.of(cluster_archive).lease.read()[0]["holder"] is None
        with search.Archive.open(cluster_archive) as other:
            other.add(articles(2))
        assert archive.search("peace").total == 1


def test_an_index_that_somebody_has_deleted_is_not_written_to(cluster_archive: str) -> None:
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(1))
        cluster = Site.of(cluster_archive).cluster
        cluster.drop([cluster.index("articles-1")])
        with pytest.raises(ArchiveUnreadable, match="nutgraf rebuild"):
            archive.add(articles(2))
        search.Archive.rebuild(cluster_archive)
        archive.add(articles(2))
    assert total(cluster_archive) == 2


def test_the_turn_in_which_is_swept_is_no_turn_of_another_thread(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = OpenSearchWriter.sweep
    sweeping = threading.Event()

    def slowly(writer: OpenSearchWriter, before: int) -> None:
        sweep(writer, before)
        sweeping.set()
        time.sleep(1.0)

    monkeypatch.setattr(OpenSearchWriter, "sweep", slowly)
    with search.Archive.create(cluster_archive) as archive:
        fail_to_add(archive, monkeypatch)
        archive.add(articles(1))  # now searches could see what was left
        first = threading.Thread(target=archive.add, args=(articles(2),))
        first.start()
        assert sweeping.wait(30.0)
        with archive._writing() as writer:
            writer.begin()
            batch = archive._catalog.site.lease.batch  # type: ignore[attr-defined]
            time.sleep(1.5)  # the sweep has ended
            assert archive._catalog.site.lease.batch == batch  # type: ignore[attr-defined]
            intake.add_objects(writer, articles(3))
        first.join()
    assert total(cluster_archive) == 3


def lose(
    monkeypatch: pytest.MonkeyPatch, which: Callable[[str, str, Any], bool], then: Callable[[], Any]
) -> None:
    """Lose the answer to the first request of a kind, after it was done and something else was."""
    asked = Cluster._asked
    lost: list[str] = []

    def losing(cluster: Cluster, method: str, path: str, body: Any, parameters: Any) -> Any:  # noqa: ANN401 - JSON
        answer = asked(cluster, method, path, body, parameters)
        if not lost and which(method, path, body):
            lost.append(path)
            then()
            raise ArchiveUnreachable("the answer was lost")
        return answer

    monkeypatch.setattr(Cluster, "_asked", losing)


def test_an_archive_is_made_though_the_answer_was_lost(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose(monkeypatch, lambda _, path, __: "_create" in path, list)
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(1))
    assert total(cluster_archive) == 1
    with pytest.raises(ArchiveExists):
        search.Archive.create(cluster_archive)


def test_an_archive_that_was_not_quite_made_is_made_again(cluster_archive: str) -> None:
    search.Archive.create(cluster_archive).close()
    cluster = Site.of(cluster_archive).cluster
    cluster.ask("DELETE", f"/{cluster.index('state')}/_doc/state")
    with pytest.raises(ArchiveMissing):
        search.Archive.open(cluster_archive)
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(1))
    assert total(cluster_archive) == 1


def keeps(method: str, path: str, body: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether a request makes a batch happen."""
    return method == "PUT" and path.endswith("_doc/state") and not body["state"]["holder"]


def test_a_batch_has_happened_though_its_answer_was_lost_and_another_followed(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def follow() -> None:
        with search.Archive.open(cluster_archive) as other:
            other.add(articles(2))

    with search.Archive.create(cluster_archive) as archive:
        lose(monkeypatch, keeps, follow)
        assert archive.add(articles(1)) == 1
    assert total(cluster_archive) == 2


def test_saved_searches_are_kept_and_forgotten_though_answers_were_lost(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with search.Archive.create(cluster_archive) as archive:
        with monkeypatch.context() as patch:
            lose(patch, lambda method, path, _: method == "PUT" and "searches/_doc" in path, list)
            archive.save_search("talks", "peace")
        with pytest.raises(SavedSearchExists):
            archive.save_search("talks", "war")
        lose(monkeypatch, lambda method, path, _: method == "DELETE" and "searches" in path, list)
        archive.forget_search("talks")
        with pytest.raises(SavedSearchMissing):
            archive.forget_search("talks")


def test_a_state_that_is_none_is_said(cluster_archive: str) -> None:
    with search.Archive.create(cluster_archive) as archive:
        cluster = Site.of(cluster_archive).cluster
        cluster.ask("PUT", f"/{cluster.index('state')}/_doc/state", {"state": {"generation": 1}})
        with pytest.raises(ArchiveUnreadable, match="damaged"):
            archive.search("peace")


def test_what_others_do_between_two_batches_of_a_file_is_seen(
    cluster_archive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder, numbers, said in ((one, range(12), "went on"), (other, [11], "went on")):
        folder.mkdir()
        records(folder / "talks.jsonl", numbers, said)
    with search.Archive.create(cluster_archive) as archive:
        archive.index(one, jobs=1)
    records(one / "talks.jsonl", range(11), "ended")  # the last is gone, the rest has changed
    monkeypatch.setattr(portions, "WAITING_CHARACTERS", 100)
    take_waiting = Run._take_waiting

    def disturbed(run: Run, work: Worklist) -> None:
        take_waiting(run, work)
        monkeypatch.setattr(Run, "_take_waiting", take_waiting)
        with search.Archive.open(cluster_archive) as another:
            another.index(other, jobs=1)  # it has the last one as well, which gets a new number
            (other / "talks.jsonl").unlink()
            another.index(other, jobs=1, prune=True)

    monkeypatch.setattr(Run, "_take_waiting", disturbed)
    with search.Archive.open(cluster_archive) as archive:
        archive.index(one, jobs=1)
        assert archive.search("valley 11").total == 0
    assert total(cluster_archive) == 11


def records(file: Path, numbers: Iterable[int], said: str) -> None:
    lines = (
        json.dumps({"title": f"Day {n}", "text": f"Peace talks {said} in valley {n}."})
        for n in numbers
    )
    file.write_text("\n".join(lines), encoding="utf-8")


def test_a_copy_has_no_line_of_the_ledger_that_is_newer_than_its_articles(
    cluster_archive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news, place = tmp_path / "news", tmp_path / "copy"
    news.mkdir()
    file = news / "a.txt"
    texts = [f"The {number} ferry has sunk, they say." for number in ("first", "second", "third")]
    file.write_text(texts[0], encoding="utf-8")
    with search.Archive.create(cluster_archive) as archive:
        archive.index(news, jobs=1)
    copy_articles = copying._Copying._copy_articles

    def disturbed(run: copying._Copying, writer: writing.Writer) -> int:
        done = copy_articles(run, writer)
        with search.Archive.open(cluster_archive) as archive:
            for text in texts[1:]:
                file.write_text(text, encoding="utf-8")
                archive.index(news, jobs=1)
        return done

    monkeypatch.setattr(copying._Copying, "_copy_articles", disturbed)
    search.Archive.copy(cluster_archive, place)
    file.write_text(texts[1], encoding="utf-8")
    with search.Archive.open(place) as copied:
        assert copied.search("first").total == 1
        copied.index(news, jobs=1)
        assert copied.search("second").total == 1


def test_a_process_of_another_container_has_not_ended(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    search.Archive.create(cluster_archive).close()
    holder, other = Site.of(cluster_archive).lease, Site.of(cluster_archive).lease
    monkeypatch.setattr(lease, "_space", lambda: "one")
    monkeypatch.setattr(os, "getpid", lambda: 4_194_304)  # there is none of that number
    holder.take(0.0)
    with monkeypatch.context() as patch:
        patch.setattr(lease, "_space", lambda: "another")
        with pytest.raises(ArchiveBusy):
            other.take(0.0)
    other.take(0.0)
    other.release()
    holder.release()


def test_of_several_in_one_process_only_one_has_a_turn(cluster_archive: str) -> None:
    search.Archive.create(cluster_archive).close()
    batches: list[int] = []

    def take(own: lease.Lease, begin: threading.Barrier) -> None:
        begin.wait()
        for _ in range(5):
            batches.append(own.take(30.0))
            own.give_up()

    leases = [Site.of(cluster_archive).lease for _ in range(4)]
    begin = threading.Barrier(len(leases))
    threads = [threading.Thread(target=take, args=(each, begin)) for each in leases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(batches) == list(range(1, 21))
