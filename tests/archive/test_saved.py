"""Saved searches, and what is new in them."""

from __future__ import annotations

import datetime
import multiprocessing
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search import engines
from search.archive import writing
from search.archive.saved import MOST
from tests.archive.samples import article, articles, write_file, write_files
from tests.archive.test_disk import read_only
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.places import NewArchive


IN_FOLDERS = pytest.mark.parametrize("archive", engines.NAMES, indirect=True)


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(articles(20))
        yield archive


def new_ids(archive: search.Archive, text: str, after: int, **options: object) -> list[str]:
    found = archive.news(text, after=after, limit=1000, **options)  # type: ignore[arg-type]
    assert found.total == len(found.hits)
    return [hit.article.id for hit in found.hits]


def test_news_are_the_hits_that_were_added_since_newest_first(archive: search.Archive) -> None:
    seen = archive.last_addition
    assert archive.news("boats", after=seen).total == 0
    archive.add([article(21), article(22)])
    archive.add([article(28)])
    assert new_ids(archive, "boats", seen) == ["n00028", "n00022", "n00021"]
    assert new_ids(archive, "harbour ferry", seen) == ["n00022"]
    assert new_ids(archive, "boats", archive.last_addition) == []
    assert len(new_ids(archive, "boats", 0)) == archive.search("boats").total == 23


def test_news_are_shown_as_hits_are(archive: search.Archive) -> None:
    seen = archive.last_addition
    archive.add([article(22)])
    found = archive.news("ferry", after=seen)
    (hit,) = (each for each in archive.hits("ferry") if each.article.id == "n00022")
    assert found.hits[0].score == pytest.approx(hit.score)
    assert found.hits == (replace(hit, score=found.hits[0].score),)
    assert found.last_addition == archive.last_addition > seen


def test_news_are_counted_exactly_however_few_are_shown(archive: search.Archive) -> None:
    seen = archive.last_addition
    archive.add([article(number) for number in range(20, 60)])
    for limit in (0, 1, 7):
        found = archive.news("boats", after=seen, limit=limit)
        assert (found.total, len(found.hits)) == (40, limit)
    pages = [
        hit.article.id
        for offset in range(0, 50, 7)
        for hit in archive.news("boats", after=seen, limit=7, offset=offset).hits
    ]
    assert pages == new_ids(archive, "boats", seen)
    with pytest.raises(ValueError, match="limit -1 and offset 0 must not be negative"):
        archive.news("boats", after=seen, limit=-1)


@pytest.mark.parametrize(
    "text", ["boats", "ferry OR tariff", "harbour -quarry", "", "title:report"]
)
@pytest.mark.parametrize("narrow", [None, {"source": ["The Quay"]}, {"author": [""]}])
def test_news_since_ever_are_all_hits(
    archive: search.Archive, text: str, narrow: dict[str, list[str]] | None
) -> None:
    for scope in ("article", "paragraph"):
        total = archive.search(text, narrow=narrow, scope=scope, limit=0).total
        found = archive.news(text, narrow=narrow, scope=scope, after=0, limit=1000)
        assert found.total == len(found.hits) == total
        hits = archive.hits(text, narrow=narrow, scope=scope)
        assert {(hit.article.id, _number(hit, scope)) for hit in found.hits} == {
            (hit.article.id, _number(hit, scope)) for hit in hits
        }


def _number(hit: search.Hit, scope: str) -> int | None:
    return hit.paragraphs[0].number if scope == "paragraph" else None


def test_an_article_whose_text_has_changed_is_new(archive: search.Archive) -> None:
    seen = archive.last_addition
    archive.add([article(3, version=1)])
    assert new_ids(archive, "boats", seen) == ["n00003"]


def test_an_article_that_is_added_again_as_it_was_is_not_new(archive: search.Archive) -> None:
    seen = archive.last_addition
    archive.add([article(3)])
    assert new_ids(archive, "boats", seen) == []


def test_an_article_that_has_gone_is_not_new(archive: search.Archive) -> None:
    seen = archive.last_addition
    archive.add([article(21), article(22)])
    archive.remove(["n00021"])
    assert new_ids(archive, "boats", seen) == ["n00022"]


def test_a_file_that_has_moved_is_not_new(tmp_path: Path) -> None:
    text = "Ferry late\n\n2021-03-04\n\nThe ferry was late again, said the harbour office.\n"
    folder = tmp_path / "news"
    file = write_file(folder, "a/ferry.txt", text)
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.index([folder])
        before, seen = archive.last_addition, archive.last_addition
        file.rename(folder / "moved.txt")
        archive.index([folder], prune=True)
        (hit,) = archive.search("ferry").hits
        assert hit.article.path == "moved.txt"
        assert new_ids(archive, "ferry", seen) == []
        assert archive.last_addition > before  # the index has it under another number

        write_file(folder, "copy/ferry.txt", text)
        archive.index([folder])
        assert archive.search("ferry").hits[0].article.copies
        assert new_ids(archive, "ferry", seen) == []

        write_file(folder, "moved.txt", text.replace("late again", "late twice"))
        archive.index([folder])
        assert len(new_ids(archive, "ferry", seen)) == 1


