from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.formats import rst
from search.readers.registry import Head

BODY = "The bridge reopened on Monday."


def pieces(text: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in rst.draft(text).pieces]


@pytest.mark.parametrize(
    "title",
    [
        "Bridge open\n===========",
        "Bridge open\n~~~~~~~~~~~~~~",
        "===========\nBridge open\n===========",
        "#############\n Bridge open\n#############",
    ],
)
def test_titles(title: str) -> None:
    assert pieces(f"{title}\n\n{BODY}") == [("heading", "Bridge open"), ("body", BODY)]


def test_the_fields_of_a_document() -> None:
    draft = rst.draft(
        f"Bridge open\n===========\n:date: 2021-08-25 10:00\n:authors: Ana Lee, Bo Cole\n"
        f":summary: At *last*\n   it is here\n:slug: bridge\n\n{BODY}"
    )
    metadata = draft.metadata
    assert (metadata.date, metadata.authors) == (datetime.date(2021, 8, 25), ("Ana Lee", "Bo Cole"))
    assert (metadata.description, metadata.extra) == ("At last it is here", {"slug": "bridge"})


def test_fields_within_the_text_are_text() -> None:
    assert pieces(f"{BODY}\n\n:date: 2021-08-25\n") == [
        ("body", BODY),
        ("body", ":date: 2021-08-25"),
    ]


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("*a* and **b c**", "a and b c"),
        ("``x * y``", "x * y"),
        ("`Rome <https://example.org>`_", "Rome"),
        ("`Rome <https://example.org>`__, again", "Rome, again"),
        ("`the city`_ and Rome_", "the city and Rome"),
        (":ref:`Rome <rome>` and :doc:`here`", "Rome and here"),
        ("a note [1]_ there", "a note [1] there"),
        (r"2 \* 3\ s", "2 * 3s"),
        ("snake_case and 2 * 3 * 4", "snake_case and 2 * 3 * 4"),
        ("f*** and 5 |", "f*** and 5 |"),
    ],
)
def test_marks_within_a_line(marked: str, text: str) -> None:
    assert pieces(f"He saw {marked} then") == [("body", f"He saw {text} then")]


def test_pictures_leave_their_captions() -> None:
    text = ".. image:: a.jpg\n   :alt: The bridge\n   :width: 9\n\n.. figure:: b.jpg\n\n   The river\n   in May.\n\nText."
    assert pieces(text) == [
        ("caption", "The bridge"),
        ("caption", "The river in May."),
        ("body", "Text."),
    ]


def test_comments_targets_and_raw_parts_are_dropped() -> None:
    text = f".. A comment\n   of two lines.\n\n.. _a: https://example.org\n\n.. raw:: html\n\n   <b>x</b>\n\n..\n\n{BODY}"
    assert pieces(text) == [("body", BODY)]


def test_other_directives_keep_their_words() -> None:
    text = f".. note:: Take care.\n   :class: x\n\n   The river is high.\n\n.. unknown:: a word\n\n{BODY}"
    assert [words for _, words in pieces(text)] == [
        "Take care.",
        "The river is high.",
        "a word",
        BODY,
    ]


def test_code_is_text() -> None:
    text = ".. code-block:: sh\n   :linenos:\n\n   ls -l\n   cd /\n\nAnd so::\n\n  * not a list\n\nEnd."
    assert pieces(text) == [
        ("body", "ls -l cd /"),
        ("body", "And so:"),
        ("body", "* not a list"),
        ("body", "End."),
    ]


def test_lists_and_quotes() -> None:
    text = "* one\n  more\n* two\n\n  still two\n\n1. three\n\nText.\n\n   A quote.\n\nEnd."
    assert pieces(text) == [
        ("list", "one more"),
        ("list", "two"),
        ("list", "still two"),
        ("list", "1. three"),
        ("body", "Text."),
        ("quote", "A quote."),
        ("body", "End."),
    ]


def test_a_number_at_a_line_s_beginning_within_a_paragraph_is_text() -> None:
    assert pieces("It rained on day\n1. then it stopped") == [
        ("body", "It rained on day 1. then it stopped")
    ]


def test_tables_footnotes_and_substitutions() -> None:
    text = (
        "===  ====\nA    B\n===  ====\n1    2 3\n===  ====\n\n+---+---+\n| c | d |\n+---+---+\n\n"
        "The |x| is open.\n\n.. |x| replace:: *old* bridge\n.. [1] A note\n   of two lines.\n"
    )
    assert pieces(text) == [
        ("list", "A | B"),
        ("list", "1 | 2 3"),
        ("list", "c | d"),
        ("body", "The old bridge is open."),
        ("body", "[1] A note of two lines."),
    ]


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Bridge\n======\n\n:date: 2021-08-25\n\nText.", True),
        ("======\nBridge\n======\n\n.. image:: a.jpg\n", True),
        ("Bridge\n======\n\nText.\n\n.. image:: a.jpg", False),
        ("Bridge\n======\n\nText: text.", False),
        ("---\ntitle: a\ndate: 2021\n---\nText.", False),
        ("Text.\n\n.. and more\n", False),
        ("", False),
    ],
)
def test_what_is_surely_of_this_format(text: str, *, sure: bool) -> None:
    assert rst.recognises(Head(text.encode(), "a.txt")) is sure


@given(st.text(st.sampled_from("ab \n\n=-*`_|:.[]<>\\1+"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    for kind, words in pieces(text):
        assert kind
        assert words == " ".join(words.split())


@pytest.mark.parametrize(
    "unit",
    [
        *("* ", "`", "*", "|", "_", ":a:", ".. a::\n", "a\n=\n", "``", "`a <", ":a:`b", "|a| "),
        *("x\n y\n", "= ", "\\", ".. |a| replace:: |a|\n", "a_ ", "[1]_", "- - ", "(a) "),
    ],
)
def test_time_is_bounded(unit: str) -> None:
    began = time.process_time()
    rst.draft("x " + unit * (160_000 // len(unit)) + " end")
    assert time.process_time() - began < 10  # what is quadratic takes minutes at this size


def test_deep_indentation_is_read_in_time() -> None:
    began = time.process_time()
    rst.draft("\n".join(" " * depth + "* a" for depth in range(1500)))
    assert time.process_time() - began < 5
