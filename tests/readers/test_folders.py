from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from search.archive import layout
from search.errors import ReadError
from search.readers import files, folders, read_file

PROSE = "The bridge over the river reopened on Monday. Traffic was light, they said.\n" * 3
PAGE = "<!DOCTYPE html><html><head><title>Bridge</title></head><body><p>Open.</p></body></html>"


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
    assert file.path == str(tmp_path / "2021" / "bridge.txt")
    assert Path(file.path).is_absolute()
    assert (file.relative, file.root) == ("2021/bridge.txt", str(tmp_path))
    assert (file.size, file.mtime_ns) == (status.st_size, status.st_mtime_ns)


@pytest.mark.parametrize(
    "name",
    [
        *("noending", "picture.PNG", "film.mp4", "code.py", "data.sqlite", "table.xlsx"),
        *(".hidden.txt", ".git/config.txt", "~$letter.txt", "._story.txt", "dump.sql.gz"),
        *("README.md", "README", "LICENSE.txt", "CHANGELOG.md", "readme.txt", "README-de.md"),
        *("requirements.txt", "robots.txt", "package.json", "CONTRIBUTING.md", "AUTHORS"),
        *("node_modules/x/story.txt", "__pycache__/story.txt", "__MACOSX/story.txt"),
        *("Notes.app/story.txt", "settings.ini.bak", "access.log"),
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
@pytest.mark.parametrize("name", ["pipe.txt", "pipe", "pipe.xyz"])
def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert relatives(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no named pipes.")
def test_a_pipe_or_a_device_that_is_named_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (pipe,) = files([tmp_path / "pipe.txt"])
    with pytest.raises(ReadError, match=r"^pipe\.txt is a named pipe, not a file\.$"):
        list(read_file(pipe))
    (zero,) = files(["/dev/zero"])
    with pytest.raises(ReadError, match=r"^zero is a device, not a file\.$"):
        list(read_file(zero))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("Letter to the editor", PROSE), ("1987-02-26", PROSE), ("St. Louis story", PROSE)),
        *(
            ("story", "首相は火曜日に記者会見を開き、新しい政策を説明した。国民は聞いた。\n" * 3),
            ("a.1", PROSE),
        ),
        *(("page", PAGE), ("story.php", PAGE), ("index.html?id=3", PAGE), ("saved.xyz", PAGE)),
    ],
)
def test_a_name_that_promises_nothing_is_looked_into(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert relatives(tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Makefile", "all: build\n\tcc -o a a.c\n\nbuild:\n\tmkdir -p $(OUT)\n" * 9),
        ("script", "#!/bin/sh\n# This copies all files. It then ends.\ncp a b\n" * 9),
        ("hosts", "127.0.0.1 localhost\n10.0.0.1 example.org\n" * 9),
        ("syslog", "Aug 25 10:00:00 host kernel: [12.000] usb 1-1: new device.\n" * 9),
        ("words", "bridge\nriver\nroad\n" * 99),
        ("notes.xyz", PROSE),
        ("header.php", "<!DOCTYPE html><html><title><?php echo $title; ?></title></html>"),
        ("binary", "\0\1\2\3" * 99),
        ("empty", ""),
    ],
)
def test_what_is_seen_to_be_no_article_is_passed_over(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert relatives(tmp_path) == []


@pytest.mark.parametrize("name", ["story", "story.txt.gz", "story.gz"])
def test_a_packed_file_is_judged_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(PROSE.encode()))
    (tmp_path / "settings.gz").write_bytes(gzip.compress(b"[user]\nname = x\n" * 9))
    assert relatives(tmp_path) == [name]


@pytest.mark.parametrize("furniture", ["Story_files", "Story-Dateien", "Story_fichiers"])
def test_the_furniture_of_a_saved_page_is_passed_over(tmp_path: Path, furniture: str) -> None:
    fill(tmp_path, f"{furniture}/ad.txt", "Other_files/case.txt")
    (tmp_path / "Story.html").write_text(PAGE, encoding="utf-8")
    assert relatives(tmp_path) == ["Other_files/case.txt", "Story.html"]


def test_an_environment_of_python_is_not_walked(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "env/pyvenv.cfg", "env/lib/b.txt")
    assert relatives(tmp_path) == ["a.txt"]


def test_an_archive_of_nutgraf_is_not_walked(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "index/catalog.sqlite", "index/b.txt", "index/tantivy-1/NUTGRAF")
    fill(tmp_path, "other/catalog.sqlite", "other/b.txt")
    assert relatives(tmp_path) == ["a.txt", "other/b.txt"]
    assert (folders._CATALOG, folders._MARKER) == (layout.CATALOG, layout.MARKER)


def test_a_link_to_a_file_of_the_same_folder_is_the_same_file(tmp_path: Path) -> None:
    fill(tmp_path, "root/2021/a.txt", "root/.store/b.txt", "outside/c.txt", "root-2/d.txt")
    for name, target in (
        ("latest.txt", "root/2021/a.txt"),
        ("hidden.txt", "root/.store/b.txt"),
        ("outside.txt", "outside/c.txt"),
        ("beside.txt", "root-2/d.txt"),
        ("loop.txt", "root/loop.txt"),
    ):
        (tmp_path / "root" / name).symlink_to(tmp_path / target)
    assert relatives(tmp_path / "root") == [
        *("2021/a.txt", "beside.txt", "hidden.txt", "loop.txt", "outside.txt")
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux has file names of any bytes.")
def test_names_that_are_not_utf8_stay_different(tmp_path: Path) -> None:
    for name in (b"caf\xe9.txt", b"caf\xe8.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"Words.")
    found = list(files([tmp_path]))
    assert [file.relative for file in found] == ["caf\\xe8.txt", "caf\\xe9.txt"]
    assert all(Path(file.path).read_bytes() and file.relative.encode() for file in found)


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
