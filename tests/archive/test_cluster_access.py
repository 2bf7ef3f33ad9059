"""Who may reach an archive in a cluster, and what is said where it cannot be reached."""

from __future__ import annotations

import logging
import socket
import sys
from typing import TYPE_CHECKING

import pytest

import search
from search.catalog import cluster_reading
from search.cluster import connection
from search.cluster.address import API_KEY, AUTHORITIES, PASSWORD, USER
from tests.archive.samples import articles
from tests.doors import Door

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.clusters import Cluster

SECRET = "opensesame-4711"  # noqa: S105 - of a test
KEY = "a2V5LWlkOmtleS1zZWNyZXQ="


@pytest.fixture
def door(cluster: Cluster) -> Iterator[Door]:
    with Door.opened(
        cluster.nodes[0].address, user="reporter", password=SECRET, api_key=KEY
    ) as door:
        yield door


@pytest.fixture
def place(door: Door, cluster_archive: str) -> str:
    name = cluster_archive.rpartition("/")[2]
    return f"opensearch+tls://{door.address}/{name}"


@pytest.fixture
def trusted(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(AUTHORITIES, str(door.ca_file))


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (USER, PASSWORD, API_KEY, AUTHORITIES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(connection, "PATIENCE", 3.0)


@pytest.mark.usefixtures("trusted")
def test_a_user_and_a_password_open_an_archive(
    place: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(USER, "reporter")
    monkeypatch.setenv(PASSWORD, SECRET)
    caplog.set_level(logging.DEBUG)
    with search.Archive.create(place) as archive:
        archive.add(articles(3))
        assert archive.search("boats").total == 3
        assert SECRET not in repr(vars(archive._home))
    assert SECRET not in caplog.text


@pytest.mark.usefixtures("trusted")
def test_a_key_opens_an_archive(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(API_KEY, KEY)
    with search.Archive.create(place) as archive:
        assert archive.search("boats").total == 0


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_said_without_it(
    place: str, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv(USER, "reporter")
    monkeypatch.setenv(PASSWORD, password)
    with pytest.raises(search.ArchiveForbidden) as error:
        search.Archive.open(place)
    assert "“reporter”" in str(error.value)
    assert PASSWORD in str(error.value)
    assert "wrong" not in str(error.value)


@pytest.mark.usefixtures("trusted")
def test_nobody_is_let_in_without_credentials(place: str) -> None:
    with pytest.raises(search.ArchiveForbidden, match=USER):
        search.Archive.open(place)


def test_a_certificate_that_nobody_vouches_for_is_refused(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, "reporter")
    monkeypatch.setenv(PASSWORD, SECRET)
    with pytest.raises(search.ArchiveForbidden, match=f"not trusted.*{AUTHORITIES}"):
        search.Archive.open(place)


@pytest.mark.usefixtures("trusted")
def test_a_password_may_have_any_sign(
    door: Door, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.password = f"{SECRET}€"
    monkeypatch.setenv(USER, "reporter")
    monkeypatch.setenv(PASSWORD, door.password)
    with search.Archive.create(place) as archive:
        assert archive.search("boats").total == 0


@pytest.mark.parametrize("key", [f"{KEY}\r", f"{KEY}€"])
def test_a_key_that_cannot_be_sent_is_not_said(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv(API_KEY, key)
    with pytest.raises(search.ArchiveForbidden, match=API_KEY) as error:
        search.Archive.open("opensearch://127.0.0.1:9200/news")
    assert KEY not in str(error.value)


def test_a_file_of_authorities_must_be_there(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(AUTHORITIES, str(tmp_path / "ca.pem"))
    with pytest.raises(search.ArchiveForbidden, match=r"no file .*ca\.pem"):
        search.Archive.open(place)


def test_a_password_never_goes_unencrypted_to_another_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(USER, "reporter")
    monkeypatch.setenv(PASSWORD, SECRET)
    with pytest.raises(search.ArchiveForbidden, match=r"unencrypted.*opensearch\+tls://"):
        search.Archive.open("opensearch://search-1.example:9200/news")


def test_a_password_does_not_belong_into_an_address() -> None:
    with pytest.raises(search.ArchiveForbidden, match=PASSWORD) as error:
        search.Archive.open(f"opensearch://reporter:{SECRET}@search-1.example:9200/news")
    assert SECRET not in str(error.value)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("opensearch://localhost", "names no archive"),
        ("opensearch://localhost/News", "names no archive"),
        ("opensearch://localhost/a/b", "names no archive"),
        ("opensearch:///news", "is no host"),
        ("opensearch://localhost:99999/news", "is no host"),
        ("opensearch://the office/news", "is no host"),
        ("opensearch://%00/news", "is no host"),
        ("https://localhost:9200/news", "no address that can be used"),
        ("elastic://localhost:9200/news", "no address that can be used"),
    ],
)
def test_what_is_no_address_is_said(address: str, said: str) -> None:
    with pytest.raises(search.ArchiveMissing, match=said):
        search.Archive.open(address)


def test_without_its_package_an_archive_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(search.EngineMissing, match=r"pip install 'nutgraf\[opensearch\]'"):
        search.Archive.open("opensearch://127.0.0.1:9200/news")


def test_a_node_that_is_not_there_is_said_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(search.ArchiveUnreachable, match=rf"No node of .*:{port}/news answers"):
        search.Archive.open(f"opensearch://127.0.0.1:{port}/news")


def test_an_archive_that_is_not_there_is_said(cluster_archive: str) -> None:
    with pytest.raises(search.ArchiveMissing, match="nutgraf index"):
        search.Archive.open(cluster_archive)


def test_a_part_of_an_archive_that_is_missing_is_said(
    cluster: Cluster, cluster_archive: str
) -> None:
    name = cluster_archive.rpartition("/")[2]
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(3))
        cluster.ask("DELETE", f"/{name}-paragraphs-1")
        with pytest.raises(search.ArchiveError, match="missing"):
            archive.search("boats", scope="paragraph")
        search.Archive.rebuild(cluster_archive)
        assert archive.search("boats", scope="paragraph").total == 3


@pytest.mark.parametrize("number", ["1.3.20", "2.10.0"])
def test_a_version_that_is_too_old_is_said(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    version = {"version": {"distribution": "opensearch", "number": number}}
    monkeypatch.setattr(connection.Cluster, "ask", lambda *_, **__: version)
    with pytest.raises(search.ArchiveUnreachable, match=rf"{number} .*too old.*2\.11"):
        search.Archive.open(cluster_archive)


def test_what_is_not_opensearch_is_said(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {"version": {"number": "8.19.0"}, "tagline": "You Know, for Search"}
    monkeypatch.setattr(connection.Cluster, "ask", lambda *_, **__: other)
    with pytest.raises(search.ArchiveUnreachable, match=r"not OpenSearch .*You Know, for Search"):
        search.Archive.open(cluster_archive)


@pytest.mark.parametrize("answer", [{"version": "8"}, {}, None])
def test_what_answers_otherwise_is_not_opensearch(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    monkeypatch.setattr(connection.Cluster, "ask", lambda *_, **__: answer)
    with pytest.raises(search.ArchiveUnreachable, match="not OpenSearch"):
        search.Archive.open(cluster_archive)


def test_what_sends_elsewhere_is_not_opensearch(
    cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(*_: object, **__: object) -> None:
        raise connection.Refused(301, "", "moved")

    monkeypatch.setattr(connection.Cluster, "_asked", moved)
    with pytest.raises(search.ArchiveUnreachable, match=r"not OpenSearch .*301"):
        search.Archive.open(cluster_archive)


def test_an_article_that_is_damaged_is_said(
    cluster: Cluster, cluster_archive: str, tmp_path: Path
) -> None:
    name = cluster_archive.rpartition("/")[2]
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(1))
        (hit,) = cluster.ask("GET", f"/{name}-rows/_search").json["hits"]["hits"]
        damaged = hit["_source"] | {"block": "AAAA"}
        cluster.ask("PUT", f"/{name}-rows/_doc/{hit['_id']}?refresh=true", damaged)
        with pytest.raises(search.ArchiveUnreadable, match="damaged"):
            archive.search("boats")
    with pytest.raises(search.ArchiveUnreadable, match=rf"{name} is damaged"):
        search.Archive.rebuild(cluster_archive)
    with pytest.raises(search.ArchiveUnreadable, match=rf"{name} is damaged"):
        search.Archive.copy(cluster_archive, tmp_path / "copy")


def test_a_name_that_is_taken_by_another_index_is_said(
    cluster: Cluster, cluster_archive: str
) -> None:
    cluster.ask("PUT", f"/{cluster_archive.rpartition('/')[2]}-articles")
    with pytest.raises(search.ArchiveUnreadable, match="Invalid alias name"):
        search.Archive.create(cluster_archive)


def test_a_long_reading_goes_on_though_what_is_read_was_lost(
    cluster: Cluster, cluster_archive: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_reading, "ARTICLES_AT_ONCE", 10)
    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(35))
        found = archive.articles()
        first = [next(found).id for _ in range(15)]
        cluster.ask("DELETE", "/_search/point_in_time/_all")
        every = [*first, *(article.id for article in found)]
    assert len(every) == len(set(every)) == 35


@pytest.mark.parametrize("block", ["read_only_allow_delete", "read_only"])
def test_a_full_disk_is_said_and_recovered_from(
    cluster: Cluster, cluster_archive: str, block: str
) -> None:
    name = cluster_archive.rpartition("/")[2]

    def set_block(value: str) -> None:
        settings = {f"index.blocks.{block}": value}
        cluster.ask("PUT", f"/{name}-*/_settings", settings)

    with search.Archive.create(cluster_archive) as archive:
        archive.add(articles(3))
        set_block("true")  # as OpenSearch does when a disk is nearly full
        with pytest.raises(search.ArchiveReadOnly, match="cannot be written to"):
            archive.add(articles(6))
        assert archive.search("boats").total == 3
        set_block("false")
        archive.add(articles(6))
        assert archive.search("boats").total == 6


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("status", [429, 502, 503])
def test_what_passes_is_waited_for(
    door: Door, place: str, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv(API_KEY, KEY)
    with search.Archive.create(place) as archive:
        door.refuse(status, times=2, path="_bulk")
        archive.add(articles(3))
        door.hang_up(times=2, path="_bulk", answered=True)
        archive.add(articles(6))
        door.refuse(status, times=2, path="_search")
        assert archive.search("boats").total == 6
        assert archive.check().agrees
        assert archive.stats().versions == 0


@pytest.mark.usefixtures("trusted")
def test_what_does_not_pass_is_said(
    door: Door, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(API_KEY, KEY)
    with search.Archive.create(place) as archive:
        archive.add(articles(3))
        door.refuse(503, times=1000, path="_search")
        with pytest.raises(search.ArchiveUnreachable, match="not fit to answer"):
            archive.search("boats")
        door.heal()
        assert archive.search("boats").total == 3
