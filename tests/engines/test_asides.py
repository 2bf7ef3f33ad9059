"""A newsletter box is found like everything else, and lifts nothing."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.analysis import Analyzer
from search.article import Article, Paragraph
from search.engines import asides, ranking, tantivy_pages
from search.query import parse
from tests.engines.shelves import SCOPES, SORTS
from tests.test_truth import TODAY, articles, queries
from tests.truth import Truth

if TYPE_CHECKING:
    from search.engines.base import EngineHit
    from search.engines.ranking import Plan
    from search.results import Scope, Sort
    from tests.engines.shelves import Shelf, Shelves

BOX = "Climate newsletter: all about the climate. Sign up for climate news. Climate!"
STORY = (
    "The harbour was dredged in spring, and the ferries have kept their hours since then."
    " Masters of the larger boats say that the channel is deep enough at every tide."
)


def article(number: int, *texts: str, box: str = "") -> Article:
    paragraphs = [Paragraph(number=n, text=text) for n, text in enumerate(texts, 1)]
    if box:
        paragraphs.append(Paragraph(number=len(texts) + 1, kind="boilerplate", text=box))
    return Article(id=f"id{number}", paragraphs=tuple(paragraphs))


def ranked(shelf: Shelf, text: str, scope: Scope = "article") -> list[EngineHit]:
    hits = shelf.engine.search(parse(text).tree, scope, "relevance", 99, 0).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return list(hits)


def plan(shelf: Shelf, text: str) -> Plan:
    return ranking.plan(parse(text).tree, shelf.engine.analyzer)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    "text",
    ["climate", "=climate", "climates", "climate OR glacier", '"climate"', "climate^2", "climate*"],
)
def test_a_box_does_not_outrank_the_story(
    tmp_path: Path, shelves: Shelves, scope: Scope, text: str
) -> None:
    held = [article(n, STORY, STORY, box=BOX) for n in range(5)]
    held.append(article(5, STORY, f"{STORY} The climate was mentioned once.", STORY, STORY))
    held += [article(n, STORY) for n in range(6, 20)]
    hits = ranked(shelves(tmp_path).change(held), text, scope)
    assert len(hits) == 6
    if text != "climate*":  # patterns do not rank
        assert hits[0].aid == 6
        assert hits[0].score > hits[1].score


def test_paragraphs_are_found_behind_many_boxes(
    tmp_path: Path, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_pages, "TIES_READ", 1)
    boxes = [f"{BOX}{' Free of charge.' * (n % 7)}" for n in range(40)]
    shelf = shelves(tmp_path).change([article(n, STORY, box=box) for n, box in enumerate(boxes)])
    shelf.change([article(n, f"{STORY} The climate, said {n}.") for n in range(40, 46)])
    tree = parse("climate").tree
    whole = shelf.engine.search(tree, "paragraph", "relevance", 99, 0).hits
    assert {hit.aid for hit in whole[:6]} == set(range(41, 47))
    pages = [shelf.engine.search(tree, "paragraph", "relevance", 4, n) for n in range(0, 48, 4)]
    assert [hit for page in pages for hit in page.hits] == list(whole)
    assert {page.total for page in pages} == {46}


def test_a_box_does_not_lower_the_words_of_its_story(tmp_path: Path, shelves: Shelves) -> None:
    held = [
        article(0, "The climate talks began. " + STORY, box="Sign up for news."),
        article(1, STORY, box="Climate talks! Climate talks! Climate talks!"),
    ]
    shelf = shelves(tmp_path).change(held)
    for text in ("climate", "climate talks", '"climate talks"', "climate w/5 talk"):
        assert [hit.aid for hit in ranked(shelf, text)] == [1, 2], text


def test_a_score_says_what_boilerplate_has_done(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change(
        [article(0, STORY, box=BOX), article(1, "Climate of the harbour.")]
    )
    tree = parse("climate harbour").tree
    score = shelf.engine.explain(plan(shelf, "climate harbour"), 1)
    hits = shelf.engine.search(tree, "article", "relevance", 9, 0).hits
    assert score is not None
    assert score.value == pytest.approx({hit.aid: hit.score for hit in hits}[1], rel=1e-5)
    note = "× 0.25 for words in boilerplate only"
    assert note in str(score)
    assert note not in str(shelf.engine.explain(plan(shelf, "climate harbour"), 2))
    assert note not in str(shelf.engine.explain(plan(shelf, "harbour^0.25"), 1))


@settings(
    max_examples=int(os.environ.get("NUTGRAF_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_boilerplate_changes_no_set(shelves: Shelves, data: st.DataObject) -> None:
    held = [data.draw(articles(f"id{n}")) for n in range(data.draw(st.integers(1, 4)))]
    held = [boxed(each, data.draw(st.sets(st.integers(1, 4)))) for each in held]
    asked = data.draw(st.lists(queries, min_size=8, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        shelf = shelves(Path(folder)).change(held)
        for text in asked:
            tree = parse(text, today=TODAY).tree
            truth = Truth(tree, shelf.engine.analyzer.stem)
            for sort in SORTS:
                assert {held[aid - 1].id for aid, _ in found(shelf, text, "article", sort)} == (
                    truth.articles(held)
                ), text
                places = found(shelf, text, "paragraph", sort)
                assert {(held[aid - 1].id, number) for aid, number in places} == (
                    truth.paragraphs(held)
                ), text
        shelf.close()


def boxed(article: Article, numbers: set[int]) -> Article:
    paragraphs = tuple(
        replace(each, kind="boilerplate") if each.number in numbers else each
        for each in article.paragraphs
    )
    return replace(article, paragraphs=paragraphs)


def found(shelf: Shelf, text: str, scope: Scope, sort: Sort) -> list[tuple[int, int | None]]:
    hits = shelf.engine.search(parse(text, today=TODAY).tree, scope, sort, 99, 0)
    assert hits.total == len(hits.hits)
    return [(hit.aid, hit.number) for hit in hits.hits]


def test_words_that_stand_elsewhere_by_another_form_are_not_aside() -> None:
    held = article(1, "Peace talks.", box="Talk of the town")
    stem = {"talks": "talk"}
    analyzer = Analyzer("english", lambda term: stem.get(term, term))
    found = asides.aside_stems(held, ["peace talks", "talk of the town"], analyzer)
    assert found == ("of", "the", "town")
