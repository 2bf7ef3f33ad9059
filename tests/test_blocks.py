"""Articles as blocks of the catalog."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.article import Article, Paragraph
from search.catalog.blocks import packed, unpacked

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
MAYBE = st.none() | TEXTS
ARTICLES = st.builds(
    Article,
    id=st.just("one"),
    paragraphs=st.lists(
        st.builds(
            Paragraph,
            number=st.integers(0, 9),
            text=TEXTS,
            kind=st.sampled_from(["title", "body", "caption"]),
            heading=MAYBE,
            page=st.none() | st.integers(1, 9),
        ),
        max_size=5,
    ).map(tuple),
    title=MAYBE,
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    date=st.none() | st.dates(),
    date_precision=st.sampled_from(["day", "month", "year"]),
    updated=st.none() | st.dates(),
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    extra=st.dictionaries(TEXTS, TEXTS, max_size=2),
    copies=st.lists(TEXTS, max_size=2).map(tuple),
)


def opened(block: bytes, article: Article) -> Article:
    return unpacked(block, id=article.id, date=article.date, updated=article.updated)


@given(ARTICLES)
@example(Article(id="none", paragraphs=()))
@example(Article(id="empty", paragraphs=(Paragraph(number=1, text=""),), title=""))
@example(Article(id="signs", paragraphs=(Paragraph(number=3, text="a\x1eb\n"),) * 2))
def test_an_article_comes_back_as_it_was(article: Article) -> None:
    found = opened(packed(article), article)
    assert found == article
    assert tuple(found.paragraphs) == article.paragraphs
    assert type(found.authors) is tuple


def test_any_damage_is_seen() -> None:
    article = Article.of("One.\n\nTwo.", title="News", date=datetime.date(2021, 8, 1))
    block = packed(article)
    for place in range(len(block)):
        damaged = block[:place] + bytes([block[place] ^ 255]) + block[place + 1 :]
        with pytest.raises(ValueError):  # noqa: PT011 - of any kind
            opened(damaged, article)
        with pytest.raises(ValueError):  # noqa: PT011
            opened(block[:place], article)
