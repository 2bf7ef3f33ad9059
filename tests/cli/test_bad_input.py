"""Bad input: one clear sentence on stderr, the right exit code, and nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import write_file, write_files
from tests.archive.test_disk import read_only
from tests.cli.running import COMMAND, Outcome, environment, nutgraf

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILURE, MISUSE = 1, 2


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    write_files(folder, 12)
    return folder


@pytest.fixture
def full(tmp_path: Path, news: Path) -> Iterator[Path]:
    """Return an archive with articles, and see afterwards that it still has all of them."""
    place = tmp_path / "full"
    with search.Archive.create(place) as archive:
        archive.index([news])
    yield place
    done = nutgraf(place, "check")
    assert (done.code, done.err) == (0, "")
    assert "12 articles" in done.out
    with search.Archive.open(place) as archive:
        assert archive.search("ferry").total == 12


def complaint(done: Outcome, code: int = FAILURE) -> str:
    """Return the one sentence, or two, that the command ended with."""
    assert done.code == code, done
    assert done.out == ""
    assert "Traceback" not in done.err
    lines = done.err.splitlines()
    assert len(lines) == 1, done.err
    assert lines[0].startswith("nutgraf: ")
    assert lines[0].endswith((".", ")")) or ": nutgraf " in lines[0]
    return lines[0]


# index


def test_a_missing_path(tmp_path: Path) -> None:
    place = tmp_path / "new"
    missing = tmp_path / "misssing"
    assert f"There is no file or folder {missing}" in complaint(
        nutgraf(place, "index", str(missing))
    )
    assert not place.exists()  # no archive is made for nothing


def test_an_empty_file(full: Path, tmp_path: Path) -> None:
    path = write_file(tmp_path, "empty.txt", "")
    done = nutgraf(full, "index", str(path))
    assert done.code == FAILURE
    assert done.err == f"failed: {path}: is empty.\n"


def test_a_binary_file(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "picture.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    done = nutgraf(full, "index", str(path))
    assert done.code == FAILURE
    assert done.err.startswith(f"failed: {path}: is a picture")
    assert done.err.count("\n") == 1


def test_bad_files_among_good_ones_do_not_fail_the_run(full: Path, news: Path) -> None:
    write_file(news, "empty.txt", "")
    done = nutgraf(full, "index", str(news))
    assert done.code == 0
    assert "unchanged 12" in done.out
    assert "failed 1" in done.out


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_file(tmp_path, "empty/picture.png", "x")
    done = nutgraf(tmp_path / "new", "index", str(tmp_path / "empty"))
    assert done.code == FAILURE
    assert done.err == (
        f"nutgraf: There are no articles in {tmp_path / 'empty'}."
        " See the formats that Nutgraf reads with: nutgraf index --help\n"
    )


def test_an_unknown_engine_and_an_unknown_language(tmp_path: Path, news: Path) -> None:
    for option, value in (("--engine", "lucene"), ("--language", "klingon")):
        said = complaint(nutgraf(tmp_path / "new", "index", str(news), option, value))
        assert value in said
        assert "Choose from: " in said
    assert not (tmp_path / "new/catalog.sqlite").exists()


# archives


@pytest.mark.parametrize(
    "command", [["search", "x"], ["show", "x"], ["stats"], ["remove", "x"], ["rebuild"], ["check"],
                ["export", "x"]]
)  # fmt: skip
def test_a_place_without_an_archive(tmp_path: Path, command: list[str]) -> None:
    said = complaint(nutgraf(tmp_path, *command))
    assert said.endswith(f"Make one with: nutgraf index FOLDER --archive {tmp_path}")
    file = write_file(tmp_path, "notes.txt", "Not an archive.")
    assert "is a file; an archive is a folder" in complaint(nutgraf(file, *command))
    assert "a file is there" in complaint(nutgraf(file, "index", str(file)))
    write_file(tmp_path, "catalog.sqlite", "Not a catalog.")
    for asked in (command, ["index", str(file)]):
        said = complaint(nutgraf(tmp_path, *asked))
        assert f"{tmp_path}/catalog.sqlite is not a Nutgraf catalog" in said


def test_an_archive_of_a_newer_format(full: Path, news: Path) -> None:
    def write_format(number: int) -> None:
        with closing(sqlite3.connect(full / "catalog.sqlite")) as connection, connection:
            connection.execute("UPDATE settings SET value = ? WHERE name = 'format'", (number,))

    write_format(99)
    for command in (["search", "ferry"], ["index", str(news)], ["rebuild"], ["check"]):
        said = complaint(nutgraf(full, *command))
        assert "written by format 99; this version of Nutgraf reads format 4." in said
        assert "Install a newer Nutgraf" in said
    write_format(4)


def test_an_index_of_another_analysis(full: Path) -> None:
    with closing(sqlite3.connect(full / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE settings SET value = 0 WHERE name = 'analysis'")
    said = complaint(nutgraf(full, "search", "ferry"))
    assert said.endswith(f"Rebuild it with: nutgraf rebuild --archive {full}")
    assert nutgraf(full, "rebuild").code == 0


def test_an_index_that_has_gone(full: Path) -> None:
    shutil.rmtree(full / "tantivy-1")
    said = complaint(nutgraf(full, "search", "ferry"))
    assert said.endswith(f"Build it anew with: nutgraf rebuild --archive {full}")
    assert nutgraf(full, "rebuild").code == 0


def test_an_unknown_article(full: Path) -> None:
    for command in ("show", "remove"):
        assert "has no article “nothing”" in complaint(nutgraf(full, command, "nothing"))


def test_a_second_writer(full: Path, news: Path) -> None:
    holder = (
        "import sys, search; from search.archive.folder import write_lock; from pathlib import Path\n"
        "with write_lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holder, full], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for command in (["index", str(news)], ["rebuild"]):
            said = complaint(nutgraf(full, *command))
            assert f"is being written to by process {process.pid}." in said
        assert nutgraf(full, "search", "ferry").code == 0
        process.communicate()
    assert nutgraf(full, "index", str(news)).code == 0


# disks


def test_a_folder_that_may_only_be_read(full: Path, news: Path) -> None:
    write_file(news, "new.txt", "A glacier calved.")
    with read_only(full) as place:
        for command in (["index", str(news)], ["rebuild"]):
            assert "cannot be written to (" in complaint(nutgraf(place, *command))
        new = nutgraf(place / "new", "index", str(news))
        assert "cannot be written to (" in complaint(new)
        assert nutgraf(place, "search", "ferry").out.startswith("12 articles")
        assert nutgraf(place, "check").code == 0


@pytest.mark.parametrize("size", [0, 5_000, 100_000])
def test_a_disk_that_is_full(full: Path, tmp_path: Path, size: int) -> None:
    """A limit on the size of files stands for the disk's."""
    more = tmp_path / "more"
    for number in range(300):
        write_file(more, f"{number}.txt", f"Number {number}.\n\n{'The glacier calved. ' * 50}")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    said = complaint(nutgraf(full, "index", str(more), preexec=limit))
    assert "cannot be written to (" in said
    assert "Free some space" in said
    with search.Archive.open(full) as archive:
        assert archive.search("glacier").total in (0, 300)
    assert nutgraf(full, "index", str(more)).code == 0
    shutil.rmtree(more)
    assert "removed 300" in nutgraf(full, "index", str(tmp_path), "--prune").out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
