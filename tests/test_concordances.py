"""Lines of a concordance: what stands around a match."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import terms
from search.article import Article, Paragraph
from search.concordances import (
    COMPARED,
    WIDTH,
    Concordance,
    Line,
    left_key,
    left_of,
    line_of,
    right_key,
    right_of,
)

LONG = "The envoy of the northern league, who had come by sea, said on Monday that the "
TALKS = f"{LONG}peace talks would go on until the ferries could sail again, whatever it took."


def line(text: str, match: str) -> Line:
    start = text.index(match)
    paragraph = Paragraph(number=1, text=text)
    article = Article(id="a", paragraphs=(paragraph,))
    return line_of(article, paragraph, (start, start + len(match)))


def test_contexts_are_cut_between_words() -> None:
    found = line(TALKS, "peace talks")
    assert found.left == "of the northern league, who had come by sea, said on Monday that the "
    assert found.right == " would go on until the ferries could sail again, whatever it took."
    longer = line(TALKS.replace("sail", "safely sail"), "peace talks")
    assert longer.right == " would go on until the ferries could safely sail again, whatever it"


def test_at_the_edges_of_a_paragraph_contexts_end() -> None:
    found = line("“Peace” at last.", "Peace")
    assert (found.left, found.match, found.right) == ("“", "Peace", "” at last.")
    found = line("  Peace\n", "Peace")
    assert (found.left, found.right) == ("", "")


def test_blanks_in_a_row_are_one_also_within_a_match() -> None:
    found = line("The \n envoy’s  peace\n\ttalks\u00a0 failed.", "peace\n\ttalks")
    assert (found.left, found.match, found.right) == ("The envoy’s ", "peace talks", " failed.")


def test_a_word_longer_than_the_line_is_cut_anywhere() -> None:
    assert left_of("x" * 300 + "peace", 300) == "x" * WIDTH
    assert right_of("peace" + "x" * 300, 5) == "x" * WIDTH
    assert left_of("x" * 300 + " peace", 301) == "x" * (WIDTH - 1) + " "
    assert right_of("peace " + "x" * 300, 5) == " " + "x" * (WIDTH - 1)


@given(st.text(alphabet="ab é中“ \n", max_size=400), st.integers(0, 400))
def test_contexts_are_the_text_around_a_place(text: str, place: int) -> None:
    place = min(place, len(text))
    left, right = left_of(text, place), right_of(text, place)
    before, behind = f"x{text[:place]}x".split(), f"x{text[place:]}x".split()
    assert len(left) <= WIDTH
    assert len(right) <= WIDTH
    assert " ".join(before).removesuffix("x").endswith(left)
    assert " ".join(behind).removeprefix("x").startswith(right)


@pytest.mark.parametrize(
    ("text", "place", "left", "right"),
    [
        ("The café’s peace, at last.", 11, "s cafe the", "at last"),
        ("peace", 0, "", ""),
        ("a " * 100 + "peace" + " b" * 100, 200, "a " * 28 + "a", "b " * 28 + "b"),
        ("x" * 200 + " peace " + "y" * 200, 201, "", ""),
    ],
)
def test_lines_are_compared_by_the_whole_words_beside_the_match(
    text: str, place: int, left: str, right: str
) -> None:
    assert left_key(text, place) == left
    assert right_key(text, place + 5) == right


@given(st.text(alphabet="ab é中“ ", max_size=COMPARED), st.text(alphabet="ab c", max_size=COMPARED))
def test_short_contexts_are_compared_whole_word_by_word(before: str, behind: str) -> None:
    text = f"{before}-{behind}"
    assert left_key(text, len(before)).split() == terms(before)[::-1]
    assert right_key(text, len(before) + 1).split() == terms(behind)


def test_a_shorter_word_comes_before_one_that_it_begins() -> None:
    keys = [
        right_key(f"x {rest}", 1) for rest in ("peaceful end", "peace talks", "peace", "Peäce a")
    ]
    assert sorted(keys) == ["peace", "peace a", "peace talks", "peaceful end"]


def test_as_json() -> None:
    found = Concordance(
        query="peace", interpreted="peace", notices=(), sort="left", articles=1, total=1,
        offset=0, took_ms=0.123, lines=(line("Peace at last.", "Peace"),),
    )  # fmt: skip
    shown = found.as_json()
    assert shown["total"] == 1
    assert shown["lines"][0]["article"]["id"] == "a"
    assert shown["lines"][0]["right"] == " at last."
    assert not found.more
