from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from search.errors import ReadError
from search.readers import files


def fill(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("Words.", encoding="utf-8")


def relatives(*paths: Path) -> list[str]:
    return [file.relative for file in files(paths)]


def test_a_folder_is_walked_in_a_stable_order(tmp_path: Path) -> None:
    fill(tmp_path, "b/2.txt", "b/1.md", "a.text", "c.MARKDOWN", "b/a/deep.TXT")
    assert relatives(tmp_path) == ["a.text", "b/1.md", "b/2.txt", "b/a/deep.TXT", "c.MARKDOWN"]


def test_a_file_says_where_it_is_and_what_it_was(tmp_path: Path) -> None:
    fill(tmp_path, "2021/bridge.txt")
    (file,) = files([tmp_path])
    status = (tmp_path / "2021" / "bridge.txt").stat()
    assert file.path == tmp_path / "2021" / "bridge.txt"
    assert file.path.is_absolute()
    assert (file.relative, file.root) == ("2021/bridge.txt", str(tmp_path))
    assert (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)


@pytest.mark.parametrize(
    "name",
    [
        *("notes.pdf", "data.csv", "noending", ".hidden.txt", ".git/config.txt"),
        *("README.md", "README", "LICENSE.txt", "CHANGELOG.md", "readme.txt", "README-de.md"),
    ],
)
def test_what_is_no_article_is_passed_over(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name, "article.txt")
    assert relatives(tmp_path) == ["article.txt"]


@pytest.mark.parametrize("name", ["readmeans.txt", "licensed-to-fish.md", "a.b.txt"])
def test_a_name_that_only_begins_like_those_is_taken(tmp_path: Path, name: str) -> None:
    fill(tmp_path, name)
    assert relatives(tmp_path) == [name]


@pytest.mark.parametrize("name", ["README.md", "noending", ".hidden", "story.html"])
def test_a_file_named_itself_is_always_taken(tmp_path: Path, name: str) -> None:
    fill(tmp_path, f"folder/{name}")
    (file,) = files([tmp_path / "folder" / name])
    assert (file.relative, file.root) == (name, str(tmp_path / "folder"))


def test_the_same_path_twice_is_read_once(tmp_path: Path) -> None:
    fill(tmp_path, "one.txt")
    assert relatives(tmp_path, tmp_path / ".") == ["one.txt"]


def test_a_missing_path_is_told_before_anything_is_read(tmp_path: Path) -> None:
    fill(tmp_path, "one.txt")
    with pytest.raises(ReadError, match=r"There is no file or folder .*nowhere\. Check"):
        files([tmp_path, tmp_path / "nowhere"])


def test_folder_links_are_not_followed_and_file_links_are(tmp_path: Path) -> None:
    fill(tmp_path, "a/one.txt", "outside/two.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "other.txt").symlink_to(tmp_path / "outside", target_is_directory=True)
    (tmp_path / "a" / "two.txt").symlink_to(tmp_path / "outside" / "two.txt")
    assert relatives(tmp_path / "a") == ["one.txt", "two.txt"]


def test_a_link_to_a_folder_that_is_named_is_walked(tmp_path: Path) -> None:
    fill(tmp_path, "a/one.txt")
    (tmp_path / "link").symlink_to(tmp_path / "a")
    assert relatives(tmp_path / "link") == ["one.txt"]


def test_a_dangling_link_is_left_for_reading_to_report(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (file,) = files([tmp_path])
    assert (file.relative, file.size) == ("gone.txt", 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no named pipes.")
def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert relatives(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has file names of any bytes.")
def test_names_that_are_not_utf8_stay_different(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"caf\xe8.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"Words.")
    found = list(files([tmp_path]))
    assert [file.relative for file in found] == ["caf\\xe8.txt", "caf\\xe9.txt"]
    assert all(file.path.read_bytes() and file.relative.encode() for file in found)


def test_a_name_is_the_same_however_the_disk_spells_its_accents(tmp_path: Path) -> None:
    fill(tmp_path, "cafe\u0301.txt")
    assert relatives(tmp_path) == ["caf\u00e9.txt"]


def test_folders_are_walked_one_after_the_other(tmp_path: Path) -> None:
    fill(tmp_path, "b/x.txt", "a/x.txt")
    assert [file.root for file in files([tmp_path / "b", tmp_path / "a"])] == [
        str(tmp_path / "b"),
        str(tmp_path / "a"),
    ]


def test_a_very_deep_folder_is_no_problem(tmp_path: Path) -> None:
    deep = "d/" * 300
    fill(tmp_path, f"{deep}one.txt")
    assert relatives(tmp_path) == [f"{deep}one.txt"]
