"""Near-identical articles are one hit, and every count stays exact."""

from __future__ import annotations

import itertools
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines import tantivy_pages
from search.query import parse
from tests.engines.shelves import SCOPES, SORTS
from tests.engines.test_whoosh_engine import story
from tests.test_truth import TODAY, articles, queries
from tests.truth import collapsed

if TYPE_CHECKING:
    import pytest

    from search.engines.base import Engine, EngineHits
    from search.query.nodes import Node
    from search.results import Scope, Sort
    from tests.engines.shelves import Shelf, Shelves


@settings(
    max_examples=int(os.environ.get("NUTGRAF_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_each_group_is_one_hit_on_all_pages(shelves: Shelves, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 8))
    few = data.draw(st.lists(articles("one"), min_size=1, max_size=3))
    held = [data.draw(st.sampled_from(few)) for _ in range(count)]
    held = [replace(each, id=f"id{place}") for place, each in enumerate(held)]
    # Copies of leads, of other copies, of articles that are gone and of some that never were.
    numbers = st.integers(1, count + 1)
    groups = data.draw(st.dictionaries(numbers, numbers, max_size=count))
    gone = data.draw(st.sets(numbers, max_size=2))
    asked = [*data.draw(st.lists(queries, min_size=6, max_size=6)), ""]
    with tempfile.TemporaryDirectory() as folder:
        shelf = shelves(Path(folder)).change(held, groups=groups)
        compare(shelf.engine, asked, groups)
        shelf.change([], remove=gone)
        compare(shelf.engine, asked, groups)
        shelf.change(held[:2], groups={count + 1: 1})
        compare(shelf.engine, asked, {**groups, count + 1: 1})
        shelf.close()


def compare(engine: Engine, asked: list[str], groups: dict[int, int]) -> None:
    for text, sort in itertools.product(asked, SORTS):
        tree = parse(text, today=TODAY).tree
        plain = engine.search(tree, "article", sort, 99, 0)
        aids = [hit.aid for hit in plain.hits]
        assert plain.total == plain.distinct == len(aids)
        expected = collapsed(aids, groups)
        for size in (1, 2, 99):
            pages = paged(engine, tree, sort, size)
            shown = [(hit.aid, hit.others) for page in pages for hit in page.hits]
            assert shown == expected, (text, sort, size)
            for page in pages:
                assert (page.total, page.distinct) == (len(aids), len(expected)), (text, sort)
        scores = {hit.aid: hit.score for hit in plain.hits}
        for page in paged(engine, tree, sort, 3):
            assert all(hit.score == scores[hit.aid] for hit in page.hits)
        whole = engine.search(tree, "paragraph", sort, 99, 0)
        assert engine.search(tree, "paragraph", sort, 99, 0, collapse=True) == whole


def paged(engine: Engine, tree: Node, sort: Sort, size: int) -> list[EngineHits]:
    """All pages, with one beyond the last and one without hits."""
    first = engine.search(tree, "article", sort, size, 0, collapse=True)
    offsets = range(size, first.distinct + 2 * size, size)
    rest = [engine.search(tree, "article", sort, size, at, collapse=True) for at in offsets]
    return [first, *rest, engine.search(tree, "article", sort, 0, 0, collapse=True)]


def search(shelf: Shelf, text: str, sort: Sort = "newest", scope: Scope = "article") -> EngineHits:
    return shelf.engine.search(parse(text).tree, scope, sort, 10, 0, collapse=True)


def test_paragraphs_are_never_collapsed(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change([story(1), story(2)], groups={2: 1})
    assert [search(shelf, "bridge", scope=scope).distinct for scope in SCOPES] == [1, 4]


def test_copies_stay_together_when_their_lead_is_gone(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change([story(n) for n in range(4)], groups={2: 1, 3: 1})
    assert [hit.others for hit in search(shelf, "bridge").hits] == [2, 0]
    shelf.change([], remove=[1])
    found = search(shelf, "bridge")
    assert (found.total, found.distinct) == (3, 2)
    assert [(hit.aid, hit.others) for hit in found.hits] == [(2, 1), (4, 0)]


def test_a_page_is_filled_from_behind_many_copies(
    tmp_path: Path, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tantivy_pages, "TIES_READ", 1)
    held = [story(n, "The bridge reopened. The bridge.") for n in range(40)]
    held += [story(n, f"The bridge is shut{' for repairs' * n}.") for n in range(40, 52)]
    shelf = shelves(tmp_path).change(held, groups=dict.fromkeys(range(2, 41), 1))
    for sort in SORTS:
        found = search(shelf, "bridge", sort)
        assert (found.total, found.distinct, len(found.hits)) == (52, 13, 10)
        assert [hit.others for hit in found.hits if hit.aid <= 40] in ([39], [])
    assert search(shelf, "shut").distinct == 12
