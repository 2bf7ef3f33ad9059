"""Where archives can be made and opened, and what is said where they cannot."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import search
from search import analysis
from search.catalog.rows import FORMAT
from tests.archive.samples import articles

if TYPE_CHECKING:
    from pathlib import Path


def change_setting(place: Path, name: str, value: str) -> None:
    with closing(sqlite3.connect(place / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE settings SET value = ? WHERE name = ?", (value, name))


def test_an_archive_is_made_with_its_folder(tmp_path: Path) -> None:
    place = tmp_path / "a" / "b"
    with search.Archive.create(place) as archive:
        assert archive.place == place
        assert archive.search("").total == 0
    assert sorted(path.name for path in place.iterdir()) == [
        "catalog.sqlite", "tantivy-1", "write.lock",
    ]  # fmt: skip


def test_a_second_archive_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    search.Archive.create(tmp_path).close()
    with pytest.raises(search.ArchiveExists, match=r"There is an archive in .* already"):
        search.Archive.create(tmp_path)


def test_no_archive_is_made_without_its_engine_or_language(tmp_path: Path) -> None:
    with pytest.raises(search.EngineMissing, match="no engine “lucene”"):
        search.Archive.create(tmp_path, engine="lucene")
    with pytest.raises(search.SearchError, match=r"no language “klingon”\. Choose from: arabic"):
        search.Archive.create(tmp_path, language="klingon")
    with pytest.raises(search.ArchiveMissing):
        search.Archive.open(tmp_path)
    search.Archive.create(tmp_path).close()


def test_a_folder_without_an_archive_names_the_command_that_makes_one(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        for use in (search.Archive.open, search.Archive.rebuild):
            with pytest.raises(search.ArchiveMissing, match="Make one with: nutgraf index FOLDER"):
                use(place)


def test_a_place_that_is_a_file_is_named_as_one(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("Not an archive.")
    with pytest.raises(search.ArchiveMissing, match=r"notes\.txt is a file"):
        search.Archive.open(place)
    for inside in (place, place / "deeper"):
        with pytest.raises(search.ArchiveError, match="a file is there"):
            search.Archive.create(inside)
    assert place.read_text() == "Not an archive."


@pytest.mark.parametrize(
    "content", [b"", b"Just some notes.\n", b"SQLite format 3\0 but no more", os.urandom(5000)]
)
def test_a_file_with_the_name_of_a_catalog_is_not_one(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(content)
    for use in (search.Archive.open, search.Archive.rebuild):
        with pytest.raises(search.ArchiveUnreadable, match="is not a Nutgraf catalog"):
            use(tmp_path)
    with pytest.raises(search.ArchiveExists):
        search.Archive.create(tmp_path)
    assert path.read_bytes() == content


def test_another_program_s_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE settings (name, value)")
        connection.execute("INSERT INTO settings VALUES ('format', '2')")
    content = path.read_bytes()
    with pytest.raises(search.ArchiveUnreadable, match="is not a Nutgraf catalog"):
        search.Archive.open(tmp_path)
    assert path.read_bytes() == content


def test_a_folder_with_the_name_of_a_catalog_is_not_one(tmp_path: Path) -> None:
    (tmp_path / "catalog.sqlite").mkdir()
    with pytest.raises(search.ArchiveUnreadable, match="cannot be read"):
        search.Archive.open(tmp_path)


def test_a_newer_format_is_left_to_a_newer_program(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    change_setting(tmp_path, "format", "99")
    for use in (search.Archive.open, search.Archive.rebuild):
        with pytest.raises(search.ArchiveUnreadable, match=r"written by format 99; .* reads for"):
            use(tmp_path)
    change_setting(tmp_path, "format", str(FORMAT))
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 2


def test_an_index_of_another_analysis_is_rebuilt(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    change_setting(tmp_path, "analysis", "0")
    with pytest.raises(
        search.ArchiveUnreadable, match=r"another version of Nutgraf\. Rebuild it with: nutgraf r"
    ):
        search.Archive.open(tmp_path)
    assert search.Archive.rebuild(tmp_path) == 2
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 2
        assert archive.check().agrees


def test_an_open_archive_notices_that_another_analysis_has_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
        assert archive.search("harbour").total == 2
        with monkeypatch.context() as newer:
            newer.setattr(analysis, "VERSION", analysis.VERSION + 1)
            search.Archive.rebuild(tmp_path)
        with pytest.raises(search.ArchiveUnreadable, match="another version of Nutgraf"):
            archive.search("harbour")
        with pytest.raises(search.ArchiveUnreadable, match="another version of Nutgraf"):
            archive.add(articles(3))
        search.Archive.rebuild(tmp_path)
        assert archive.search("harbour").total == 2


def test_an_unknown_engine_in_an_archive_is_named_and_can_be_converted(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    change_setting(tmp_path, "engine", "lucene")
    with search.Archive.open(tmp_path) as archive:
        with pytest.raises(search.EngineMissing, match="no engine “lucene”"):
            archive.search("harbour")
        assert archive.article("n00001").id == "n00001"
    search.Archive.rebuild(tmp_path, engine="tantivy")
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 2


def test_an_index_that_has_gone_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    shutil.rmtree(tmp_path / "tantivy-1")
    with search.Archive.open(tmp_path) as archive:
        for use in (lambda: archive.search("harbour"), lambda: archive.add(articles(3))):
            with pytest.raises(search.ArchiveUnreadable, match="anew with: nutgraf rebuild"):
                use()
    assert search.Archive.rebuild(tmp_path) == 2
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 2


def test_a_damaged_index_names_the_command_that_builds_it_anew(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    for path in (tmp_path / "tantivy-1").rglob("meta.json"):
        path.write_text("{")
    with search.Archive.open(tmp_path) as archive:
        for use in (lambda: archive.search("harbour"), lambda: archive.add(articles(3))):
            with pytest.raises(search.ArchiveUnreadable, match="anew with: nutgraf rebuild"):
                use()
    search.Archive.rebuild(tmp_path)
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 2


def test_a_damaged_catalog_is_said_and_not_searched_through(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(400))
    path = tmp_path / "catalog.sqlite"
    content = bytearray(path.read_bytes())
    content[3 * 4096 :] = b"\xa5" * (len(content) - 3 * 4096)
    path.write_bytes(content)
    with pytest.raises(search.ArchiveError, match="damaged"), search.Archive.open(tmp_path) as one:
        one.search("harbour")
    with pytest.raises(search.ArchiveError, match="damaged"), search.Archive.open(tmp_path) as one:
        list(one.articles())


def test_an_article_that_is_damaged_is_not_passed_over(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
        with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection, connection:
            connection.execute("UPDATE articles SET block = x'00' WHERE id = 'n00001'")
        with pytest.raises(search.ArchiveUnreadable, match="is damaged"):
            archive.search("harbour")


def test_what_lies_beside_an_archive_is_never_deleted(tmp_path: Path) -> None:
    """A folder may bear the name that an index would have, and hold somebody's work."""
    work = [tmp_path / name / "work.txt" for name in ("tantivy-1", "whoosh-2", "tantivy-x")]
    for path in work:
        path.parent.mkdir()
        path.write_text("Mine.")
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    search.Archive.rebuild(tmp_path)
    with search.Archive.open(tmp_path) as archive:
        archive.add(articles(3))
        assert archive.search("harbour").total == 3
    assert all(path.read_text() == "Mine." for path in work)


def test_the_leavings_of_an_unfinished_archive_are_not_searched(tmp_path: Path) -> None:
    """Somebody deleted the catalog and left the index."""
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(2))
    (tmp_path / "catalog.sqlite").unlink()
    (tmp_path / "catalog.sqlite.new").write_text("half a catalog")
    with search.Archive.create(tmp_path) as archive:
        assert archive.search("harbour").total == 0
        archive.add(articles(1))
        assert archive.search("harbour").total == 1
        assert archive.check().agrees


def test_a_copy_of_an_archive_is_an_archive(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "one") as archive:
        archive.add(articles(5))
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    with search.Archive.open(tmp_path / "two") as archive:
        archive.add(articles(6))
        assert archive.search("harbour").total == 6
    with search.Archive.open(tmp_path / "one") as archive:
        assert archive.search("harbour").total == 5
