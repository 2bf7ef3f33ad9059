"""What requests ask for, and the addresses that ask for the same again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from web import parameters
from web.api.operations import SEARCH
from web.parameters import ParameterError, Question, api_question, page_question
from web.values import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable


def arguments(text: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(text, keep_blank_values=True))


def asked(text: str) -> Question:
    return api_question(arguments(text), SEARCH.parameters)


READ: list[Callable[[str], Question]] = [asked, lambda text: page_question(arguments(text))]


@pytest.mark.parametrize("read", READ, ids=["api", "page"])
@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("", {}),
        ("source=The+Courier", {"source": ("The Courier",)}),
        ("source=A&source=B&source=A", {"source": ("A", "B")}),
        ("source=", {"source": ("",)}),
        ("source=A&source=", {"source": ("A", "")}),
        ("author=Ann+Lee&year=2021", {"author": ("Ann Lee",), "year": ("2021",)}),
        ("year=&language=&kind=&section=&author=", dict.fromkeys(
            ("author", "section", "year", "language", "kind"), ("",))),
        ("kind=caption&kind=quote", {"kind": ("caption", "quote")}),
        ("from=2021", {"date": ("2021..",)}),
        ("to=2021-08", {"date": ("..2021-08",)}),
        ("from=2021-08&to=2021-08", {"date": ("2021-08",)}),
        ("from=2021&to=2021-08-05", {"date": ("2021..2021-08-05",)}),
        ("from=2021-09&to=2021", {"date": ("2021-09..2021",)}),
        ("from=&to=&undated=", {}),
        ("undated=1", {"date": ("none",)}),
        ("undated=true", {"date": ("none",)}),
        ("undated=0", {}),
        ("from=2021&undated=1", {"date": ("2021..", "none")}),
    ],
)  # fmt: skip
def test_what_a_request_narrows_a_search_to(
    read: Callable[[str], Question], text: str, narrow: dict[str, tuple[str, ...]]
) -> None:
    assert read(text).narrow == narrow


@pytest.mark.parametrize("read", READ, ids=["api", "page"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("year=21", "year is “21”; it must be a year with four digits, from 0001 on."),
        ("year=2O21", "a year with four digits"),
        ("kind=picture", "kind is “picture”; it must be one of: title, heading, body"),
        ("from=yesterday", "from is “yesterday”; it must be a date like 2021, 2021-08 or"),
        ("from=0000", "a date like"),
        ("to=2021-02-30", "a day of the calendar; that month ends with day 28"),
        ("to=2021-13", "a date like"),
        ("to=2021-8", "a date like"),
        ("from=2021-08&to=2021-07-31", "from is “2021-08” and to is “2021-07-31”"),
        ("from=2022&to=2021", "from must not be later"),
        ("recency=0", "recency is “0”; it must be a whole number from 1"),
        ("recency=month", "recency is “month”; it must be a whole number from 1."),
        ("undated=yes", "undated is “yes”; it must be one of: true, false, 1, 0."),
        ("source=" + "x" * 1001, "source has 1,001 characters; it may have 1,000."),
        ("&".join(["author=x"] * 101), "author has 101 values; it may have 100."),
    ],
)
def test_what_a_request_cannot_say(read: Callable[[str], Question], text: str, said: str) -> None:
    with pytest.raises(ParameterError) as caught:
        read(text)
    assert said in str(caught.value)


def test_a_long_value_is_not_repeated_whole() -> None:
    with pytest.raises(ParameterError) as caught:
        asked("from=" + "9" * 900)
    assert len(str(caught.value)) < 200


def test_the_api_knows_no_other_parameters_and_pages_pass_over_them() -> None:
    with pytest.raises(ParameterError, match="There is no parameter “page”"):
        asked("page=2")
    assert page_question(arguments("utm_source=x&limit=3")) == Question()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("offset=9999999999999999", "a whole number from 0 to 999,999,999,999,999"),
        ("offset=1.5", "a whole number from 0"),
        ("limit=1001", "a whole number from 0 to 1,000"),
        ("year=0000", "a year with four digits, from 0001 on"),
        ("from=2021-02-29", "a day of the calendar; that month ends with day 28"),
    ],
)
def test_a_refusal_says_what_would_be_taken(text: str, sentence: str) -> None:
    with pytest.raises(ParameterError) as refused:
        asked(text)
    assert str(refused.value).endswith(f"it must be {sentence}.")


def test_where_there_are_no_parameters_that_is_said() -> None:
    with pytest.raises(ParameterError, match="There is no parameter “q”; there are none here"):
        api_question(arguments("q=x"), ())


def test_the_name_of_an_unknown_parameter_is_cut() -> None:
    with pytest.raises(ParameterError) as refused:
        asked(f"{'x' * 10_000}=1")
    assert len(str(refused.value)) < 300


def test_pages_begin_at_their_first_hit() -> None:
    question = page_question(arguments("page=3"))
    assert (question.offset, question.limit, question.page) == (20, 10, 3)


def test_an_order_of_lines_is_none_of_hits() -> None:
    question = page_question(arguments("sort=left"))
    assert (question.sort, question.hit_sort) == ("left", "relevance")
    with pytest.raises(ParameterError, match="relevance, newest, oldest"):
        asked("sort=left")


def test_no_number_of_days_is_none() -> None:
    for read in READ:
        assert [read(text).recency for text in ("", "recency=", "recency=30")] == [None, None, 30]


def test_a_change_begins_at_the_first_page_with_nothing_unfolded() -> None:
    question = page_question(arguments("q=a&page=3&open=x"))
    changed = question.changed(sort="newest")
    assert (changed.text, changed.sort, changed.page, changed.open) == ("a", "newest", 1, ())
    assert question.changed(offset=10).page == 2


def test_toggling_twice_changes_nothing_else() -> None:
    question = page_question(arguments("q=a&source=A&year=2021"))
    assert question.toggled("source", "").chosen == {"source": ("A", ""), "year": ("2021",)}
    assert question.toggled("source", "A").chosen == {"year": ("2021",)}
    assert question.toggled("author", "B").toggled("author", "B") == question


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
dates = st.sampled_from(["2019", "2020-02", "2020-02-29"])
questions = st.builds(
    Question,
    text=st.one_of(st.just(""), texts.filter(str.strip)),
    scope=st.sampled_from(parameters.SCOPES),
    match=st.sampled_from(parameters.MATCHES),
    sort=st.sampled_from(parameters.LINE_SORTS),
    recency=st.one_of(st.none(), st.integers(1, LARGEST)),
    offset=st.integers(0, 10**6).map(lambda page: page * 10),
    chosen=st.fixed_dictionaries(
        {},
        optional={
            "source": st.lists(st.one_of(st.just(""), texts), min_size=1, unique=True).map(tuple),
            "year": st.just(("2021", "")),
            "kind": st.just(("body",)),
        },
    ),
    since=st.one_of(st.just(""), dates),
    until=st.one_of(st.just(""), st.just("2021-01")),
    undated=st.booleans(),
    open=st.lists(texts, unique=True, max_size=3).map(tuple),
    unit=st.sampled_from([None, *parameters.UNITS]),
    share=st.booleans(),
)


@given(questions)
def test_an_address_asks_the_same_question_again(question: Question) -> None:
    written = MultiDict(
        (name, value) for name, values in question.parameters().items() for value in values
    )
    read = page_question(written)
    assert replace(read, chosen={}) == replace(question, chosen={})
    assert {**read.chosen} == {**question.chosen}


@given(st.lists(st.tuples(st.sampled_from([each.name for each in SEARCH.parameters]), st.text())))
def test_no_request_is_anything_but_read_or_refused(pairs: list[Any]) -> None:
    for read in (page_question, lambda given: api_question(given, SEARCH.parameters)):
        try:
            read(MultiDict(pairs))
        except ParameterError as error:
            assert str(error).endswith(".")
