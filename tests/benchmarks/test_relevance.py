"""Reading collections, wording questions, scoring, and the floors of the ranking."""

from __future__ import annotations

import doctest
import importlib
import json
from typing import TYPE_CHECKING

import pytest

import search
from benchmarks import sections
from benchmarks.relevance import beir, known_items
from benchmarks.relevance.wording import LONGEST, plain_words
from search.query.nodes import And, Word

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [
    {"_id": "1", "title": "Bridge reopens", "text": "Traffic is light.\n\nThe ferry stays."},
    {"_id": "2", "title": "", "text": "The harbour was closed for a storm."},
    {"_id": "3", "title": "Storm warning", "text": "Winds are expected at the coast."},
]
QUESTIONS = [
    {"_id": "a", "text": "Which “storm” (OR wind) closed the harbour?"},
    {"_id": "b", "text": "nobody judged this"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "small"
    place.mkdir()
    for name, lines in (("corpus", TEXTS), ("queries", QUESTIONS)):
        text = "\n".join(map(json.dumps, lines))
        (place / f"{name}.jsonl").write_text(text, encoding="utf-8")
    head = "query-id\tcorpus-id\tscore\n"
    (place / "qrels.tsv").write_text(f"{head}a\t2\t2\na\t3\t1\n", encoding="utf-8")
    (place / "qrels_strict.tsv").write_text(f"{head}a\t2\t1\n", encoding="utf-8")
    return place


def test_the_examples_hold() -> None:
    pytest.importorskip("ir_measures")
    for name in ("relevance.wording", "relevance.scores", "sections"):
        assert doctest.testmod(importlib.import_module(f"benchmarks.{name}")).failed == 0


def test_a_collection_is_read_with_all_its_judgements(folder: Path) -> None:
    (place,) = beir.folders(folder.parent)
    found = beir.read(place)
    assert found.name == "small"
    assert [text.id for text in found.texts] == ["1", "2", "3"]
    assert found.judgements == {"": {"a": {"2": 2, "3": 1}}, "strict": {"a": {"2": 1}}}


def test_questions_without_judgements_are_left_out(folder: Path) -> None:
    assert list(beir.read(folder).questions) == ["a"]


def test_the_digest_changes_with_any_file(folder: Path) -> None:
    before = beir.read(folder).digest
    (folder / "qrels_strict.tsv").write_text("head\na\t3\t1\n", encoding="utf-8")
    assert beir.read(folder).digest != before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("WHAT IS NOT A LIBRARY?", "what is not a library"),
        ("salt AND pepper OR (oil)", "salt and pepper or oil"),
        ('an "unclosed phrase', "an unclosed phrase"),
        ("non-users, e.g. U.S. readers'", "non users e g u s readers"),
        ("date:2021..2022 title:x a* b~2 c^3 /d/ =e", "date 2021 2022 title x a b 2 c 3 d e"),
        ("a w/5 b", "a w 5 b"),
        ("l’été à Zürich_West", "l été à zürich west"),
        ("?!", ""),
    ],
)
def test_a_question_becomes_plain_words(text: str, words: str) -> None:
    assert plain_words(text) == words


@pytest.mark.parametrize("text", ["A AND NOT B", "one OR two", "w/s collapse:no -x after:2021"])
def test_nothing_in_plain_words_means_anything_else(text: str) -> None:
    query = search.parse(plain_words(text))
    assert isinstance(query.tree, And)
    assert all(isinstance(part, Word) for part in query.tree.parts)


def test_a_question_that_is_too_long_ends_after_a_word() -> None:
    found = plain_words("word " * 1000)
    assert len(found) <= LONGEST
    assert set(found.split()) == {"word"}


def test_a_section_is_exchanged_and_the_rest_of_the_page_kept() -> None:
    page = sections.put("# Page\n\nHead\n", "news", "old")
    page = sections.put(page, "more", "other")
    assert sections.put(page, "news", "old") == page
    changed = sections.put(page, "news", "new")
    assert changed == page.replace("old", "new")
    assert sections.section(changed, "more") == "other"
    assert sections.section(changed, "none") == ""


def test_everyone_ranks_what_answers_first(folder: Path, tmp_path: Path) -> None:
    pytest.importorskip("bm25s")
    ranked = importlib.import_module("benchmarks.relevance.ranked")
    found = beir.read(folder)
    for rank in ranked.RANKERS.values():
        assert rank(found, tmp_path, 10)["a"][0] == "2"


def test_known_items_are_the_same_every_time_and_are_found(tmp_path: Path) -> None:
    letters = "abcdefghijklmnop"
    with search.Archive.create(tmp_path / "index") as archive:
        archive.add(
            search.Article.of(
                " ".join(f"{place}{letter * 3}" for letter in letters).translate(
                    str.maketrans("0123456789", "qrstuvwxyz")
                ),
                title=f"Story {place}",
            )
            for place in range(20)
        )
        items = known_items.draw(archive, 8)
        assert items == known_items.draw(archive, 8)
        assert len({item.article for item in items}) == 8
        assert known_items.ask(archive, items) == known_items.Found(items=8, first=1.0, shown=1.0)