def test_what_was_added_and_then_moved_is_still_new(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    file = write_file(folder, "ferry.txt", "The ferry was late again, said the office.\n")
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.index([folder])
        file.rename(folder / "once.txt")
        archive.index([folder], prune=True)
        (folder / "once.txt").rename(folder / "twice.txt")
        archive.index([folder], prune=True)
        assert len(new_ids(archive, "ferry", 0)) == 1
        assert new_ids(archive, "ferry", archive.last_addition) == []


def test_a_folder_that_has_moved_is_not_new_however_many_commits_that_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "BATCH_CHARACTERS", 1)
    folder = tmp_path / "news"
    write_files(folder / "2021", 12)
    with search.Archive.create(tmp_path / "archive") as archive:
        archive.index([folder])
        seen, generation = archive.last_addition, archive.generation
        (folder / "2021").rename(folder / "moved")
        archive.index([folder], prune=True)
        assert archive.generation > generation + 2
        assert archive.search("ferry path:moved").total == archive.search("ferry").total == 12
        assert new_ids(archive, "ferry", seen) == []
        assert len(new_ids(archive, "ferry", 0)) == 12


def test_articles_in_which_boilerplate_is_recognised_later_are_not_new(tmp_path: Path) -> None:
    notice = "Subscribe to the harbour letter for more of this each morning."
    folder = tmp_path / "news"

    def write(number: int) -> None:
        write_file(
            folder,
            f"{number}.txt",
            f"Report {number}\n\nThe ferry number{number} was late, said the office.\n\n{notice}\n",
        )

    with search.Archive.create(tmp_path / "archive") as archive:
        for number in range(2):
            write(number)
        archive.index([folder])
        seen = archive.last_addition
        for number in range(2, 40):
            write(number)
        archive.index([folder])
        first = archive.search("number0").hits[0].article
        assert "boilerplate" in {paragraph.kind for paragraph in first.paragraphs}
        assert len(new_ids(archive, "ferry", seen)) == 38


@IN_FOLDERS
def test_an_archive_of_an_earlier_version_has_news(archive: search.Archive) -> None:
    with closing(sqlite3.connect(Path(archive.place) / "catalog.sqlite")) as catalog:
        catalog.execute("DROP TABLE additions")
    assert len(new_ids(archive, "boats", 0)) == 20
    seen = archive.last_addition
    archive.add([article(3)])
    assert new_ids(archive, "boats", seen) == []


@IN_FOLDERS
def test_nothing_is_kept_and_no_file_made_before_a_search_is_saved(
    archive: search.Archive,
) -> None:
    assert archive.saved_searches() == ()
    assert not (Path(archive.place) / "searches.sqlite").exists()


def test_a_saved_search_is_kept_as_it_was(archive: search.Archive) -> None:
    narrow = {"source": ["The Quay", ""], "date": ["2020-01..2020-03"]}
    archive.save_search(
        "  Late\n ferries ",
        "ferry “late”",
        narrow=narrow,
        scope="paragraph",
        match="any",
        sort="newest",
    )
    with search.Archive.open(archive.place) as again:
        (kept,) = again.saved_searches()
    assert kept == archive.saved_search("Late ferries")
    assert kept.name == "Late ferries"
    assert (kept.text, kept.scope, kept.match, kept.sort) == (
        "ferry “late”",
        "paragraph",
        "any",
        "newest",
    )
    assert kept.narrow == {"source": ("The Quay", ""), "date": ("2020-01..2020-03",)}
    assert kept.created == kept.visited
    assert datetime.datetime.now(datetime.UTC) - kept.created < datetime.timedelta(minutes=5)
    assert (kept.seen, kept.new, kept.fault) == (archive.last_addition, 0, "")


def test_saved_searches_stand_in_the_order_of_their_names(archive: search.Archive) -> None:
    for name in ("tariff", "Boats", "ärger", "boats"):
        archive.save_search(name, "boats")
    assert [each.name for each in archive.saved_searches()] == ["Boats", "boats", "tariff", "ärger"]


