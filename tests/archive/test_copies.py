"""Near-identical articles in the answers of an archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from search.archive import searching
from tests.places import ENGINES
from tests.wire import copies, others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from search.results import Scope
    from tests.places import NewArchive


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add([*copies(), *others()])
        yield archive


def test_copies_are_one_hit_and_both_counts_are_told(archive: search.Archive) -> None:
    found = archive.search("envoy")
    assert (found.total, found.distinct, len(found.hits)) == (7, 4, 4)
    assert sorted(hit.others for hit in found.hits) == [0, 0, 0, 3]
    assert archive.search("envoy", limit=0).distinct == 4
    shown = found.as_json()
    assert (shown["total"], shown["distinct"]) == (7, 4)
    assert sorted(hit["others"] for hit in shown["hits"]) == [0, 0, 0, 3]


def test_the_first_in_the_order_stands_for_its_group(archive: search.Archive) -> None:
    assert archive.search("strait", sort="newest").hits[0].article.id == "wire3"
    assert archive.search("strait", sort="oldest").hits[0].article.id == "wire0"
    (hit,) = archive.search("strait valley").hits
    assert (hit.article.id, hit.others) == ("wire2", 0)


def test_all_are_shown_where_the_query_says_so(archive: search.Archive) -> None:
    found = archive.search("envoy collapse:off")
    assert (found.total, found.distinct, len(found.hits)) == (7, 7, 7)
    assert not any(hit.others for hit in found.hits)
    assert found.interpreted == "envoy collapse:off"
    assert archive.search("collapse:off").total == len(archive.search("collapse:off").hits) == 7
    assert archive.search("strait envoy collapse:off", match="any").distinct == 7


def test_pages_reach_each_group_once(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = [hit.article.id for hit in archive.search("envoy").hits]
    pages = [archive.search("envoy", limit=1, offset=n).hits for n in range(6)]
    assert [hit.article.id for page in pages for hit in page] == whole
    monkeypatch.setattr(searching, "NEAR", 1)
    assert [hit.article.id for hit in archive.search("envoy", limit=99).hits] == whole
    assert archive.search("envoy", offset=1 << 40).hits == ()


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("text", ["envoy", "envoy collapse:on", "envoy collapse:off"])
def test_an_export_has_every_copy(archive: search.Archive, text: str, scope: Scope) -> None:
    hits = list(archive.hits(text, scope=scope))
    assert {hit.article.id for hit in hits} == {each.id for each in (*copies(), *others())}
    assert len(hits) == archive.search(text, scope=scope).total


def test_facets_count_every_copy(archive: search.Archive) -> None:
    (*_, source) = archive.search("strait", facets=True).facets["source"]
    assert (source.value, source.count) == ("Valley Courier", 1)
    assert sum(each.count for each in archive.search("strait", facets=True).facets["source"]) == 4


def test_other_spellings_keep_what_the_query_says_of_copies(archive: search.Archive) -> None:
    (suggestion, *_) = archive.search("envoi strait collapse:off").suggestions
    assert suggestion.text == "envoy strait collapse:off"


def test_a_paragraph_of_boilerplate_says_why_it_counts_less(archive: search.Archive) -> None:
    box = search.Paragraph(number=1, kind="boilerplate", text="Lighthouse news by mail.")
    archive.add([search.Article(id="box", paragraphs=(box,))])
    (hit,) = archive.search("lighthouse", scope="paragraph", explain=True).hits
    assert hit.explanation
    assert hit.explanation.score
    assert hit.explanation.score.description == "score of the paragraph, × 0.25 as boilerplate"
    archive.remove(["box"])


def test_each_copy_names_the_others_in_the_order_of_addition(archive: search.Archive) -> None:
    for article in copies():
        named = [copy.id for copy in archive.copies(article.id)]
        assert named == [copy.id for copy in copies() if copy.id != article.id]
    assert archive.copies("own0") == ()
    with pytest.raises(search.ArticleMissing):
        archive.copies("nowhere")


def test_copies_stay_together_when_the_first_has_gone(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(copies())
        archive.remove("wire0")
        assert [copy.id for copy in archive.copies("wire1")] == ["wire2", "wire3"]
        with pytest.raises(search.ArticleMissing):
            archive.copies("wire0")
