"""Laws that hold for every query, on every engine."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from search.query import parse
from search.query.fields import FACETS
from search.timelines.periods import Unit
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from search.results import Narrow, Scope
    from tests.places import NewArchive

SEEDS = Path(__file__).parents[1] / "seeds"
PARTS = [
    "massoud", "=talks", '"northern alliance"', '"peace talks"~3', "panj*", "masood~2", "/tal.*/",
    "taliban w/5 valley", "author:*", "date:2021-08", "title:panjshir", "kind:caption",
    "saleh OR cia", "zebra",
]  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.index([SEEDS])
        yield archive


def ids(archive: search.Archive, text: str, scope: search.Scope) -> set[tuple[str, int | None]]:
    return {
        (hit.article.id, hit.paragraphs[0].number if scope == "paragraph" else None)
        for hit in archive.hits(text, scope=scope)
    }


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("one", PARTS)
def test_something_or_not_is_everything(
    archive: search.Archive, one: str, scope: search.Scope
) -> None:
    everything = ids(archive, "", scope)
    assert ids(archive, f"({one}) OR NOT ({one})", scope) == everything
    assert ids(archive, f"({one}) -({one})", scope) == set()
    assert ids(archive, f"-({one})", scope) == everything - ids(archive, one, scope)


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize(("one", "other"), list(zip(PARTS, PARTS[1:] + PARTS[:1], strict=True)))
def test_and_or_and_not_follow_de_morgan(
    archive: search.Archive, one: str, other: str, scope: search.Scope
) -> None:
    left, right = ids(archive, one, scope), ids(archive, other, scope)
    assert ids(archive, f"({one}) AND ({other})", scope) == left & right
    assert ids(archive, f"({one}) OR ({other})", scope) == left | right
    assert ids(archive, f"-(({one}) AND ({other}))", scope) == ids(
        archive, f"-({one}) OR -({other})", scope
    )
    assert ids(archive, f"-(({one}) OR ({other}))", scope) == ids(
        archive, f"-({one}) -({other})", scope
    )


@pytest.mark.parametrize("text", PARTS)
def test_every_hit_of_words_has_a_mark(archive: search.Archive, text: str) -> None:
    if text.startswith(("author:", "date:", "kind:")):
        return
    for scope in ("article", "paragraph"):
        for hit in archive.hits(text, scope=scope):
            assert any(found.marks for found in hit.paragraphs)
            assert all(found.snippet.marks for found in hit.paragraphs if found.marks)


SCOPES: tuple[Scope, ...] = ("article", "paragraph")
EXAMPLES = int(os.environ.get("NUTGRAF_EXAMPLES", "25"))
part = st.sampled_from([*PARTS, 'kind:="caption"', "massoud OR the", "-kabul", "date:none"])
questions = st.one_of(
    st.just(""),
    part,
    st.builds("({}) ({})".format, part, part),
    st.builds("({}) OR -({})".format, part, part),
)


def chosen(
    data: st.DataObject, found: dict[str, tuple[search.FacetCount, ...]]
) -> dict[str, list[str]]:
    """Some of the values that an archive's facets have, and perhaps a date."""
    narrow = {"date": data.draw(st.sampled_from([[], [], ["2021"], ["2021-08", "none"]]))}
    for name in data.draw(st.sets(st.sampled_from(list(found)))):
        values = st.sampled_from([each.value or "" for each in found[name]])
        narrow[name] = data.draw(st.lists(values, max_size=3, unique=True))
    return narrow


