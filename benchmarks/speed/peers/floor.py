"""The limit of reading: the bytes of each file, and nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from benchmarks.speed import files
from benchmarks.speed.peers import protocol


class Floor(protocol.Peer):
    """No index at all."""

    version = f"Python {sys.version.split()[0]}"

    def index(self, corpus: str) -> None:
        """Read every file."""
        for file in files.files(corpus):
            Path(corpus, file.path).read_bytes()

    def update(self, corpus: str) -> None:
        """Ask for the size and time of every file."""
        for _ in files.files(corpus):
            pass

    def open(self) -> None:
        """Do nothing."""

    def answer(self, question: protocol.Question) -> protocol.Answer:
        """Say that there is nothing to ask."""
        raise protocol.Unsupported(f"no index to ask for {question.kind}")


if __name__ == "__main__":
    protocol.main(Floor)
