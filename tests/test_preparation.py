"""What is made of an article where it is read is what would be made where it is written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search import preparation
from search.analysis import plains
from search.archive import Archive
from search.article import Article
from search.catalog import content_of, packed_article
from search.preparation import Prepared, Preparer

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from search.preparation import Values

STORY = Article.of(
    "The bridge over the Café canal reopened on Monday.\n\nTraffic was light.",
    title="Bridge open again",
    source="The Courier",
    path="a/bridge.txt",
)


def made(preparer: Preparer, article: Article) -> tuple[Values, list[str]]:
    found = preparer(article)
    assert found
    return found


def test_it_is_the_same_in_both_places() -> None:
    values, _ = made(Preparer(), STORY)
    assert Prepared.of(STORY, values) == Prepared.of(STORY)


def test_what_is_made_is_what_catalog_and_engine_would_make() -> None:
    prepared = Prepared.of(STORY)
    assert prepared.content == content_of(STORY)
    assert prepared.block == packed_article(STORY)
    assert prepared.texts == plains([each.text for each in STORY.paragraphs])


def test_a_language_that_became_known_later_counts() -> None:
    values, _ = made(Preparer(), STORY)
    later = replace(STORY, language="en", provenance={"language": "the text"})
    prepared = Prepared.of(later, values)
    assert prepared.content == content_of(later) != content_of(STORY)
    assert prepared.block is None


def test_a_block_does_not_hold_the_id() -> None:
    prepared = Prepared.of(STORY).named("other")
    assert prepared.article.id == "other"
    assert prepared.block == packed_article(replace(STORY, id="other"))


def test_other_kinds_of_paragraphs_need_another_block() -> None:
    box = replace(STORY.paragraphs[-1], kind="boilerplate")
    marked = replace(STORY, paragraphs=(*STORY.paragraphs[:-1], box))
    prepared = Prepared.of(STORY).marked(marked)
    assert prepared.article == marked
    assert prepared.block is None
    assert prepared.content == content_of(STORY)


def test_a_text_that_no_file_can_hold_is_left_to_the_catalog() -> None:
    broken = Article.of("A cut letter: \ud83d.", id="cut")
    assert Prepared.of(broken).block is None
    assert Preparer()(broken) is None


def test_half_a_surrogate_pair_in_a_file_ends_no_run(tmp_path: Path) -> None:
    """JSON can state one; within a word it is a part of it, which no index can hold."""
    record = tmp_path / "files" / "news.json"
    record.parent.mkdir()
    text = "A harbour\\udce9 was closed on Monday."
    record.write_text(f'{{"title": "Caf\\udce9", "text": "{text}"}}', encoding="utf-8")
    with Archive.create(tmp_path / "archive") as archive:
        archive.index(record.parent)
        assert archive.search("harbour closed").total == 1
        assert archive.check().agrees


def test_each_word_is_told_once() -> None:
    preparer = Preparer()
    _, first = made(preparer, Article.of("Rain fell. More rain.", id="1"))
    _, second = made(preparer, Article.of("Snow fell.", id="2"))
    assert (sorted(first), second) == (["fell", "more", "rain"], ["snow"])


def test_words_are_told_again_when_too_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "_TOLD", 2)
    preparer = Preparer()
    told = [set(made(preparer, Article.of(text, id=text))[1]) for text in ("a b c", "a d", "a d")]
    assert told == [{"a", "b", "c"}, {"d"}, {"a"}]


def test_a_very_long_article_is_left_to_the_one_that_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers have little memory, and what is made of an article takes ten times its length."""
    monkeypatch.setattr(preparation, "_LONGEST", 40)
    assert Preparer()(STORY) is None
    monkeypatch.undo()
    book = tmp_path / "files" / "book.txt"
    book.parent.mkdir()
    lines = (f"Line {number} of the harbour book.\n\n" for number in range(90_000))
    book.write_text("A long book\n\n" + "".join(lines), encoding="utf-8")
    with Archive.create(tmp_path / "archive") as archive:
        archive.index(book.parent)
        assert archive.search("harbours 89999", scope="paragraph").total == 1
        assert archive.check().agrees


def test_words_of_a_copy_are_found_in_the_article_that_has_them_too(tmp_path: Path) -> None:
    """A reader tells a word with the first article that has it, which may then not go in."""
    files = tmp_path / "files"
    files.mkdir()
    for name, text in (("a", "Rain fell."), ("b", "Rain fell."), ("c", "Rain fell, and snow.")):
        (files / f"{name}.txt").write_text(f"Weather\n\n{text}\n", encoding="utf-8")
    with Archive.create(tmp_path / "archive") as archive:
        archive.index(files, jobs=1)
        assert [archive.search(word).total for word in ("rains", "snows")] == [2, 1]
        assert archive.check().agrees
