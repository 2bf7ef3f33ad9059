"""Totals, pages and orders of searches through an archive."""

from __future__ import annotations

import datetime
import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest

import search
from tests.archive.samples import articles, ids

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANY = 2500


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path_factory.mktemp("many")) as archive:
        archive.add(articles(MANY))
        yield archive


def test_an_empty_query_lists_everything_newest_first_and_the_undated_last(
    archive: search.Archive,
) -> None:
    for empty in ("", "  \t", "*"):
        found = archive.search(empty, limit=MANY)
        assert found.total == len(found.hits) == MANY
        dates = [hit.article.date for hit in found.hits]
        dated = [date for date in dates if date]
        assert dated == sorted(dated, reverse=True)
        assert dates[: len(dated)] == dated
        assert len(dates) - len(dated) == sum(each.date is None for each in articles(MANY))


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_hits_are_all_of_them_in_the_order_of_the_pages(
    archive: search.Archive, sort: search.results.Sort, scope: search.results.Scope
) -> None:
    everything = list(archive.hits("boats OR ferry", scope=scope, sort=sort))
    paged: list[search.Hit] = []
    while True:
        found = archive.search(
            "boats OR ferry", scope=scope, sort=sort, limit=700, offset=len(paged)
        )
        if not found.hits:
            break
        paged += found.hits
    assert len(everything) == found.total
    assert [(hit.article.id, hit.paragraphs) for hit in everything] == [
        (hit.article.id, hit.paragraphs) for hit in paged
    ]


def test_hits_come_lazily(archive: search.Archive) -> None:
    assert len(list(itertools.islice(archive.hits(""), 3))) == 3


def test_hits_of_a_bad_question_fail_at_once(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError):
        archive.hits("date:2021-02-30")
    with pytest.raises(ValueError, match="scope is 'page'"):
        archive.hits("x", scope="page")  # type: ignore[arg-type]


def test_any_of_the_words_finds_the_same_as_or(archive: search.Archive) -> None:
    total = archive.search("ferry OR glacier").total
    assert archive.search("ferry glacier", match="any").total == total
    assert sum(1 for _ in archive.hits("ferry glacier", match="any")) == total
    assert archive.search("ferry glacier").total == 0


def test_paragraphs_with_the_telling_words_are_shown_first(tmp_path: Path) -> None:
    """Function words do not make a paragraph a better one, nor is a caption the story."""
    texts = ("Of the old and of the new in it.", "A ferry.", "The ferry sank.")
    paragraphs = [search.Paragraph(number=n, text=text) for n, text in enumerate(texts, 1)]
    paragraphs.append(search.Paragraph(number=4, kind="caption", text="The ferry sank."))
    with search.Archive.create(tmp_path) as archive:
        archive.add([search.Article(id="one", paragraphs=tuple(paragraphs))])
        (hit,) = archive.search("of the ferry in it that sank", match="any").hits
    assert [found.number for found in hit.paragraphs] == [3, 4, 2]


def test_a_page_of_nothing_still_counts(archive: search.Archive) -> None:
    found = archive.search("harbour", limit=0)
    assert (found.total, found.hits) == (MANY, ())
    assert archive.search("nothing-like-it").total == 0


@pytest.mark.parametrize("offset", [MANY, 9_999, 10_001, 10**6, 10**12, 10**30])
def test_beyond_the_last_hit_there_is_nothing(archive: search.Archive, offset: int) -> None:
    found = archive.search("harbour", offset=offset)
    assert (found.total, found.offset, found.hits) == (MANY, offset, ())


