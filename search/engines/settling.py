"""What every engine asks of a query tree, and the last word on what an index leaves open.

Where an index can only find what may match, the text of the candidates decides,
by the definitions of the query language in ``search.matching``.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from search.matching.evidence import Matcher
from search.matching.sequences import ExactTest, StemTest, sequence
from search.matching.spans import matches
from search.query.fields import TITLE
from search.query.nodes import (
    And,
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Near,
    Not,
    Or,
    Together,
    Undated,
    Whole,
    children,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.analysis import Analyzer
    from search.engines.base import ReadArticles
    from search.query.nodes import Node

CHUNK = 500  # articles whose text is read at once
SETTLED_KEPT = 256  # parts of queries whose answer is remembered by one state of an engine
_WITHOUT_WORDS = Everything | Dated | Undated | Exists | Whole


def scores(node: Node, analyzer: Analyzer, *, metadata: bool = False) -> bool:
    """Tell whether any part of the tree ranks one match above another."""
    if isinstance(node, Not | _WITHOUT_WORDS):
        return False
    if isinstance(node, Field):
        return scores(node.part, analyzer, metadata=metadata or node.name != TITLE)
    if isinstance(node, And | Or | Boost):
        return any(scores(part, analyzer, metadata=metadata) for part in children(node))
    if isinstance(node, Near | Together):
        return not metadata
    tests = sequence(node, analyzer).tests
    return not metadata and any(isinstance(test, StemTest | ExactTest) for test in tests)


def ranking_parts(node: Node) -> list[Node]:
    """Return the parts of a tree that rank by themselves, with their weights."""
    if isinstance(node, And | Or):
        return [found for part in node.parts for found in ranking_parts(part)]
    if isinstance(node, Boost):
        return [Boost(found, node.weight) for found in ranking_parts(node.part)]
    return [] if isinstance(node, Not) else [node]


def word_tests(node: Node, analyzer: Analyzer) -> list[StemTest | ExactTest]:
    """Return the words of a part, by which its matches are ranked."""
    return [
        test
        for leaf in walk(node)
        if not children(leaf) and not isinstance(leaf, _WITHOUT_WORDS)
        for test in sequence(leaf, analyzer).tests
        if isinstance(test, StemTest | ExactTest)
    ]


def matching_paragraphs(
    node: Node,
    candidates: Mapping[int, set[int]],
    read_articles: ReadArticles,
    analyzer: Analyzer,
    *,
    all_of_them: bool,
) -> dict[int, set[int]]:
    """Return the candidates in whose text a part matches.

    Candidates are numbers of paragraphs by the aid of their article; of those of
    one article the first that matches is returned, or all of them.
    """
    aids = sorted(candidates)
    found: dict[int, set[int]] = {}
    for start in range(0, len(aids), CHUNK):
        for aid, article in read_articles(aids[start : start + CHUNK]).items():
            numbers = (
                paragraph.number
                for paragraph in article.paragraphs
                if paragraph.number in candidates[aid] and matches(node, paragraph, analyzer)
            )
            matching = set(numbers if all_of_them else islice(numbers, 1))
            if matching:
                found[aid] = matching
    return found


def matching_articles(
    tree: Node, aids: list[int], read_articles: ReadArticles, analyzer: Analyzer
) -> list[int]:
    """Return those of the candidates that a tree matches."""
    matcher = Matcher(tree, analyzer)
    return [
        aid
        for start in range(0, len(aids), CHUNK)
        for aid, article in read_articles(aids[start : start + CHUNK]).items()
        if matcher.article(article) is not None
    ]
