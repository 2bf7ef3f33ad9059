"""What every peer has in common: its three verbs, the questions and the answers.

    python NAME.py index CORPUS PLACE [--simple]
    python NAME.py update CORPUS PLACE [--simple]
    python NAME.py serve PLACE [--simple]

Standard library only. A peer is a program of its own, so that CPU seconds and memory
mean the same for all of them, and one may need another Python than the others.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from benchmarks.speed import files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from typing import Protocol

    class Writer(Protocol):
        """What an engine's own index is written through."""

        def add(self, story: files.Story) -> None:
            """Add an article with its paragraphs."""

        def remove(self, path: str) -> None:
            """Remove the article of a file."""


LIMIT = 10  # hits of an answer
SNIPPET_LENGTH = 240  # characters
NEAR = 5  # words between which and the next one another word of a proximity stands
START, END = "\x02", "\x03"  # around what an engine marks in a text
LEDGER = "ledger.json"
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words in lower case, and the bounds of dates as YYYY-MM-DD.

    ``text`` is the same in Nutgraf's query language.
    """

    kind: str
    scope: str
    words: tuple[str, ...]
    text: str = ""
    first: str = ""
    last: str = ""

    @classmethod
    def of(cls, line: str) -> Question:
        """Read a question from a line of JSON.

        >>> Question.of('{"kind": "one", "scope": "article", "words": ["peace"]}').words
        ('peace',)
        """
        asked = json.loads(line)
        return cls(
            asked["kind"],
            asked["scope"],
            tuple(asked["words"]),
            asked.get("text", ""),
            asked.get("from", ""),
            asked.get("to", ""),
        )

    @property
    def word(self) -> str:
        """The first word, which is the only one of some kinds; of a pattern, its letters."""
        return self.words[0].rstrip("*~")


@dataclass(frozen=True, slots=True)
class Hit:
    """An article or, with a number, one of its paragraphs, and why it was found."""

    path: str
    number: int | None
    snippet: str
    marks: tuple[tuple[int, int], ...]

    @classmethod
    def marked(cls, path: str, number: int | None, snippet: str) -> Hit:
        r"""Return the hit of a snippet in which an engine has put ``START`` and ``END``.

        >>> Hit.marked("0/1.txt", None, "The \x02peace\x03 talks")
        Hit(path='0/1.txt', number=None, snippet='The peace talks', marks=((4, 9),))
        """
        plain, marks = "", []
        for index, piece in enumerate(snippet.replace(END, START).split(START)):
            if index % 2:
                marks.append((len(plain), len(plain) + len(piece)))
            plain += piece
        return cls(path, number, plain, tuple(marks))


@dataclass(frozen=True, slots=True)
class Answer:
    """The best hits; ``total`` is exact, or None where the engine gives none."""

    total: int | None
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] | None = None


class Unsupported(Exception):
    """What a peer cannot do, said in a few words."""


class Peer:
    """An engine and the place of its index."""

    def __init__(self, place: Path, *, simple: bool) -> None:
        """Keep where the index is or will be."""
        self.place = place
        self.simple = simple

    @property
    def version(self) -> str:
        """The engine's name and version."""
        raise NotImplementedError

    def index(self, corpus: str) -> None:
        """Read every file and build the index from nothing."""
        with self.writing() as writer:
            for story in files.stories(corpus):
                writer.add(story)
        self._note(_states(corpus))

    def update(self, corpus: str) -> None:
        """Look at every file, and read again those that have changed."""
        before: dict[str, list[int]] = json.loads((self.place / LEDGER).read_text(encoding="utf-8"))
        now = _states(corpus)
        stale = [path for path, state in before.items() if now.get(path) != state]
        fresh = [path for path, state in now.items() if before.get(path) != state]
        if stale or fresh:
            self.change(corpus, stale, fresh)
            self._note(now)

    def change(self, corpus: str, stale: Iterable[str], fresh: Iterable[str]) -> None:
        """Remove what has changed or gone from the index, and add what has changed or come."""
        with self.writing() as writer:
            for path in stale:
                writer.remove(path)
            for path in fresh:
                writer.add(files.read(corpus, path))

    def _note(self, states: dict[str, list[int]]) -> None:
        (self.place / LEDGER).write_text(json.dumps(states), encoding="utf-8")

    def writing(self) -> AbstractContextManager[Writer]:
        """Return what the index is written through; it is complete after the block."""
        raise NotImplementedError

    def open(self) -> None:
        """Make ready to answer."""
        raise NotImplementedError

    def answer(self, question: Question) -> Answer:
        """Answer a question.

        Raises:
            Unsupported: if the engine cannot.
        """
        raise NotImplementedError


def main(peer: type[Peer]) -> None:
    """Do what the command line asks of a peer."""
    parser = argparse.ArgumentParser()
    verbs = parser.add_subparsers(dest="verb", required=True)
    for verb in ("index", "update", "serve"):
        options = verbs.add_parser(verb)
        if verb != "serve":
            options.add_argument("corpus")
        options.add_argument("place", type=Path)
        options.add_argument("--simple", action="store_true")
    asked = parser.parse_args()
    made = peer(asked.place, simple=asked.simple)
    if asked.verb == "serve":
        _serve(made)
    elif asked.verb == "index":
        made.place.mkdir(parents=True)
        made.index(asked.corpus)
    else:
        made.update(asked.corpus)


def _serve(peer: Peer) -> None:
    """Answer the questions of standard input, each of them and its answer a line of JSON."""
    began = time.perf_counter()
    peer.open()
    _print({"ready": time.perf_counter() - began, "version": peer.version})
    for line in sys.stdin:
        question = Question.of(line)
        start = time.perf_counter_ns()
        try:
            answer = peer.answer(question)
        except Unsupported as reason:
            _print({"unsupported": str(reason)})
            continue
        milliseconds = (time.perf_counter_ns() - start) / 1e6
        hits = [[hit.path, hit.number, hit.snippet, hit.marks] for hit in answer.hits]
        facets = {} if answer.facets is None else {"facets": answer.facets}
        _print({"ms": milliseconds, "total": answer.total, "hits": hits, **facets})


def _print(value: dict[str, object]) -> None:
    print(json.dumps(value), flush=True)


def _states(corpus: str) -> dict[str, list[int]]:
    return {file.path: [file.size, file.mtime_ns] for file in files.files(corpus)}


def texts(story: files.Story) -> list[str]:
    """Return what is searched: the title, which is paragraph 0, and the paragraphs."""
    return [story.title, *story.paragraphs]


def variants(text: str, word: str) -> set[str]:
    """Return the words of a text, in lower case, that are one edit away from a word or equal.

    For engines that find misspelt words and do not tell which ones they are.

    >>> sorted(variants("Masood, Masuod and Massoud; maso", "masoud"))
    ['masood', 'massoud', 'masuod']
    """
    found = set(_WORD.findall(text.lower()))
    return {each for each in found if abs(len(each) - len(word)) < 2 and _near(each, word)}


def _near(one: str, other: str) -> bool:
    """Tell whether an insertion, deletion, substitution or transposition makes them equal."""
    if one == other:
        return True
    shorter = min(len(one), len(other))
    head = 0
    while head < shorter and one[head] == other[head]:
        head += 1
    tails = one[head:], other[head:]
    edits = (tails[0][1:], tails[1][1:]), (tails[0][1:], tails[1]), (tails[0], tails[1][1:])
    if any(left == right for left, right in edits):
        return True
    return tails[0][:2] == tails[1][1::-1] and tails[0][2:] == tails[1][2:]
