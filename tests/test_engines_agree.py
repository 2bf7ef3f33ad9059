"""Both engines over real articles: the same ids for the same queries."""

from __future__ import annotations

import os
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search.query import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(os.environ.get("NUTGRAF_DATA", Path(__file__).parents[1].parent / "shared" / "data"))
BRIEFINGS = DATA / "briefings.tar.xz"
# All 4,000 take the pure-Python engine half a minute; NUTGRAF_BRIEFINGS=4000 asks for them.
COUNT = int(os.environ.get("NUTGRAF_BRIEFINGS", "600"))

# No word here has another stem in NLTK's older Snowball; those are in the next table.
QUERIES = [
    "", "president", "ukraine russia", "nato OR macron", "climate -covid", '"climate change"',
    '"the president of the united states"', '"united states"~3', '"president of the"~4',
    "=talks", "talk", "infra*", "*stan", "zelensk*", "m?cron", "*a*", "presdent~", "zelenski~2",
    "/[a-m].*ing/", "/zelensk(y|yy)/", "president w/5 states", "=the w/2 =of", "=the pre/2 =of",
    "(nato OR ukraine) w/10 (war OR peace)", "infra* w/5 jobs", "climate w/s jobs",
    "climate w/p jobs", "war w/10 ukraine w/10 peace", "title:readout", "title:(readout w/5 call)",
    "source:archives", "tag:statements", "author:*", "-author:*", "date:2022-03",
    "date:2021-06-15..2021-09-01", "date:none", "ukraine date:2022", "kind:list climate",
    "kind:heading", "path:statements-releases/2022-03", "path:*2023*", "u.s.", "covid-19",
    'source:="whitehouse.gov"', 'source:(="whitehouse.gov" OR archives) president',
    'author:="Brian Deese"', '-lang:="en" climate', 'kind:="list" jobs', 'kind:(="heading" OR quote)',
    "biden’s", "(climate OR energy) -(war OR tax) date:2021..2022", "president^3 OR nato",
]  # fmt: skip
STEMS_THAT_DIFFER = {
    "international": ("internat", "intern"),
    "emergency": ("emergenc", "emerg"),
    "university": ("universiti", "univers"),
    "organization": ("organiz", "organ"),
}

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not BRIEFINGS.exists(), reason=f"{BRIEFINGS.name} is not in {DATA}"),
]


@pytest.fixture(scope="module")
def both(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[search.Archive, search.Archive]]:
    folder = tmp_path_factory.mktemp("briefings")
    with tarfile.open(BRIEFINGS) as archived:
        members = [each for each in archived if each.name.endswith(".md")]
        step = max(1, len(members) // COUNT)
        for each in members[::step]:
            archived.extract(each, folder / "data", filter="data")
    with (
        search.Archive.create(folder / "one") as one,
        search.Archive.create(folder / "other", engine="whoosh") as other,
    ):
        one.index([folder / "data"])
        other.index([folder / "data"])
        yield one, other


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("text", QUERIES)
def test_the_same_query_finds_the_same(
    both: tuple[search.Archive, search.Archive], text: str, scope: search.Scope
) -> None:
    found = [archive.search(text, scope=scope, sort="newest", limit=20_000) for archive in both]
    ids = [
        [
            (hit.article.id, hit.paragraphs[0].number if scope == "paragraph" else 0)
            for hit in each.hits
        ]
        for each in found
    ]
    assert found[0].total == found[1].total
    assert ids[0] == ids[1]
    counts = [[hit.matching_paragraphs for hit in each.hits] for each in found]
    assert counts[0] == counts[1]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("text", QUERIES)
def test_the_same_hits_are_counted_the_same(
    both: tuple[search.Archive, search.Archive], text: str, scope: search.Scope
) -> None:
    tree = parse(text).tree
    counts = []
    for archive in both:
        with archive._snapshot.reading() as engine:
            aids = set(engine.aids(tree))
            assert len(aids) == engine.search(tree, "article", "newest", 0, 0).total
            total = engine.search(tree, scope, "newest", 0, 0).total
            days = engine.days(tree, scope)
            by_source = engine.source_days(tree, scope)
            assert sum(days.values()) == total
            assert sum(sum(each.values()) for each in by_source.values()) == total
            counts.append((engine.facets(tree, scope), days, by_source))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("text", QUERIES[::8])
def test_each_count_is_the_total_of_the_search_narrowed_by_its_value(
    both: tuple[search.Archive, search.Archive], text: str, scope: search.Scope
) -> None:
    for archive in both:
        for name, counts in archive.facets(text, scope=scope).items():
            for each in counts[:8]:
                narrow = {name: [each.value or ""]}
                found = archive.search(text, narrow=narrow, scope=scope, limit=0)
                assert found.total == each.count, (name, each.value)


def test_where_the_stems_differ(both: tuple[search.Archive, search.Archive]) -> None:
    """NLTK's Snowball is the older Porter2; docs/design.md says what follows."""
    for archive, place in zip(both, (0, 1), strict=True):
        with archive._snapshot.reading() as engine:
            for word, stems in STEMS_THAT_DIFFER.items():
                assert engine.analyzer.stem(word) == stems[place]
