"""``source:="The Courier"``: the whole value of a field."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.analysis import whole_value
from search.query import parse
from search.query.nodes import Field, Whole

TEXTS = [
    ('source:="The Courier"', 'source:="The Courier"'),
    ('source:="The Courier"^2', 'source:="The Courier"^2'),
    ('-source:="The Courier"', '-source:="The Courier"'),
    ('NOT source:="The Courier"', '-source:="The Courier"'),
    ("publication:=“The   Courier ”", 'source:="The Courier"'),
    ('by:="Conan O’Hara"', 'author:="Conan O\'Hara"'),
    ('language:="en-GB"', 'lang:="en-GB"'),
    ('kind:="caption"', 'kind:="caption"'),
    ('section:="A) OR (b:*^2"', 'section:="A) OR (b:*^2"'),
    ('source:="OR"', 'source:="OR"'),
    ('source:="-a* w/5 /b/"', 'source:="-a* w/5 /b/"'),
    ('source:="…"', 'source:="…"'),
    ('source:="The Courier', 'source:="The Courier"'),
    ('source: ="The Courier"', 'source:="The Courier"'),
    # in brackets
    ('source:(="A B" OR ="C")', 'source:="A B" OR source:="C"'),
    ('source:(="A B"^2 OR ="C")^3', '(source:="A B"^2 OR source:="C")^3'),
    ('source:(="A B" OR bbc)', 'source:(source:="A B" OR bbc)'),
    ('source:(="A B" ="C")', 'source:="A B" AND source:="C"'),
    ('source:(-="A B")', '-source:="A B"'),
    ('author:((="A" OR ="B") -lee)', 'author:((author:="A" OR author:="B") AND -lee)'),
    ('author:(x OR (y ="B"))', 'author:(x OR (y AND author:="B"))'),
    ('source:(title:(x) ="C")', 'title:x AND source:="C"'),
    ('source:(tag:(="x y") OR ="z")', 'tag:"x y" OR source:="z"'),
    ('-(source:="A" OR -author:="B")', '-(source:="A" OR -author:="B")'),
    ('peace (source:="A" OR talks)^2', 'peace AND (source:="A" OR talks)^2'),
    # beside words, where only words can stand
    ('source:="A" w/5 talks', 'source:="A" AND talks'),
    ('source:(="A" w/s bbc)', 'source:(source:="A" AND bbc)'),
    # where there are no whole values, it is a phrase
    ('="peace talks"', '"peace talks"'),
    ('title:="peace talks"', 'title:"peace talks"'),
    ('tag:="the valley"', 'tag:"the valley"'),
    ('path:="2021/a b.txt"', 'path:"2021/a b.txt"'),
    ('source:(="A") ="B"', 'source:="A" AND "B"'),
    # nothing between the quotes
    ('peace source:=""', "peace"),
    ('peace source:=" "', "peace"),
    ('peace -source:=""', "peace"),
]


@pytest.mark.parametrize(("text", "canonical"), TEXTS)
def test_a_whole_value_is_read_and_printed(text: str, canonical: str) -> None:
    query = parse(text)
    assert str(query) == canonical
    assert parse(canonical) == query


@pytest.mark.parametrize("text", ['source:=""', 'source:="”', 'source:(="  ")'])
def test_an_empty_value_is_told_of(text: str) -> None:
    messages = [notice.message for notice in parse(text).notices]
    assert any("quotes" in message for message in messages), messages


@given(st.sampled_from(["source", "author", "section", "lang", "kind"]), st.text(max_size=60))
@example("source", "\u2028The\x1cCourier\x85\u3000\x00")
@example("author", '‘Bo’ "O\'Day"″')
def test_every_value_can_be_asked_for(field: str, value: str) -> None:
    counted = whole_value(value)
    assert whole_value(counted) == counted
    if counted:
        tree = Field(field, Whole.of(value))
        assert parse(str(tree)).tree == tree
        for text in (f"peace {tree}", f"-{tree}", f"({tree} OR talks)", f"{tree}^2"):
            query = parse(text)
            assert parse(str(query)) == query
            assert str(tree) in str(query)
