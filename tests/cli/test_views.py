"""The commands that look at hits as a whole, or at what is beside an article."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import search
from search.cli.views import CONTEXT
from tests.cli.running import nutgraf, on_a_terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Precision

DATED: list[tuple[datetime.date | None, Precision, str | None]] = [
    (datetime.date(2021, 8, 15), "day", "The Quay"),
    (datetime.date(2021, 8, 16), "day", "Lake Post"),
    (datetime.date(2021, 8, 16), "day", "Lake Post"),
    (datetime.date(2021, 8, 19), "day", "The Quay"),
    (datetime.date(2021, 8, 1), "month", "Monthly"),
    (None, "day", None),
]
COMMANDS = ("concordance", "timeline", "facets", "first")


def json_of(place: Path, *arguments: str) -> Any:  # noqa: ANN401 - whatever is printed
    done = nutgraf(place, *arguments, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


@pytest.fixture(scope="module")
def archive(place: Path) -> Iterator[search.Archive]:
    with search.Archive.open(place) as archive:
        yield archive


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an archive of imprecise dates and several sources."""
    folder = tmp_path_factory.mktemp("views") / "archive"
    with search.Archive.create(folder) as archive:
        archive.add(
            search.Article.of(
                f"The envoy came, report {number}.",
                id=f"a{number}",
                title=f"Report {number}",
                date=date,
                date_precision=precision,
                source=source,
            )
            for number, (date, precision, source) in enumerate(DATED)
        )
        day = datetime.date(2021, 8, 14)
        archive.add([search.Article.of("A ferry sank.", date=day, source="The Quay")])
    return folder


# concordance


def test_concordance_prints_each_match_between_its_contexts(place: Path) -> None:
    done = nutgraf(place, "concordance", '"peace talks"', "OR", "late")
    lines = done.out.splitlines()
    assert done.code == 0
    assert done.err == 'read as: "peace talks" OR late\n'
    assert lines[0] == "13 lines in 13 articles"
    assert len(lines) == 14
    (shown,) = (line for line in lines if "envoy" in line)
    assert re.fullmatch(r" +No peace talks in the valley, says the envoy\. +talks ¶1", shown)
    places = {line.index("late, “as ever”") for line in lines if "as ever" in line}
    assert places == {CONTEXT}


