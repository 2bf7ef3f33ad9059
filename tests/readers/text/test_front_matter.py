from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.metadata import KNOWN
from search.readers.text.front_matter import _read_plain, _read_yaml, _Refused, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.readers.text.front_matter import Value


def read(block: str) -> Mapping[str, Value]:
    return split(f"---\n{block}\n---\nText.\n", KNOWN)[0]


def test_values_stay_as_they_were_written() -> None:
    assert read("title: 2021\ndate: 2022-05-20 10:58:00-04:00\ndraft: no\nn: 0x1F\nempty:") == {
        "title": "2021",
        "date": "2022-05-20 10:58:00-04:00",
        "draft": "no",
        "n": "0x1F",
        "empty": "",
    }


@pytest.mark.parametrize("end", ["---", "...", "---  "])
def test_either_closing_mark_ends_it(end: str) -> None:
    assert split(f"---\ntitle: T\n{end}\n\nText.", KNOWN) == ({"title": "T"}, "Text.")


def test_lists_and_mappings() -> None:
    block = "tags: [a, 'b, c']\nauthors:\n  - name: A\n    role: editor\n  - B\n# remark"
    assert read(block) == {
        "tags": ["a", "b, c"],
        "authors": [{"name": "A", "role": "editor"}, "B"],
    }


def test_long_titles_as_tools_write_them() -> None:
    assert read('title: "The\\_Bridge \\\n  \\ of Br\\u00fccken"') == {
        "title": "The Bridge  of Brücken"
    }
    assert read("title: 'The\n  Bridge'") == {"title": "The Bridge"}
    assert read("title: >-\n  The\n  Bridge") == {"title": "The Bridge"}


@pytest.mark.parametrize(
    "text",
    [
        "---\n\nA story between rules.\n\n---\n\nAnd more.",
        "---\nHe said: go.\n---\nThey went.",
        "---\nHe said: go\n\nThey went.",
        "---\nslug: unknown\n\nText.",
        "--- title: no line of its own\n---\n",
        "Text first.\n---\ntitle: T\n---\n",
        "---\n- a\n- list\n---\nText.",
        "---\n---\nText.",
        "----\ntitle: T\n----\n",
    ],
)
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert split(text, KNOWN) == ({}, text)


def test_broken_yaml_is_read_line_by_line() -> None:
    block = (
        'title: War: what is it "good" for?\ndate: 2021\nauthors:\n- A\n\t- B\nsummary: one\n  two'
    )
    assert read(block) == {
        "title": 'War: what is it "good" for?',
        "date": "2021",
        "authors": ["A", "B"],
        "summary": "one two",
    }


def test_quotes_in_broken_yaml_are_taken_off() -> None:
    assert read("? [a, b]\ntitle: 'T'") == {}
    assert read("title: 'T'\ntags: [unclosed\nsummary: \"S\"") == {
        "title": "T",
        "tags": ["unclosed"],
        "summary": "S",
    }


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("[Ann Lee", ["Ann Lee"]),
        ('["Ann Lee", Bo Cole', ["Ann Lee", "Bo Cole"]),
        ("[Ann Lee]", ["Ann Lee"]),
        ("[Sponsored] Ann Lee", "[Sponsored] Ann Lee"),
    ],
)
def test_a_list_in_broken_yaml_may_lack_its_bracket(written: str, value: object) -> None:
    assert read(f"title: 'T'\nauthor: {written}\ntags: [unclosed")["author"] == value


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "T"\ndate = 2021-08-17T23:00:00-04:00\ndraft = false\n[a]\nb = [1]\n+++',
        '{\n"title": "T", "date": "2021-08-17 23:00:00-04:00", "draft": false, "a": {"b": [1]}\n}',
    ],
)
def test_toml_and_json_are_read_like_yaml(front: str) -> None:
    values = {
        "title": "T",
        "date": "2021-08-17 23:00:00-04:00",
        "draft": "false",
        "a": {"b": ["1"]},
    }
    assert split(f"{front}\n\nText.", KNOWN) == (values, "Text.")


