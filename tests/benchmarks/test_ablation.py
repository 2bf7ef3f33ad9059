"""What the ranking is without its parts: constants are replaced for a time, and all is told."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

import pytest

from benchmarks import sections
from benchmarks.relevance import beir, variants
from search.archive import expansion
from search.engines import (
    asides,
    opensearch_view,
    passages,
    ranking,
    tantivy_queries,
)

if TYPE_CHECKING:
    from pathlib import Path

WINDOW = "search.engines.ranking.WINDOW"
TITLE_WEIGHT = "search.engines.ranking.TITLE_WEIGHT"
UNTRIED = {"K1", "B", "RECENT", "PLANS_KEPT"}  # which change nothing here, or are in tantivy


def test_a_constant_is_replaced_wherever_it_is_known_and_comes_back() -> None:
    before = ranking.WINDOW
    with variants.replaced({WINDOW: before + 1, TITLE_WEIGHT: 3.0}):
        assert vars(ranking)["WINDOW"] == before + 1
        assert vars(tantivy_queries)["TITLE_WEIGHT"] == 3.0
    assert before == ranking.WINDOW
    assert vars(tantivy_queries)["TITLE_WEIGHT"] == ranking.TITLE_WEIGHT != 3.0


def test_constants_come_back_after_an_error() -> None:
    before = ranking.WINDOW
    with pytest.raises(ZeroDivisionError), variants.replaced({WINDOW: 1}):
        _ = 1 / 0
    assert before == ranking.WINDOW


def test_another_constant_of_the_same_name_is_left_alone() -> None:
    before = opensearch_view.WINDOW
    with variants.replaced({WINDOW: before + 1}):
        assert before == opensearch_view.WINDOW


def test_every_constant_of_the_ranking_is_tried_with_other_values() -> None:
    tried = {name for variant in variants.variants() for name in variant.values}
    for module in (ranking, passages, asides, expansion):
        for name, value in vars(module).items():
            own = f"{module.__name__}.{name}"
            imported = module is not ranking and hasattr(ranking, name)
            if name.isupper() and type(value) in {int, float} and not imported:
                assert (name in UNTRIED) != (own in tried), own


def test_no_variant_is_the_ranking_as_it_is() -> None:
    first, *others = variants.variants()
    assert not first.values
    for variant in others:
        assert any(variants.current(name) != value for name, value in variant.values.items())
    assert len({variant.name for variant in others}) == len(others)


def test_whole_numbers_are_tried_with_whole_numbers() -> None:
    for variant in variants.variants():
        for name, value in variant.values.items():
            assert not isinstance(variants.current(name), int) or isinstance(value, int)


def test_the_questions_of_a_small_collection_are_asked_and_the_section_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("ir_measures")
    ablation = importlib.import_module("benchmarks.relevance.ablation")
    texts = ("The ferry stays.", "A storm closed the harbour.", "Winds at the coast.")
    collection = beir.Collection(
        name="small",
        texts=tuple(beir.Text(str(n), "", body) for n, body in enumerate(texts)),
        questions={"a": "Which storm closed the harbour?"},
        judgements={"": {"a": {"1": 1}}},
        digest="",
    )
    asked = ablation.prepared(collection, tmp_path)
    found = [ablation.measured(each, [asked], None) for each in variants.variants()[:3]]
    assert found[0].times == {"small": {"ndcg": 1.0, "map": 1.0}}
    page = tmp_path / "ranking.md"
    page.write_text("# Ranking\n\nBy hand.\n", encoding="utf-8")
    ablation.write(found, tmp_path)
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Ranking\n\nBy hand.\n")
    rows = sections.section(written, ablation.SECTION).splitlines()[-3:]
    assert rows[0] == "| **as it is** | 1.000 | 1.000 | 1.000 | 1.000 | – | – |"
    assert str(page) in capsys.readouterr().out
