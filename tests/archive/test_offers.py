"""What is offered when a search finds less than was hoped, and why a hit matches."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

import search
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.places import NewArchive

ARTICLES = [
    search.Article.of(
        "Peace talks began in the valley.\n\nMassoud spoke of peace.",
        id="talks",
        title="Talks begin",
    ),
    search.Article.of("Massoud left the valley.", id="left", date=datetime.date(2021, 9, 6)),
    search.Article.of("Masood, as some write it, waited.", id="waited"),
]


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(ARTICLES)
        yield archive


def test_a_word_that_the_archive_lacks_is_respelt(archive: search.Archive) -> None:
    found = archive.search("masoud valley")
    assert found.total == 0
    texts = [(each.word, each.text, each.count) for each in found.suggestions]
    assert texts[:2] == [("masoud", "massoud valley", 2), ("masoud", "masood valley", 1)]


def test_nothing_is_respelt_that_the_archive_has(archive: search.Archive) -> None:
    assert archive.search("massoud").suggestions == ()
    assert archive.search("massoud zebra").suggestions == ()
    assert archive.search("talking valley").suggestions == ()
    assert archive.search("author:masoud").suggestions == ()


def test_alternatives_are_respelt_too(archive: search.Archive) -> None:
    found = archive.search("peace OR masoud")
    assert found.total == 1
    assert found.suggestions[0].text == "peace OR massoud"


def test_fewer_words_are_offered_and_never_taken_silently(archive: search.Archive) -> None:
    found = archive.search("talks waited")
    assert found.total == 0
    assert "No article has all of these words; 2 have some of them" in found.notices[0].message
    assert (
        archive.search("talks zebra", scope="paragraph")
        .notices[0]
        .message.startswith("No paragraph has all of these words; 2 have")
    )
    assert archive.search("zebra yak").notices == ()
    assert archive.search("talks -peace").notices == ()


def test_any_ranks_by_how_much_of_the_query_an_article_has(archive: search.Archive) -> None:
    found = archive.search("who left the peace talks of massoud?", match="any")
    assert found.total == 2  # "waited" has none of the words
    assert found.hits[0].article.id == "talks"
    assert found.interpreted == "who OR left OR the OR peace OR talks OR of OR massoud"
    assert found.notices == ()
    marked = archive.marked(found.hits[0].article, "massoud zebra", match="any")
    assert any(each.marks for each in marked)


def test_any_takes_words_with_hyphens_apart_and_leaves_out_what_is_unwanted(
    archive: search.Archive,
) -> None:
    found = archive.search("peace-talks zebra", match="any")
    assert found.interpreted == "peace OR talks OR zebra"
    assert [hit.article.id for hit in found.hits] == ["talks"]
    assert archive.search("valley-wide", match="any").total == 2
    found = archive.search("massoud masood -peace", match="any")
    assert found.interpreted == "(massoud OR masood) AND -peace"
    assert {hit.article.id for hit in found.hits} == {"left", "waited"}


def test_any_reads_a_sentence_in_capitals_as_words(archive: search.Archive) -> None:
    text = "WHO (IF ANY) LEFT THE VALLEY OR THE PEACE TALKS IN THE END, AND DID SO FOR GOOD?"
    found = archive.search(text, match="any")
    assert found.query == text
    assert found.total == 2
    assert found.interpreted.endswith("END OR and OR DID OR SO OR FOR OR GOOD")
    assert any("since everything is in capitals" in each.message for each in found.notices)
    for text in (
        "NATO OR EU OR UN OR WHO OR IMF OR MASSOUD OR MASOOD",
        "PEACE TALKS NOT WAR IN THE TITLE:OLD TOWN OF ALL",
        "(MASSOUD OR MASOOD) LEFT THE VALLEY FOR PEACE TALKS",
    ):
        assert archive.search(text, match="any").total == archive.search(text).total, text
    few = archive.search("MASSOUD OR MASOOD", match="any")
    assert few.interpreted == "MASSOUD OR MASOOD"
    assert few.notices == ()
    assert archive.search(text).total == 0


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("massoud?", "massoud"),
        ("peace-talks?", "peace OR talks"),
        ("masso??", "masso??"),
        ("200? peace", "200? OR peace"),
        ("2021-08-31 peace", "2021-08-31 OR peace"),
        ("peace ? talks", "peace OR talks"),
        ("-peace", "-peace"),
        ("talks -peace", "talks AND -peace"),
    ],
)
def test_what_any_makes_of_signs(archive: search.Archive, text: str, meant: str) -> None:
    assert archive.search(text, match="any").interpreted == meant


def test_any_may_be_asked_whatever_the_text_is(archive: search.Archive) -> None:
    for text in ("", "*", "-peace", "title:talks valley", '"peace talks"', "mas* /val+ey/"):
        assert archive.search(text, match="any").query == text


def test_the_last_word_is_completed_by_what_most_articles_have(archive: search.Archive) -> None:
    assert [each.text for each in archive.suggest("peace mas")] == ["peace massoud", "peace masood"]
    assert archive.suggest("Mas", limit=1)[0].replacement == "massoud"
    assert archive.suggest("") == ()
    assert archive.suggest("peace ") == ()
    assert archive.suggest('"the va')[0].text == '"the valley'


def test_new_words_are_suggested_after_a_commit(archive: search.Archive) -> None:
    assert archive.suggest("zeb") == ()
    archive.add([search.Article.of("A zebra.", id="zebra")])
    assert archive.suggest("zeb")[0].text == "zebra"


def test_a_match_is_explained_part_by_part(archive: search.Archive) -> None:
    explained = archive.explain('talk mas* "peace talks" -zebra', "talks")
    assert explained.matched
    parts = {part.part: part for part in explained.parts}
    assert [(m.paragraph, m.words, m.likeness) for m in parts["talk"].matches] == [
        (0, ("Talks",), "stem"),
        (1, ("talks",), "stem"),
    ]
    assert [(m.paragraph, m.words, m.likeness) for m in parts["mas*"].matches] == [
        (2, ("Massoud",), "variant")
    ]
    assert parts['"peace talks"'].matches[0].likeness == "exact"
    assert parts["zebra"].excluded
    assert not parts["zebra"].matched
    hit = next(h for h in archive.search('talk mas* "peace talks" -zebra').hits)
    assert explained.score is not None
    assert explained.score.value == pytest.approx(hit.score, rel=1e-4)


def test_what_does_not_match_is_explained_too(archive: search.Archive) -> None:
    explained = archive.explain("massoud talk date:2021", "left")
    assert not explained.matched
    assert explained.score is None
    assert [(part.part, part.matched) for part in explained.parts] == [
        ("massoud", True),
        ("talk", False),
        ("date:2021", True),
    ]
    with pytest.raises(search.ArticleMissing):
        archive.explain("massoud", "nowhere")


def test_a_search_explains_its_hits_on_request(archive: search.Archive) -> None:
    assert archive.search("peace").hits[0].explanation is None
    for scope in ("article", "paragraph"):
        hit = archive.search("peace", scope=scope, explain=True).hits[0]
        assert hit.explanation is not None
        assert hit.explanation.score is not None
        assert hit.explanation.score.value == pytest.approx(hit.score, rel=1e-4)
        assert hit.as_json()["explanation"]["parts"][0]["part"] == "peace"
