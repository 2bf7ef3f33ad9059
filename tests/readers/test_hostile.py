"""Files made to harm: bounded time and memory, one clear line each, nothing written or fetched."""

from __future__ import annotations

import gzip
import io
import json
import os
import pickle
import random
import signal
import socket
import struct
import tarfile
import threading
import tracemalloc
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import Unread, files, read_file, registry
from search.readers.containers.streams import Broken
from search.readers.signs import SIGNS
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(
    str(path.relative_to(SAMPLES))
    for path in SAMPLES.rglob("*")
    if path.is_file() and not path.name.endswith(".golden.json")
)
SUFFIXES = sorted({suffix for each in SIGNS.values() for suffix in each.suffixes[:1]})
STORY = b"The bridge over the river reopened on Monday. Traffic was light.\n"
SECONDS = 60  # for what takes one or two, on a machine that is busy
MEMORY = 600_000_000  # bytes, as is promised for everything
DEEP = 100_000


class TooLong(BaseException):
    """Not an error that a reader might take for its own."""


@contextmanager
def deadline(seconds: int = SECONDS) -> Iterator[None]:
    """Stop what takes too long, where the system has a clock for it."""

    def stop(*_: object) -> None:
        raise TooLong(f"It took more than {seconds} seconds.")

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcome(
    name: str, stream: IO[bytes], size: int | None = None
) -> tuple[list[Article], list[str]]:
    """Return the articles, and a line for each thing that could not be read."""
    articles: list[Article] = []
    lines: list[str] = []
    with deadline():
        try:
            for each in registry.read(Source(name, stream, size=size)):
                if isinstance(each, Article):
                    articles.append(each)
                else:
                    lines.append(f"{each.path} {each.reason}")
        except ReadError as error:
            lines.append(str(error))
    assert all("\n" not in line for line in lines)
    return articles, lines


def outcome_of(name: str, data: bytes) -> tuple[list[Article], list[str]]:
    return outcome(name, io.BytesIO(data), len(data))


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def many_zeros(megabytes: int) -> bytes:
    """Return a gzip file of zeros; parts that are packed alone may follow one another."""
    return gzip.compress(bytes(10_000_000)) * (megabytes // 10)


class TestBombs:
    def test_a_tree_of_archives_ends_at_once_with_few_lines(self) -> None:
        data = zipped({"0.txt": b"Zeros. " * 5_000_000})
        for _ in range(4):
            data = zipped({f"{number}.zip": data for number in range(16)})
        articles, lines = outcome_of("42.zip", data)
        assert articles == []
        assert lines[-1].startswith(("42.zip unpacks to more than 200 MB", "42.zip holds files"))
        assert len(lines) < 20

    def test_a_wide_archive_of_large_texts_ends_at_its_budget(self) -> None:
        text = gzip.compress(b"All work and no play. " * 1_500_000)
        _, lines = outcome_of("a.zip", zipped({f"{n}.txt.gz": text for n in range(99)}))
        assert lines[-1].startswith("a.zip unpacks to more than ")

    def test_members_that_share_their_bytes_end_at_the_budget(self) -> None:
        data = zipped({"0.txt": b"All work and no play. " * 1_500_000})
        at = data.index(b"PK\x01\x02")
        end = data.index(b"PK\x05\x06")
        table = data[at:end] * 60_000
        tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 60_000, 60_000, len(table), at, 0)
        articles, lines = outcome_of("a.zip", data[:at] + table + tail)
        assert articles == []
        assert lines[-1].startswith("a.zip unpacks to more than ")

    @pytest.mark.parametrize("name", ["a.gz", "a.txt.gz", "a.csv.gz", "a.jsonl.gz", "a.tar.gz"])
    def test_a_gigabyte_of_zeros_is_no_article(self, name: str) -> None:
        articles, lines = outcome_of(name, many_zeros(1000))
        assert articles == []
        assert len(lines) == 1

    def test_a_member_of_a_tar_that_never_ends_is_one_line(self) -> None:
        header = tarfile.TarInfo("a.png")
        header.size = 1_000_000_000
        story = tarfile.TarInfo("b.txt")
        story.size = len(STORY)
        first = gzip.compress(story.tobuf() + STORY.ljust(512, b"\0") + header.tobuf())
        articles, lines = outcome_of("a.tar.gz", first + many_zeros(1000))
        assert [article.path for article in articles] == ["a.tar.gz/b.txt"]
        assert len(lines) == 1
        assert lines[0].startswith("a.tar.gz unpacks to more than 200 MB, which no honest file")

    @pytest.mark.parametrize("pack", ["zip", "gz", "tar"])
    def test_archives_in_archives_end(self, pack: str) -> None:
        data = zipped({"a.txt": STORY})
        for number in range(20):
            if pack == "zip":
                data = zipped({f"{number}.zip": data})
            elif pack == "gz":
                data = gzip.compress(data)
            else:
                out = io.BytesIO()
                with tarfile.open(fileobj=out, mode="w") as tar:
                    header = tarfile.TarInfo(f"{number}.tar")
                    header.size = len(data)
                    tar.addfile(header, io.BytesIO(data))
                data = out.getvalue()
        articles, (line,) = outcome_of(f"a.{pack}", data)
        assert articles == []
        assert "it lies in files within files, 4 deep" in line

    def test_an_honest_file_that_shrinks_well_is_read_whole(self) -> None:
        text = "\n\n".join(f"Paragraph {number}: nothing new." for number in range(200_000))
        (article,), lines = outcome_of("a.txt.gz", gzip.compress(text.encode()))
        assert len(article.paragraphs) == 200_000
        assert lines == []


