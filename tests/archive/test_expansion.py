"""Words that the first articles have in common are looked for too, and change only the order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, get_args

import pytest

import search
from search import Article, Paragraph
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.places import NewArchive

STORIES = [
    Article.of("The ferry sank and the lifeboat came with blankets.", id="first"),
    Article.of("A ferry sank; the lifeboat brought blankets to the quay.", id="second"),
    Article.of("That ferry sank as the lifeboat put out. Blankets were given out.", id="third"),
    Article.of("The lifeboat crew folded blankets while one ferry waited there.", id="close"),
    Article.of("Some ministers spoke of one ferry in long debates about tariffs.", id="far"),
]
BOX = Paragraph(number=2, kind="boilerplate", text="Subscribe to our newsletter, subscribers!")


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(STORIES)
        archive.add(Article.of(f"Snow fell on hill {n}.", id=f"snow{n}") for n in range(20))
        yield archive


def order(archive: search.Archive, text: str, **options: object) -> list[str]:
    return [hit.article.id for hit in archive.search(text, limit=99, **options).hits]  # type: ignore[arg-type]


def added(archive: search.Archive, text: str, article: str) -> set[str]:
    """Return the words that an explanation says were added."""
    explained = archive.explain(text, article, match="any")
    assert explained.score is not None
    note = ", which the first articles have in common"
    parts = [part.description.partition(note) for part in explained.score.parts]
    return {word for word, found, _ in parts if found}


def test_what_has_the_words_of_the_first_articles_comes_before_what_has_not(
    archive: search.Archive,
) -> None:
    found = order(archive, "ferry sank", match="any")
    assert set(found[:3]) == {"first", "second", "third"}
    assert found[3:] == ["close", "far"]


def test_nothing_more_is_found_and_the_words_are_named(archive: search.Archive) -> None:
    found = archive.search("ferry sank", match="any", limit=99, explain=True)
    plain = archive.search("ferry OR sank", limit=99)
    assert found.total == plain.total == 5
    assert found.interpreted == plain.interpreted
    assert {hit.article.id for hit in found.hits} == {hit.article.id for hit in plain.hits}
    assert {"lifeboat", "blankets"} <= added(archive, "ferry sank", "close")
    assert not {"lifeboat", "blankets"} & added(archive, "ferry sank", "far")
    for hit in found.hits:
        assert hit.explanation is not None
        assert hit.explanation.score is not None
        assert hit.explanation.score.value == pytest.approx(hit.score, rel=1e-5)
        assert archive.explain("ferry sank", hit.article.id, match="any").score is not None


def test_all_ways_to_the_hits_have_the_same_order(archive: search.Archive) -> None:
    whole = order(archive, "ferry sank", match="any")
    assert [hit.article.id for hit in archive.hits("ferry sank", match="any")] == whole
    pages = [archive.search("ferry sank", match="any", limit=2, offset=n).hits for n in (0, 2, 4)]
    assert [hit.article.id for page in pages for hit in page] == whole


def test_words_are_added_to_plain_words_only(archive: search.Archive) -> None:
    assert not added(archive, "ferry", "close")
    assert "lifeboat" in added(archive, "ferry sank -tariffs", "close")
    assert not added(archive, "title:x OR ferry", "close")
    score = archive.explain("ferry OR sank", "close").score
    assert score is not None
    assert "in common" not in str(score)


def test_neither_function_words_nor_boilerplate_are_added(new_archive: NewArchive) -> None:
    with new_archive("tantivy") as archive:
        archive.add(
            Article(
                id=f"n{n}",
                paragraphs=(Paragraph(number=1, text=f"The ferry and the mud {n}."), BOX),
            )
            for n in range(4)
        )
        assert added(archive, "ferry mud", "n1") == {"ferry", "mud"}


@pytest.mark.parametrize("text", ["fer* san*", "ferry zebra", "zebra yak", "/fer+y/ l?feboat"])
def test_any_query_may_be_asked(archive: search.Archive, text: str) -> None:
    found = archive.search(text, match="any", limit=99, explain=True)
    assert found.total == len(found.hits)


def test_an_article_that_the_catalog_lacks_is_told_of(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(STORIES)
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as catalog, catalog:
        catalog.execute("DELETE FROM articles")
    with search.Archive.open(tmp_path) as archive:
        for match in get_args(search.results.Match):
            with pytest.raises(search.ArchiveUnreadable, match="check --repair"):
                archive.search("ferry sank", match=match)


def test_new_articles_are_seen_at_once(archive: search.Archive) -> None:
    assert "harbour" not in added(archive, "ferry sank", "first")
    archive.add(
        Article.of(f"The ferry sank in the harbour {n}, by the harbour wall.", id=f"new{n}")
        for n in range(3)
    )
    assert "harbour" in added(archive, "ferry sank", "new1")
