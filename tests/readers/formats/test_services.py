"""What single services do to their records."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from search.article import Article
from search.readers import registry
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(record: Mapping[str, Any]) -> Article:
    data = json.dumps([record]).encode()
    (article,) = registry.read(Source("a.json", io.BytesIO(data)))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry returns - BBC News", "Ferry returns"),
        ("Ferry returns | bbc news", "Ferry returns"),
        ("Ferry - and pier - BBC News", "Ferry - and pier"),
        ("Ferry returns - Sport", "Ferry returns - Sport"),
        ("BBC News", "BBC News"),
        (" - BBC News", "- BBC News"),
    ],
)
def test_a_title_loses_the_name_of_its_source(title: str, expected: str) -> None:
    record = {"title": title, "source": {"name": "BBC News"}, "content": "It sails."}
    assert read(record).title == expected


def test_the_mark_of_a_cut_text_is_not_its_text() -> None:
    article = read({"title": "Ferry", "content": "It sails again, two years… [+1234 chars]"})
    assert article.paragraphs[-1].text == "It sails again, two years…"
    assert article.extra == {"truncated": "[+1234 chars]"}


def test_a_mark_that_is_not_at_the_end_is_text() -> None:
    article = read({"title": "Ferry", "content": "It ends in [+1234 chars], he said."})
    assert article.paragraphs[-1].text == "It ends in [+1234 chars], he said."


POST = {
    "title": {"rendered": "Ferry"},
    "content": {"rendered": "<p>It sails.</p>"},
    "author": 3,
    "categories": [4, 9],
    "tags": [5],
}


def test_the_names_that_a_blog_embeds_are_used() -> None:
    terms = [
        [{"name": "Harbour", "taxonomy": "category"}, {"name": "City", "taxonomy": "category"}],
        [{"name": "Piers &amp; quays", "taxonomy": "post_tag"}],
    ]
    embedded = {"author": [{"id": 3, "name": "Ana Lee"}], "wp:term": terms}
    article = read({**POST, "_embedded": embedded})
    assert article.authors == ("Ana Lee",)
    assert (article.section, set(article.tags)) == ("Harbour", {"City", "Piers & quays"})
    assert article.extra == {}


@pytest.mark.parametrize(
    "embedded",
    [{"author": [{"code": "rest_user_invalid_id"}]}, {"author": 7, "wp:term": {}}, [], "x", None],
)
def test_odd_things_that_are_embedded_do_no_harm(embedded: object) -> None:
    article = read({**POST, "_embedded": embedded})
    assert (article.authors, article.section, article.tags) == ((), None, ())
    assert article.extra["author"] == "3"
