"""Who takes part: the peers, how each is called, and which of them this machine has."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.speed import corpus, processes

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAMS = Path(__file__).with_name("peers")
OURS = "nutgraf"
_PYTHON_OF_DEBIAN = "/usr/bin/python3"  # has Debian's bindings
_TRIAL = 60  # paragraphs
_TRIAL_SECONDS = 120.0
_SIMPLE = " (simple)"


@dataclass(frozen=True, slots=True)
class Peer:
    """A program of ``peers/``; ``what`` says in a few words what it is."""

    name: str
    program: str
    what: str
    forms: int = 2  # with 1 it has no simpler form
    python: str = sys.executable
    answers: bool = True
    changes: bool = True  # or does everything again


PEERS = (
    Peer("nutgraf", "nutgraf_peer.py", "the library, as `nutgraf` uses it", forms=1),
    Peer("tantivy", "tantivy_peer.py", "plain tantivy-py: what the bare engine calls cost"),
    Peer("fts5", "fts5.py", "SQLite's FTS5 through Python's sqlite3"),
    Peer("xapian", "xapian_peer.py", "Xapian, Debian's python3-xapian", python=_PYTHON_OF_DEBIAN),
    Peer("whoosh", "whoosh_peer.py", "Whoosh, in pure Python"),
    Peer("bm25s", "bm25s_peer.py", "bm25s: ranking only, no text, no snippets", changes=False),
    Peer("recoll", "recoll.py", "Recoll: recollindex and recollq as whole programs", forms=1),
    Peer("floor", "floor.py", "reads the bytes of each file, no more", forms=1, answers=False),
)


@dataclass(frozen=True, slots=True)
class Contender:
    """A peer in one of its two forms."""

    peer: Peer
    simple: bool = False

    @property
    def label(self) -> str:
        """Its name in tables."""
        return self.peer.name + _SIMPLE * self.simple

    @property
    def folder(self) -> str:
        """Its name as a folder."""
        return f"{self.peer.name}-simple" if self.simple else self.peer.name

    def command(self, verb: str, *places: Path) -> list[str]:
        """Return how it is called."""
        program = str(PROGRAMS / self.peer.program)
        simple = ["--simple"] if self.simple else []
        return [self.peer.python, program, verb, *map(str, places), *simple]


def chosen(names: Iterable[str] = (), *, simple: bool = True) -> list[Contender]:
    """Return the contenders of these names, or all, Nutgraf first.

    Raises:
        ValueError: if there is no peer of a name.
    """
    wanted = set(names) or {peer.name for peer in PEERS}
    unknown = wanted.difference(peer.name for peer in PEERS)
    if unknown:
        raise ValueError(f"There is no peer {min(unknown)!r}.")
    found = [Contender(peer) for peer in PEERS if peer.name in wanted | {OURS}]
    if simple:
        found += [Contender(each.peer, simple=True) for each in found if each.peer.forms > 1]
    return found


def missing(contenders: list[Contender], place: Path) -> dict[str, str]:
    """Return the names of the peers that cannot run here, and why: each is tried."""
    reasons = {}
    with tempfile.TemporaryDirectory(dir=place) as folder:
        small = Path(folder, "corpus")
        corpus.make(small, _TRIAL, generated=True)
        for peer in {each.peer for each in contenders}:
            command = Contender(peer).command("index", small, Path(folder, peer.name))
            try:
                processes.run(command, _TRIAL_SECONDS)
            except (processes.Failed, processes.TooLong, OSError) as error:
                reasons[peer.name] = str(error)
    return reasons