@pytest.mark.parametrize(
    "text",
    [
        "+++\nAll quiet\n+++\nText.",
        '+++\ntitle = "T"\nText.',
        '+++\nx = "T"\n+++\nText.',
        '+++\ntitle = "T"\n+++\n',
        '{"title": "T"}',
        '{"title": "T"} is JSON.\n',
        '{"x": "T"}\n\nText.',
        "{% raw %}\nText.",
        "+++\ntitle = " + "[" * 3000 + "\n+++\nText.",
        "+++\ntitle = " + "[" * 20 + "]" * 20 + "\n+++\nText.",
        '{"title": ' + "[" * 90_000 + "\n\nText.",
    ],
)
def test_what_only_looks_like_toml_or_json_is_text(text: str) -> None:
    assert split(text, KNOWN) == ({}, text)


def test_what_makes_no_sense_even_so_is_text() -> None:
    text = '---\n"unclosed [ {\nwords\n---\nText.'
    assert split(text, KNOWN) == ({}, text)


def test_aliases_are_not_expanded() -> None:
    bomb = "title: T\na: &a [x, x]\n" + "\n".join(f"k{i}: &k{i} [*a, *a]" for i in range(9))
    values = read(bomb)
    assert values["title"] == "T"
    assert len(str(values)) < 2 * len(bomb)


@pytest.mark.parametrize("mark", ["[", "{", "- ", "? ", "{a: ", "[[{"])
def test_deep_nesting_is_refused_in_time(mark: str) -> None:
    began = time.perf_counter()
    read(f"title: T\nx: {mark * 30_000}")
    assert time.perf_counter() - began < 2


def test_a_block_too_long_to_be_front_matter_is_text() -> None:
    text = f"---\ntitle: T\nx: {'word ' * 30_000}\n---\nText."
    assert split(text, KNOWN) == ({}, text)


PLAIN = st.text("ab1 :/.,'\"\\_-#&*!|>%@`[]{}?é’\n", max_size=30)


@given(st.lists(st.tuples(st.sampled_from(["title", "date", "a_b"]), PLAIN), max_size=4))
def test_the_quick_way_gives_what_yaml_gives(pairs: list[tuple[str, str]]) -> None:
    block = "".join(f"{key}: {value}\n" for key, value in pairs)
    quick = _read_plain(block)
    if not quick:
        return
    try:
        slow = _read_yaml(block)
    except _Refused:
        pytest.fail(f"YAML refuses what was read as {quick}")
    assert quick == slow


@given(st.text("ab1é ’:\\_ \n\"'", max_size=40))
def test_the_quick_way_reads_quotes_as_yaml_does(value: str) -> None:
    for quote in "\"'":
        block = f"title: {quote}{value}{quote}\nlast: x\n"
        quick = _read_plain(block)
        if quick is not None:
            slow = {
                k: v.replace("\u00a0", " ")
                for k, v in _read_yaml(block).items()
                if isinstance(v, str)
            }
            assert {k: str(v) for k, v in quick.items()} == slow


@given(st.text("ab: -\n[]{}&*'\"|>#?!%\t\\é", max_size=80))
def test_any_block_is_read_or_left_as_text(block: str) -> None:
    text = f"---\n{block}\n---\nText."
    values, rest = split(text, KNOWN)
    assert rest == text if not values else rest.endswith("Text.")


@pytest.mark.parametrize(
    ("text", "values", "rest"),
    [
        ("---\ntitle: T\n\nText.", {"title": "T"}, "Text."),
        ("---\ntitle: T\nslug: s\nIt reopened.", {"title": "T", "slug": "s"}, "It reopened."),
        ("---\ntags:\n  - a\n  - b\n\nText.", {"tags": ["a", "b"]}, "Text."),
        ("---\ntitle: a: b\n\nText.", {"title": "a: b"}, "Text."),
        ("---\ntitle: T\n\nText.\n\n---\n\nMore.", {"title": "T"}, "Text.\n\n---\n\nMore."),
        ("---\ntitle: T", {"title": "T"}, ""),
    ],
)
def test_what_is_never_closed_ends_with_its_entries(
    text: str, values: dict[str, Value], rest: str
) -> None:
    assert split(text, KNOWN) == (values, rest)


def test_an_empty_line_within_broken_yaml_does_not_end_it() -> None:
    assert read("title: a: b\n\nauthor: A") == {"title": "a: b", "author": "A"}
