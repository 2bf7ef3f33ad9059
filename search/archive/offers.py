"""What to offer when a search finds less than was hoped: other spellings, fewer words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from search.analysis import fold, is_word, terms
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
    conjunction,
    disjunction,
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

SENTENCE = 8  # words, from which on a text in capitals may be no query with operators
SPARSE = 6  # words for each operator, at least
_OPERATOR = re.compile(r"\b(?:AND|OR|NOT)\b")
_GROUP = re.compile(r"\(\s*\S+\s+(?:AND|OR|NOT)\b")  # which only a query has
_HYPHEN = re.compile(r"[-\u2010-\u2015/]+")
_LAST_WORD = re.compile(r"[^\W_]+$")


def widened(query: Query) -> Query:
    """Read a query of plain words as alternatives, of which those under NOT must be missing.

    A question mark at the end of a word is one, and a word with a hyphen is two. In a
    sentence in capitals AND, OR and NOT are words.

    >>> from search.query import parse
    >>> str(widened(parse("when did kabul fall?")))
    'when OR did OR kabul OR fall'
    >>> str(widened(parse("peace-talks taliban -kabul")))
    '(peace OR talks OR taliban) AND -kabul'
    """
    return _alternatives(_without_operators(query)) or _alternatives(query) or query


def _alternatives(query: Query) -> Query | None:
    """Return a query with its words as alternatives; None if it has more than words."""
    parts = query.tree.parts if isinstance(query.tree, And) else (query.tree,)
    wanted = [part for part in parts if not isinstance(part, Not)]
    if not all(isinstance(part, Leaf) for part in wanted):
        return None
    words = [word for part in wanted for word in _words(part)]
    if not words:
        return None
    unwanted = [part for part in parts if isinstance(part, Not)]
    asked = {str(part) for part in wanted if _is_asked(part)}
    return replace(
        query,
        tree=conjunction([disjunction(words), *unwanted]),
        notices=tuple(
            each for each in query.notices if query.text[each.start : each.end] not in asked
        ),
    )


def _without_operators(query: Query) -> Query:
    """Read AND, OR and NOT as words in a sentence in capitals, which has few of them."""
    text = query.text
    operators = len(_OPERATOR.findall(text))
    is_sentence = text.isupper() and len(text.split()) >= max(SENTENCE, SPARSE * operators)
    if not operators or not is_sentence or _GROUP.search(text):
        return query
    read = parse(_OPERATOR.sub(lambda found: found.group().lower(), text))
    message = "AND, OR and NOT are read as words, since everything is in capitals."
    return replace(query, tree=read.tree, notices=(*query.notices, Notice(message, 0, len(text))))


def _words(part: Node) -> list[Node]:
    """Return the words of a part: two of one with a hyphen, none of lone signs."""
    if isinstance(part, Wildcard):
        if _is_asked(part):
            return _words(Word(part.pattern[:-1]))
        return [part] if is_word(part.pattern) else []
    if isinstance(part, Word) and not part.exact:
        found = [word for word in _HYPHEN.split(part.text) if terms(word)]
        if not all(word.isdigit() for word in found):
            return [Word(word) for word in found]
    return [part]


def _is_asked(part: Node) -> bool:
    """Tell whether a part is a word and the question mark of a sentence."""
    if not isinstance(part, Wildcard) or not part.pattern.endswith("?"):
        return False
    word = part.pattern[:-1]
    return is_word(word) and not word.isdigit() and not set("*?") & set(word)


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
