"""Whatever is done to them: a catalog in a cluster is what one in a folder is."""

from __future__ import annotations

import datetime
import secrets
import tempfile
from pathlib import Path
from sqlite3 import IntegrityError
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from search.article import Article
from search.catalog import (
    Catalog,
    FailureRecord,
    FileRecord,
    Settings,
    SqliteCatalog,
    cluster_reading,
    cluster_working,
)
from search.catalog.cluster_catalog import ClusterCatalog
from search.cluster import Site
from tests.catalog.readings import BANDS, CONTENTS, FILES, IDS, MARKS, PATHS, Readings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SETTINGS = Settings(engine="opensearch", language="english", analysis=1, folder="1")
DAYS = (None, datetime.date(1, 1, 1), datetime.date(9999, 12, 31))

# A change: its name, and numbers that say to which article, file and so on.
NAMES = (
    "add", "add", "add", "copy", "remove", "retire", "forget_versions", "put", "put", "take_away",
    "move_places", "mark", "record", "fail", "forget", "foresee", "keep", "keep", "abandon",
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 11), st.integers(0, 11), st.integers(0, 11)),
    min_size=12,
    max_size=36,
)


class Both:
    """A catalog in a folder and one in a cluster, to which the same is done."""

    def __init__(self, folder: SqliteCatalog, cluster: ClusterCatalog) -> None:
        self.folder, self.cluster = Readings(folder), Readings(cluster)
        self.kept = 0  # articles that were given before this batch
        self.is_open = False

    def do(self, change: Callable[[Readings], Any]) -> list[Any]:
        return [change(self.folder), change(self.cluster)]

    def there(self) -> list[int]:
        """Return the places of the articles that there are."""
        catalog = self.folder.catalog
        assert isinstance(catalog, SqliteCatalog)
        return self.folder.places(
            [aid for (aid,) in catalog.connection.execute("SELECT aid FROM articles ORDER BY aid")]
        )

    def check(self) -> None:
        there = self.there()
        with self.cluster.catalog.frozen():  # what was looked up once need not be fetched again
            one, other = self.do(lambda each: each.lookups(there))
        assert one == other
        if not self.is_open:
            one, other = self.do(Readings.searched)
            assert one == other
            view = self.cluster.catalog.view()
            assert self.cluster.searched(view) == one
            view.close()

    def change(self, name: str, a: int, b: int, c: int) -> None:
        if name in {"keep", "abandon"}:
            self.end(keep=name == "keep", late=a > 2)
            return
        if not self.is_open:
            self.do(lambda each: each.catalog.begin())
            self.is_open = True
        there = self.there()
        new = [place for place in there if place >= self.kept]
        if name in {"add", "copy"}:
            self.add(a, b, c, there)
        elif name == "foresee":
            self.do(lambda each: foresee(each.catalog, a))
        elif name in ON_THE_LEDGER:
            self.do(lambda each: ON_THE_LEDGER[name](each.catalog, a, b))
        elif there:
            place = there[a % len(there)]
            self.do(lambda each: on_article(each, name, place, new, (b, c)))

    def add(self, a: int, b: int, c: int, there: list[int]) -> None:
        """Add an article, perhaps as a copy of another, and perhaps as one that was there before."""
        article = Article.of(f"Text {len(self.folder.aids)}.", id=IDS[a % 3], title="T" * b or None)
        day = DAYS[c % 3]
        if day:
            article = Article.of(f"Text {a}.", id=IDS[a % 3], date=day)
        lead = there[b % len(there)] if there and c % 2 else None

        def add(each: Readings) -> None:
            aid = each.catalog.add(
                article,
                content=CONTENTS[b % 3] if b else None,
                lead=None if lead is None else each.aids[lead],
                read=f"2021-08-{c + 10}" if c else None,
            )
            each.aids.append(aid)
            if c % 3:
                each.catalog.sign(aid, BANDS[c % len(BANDS)])
            if there and c % 4 == 0:
                each.catalog.note_addition(aid, each.aids[there[a % len(there)]])
            if b % 2:
                each.catalog.put(aid, FILES[b % 3], PATHS[c % 3])

        self.do(add)

    def end(self, *, keep: bool, late: bool = False) -> None:
        """End the batch; where it is not kept, the cluster may have it already."""
        if not self.is_open:
            return
        self.check()
        if keep:
            self.do(lambda each: each.catalog.promise())
            self.do(lambda each: each.catalog.keep())
            self.kept = len(self.folder.aids)
        else:
            if late:
                self.cluster.catalog.promise()
            self.do(lambda each: each.catalog.abandon())
            for each in (self.folder, self.cluster):
                del each.aids[self.kept :]
        self.is_open = False
        self.check()


