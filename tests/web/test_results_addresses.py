"""Addresses lead where they say, whatever stands in them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from flask import url_for
from hypothesis import given
from hypothesis import strategies as st

from web.addresses import ArticleAddresses, article_address, hit_anchor, kept, views
from web.paging import Paging
from web.parameters import Question, page_question

if TYPE_CHECKING:
    from flask import Flask

IDS = ["bridge-1", 'it\'s "quoted" <b>', "2021/08/a.txt", "https://a.example/b?c=d#e", "ü%20€"]


@pytest.mark.parametrize("article_id", IDS)
def test_article_has_the_address_that_is_routed_to_it(app: Flask, article_id: str) -> None:
    with app.test_request_context():
        assert article_address(Question(), article_id) == url_for(
            "reading.article", article_id=article_id
        )
        address = article_address(Question(text="a&b"), article_id, 3)
    assert address.endswith("?q=a%26b#p3")
    with app.test_request_context(address.partition("#")[0]) as context:
        assert context.request.view_args == {"article_id": article_id}


def test_addresses_stay_below_the_root_of_a_proxy(app: Flask) -> None:
    with app.test_request_context("/", base_url="http://desk.example/news"):
        assert article_address(Question(), "a1") == "/news/a/a1"
        assert {link.address.partition("?")[0] for link in views(Question(), "", {})} >= {"/news/"}


@given(
    st.builds(
        Question,
        text=st.text(max_size=10).filter(lambda text: "\x00" not in text),
        scope=st.sampled_from(["article", "paragraph"]),
        match=st.sampled_from(["all", "any"]),
        sort=st.sampled_from(["relevance", "newest", "oldest", "left", "right"]),
        recency=st.sampled_from([None, 30, 90]),
        offset=st.integers(0, 50).map(lambda page: page * 10),
        chosen=st.dictionaries(
            st.sampled_from(["source", "author", "section"]),
            st.lists(st.text(max_size=5), min_size=1, max_size=3, unique=True).map(tuple),
        ),
        open=st.lists(st.text(min_size=1, max_size=5), max_size=2, unique=True).map(tuple),
        undated=st.booleans(),
    )
)
def test_question_survives_its_address(app: Flask, question: Question) -> None:
    with app.test_request_context():
        address = ArticleAddresses.of(question).address("a1")
    with app.test_request_context(address) as context:
        again = page_question(context.request.args)
    expected = (
        question
        if not question.is_blank
        else question.changed(text="", offset=question.offset, open=question.open)
    )
    assert again == expected


def test_form_keeps_all_but_the_text_and_the_page() -> None:
    question = Question(
        text="saleh", chosen={"source": ("A", "")}, offset=20, open=("x",), since="2021"
    )
    assert kept(question) == [("source", "A"), ("source", ""), ("from", "2021")]


def test_views_show_the_same_search_from_its_beginning(app: Flask) -> None:
    question = Question(text="saleh", scope="paragraph", offset=20)
    with app.test_request_context():
        links = {link.label: link for link in views(question, "paragraphs", {"articles": 3})}
    assert links["Articles"].address == "/?q=saleh"
    assert links["Paragraphs"].address == "/?q=saleh&scope=paragraph"
    assert links["Timeline"].address == "/timeline?q=saleh&scope=paragraph"
    assert [links["Articles"].count, links["Paragraphs"].count] == [3, None]
    assert links["Paragraphs"].current


@pytest.mark.parametrize("article_id", IDS)
def test_anchor_has_no_blanks_and_is_one_of_its_own(article_id: str) -> None:
    assert " " not in hit_anchor(article_id)
    assert len({hit_anchor(each) for each in IDS}) == len(IDS)


@given(st.integers(1, 500), st.integers(1, 60))
def test_pages_around_lead_to_both_ends(total: int, page: int) -> None:
    paging = Paging(page=page, size=10, total=total)
    numbers = [number for number in paging.around if number]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (1, paging.pages)
    assert min(page, paging.pages) in numbers
    gaps = sum(later - earlier > 1 for earlier, later in pairwise(numbers))
    assert gaps == sum(number is None for number in paging.around)
    assert len(paging.around) <= 9
