"""Articles like one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from tests.places import ENGINES
from tests.wire import copies, others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.places import NewArchive

FERRY = (
    "The ferry Aurora ran aground off Quarrow on Monday with forty passengers aboard.\n\n"
    "Lifeboats took the passengers to Quarrow, the coastguard said.\n\n"
    "The Aurora is thirty years old. The coastguard will ask why the ferry left the channel."
)
INQUIRY = (
    "The coastguard has ended its inquiry into how the ferry Aurora came to leave the channel.\n\n"
    "Nobody was at the wheel, it found. All of the passengers had been saved."
)
HARBOUR = "The harbour office said on Monday that a new ferry will be built.\n\nIt gave no date."
SNOW = "Snow fell in the orchards on Monday.\n\nThe growers said that half of the fruit was lost."


def article(name: str, text: str, title: str | None = None) -> search.Article:
    return search.Article.of(text, id=name, title=title)


def similar(archive: search.Archive, name: str, limit: int = 10) -> list[str]:
    return [hit.article.id for hit in archive.similar(name, limit=limit)]


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(
            [
                article("ferry", FERRY, "Ferry runs aground"),
                article("inquiry", INQUIRY, "Nobody was at the wheel"),
                article("harbour", HARBOUR, "A new ferry"),
                article("snow", SNOW, "Snow in May"),
            ]
        )
        yield archive


def test_what_shares_most_telling_words_comes_first(archive: search.Archive) -> None:
    assert similar(archive, "ferry")[:2] == ["inquiry", "harbour"]
    assert similar(archive, "inquiry")[0] == "ferry"


def test_an_article_is_not_similar_to_itself_and_the_limit_holds(archive: search.Archive) -> None:
    for name in ("ferry", "inquiry", "harbour", "snow"):
        assert name not in similar(archive, name)
    assert similar(archive, "ferry", limit=1) == ["inquiry"]
    assert similar(archive, "ferry", limit=0) == []


def test_copies_of_an_article_are_left_out_and_others_shown_once(archive: search.Archive) -> None:
    archive.add([*copies(), *others()])
    group = {each.id for each in copies()}
    for name in group:
        assert not group & set(similar(archive, name))
    for each in others():
        assert len(group & set(similar(archive, each.id))) == 1


def test_hits_are_stable_and_without_marks(archive: search.Archive) -> None:
    first = archive.similar("ferry")
    assert first == archive.similar("ferry")
    assert not any(found.marks for hit in first for found in hit.paragraphs)
    assert [hit.score for hit in first] == sorted((hit.score for hit in first), reverse=True)


def test_words_beside_the_story_do_not_count(archive: search.Archive) -> None:
    box = search.Paragraph(number=3, kind="boilerplate", text="Ferry Aurora coastguard passengers.")
    snow = article("boxed", "Nobody skates.\n\nThe lake thawed.")
    archive.add([search.Article(id="boxed", paragraphs=(*snow.paragraphs, box))])
    assert "ferry" not in similar(archive, "boxed")


def test_an_article_whose_words_no_other_has_is_like_none(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add([article("alone", "Quxwort blims."), article("other", "Snow fell.")])
        archive.add([article("empty", "— …")])
        assert archive.similar("alone") == archive.similar("empty") == ()


def test_scripts_without_spaces(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            [article("one", "渡船搁浅"), article("two", "渡船修好"), article("three", "下雪了")]
        )
        assert similar(archive, "one") == ["two"]


def test_an_unknown_article_is_said_to_be_missing(archive: search.Archive) -> None:
    with pytest.raises(search.ArticleMissing, match="nothere"):
        archive.similar("nothere")
    with pytest.raises(ValueError, match="-1"):
        archive.similar("ferry", limit=-1)


def test_an_engine_tells_how_many_articles_have_a_stem(archive: search.Archive) -> None:
    archive.add([article("more", "Ferries, ferries.")])
    with archive._snapshot.reading() as engine:
        words = ["ferry", "passengers", "zebra", "snow"]
        found = engine.frequencies([engine.analyzer.stem(word) for word in words])
    assert list(found) == [archive.search(word, limit=0).total for word in words]
    assert list(found) == [4, 2, 0, 1]
