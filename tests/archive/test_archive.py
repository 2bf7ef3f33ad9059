"""What is put into an archive is found, shown, replaced and removed."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import search
from search.article import Article, Paragraph
from search.catalog import SqliteCatalog
from tests.archive.samples import article, articles, ids
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.places import NewPlace

FULL = search.Article(
    id="full",
    title="The ferry is back",
    description="After a winter in the dock.",
    paragraphs=(
        search.Paragraph(number=0, text="The ferry is back", kind="title"),
        search.Paragraph(number=1, text="By Mira Holm", kind="byline"),
        search.Paragraph(number=2, text="What it cost", kind="heading"),
        search.Paragraph(
            number=3, text="Four million kroner – “too much”.", heading="What it cost"
        ),
    ),
    authors=("Mira Holm", "Élise Østby"),
    date=datetime.date(2021, 8, 1),
    date_precision="month",
    updated=datetime.date(2021, 9, 2),
    source="The Quay",
    section="Coast",
    place="Bergen",
    tags=("ferries", "money"),
    url="https://quay.example/ferry?a=1&b=2",
    path="2021/ferry.txt",
    language="en",
    extra={"page": "3"},
)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "archive") as archive:
        yield archive


def test_an_article_comes_back_as_it_was_added(archive: search.Archive) -> None:
    assert archive.add([FULL]) == 1
    assert archive.article("full") == FULL
    assert list(archive.articles()) == [FULL]
    assert archive.search("kroner").hits[0].article == FULL


def test_articles_are_there_after_the_archive_was_closed(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(articles(20))
    with search.Archive.open(tmp_path) as archive:
        assert archive.search("harbour").total == 20
        assert [each.id for each in archive.articles()] == [each.id for each in articles(20)]


def test_an_article_with_the_same_id_takes_the_place_of_the_former(
    archive: search.Archive,
) -> None:
    archive.add(articles(3))
    archive.add([article(1, version=2)])
    assert archive.search("").total == 3
    assert archive.search("version2").total == 1
    assert ids(archive.search("version0", sort="oldest")) == ["n00000", "n00002"]
    assert [each.id for each in archive.articles()] == ["n00000", "n00002", "n00001"]


def test_the_last_of_several_with_the_same_id_stays(archive: search.Archive) -> None:
    assert archive.add([article(1), article(1, version=1), article(1, version=2)]) == 3
    assert archive.search("").total == 1
    assert archive.search("version2").total == 1
    assert archive.check().agrees


def test_removed_articles_are_found_no_more(archive: search.Archive) -> None:
    archive.add(articles(4))
    assert archive.remove(["n00001", "n00002", "n00002", "unheard-of"]) == 2
    assert ids(archive.search("harbour", sort="oldest")) == ["n00000", "n00003"]
    with pytest.raises(search.ArticleMissing, match="no article “n00001”"):
        archive.article("n00001")


def test_one_id_may_be_given_without_a_list(archive: search.Archive) -> None:
    archive.add(articles(2))
    assert archive.remove("n00001") == 1


def test_an_article_that_was_removed_can_be_added_again(archive: search.Archive) -> None:
    archive.add(articles(2))
    archive.remove(["n00000"])
    archive.add([article(0)])
    assert archive.search("harbour").total == 2


def test_an_unknown_id_is_a_clear_error(archive: search.Archive) -> None:
    for odd in ("", "x y", "\udce9", "☃", "' OR 1=1"):
        with pytest.raises(search.ArticleMissing, match="has no article"):
            archive.article(odd)


def test_nothing_is_kept_of_what_was_added_before_an_error(archive: search.Archive) -> None:
    def broken() -> Iterator[search.Article]:
        yield article(1)
        raise OSError(5, "the tape is torn")

    archive.add([article(0)])
    with pytest.raises(OSError, match="the tape is torn"):  # the caller's own error
        archive.add(broken())
    assert ids(archive.search("")) == ["n00000"]
    assert archive.check().agrees
    archive.add([article(1)])
    assert archive.search("").total == 2


def test_articles_may_be_added_while_they_are_looked_up(archive: search.Archive) -> None:
    """The iterable searches the very archive that it is added to."""
    archive.add(articles(5))
    twice = [*articles(5, version=1), article(5)]
    missing = (each for each in twice if not archive.search(f'title:"{each.title}"').total)
    assert archive.add(missing) == 1
    assert archive.search("").total == 6


def test_an_archive_can_be_changed_while_its_hits_are_read(archive: search.Archive) -> None:
    """A reading of hits stays with the articles of its beginning."""
    archive.add(articles(250))
    seen = []
    for place, hit in enumerate(archive.hits("harbour")):
        if place == 0:
            archive.add(articles(250, version=1))
        if place == 1:
            archive.remove([each.id for each in articles(100)])
        seen.append(hit.article.id)
        assert "version0" in hit.article.paragraphs[1].text
        assert any(found.marks for found in hit.paragraphs)
    assert sorted(seen) == [each.id for each in articles(250)]
    assert archive.search("").total == 150


def test_an_archive_can_be_changed_while_its_articles_are_read(archive: search.Archive) -> None:
    archive.add(articles(250))
    seen: list[search.Article] = []
    for each in archive.articles():
        if not seen:
            archive.add(articles(250, version=1))
        seen.append(each)
    assert seen == articles(250)


def test_readings_that_are_left_leave_nothing_open(archive: search.Archive) -> None:
    archive.add(articles(10))
    archive.hits("harbour")
    archive.articles()
    next(iter(archive.hits("harbour")))
    next(iter(archive.articles()))


def test_texts_that_no_file_can_hold_are_made_storable(archive: search.Archive) -> None:
    """Halves of surrogate pairs come from JSON and from file names that are not UTF-8."""
    half = replace(
        FULL,
        title="caf\udce9",
        source="Qu\ud800ay",
        path="\udce9.txt",
        authors=("M\udfff",),
        extra={"\ud800": "\ud800"},
        paragraphs=(search.Paragraph(number=1, text="A harbour\udce9.", heading="\ud800"),),
    )
    archive.add([half])
    shown = archive.article("full")
    assert (shown.title, shown.source, shown.path) == ("caf?", "Qu?ay", "?.txt")
    assert archive.search("harbour").total == 1
    assert archive.check().agrees


def test_odd_articles_are_kept_and_found(archive: search.Archive) -> None:
    empty = search.Article(id="empty", paragraphs=())
    odd = search.Article.of("\x00 \x1b[2J harbour \u202e", id="odd", title="\x00")
    long = search.Article.of("w" * 100_000 + " harbour " * 50_000, id="long")
    assert archive.add([empty, odd, long]) == 3
    assert archive.search("").total == 3
    assert set(ids(archive.search("harbour"))) == {"odd", "long"}
    assert archive.article("odd") == odd
    assert archive.article("empty") == empty
    assert archive.check().agrees


def test_marked_shows_every_paragraph_with_its_marks(archive: search.Archive) -> None:
    archive.add([FULL])
    found = archive.marked(FULL, "ferry kroner")
    assert [each.number for each in found] == [0, 1, 2, 3]
    marks = {each.number: [each.text[a:b] for a, b in each.marks] for each in found}
    assert marks == {0: ["ferry"], 1: [], 2: [], 3: ["kroner"]}
    assert all(not each.marks for each in archive.marked(FULL, ""))
    assert all(not each.marks for each in archive.marked(FULL, "ferry glacier"))


def test_stats_count_what_is_there(archive: search.Archive) -> None:
    empty = archive.stats()
    assert (empty.articles, empty.undated, empty.files, empty.failed) == (0, 0, 0, 0)
    assert (empty.first_date, empty.last_date) == (None, None)
    archive.add(articles(20))
    held = archive.stats()
    assert (held.articles, held.undated) == (20, 3)
    assert (held.first_date, held.last_date) == ("2020-01-01", "2020-01-20")
    assert (held.engine, held.language, held.format) == ("tantivy", "english", 4)
    assert held.generation == empty.generation + 1
    assert held.catalog_bytes > 0
    assert held.index_bytes > 0
    archive.remove(each.id for each in articles(20))
    assert archive.stats().articles == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_closed_archive_says_so(new_place: NewPlace, engine: str) -> None:
    with new_place(engine) as place:
        archive = search.Archive.create(place, engine=engine)
        archive.add(articles(1))
        archive.close()
        for use in (
            lambda: archive.search("harbour"),
            lambda: archive.add(articles(1)),
            lambda: archive.article("n00000"),
            archive.stats,
        ):
            with pytest.raises(ValueError, match=r"is closed\. Open it again"):
                use()
        archive.close()


def test_threads_that_end_take_their_connections_with_them(archive: search.Archive) -> None:
    archive.add(articles(2))
    for _ in range(20):
        thread = threading.Thread(target=archive.search, args=("harbour",))
        thread.start()
        thread.join()
    catalog = archive._catalog
    assert isinstance(catalog, SqliteCatalog)
    assert len(catalog._connections._open) <= 3


def test_two_archives_in_one_process_share_nothing(tmp_path: Path) -> None:
    with (
        search.Archive.create(tmp_path / "a") as one,
        search.Archive.create(tmp_path / "b", language="german") as other,
    ):
        one.add(articles(2))
        other.add([search.Article.of("Die Häuser am Hafen.", id="de")])
        assert one.search("harbours").total == 2
        assert ids(other.search("Haus")) == ["de"]
        assert other.search("harbour").total == 0


def test_an_archive_knows_the_stems_of_its_language_only(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path, language="ja") as archive:
        archive.add(articles(1))
        assert archive.stats().language == "japanese"
        assert archive.search("boats").total == 1
        assert archive.search("boat").total == 0


def test_two_paragraphs_of_one_number_are_refused(archive: search.Archive) -> None:
    twice = tuple(Paragraph(number=1, text=text) for text in ("One.", "Two."))
    with pytest.raises(ValueError, match=r"“twice” have one number \(\[1, 1\]\)"):
        archive.add([Article(id="twice", paragraphs=twice)])
    assert archive.stats().articles == 0
