"""What stands in boilerplate only, and how much less it counts.

A newsletter box must not lift its article above a story about its words. Its
words are found like all others; but where a word of the query stands in the
boilerplate of an article and nowhere else in it, what it adds to the score is
lowered, and so are the scores of paragraphs that are boilerplate or captions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.article import Paragraphs
from search.matching.sequences import ExactTest, StemTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analyzer
    from search.article import Article
    from search.matching.sequences import TermTest

BOILERPLATE = "boilerplate"
# A word that a box repeats without end comes to 2.2 times its inverse frequency in BM25, with
# the engines' K1 = 1.2 and B = 0.75. A quarter of that, 0.55, is what one mention comes to in a
# story three times as long as the average.
WEIGHT = 0.25
# A caption says what a picture shows; the story says what happened.
CAPTION_WEIGHT = 0.5
LOWERED = (BOILERPLATE, "caption")  # kinds of paragraphs that count less


def weight_of_kind(kind: str | None) -> float:
    """Return by what the score of a paragraph of a kind is multiplied.

    >>> weight_of_kind("boilerplate"), weight_of_kind("body")
    (0.25, 1.0)
    """
    if kind not in LOWERED:
        return 1.0
    return WEIGHT if kind == BOILERPLATE else CAPTION_WEIGHT


def aside_stems(article: Article, texts: Iterable[str], analyzer: Analyzer) -> tuple[str, ...]:
    """Return the stems that an article has in boilerplate and in no other paragraph.

    ``texts`` are the terms of its paragraphs, with blanks between them.

    >>> from search.analysis import Analyzer
    >>> from search.article import Article, Paragraph
    >>> story = Paragraph(number=1, text="Old news")
    >>> box = Paragraph(number=2, kind="boilerplate", text="Daily news")
    >>> article = Article(id="one", paragraphs=(story, box))
    >>> aside_stems(article, ["old news", "daily news"], Analyzer("english", str))
    ('daily',)
    """
    kinds = Paragraphs.of(article.paragraphs).kinds
    if BOILERPLATE not in kinds:
        return ()
    beside: set[str] = set()
    others: set[str] = set()
    for kind, text in zip(kinds, texts, strict=True):
        (beside if kind == BOILERPLATE else others).update(text.split())
    elsewhere = frozenset(others)
    alone = {analyzer.stem(term) for term in beside - others}
    return tuple(sorted(stem for stem in alone if not analyzer.with_stem(stem, elsewhere)))


def stems_of(tests: Iterable[TermTest], analyzer: Analyzer) -> list[str]:
    """Return the stems of the words among the tests."""
    return [
        test.stem if isinstance(test, StemTest) else analyzer.stem(test.term)
        for test in tests
        if isinstance(test, StemTest | ExactTest)
    ]
