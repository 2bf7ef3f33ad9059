"""A run over files of which a tenth hang, crash their reader or are hostile, killed twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import search
from search import readers
from tests.archive.samples import write_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOOD, BAD = 180, 20
SCRIPT = """
import sys
from functools import partial
import search
from search.archive import run, writing
from search.readers.workers import Limits, Readers
run.Readers = partial(Readers, read_file="tests.archive.test_bad_files:read_file")
writing.BATCH_CHARACTERS = 500
run.Limits = partial(Limits, seconds=1.0, memory=150_000_000)
with search.Archive.open(sys.argv[1]) as archive:
    archive.index(sys.argv[2], progress=lambda progress: print(progress.files_done, flush=True))
"""


def read_file(
    file: readers.SourceFile, options: readers.Options
) -> Iterator[search.Article | readers.Unread]:
    """Read as always; but some formats have readers with faults."""
    if file.relative.endswith("hang.txt"):
        time.sleep(60)
    if file.relative.endswith("crash.txt"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if file.relative.endswith("memory.txt"):
        bytearray(10_000_000_000)
    time.sleep(0.01)
    return readers.read_file(file, options)


def write_all(folder: Path) -> None:
    for number in range(GOOD):
        write_file(folder, f"{number:03}.txt", f"Report {number}\n\nFerry {number} was late.")
    for number in range(4):
        write_file(folder, f"{number * 40:03}-hang.txt", f"The hanging ferry, {number}.")
        write_file(folder, f"{number * 40:03}-crash.txt", f"The crashing ferry, {number}.")
        write_file(folder, f"{number * 40:03}-memory.txt", f"The greedy ferry, {number}.")
        (folder / f"{number * 40:03}-binary.txt").write_bytes(os.urandom(5000) + bytes(500))
    bomb = "<!DOCTYPE nitf [<!ENTITY a 'ferry'>" + "".join(
        f"<!ENTITY a{n} '{f'&a{n - 1};' * 10 if n else '&a;' * 10}'>" for n in range(12)
    )
    write_file(
        folder, "entities.xml", f"<?xml version='1.0'?>{bomb}]><nitf><body>&a11;</body></nitf>"
    )
    write_file(folder, "empty.html", "")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\n" + os.urandom(2000))
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ferry.txt", bytes(300_000_000))


def killed_after(place: Path, news: Path, files: int) -> None:
    """Run, and kill the run with no warning when that many files were read."""
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(place), str(news)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= files:
                break
        process.kill()


def test_every_good_file_is_found_and_every_bad_one_explained(tmp_path: Path) -> None:
    news, place = tmp_path / "news", tmp_path / "archive"
    write_all(news)
    assert len(list(news.iterdir())) == GOOD + BAD
    search.Archive.create(place).close()
    killed_after(place, news, 40)
    killed_after(place, news, 90)
    subprocess.run([sys.executable, "-c", SCRIPT, str(place), str(news)], check=True, timeout=300)
    with search.Archive.open(place) as archive:
        assert archive.search("ferry").total == archive.stats().articles == GOOD
        failures = list(archive.failures())
        assert len(failures) == BAD
        reasons = "\n".join(f"{failure.path} {failure.reason}" for failure in failures)
        assert reasons.count("hang.txt took longer than 1 second") == 4
        assert reasons.count("crash.txt crashed its reader (segmentation fault)") == 4
        assert reasons.count("memory.txt needs more than 150 MB of memory") == 4
        assert all(failure.since and failure.reason.endswith(".") for failure in failures)
        assert archive.check().agrees
