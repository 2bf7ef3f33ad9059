from __future__ import annotations

import datetime
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from search.article import Article, article_id
from search.errors import ReadError
from search.readers import files, read, read_file

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = """---
title: Bridge open
date: 2021-08-25 23:30:00-04:00
author: Ana Lee
url: https://www.example.org/bridge
slug: bridge
---
# Bridge open

The bridge reopened on Monday.
"""


def test_an_article_with_front_matter(tmp_path: Path) -> None:
    (tmp_path / "bridge.md").write_text(ARTICLE, encoding="utf-8")
    (article,) = read(tmp_path)
    assert article.id == article_id(url="https://www.example.org/bridge")
    assert (article.title, article.authors, article.source) == (
        "Bridge open",
        ("Ana Lee",),
        "example.org",
    )
    assert (article.date, article.date_precision) == (datetime.date(2021, 8, 25), "day")
    assert (article.path, article.extra) == ("bridge.md", {"slug": "bridge"})
    assert [(part.number, part.kind) for part in article.paragraphs] == [(0, "title"), (1, "body")]


def test_without_an_address_the_id_comes_from_the_path_below_the_folder(tmp_path: Path) -> None:
    for machine in ("here", "there"):
        folder = tmp_path / machine / "archive" / "2021"
        folder.mkdir(parents=True)
        (folder / "a.txt").write_text("Words.", encoding="utf-8")
    ids = {next(read(tmp_path / machine / "archive")).id for machine in ("here", "there")}
    assert ids == {article_id(path="archive/2021/a.txt")}


def test_the_front_matter_is_believed_before_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\nauthor: Bo Cole\ndate: 2020\n---\nBridge open\n\nBy Ana Lee\n\nAugust 25, 2021\n\nIt reopened.",
        encoding="utf-8",
    )
    (article,) = read(tmp_path)
    assert (article.authors, article.date, article.date_precision) == (
        ("Bo Cole",),
        datetime.date(2020, 1, 1),
        "year",
    )
    assert article.title == "Bridge open"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "a.txt is empty."),
        (b"\xef\xbb\xbf", "a.txt has no text."),
        (b" \n\n\t", "a.txt has no text."),
        (b"###\n\n***\n", "a.txt has no text."),
        (b"---\nauthor: Ann Lee\n---\n", "a.txt has no text."),
        (b"\x00\x01\x02\x03", "a.txt holds binary data, not text."),
        (b"%PDF-1.7", "a.txt is a PDF file, not text."),
    ],
)
def test_a_file_without_an_article_says_why(tmp_path: Path, data: bytes, reason: str) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (file,) = files([tmp_path])
    with pytest.raises(ReadError) as caught:
        list(read_file(file))
    assert str(caught.value) == reason


def test_a_dangling_link_says_that_it_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "nowhere")
    with pytest.raises(ReadError, match=r"^a\.txt cannot be opened: No such file"):
        list(read(tmp_path))


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="This user may read every file."
)
def test_a_forbidden_file_or_folder_says_that_it_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    for file in files([tmp_path]):
        with pytest.raises(ReadError, match="cannot be opened: "):
            list(read_file(file))


def test_content_that_was_read_already_is_not_read_again(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bridge reopened.", encoding="utf-8")
    (file,) = files([tmp_path])
    (tmp_path / "a.txt").unlink()
    (article,) = read_file(file.holding(b"The bridge closed."))
    assert isinstance(article, Article)
    assert [each.text for each in article.paragraphs] == ["The bridge closed."]


def test_reading_stops_at_the_first_failure_after_what_came_before(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words.", encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(b"")
    articles = read(tmp_path)
    assert next(articles).path == "a.txt"
    with pytest.raises(ReadError, match=r"b\.txt is empty"):
        next(articles)


def test_a_missing_path_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="There is no file or folder"):
        read(tmp_path / "nowhere")


def test_importing_the_readers_loads_no_heavy_package() -> None:
    code = "import sys, search.readers; print({'yaml', 'charset_normalizer', 'json'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_title_alone_is_an_article(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Bridge open\ndate: 2021-08-17\n---\n")
    (article,) = read(tmp_path)
    assert [(p.number, p.kind, p.text) for p in article.paragraphs] == [(0, "title", "Bridge open")]


def test_a_link_with_a_summary_has_the_summary_as_its_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: Bridge\nsummary: It reopened.\n---\n")
    (article,) = read(tmp_path)
    assert [p.text for p in article.paragraphs] == ["Bridge", "It reopened."]
