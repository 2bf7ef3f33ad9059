"""The peers of the benchmarks do the same work: they find the same as Nutgraf."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.speed import contenders, files
from benchmarks.speed.files import Story

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

STORIES = (
    Story(
        "0000/000001.txt",
        "Ferry strike ends",
        "2021-03-04",
        "Harbour Post",
        "Ana Lee",
        ("sea",),
        (
            "The ferry strike ended on Monday.",
            "Passengers waited for boats near the old harbour.",
        ),
    ),
    Story(
        "0000/000002.txt",
        "Storm closes harbour",
        "2021-11-20",
        "Harbour Post",
        "Bo Ek",
        ("weather", "sea"),
        (
            "A storm closed the harbour and the ferry stayed in port.",
            "Waiting passengers slept in the church.",
        ),
    ),
    Story(
        "0001/000003.txt",
        "Council votes on budget",
        "2022-05-01",
        "Valley Times",
        "Cy Day",
        ("money",),
        (
            "The council voted for a budget with a new ferry.",
            "A church roof will wait until next year.",
        ),
    ),
)
DATES = {"from": "2021-01-01", "to": "2021-12-31"}


@dataclass(frozen=True)
class Case:
    """A question, and in how many articles and paragraphs it is met."""

    kind: str
    words: str
    text: str
    articles: int
    paragraphs: int

    def lines(self) -> list[str]:
        asked = {"kind": self.kind, "words": self.words.split(), "text": self.text, **DATES}
        return [json.dumps(asked | {"scope": scope}) for scope in ("article", "paragraph")]


CASES = (
    Case("one", "ferry", "ferry", 3, 4),
    Case("one", "wait", "wait", 3, 3),
    Case("common", "the", "the", 3, 5),
    Case("and", "ferry passengers", "ferry passengers", 2, 0),
    Case("or", "storm budget", "storm OR budget", 2, 4),
    Case("not", "ferry storm", "ferry -storm", 2, 3),
    Case("phrase", "ferry strike", '"ferry strike"', 1, 2),
    Case("field", "harbour", "title:harbour", 1, 1),
    Case("date", "church", "church date:2021-01-01..2021-12-31", 1, 1),
    Case("wildcard", "pass", "pass*", 2, 2),
    Case("fuzzy", "harbor", "harbor~", 2, 3),
    Case("near", "ferry closed", "ferry w/5 closed", 1, 1),
    Case("facets", "ferry", "ferry", 3, 4),
)
FACETS = (
    {"source": {"Harbour Post": 2, "Valley Times": 1}, "year": {"2021": 2, "2022": 1}},
    {"source": {"Harbour Post": 3, "Valley Times": 1}, "year": {"2021": 3, "2022": 1}},
)
# What a peer cannot do; where it is all but some kinds, those.
CANNOT: dict[str, set[str]] = {
    "fts5": {"fuzzy"},
    "xapian": {"fuzzy"},
    "bm25s": {case.kind for case in CASES} - {"one", "common", "or"},
    "recoll": {"field", "date", "fuzzy", "facets"},
}
UNMARKED = {"bm25s", "recoll"}
PEERS = [peer for peer in contenders.PEERS if peer.answers]


@cache
def _is_there(name: str) -> bool:
    if name == "xapian":
        command = ["/usr/bin/python3", "-c", "import xapian"]
        return (
            Path(command[0]).exists()
            and subprocess.run(command, capture_output=True, check=False).returncode == 0
        )
    if name == "recoll":
        return shutil.which("recollindex") is not None and shutil.which("recollq") is not None
    return name != "bm25s" or importlib.util.find_spec("bm25s") is not None


@dataclass
class Tried:
    """A peer, a corpus of its own, and its index."""

    contender: contenders.Contender
    corpus: Path
    place: Path

    @property
    def name(self) -> str:
        return self.contender.peer.name

    def run(self, verb: str) -> None:
        done = subprocess.run(
            self.contender.command(verb, self.corpus, self.place),
            stderr=subprocess.PIPE,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()

    def answers(self, cases: Sequence[Case]) -> list[list[dict[str, Any]]]:
        lines = [line for case in cases for line in case.lines()]
        served = subprocess.run(
            self.contender.command("serve", self.place),
            input="\n".join(lines),
            capture_output=True,
            text=True,
            check=False,
        )
        assert served.returncode == 0, served.stderr
        ready, *found = map(json.loads, served.stdout.splitlines())
        assert set(ready) == {"ready", "version"}
        assert len(found) == len(lines)
        return [found[at : at + 2] for at in range(0, len(found), 2)]


def _write(corpus: Path, stories: Sequence[Story]) -> None:
    for story in stories:
        path = corpus / story.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files.text(story), encoding="utf-8")


def _tried(contender: contenders.Contender, folder: Path) -> Tried:
    if not _is_there(contender.peer.name):
        pytest.skip(f"{contender.peer.name} is not installed")
    made = Tried(contender, folder / "corpus", folder / contender.folder)
    _write(made.corpus, STORIES)
    made.run("index")
    return made


@pytest.fixture(scope="module", params=PEERS, ids=lambda peer: peer.name)
def tried(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Tried:
    return _tried(contenders.Contender(request.param), tmp_path_factory.mktemp("peer"))


def test_totals_are_those_of_nutgraf(tried: Tried) -> None:
    cannot = CANNOT.get(tried.name, set())
    for case, (article, paragraph) in zip(CASES, tried.answers(CASES), strict=True):
        if case.kind in cannot:
            assert article.get("unsupported"), case
            continue
        assert article["total"] == len(article["hits"]) == case.articles, case
        if tried.name == "recoll":
            assert paragraph.get("unsupported"), case
        else:
            assert paragraph["total"] == len(paragraph["hits"]) == case.paragraphs, case


def test_hits_are_counted_by_source_and_year(tried: Tried) -> None:
    if "facets" in CANNOT.get(tried.name, set()):
        pytest.skip("it cannot")
    (answers,) = tried.answers([case for case in CASES if case.kind == "facets"])
    assert [answer["facets"] for answer in answers] == list(FACETS)


def test_every_hit_has_its_words_marked(tried: Tried) -> None:
    if tried.name in UNMARKED:
        pytest.skip("it cannot")
    for case, answers in zip(CASES, tried.answers(CASES), strict=True):
        for answer in answers:
            for path, _, snippet, marks in answer.get("hits", ()):
                words = [snippet[start:end].lower() for start, end in marks]
                assert words, (case, path)
                assert all(_like(word, case.words) for word in words), (case, words)


def _like(word: str, asked: str) -> bool:
    """Tell whether what is marked begins as a word, or a phrase, that was asked for."""
    return any(word[:3] == each[:3] for each in asked.split())


def test_paragraphs_are_told_by_their_numbers(tried: Tried) -> None:
    ((article, paragraph),) = tried.answers([CASES[1]])
    assert {hit[0].rpartition("corpus/")[2] for hit in article["hits"]} == {
        story.path for story in STORIES
    }
    assert {hit[1] for hit in article["hits"]} == {None}
    if "unsupported" not in paragraph:
        assert {hit[1] for hit in paragraph["hits"]} == {2}


@pytest.mark.parametrize("simple", [False, True], ids=["full", "simple"])
@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_update_reads_what_has_changed(
    peer: contenders.Peer, tmp_path: Path, *, simple: bool
) -> None:
    if simple and peer.forms == 1:
        pytest.skip("it has no simpler form")
    tried = _tried(contenders.Contender(peer, simple=simple), tmp_path)
    _write(tried.corpus, [replace(STORIES[0], paragraphs=("The bridge opened again.",))])
    _write(tried.corpus, [replace(STORIES[2], path="0001/000004.txt", title="A bridge")])
    (tried.corpus / STORIES[2].path).unlink()
    tried.run("update")
    bridge = Case("one", "bridge", "bridge", 2, 2)
    budget = Case("one", "budget", "budget", 1, 1)
    waited = Case("one", "waiting", "waiting", 2, 2)
    cases = (bridge, budget, waited)
    for case, (article, paragraph) in zip(cases, tried.answers(cases), strict=True):
        assert len(article["hits"]) == case.articles, case
        if "unsupported" not in paragraph:
            assert len(paragraph["hits"]) == case.paragraphs, case


@pytest.mark.parametrize("name", ["fts5", "tantivy", "whoosh", "xapian", "bm25s"])
def test_update_leaves_alone_what_has_not_changed(name: str, tmp_path: Path) -> None:
    (peer,) = (each for each in PEERS if each.name == name)
    tried = _tried(contenders.Contender(peer), tmp_path)
    before = _files(tried.place)
    tried.run("update")
    assert _files(tried.place) == before


def _files(folder: Path) -> Mapping[str, tuple[int, int]]:
    found = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def test_the_floor_reads_and_answers_nothing(tmp_path: Path) -> None:
    (peer,) = (each for each in contenders.PEERS if not each.answers)
    tried = _tried(contenders.Contender(peer), tmp_path)
    tried.run("update")
    assert _files(tried.place) == {}


def test_a_peer_needs_no_more_than_python_and_its_engine(tmp_path: Path) -> None:
    """They are run by pythons in which Nutgraf is not installed."""
    _write(tmp_path / "corpus", STORIES)
    program = contenders.PROGRAMS / "fts5.py"
    command = [sys.executable, "-S", str(program), "index", "corpus", "place"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "place" / "fts5.sqlite").exists()
