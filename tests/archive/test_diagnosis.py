"""Where nothing is found, each part of the query is tried alone, and the rest without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import articles
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.results import Scope
    from tests.places import NewArchive

Row = tuple[str, int, int, str]


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(articles(70))
        yield archive


def rows(found: search.Results) -> list[Row]:
    return [(each.part, each.alone, each.without, each.rest) for each in found.parts]


def test_a_misspelt_word_is_to_blame(archive: search.Archive) -> None:
    assert rows(archive.search("harbour tlaks")) == [
        ("harbour", 70, 0, "tlaks"),
        ("tlaks", 0, 70, "harbour"),
    ]


def test_words_that_never_meet(archive: search.Archive) -> None:
    assert rows(archive.search('ferry tariff "harbour office"')) == [
        ("ferry", 10, 10, 'tariff AND "harbour office"'),
        ("tariff", 10, 10, 'ferry AND "harbour office"'),
        ('"harbour office"', 70, 0, "ferry AND tariff"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ferry tariff -orchard",
        "title:(report tariff) ferry",
        "(ferry tariff)^2 date:2020",
        "(ferry OR glacier) tariff source:quay collapse:off",
        "author:(mira nobody) tariff",
        "ferry (tariff source:quay)",
        "ferry ferry tariff",
        "title:(tariff source:quay)",
        "-report -harbour -second",
    ],
)
@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_counts_are_those_of_searches(archive: search.Archive, text: str, scope: Scope) -> None:
    found = archive.search(text, scope=scope)
    assert found.total == 0
    assert len(found.parts) > 1
    for each in found.parts:
        assert archive.search(each.part, scope=scope).total == each.alone
        assert archive.search(each.rest, scope=scope).total == each.without
        for part in (each.part, each.rest):
            assert str(search.parse(part)) == part


def test_the_narrowing_is_a_part_of_its_own(archive: search.Archive) -> None:
    narrow = {"source": ["The Quay"], "date": ["1999"]}
    found = archive.search("ferry", narrow=narrow)
    assert rows(found) == [
        ("ferry", 10, 0, "*"),
        ('source:="The Quay"', 35, 0, "ferry"),
        ("date:1999", 0, 5, "ferry"),
    ]
    assert [each.facet for each in found.parts] == [None, "source", "date"]
    assert archive.search("ferry", narrow={"source": ["The Quay"]}).total == 5
    assert rows(archive.search("", narrow=narrow)) == [
        ('source:="The Quay"', 35, 0, "*"),
        ("date:1999", 0, 35, "*"),
    ]


def test_a_query_of_one_part_or_with_hits_has_none(archive: search.Archive) -> None:
    for text in ("tlaks", "harbour", "harbour ferry", "tlaks OR tariiff", "()", "-harbour"):
        assert archive.search(text).parts == ()
    assert archive.search("ferrry tariiff", match="any").parts == ()


def test_so_many_parts_are_not_all_tried_and_a_notice_says_so(archive: search.Archive) -> None:
    found = archive.search(" ".join(f"word{number}" for number in range(40)))
    assert len(found.parts) == 12
    assert "12" in found.notices[-1].message
    assert "40" in found.notices[-1].message


def test_as_json(archive: search.Archive) -> None:
    assert archive.search("harbour tlaks").as_json()["parts"][1] == {
        "part": "tlaks", "alone": 0, "without": 70, "rest": "harbour", "facet": None,
    }  # fmt: skip
    assert archive.search("harbour").as_json()["parts"] == []
