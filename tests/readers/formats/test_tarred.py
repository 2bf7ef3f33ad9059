"""TAR archives: which members are read, under which names, and what is said of the others."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from typing import TYPE_CHECKING

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

STORY = b"The bridge over the river reopened on Monday. Traffic was light.\n"


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.type, header.linkname = kind, target
    header.size = len(STORY) if kind == tarfile.REGTYPE else 0
    return header


def tarred(*members: str | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, errors="surrogateescape") as tar:
        for each in members:
            header = member(each) if isinstance(each, str) else each
            tar.addfile(header, io.BytesIO(STORY) if header.size else None)
    return out.getvalue()


def read(data: bytes, name: str = "a.tar") -> tuple[list[str], list[str]]:
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


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
def test_the_stories_have_the_paths_within(form: int) -> None:
    data = tarred("2021/a.txt", "./2021/b.txt", "picture.png", "2021/.hidden.txt", form=form)
    assert read(data) == (["a.tar/2021/a.txt", "a.tar/2021/b.txt"], [])


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lzma.compress], ids=["gz", "bz2", "xz"]
)
@pytest.mark.parametrize("name", ["a.tar.gz", "a.tgz", "a"])
def test_a_packed_archive_is_one_file(pack: Callable[[bytes], bytes], name: str) -> None:
    assert read(pack(tarred("x/a.txt")), name) == ([f"{name}/x/a.txt"], [])


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/a.txt", "%2e%2e/%2e%2e/etc/a.txt"),
        ("/etc/a.txt", "etc/a.txt"),
        ("C:\\news\\a.txt", "C:/news/a.txt"),
        ("caf\udce9.txt", "caf%e9.txt"),
        ("Brücke.txt", "Brücke.txt"),
        ("long/" * 60 + "a.txt", "long/" * 60 + "a.txt"),
    ],
)
def test_names_are_only_text(name: str, path: str, form: int) -> None:
    assert read(tarred(name, form=form)) == ([f"a.tar/{path}"], [])


def test_members_of_one_name_stay_apart() -> None:
    assert read(tarred("a.txt", "a.txt")) == (["a.tar/a.txt", "a.tar/a~2.txt"], [])


@pytest.mark.parametrize(
    "other",
    [
        member("device.txt", tarfile.CHRTYPE),
        member("pipe.txt", tarfile.FIFOTYPE),
        member("x/link.txt", tarfile.SYMTYPE, "../a.txt"),
        member("hard.txt", tarfile.LNKTYPE, "a.txt"),
    ],
)
def test_what_is_no_file_of_its_own_is_passed_over(other: tarfile.TarInfo) -> None:
    assert read(tarred("a.txt", other)) == (["a.tar/a.txt"], [])


def test_links_that_lead_out_are_told_once() -> None:
    first = member("x/passwd.txt", tarfile.SYMTYPE, "/etc/passwd")
    second = member("x/up.txt", tarfile.SYMTYPE, "../../a.txt")
    paths, unread = read(tarred(first, "a.txt", second))
    assert paths == ["a.tar/a.txt"]
    assert unread == [
        (
            "a.tar holds links that lead out of it, which are not followed: 2,"
            " the first is 'x/passwd.txt'."
        )
    ]


def test_a_damaged_header_loses_one_member_and_says_so() -> None:
    data = bytearray(tarred("a.txt", "b.txt", "c.txt"))
    data[1024 + 150] ^= 1  # in the sum that guards the header of the second
    paths, unread = read(bytes(data))
    assert paths == ["a.tar/a.txt", "a.tar/c.txt"]
    assert unread == ["a.tar is damaged: 2 blocks of 512 bytes are no TAR."]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_an_archive_that_is_cut_off_gives_what_came_before(
    pack: Callable[[bytes], bytes],
) -> None:
    data = pack(tarred("a.txt", "b.txt")[: 1024 + 512 + 20])
    paths, unread = read(data)
    assert paths == ["a.tar/a.txt"]
    assert "is damaged or incomplete" in " ".join(unread)


def test_an_archive_without_articles_says_so() -> None:
    assert read(tarred("picture.png")) == ([], ["a.tar holds no articles."])


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_name_of_many_megabytes_is_refused(kind: bytes) -> None:
    header = member("x", kind)
    header.size = 5_120_000
    data = header.tobuf() + b"1" * header.size + tarred("a.txt")
    paths, (unread,) = read(gzip.compress(data, 1))
    assert paths == ["a.tar/a.txt"]
    assert "blocks of 512 bytes are no TAR" in unread


def test_headers_without_end_are_refused() -> None:
    header = member("x", tarfile.GNUTYPE_LONGNAME)
    header.size = 5
    data = (header.tobuf() + b"a.txt".ljust(512, b"\0")) * 5_000
    _, unread = read(data + tarred("a.txt"))
    assert len(unread) == 1
