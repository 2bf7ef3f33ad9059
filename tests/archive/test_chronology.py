"""Timelines of an archive: every count is that of the search that it stands for."""

from __future__ import annotations

import datetime
import random
from itertools import product
from typing import TYPE_CHECKING

import pytest

import search
from search import Archive, Article

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = ["The Courier", "The Herald", "Morning Post", None]
WORDS = ["bridge", "talks", "harbour", "ledger", "peace", "falcon"]
QUERIES = [
    *("", "*", "bridge", "bridge talks", "bridge OR talks", "-bridge", '"peace talks"', "talk*"),
    *("falcon~", "bridge w/3 talks", "source:courier", "date:2021", "date:none", "-date:2021-08"),
    *("kind:title", "zyzzyva", "bridge date:2020-06..2021-08"),
]
NARROWS: list[dict[str, list[str]]] = [
    {},
    {"source": ["The Courier", ""]},
    {"date": ["2021-03..2021-09-15"]},
    {"date": ["2021.."]},
    {"date": ["none"]},
    {"date": ["2021", "none"], "source": ["The Herald"]},
    {"year": ["2021"]},
    {"year": ["2020", ""], "date": ["..2020-06"]},
]


def article(number: int, dice: random.Random) -> Article:
    """Return an article of a random day, which is not always known exactly."""
    date = datetime.date(2019, 1, 1) + datetime.timedelta(days=dice.randrange(1100))
    precision = dice.choice(["day", "day", "day", "month", "year", None])
    if precision in ("month", "year"):
        date = date.replace(day=1)
    if precision == "year":
        date = date.replace(month=1)
    return Article.of(
        "\n\n".join(" ".join(dice.choices(WORDS, k=4)) for _ in range(3)),
        id=f"a{number}",
        title=" ".join(dice.choices(WORDS, k=2)),
        source=dice.choice(SOURCES),
        date=date if precision else None,
        date_precision=precision or "day",  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module", params=["tantivy", "whoosh"])
def archive(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Archive]:
    dice = random.Random(5)
    outlier = Article.of("bridge", id="old", date=datetime.date(1850, 5, 1), source="The Herald")
    folder = tmp_path_factory.mktemp("archive")
    with Archive.create(folder, engine=request.param) as archive:
        archive.add([*(article(number, dice) for number in range(120)), outlier])
        yield archive


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("text", QUERIES)
def test_timeline_agrees_with_the_search(archive: Archive, text: str, scope: search.Scope) -> None:
    for narrow, unit in product(NARROWS, (None, "day", "month", "year")):
        found = archive.timeline(text, narrow=narrow, scope=scope, unit=unit, by_source=True)  # type: ignore[arg-type]
        total = archive.search(text, narrow=narrow, scope=scope, limit=0).total
        held = archive.search("", narrow=narrow, scope=scope, limit=0).total
        counted = sum(bar.count for bar in found.bars)
        assert counted + found.undated + found.imprecise == found.total == total
        around = sum(bar.held for bar in found.bars)
        assert around + found.undated_held + found.imprecise_held == held
        assert sum(source.total for source in found.sources) == total


@pytest.mark.parametrize("text", ["", "bridge", "-talks"])
@pytest.mark.parametrize("narrow", NARROWS)
def test_search_narrowed_to_a_bar_finds_what_stands_in_it(
    archive: Archive, text: str, narrow: dict[str, list[str]]
) -> None:
    found = archive.timeline(text, narrow=narrow, unit="month", by_source=True)
    for place, bar in enumerate(found.bars):
        within = {**narrow, "date": [f"{bar.start}..{bar.end}"]}
        assert archive.search(text, narrow=within, limit=0).total == bar.count
        assert archive.search("", narrow=within, limit=0).total == bar.held
        assert sum(row.bars[place].count for row in found.sources) == bar.count
    for row in found.sources:
        within = {**narrow, "source": [row.source or ""]}
        assert archive.search(text, narrow=within, limit=0).total == row.total
    undated = {**narrow, "date": ["none"]}
    assert archive.search(text, narrow=undated, limit=0).total >= found.undated


def test_outlier_is_put_aside(archive: Archive) -> None:
    found = archive.timeline("")
    assert (found.bars[0].start, found.bars[0].count) == (datetime.date(1850, 5, 1), 1)
    assert found.unit == "month"


def test_searches_are_compared_on_one_axis(archive: Archive) -> None:
    texts = ["bridge date:2019", "talks date:2021", "zyzzyva"]
    found = archive.timelines(texts, unit="month")
    assert len({tuple(bar.start for bar in each.bars) for each in found}) == 1
    for text, each in zip(texts, found, strict=True):
        assert each.total == archive.search(text, limit=0).total
    assert archive.timelines([]) == ()


def test_what_is_remembered_follows_the_archive(tmp_path: object) -> None:
    with Archive.create(f"{tmp_path}/a") as archive:
        day = datetime.date(2021, 8, 15)
        archive.add([Article.of("peace", id="one", date=day)])
        assert [bar.held for bar in archive.timeline("war").bars] == [1]
        archive.add([Article.of("war", id="two", date=day), Article.of("war", id="three")])
        found = archive.timeline("war", by_source=True)
        assert [(bar.count, bar.held) for bar in found.bars] == [(1, 2)]
        assert (found.undated, found.undated_held) == (1, 1)
        assert [(bar.count, bar.held) for bar in found.sources[0].bars] == [(1, 2)]


def test_empty_archive_has_no_bars(tmp_path: object) -> None:
    with Archive.create(f"{tmp_path}/a") as archive:
        found = archive.timeline("peace", by_source=True)
        assert (found.bars, found.gaps, found.sources, found.total) == ((), (), (), 0)


def test_unknown_unit_is_an_error_that_names_the_units(archive: Archive) -> None:
    with pytest.raises(ValueError, match="'decade'; it must be one of: day, week, month, year"):
        archive.timeline("", unit="decade")  # type: ignore[arg-type]


def test_bad_date_is_a_query_error(archive: Archive) -> None:
    with pytest.raises(search.QueryError, match="2021-02-30"):
        archive.timeline("", narrow={"date": ["2021-02-30"]})
