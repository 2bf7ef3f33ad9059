"""Packed files: what is in them is read as if it lay there unpacked."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
from typing import TYPE_CHECKING

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

STORY = b"Bridge open\n\nThe bridge over the river reopened on Monday.\n"
PACKERS = [pytest.param(module.compress, id=module.__name__) for module in (gzip, bz2, lzma)]


def texts(name: str, data: bytes) -> list[list[str]]:
    source = Source(name, io.BytesIO(data), size=len(data))
    found = list(registry.read(source))
    assert all(isinstance(each, Article) and each.path == name for each in found)
    return [[part.text for part in each.paragraphs] for each in found if isinstance(each, Article)]


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("name", ["2021/story.txt.gz", "story.bz2", "story"])
def test_a_story_keeps_the_path_of_the_file(pack: Callable[[bytes], bytes], name: str) -> None:
    assert texts(name, pack(STORY)) == [
        ["Bridge open", "The bridge over the river reopened on Monday."]
    ]


@pytest.mark.parametrize("pack", PACKERS)
def test_files_that_were_packed_one_after_the_other_are_one_text(
    pack: Callable[[bytes], bytes],
) -> None:
    assert texts("a.txt.gz", pack(STORY) + pack(b"\nTraffic was light.\n")) == [
        ["Bridge open", "The bridge over the river reopened on Monday.", "Traffic was light."]
    ]


@pytest.mark.parametrize("pack", PACKERS)
@pytest.mark.parametrize("behind", [b"\0" * 1024, b"\0" * 4])
def test_padding_behind_does_not_matter(pack: Callable[[bytes], bytes], behind: bytes) -> None:
    assert len(texts("a.txt.gz", pack(STORY) + behind)) == 1


@pytest.mark.parametrize("pack", PACKERS[1:])
def test_what_else_stands_behind_is_ignored(pack: Callable[[bytes], bytes]) -> None:
    assert len(texts("a.txt.xz", pack(STORY) + b"signature")) == 1


def test_the_name_within_tells_the_format() -> None:
    assert texts("story.md.gz", gzip.compress(b"# Bridge\n\nIt *reopened*.\n")) == [
        ["Bridge", "It reopened."]
    ]


@pytest.mark.parametrize("pack", PACKERS)
def test_a_large_text_comes_out_whole(pack: Callable[[bytes], bytes]) -> None:
    text = "\n\n".join(f"Paragraph {number} of the report." for number in range(40_000))
    (paragraphs,) = texts("a.txt.gz", pack(text.encode()))
    assert len(paragraphs) == 40_000


@pytest.mark.parametrize("pack", PACKERS)
def test_a_file_that_is_cut_off_says_so(pack: Callable[[bytes], bytes]) -> None:
    data = pack(hashlib.shake_128().hexdigest(200_000).encode())[:-60_000]
    with pytest.raises(ReadError, match=r"^a\.txt\.gz is damaged or incomplete \(.+\)\.$"):
        texts("a.txt.gz", data)


def test_xz_that_asks_for_much_memory_is_refused() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 512_000_000}]
    packer = lzma.LZMACompressor(filters=filters, preset=None)
    try:
        data = packer.compress(STORY) + packer.flush()
    except MemoryError:
        pytest.skip("This machine has too little memory to make one.")
    with pytest.raises(ReadError, match=r"is damaged or incomplete \(Memory usage limit"):
        texts("a.txt.xz", data)


def test_packed_within_packed_ends() -> None:
    data = STORY
    for _ in range(6):
        data = gzip.compress(data)
    with pytest.raises(ReadError, match=r"^a\.gz is not opened: it lies in files within files"):
        texts("a.gz", data)


def test_what_is_not_packed_after_all_is_read_as_it_is() -> None:
    assert texts("a.txt.gz", STORY) == [
        ["Bridge open", "The bridge over the river reopened on Monday."]
    ]


def test_what_is_neither_packed_nor_text_says_so() -> None:
    with pytest.raises(ReadError, match=r"^a\.txt\.gz holds binary data, not text\.$"):
        texts("a.txt.gz", bytes(range(256)) * 9)
