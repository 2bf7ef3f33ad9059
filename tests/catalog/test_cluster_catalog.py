"""A catalog in a cluster: what only it can meet."""

from __future__ import annotations

import datetime
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import pytest

from search.article import Article
from search.catalog import (
    FailureRecord,
    FileRecord,
    Settings,
    cluster_catalog,
    cluster_reading,
    cluster_working,
)
from search.catalog.cluster_catalog import ClusterCatalog
from search.catalog.cluster_pushing import Push
from search.cluster import Bulk, Cluster, Site, batch_of, lease
from search.errors import (
    ArchiveBusy,
    ArchiveExists,
    ArchiveMissing,
    ArchiveUnreachable,
    ArchiveUnreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.catalog import Catalog, Reader

SETTINGS = Settings(engine="opensearch", language="english", analysis=3, folder="index-1")
LONG = "é" * 40_000
FILE = "/news/a.jsonl"


@pytest.fixture
def site(cluster_archive: str) -> Iterator[Site]:
    site = Site.of(cluster_archive)
    yield site
    site.cluster.close()


@pytest.fixture
def catalog(site: Site) -> Iterator[ClusterCatalog]:
    with closing(ClusterCatalog.create(site, SETTINGS)) as catalog:
        yield catalog


@pytest.fixture
def other(catalog: ClusterCatalog) -> Iterator[ClusterCatalog]:
    """The catalog, as another machine has opened it."""
    site = Site.of(catalog.place)
    with closing(ClusterCatalog(site)) as other:
        yield other
    site.cluster.close()


def article(id_: str, text: str = "The ferry was late.") -> Article:
    return Article.of(text, id=id_, date=datetime.date(2021, 8, 15))


def commit(catalog: Catalog) -> None:
    catalog.promise()
    catalog.keep()


def add(catalog: Catalog, *ids: str, file: str = FILE) -> list[int]:
    """Add articles in one batch, each in a file."""
    catalog.begin()
    aids = []
    for id_ in ids:
        aids.append(catalog.add(article(id_), content=len(id_), read="2021"))
        catalog.put(aids[-1], file, f"{id_[:50]}.txt")
    commit(catalog)
    return aids


def found(reader: Reader) -> list[str]:
    return [article.id for _, article in reader.live()]


def everything(reader: Reader) -> dict[str, Any]:
    """Return what tells two states of the catalog apart."""
    return {
        "live": [*reader.live()],
        "counts": reader.counts(),
        "files": [(path, reader.file(path)) for path in reader.files()],
        "failures": [*reader.failures()],
        "standing": reader.standing_in(FILE),
        "boilerplate": reader.boilerplate(),
        "versions": reader.versions("b"),
        "places": [(aid, reader.places(aid)) for aid, _ in reader.live()],
    }


def change(catalog: Catalog) -> None:
    """Change something of every kind, in one batch, to a catalog that has a, b and c."""
    catalog.begin()
    aids = {article.id: aid for aid, article in catalog.live()}
    catalog.remove(aids["a"])
    catalog.take_away(aids["a"], FILE, "a.txt")
    catalog.retire(aids["b"])
    new = catalog.add(article("b", "It sank."), content=7, read="2022")
    catalog.move_places(aids["b"], new)
    catalog.put(aids["c"], "/news/c.txt", "c.txt")
    catalog.sign(catalog.add(article("d")), [1, 2, 3])
    catalog.record(FileRecord(path=FILE, size=1, mtime_ns=2, digest=b"\x00", failed=1))
    catalog.record_failures(FILE, [FailureRecord(file=FILE, part="x", reason="torn", since="2021")])
    catalog.forget("/old.txt")
    catalog.note_boilerplate(9)
    commit(catalog)


def prepare(catalog: Catalog) -> None:
    add(catalog, "a", "b", "c")
    catalog.begin()
    catalog.record(FileRecord(path="/old.txt", size=1, mtime_ns=2, digest=None))
    catalog.record(FileRecord(path=FILE, size=3, mtime_ns=3, digest=None))
    commit(catalog)


# Making, opening


def test_a_new_catalog_is_empty_and_knows_its_settings(catalog: ClusterCatalog, site: Site) -> None:
    assert ClusterCatalog(site).settings == catalog.settings == SETTINGS
    assert catalog.state() == (0, False)
    assert catalog.counts() == dict.fromkeys(
        ("articles", "undated", "files", "failed", "versions"), 0
    )
    assert catalog.date_range() == (None, None)
    assert catalog.last_addition() == 0
    assert not catalog.articles([]) | catalog.articles([5])
    assert not catalog.first_additions([])
    assert not [*catalog.live(), *catalog.files(), *catalog.failures()]
    assert catalog.boilerplate() == set()
    assert catalog.is_sound()


def test_there_is_one_catalog_at_an_address(catalog: ClusterCatalog, site: Site) -> None:
    add(catalog, "a")
    with pytest.raises(ArchiveExists, match="There is an archive at opensearch://"):
        ClusterCatalog.create(site, SETTINGS)
    assert found(catalog) == ["a"]


def test_where_there_is_none_the_message_says_how_to_make_one(site: Site) -> None:
    with pytest.raises(ArchiveMissing, match=f"no archive at {site}.*nutgraf index FOLDER"):
        ClusterCatalog(site)


def test_what_a_deleted_archive_has_left_is_not_found_in_a_new_one(
    catalog: ClusterCatalog, site: Site
) -> None:
    add(catalog, "a")
    site.cluster.drop([site.cluster.index(lease.PART)])
    made = ClusterCatalog.create(site, SETTINGS)
    add(made, "b")
    assert found(made) == ["b"]
    made.drop()
    with pytest.raises(ArchiveMissing):
        made.state()
    assert site.cluster.names() == []


@pytest.mark.parametrize(
    ("written", "remedy"), [(99, "Install a newer Nutgraf"), (1, "Index the files again, into")]
)
def test_an_archive_of_another_format_is_told(
    catalog: ClusterCatalog, site: Site, written: int, remedy: str
) -> None:
    site.lease.take(1)
    site.lease.keep(format=written)
    with pytest.raises(
        ArchiveUnreadable, match=f"{site} was written by format {written};.*{remedy}"
    ):
        ClusterCatalog(site)
    assert catalog.state()[0] == 1


def test_settings_that_are_none_are_told(catalog: ClusterCatalog, site: Site) -> None:
    site.lease.take(1)
    site.lease.keep(format="?")
    with pytest.raises(ArchiveUnreadable, match="not a Nutgraf archive"):
        catalog.read_settings()


def test_another_index_becomes_the_archives(catalog: ClusterCatalog, other: ClusterCatalog) -> None:
    catalog.site.lease.take(1)
    catalog.switch(engine="opensearch", folder="index-2", analysis=4)
    assert catalog.settings == other.read_settings()
    assert (catalog.settings.folder, catalog.settings.analysis) == ("index-2", 4)
    assert catalog.site.lease.batch is None


# Odd values


def test_ids_paths_and_texts_may_be_of_any_length_and_of_any_signs(
    catalog: ClusterCatalog,
) -> None:
    odd = "a\x00b\n\u2028\U0001f4a9\"\\'é#*"
    ids = ["a", odd, LONG, f"{LONG}1"]
    aids = add(catalog, *ids, file=LONG)
    catalog.begin()
    catalog.put(aids[0], f"{LONG}1", odd)
    for path in (f"{LONG}2", LONG, odd, f"{LONG}1", "z"):
        catalog.record(FileRecord(path=path, size=1 << 62, mtime_ns=-1, digest=b"\xff", fields=odd))
        catalog.record_failures(path, [FailureRecord(file=path, part=odd, reason=LONG, since="")])
    commit(catalog)
    assert [found[0] for id_ in ids if (found := catalog.numbered(id_))] == aids
    assert [catalog.aids_of_id(id_) for id_ in ids] == [[aid] for aid in aids]
    assert len(catalog.standing_in(LONG)) == len(ids)
    assert [row[:3] for row in catalog.standing_in(f"{LONG}1")] == [(aids[0], odd, "a")]
    assert [*catalog.files()] == sorted([odd, "z", LONG, f"{LONG}1", f"{LONG}2"], key=str.encode)
    record = catalog.file(f"{LONG}1")
    assert record is not None
    assert (record.size, record.mtime_ns, record.fields) == (1 << 62, -1, odd)
    assert [each.file for each in catalog.failures()] == [*catalog.files()]
    assert [each.reason for each in catalog.failures(odd)] == [LONG]


def test_halves_of_surrogate_pairs_are_refused_and_looked_for_as_what_can_be_stored(
    catalog: ClusterCatalog,
) -> None:
    (aid,) = add(catalog, "caf?")
    assert catalog.numbered("caf\udce9") == (aid, article("caf?"))
    catalog.begin()
    with pytest.raises(UnicodeEncodeError):
        catalog.add(article("caf\udce9"))
    catalog.put(aid, "caf\udce9.txt", "caf\udce9")
    commit(catalog)
    assert catalog.standing_in("caf\udce9.txt") == [(aid, "caf?", "caf?", 4)]


def test_an_article_may_stand_in_ten_thousand_places(catalog: ClusterCatalog) -> None:
    (aid,) = add(catalog, "a")
    catalog.begin()
    for number in range(10_000):
        catalog.put(aid, f"/news/{number:05}.txt", f"{number:05}.txt")
    commit(catalog)
    assert len(catalog.places(aid)) == 10_001
    catalog.begin()
    catalog.foresee(files=[f"/news/{number:05}.txt" for number in range(10_000)])
    for number in range(9_999):
        catalog.take_away(aid, f"/news/{number:05}.txt", f"{number:05}.txt")
    commit(catalog)
    assert catalog.places(aid) == [("/news/09999.txt", "09999.txt"), (FILE, "a.txt")]
    assert catalog.standing_in("/news/00000.txt") == []
    assert catalog.articles([aid]) == {aid: article("a")}


def test_a_file_of_many_articles_is_read_in_pages(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (cluster_working, cluster_reading):
        for name in ("ROWS_AT_ONCE", "ARTICLES_AT_ONCE", "LINES_AT_ONCE"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, 7)
    ids = [f"a{number:02}" for number in range(35)]
    aids = add(catalog, *ids)
    assert [row[0] for row in catalog.standing_in(FILE)] == aids
    assert found(catalog) == ids
    assert [*catalog.articles(aids[::-1])] == aids[::-1]


def test_of_many_amended_articles_the_first_additions_are_found(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_reading, "AIDS_AT_ONCE", 2)
    old = add(catalog, "a", "b", "c", "d")
    catalog.begin()
    new = [catalog.add(article("a")) for _ in old]
    for aid, first in zip(new[1:], old[1:], strict=True):
        catalog.note_addition(aid, first)
    commit(catalog)
    assert catalog.first_additions([*old, *new]) == dict(zip(new[1:], old[1:], strict=True))


@pytest.mark.parametrize("at_once", [500, 10])
def test_of_articles_most_alike_those_that_this_batch_removes_do_not_count(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(cluster_working, "ALIKE_AT_ONCE", at_once)
    catalog.begin()
    aids = [catalog.add(article(f"a{number}")) for number in range(100)]
    for aid in aids:
        catalog.sign(aid, [1, 2, aid])
    commit(catalog)
    catalog.begin()
    catalog.foresee(bands=[[1, 2, aids[99]], [1, 2, aids[98]], [7]])
    assert catalog.alike([1, 2, aids[99]], 3) == [aids[99], *aids[:2]]
    for aid in aids[:90]:
        catalog.remove(aid)
    assert catalog.alike([1, 2, aids[99]], 3) == [aids[99], *aids[90:92]]
    assert catalog.alike([], 3) == catalog.alike([7], 3) == []
    catalog.abandon()


# Foresight


@pytest.mark.parametrize("is_begun", [False, True])
def test_what_is_foreseen_is_fetched_together(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch, *, is_begun: bool
) -> None:
    ids = [f"a{number}" for number in range(50)]
    files = [f"/news/{id_}" for id_ in ids]
    catalog.begin()
    for id_, file in zip(ids, files, strict=True):
        aid = catalog.add(article(id_), content=int(id_[1:]))
        catalog.put(aid, file, "a.txt")
        catalog.sign(aid, [aid, 1])
        catalog.record(FileRecord(path=file, size=1, mtime_ns=1, digest=None))
    commit(catalog)
    asked: list[str] = []
    ask = Cluster.ask

    def counted(self: Cluster, method: str, path: str, *others: Any, **more: Any) -> Any:  # noqa: ANN401
        asked.append(path)
        return ask(self, method, path, *others, **more)

    if is_begun:
        catalog.begin()
    catalog.foresee(files=files, ids=(id_ for id_ in ids), contents=range(50), bands=[[1, 2]])
    if not is_begun:
        catalog.begin()
    monkeypatch.setattr(Cluster, "ask", counted)
    for number, (id_, file) in enumerate(zip(ids, files, strict=True)):
        ((aid, *_),) = catalog.standing_in(file)
        assert catalog.aids_of_id(id_) == catalog.aids_of_content(number) == [aid]
        assert catalog.file(file)
        assert catalog.is_current(aid)
    assert catalog.articles(catalog.alike([1, 2], 10)).keys()
    assert len(asked) == 4  # rows, lines, what is alike, and the texts of these
    catalog.abandon()


def test_lines_of_the_ledger_that_are_foreseen_are_fetched_together(
    catalog: ClusterCatalog, other: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(catalog)
    with other.frozen():
        other.foresee_files([FILE, "/old.txt", "/new.txt"])
        assert other.file(FILE)
        monkeypatch.setattr(Cluster, "ask", None)
        assert other.file("/old.txt")
        assert other.file("/new.txt") is None
        assert [*other.failures(FILE)] == []
        monkeypatch.undo()


# Batches


def test_the_numbers_of_articles_belong_to_their_batches(catalog: ClusterCatalog) -> None:
    first, second = add(catalog, "a", "b")
    (third,) = add(catalog, "c")
    assert (first, second, third) == (1 << 20, (1 << 20) + 1, 2 << 20)
    assert batch_of(third) == catalog.state()[0] == 2
    assert catalog.last_addition() == third


def test_a_batch_is_full_before_its_numbers_are_used_up(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_working, "FULL_ROWS", 2)
    monkeypatch.setattr(cluster_working, "MOST_ARTICLES", 4)
    assert not catalog.is_full()
    catalog.begin()
    for number in range(4):
        assert catalog.is_full() == (number > 2)
        catalog.add(article(f"{number}"))
    with pytest.raises(OverflowError, match="more than 4 articles"):
        catalog.add(article("one too many"))
    catalog.abandon()


def test_others_see_a_batch_when_it_is_kept_and_not_before(
    catalog: ClusterCatalog, other: ClusterCatalog
) -> None:
    prepare(catalog)
    before = everything(other)
    view = other.view()
    catalog.begin()
    assert found(other) == ["a", "b", "c"]
    catalog.abandon()
    with other.frozen():
        other.foresee_files([FILE])
        change(catalog)
        assert everything(other) == before
        with other.frozen():
            assert other.state() == (2, False)
    assert everything(other) == everything(catalog) != before
    assert other.state() == (4, False)
    assert everything(view) == before
    view.close()


def test_another_thread_reads_what_is_committed_and_waits_for_its_turn(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalog.begin()
    catalog.add(article("a"))
    seen: list[Any] = []

    def look() -> None:
        seen.append((found(catalog), catalog.aids_of_id("a")))
        add(catalog, "b")

    thread = threading.Thread(target=look)
    thread.start()
    while not seen:
        thread.join(0.01)
    commit(catalog)
    thread.join()
    assert seen == [([], [])]
    assert found(catalog) == ["a", "b"]
    monkeypatch.setattr(cluster_catalog, "WAIT_SECONDS", 0.01)
    catalog.begin()
    caught: list[BaseException] = []

    def fail() -> None:
        with pytest.raises(ArchiveBusy, match="another thread of this process") as error:
            catalog.begin()
        caught.append(error.value)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert caught
    catalog.abandon()


def test_two_machines_write_in_turns(catalog: ClusterCatalog, other: ClusterCatalog) -> None:
    for number in range(3):
        add(catalog, f"one{number}", file="/one")
        add(other, f"two{number}", file="/two")
    catalog.begin()
    (aid,) = catalog.aids_of_id("two1")
    catalog.remove(aid)
    commit(catalog)
    other.begin()
    assert not other.is_current(aid)
    other.put(other.standing_in("/one")[0][0], "/two", "both")
    commit(other)
    expected = ["one0", "two0", "one1", "one2", "two2"]
    assert found(catalog) == found(other) == expected
    assert [row[1] for row in catalog.standing_in("/two")] == ["both", "two0.txt", "two2.txt"]


def test_whoever_waits_too_long_is_told_who_writes(
    catalog: ClusterCatalog, other: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_catalog, "WAIT_SECONDS", 0.01)
    catalog.begin()
    with pytest.raises(ArchiveBusy, match="is being written to by process"):
        other.begin()
    catalog.close()
    add(other, "a")


def test_a_batch_that_was_promised_and_not_kept_is_given_up_by_the_next(
    catalog: ClusterCatalog,
) -> None:
    catalog.begin()
    catalog.add(article("a"))
    catalog.promise()
    assert found(catalog) == []
    add(catalog, "b")
    assert found(catalog) == ["b"]


def test_what_is_to_be_indexed_again_is_told_to_the_next_writer(catalog: ClusterCatalog) -> None:
    aids = add(catalog, "a", "b")
    assert catalog.unsettled() == ([], [])
    catalog.reopen([aids[1], 5])
    assert catalog.unsettled() == ([aids[1]], [5])
    catalog.keep()
    assert catalog.unsettled() == ([], [])
    assert found(catalog) == ["a", "b"]
    assert catalog.state() == (2, False)


# Failures


def test_a_failure_at_any_request_changes_nothing_or_everything(
    catalog: ClusterCatalog, other: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(catalog)
    before = everything(other)
    ask = Cluster.ask
    number = 0
    while True:
        number += 1
        left = [number]

        def failing(self: Cluster, *arguments: Any, **others: Any) -> Any:  # noqa: ANN401
            left[0] -= 1  # noqa: B023 - read by this round only
            if left[0] == 0:  # noqa: B023
                raise ArchiveUnreachable("gone")
            return ask(self, *arguments, **others)

        with monkeypatch.context() as patched:
            patched.setattr(Cluster, "ask", failing)
            with suppress(ArchiveUnreachable):
                change(catalog)
            catalog.abandon()
        if other.state()[0] > 2:
            break
        assert everything(other) == before
    assert number > 10
    after = everything(other)
    assert (after["counts"]["articles"], after["counts"]["versions"]) == (3, 1)
    assert found(other) == ["c", "b", "d"]
    assert len(after["versions"]) == 2


DRIVER = """
import os, sys
from search.catalog.cluster_catalog import ClusterCatalog
from search.cluster import Bulk, Lease, Site
from tests.catalog import test_cluster_catalog as here

address, owner, name, when = sys.argv[1:]
owner = {"Bulk": Bulk, "Lease": Lease, "Catalog": ClusterCatalog}[owner]
inner = getattr(owner, name)

def dying(self, *arguments, **others):
    if when == "after":
        inner(self, *arguments, **others)
    os._exit(9)

setattr(owner, name, dying)
here.change(ClusterCatalog(Site.of(address)))
"""


def test_a_kill_at_any_step_loses_nothing_and_doubles_nothing(catalog: ClusterCatalog) -> None:
    prepare(catalog)
    before = everything(catalog)
    steps = ["Catalog promise before", "Bulk _write after", "Bulk flush after",
             "Catalog promise after", "Lease keep before", "Lease keep after"]  # fmt: skip
    for step in steps:
        command = [sys.executable, "-c", DRIVER, catalog.place, *step.split()]
        assert subprocess.run(command, check=False, timeout=60).returncode == 9
        if step != steps[-1]:
            assert everything(catalog) == before
    after = everything(catalog)
    assert found(catalog) == ["c", "b", "d"]
    add(catalog, "e")
    catalog.sweep(-1)
    assert found(catalog) == ["c", "b", "d", "e"]
    assert after["failures"] == everything(catalog)["failures"]


def test_who_was_given_up_cannot_change_anything_any_more(
    catalog: ClusterCatalog, other: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer pauses for so long that another takes over, and then goes on writing."""
    monkeypatch.setattr(lease, "BEAT_SECONDS", 60)
    prepare(catalog)
    catalog.begin()
    batch = catalog._batch
    assert batch is not None
    aids = [aid for aid, _ in catalog.live()]
    for aid in aids:
        catalog.remove(aid)
    catalog.put(aids[0], "/late.txt", "late")
    catalog.add(article("late"))
    catalog.record(FileRecord(path=FILE, size=99, mtime_ns=3, digest=None))
    catalog.note_boilerplate(9)
    with monkeypatch.context() as patched:
        patched.setattr(lease, "SILENT_SECONDS", 0.3)
        other.begin()
        with pytest.raises(ArchiveBusy, match="interrupted for so long"):
            catalog.promise()
    other.put(aids[2], "/news/c.txt", "c.txt")
    commit(other)
    before = everything(other)
    with closing(Bulk(catalog.site.cluster)) as bulk, suppress(ArchiveBusy):
        assert batch.batch is not None
        Push(catalog.site.cluster, bulk, batch.moment, batch.batch).all(batch.working)
    rows = catalog.site.cluster.index("rows")
    catalog.site.cluster.refresh(rows)
    assert everything(other) == before
    with pytest.raises(ArchiveBusy, match="taken over"):
        catalog.keep()
    catalog.abandon()
    assert everything(catalog) == before
    assert other.sweep() > 0
    assert everything(other) == before
    add(catalog, "d")
    assert found(other) == ["a", "b", "c", "d"]


def test_who_was_silent_for_long_goes_on_if_nobody_was_waiting(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sign of life reaches the cluster, as one of its nodes does not answer."""
    monkeypatch.setattr(lease, "BEAT_SECONDS", 60)
    monkeypatch.setattr(lease, "SILENT_SECONDS", 0.3)
    prepare(catalog)
    catalog.begin()
    catalog.add(article("late"))
    time.sleep(0.5)
    monkeypatch.setattr(lease, "SILENT_SECONDS", 0.0)  # each sign of life takes longer than that
    commit(catalog)
    assert found(catalog)[-1] == "late"


def test_what_a_batch_does_again_stays_done_if_it_is_given_up(
    catalog: ClusterCatalog, other: ClusterCatalog
) -> None:
    prepare(catalog)
    change(catalog)
    before = everything(catalog)
    view = other.view()
    for keep in (False, True):
        catalog.begin()
        catalog.forget_versions("b")
        catalog.note_boilerplate(9)
        catalog.record(FileRecord(path=FILE, size=5, mtime_ns=2, digest=None))
        catalog.promise()
        assert everything(other) == everything(view) == before
        if keep:
            catalog.keep()
            assert everything(view) == before
        else:
            catalog.abandon()
            assert everything(other) == before
            assert catalog.sweep() == 2  # a former version and a line are what they were
            assert everything(other) == before
    after = everything(other)
    assert after["boilerplate"] == {9}
    assert len(after["versions"]) == 1
    view.close()


# Sweeping


def test_what_is_gone_is_deleted_when_its_time_has_come(catalog: ClusterCatalog) -> None:
    prepare(catalog)
    change(catalog)
    catalog.begin()
    catalog.forget_versions("b")
    commit(catalog)
    before = everything(catalog)
    cluster = catalog.site.cluster
    assert catalog.sweep() == 0
    assert cluster.count(cluster.index("rows"), {"match_all": {}}) == 5
    assert catalog.sweep(-1) == 3  # an article, a former version, a line of the ledger
    assert cluster.count(cluster.index("rows"), {"match_all": {}}) == 3
    assert catalog.sweep(-1) == 0
    assert everything(catalog) == before


def test_of_batches_that_were_given_up_nothing_is_left(
    catalog: ClusterCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything of them found when they are not remembered any more."""
    prepare(catalog)
    before = everything(catalog)
    monkeypatch.setattr(lease, "LATEST_ABORTED", 1)
    for _ in range(2):
        with monkeypatch.context() as patched:
            patched.setattr(ClusterCatalog, "keep", ClusterCatalog.abandon)
            change(catalog)
        assert catalog.sweep() == 2 + 3 + 2 + 1
        assert catalog.sweep() == 0
    assert everything(catalog) == before
    change(catalog)
    assert found(catalog) == ["c", "b", "d"]