def on_article(
    each: Readings, name: str, place: int, new: list[int], numbers: tuple[int, int]
) -> None:
    b, c = numbers
    catalog, aid = each.catalog, each.aids[place]
    file, path = FILES[b % 3], PATHS[c % 3]
    match name:
        case "remove":
            catalog.remove(aid)
        case "retire":
            catalog.retire(aid)
        case "put":
            catalog.put(aid, file, path)
        case "take_away":
            for file, path in catalog.places(aid)[: 1 + b % 2]:
                catalog.take_away(aid, file, path)
        case "move_places" if new:
            try:
                catalog.move_places(aid, each.aids[new[b % len(new)]])
            except IntegrityError:
                assert catalog.places(aid)


def foresee(catalog: Catalog, a: int) -> None:
    if a % 3 == 0:
        catalog.foresee_files(FILES[a % 2 :])
    else:
        catalog.foresee(
            files=FILES[: a % 4], ids=IDS[a % 3 :], contents=CONTENTS, bands=BANDS[a % 6 :]
        )


def fail(catalog: Catalog, a: int, b: int) -> None:
    parts = [f"part {number}" for number in range(b % 3)]
    failures = [FailureRecord(file=FILES[a % 3], part=p, reason="bad", since="x") for p in parts]
    catalog.record_failures(FILES[a % 3], reversed(failures))


def record(catalog: Catalog, a: int, b: int) -> None:
    digest = bytes([b]) if b else None
    catalog.record(FileRecord(path=FILES[a % 3], size=b, mtime_ns=1 << 60, digest=digest, failed=b))


ON_THE_LEDGER: dict[str, Callable[[Catalog, int, int], None]] = {
    "record": record,
    "fail": fail,
    "forget": lambda catalog, a, _: catalog.forget(FILES[a % 3]),
    "mark": lambda catalog, a, _: catalog.note_boilerplate(MARKS[a % 3]),
    "forget_versions": lambda catalog, a, _: catalog.forget_versions(IDS[a % 3]),
}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have everything fetched in small pieces, and forgotten soon."""
    for module in (cluster_working, cluster_reading):
        for name in vars(module):
            if name.endswith("_AT_ONCE"):
                monkeypatch.setattr(module, name, 2)
    for name, value in {"COMPARED": 1, "MARGIN": 0, "BLOCKS_HELD": 1, "LINES_HELD": 1}.items():
        monkeypatch.setattr(cluster_working, name, value)


@pytest.fixture
def site(cluster_archive: str) -> Iterator[Site]:
    site = Site.of(cluster_archive)
    yield site
    site.cluster.close()


def agree(address: str, changes: list[tuple[str, int, int, int]]) -> None:
    site = Site.of(f"{address}-{secrets.token_hex(2)}")
    with tempfile.TemporaryDirectory() as folder:
        one = SqliteCatalog.create(Path(folder, "catalog.sqlite"), SETTINGS)
        other = ClusterCatalog.create(site, SETTINGS)
        try:
            both = Both(one, other)
            both.check()
            for change in changes:
                both.change(*change)
            both.end(keep=True)
        finally:
            one.close()
            other.close()
            other.drop()
            site.cluster.close()


SOME = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SOME
@given(changes=CHANGES)
def test_a_cluster_is_what_a_folder_is(cluster_archive: str, changes: list[Any]) -> None:
    agree(cluster_archive, changes)


@SOME
@given(changes=CHANGES)
@pytest.mark.usefixtures("small")
def test_it_is_so_however_little_is_fetched_at_once(
    cluster_archive: str, changes: list[Any]
) -> None:
    agree(cluster_archive, changes)