def test_new_hits_are_counted_until_they_have_been_seen(archive: search.Archive) -> None:
    archive.save_search("all", "boats")
    archive.save_search("ferry", "ferry")
    archive.save_search("quay", "boats", narrow={"source": ["The Quay"]})
    archive.save_search("lines", "boats OR ferry", scope="paragraph")
    archive.add([article(22), article(23)])

    def counts() -> dict[str, int]:
        return {each.name: each.new for each in archive.saved_searches()}

    assert counts() == {"all": 2, "ferry": 1, "quay": 1, "lines": 3}
    assert archive.visit_search("ferry").new == 0
    assert counts() == {"all": 2, "ferry": 0, "quay": 1, "lines": 3}
    archive.add([article(29)])
    assert counts() == {"all": 3, "ferry": 1, "quay": 2, "lines": 5}


def test_what_is_added_while_news_are_read_stays_new(archive: search.Archive) -> None:
    archive.save_search("all", "boats")
    archive.add([article(21)])
    shown = archive.news("boats", after=archive.saved_search("all").seen)
    archive.add([article(22)])
    assert archive.visit_search("all", seen=shown.last_addition).new == 1
    assert archive.visit_search("all", seen=0).new == 1  # what was seen stays seen
    assert archive.visit_search("all", seen=1 << 50).new == 0
    archive.add([article(23)])
    assert archive.saved_search("all").new == 1  # none is seen before it is there


def test_a_name_that_is_taken_is_refused_or_replaced(archive: search.Archive) -> None:
    archive.save_search("ferry", "ferry")
    archive.add([article(21)])
    with pytest.raises(search.SavedSearchExists, match="a saved search “ferry” already"):
        archive.save_search("ferry", "boats")
    assert archive.saved_search("ferry").text == "ferry"
    archive.save_search("ferry", "boats", replace=True)
    (kept,) = archive.saved_searches()
    assert (kept.text, kept.new) == ("boats", 0)


def test_a_search_is_forgotten(archive: search.Archive) -> None:
    archive.save_search("ferry", "ferry")
    archive.forget_search("ferry")
    assert archive.saved_searches() == ()
    for call in (archive.forget_search, archive.visit_search, archive.saved_search):
        with pytest.raises(search.SavedSearchMissing, match="There is no saved search “ferry”"):
            call("ferry")


@pytest.mark.parametrize("name", ["ferry", "'; DROP TABLE searches; --", "a\ud800", "", "x" * 5000])
def test_a_name_that_nothing_has_is_missing(archive: search.Archive, name: str) -> None:
    with pytest.raises(search.SavedSearchMissing):
        archive.saved_search(name)
    with pytest.raises(search.SavedSearchMissing):
        archive.forget_search(name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "needs a name"),
        (" \n ", "needs a name"),
        ("x" * 101, "has 101 characters; at most 100"),
        ("a\x00b", r"U\+0000"),
        ("a\ud800b", r"U\+D800"),
    ],
)
def test_what_is_no_name_is_refused(archive: search.Archive, name: str, sentence: str) -> None:
    with pytest.raises(search.SearchError, match=sentence):
        archive.save_search(name, "ferry")


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "<b>x</b>", "a'b\"c", "نام\u200cه", "🛳", "%00"]
)
def test_any_other_text_is_a_name(archive: search.Archive, name: str) -> None:
    archive.save_search(name, "ferry")
    assert archive.saved_search(name).name == name
    assert [each.name for each in archive.saved_searches()] == [name]


def test_a_search_without_a_reading_is_not_saved(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError):
        archive.save_search("bad", "date:2021-02-30")
    with pytest.raises(search.QueryError):
        archive.save_search("bad", "ferry", narrow={"date": ["yesteryear"]})
    with pytest.raises(ValueError, match="colour"):
        archive.save_search("bad", "ferry", narrow={"colour": ["red"]})
    assert archive.saved_searches() == ()


@IN_FOLDERS
def test_a_search_that_has_lost_its_reading_says_so_and_hides_no_other(
    archive: search.Archive,
) -> None:
    archive.save_search("bad", "ferry")
    archive.save_search("good", "ferry")
    with closing(sqlite3.connect(Path(archive.place) / "searches.sqlite")) as searches:
        searches.execute("UPDATE searches SET text = 'date:2021-02-30' WHERE name = 'bad'")
        searches.commit()
    archive.add([article(22)])
    bad, good = archive.saved_searches()
    assert "2021-02-30" in bad.fault
    assert (bad.new, good.new, good.fault) == (0, 1, "")


@IN_FOLDERS
def test_there_are_only_so_many(archive: search.Archive) -> None:
    archive.save_search("first", "ferry")
    with closing(sqlite3.connect(Path(archive.place) / "searches.sqlite")) as searches:
        searches.executemany(
            "INSERT INTO searches SELECT ?, text, scope, match, sort, narrow, created, visited, seen"
            " FROM searches WHERE name = 'first'",
            [(f"n{number}",) for number in range(MOST - 1)],
        )
        searches.commit()
    with pytest.raises(search.SearchError, match="Forget one first"):
        archive.save_search("one more", "ferry")
    archive.save_search("first", "boats", replace=True)