@pytest.mark.parametrize("command", [["export", ""], ["search", "ferry"], ["stats", "--json"]])
def test_an_output_that_cannot_be_written(full: Path, command: list[str]) -> None:
    device = os.open("/dev/full", os.O_WRONLY)
    try:
        done = nutgraf(full, *command, out=device)
    finally:
        os.close(device)
    assert done.code == FAILURE
    assert done.err.splitlines()[-1] == (
        "nutgraf: The output could not be written (No space left on device)."
        " See that there is room where it goes, then run the command again."
    )
    assert "Traceback" not in done.err
    assert "Exception ignored" not in done.err


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_reader_that_goes_away(tmp_path: Path, form: str) -> None:
    place = tmp_path / "many"
    with search.Archive.create(place) as archive:
        archive.add(search.Article.of("The ferry. " * 100, id=f"n{n}") for n in range(500))
    with subprocess.Popen(
        [*COMMAND, "export", "ferry", "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(place),
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 0


# queries and options


@pytest.mark.parametrize(
    ("query", "caret", "sentence"),
    [
        ("ferry date:2021-02-30", "           ^^^^^^^^^^", "2021-02-30"),
        ("date:2021-09..2021-08", "     ^^^^^^^^^^^^^^^^", ""),
        ("/(/", "", ""),
    ],
)
def test_a_query_without_a_reading(full: Path, query: str, caret: str, sentence: str) -> None:
    for command in (["search", query], ["export", query], ["search", "--json", query]):
        done = nutgraf(full, *command)
        assert (done.code, done.out) == (MISUSE, "")
        shown, carets, said = done.err.splitlines()
        assert shown == query
        assert carets == caret or (not caret and set(carets) <= {" ", "^"})
        assert said.startswith("nutgraf: ")
        assert sentence in said


def test_a_query_that_is_too_long(full: Path) -> None:
    done = nutgraf(full, "search", "x" * 2001)
    assert (done.code, done.out) == (MISUSE, "")
    shown, carets, said = done.err.splitlines()
    assert len(shown) <= 120
    assert carets.endswith("^")
    assert said == "nutgraf: The query has 2,001 characters; 2,000 is the most. Shorten it."
    assert nutgraf(full, "search", "x" * 2000).code == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["search", "ferry", "--jsno"], "No such option '--jsno'."),
        (["search", "--sorted=newest", "ferry"], "No such option '--sorted'."),
        (["export", "--json", "ferry"], "No such option '--json'."),
        (["stats", "--verbose"], "No such option '--verbose'."),
        (["search", "ferry", "--limit", "many"], "'many' is not a valid integer"),
        (["search", "ferry", "--limit", "-1"], "-1 is not in the range x>=0"),
        (["search", "ferry", "--sort", "best"], "'best' is not one of"),
        (["search", "ferry", "--now", "yesterday"], "“yesterday” is not a day; write it as in"),
        (["search", "ferry", "--recency", "0"], "“0” is not a number of days; write a whole one"),
        (["export", "ferry", "--recency", "-7"], "“-7” is not a number of days"),
        (["explain", "ferry", "x", "--recency", "week"], "“week” is not a number of days"),
        (["search", "ferry", "--recency", "1.5"], "“1.5” is not a number of days"),
        (["saved", "add", "x", "--recency", "7"], "No such option '--recency'."),
        (["export", "ferry", "--format", "xml"], "'xml' is not one of"),
        (["find", "ferry"], "No such command 'find'."),
        (["index"], "Missing argument 'PATHS...'."),
        (["show"], "Missing argument 'ARTICLE'."),
    ],
)
def test_misuse_of_the_command_line(full: Path, arguments: list[str], sentence: str) -> None:
    done = nutgraf(full, *arguments)
    assert (done.code, done.out) == (MISUSE, "")
    usage, *_, said = done.err.splitlines()
    assert usage.startswith("Usage: nutgraf")
    assert said.startswith("Error: ")
    assert sentence in said
    assert "Traceback" not in done.err


def test_a_port_that_is_taken(full: Path) -> None:
    import socket  # noqa: PLC0415

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = complaint(nutgraf(full, "serve", "--port", str(port)))
    assert f"Port {port} cannot be used" in said
