"""The harness that runs OpenSearch."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest

from tests import clusters
from tests.clusters import Cluster, NodeFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def own(opensearch: Path) -> Iterator[Cluster]:
    """A cluster that may be stopped."""
    assert opensearch.is_dir()
    with Cluster.started() as cluster:
        yield cluster


def program(folder: Path, name: str, *lines: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(["#!/bin/sh", *lines]), encoding="utf-8")
    (folder / name).chmod(0o755)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty cache and no programs but those in the folder."""
    monkeypatch.setenv("NUTGRAF_TEST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("OPENSEARCH_JAVA_HOME", raising=False)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr(clusters, "SYSTEM_JAVA", tmp_path / "jvm")
    return tmp_path / "bin"


def test_a_node_answers_with_its_version(cluster: Cluster) -> None:
    cluster.wait("green", nodes=1)
    assert cluster.ask("GET", "/").json["version"]["number"] == clusters.VERSION


def test_an_archive_s_indexes_are_deleted_also_hidden_and_closed_ones(cluster: Cluster) -> None:
    for name in ("some-texts", ".some", "nutgraf-some-words", "some-hidden", "other-texts"):
        cluster.ask("PUT", f"/{name}", {"settings": {"hidden": name == "some-hidden"}})
    cluster.ask("POST", "/some-texts/_close")
    cluster.clear("some")
    left = cluster.ask("GET", "/_cat/indices?format=json&expand_wildcards=all").json
    assert {each["index"] for each in left} >= {".some", "other-texts"}
    assert not [each for each in left if re.match(r"(nutgraf-)?some-", each["index"])]
    cluster.ask("DELETE", "/.some,other-texts")


def test_an_error_is_not_passed_over(cluster: Cluster) -> None:
    with pytest.raises(AssertionError, match="index_not_found"):
        cluster.ask("GET", "/nowhere/_search")
    assert cluster.ask("GET", "/nowhere/_search", allowed=[404]).status == 404


def test_an_archive_of_the_tests_has_a_name_of_its_own(
    cluster_archive: str, cluster: Cluster
) -> None:
    assert re.fullmatch(rf"opensearch://{cluster.hosts}/test-[0-9a-f]+", cluster_archive)


def test_a_paused_node_does_not_answer_and_goes_on_afterwards(own: Cluster) -> None:
    node = own.nodes[0]
    node.pause()
    assert node.is_running()
    assert not node.is_up()
    node.resume()
    assert node.is_up()


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_node_comes_back_with_its_address_and_data(own: Cluster, end: str) -> None:
    node = own.nodes[0]
    address = node.address
    own.ask("PUT", f"/{end}ped/_doc/1?refresh=true", {"text": "kept"})
    getattr(node, end)()
    assert not node.is_running()
    assert not node.is_up()
    node.start()
    own.wait("yellow", nodes=1)
    assert node.address == address
    assert own.ask("GET", f"/{end}ped/_doc/1").json["_source"] == {"text": "kept"}


def test_a_node_that_does_not_come_up_shows_its_log(opensearch: Path) -> None:
    assert opensearch.is_dir()
    with (
        pytest.raises(NodeFailed, match=r"unknown setting \[no\.such\.setting\]"),
        Cluster.started(settings={"no.such.setting": True}),
    ):
        pass


def test_three_nodes_are_one_cluster(opensearch: Path) -> None:
    assert opensearch.is_dir()
    with Cluster.started(nodes=3) as cluster:
        cluster.wait("green", nodes=3)
        assert len(cluster.hosts.split(",")) == 3
        cluster.ask("PUT", "/kept", {"settings": {"number_of_replicas": 2}})
        cluster.wait("green")
        cluster.nodes[0].kill()
        cluster.wait("yellow", nodes=2)
        cluster.nodes[0].start()
        cluster.wait("green", nodes=3)
        processes = [node.process for node in cluster.nodes]
        folder = cluster.folder
    assert all(process is not None and process.returncode is not None for process in processes)
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_node_ends_with_whoever_started_it(opensearch: Path, number: int) -> None:
    assert opensearch.is_dir()
    script = (
        "import time; from tests.clusters import Cluster\n"
        "with Cluster.started() as cluster:\n"
        "    print(cluster.nodes[0].process.pid, cluster.folder, flush=True)\n"
        "    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as starter:
        assert starter.stdout is not None
        process, folder = starter.stdout.readline().split()
        starter.send_signal(number)
    deadline = time.monotonic() + 30
    while gone(int(process)) is False or Path(folder).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def gone(process: int) -> bool:
    """Return whether it has ended; where nobody reaps it, a zombie is left."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_without_java_there_is_a_reason(bare: Path) -> None:
    program(bare, "mvn")
    assert "there is no Java" in (clusters.unavailable() or "")


@pytest.mark.parametrize(("version", "shown"), [("1.8.0_392", "8"), ("10.0.2", "10"), ("25", "25")])
def test_a_java_too_old_or_too_new_is_named(bare: Path, version: str, shown: str) -> None:
    program(bare, "mvn")
    program(bare, "java", f"echo 'openjdk version \"{version}\"' >&2")
    assert f"Java is of version {shown};" in (clusters.unavailable() or "")


def test_another_java_of_the_system_is_found(bare: Path) -> None:
    program(bare, "mvn")
    program(bare, "java", "echo 'openjdk version \"25\"' >&2")
    program(bare.parent / "jvm" / "old" / "bin", "java", "echo 'openjdk version \"21.0.2\"' >&2")
    assert clusters.unavailable() is None


def test_without_maven_there_is_a_reason_unless_opensearch_is_there(bare: Path) -> None:
    program(bare, "java", "echo 'openjdk version \"17.0.1\"' >&2")
    assert "there is no Maven" in (clusters.unavailable() or "")
    (bare.parent / "cache" / f"opensearch-{clusters.VERSION}").mkdir(parents=True)
    assert clusters.unavailable() is None


def test_what_cannot_be_fetched_leaves_nothing(bare: Path) -> None:
    program(bare, "mvn", "echo no such artifact; exit 1")
    with pytest.raises(clusters.Unavailable, match="no such artifact"):
        clusters.distribution()
    assert [each.suffix for each in (bare.parent / "cache").iterdir()] in ([], [".lock"])


def test_what_is_not_the_distribution_is_refused(bare: Path) -> None:
    name = f"opensearch-{clusters.VERSION}.zip"
    program(bare, "mvn", 'for last; do :; done; echo half > "${last#-DoutputDirectory=}"/' + name)
    with pytest.raises(clusters.Unavailable, match="not what it was"):
        clusters.distribution()


def test_without_a_cluster_its_tests_are_left_out_but_fail_in_ci(tmp_path: Path) -> None:
    """The reason is said where nobody overlooks it."""
    test = "tests/test_clusters.py::test_a_node_answers_with_its_version"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:randomly", test]
    program(tmp_path / "java" / "bin", "java", "echo 'openjdk version \"17\"' >&2")
    environment = os.environ | {"PATH": str(tmp_path), "NUTGRAF_TEST_CACHE": str(tmp_path)}
    for value, code, said in (
        ("", 0, "OpenSearch tests were left out: there is no Maven"),
        ("true", 1, "OpenSearch tests must run in CI, but there is no Maven"),
    ):
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment | {"CI": value, "OPENSEARCH_JAVA_HOME": str(tmp_path / "java")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        assert said in done.stdout