@pytest.mark.parametrize("limit", [MANY + 1, 40_000, 10**12, 10**30])
def test_more_than_all_hits_can_be_asked_for(archive: search.Archive, limit: int) -> None:
    found = archive.search("harbour", limit=limit, offset=10)
    assert len(found.hits) == MANY - 10


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"scope": "page"}, "scope is 'page'; it must be one of: article, paragraph."),
        ({"sort": "best"}, "sort is 'best'; it must be one of: relevance, newest, oldest."),
        ({"match": "some"}, "match is 'some'; it must be one of: all, any."),
        ({"limit": -1}, "limit -1 and offset 0 must not be negative."),
        ({"offset": -5}, "limit 10 and offset -5 must not be negative."),
    ],
)
def test_an_option_that_is_none_is_a_value_error(
    archive: search.Archive, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        archive.search("harbour", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("narrow", "sentence"),
    [
        ({"source": "BBC"}, "narrow has 'source': 'BBC'; give a list of values."),
        ({"year": [2021]}, "narrow has 'year': 2021; give values that are texts."),
        ({"lang": ["en"]}, "narrow has 'lang'; it can have: "),
    ],
)
def test_a_narrowing_of_another_kind_is_a_value_error(
    archive: search.Archive,
    narrow: Any,  # noqa: ANN401 - what types forbid
    sentence: str,
) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        archive.search("harbour", narrow=narrow)


def test_what_facets_count_narrows_also_where_there_is_no_value(archive: search.Archive) -> None:
    for name, counts in archive.facets("harbour").items():
        for each in counts:
            assert archive.search("harbour", narrow={name: [each.value]}).total == each.count


def test_several_texts_are_not_one(archive: search.Archive) -> None:
    with pytest.raises(ValueError, match="texts is 'harbour'; give a list of texts"):
        archive.timelines("harbour")


def test_a_time_of_today_counts_as_its_day(archive: search.Archive) -> None:
    noon = datetime.datetime(2020, 1, 3, 12, tzinfo=datetime.UTC)
    found = archive.search("date:yesterday", today=noon)
    assert found.interpreted == "date:2020-01-02"
    assert found.total == archive.search("date:yesterday", today=noon.date()).total


def test_facets_add_up_to_the_total(archive: search.Archive) -> None:
    found = archive.search("harbour", limit=0, facets=True)
    assert sum(each.count for each in found.facets["source"]) == MANY
    assert sum(each.count for each in found.facets["year"]) == MANY
    assert not archive.search("harbour").facets


def test_relative_dates_count_from_the_given_day(archive: search.Archive) -> None:
    found = archive.search("date:yesterday", today=datetime.date(2020, 1, 3), limit=1)
    assert found.total == sum(each.date == datetime.date(2020, 1, 2) for each in articles(MANY))
    assert "2020-01-02" in found.interpreted
    marked = archive.marked(
        found.hits[0].article, "harbour date:yesterday", today=datetime.date(2020, 1, 3)
    )
    assert any(each.marks for each in marked)


def test_results_repeat_the_question(archive: search.Archive) -> None:
    found = archive.search('harbour "boats', sort="oldest", limit=2, offset=4)
    assert (found.query, found.sort, found.scope, found.offset) == (
        'harbour "boats', "oldest", "article", 4,
    )  # fmt: skip
    assert found.notices
    assert archive.search(found.interpreted, sort="oldest", limit=2, offset=4).hits == found.hits
    assert found.took_ms > 0


def test_ties_are_broken_by_date_then_id(tmp_path: Path) -> None:
    same = [
        search.Article.of("One harbour.", id=name, date=date)
        for name, date in [
            ("c", datetime.date(2021, 1, 1)),
            ("a", None),
            ("b", datetime.date(2021, 1, 1)),
            ("d", datetime.date(2022, 1, 1)),
        ]
    ]
    with search.Archive.create(tmp_path) as archive:
        archive.add(same)
        for sort, expected in (
            ("relevance", ["d", "b", "c", "a"]),
            ("newest", ["d", "b", "c", "a"]),
            ("oldest", ["b", "c", "d", "a"]),
        ):
            assert ids(archive.search("harbour", sort=sort)) == expected  # type: ignore[arg-type]
