"""The commands on an archive in a cluster: what they say of one in a folder, word for word."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import nutgraf

if TYPE_CHECKING:
    from pathlib import Path

    from tests.clusters import Cluster


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    for number in range(12):
        text = f"---\ndate: 2021-08-{number + 1:02}\n---\n# Report {number}\n\nOf {number} boats.\n"
        (folder / f"{number}.md").write_text(text, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    return folder


def test_both_say_the_same(cluster_archive: str, tmp_path: Path, news: Path) -> None:
    places = (str(tmp_path / "index"), cluster_archive)
    for command in (
        ("index", str(news)),
        ("index", str(news), "--json"),
        ("failures",),
        ("search", "boats", "--limit", "3", "--sort", "newest"),
        ("search", "bots"),
        ("search", "date:2021-02-30"),
        ("facets", "boats"),
        ("timeline", "boats"),
        ("concordance", "boats", "--sort", "left"),
        ("first", "boats"),
        ("suggest", "boa"),
        ("saved", "add", "Boats", "boats"),
        ("saved", "add", "Boats", "boats"),
        ("saved",),
        ("check",),
        ("rebuild",),
        ("export", "boats", "--format", "csv"),
        ("show", "nothing"),
    ):
        folder, cluster = (nutgraf(place, *command) for place in places)
        assert (cluster.code, shown(cluster.out)) == (folder.code, shown(folder.out)), command
        assert shown(cluster.err).replace(places[1], places[0]) == shown(folder.err), command
    stats = [json.loads(nutgraf(place, "stats", "--json").out) for place in places]
    differing = {name for name in stats[0] if stats[0][name] != stats[1][name]}
    assert differing <= {"place", "engine", "generation", "catalog_bytes", "index_bytes", "health"}
    assert re.search(r"^health +green: 1 node", nutgraf(places[1], "stats").out, re.MULTILINE)


def shown(text: str) -> str:
    """Return what is said without times and scores, which differ."""
    text = re.sub(r'"seconds": [\d.]+', "", text)
    text = re.sub(r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\+00:00)?", "", text)
    text = re.sub(r",?\d+(\.\d+)?(?=,Of|,Report)", "", text)
    return re.sub(r"\d+\.\d+ (s|ms|MB/s)|[\d.]+ seconds|\d+ ms", "", text)


def test_an_archive_moves_to_a_cluster_and_back(
    cluster: Cluster, cluster_archive: str, tmp_path: Path, news: Path
) -> None:
    there, back = str(tmp_path / "index"), str(tmp_path / "back")
    nutgraf(there, "index", str(news))
    for source, target in ((there, cluster_archive), (cluster_archive, back)):
        done = nutgraf("unused", "copy", source, target)
        assert (done.code, done.out) == (
            0,
            "copied 12 articles\nBoth archives hold the same.\n",
        ), done.err
    done = nutgraf(cluster_archive, "check", "--against", there)
    assert (done.code, done.out.splitlines()[-1]) == (0, "Both archives hold the same.")
    nutgraf(
        back,
        "remove",
        json.loads(nutgraf(back, "search", "boats", "--json").out)["hits"][0]["article"]["id"],
    )
    done = nutgraf(back, "check", "--against", cluster_archive)
    assert (done.code, done.out.splitlines()[-1]) == (1, "The archives differ in 1 article.")
    done = nutgraf("unused", "copy", there, cluster_archive)
    assert done.code == 1
    assert "there is another archive" in done.err
    assert cluster.nodes[0].is_up()


def test_the_shape_of_an_index_is_said_and_changed(
    cluster: Cluster, cluster_archive: str, tmp_path: Path, news: Path
) -> None:
    name = cluster_archive.rpartition("/")[2]

    def shards(index: str) -> str:
        settings = cluster.ask("GET", f"/{name}-{index}/_settings").json
        return str(settings[f"{name}-{index}"]["settings"]["index"]["number_of_shards"])

    done = nutgraf(cluster_archive, "index", str(news), "--shards", "2", "--replicas", "0")
    assert done.code == 0, done.err
    assert (shards("articles-1"), shards("rows")) == ("2", "2")
    assert nutgraf(cluster_archive, "saved", "add", "Boats", "boats").code == 0
    for part in ("state", "rows", "files", "searches", "articles-1", "paragraphs-1"):
        settings = cluster.ask("GET", f"/{name}-{part}/_settings").json[f"{name}-{part}"]
        assert settings["settings"]["index"]["number_of_replicas"] == "0", part
        assert "auto_expand_replicas" not in settings["settings"]["index"], part
    done = nutgraf(cluster_archive, "index", str(news), "--shards", "3")
    assert (done.code, "nutgraf rebuild" in done.err) == (1, True)
    assert nutgraf(cluster_archive, "rebuild", "--shards", "3").code == 0
    assert shards("articles-2") == "3"
    assert nutgraf(cluster_archive, "search", "boats").out.startswith("12 articles")
    aliases = cluster.ask("GET", f"/_alias/{name}-articles").json
    assert list(aliases) == [f"{name}-articles-2"]
    done = nutgraf(str(tmp_path / "index"), "index", str(news), "--shards", "2")
    assert (done.code, "no shards" in done.err) == (1, True)


def test_what_a_cluster_cannot_have_is_said(cluster_archive: str, news: Path) -> None:
    done = nutgraf(cluster_archive, "index", str(news), "--engine", "whoosh")
    assert (done.code, "“opensearch”" in done.err) == (1, True)
    assert nutgraf(cluster_archive, "index", str(news), "--engine", "opensearch").code == 0
    done = nutgraf(cluster_archive, "rebuild", "--engine", "tantivy")
    assert (done.code, "nutgraf copy" in done.err) == (1, True)
    assert nutgraf(cluster_archive, "search", "boats").code == 0
