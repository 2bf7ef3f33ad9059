"""What to offer when a search finds less than was hoped: other spellings, fewer words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from search.analysis import fold, terms
from search.query import parse
from search.query.fields import TITLE
from search.query.nodes import (
    And,
    Field,
    Leaf,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
    children,
    replaced,
    walk,
)
from search.query.parser import MAX_LENGTH
from search.results import Notice, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from search.engines.base import Engine
    from search.query import Query
    from search.query.nodes import Node
    from search.results import Scope
    from search.suggestions import Vocabulary

_LAST_WORD = re.compile(r"[^\W_]+$")


def widened(query: Query) -> Query:
    """Read a query of plain words as alternatives; a question mark at its end is one.

    >>> from search.query import parse
    >>> str(widened(parse("when did kabul fall?")))
    'when OR did OR kabul OR fall'
    """
    tree = query.tree
    if not _is_plain(tree):
        return query
    parts = [_unasked(part) for part in children(tree)]
    return replace(query, tree=Or(tuple(parts)))


def _is_plain(tree: Node) -> bool:
    return isinstance(tree, And) and all(isinstance(part, Leaf) for part in tree.parts)


def _unasked(part: Node) -> Node:
    if isinstance(part, Wildcard) and part.pattern.rstrip("?").isalnum():
        return Word(part.pattern.rstrip("?"))
    return part


def fewer_words(
    query: Query, wider: Node | None, engine: Engine, scope: Scope
) -> tuple[Notice, ...]:
    """Tell what any of the words would find, where all of them find nothing."""
    if wider is None:
        return ()
    total = engine.search(wider, scope, "newest", 0, 0).total
    if not total:
        return ()
    have = "has" if total == 1 else "have"
    message = (
        f"No {scope} has all of these words; {total:,} {have} some of them."
        " Search for any of the words to see them."
    )
    return (Notice(message, 0, len(query.text)),)


def other_spellings(
    query: Query, engine: Engine, vocabulary: Callable[[], Vocabulary]
) -> tuple[Suggestion, ...]:
    """Return other spellings of the words that the archive does not have."""
    return tuple(
        Suggestion(leaf.text, other, _with(query, leaf, _respelt(leaf, other)), count)
        for leaf in dict.fromkeys(_wanted(query.tree))
        if not engine.search(leaf, "article", "newest", 0, 0).total
        for other, count in vocabulary().near(terms(leaf.text)[0])
    )


def _wanted(node: Node) -> Iterator[Word | Phrase]:
    """Yield the single words that must or may match, not those about metadata or under NOT."""
    if isinstance(node, Word | Phrase):
        if len(terms(node.text)) == 1:
            yield node
    elif not isinstance(node, Not) and not (isinstance(node, Field) and node.name != TITLE):
        for part in children(node):
            yield from _wanted(part)


def _with(query: Query, leaf: Node, other: Node) -> str:
    """Return the text of a query with another part in the place of one, otherwise as it was typed.

    >>> from search.query import parse
    >>> _with(parse("peace tlaks"), Word("tlaks"), Word("talks"))
    'peace talks'
    """
    meant = replace(query, tree=replaced(query.tree, leaf, other))
    typed = re.sub(rf"\b{re.escape(str(leaf))}\b", lambda _: str(other), query.text)
    reads = parse(typed) if len(typed) <= MAX_LENGTH else None
    return typed if reads == meant else str(meant)


def _respelt(leaf: Word | Phrase, other: str) -> Word | Phrase:
    return Phrase(other) if isinstance(leaf, Phrase) else Word(other, leaf.exact)


def may_lack_words(query: Query, total: int) -> bool:
    """Tell whether a word of the query may be one that the archive does not have."""
    return not total or any(isinstance(node, Or) for node in walk(query.tree))


def completions(text: str, vocabulary: Vocabulary, limit: int) -> tuple[Suggestion, ...]:
    """Return how the last word of a text may go on."""
    last = _LAST_WORD.search(text)
    if last is None:
        return ()
    word = last.group()
    return tuple(
        Suggestion(word, other, text[: last.start()] + other, count)
        for other, count in vocabulary.beginning(fold(word), limit)
    )
