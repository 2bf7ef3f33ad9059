"""Lines to paragraphs where a text has no blank lines: indents begin them."""

from __future__ import annotations

import textwrap
import time

import pytest

from search.readers.story.parts import read_text
from search.readers.text.paragraphs import divide_indented

PARAGRAPHS = [
    "The bridge over the river reopened on Monday after nine months of repairs to its piers.",
    "Traffic was light, the police said, and nobody had to wait. Some of them had come by train.",
    "“It was time,” the mayor said.",
    "The council had asked for more money in the spring, and the county gave half of it.",
]


@pytest.mark.parametrize("indent", ["    ", "\t", "   ", "\u3000", "\u00a0\u00a0\u00a0"])
@pytest.mark.parametrize("width", [50, 2000])
@pytest.mark.parametrize("ends", ["\n", "\n\n"])
def test_an_indent_begins_a_paragraph(indent: str, width: int, ends: str) -> None:
    body = [f"{indent}{textwrap.fill(paragraph, width)}" for paragraph in PARAGRAPHS]
    story = read_text("\n".join([f"Bridge open{ends}By Ana Lee", *body]))
    assert story.opening.authors == ("Ana Lee",)
    assert [part.text for part in story.paragraphs if part.kind == "body"] == PARAGRAPHS


def test_in_markdown_only_spaces_that_do_not_break_indent() -> None:
    for indent, paragraphs in (("\u00a0\u00a0", PARAGRAPHS), ("    ", [" ".join(PARAGRAPHS)])):
        text = "\n".join(f"{indent}{textwrap.fill(each, 50)}" for each in PARAGRAPHS)
        found = read_text(f"One line\n\n{text}", markdown=True).paragraphs
        assert [part.text for part in found] == ["One line", *paragraphs]


def test_the_first_paragraph_may_stand_at_the_margin() -> None:
    first, *others = [textwrap.fill(paragraph, 50) for paragraph in PARAGRAPHS]
    text = "\n".join(["Bridge open", first, *[f"   {other}" for other in others]])
    assert [part.text for part in read_text(text).paragraphs] == ["Bridge open", *PARAGRAPHS]


@pytest.mark.parametrize(
    "text",
    [
        "The sea is calm tonight,\n   The tide is full,\nThe moon lies fair,\n   The cliffs stand.",
        "Lee, Ana: The bridges of the\n   north and\n   their builders\nCole, Bo: Roads of\n   the south",
        "    All is\n    one.\n    Further\n    in.",
        "One.\n\n  Two.\n\n  Three.\n\n  Four.",
        "One.\n  Two.",
        "One.\n Two.\n Three.",
    ],
)
def test_other_indents_begin_none(text: str) -> None:
    assert divide_indented(text) == text


@pytest.mark.parametrize("unit", ["\n  ", "\n  a", "\na.\n  b.", "\t\n", "  "])
def test_time_is_bounded(unit: str) -> None:
    start = time.perf_counter()
    divide_indented(unit * 100_000)
    assert time.perf_counter() - start < 2