def total(archive: search.Archive, text: str, scope: Scope, narrow: Narrow) -> int:
    return archive.search(text, scope=scope, narrow=narrow, limit=0).total


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_each_count_is_the_total_of_the_search_narrowed_by_its_value(
    archive: search.Archive, data: st.DataObject
) -> None:
    text, scope = data.draw(questions), data.draw(st.sampled_from(SCOPES))
    narrow = chosen(data, archive.facets("", scope=scope))
    for name, counts in archive.facets(text, narrow=narrow, scope=scope).items():
        for each in counts:
            narrower = {**narrow, name: [each.value or ""]}
            assert total(archive, text, scope, narrower) == each.count, (text, narrower)


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_facet_leaves_out_its_own_narrowing_and_no_other(
    archive: search.Archive, data: st.DataObject
) -> None:
    text, scope = data.draw(questions), data.draw(st.sampled_from(SCOPES))
    narrow = chosen(data, archive.facets("", scope=scope))
    found = archive.facets(text, narrow=narrow, scope=scope)
    whole = archive.search(text, narrow=narrow, scope=scope, limit=0, facets=True)
    assert whole.facets == found
    for name in FACETS:
        others = {key: values for key, values in narrow.items() if key != name}
        assert found[name] == archive.facets(text, narrow=others, scope=scope)[name]
    # The values of a facet of which a hit has but one part the hits among them.
    for name in ("source", "section", "language", "year"):
        wanted = narrow.get(name) or [each.value or "" for each in found[name]]
        assert sum(each.count for each in found[name] if (each.value or "") in wanted) == (
            whole.total
        )


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_narrowing_can_be_written_in_the_query_language(
    archive: search.Archive, data: st.DataObject
) -> None:
    text, scope = data.draw(questions), data.draw(st.sampled_from(SCOPES))
    narrow = chosen(data, archive.facets("", scope=scope))
    found = archive.search(text, narrow=narrow, scope=scope, limit=500, sort="newest")
    assert str(parse(found.interpreted)) == found.interpreted
    written = archive.search(found.interpreted, scope=scope, limit=500, sort="newest")
    assert written.hits == found.hits


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_every_hit_has_one_place_in_time_and_one_source(
    archive: search.Archive, data: st.DataObject
) -> None:
    text, scope = data.draw(questions), data.draw(st.sampled_from(SCOPES))
    tree = parse(text).tree
    there = total(archive, text, scope, {})
    with archive._snapshot.reading() as engine:
        assert sum(engine.days(tree, scope).values()) == there
        by_source = engine.source_days(tree, scope)
        for source, days in by_source.items():
            narrow = {"source": [source or ""]}
            assert sum(days.values()) == total(archive, text, scope, narrow)
        assert sum(sum(days.values()) for days in by_source.values()) == there
        aids = engine.aids(tree)
        assert len(aids) == len(set(aids)) == total(archive, text, "article", {})


@settings(max_examples=EXAMPLES, deadline=None)
@given(data=st.data())
def test_a_timeline_holds_every_hit_once(archive: search.Archive, data: st.DataObject) -> None:
    text, scope = data.draw(questions), data.draw(st.sampled_from(SCOPES))
    narrow = chosen(data, archive.facets("", scope=scope))
    unit = data.draw(st.sampled_from([None, *get_args(Unit)]))
    found = archive.timeline(text, narrow=narrow, scope=scope, unit=unit)
    assert found.total == total(archive, text, scope, narrow)
    assert sum(bar.count for bar in found.bars) + found.undated + found.imprecise == found.total
    for bar in found.bars:
        assert bar.count <= bar.held


def odd(name: str, **about: Any) -> search.Article:  # noqa: ANN401 - any field
    return search.Article.of("Peace talks.", id=name, **about)


ODD = [
    odd("plain", source="The Courier", authors=("Ann Lee",), section="World", language="en"),
    odd("bare"),
    odd("quotes", source="“”", authors=('""', ""), section="'", language='"'),
    odd("blanks", source=" \t", authors=("\u3000",), section="\x1f", language="\x00"),
    odd("signs", source="\u200b", authors=("…", "*"), section="-", language="?"),
    odd("both", source="The  “Courier”", authors=('"', "Ann Lee", "Ann\u00a0Lee")),
    odd("long", source="The " + 17_000 * "long " + "name", authors=("x" * 300,)),
    odd("longer", source="The " + 17_000 * "long " + "names", authors=("x" * 70_000,)),
    odd("ancient", date=datetime.date(987, 3, 1)),
    odd("first", date=datetime.date(1, 1, 1)),
    odd("last", date=datetime.date(9999, 12, 31)),
    odd("month", date=datetime.date(2021, 12, 31), date_precision="month"),
    odd("year", date=datetime.date(2021, 6, 15), date_precision="year"),
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("engine", ENGINES)
def test_odd_values_are_counted_as_they_are_found(
    new_archive: NewArchive, engine: str, name: str, scope: Scope
) -> None:
    with new_archive(engine) as archive:
        archive.add(ODD)
        for each in archive.facets("", scope=scope)[name]:
            narrow = {name: [each.value or ""]}
            assert total(archive, "", scope, narrow) == each.count, narrow
            assert archive.facets("peace", narrow=narrow, scope=scope)[name], narrow


@pytest.mark.parametrize("value", ['"', "“ ”", " ", "\x00"])
def test_a_value_of_nothing_but_quotes_is_none(archive: search.Archive, value: str) -> None:
    found = archive.search("", narrow={"source": [value]}, limit=0)
    assert found.interpreted == "-source:*"
    assert archive.search(found.interpreted, limit=0).total == found.total


def test_any_of_the_words_are_looked_for_within_the_narrowing(archive: search.Archive) -> None:
    for source in archive.facets("massoud talks zebra", match="any")["source"]:
        narrow = {"source": [source.value or ""]}
        found = archive.search("massoud talks zebra", narrow=narrow, match="any", limit=0)
        assert found.total == source.count
        assert total(archive, "massoud talks zebra", "article", narrow) == 0