def test_concordance_cuts_contexts_between_words(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with search.Archive.create(place) as archive:
        archive.add([search.Article.of("eleven chars " * 9 + "peace" + " and later" * 9, id="a")])
    (line,) = nutgraf(place, "concordance", "peace").out.splitlines()[1:]
    assert line == f"{'eleven chars ' * 3:>{CONTEXT}}peace{' and later' * 4:<{CONTEXT}}  a ¶1"


def test_concordance_sorts_and_pages(place: Path) -> None:
    whole = nutgraf(place, "concordance", "boats", "--sort", "left").out.splitlines()[1:]
    numbers = [re.search(r"counted (\d+)", line)[1] for line in whole]  # type: ignore[index]
    assert numbers == sorted(map(str, range(1, 13)))
    done = nutgraf(place, "concordance", "boats", "--sort", "left", "--limit", "5", "--offset", "5")
    assert done.out.splitlines()[1:-1] == whole[5:10]
    assert done.out.endswith("6 to 10; go on with --offset 10\n")


def test_concordance_as_json(place: Path, archive: search.Archive) -> None:
    shown = json_of(place, "concordance", "boats", "--sort", "newest", "--limit", "3")
    found = archive.concordance("boats", sort="newest", limit=3).as_json()
    assert shown | {"took_ms": 0} == found | {"took_ms": 0}


def test_concordance_tells_what_it_has_to_say_once(place: Path) -> None:
    done = nutgraf(place, "concordance", "source:quay", "auther:holm", '"holm')
    assert done.err.count("not closed") == 1
    assert done.err.count("note: There is no field “auther”") == 1
    done = nutgraf(place, "concordance", "source:quay")
    assert "note: The query has no words" in done.err


def test_matches_are_bold_on_a_terminal(place: Path) -> None:
    shown = on_a_terminal(place, "concordance", '"peace talks"').out
    assert "\x1b[31m\x1b[1mpeace talks\x1b[0m" in shown


# timeline


def test_timeline_prints_a_bar_for_each_period(many: Path) -> None:
    done = nutgraf(many, "timeline", "envoy", "--unit", "day")
    assert done.code == 0
    assert done.out.splitlines() == [
        "6 articles by day",
        "  2021-08-14  0 of 1",
        f"  2021-08-15  1 of 1          {'█' * 25}",
        f"  2021-08-16  2 of 2          {'█' * 50}",
        "  2021-08-17  0 nothing held",
        "  2021-08-18  0 nothing held",
        f"  2021-08-19  1 of 1          {'█' * 25}",
        "undated: 1 of 1",
        "dates not known to the day: 1 of 1",
    ]


def test_timeline_by_source_and_month(many: Path) -> None:
    lines = nutgraf(many, "timeline", "envoy", "--unit", "month", "--by-source").out.splitlines()
    assert lines[:3] == [
        "6 articles by month",
        f"  2021-08  5 of 6  {'█' * 50}",
        "undated: 1 of 1",
    ]
    assert lines[3:9] == [
        "",
        "Lake Post: 2 articles",
        f"  2021-08  2 of 2  {'█' * 20}",
        "",
        "The Quay: 2 articles",
        f"  2021-08  2 of 3  {'█' * 20}",
    ]
    assert "no source: 1 article" in lines


def test_timeline_as_json(many: Path) -> None:
    with search.Archive.open(many) as archive:
        expected = archive.timeline("envoy", unit="week", by_source=True).as_json()
    assert json_of(many, "timeline", "envoy", "--unit", "week", "--by-source") == expected
    paragraphs = json_of(many, "timeline", "envoy", "--scope", "paragraph")
    assert paragraphs["total"] == json_of(many, "search", "envoy", "--scope", "paragraph")["total"]


# facets


def test_facets_prints_the_values_that_most_hits_have(many: Path) -> None:
    lines = nutgraf(many, "facets", "envoy", "--limit", "2").out.splitlines()
    assert lines[:7] == [
        "6 articles", "", "source", "  2  Lake Post", "  2  The Quay",
        "  2 more; see them with --limit 4", "",
    ]  # fmt: skip
    assert "  1  no year" in lines


def test_facets_as_json_are_those_of_the_search(many: Path) -> None:
    assert json_of(many, "facets", "envoy") == json_of(many, "search", "envoy")["facets"]


# similar


def test_similar_prints_other_articles(place: Path, archive: search.Archive) -> None:
    done = nutgraf(place, "similar", "talks")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1. Peace, at last\n   undated · peace\n")
    shown = json_of(place, "similar", "talks", "--limit", "1")
    assert shown == [hit.as_json() for hit in archive.similar("talks", limit=1)]


def test_similar_says_that_there_is_no_such_article(place: Path) -> None:
    done = nutgraf(place, "similar", "nothing")
    assert (done.code, "has no article “nothing”" in done.err) == (1, True)


# first


def test_first_prints_the_earliest_hit_of_each_source(many: Path) -> None:
    done = nutgraf(many, "first", "envoy")
    assert (done.code, done.err) == (0, "read as: envoy\n")
    assert done.out.splitlines() == [
        "2021-08     Monthly: 1 article; the archive has it from 2021-08",
        "            Report 4 · a4",
        "2021-08-15  The Quay: 2 articles; the archive has it from 2021-08-14",
        "            Report 0 · a0",
        "2021-08-16  Lake Post: 2 articles; the archive has it from 2021-08-16",
        "            Report 1 · a1",
        "undated     no source: 1 article, 1 undated; the archive has it without dates",
        "            Report 5 · a5",
    ]


def test_first_goes_on_where_it_stopped(many: Path) -> None:
    whole = nutgraf(many, "first", "envoy").out.splitlines()
    some = nutgraf(many, "first", "--limit", "2", "envoy").out.splitlines()
    assert some == [*whole[:4], "1 to 2 of more sources; go on with --offset 2"]
    assert nutgraf(many, "first", "--offset", "2", "envoy").out.splitlines() == whole[4:]
    shown = json_of(many, "first", "--limit", "2", "envoy")
    assert [each["source"] for each in shown] == ["Monthly", "The Quay"]


def test_where_there_is_nothing_to_print_that_is_said(many: Path) -> None:
    assert nutgraf(many, "first", "walrus").out == "0 sources\n"
    assert nutgraf(many, "first", "--offset", "4", "envoy").out == (
        "0 sources behind the first 4\n"
    )
    assert json_of(many, "first", "walrus") == []
    with search.Archive.create(many.parent / "lone") as archive:
        archive.add([search.Article.of("Snow in May.", id="snow")])
    assert nutgraf(Path(archive.place), "similar", "snow").err == "no article is like it\n"
    assert json_of(Path(archive.place), "similar", "snow") == []


def test_first_as_json(many: Path) -> None:
    with search.Archive.open(many) as archive:
        expected = [each.as_json() for each in archive.first_mentions("envoy", limit=2)]
    assert json_of(many, "first", "envoy", "--limit", "2") == expected


# all of them


@pytest.mark.parametrize("command", COMMANDS)
def test_relative_dates_any_word_and_bad_queries(many: Path, command: str) -> None:
    done = nutgraf(many, command, "envoy", "date:yesterday", "--now", "2021-08-16")
    assert (done.code, "read as: envoy AND date:2021-08-15" in done.err) == (0, True)
    done = nutgraf(many, command, "envoy", "ferry", "--any")
    assert (done.code, done.err) == (0, "read as: envoy OR ferry\n")
    done = nutgraf(many, command, "envoy", "date:2021-02-30")
    assert (done.code, "^^^" in done.err) == (2, True)


@pytest.mark.parametrize("command", ["search", *COMMANDS])
def test_where_nothing_is_found_the_parts_are_told(many: Path, command: str) -> None:
    done = nutgraf(many, command, "envoy", "valleey")
    assert done.code == 0
    assert done.err.splitlines() == [
        "read as: envoy AND valleey",
        (
            "note: No article has all of these words; 6 have some of them."
            " Search for any of the words to see them."
        ),
        "part: envoy finds 6 articles alone; without it there are 0",
        "part: valleey finds 0 articles alone; without it there are 6",
    ]


@pytest.mark.parametrize("command", ["concordance body", "timeline body --by-source", "facets body",
                                     "first body", "similar hostile"])  # fmt: skip
def test_no_control_character_of_an_article_reaches_a_terminal(place: Path, command: str) -> None:
    shown = nutgraf(place, *command.split()).out
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|^forged", shown, re.MULTILINE)