def test_building_the_index_anew_keeps_searches_and_what_was_seen(archive: search.Archive) -> None:
    archive.save_search("all", "boats")
    archive.add([article(21)])
    search.Archive.rebuild(archive.place)
    assert [each.new for each in archive.saved_searches()] == [1]
    others = {"tantivy": "whoosh", "whoosh": "tantivy", "opensearch": "opensearch"}
    search.Archive.rebuild(archive.place, engine=others[archive.stats().engine])
    assert [each.new for each in archive.saved_searches()] == [1]


def test_a_writer_does_not_block_saving(archive: search.Archive) -> None:
    def slowly() -> Iterator[search.Article]:
        yield article(21)
        archive.save_search("meanwhile", "boats")

    archive.add(slowly())
    assert [(each.name, each.new) for each in archive.saved_searches()] == [("meanwhile", 1)]


def save(place: Path, number: int) -> None:
    with search.Archive.open(place) as archive:
        for each in range(5):
            archive.save_search(f"{number}-{each}", "boats")
            archive.visit_search(f"{number}-{each}")
        archive.forget_search(f"{number}-0")


def test_several_processes_save_at_the_same_moment(archive: search.Archive) -> None:
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=save, args=(archive.place, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    assert {each.name for each in archive.saved_searches()} == {
        f"{number}-{each}" for number in range(4) for each in range(1, 5)
    }


@IN_FOLDERS
def test_a_read_only_archive_shows_its_searches_and_says_that_none_is_saved(
    archive: search.Archive,
) -> None:
    archive.save_search("all", "boats")
    with read_only(Path(archive.place)) as place, search.Archive.open(place) as again:
        assert [each.name for each in again.saved_searches()] == ["all"]
        for change in (
            lambda: again.save_search("more", "boats"),
            lambda: again.visit_search("all"),
            lambda: again.forget_search("all"),
        ):
            with pytest.raises(
                search.ArchiveReadOnly, match=r"saved searches .* cannot be changed"
            ):
                change()
        assert [each.name for each in again.saved_searches()] == ["all"]


@IN_FOLDERS
def test_a_read_only_archive_without_searches_has_none(archive: search.Archive) -> None:
    with read_only(Path(archive.place)) as place, search.Archive.open(place) as again:
        assert again.saved_searches() == ()
        with pytest.raises(search.ArchiveReadOnly, match="allow writing there"):
            again.save_search("more", "boats")


@IN_FOLDERS
def test_a_damaged_file_is_a_sentence_and_leaves_the_archive_alone(archive: search.Archive) -> None:
    (Path(archive.place) / "searches.sqlite").write_bytes(b"not a database" * 100)
    with pytest.raises(search.ArchiveUnreadable, match=r"saved searches .* damaged .* backup"):
        archive.saved_searches()
    with pytest.raises(search.ArchiveUnreadable, match=r"saved searches .* damaged"):
        archive.save_search("all", "boats")
    assert archive.search("boats").total == 20


@IN_FOLDERS
def test_a_damaged_row_is_a_sentence(archive: search.Archive) -> None:
    archive.save_search("all", "boats")
    with closing(sqlite3.connect(Path(archive.place) / "searches.sqlite")) as searches:
        searches.execute("UPDATE searches SET narrow = '[1'")
        searches.commit()
    with pytest.raises(search.ArchiveUnreadable, match="search all"):
        archive.saved_searches()


@IN_FOLDERS
def test_searches_of_a_newer_version_are_left_alone(archive: search.Archive) -> None:
    archive.save_search("all", "boats")
    with closing(sqlite3.connect(Path(archive.place) / "searches.sqlite")) as searches:
        searches.execute("PRAGMA user_version = 2")
    before = (Path(archive.place) / "searches.sqlite").read_bytes()
    with pytest.raises(search.ArchiveUnreadable, match=r"format 2; .* Install a newer Nutgraf"):
        archive.saved_searches()
    with pytest.raises(search.ArchiveUnreadable, match="format 2"):
        archive.save_search("more", "boats")
    assert (Path(archive.place) / "searches.sqlite").read_bytes() == before


@IN_FOLDERS
def test_searches_go_with_a_copy_of_the_folder(archive: search.Archive, tmp_path: Path) -> None:
    archive.save_search("all", "boats")
    shutil.copytree(archive.place, tmp_path / "copy")
    with search.Archive.open(tmp_path / "copy") as copy:
        assert [each.name for each in copy.saved_searches()] == ["all"]