def test_nothing_is_written_whatever_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    (folder / "a.zip").write_bytes(
        zipped({"../../x.txt": STORY, str(tmp_path / "y.txt"): STORY, "..\\z.txt": STORY})
    )
    monkeypatch.chdir(folder)
    before = sorted(tmp_path.rglob("*"))
    (file,) = files([folder])
    found = list(read_file(file))
    assert len(found) == 3
    assert all(isinstance(each, Article) and ".." not in str(each.path) for each in found)
    assert sorted(tmp_path.rglob("*")) == before


class Endless(io.RawIOBase):
    """A gigabyte that begins with ``start`` and then repeats one piece without a line end."""

    def __init__(self, start: bytes, piece: bytes, size: int = 1_000_000_000) -> None:
        self._next = start
        self._piece = piece * (65536 // len(piece))
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable bytes
        if self._left <= 0:
            return 0
        part = self._next[: len(buffer)]
        self._next = self._next[len(part) :] or self._piece
        self._left -= len(part)
        buffer[: len(part)] = part
        return len(part)


STARTS = {
    ".txt": (b"Bridge open\n\n", b"word "),
    ".md": (b"# Bridge\n\n", b"*word* "),
    ".rst": (b"Bridge\n======\n\n", b"word "),
    ".html": (b"<!DOCTYPE html><html><body><p>", b"word "),
    ".xml": (b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>', b"word "),
    ".csv": (b"title,text,date\n", b"word,"),
    ".tsv": (b"title\ttext\tdate\n", b"word\t"),
    ".json": (b'[{"title": "a", "text": "', b"word "),
    ".jsonl": (b'{"title": "a", "text": "', b"word "),
    ".mbox": (b"From a@example.org Mon Jan  1 00:00:00 2001\nSubject: ", b"word "),
    ".eml": (b"From: a@example.org\nTo: b@example.org\nSubject: ", b"word "),
    ".rtf": (b"{\\rtf1 ", b"word "),
    ".pdf": (b"%PDF-1.7\n", b"word "),
    ".sgm": (b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n<REUTERS><TEXT><TITLE>", b"word "),
    ".warc": (b"WARC/1.0\r\nWARC-Type: ", b"word "),
    ".zip": (b"PK\x03\x04", b"word "),
    ".tar": (tarfile.TarInfo("a.txt").tobuf(), b"word "),
}


@pytest.mark.parametrize("suffix", sorted({*STARTS, *SUFFIXES}))
def test_a_gigabyte_without_a_line_end_needs_little_memory(suffix: str) -> None:
    stream = io.BufferedReader(Endless(*STARTS.get(suffix, STARTS[".txt"])))
    tracemalloc.start()
    try:
        _, lines = outcome(f"a{suffix}", stream, 1_000_000_000)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert lines
    assert peak < MEMORY


WIDE_AND_DEEP = {
    "columns.csv": b",".join(b"column%d" % number for number in range(1_000_000))
    + b"\n"
    + b"1," * 999_999,
    "columns.tsv": b"title\ttext\n" + b"1\t" * 999_999,
    "quotes.csv": b'title,text\n"' + b'""' * 1_000_000,
    "arrays.json": b"[" * DEEP + b"]" * DEEP,
    "open.json": b"[" * DEEP,
    "objects.json": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "lines.jsonl": b'{"title": "a", "text": ' + b"[" * DEEP + b"]" * DEEP + b"}\n",
    "divisions.html": b"<html><body>" + b"<div>" * DEEP + STORY + b"</div>" * DEEP,
    "open.html": b"<html><body>" + b"<div><p><b>" * DEEP + STORY,
    "lists.html": b"<html><body>" + b"<ul><li>" * DEEP + STORY,
    "tables.html": b"<html><body>" + b"<table><tr><td>" * DEEP + STORY,
    "attributes.html": b"<html><body><p " + b"a=1 " * DEEP + b">" + STORY,
    "marks.html": b"<html><body>" + b"<" * DEEP + STORY,
    "comment.html": b"<html><body>" + STORY + b"<!-- " * DEEP,
    "script.html": b"<html><head>" + b'<script type="application/ld+json">[[[[' * 9999 + STORY,
    "elements.xml": b"<rss><channel><item>" + b"<a>" * DEEP + b"</a>" * DEEP,
    "elements.nitf": b"<nitf><body>" + b"<a>" * DEEP,
    "stories.sgm": b"<!DOCTYPE lewis SYSTEM 'lewis.dtd'>\n" + b"<REUTERS><TEXT><TITLE>" * DEEP,
    "groups.rtf": b"{\\rtf1 " + b"{" * DEEP + STORY + b"}" * DEEP,
    "words.rtf": b"{\\rtf1 " + b"\\a" * DEEP,
    "quotes.md": b">" * DEEP + b" a\n\n" + STORY,
    "marks.md": b"*" * DEEP + b"a" + b"[" * DEEP + b"](" * DEEP + b"\n\n" + STORY,
    "ticks.md": b"` `` " * DEEP,
    "rows.md": b"|" * DEEP + b"\n" + b"|-" * DEEP,
    "matter.md": b"---\na: " + b"[" * DEEP + b"\n---\n" + STORY,
    "matter2.md": b"---\n" + b"a: &a [*a]\n" * 9999 + b"---\n" + STORY,
    "indents.rst": b"\n".join(b" " * number + b"a" for number in range(2000)),
    "parts.eml": b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (number, number)
        for number in range(3000)
    ),
    "headers.eml": b"From: a@example.org\n" + b"X: y\n" * DEEP + b"\n" + STORY,
    "starts.mbox": b"From a@example.org Mon Jan  1 00:00:00 2001\n" * 20_000,
    "records.warc": b"WARC/1.0\r\n\r\n" * DEEP,
    "objects.pdf": b"%PDF-1.7\n" + b"1 0 obj\n" * DEEP,
    "arrays.pdf": b"%PDF-1.7\n1 0 obj " + b"[" * DEEP,
}


@pytest.mark.parametrize("name", WIDE_AND_DEEP)
def test_wide_and_deep_files_end(name: str) -> None:
    articles, lines = outcome_of(name, WIDE_AND_DEEP[name])
    assert articles or lines


ROOTS = ("nitf", "newsItem", "newsMessage", "rss", "feed", "html", "REUTERS", "document")


@pytest.fixture(scope="module")
def visits() -> Iterator[tuple[str, list[object]]]:
    """Return the address of a server on this machine, and who has called there."""
    calls: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, caller = server.accept()
                except OSError:
                    return
                calls.append(caller)
                connection.close()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("suffix", sorted({".xml", *SUFFIXES}))
@pytest.mark.parametrize("root", ROOTS)
def test_entities_are_not_expanded_and_nothing_is_fetched(
    tmp_path: Path, visits: tuple[str, list[object]], root: str, suffix: str
) -> None:
    address, calls = visits
    secret = tmp_path / "secret.txt"
    secret.write_text("tulip", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
    inner = f"<title>&file;&net;</title><p>&l11; {STORY.decode()} &file;</p><item>&l11;</item>"
    text = (
        f'<?xml version="1.0"?>\n<!DOCTYPE {root} SYSTEM "{address}/a.dtd" [\n'
        f'<!ENTITY l0 "ha">{laughs}\n<!ENTITY file SYSTEM "{secret.as_uri()}">'
        f'<!ENTITY net SYSTEM "{address}/b"><!ENTITY % more SYSTEM "{address}/c">%more;\n]>\n'
        f'<?xml-stylesheet href="{address}/d.css"?>\n'
        f'<{root} xmlns:xi="http://www.w3.org/2001/XInclude">'
        f'<xi:include href="{secret.as_uri()}" parse="text"/>{inner}'
        f'<body><img src="{address}/e.png"/>{inner}</body></{root}>'
    )
    articles, _ = outcome_of(f"a{suffix}", text.encode())
    assert "tulip" not in str(articles)
    assert len(str(articles)) < 100_000
    assert calls == []


def damaged(data: bytes) -> Iterator[bytes]:
    """Yield what is left of a file when it is cut at ten places, or twenty of its bytes change."""
    for tenth in range(10):
        yield data[: len(data) * tenth // 10]
    chance = random.Random(data)
    for _ in range(20):
        changed = bytearray(data)
        changed[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(changed)


@pytest.mark.parametrize("name", NAMES)
def test_a_damaged_sample_gives_articles_or_reasons(name: str) -> None:
    for data in damaged((SAMPLES / name).read_bytes()):
        articles, lines = outcome_of(name, data)
        assert articles or lines


@pytest.mark.parametrize("name", NAMES)
def test_no_sample_asks_the_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("The network was asked.")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    outcome_of(name, (SAMPLES / name).read_bytes())


def test_links_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "one.txt").symlink_to(tmp_path / "a" / "two.txt")
    (tmp_path / "a" / "two.txt").symlink_to(tmp_path / "a" / "one.txt")
    found = list(files([tmp_path]))
    assert [file.relative for file in found] == ["a/one.txt", "a/two.txt"]
    for file in found:
        with pytest.raises(ReadError, match="cannot be opened: Too many levels"):
            list(read_file(file))


@pytest.mark.skipif(os.name != "posix", reason="Only there file names are any bytes.")
def test_odd_names_are_read_and_shown_as_text(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"\xff\xfe.txt", b"a\nb.txt", b"\x1b[31m.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(STORY)
    found = [each for file in files([tmp_path]) for each in read_file(file)]
    assert len(found) == 4
    assert all(json.dumps(each.path).encode() and str(each.path).encode() for each in found)
    assert not any(isinstance(each, Unread) for each in found)


def test_an_error_can_be_sent_to_another_process() -> None:
    error = Broken("a.zip is damaged.", path="a.zip", again=True)
    sent = pickle.loads(pickle.dumps(error))  # noqa: S301 - its own
    assert (str(sent), sent.path, sent.again) == ("a.zip is damaged.", "a.zip", True)
