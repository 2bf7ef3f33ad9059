"""The first mention of each source is its earliest hit."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

import search
from search.results import PublicationDay
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Precision
    from tests.places import NewArchive

Row = tuple[str | None, str, int, int, str | None]


def article(
    name: str, day: str | None, source: str | None, text: str = "The envoy came."
) -> search.Article:
    """Return an article of a day as precisely as it is written: 2021, 2021-08 or 2021-08-17."""
    precision: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
    date = datetime.date.fromisoformat((day + "-01-01")[:10]) if day else None
    return search.Article.of(
        text,
        id=name,
        source=source,
        date=date,
        date_precision=precision[len(day)] if day else "day",
    )


ARTICLES = [
    article("quay1", "2021-08-20", "The Quay"),
    article("quay2", "2021-08-18", "The Quay"),
    article("quay0", "2021-08-01", "The Quay", "A ferry sank."),
    article("month", "2021-08", "Monthly"),
    article("month5", "2021-08-05", "Monthly"),
    article("exact", "2021-08-01", "Exact"),
    article("exact_month", "2021-08", "Exact"),
    article("a_exact_year", "2021", "Exact2021"),
    article("exact_first", "2021-01-01", "Exact2021"),
    article("year", "2020", "Yearly"),
    article("undated", None, "Yearly"),
    article("lost1", None, "Lost"),
    article("lost2", None, "Lost"),
    article("nobody", "2022-02-03", None),
    article("nobody_undated", None, None),
    article("silent", "2019-01-01", "Silent", "A ferry sank."),
    article("quotes", "2023-01-01", 'The  "Daily" O’Hara'),
]
FIRSTS: list[Row] = [
    ("Yearly", "year", 2, 1, "2020"),
    ("Exact2021", "exact_first", 2, 0, "2021-01-01"),
    ("Exact", "exact", 2, 0, "2021-08-01"),
    ("Monthly", "month", 2, 0, "2021-08"),
    ("The Quay", "quay2", 2, 0, "2021-08-01"),
    (None, "nobody", 2, 1, "2022-02-03"),
    ("The Daily O'Hara", "quotes", 1, 0, "2023-01-01"),
    ("Lost", "lost1", 2, 2, None),
]


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(ARTICLES)
        yield archive


def written(day: PublicationDay | None) -> str | None:
    if day is None or day.date is None:
        return None
    return day.date.isoformat()[: {"year": 4, "month": 7, "day": 10}[day.precision]]


def rows(found: tuple[search.FirstMention, ...]) -> list[Row]:
    return [
        (each.source, each.hit.article.id, each.total, each.undated, written(each.covered_from))
        for each in found
    ]


def test_sources_come_by_the_date_of_their_first_hit_and_the_undated_last(
    archive: search.Archive,
) -> None:
    assert rows(archive.first_mentions("envoy")) == FIRSTS


def test_the_counts_are_those_of_the_search(archive: search.Archive) -> None:
    found = archive.first_mentions("envoy")
    counts = {each.value: each.count for each in archive.facets("envoy")["source"]}
    assert {each.source: each.total for each in found} == counts
    for each in found:
        narrow = {"source": [each.source or ""]}
        hits = list(archive.hits("envoy", narrow=narrow, sort="oldest"))
        assert len(hits) == each.total
        assert sum(hit.article.date is None for hit in hits) == each.undated
        if each.hit.article.date:
            assert each.hit.article.date == min(
                hit.article.date for hit in hits if hit.article.date
            )
        assert each.day == PublicationDay(each.hit.article.date, each.hit.article.date_precision)


def test_pages_of_sources(archive: search.Archive) -> None:
    assert rows(archive.first_mentions("envoy", limit=3)) == FIRSTS[:3]
    assert rows(archive.first_mentions("envoy", limit=3, offset=6)) == FIRSTS[6:]
    assert archive.first_mentions("envoy", offset=99) == ()
    with pytest.raises(ValueError, match="-1"):
        archive.first_mentions("envoy", limit=-1)


def test_the_hit_is_marked_by_the_query(archive: search.Archive) -> None:
    first = archive.first_mentions('"the envoy"')[0]
    assert first.hit.paragraphs[0].marks == ((0, 9),)


def test_narrowing_holds_for_what_is_covered_too(archive: search.Archive) -> None:
    narrow = {"date": ["2021-08-10..2022"], "source": ["The Quay", ""]}
    assert rows(archive.first_mentions("envoy", narrow=narrow)) == [
        ("The Quay", "quay2", 2, 0, "2021-08-18"),
        (None, "nobody", 1, 0, "2022-02-03"),
    ]


def test_everything_and_nothing(archive: search.Archive) -> None:
    assert archive.first_mentions("nothingofit") == ()
    assert rows(archive.first_mentions(""))[0] == ("Silent", "silent", 1, 0, "2019-01-01")


def test_as_json(archive: search.Archive) -> None:
    shown = [each.as_json() for each in archive.first_mentions("envoy")]
    assert (shown[3]["date"], shown[3]["date_precision"]) == ("2021-08-01", "month")
    assert shown[3]["covered_from_precision"] == "month"
    assert shown[-1]["date"] is shown[-1]["covered_from"] is shown[-1]["date_precision"] is None
    assert shown[0]["hit"]["article"]["id"] == "year"
