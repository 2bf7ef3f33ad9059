"""A snippet is a piece of its paragraph, with the marks in their places."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import Mark, Snippet
from search.snippets import LENGTH, snippet

HEAD, TAIL = "… ", " …"


def inner(shown: Snippet) -> str:
    """Return a snippet without its ellipses."""
    text = shown.text.removeprefix(HEAD)
    return text.removesuffix(TAIL)


def marked(text: str, marks: tuple[Mark, ...] | list[Mark]) -> list[str]:
    return [text[start:end] for start, end in marks]


def places(text: str, word: str) -> list[Mark]:
    return [found.span() for found in re.finditer(rf"\b{word}\b", text)]


@st.composite
def paragraphs(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    """Return a text and some of its words, or runs of words, as marks."""
    words = draw(
        st.lists(
            st.sampled_from(["a", "talks", "Panjshir", "x" * 50, "é", "中国", "😀", "–", "", "\n"]),
            max_size=60,
        )
    )
    text = " ".join(words)
    spans = [found.span() for found in re.finditer(r"\S+", text)]
    marks: list[Mark] = []
    while spans:
        run = draw(st.integers(1, 3))
        if draw(st.booleans()):
            marks.append((spans[0][0], spans[:run][-1][1]))
        spans = spans[run:]
    return text, marks


@given(paragraphs(), st.integers(20, 120))
def test_a_snippet_is_a_piece_of_the_text_with_true_marks(
    paragraph: tuple[str, list[Mark]], length: int
) -> None:
    text, marks = paragraph
    shown = snippet(text, marks, length)
    assert inner(shown) in text
    assert len(inner(shown)) <= length
    assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)
    assert all(one[1] <= other[0] for one, other in zip(shown.marks, shown.marks[1:], strict=False))
    whole = marked(text, marks)
    for piece in marked(shown.text, shown.marks):
        assert any(piece in mark for mark in whole)
    if marks:
        assert shown.marks
        if all(end - start <= length // 2 for start, end in marks):
            assert set(marked(shown.text, shown.marks)) & set(whole)


@given(paragraphs())
def test_a_text_that_fits_is_shown_whole(paragraph: tuple[str, list[Mark]]) -> None:
    text, marks = paragraph
    shown = snippet(text, marks, max(len(text), 1))
    assert shown == Snippet(text, tuple(marks))


@given(paragraphs(), st.integers(20, 120))
def test_no_mark_is_cut_when_there_is_room_for_it(
    paragraph: tuple[str, list[Mark]], length: int
) -> None:
    text, marks = paragraph
    marks = [(start, end) for start, end in marks if end - start <= length // 2]
    shown = snippet(text, marks, length)
    whole = marked(text, marks)
    assert all(piece in whole for piece in marked(shown.text, shown.marks))


def test_the_window_with_most_marks_is_shown() -> None:
    text = "ferry " + "water " * 100 + "ferry and ferry and ferry " + "water " * 100
    shown = snippet(text, places(text, "ferry"))
    assert marked(shown.text, shown.marks) == ["ferry"] * 3
    assert shown.text.startswith(HEAD)
    assert shown.text.endswith(TAIL)


def test_of_equal_windows_the_first_is_shown() -> None:
    text = "The ferry was late. " + "Water rose. " * 60 + "The ferry came."
    shown = snippet(text, places(text, "ferry"))
    assert shown.text.startswith("The ferry was late. Water")
    assert marked(shown.text, shown.marks) == ["ferry"]


def test_without_marks_the_beginning_is_shown() -> None:
    text = "Water rose. " * 60
    shown = snippet(text, [])
    assert text.startswith(inner(shown))
    assert shown.text.endswith(TAIL)
    assert shown.marks == ()


@pytest.mark.parametrize("place", [0, 1, 30, 59, 60])
def test_a_cut_falls_between_words(place: int) -> None:
    words = ["harbour"] * 60
    words.insert(place, "ferry")
    text = " ".join(words)
    shown = snippet(text, places(text, "ferry"))
    assert set(inner(shown).split()) == {"harbour", "ferry"}


def test_a_mark_longer_than_the_snippet_is_cut() -> None:
    text = "before " * 20 + "w" * 1000 + " after" * 20
    mark = (140, 1140)
    shown = snippet(text, [mark])
    assert len(shown.text) <= LENGTH + len(HEAD) + len(TAIL)
    assert [set(piece) for piece in marked(shown.text, shown.marks)] == [{"w"}]


def test_a_text_without_blanks_is_cut_at_its_length() -> None:
    text = "中" * 1000
    shown = snippet(text, [(500, 502)])
    assert marked(shown.text, shown.marks) == ["中中"]
    assert len(inner(shown)) == LENGTH
