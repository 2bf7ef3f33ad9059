"""Explaining a match part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.analysis import terms, tokens
from search.matching.evidence import Matcher
from search.matching.paragraphs import ParagraphView
from search.matching.spans import spans
from search.query.fields import TITLE
from search.query.nodes import (
    And,
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Not,
    Or,
    Phrase,
    Undated,
    Word,
    children,
    walk,
)
from search.results import PartExplanation, PartMatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.analysis import Analyzer
    from search.article import Article
    from search.query.nodes import Node
    from search.results import Likeness

_WEIGHT: dict[Likeness, int] = {"exact": 0, "stem": 1, "variant": 2}


def explain_parts(tree: Node, article: Article, analyzer: Analyzer) -> tuple[PartExplanation, ...]:
    """Return every part of a query that can match by itself, in order."""
    return tuple(
        _part(node, name, article, analyzer, excluded=excluded)
        for node, name, excluded in _units(tree, None, excluded=False)
    )


def _units(
    node: Node, name: str | None, *, excluded: bool
) -> Iterator[tuple[Node, str | None, bool]]:
    if isinstance(node, And | Or | Boost):
        for part in children(node):
            yield from _units(part, name, excluded=excluded)
    elif isinstance(node, Not):
        yield from _units(node.part, name, excluded=not excluded)
    elif isinstance(node, Field):
        yield from _units(node.part, node.name, excluded=excluded)
    else:
        yield node, name, excluded


def _part(
    node: Node, name: str | None, article: Article, analyzer: Analyzer, *, excluded: bool
) -> PartExplanation:
    whole = Field(name, node) if name else node
    matched = Matcher(whole, analyzer).article(article) is not None
    matches: tuple[PartMatch, ...] = ()
    about_text = name in (None, TITLE)
    if about_text and not isinstance(node, Everything | Dated | Undated | Exists):
        matches = tuple(_matches(node, name, article, analyzer))
    return PartExplanation(part=str(whole), matched=matched, excluded=excluded, matches=matches)


def _matches(
    node: Node, name: str | None, article: Article, analyzer: Analyzer
) -> Iterator[PartMatch]:
    written = _written(node)
    stems = {analyzer.stem(term) for term in _stemmed(node)}
    for paragraph in article.paragraphs:
        if name == TITLE and paragraph.number:
            continue
        found = spans(node, ParagraphView(paragraph.text), analyzer)
        if not found:
            continue
        words = tokens(paragraph.text)
        for span in found:
            shown = tuple(paragraph.text[words[p].start : words[p].end] for p in span)
            likeness = _likeness([words[p].term for p in span], written, stems, analyzer)
            yield PartMatch(paragraph.number, shown, likeness)


def _written(node: Node) -> set[str]:
    """Return the terms that the part has as they are written."""
    return {
        term for leaf in walk(node) if isinstance(leaf, Word | Phrase) for term in terms(leaf.text)
    }


def _stemmed(node: Node) -> set[str]:
    return {
        term
        for leaf in walk(node)
        if isinstance(leaf, Word) and not leaf.exact
        for term in terms(leaf.text)
    }


def _likeness(found: list[str], written: set[str], stems: set[str], analyzer: Analyzer) -> Likeness:
    """Return the likeness of the word least like the query's."""
    each: list[Likeness] = [
        "exact" if term in written else "stem" if analyzer.stem(term) in stems else "variant"
        for term in found
    ]
    return max(each, key=_WEIGHT.__getitem__)
