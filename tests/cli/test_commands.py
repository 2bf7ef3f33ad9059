"""Every command on good input: data on stdout, messages on stderr, the right exit code."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import re
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

import pytest

import search
from tests.archive.samples import write_file, write_files
from tests.cli.conftest import articles
from tests.cli.running import COMMAND, environment, nutgraf, on_a_terminal

if TYPE_CHECKING:
    from pathlib import Path

ESCAPE = "\x1b"
ARTICLE_KEYS = {
    "id", "title", "label", "description", "date", "date_precision", "updated", "authors",
    "source", "section", "place", "tags", "url", "path", "language", "extra", "provenance", "copies",
}  # fmt: skip


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_files(folder, 12)
    return folder


def json_of(place: Path, command: str, *arguments: str) -> dict[str, Any]:
    done = nutgraf(place, command, "--json", *arguments)
    assert done.code == 0, done.err
    return cast("dict[str, Any]", json.loads(done.out))


# index


def test_index_makes_an_archive_and_says_what_it_did(tmp_path: Path, news: Path) -> None:
    done = nutgraf(tmp_path / "new", "index", str(news))
    assert done.code == 0
    assert re.fullmatch(
        r"added 12, updated 0, unchanged 0, gone 0, failed 0, [\d.]+ s, [\d.]+ MB/s\n", done.out
    )
    assert done.err == ""


def test_index_as_json(tmp_path: Path, news: Path) -> None:
    write_file(news, "bad.txt", "")
    place = tmp_path / "new"
    done = nutgraf(place, "index", str(news), "--json")
    summary = json.loads(done.out)
    assert set(summary) == {
        "added", "updated", "unchanged", "articles", "gone", "removed", "failed", "bytes_read",
        "seconds",
    }  # fmt: skip
    assert summary["added"] == 12
    assert summary["failed"] == [{"path": str(news / "bad.txt"), "reason": "is empty."}]
    assert "bad.txt: is empty." in done.err
    (news / "bad.txt").unlink()
    assert json_of(place, "index", str(news))["gone"] == [str(news / "bad.txt")]


def test_index_prunes_when_told(tmp_path: Path, news: Path) -> None:
    place = tmp_path / "new"
    nutgraf(place, "index", str(news))
    (news / "000/report-1.txt").unlink()
    done = nutgraf(place, "index", str(news))
    assert "1 file that the archive knows have gone" in done.err or "gone" in done.err
    assert "--prune" in done.err
    done = nutgraf(place, "index", str(news), "--prune")
    assert "gone 1 (removed 1)" in done.out
    assert done.err == ""


def test_index_makes_an_archive_of_a_language(tmp_path: Path) -> None:
    path = write_file(tmp_path, "haus.txt", "Die Häuser am Hafen.")
    done = nutgraf(tmp_path / "new", "index", str(path), "--language", "german")
    assert done.code == 0, done.err
    assert json_of(tmp_path / "new", "search", "Haus")["total"] == 1
    again = nutgraf(tmp_path / "new", "index", str(path), "--language", "en")
    assert again.code == 1
    assert "the language german already" in again.err


def test_ctrl_c_keeps_what_was_read(tmp_path: Path, news: Path) -> None:
    write_files(news, 3000)
    place = tmp_path / "new"
    slow = (
        "import sys, time; from search.archive import run; from search.cli import main\n"
        "inner = run.Run._end\n"
        "def end(self, ended):\n"
        "    inner(self, ended); time.sleep(0.005); print('.', flush=True)\n"
        "run.Run._end = end\n"
        "sys.exit(main())"
    )
    with subprocess.Popen(
        [sys.executable, "-c", slow, "index", str(news)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(place),
        text=True,
    ) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.strip() == "nutgraf: Interrupted; what was committed is safe."
    with search.Archive.open(place) as archive:
        assert 20 <= archive.search("").total < 3000
        assert archive.check().agrees


# search


def test_search_prints_hits_and_says_how_the_query_was_read(place: Path) -> None:
    done = nutgraf(place, "search", "ferries", "boat", "--limit", "2", "--sort", "oldest")
    assert done.code == 0
    assert done.err == "read as: ferries AND boat\n"
    assert done.out.splitlines() == [
        "12 articles",
        "",
        "1. Report 1",
        "   The Quay · 2021-08-01 · Mira Holm, Bo Day · report1",
        "   ¶1 The harbour office counted 1 boats.",
        "   ¶2 The ferry was late, “as ever”.",
        "",
        "2. Report 2",
        "   The Quay · 2021-08-02 · Mira Holm, Bo Day · report2",
        "   ¶1 The harbour office counted 2 boats.",
        "   ¶2 The ferry was late, “as ever”.",
        "",
        "1 to 2; go on with --offset 2",
    ]


def test_search_without_hits_is_done(place: Path) -> None:
    done = nutgraf(place, "search", "walrus")
    assert (done.code, done.out) == (0, "0 articles\n")


def test_search_without_a_query_lists_everything_newest_first(place: Path) -> None:
    found = json_of(place, "search")
    assert found["total"] == len(articles())
    assert found["hits"][0]["article"]["date"] == "2021-08-12"


@pytest.mark.parametrize(
    ("words", "interpreted"),
    [
        (["valley", "-peace"], "valley AND -peace"),
        (["valley", "-history"], "valley AND -history"),  # h is no option
        (["valley", "-h"], "valley AND -h"),
        (["-peace", "valley"], "-peace AND valley"),
        (['-"peace talks"'], '-"peace talks"'),
        (["-source:quay", "--sort", "newest"], "-source:quay"),
        (["--", "-peace"], "-peace"),
        (["peace", "OR", "ferry"], "peace OR ferry"),
    ],
)
def test_words_with_a_minus_belong_to_the_query(
    place: Path, words: list[str], interpreted: str
) -> None:
    for command in ("search", "export"):
        done = nutgraf(place, command, *words)
        assert done.code == 0, done.err
    assert json_of(place, "search", *words)["interpreted"] == interpreted


def test_search_as_json_has_the_keys_of_the_api(place: Path) -> None:
    found = json_of(place, "search", '"harbour office', "--limit", "1", "--offset", "3")
    assert set(found) == {
        "query", "interpreted", "notices", "scope", "sort", "total", "distinct", "offset",
        "took_ms", "hits", "facets", "suggestions", "parts",
    }  # fmt: skip
    assert (found["total"], found["offset"], len(found["hits"])) == (12, 3, 1)
    assert set(found["notices"][0]) == {"message", "start", "end"}
    hit = found["hits"][0]
    assert {"score", "matching_paragraphs", "others", "article", "paragraphs"} <= set(hit)
    assert set(hit["article"]) == ARTICLE_KEYS
    paragraph = hit["paragraphs"][0]
    assert {"number", "kind", "text", "marks", "snippet"} <= set(paragraph)
    assert [paragraph["text"][a:b] for a, b in paragraph["marks"]] == ["harbour office"]
    assert set(paragraph["snippet"]) == {"text", "marks"}
    assert found["facets"]["source"] == [{"value": "The Quay", "count": 12}]


def test_search_options_reach_the_library(place: Path) -> None:
    assert json_of(place, "search", "boats ferry", "--scope", "paragraph")["total"] == 0
    assert json_of(place, "search", "boats peace", "--any")["total"] == 14
    day = json_of(place, "search", "date:yesterday", "--now", "2021-08-05")
    assert [hit["article"]["id"] for hit in day["hits"]] == ["report4"]


def test_recent_articles_come_first_on_request(tmp_path: Path) -> None:
    place = tmp_path / "ferries"
    with search.Archive.create(place) as archive:
        archive.add(
            search.Article.of(text, id=name, date=datetime.date(year, 8, 1))
            for name, text, year in (
                ("old", "A ferry, a ferry.", 1990),
                ("new", "A ferry came.", 2021),
            )
        )
    for more, expected in (((), ["old", "new"]), (("--recency", "30"), ["new", "old"])):
        asked = ("ferry", "--now", "2021-08-01", *more)
        found = json_of(place, "search", *asked)
        assert [hit["article"]["id"] for hit in found["hits"]] == expected
        lines = nutgraf(place, "export", *asked).out.splitlines()
        assert [json.loads(line)["article"]["id"] for line in lines] == expected


def test_notices_go_to_stderr(place: Path) -> None:
    done = nutgraf(place, "search", '"harbour office', "--limit", "0")
    assert done.out == "12 articles\n"
    assert done.err.splitlines()[1].startswith("note: The quote was not closed")


# explain


def test_a_score_is_explained_in_the_words_of_the_query(place: Path) -> None:
    done = nutgraf(place, "explain", "harbour office", "report3")
    assert (done.code, done.err) == (0, "")
    said = done.out.partition("\nscore\n")[2].splitlines()
    assert [line.split(maxsplit=1)[1] for line in said] == [
        "sum",
        "harbour",
        "office",
        "harbour as it is written × 0.05",
        "office as it is written × 0.05",
        "harbour office side by side × 0.1",
        "¶1 would score so much more as an article by itself",
    ]
    whole, *parts = [float(line.split()[0]) for line in said]
    assert whole == pytest.approx(sum(parts), abs=0.01)


def test_what_the_engine_counted_is_told_on_request(place: Path) -> None:
    brief = nutgraf(place, "explain", "harbour", "report3").out.splitlines()
    whole = nutgraf(place, "explain", "harbour", "report3", "--verbose").out.splitlines()
    assert len(whole) > len(brief)
    assert [line for line in whole if line in brief] == brief
    assert any("length of field" in line for line in whole)
    (score,) = json_of(place, "explain", "harbour", "report3")["score"]["parts"][:1]
    assert score["parts"]  # JSON has all of it


def test_how_recent_an_article_is_stands_in_its_explanation(place: Path) -> None:
    asked = ("explain", "harbour", "report3", "--recency", "7", "--now", "2021-08-10")
    said = nutgraf(place, *asked).out.partition("\nscore\n")[2].splitlines()
    value = float(said[0].split()[0])
    assert said[0].endswith(" product")
    assert said[1].endswith(" sum")
    assert said[-1] == "    1.500 by how recent the article is"
    assert value == pytest.approx(1.5 * float(said[1].split()[0]), abs=0.01)


@pytest.mark.parametrize("query", ["date:2021-08", "author:*", "*", "date:2021-08 harbour"])
def test_what_has_no_words_is_explained(place: Path, query: str) -> None:
    done = nutgraf(place, "explain", query, "report3", "--recency", "7")
    assert (done.code, done.err) == (0, "")
    assert "matches" in done.out


# show, stats, remove, rebuild, check


def test_show_prints_an_article_with_numbered_paragraphs(place: Path) -> None:
    done = nutgraf(place, "show", "report3")
    assert done.code == 0
    assert done.out.splitlines() == [
        "Report 3",
        "id: report3",
        "date: 2021-08-03",
        "authors: Mira Holm, Bo Day",
        "source: The Quay",
        "",
        "¶0 [title] Report 3",
        "",
        "¶1 The harbour office counted 3 boats.",
        "",
        "¶2 The ferry was late, “as ever”.",
    ]


def test_show_one_paragraph(place: Path) -> None:
    done = nutgraf(place, "show", "report3", "--paragraph", "2")
    assert done.out.endswith("\n\n¶2 The ferry was late, “as ever”.\n")
    assert "¶1" not in done.out
    shown = json_of(place, "show", "report3", "--paragraph", "2")
    assert [each["number"] for each in shown["paragraphs"]] == [2]
    done = nutgraf(place, "show", "report3", "--paragraph", "9")
    assert (done.code, done.out) == (1, "")
    assert "has no paragraph 9; its paragraphs are 0 to 2" in done.err


def test_show_as_json(place: Path) -> None:
    shown = json_of(place, "show", "report3")
    assert set(shown) == ARTICLE_KEYS | {"paragraphs"}
    assert shown["paragraphs"][0] == {
        "number": 0, "kind": "title", "heading": None, "text": "Report 3",
    }  # fmt: skip


def test_stats(place: Path) -> None:
    done = nutgraf(place, "stats")
    assert done.code == 0
    assert re.search(r"^articles +15$", done.out, re.MULTILINE)
    assert re.search(r"^dates +2021-08-01 to 2021-08-12$", done.out, re.MULTILINE)
    held = json_of(place, "stats")
    assert (held["articles"], held["undated"], held["engine"]) == (15, 3, "tantivy")


def test_remove_rebuild_and_check(tmp_path: Path, news: Path) -> None:
    place = tmp_path / "new"
    nutgraf(place, "index", str(news))
    some = [hit["article"]["id"] for hit in json_of(place, "search", "number1*")["hits"]]
    done = nutgraf(place, "remove", *some)
    assert (done.code, done.out, done.err) == (0, f"removed {len(some)}\n", "")
    done = nutgraf(place, "rebuild")
    assert (done.code, done.out) == (0, f"rebuilt the index of {12 - len(some)} articles\n")
    assert json_of(place, "check") == {
        "sound": True, "articles": 12 - len(some), "missing": 0, "surplus": 0, "different": 0,
        "repaired": False, "agrees": True,
    }  # fmt: skip
    assert nutgraf(place, "check").out == (
        f"The catalog is sound and the index agrees: {12 - len(some)} articles.\n"
    )


# export


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("query", ["", "boats", "walrus", "valley OR ferry"])
def test_export_has_a_row_for_every_hit(place: Path, query: str, scope: str) -> None:
    total = json_of(place, "search", query, "--scope", scope)["total"]
    lines = nutgraf(place, "export", query, "--scope", scope).out.splitlines()
    assert len(lines) == total
    assert all("article" in json.loads(line) for line in lines)
    table = nutgraf(place, "export", query, "--scope", scope, "--format", "csv").out
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    assert len(rows) == total
    assert [row["id"] for row in rows] == [json.loads(line)["article"]["id"] for line in lines]


def test_export_finds_any_of_the_words_as_search_does(place: Path) -> None:
    lines = nutgraf(place, "export", "boats", "peace", "--any").out.splitlines()
    assert len(lines) == 14


def test_export_gives_the_text_as_it_is(place: Path) -> None:
    hostile = next(each for each in articles() if each.id == "hostile")
    line = json.loads(nutgraf(place, "export", "word").out)
    assert line["article"]["title"] == hostile.title
    table = nutgraf(place, "export", "word", "--format", "csv").out
    row = next(csv.DictReader(io.StringIO(table, newline="")))
    assert row["source"] == hostile.source


# terminals and pipes


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "harbour", "--sort", "newest", "--limit", "99"],
        ["show", "hostile"],
        ["show", "hostile", "--json"],
        ["show", "hostile", "--query", "harbour"],
        ["search", "word", "--json"],
        ["export", "word"],
        ["search", "\x1b[31mword\x07"],
        ["show", "\x1b[31mnothing\x9b2J"],
        ["search", "date:\x1b[31m2021-02-30"],
    ],
)
def test_control_characters_of_a_text_never_reach_a_terminal(
    place: Path, arguments: list[str]
) -> None:
    done = nutgraf(place, *arguments)
    piped = done.out + done.err
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", piped)
    shown = re.sub(r"\x1b\[(0|1|31)*m", "", on_a_terminal(place, *arguments).out)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202e]", shown)
    assert not re.search("^forged line", shown, re.MULTILINE)


def test_marks_are_bold_on_a_terminal_only(place: Path) -> None:
    shown = on_a_terminal(place, "search", "boats", "--limit", "1")
    assert f"{ESCAPE}[31m{ESCAPE}[1mboats{ESCAPE}[0m" in shown.out
    shown = on_a_terminal(place, "show", "report1", "--query", "ferry")
    assert f"{ESCAPE}[31m{ESCAPE}[1mferry{ESCAPE}[0m" in shown.out
    assert ESCAPE not in nutgraf(place, "search", "boats").out
    assert ESCAPE not in on_a_terminal(place, "search", "boats", NO_COLOR="1").out


def test_a_terminal_shows_how_far_a_run_is(tmp_path: Path, news: Path) -> None:
    place = tmp_path / "new"
    shown = on_a_terminal(place, "index", str(news)).out
    assert re.search(r"Reading \[#{20}\] 100%  12 of 12 files  [\d.]+ MB/s  0:00 left", shown)
    assert shown.rpartition("\r")[0].rstrip("\r").endswith(" MB/s")
    assert "Building" in on_a_terminal(place, "rebuild").out
    assert "Reading" not in on_a_terminal(place, "index", str(news)).out  # nothing was read


def test_a_pipe_gets_utf_8_whatever_the_locale(place: Path) -> None:
    for variables in ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0"}):
        done = nutgraf(place, "search", "ferry", "--limit", "1", variables=variables)
        assert "“as ever”" in done.out


def test_bytes_that_are_no_text_can_be_searched_for(place: Path) -> None:
    for command in ("search", "export"):
        assert nutgraf(place, command, b"caf\xe9 harbour").code == 0
    found = nutgraf(place, "search", b"\xe9 harbour", "--json")
    assert json.loads(found.out)["total"] >= 12


# the command itself


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["search", "-h"], ["export", "--help"]])
def test_help_goes_to_stdout(place: Path, arguments: list[str]) -> None:
    done = nutgraf(place, *arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: nutgraf")


def test_the_version(place: Path) -> None:
    assert nutgraf(place, "--version").out == f"nutgraf, version {search.__version__}\n"


def test_the_archive_is_an_option_or_a_variable(place: Path, tmp_path: Path) -> None:
    found = nutgraf(tmp_path / "nowhere", "search", "boats", "--archive", str(place))
    assert found.out.startswith("12 articles")


def test_the_default_archive_is_index(tmp_path: Path) -> None:
    write_file(tmp_path, "a.txt", "The harbour.")
    bare = {name: value for name, value in os.environ.items() if name != "NUTGRAF_ARCHIVE"}
    for arguments in (["index", "."], ["search", "harbour"]):
        done = subprocess.run(
            [*COMMAND, *arguments], cwd=tmp_path, env=bare, capture_output=True, check=True
        )
    assert done.stdout.startswith(b"1 article\n")
    assert (tmp_path / "index/catalog.sqlite").exists()
