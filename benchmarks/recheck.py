"""How long does a run take over files of which none has changed?

Usage: python benchmarks/recheck.py [FILES]

Makes FILES small files (a million by default) in a temporary folder, writes the
ledger that a run would have left, and measures a run over them. Needs some 4 GB
of room for a million files.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import search
from search import readers
from search.archive.run import _key
from search.archive.writing import writing
from search.catalog import FileRecord

FILES_IN_A_FOLDER = 1000
TEXT = b"The ferry was late.\n"


def main() -> None:
    """Measure, and print a line."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        news = Path(folder, "news")
        began = time.perf_counter()
        for number in range(count):
            place = news / f"{number // FILES_IN_A_FOLDER:05}"
            if number % FILES_IN_A_FOLDER == 0:
                place.mkdir(parents=True)
            (place / f"{number}.txt").write_bytes(TEXT)
        print(f"made {count:,} files in {time.perf_counter() - began:.0f} s", flush=True)
        with search.Archive.create(Path(folder, "index")) as archive:
            with writing(archive._home, archive._catalog) as writer:  # noqa: SLF001 - no other way
                for file in readers.files([news]):
                    with writer.noting() as catalog:
                        catalog.record(
                            FileRecord(
                                path=_key(file.path),
                                size=file.size,
                                mtime_ns=file.mtime_ns,
                                digest=b"as it was",
                            )
                        )
            summary = archive.index(news)
            print(f"{summary.unchanged:,} unchanged files re-checked in {summary.seconds:.1f} s")


if __name__ == "__main__":
    main()
