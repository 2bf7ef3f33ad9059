"""ZIP archives: which members are read, under which names, and what is said of the others."""

from __future__ import annotations

import importlib
import io
import stat
import struct
import zipfile

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.source import Source

STORY = "The bridge over the river reopened on Monday. Traffic was light.\n"


def zipped(*names: str, method: int = zipfile.ZIP_DEFLATED, text: str = STORY) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), text, compress_type=method)
    return out.getvalue()


def read(data: bytes, name: str = "a.zip") -> tuple[list[str], list[str]]:
    """Return the paths of the articles, and what is said of the rest."""
    paths, unread = [], []
    try:
        for each in registry.read(Source(name, io.BytesIO(data), size=len(data))):
            if isinstance(each, Article):
                paths.append(each.path or "")
            else:
                unread.append(f"{each.path} {each.reason}")
    except ReadError as error:
        unread.append(str(error))
    return paths, unread


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_the_stories_have_the_paths_within(method: int) -> None:
    data = zipped("2021/a.txt", "2021/b.md", method=method)
    assert read(data) == (["a.zip/2021/a.txt", "a.zip/2021/b.md"], [])


@pytest.mark.parametrize(
    "name",
    [
        *("__MACOSX/._b.txt", "__MACOSX/b.txt", ".hidden.txt", ".git/b.txt", "README.md"),
        *("picture.png", "code.py", "node_modules/x/b.txt", "folder/", "settings"),
    ],
)
def test_what_holds_no_articles_is_passed_over(name: str) -> None:
    data = zipped("a.txt") if name == "settings" else zipped("a.txt", name)
    if name == "settings":
        out = io.BytesIO(data)
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(name, "[user]\nname = Ana\n" * 9)
        data = out.getvalue()
    assert read(data) == (["a.zip/a.txt"], [])


def test_a_story_without_an_ending_is_found() -> None:
    assert read(zipped("The bridge")) == (["a.zip/The bridge"], [])


def test_the_furniture_of_a_saved_page_is_passed_over() -> None:
    data = zipped("x/Story.html", "x/Story_files/ad.txt", "x/case_files/b.txt", text=STORY * 5)
    paths, unread = read(data)
    assert paths[-1] == "a.zip/x/case_files/b.txt"
    assert "Story_files" not in str((paths, unread))


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/a.txt", "%2e%2e/%2e%2e/etc/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\news\\a.txt", "C:/news/a.txt"),
        ("a\nb\x1b[1m.txt", "a%0ab%1b[1m.txt"),
        ("Brücke.txt", "Brücke.txt"),
    ],
)
def test_names_are_only_text(name: str, path: str) -> None:
    assert read(zipped(name)) == ([f"a.zip/{path}"], [])


def test_names_in_utf8_that_do_not_say_so_are_read() -> None:
    data = zipped("Brücke-日本.txt").replace("Brücke-日本.txt".encode(), b"Br__cke-______.txt")
    data = data.replace(b"Br__cke-______.txt", "Brücke-日本.txt".encode())
    patched = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        patched[patched.index(mark) + at + 1] &= ~0x08  # the flag for UTF-8
    assert read(bytes(patched)) == (["a.zip/Brücke-日本.txt"], [])


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_of_one_name_stay_apart() -> None:
    paths, unread = read(zipped("a.txt", "a.txt", "b/a.txt", "b\\a.txt"))
    assert paths == ["a.zip/a.txt", "a.zip/a~2.txt", "a.zip/b/a.txt", "a.zip/b/a~2.txt"]
    assert unread == []


def test_a_link_is_passed_over() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", STORY)
    assert read(out.getvalue()) == (["a.zip/a.txt"], [])


def test_members_with_a_password_are_told_once() -> None:
    data = bytearray(zipped("a.txt", "b.txt", "c.txt"))
    at = data.index(b"PK\x01\x02")
    for _ in range(2):
        data[at + 8] |= 1
        at = data.index(b"PK\x01\x02", at + 1)
    paths, unread = read(bytes(data))
    assert paths == ["a.zip/c.txt"]
    assert unread == ["a.zip holds files that need a password: 2. Unpack it."]


def test_a_damaged_member_does_not_hide_its_neighbours() -> None:
    data = bytearray(zipped("a.txt", "b.txt", "c.txt", method=zipfile.ZIP_STORED))
    at = data.index(STORY.encode(), data.index(b"b.txt"))
    data[at] ^= 1
    paths, unread = read(bytes(data))
    assert paths == ["a.zip/a.txt", "a.zip/c.txt"]
    assert unread == ["a.zip/b.txt is damaged or incomplete (Bad CRC-32 for file 'b.txt')."]


def test_a_fault_in_a_reader_does_not_cost_the_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise KeyError("x")

    data = zipped("a.txt", "b.rst", "c.txt")
    monkeypatch.setattr(importlib.import_module("search.readers.formats.rst"), "read", faulty)
    paths, unread = read(data)
    assert paths == ["a.zip/a.txt", "a.zip/c.txt"]
    assert unread == [
        (
            "a.zip/b.rst cannot be read because of a fault in Nutgraf (KeyError: 'x')."
            " Please report it."
        )
    ]


@pytest.mark.parametrize("cut", [10, 100, 300])
def test_an_archive_that_is_cut_off_says_so(cut: int) -> None:
    paths, (unread,) = read(zipped("a.txt", "b.txt", "c.txt")[:-cut])
    assert paths == []
    assert unread.startswith("a.zip is damaged or incomplete (")


@pytest.mark.parametrize("names", [(), ("picture.png",)])
def test_an_archive_without_articles_says_so(names: tuple[str, ...]) -> None:
    assert read(zipped(*names)) == ([], ["a.zip holds no articles."])


@pytest.mark.parametrize(
    ("name", "what"),
    [("[Content_Types].xml", "an office document"), ("META-INF/MANIFEST.MF", "a program")],
)
def test_documents_and_programs_are_not_looked_through(name: str, what: str) -> None:
    paths, (unread,) = read(zipped(name, "a.txt"))
    assert paths == []
    assert unread.startswith(f"a.zip is {what}")


def test_an_archive_within_an_archive_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("inner.zip", zipped("b.txt"))
    assert read(out.getvalue()) == (["a.zip/inner.zip/b.txt"], [])


def test_a_table_of_contents_that_would_fill_the_memory_is_refused() -> None:
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 25_000_000, 0, 0)
    paths, (unread,) = read(b"PK\x03\x04" + bytes(100) + end)
    assert paths == []
    assert unread.startswith("a.zip holds too many files to be read as it is.")
