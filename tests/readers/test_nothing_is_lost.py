"""Whatever is read: every word of the source is in a paragraph or in a field."""

from __future__ import annotations

import re
import time
import unicodedata
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.source import Source

WORD = re.compile(r"\w+")
WORDS = st.sampled_from(
    [
        "bridge",
        "river",
        "Oslo",
        "Monday",
        "the",
        "a",
        "By",
        "and",
        "Published",
        "Updated",
        "Reuters",
        "photo",
        "Sign",
        "up",
        "newsletter",
        "2021",
        "25",
        "August",
        "reported",
        "from",
        "well-known",
        "don't",
        "café",
        "U.S.",
        "“yes”",
        "(no)",
        "Q:",
        "—",
        "...",
        "5%",
        "date",
    ]
)
LINES = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
MARKS = st.sampled_from(["", "# ", "### ", "- ", "* ", "1. ", "> ", "| ", "  ", "**", "_", "• "])
ENDS = st.sampled_from(
    ["\n", "\n\n", "\n\n\n", "\r\n", "  \n", "\n---\n", "\n===\n", "-\n", "**\n\n"]
)


def article_of(text: str, name: str) -> Article | None:
    source = Source(name, BytesIO(text.encode()), root="/a")
    try:
        (found,) = registry.read(source)
    except ReadError:
        return None
    assert isinstance(found, Article)
    return found


def words_of(article: Article) -> set[str]:
    texts = [paragraph.text for paragraph in article.paragraphs]
    texts += [article.title or "", *article.authors, *article.extra.values()]
    if article.date:
        texts += ["date", article.date.isoformat(), str(article.date.month), str(article.date.day)]
    return {word for text in texts for word in WORD.findall(text.replace("_", " "))}


@settings(deadline=None)  # the first call may import
@given(
    st.lists(st.tuples(MARKS, LINES, ENDS), min_size=1, max_size=12),
    st.sampled_from(["a.txt", "a.md"]),
)
def test_every_word_is_kept(lines: list[tuple[str, str, str]], name: str) -> None:
    text = "".join(mark + line + end for mark, line, end in lines)
    article = article_of(text, name)
    source = {word for word in WORD.findall(text.replace("_", " ")) if word != "1"}
    found = words_of(article) if article else set()
    # A word that was divided at a line's end is whole now.
    missing = {word for word in source - found if not any(word in whole for whole in found)}
    assert not missing


@settings(deadline=None)  # the first call may import
@given(
    st.text(
        st.characters(exclude_characters="<>[]{}()&\\`~=", exclude_categories=["Cs", "Cc"]),
        max_size=200,
    )
)
def test_any_text_in_a_plain_file_keeps_its_words(text: str) -> None:
    article = article_of(text, "a.txt")
    found = words_of(article) if article else set()
    cleaned = "".join(c for c in text if c not in "\u200b\ufeff\u00ad\u2060")
    source = WORD.findall(unicodedata.normalize("NFC", cleaned).replace("_", " "))
    assert not {word for word in source if any(map(str.isalnum, word))} - found


@settings(deadline=None)  # the first call may import
@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md"]))
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    article = article_of(text.encode("utf-8", "replace").decode(), name)
    if article is None:
        return
    assert [part.number for part in article.paragraphs if part.kind != "title"] == list(
        range(1, len(article.paragraphs) + (article.title is None))
    )
    for part in article.paragraphs:
        assert part.text == part.text.strip()
        assert part.text
        assert "\n" not in part.text


HOSTILE = [
    *("a", "* ", "**a ", "__a", "`", "[", "[a](", "[a](b(", "![", "<a ", "<", "<!--", "{{", "{%"),
    *("&a", "\\*", "# ", "> ", "| ", " ", "--- ", "Ana Lee/", "(photo ", "By A, ", "2021-01-01 "),
    *("~~", "<img alt='", "<script", "é", "Ana for ", "a via ", "[[a] ", "[a]: ", "A\u0301", "_a_"),
    *("\n", "a\n", "a-\n", "a\n\n", "  \n", "```\n", "a\n---\n", "- \n", "# a\n   "),
]


@pytest.mark.parametrize("suffix", [".md", ".txt"])
@pytest.mark.parametrize("unit", HOSTILE)
def test_time_is_bounded(unit: str, suffix: str) -> None:
    text = "x " + unit * (160_000 // len(unit)) + " end"
    began = time.process_time()
    article_of(text, f"a{suffix}")
    assert time.process_time() - began < 10  # what is quadratic takes minutes at this size
