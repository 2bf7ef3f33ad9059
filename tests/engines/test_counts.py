"""What engines count: hits by facet, by day, by source and day; the same on every engine."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from search.article import Article, Paragraph
from search.query import parse
from search.query.fields import FACETS
from search.query.nodes import Everything, Field, Whole
from search.results import PublicationDay
from tests.engines.shelves import SCOPES

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from search.results import Scope
    from tests.engines.shelves import Shelf, Shelves

EVERYTHING = Everything()


@pytest.fixture
def shelf(shelves: Shelves, tmp_path: Path) -> Shelf:
    return shelves(tmp_path)


def story(
    number: int,
    *kinds: str,
    date: str = "",
    precision: str = "day",
    **about: Any,  # noqa: ANN401 - any field
) -> Article:
    """An article with a body of two paragraphs, or with a paragraph of each of the kinds."""
    paragraphs = (
        Paragraph(number=place, kind=kind, text=f"The bridge reopened {place}.")  # type: ignore[arg-type]
        for place, kind in enumerate(kinds or ("body", "body"), start=1)
    )
    return Article(
        id=f"story{number}",
        paragraphs=tuple(paragraphs),
        date=datetime.date.fromisoformat(date) if date else None,
        date_precision=precision,  # type: ignore[arg-type]
        **about,
    )


def facet(
    shelf: Shelf, name: str, scope: Scope = "article", text: str = ""
) -> list[tuple[str | None, int]]:
    found = shelf.engine.facets(parse(text).tree, scope, [name])
    assert list(found) == [name]
    return [(each.value, each.count) for each in found[name]]


def total(shelf: Shelf, field: str, value: str, scope: Scope = "article") -> int:
    tree = Field(field, Whole.of(value))
    return shelf.engine.search(tree, scope, "newest", 0, 0).total


def day(text: str, precision: str = "day") -> PublicationDay:
    return PublicationDay(datetime.date.fromisoformat(text), precision)  # type: ignore[arg-type]


UNDATED = PublicationDay(None, "day")


def test_hits_are_counted_by_all_facets_most_first(shelf: Shelf) -> None:
    shelf.change(
        [
            story(1, source="The Courier", section="World", language="en", date="2021-08-17"),
            story(2, source="The Courier", section="Sport", language="en", date="2021-01-01"),
            story(3, source="BBC News", section="World", language="fr", date="2020-12-31"),
            story(4, "body", "quote", "quote"),
        ]
    )
    found = shelf.engine.facets(EVERYTHING, "article")
    assert {name: [(c.value, c.count) for c in counts] for name, counts in found.items()} == {
        "source": [("The Courier", 2), (None, 1), ("BBC News", 1)],
        "author": [(None, 4)],
        "section": [("World", 2), (None, 1), ("Sport", 1)],
        "language": [("en", 2), (None, 1), ("fr", 1)],
        "kind": [("body", 4), ("quote", 1)],
        "year": [("2021", 2), (None, 1), ("2020", 1)],
    }
    assert list(found) == list(FACETS)
    found = shelf.engine.facets(EVERYTHING, "paragraph")
    assert {name: [(c.value, c.count) for c in counts] for name, counts in found.items()} == {
        "source": [("The Courier", 4), (None, 3), ("BBC News", 2)],
        "author": [(None, 9)],
        "section": [("World", 4), (None, 3), ("Sport", 2)],
        "language": [("en", 4), (None, 3), ("fr", 2)],
        "kind": [("body", 7), ("quote", 2)],
        "year": [("2021", 4), (None, 3), ("2020", 2)],
    }


def test_only_hits_are_counted(shelf: Shelf) -> None:
    shelf.change([story(1, "heading", "body", "caption", source="A"), story(2, source="B")])
    assert facet(shelf, "source", text="kind:caption") == [("A", 1)]
    assert facet(shelf, "source", "paragraph", text="kind:caption") == [("A", 1)]
    assert facet(shelf, "kind", text="kind:caption") == [
        ("body", 1),
        ("caption", 1),
        ("heading", 1),
    ]
    assert facet(shelf, "kind", "paragraph", text="kind:caption") == [("caption", 1)]
    assert facet(shelf, "kind", "paragraph", text='"reopened 1"') == [("body", 1), ("heading", 1)]
    tree = parse("=3").tree
    assert list(shelf.engine.aids(tree)) == [1]
    assert shelf.engine.days(tree, "paragraph") == {UNDATED: 1}


def test_an_article_of_several_authors_counts_for_each_once(shelf: Shelf) -> None:
    shelf.change(
        [
            story(1, authors=("Ann Lee", "Bo Day")),
            story(2, authors=("Ann Lee", "Ann Lee", " Ann  Lee")),
            story(3, authors=("Bo Day", "Cy Fox", "")),
        ]
    )
    assert facet(shelf, "author") == [("Ann Lee", 2), ("Bo Day", 2), ("Cy Fox", 1)]
    assert facet(shelf, "author", "paragraph") == [("Ann Lee", 4), ("Bo Day", 4), ("Cy Fox", 2)]
    assert facet(shelf, "author", text='author:="Bo Day"') == [
        ("Bo Day", 2), ("Ann Lee", 1), ("Cy Fox", 1),
    ]  # fmt: skip


ODD_VALUES = {
    "The “Daily” O’Hara": "The Daily O'Hara",
    ' "The  Daily"\tO\'Hara ': "The Daily O'Hara",
    "«La»\u00a0Voix": "La Voix",
    "x" * 300: "x" * 300,
    "very " * 100: ("very " * 100).strip(),
    "\u202eThe Courier": "\u202eThe Courier",
    "The\x00Courier": "The Courier",
    "A) OR (b:*^2 -c": "A) OR (b:*^2 -c",
    "C:\\new\\table": "C:\\new\\table",
    "<script>": "<script>",
    "…": "…",
    "cafe\u0301": "cafe\u0301",
    "CAFÉ": "CAFÉ",
    "\U0001f5de 中国人": "\U0001f5de 中国人",
    "*": "*",
}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize(
    ("name", "field"),
    [("source", "source"), ("author", "author"), ("section", "section"), ("language", "lang")],
)
def test_each_value_is_found_as_often_as_it_is_counted(
    shelf: Shelf, name: str, field: str, scope: Scope
) -> None:
    key = {"author": "authors"}.get(name, name)
    values = [(value,) if name == "author" else value for value in ODD_VALUES]
    shelf.change(story(n, **{key: value}) for n, value in enumerate(values))  # type: ignore[arg-type]
    per_article = 1 if scope == "article" else 2
    expected = Counter(dict.fromkeys(ODD_VALUES.values(), 0))
    for value in ODD_VALUES.values():
        expected[value] += per_article
    assert dict(facet(shelf, name, scope)) == expected
    for value, count in expected.items():
        assert total(shelf, field, value, scope) == count, value
        assert facet(shelf, name, scope, f'{field}:="{value}"') == [(value, count)]
    assert total(shelf, field, "x" * 299, scope) == 0
    assert total(shelf, field, "the daily o'hara", scope) == 0


def test_the_whole_of_a_kind_is_one_word(shelf: Shelf) -> None:
    shelf.change([story(1, "body", "caption", "caption"), story(2)])
    assert [total(shelf, "kind", "caption", scope) for scope in SCOPES] == [1, 2]
    assert [total(shelf, "kind", "Caption", scope) for scope in SCOPES] == [0, 0]


def test_days_are_as_exact_as_they_are_known(shelf: Shelf) -> None:
    shelf.change(
        [
            story(1, date="2021-08-17"),
            story(2, date="2021-08-17", precision="month"),
            story(3, date="2021-08-01", precision="month"),
            story(4, date="2021-08-01"),
            story(5, date="2021-08-17", precision="year"),
            story(6, date="2021-01-01", precision="year"),
            story(7),
            story(8, precision="month"),
            story(9, date="0001-01-01"),
            story(10, date="9999-12-31", precision="year"),
        ]
    )
    expected = {
        day("2021-08-17"): 1,
        day("2021-08-01", "month"): 2,
        day("2021-08-01"): 1,
        day("2021-01-01", "year"): 2,
        UNDATED: 2,
        day("0001-01-01"): 1,
        day("9999-01-01", "year"): 1,
    }
    assert shelf.engine.days(EVERYTHING, "article") == expected
    assert shelf.engine.source_days(EVERYTHING, "article") == {None: expected}
    doubled = {each: 2 * count for each, count in expected.items()}
    assert shelf.engine.days(EVERYTHING, "paragraph") == doubled
    assert shelf.engine.source_days(EVERYTHING, "paragraph") == {None: doubled}


def test_each_source_has_its_days(shelf: Shelf) -> None:
    shelf.change(
        [
            story(1, source="A", date="2021-08-17"),
            story(2, source=" A", date="2021-08-17"),
            story(3, source="B", date="2021-08-17"),
            story(4, source="B"),
            story(5, date="2021-08-18"),
        ]
    )
    assert shelf.engine.source_days(EVERYTHING, "article") == {
        "A": {day("2021-08-17"): 2},
        "B": {day("2021-08-17"): 1, UNDATED: 1},
        None: {day("2021-08-18"): 1},
    }
    assert shelf.engine.source_days(parse("date:none").tree, "paragraph") == {"B": {UNDATED: 2}}


def test_near_identical_articles_are_counted_each(shelf: Shelf) -> None:
    shelf.change([story(n, source="A", date="2021-08-17") for n in range(4)], groups={2: 1, 3: 1})
    assert facet(shelf, "source") == [("A", 4)]
    assert shelf.engine.days(EVERYTHING, "article") == {day("2021-08-17"): 4}
    assert sorted(shelf.engine.aids(EVERYTHING)) == [1, 2, 3, 4]


@pytest.mark.parametrize("scope", SCOPES)
def test_of_nothing_there_is_nothing_to_count(shelf: Shelf, scope: Scope) -> None:
    nothing = dict.fromkeys(FACETS, ())
    for text in ("", "bridge", "no-such-word"):  # in an empty index
        assert shelf.engine.facets(parse(text).tree, scope) == nothing
    shelf.change([story(1, source="A", date="2021-08-17")])
    for text in ("no-such-word", "-*", 'source:="B"', 'author:="A"', "date:none"):
        tree = parse(text).tree
        assert shelf.engine.facets(tree, scope) == nothing, text
        assert shelf.engine.days(tree, scope) == {}, text
        assert shelf.engine.source_days(tree, scope) == {}, text
        assert list(shelf.engine.aids(tree)) == [], text
    assert shelf.engine.facets(EVERYTHING, scope, []) == {}


def test_an_article_without_paragraphs_has_no_kind(shelf: Shelf) -> None:
    shelf.change([Article(id="one", source="A", paragraphs=()), story(2)])
    assert facet(shelf, "kind") == [(None, 1), ("body", 1)]
    assert facet(shelf, "kind", "paragraph") == [("body", 2)]
    assert facet(shelf, "source") == [(None, 1), ("A", 1)]
    assert facet(shelf, "source", "paragraph") == [(None, 2)]


def test_counts_follow_changes(shelf: Shelf) -> None:
    shelf.change([story(n, source="A", date="2021-08-17", authors=("Ann",)) for n in range(5)])
    assert facet(shelf, "author", "paragraph") == [("Ann", 10)]
    shelf.change([story(9, source="B", authors=("Bo",))], remove=[1, 2])
    assert facet(shelf, "source") == [("A", 3), ("B", 1)]
    assert facet(shelf, "author", "paragraph") == [("Ann", 6), ("Bo", 2)]
    assert facet(shelf, "kind", "paragraph") == [("body", 8)]
    assert shelf.engine.days(EVERYTHING, "article") == {day("2021-08-17"): 3, UNDATED: 1}
    assert sorted(shelf.engine.aids(EVERYTHING)) == [3, 4, 5, 6]
    assert total(shelf, "source", "A") == 3
    shelf.change([], remove=[3, 4, 5])
    assert facet(shelf, "source") == [("B", 1)]
    assert facet(shelf, "year") == [(None, 1)]
    assert shelf.engine.source_days(EVERYTHING, "paragraph") == {"B": {UNDATED: 2}}


def test_values_that_few_hits_have_are_counted_exactly_in_every_segment(shelf: Shelf) -> None:
    for batch in range(3):  # three commits: what is rare in one segment may be common in all
        names = [(f"Author {n}",) for n in range(batch, 600, batch + 1)]
        shelf.change(story(1000 * batch + n, authors=name) for n, name in enumerate(names))
    expected = Counter(f"Author {n}" for batch in range(3) for n in range(batch, 600, batch + 1))
    found = facet(shelf, "author")
    assert dict(found) == expected
    assert found == sorted(found, key=lambda each: (-each[1], str(each[0])))


def test_no_more_than_ten_thousand_values_are_counted(shelf: Shelf) -> None:
    common = ("The Staff", "Ann Lee")
    names = [tuple(f"Author {1000 * n + m}" for m in range(1000)) for n in range(11)]
    shelf.change(story(n, authors=(*each, *common)) for n, each in enumerate(names))
    found = facet(shelf, "author")
    assert found[:2] == [("Ann Lee", 11), ("The Staff", 11)]
    assert len(found) == 10_000
    assert all(count == 1 for _, count in found[2:])


def test_more_days_than_an_aggregation_counts(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from search.engines import tantivy_counts  # noqa: PLC0415

    monkeypatch.setattr(tantivy_counts, "MOST_BUCKETS", 7)
    first = datetime.date(2021, 8, 1)
    days = [first + datetime.timedelta(days=n) for n in range(20)]
    shelf.change(story(n, source="A", date=each.isoformat()) for n, each in enumerate(days))
    expected = {PublicationDay(each, "day"): 1 for each in days}
    assert shelf.engine.days(EVERYTHING, "article") == expected
    assert shelf.engine.source_days(EVERYTHING, "article") == {"A": expected}
