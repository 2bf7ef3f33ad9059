"""Regular expressions and wildcards against Python's own, and in bounded time."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from search.query.patterns import PatternError, compile_pattern, compile_wildcard

atoms = st.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", "[a-c]", "(a|bc)", "(?:b)", "\\d", "(a|)"]
)
pieces = st.builds(
    "{}{}".format,
    atoms,
    st.sampled_from(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,}", "{2,}"]),
)
patterns = st.lists(st.lists(pieces, max_size=4).map("".join), min_size=1, max_size=3).map("|".join)
words = st.text(alphabet="abcd1", max_size=7)


@settings(max_examples=1500, deadline=None)
@given(patterns, st.lists(words, max_size=8))
def test_a_pattern_accepts_what_the_standard_library_accepts(text: str, found: list[str]) -> None:
    pattern = compile_pattern(text)
    again = compile_pattern(pattern.source) if pattern.source else pattern
    for word in found:
        expected = re.fullmatch(text, word) is not None
        assert pattern.accepts(word) == expected, (text, word)
        assert again.accepts(word) == expected, (text, pattern.source, word)


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="ab*?é", max_size=8), words)
def test_a_wildcard_accepts_what_it_says(text: str, word: str) -> None:
    source = "".join({"*": ".*", "?": ".", "é": "e"}.get(sign, sign) for sign in text)
    assert compile_wildcard(text).accepts(word) == (re.fullmatch(source, word) is not None)


@settings(max_examples=1000, deadline=None)
@given(st.text(alphabet="ab.*+?|()[]{}\\^$,-0129é", max_size=30))
def test_any_text_is_a_pattern_or_an_error(text: str) -> None:
    try:
        compile_pattern(text).accepts("ab" * 10)
    except PatternError as error:
        assert str(error)
    else:
        assume(text)


@pytest.mark.parametrize("text", ["(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){12}", "a?" * 30 + "a" * 30])
def test_patterns_that_defeat_backtracking_end(text: str) -> None:
    assert not compile_pattern(text).accepts("a" * 25 + "c")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a(b", "A ( is not closed"),
        ("a)b", "no ( before it"),
        ("[ab", "A [ is not closed"),
        ("*a", "nothing for it to act on"),
        ("a{x}", "a number or two"),
        ("a{3,2}", "smaller than the first"),
        ("[z-a]", "wrong way round"),
        ("\\q", "not known here"),
        ("a{9999}{9999}", "too large"),
        ("(" * 60 + "a" + ")" * 60, "nested more than"),
        ("^a$", "not needed: a whole word"),
    ],
)
def test_an_error_says_what_is_wrong(text: str, part: str) -> None:
    with pytest.raises(PatternError, match=re.escape(part)):
        compile_pattern(text)


def test_letters_are_folded_as_words_are() -> None:
    assert compile_pattern("É[A-C]").accepts("eb")
    assert compile_wildcard("ÉT*").accepts("ete")
