"""Recoll as a whole program: recollindex and recollq, with a configuration of its own.

Every question is a process of recollq, as it would be for a script, and its time is that of
the process. Recoll finds files: articles and not paragraphs; it reads no front matter, so
that there are no fields, dates are those of files, and their own lines count as text. Words
are found as written, and stems by their forms at the time of the question; a phrase is asked
for without them. Totals are exact when asked for. It prints a snippet of each hit, unmarked.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from benchmarks.speed.peers import protocol

if TYPE_CHECKING:
    from benchmarks.speed.peers.protocol import Answer, Question

CONFIGURATION = """\
topdirs = {corpus}
dbdir = {place}/xapiandb
cachedir = {place}
indexstemminglanguages = english
noaspell = 1
processwebqueue = 0
idxflushmb = 100
loglevel = 2
logfilename = {place}/log
"""
URL = "file://"
FOUND = re.compile(r"^(\d+) results", re.MULTILINE)
HIT = re.compile(r"^\S+\t\[(.*?)\]\t.*\n(?:SNIPPETS\n\d+ : (.*)\n/SNIPPETS)?", re.MULTILINE)


class Recoll(protocol.Peer):
    """A folder with its configuration and its database."""

    @property
    def version(self) -> str:
        """The version, which recollq prints among its first lines."""
        ran = subprocess.run(["recollq", "-v"], capture_output=True, text=True, check=False)
        return next(
            (line for line in (ran.stdout + ran.stderr).splitlines() if "Recoll" in line), "Recoll"
        )

    def index(self, corpus: str) -> None:
        """Configure and run the indexer."""
        folder = self.place.resolve()
        made = CONFIGURATION.format(corpus=Path(corpus).resolve(), place=folder)
        (folder / "recoll.conf").write_text(made, encoding="utf-8")
        self.update(corpus)

    def update(self, corpus: str) -> None:
        """Run the indexer, which looks at every file."""
        del corpus  # the configuration knows it
        subprocess.run(["recollindex", "-c", str(self.place.resolve())], check=True)

    def open(self) -> None:
        """Remember where the corpus is."""
        lines = (self.place / "recoll.conf").read_text(encoding="utf-8").splitlines()
        self._corpus = lines[0].partition(" = ")[2]

    def answer(self, question: Question) -> Answer:
        """Run a process and read what it prints."""
        ran = subprocess.run(
            [
                *("recollq", "-c", str(self.place.resolve()), "-n", str(protocol.LIMIT)),
                *("-E", "-A", "-p", "1", query(question)),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return self._read(ran.stdout)

    def _read(self, printed: str) -> Answer:
        """Return what recollq has printed: a line of each hit, and lines with its snippet."""
        total = FOUND.search(printed)
        hits = tuple(
            protocol.Hit(
                url.removeprefix(f"{URL}{self._corpus}/"), None, " ".join(text.split()), ()
            )
            for url, text in HIT.findall(printed)
        )
        return protocol.Answer(int(total.group(1)) if total else 0, hits)


def query(question: Question) -> str:
    """Return a question in Recoll's query language.

    >>> query(protocol.Question("near", "article", ("peace", "talks")))
    '"peace talks"po4'
    """
    if question.scope == "paragraph":
        raise protocol.Unsupported("Recoll finds files")
    words = question.words
    match question.kind:
        case "one" | "common" | "and":
            return " ".join(words)
        case "or":
            return " OR ".join(words)
        case "not":
            return f"{words[0]} -{words[1]}"
        case "phrase":
            return f'"{" ".join(words)}"l'
        case "near":
            return f'"{" ".join(words)}"po{protocol.NEAR - 1}'
        case "wildcard":
            return f"{question.word}*"
    raise protocol.Unsupported("Recoll has no such thing for plain files")


if __name__ == "__main__":
    protocol.main(Recoll)
