"""How articles are ranked, the same in every engine.

The score of an article is the sum of what each part of the query adds by BM25, with
weights that are given here; then its best paragraph may lift it, and, where that is asked
for, its date. ``docs/ranking.md`` names the sources, and says what each part is worth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import log
from typing import TYPE_CHECKING

from search.analysis import fold
from search.engines.settling import ranking_parts, scores
from search.languages import STEMMED
from search.matching.sequences import StemTest, sequence
from search.query.fields import TITLE
from search.query.nodes import And, Boost, Field, Or, Phrase, Word

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Iterator

    from search.analysis import Analyzer
    from search.query.nodes import Node

K1, B = 1.2, 0.75  # of BM25, as all three engines have them
TITLE_WEIGHT = 0.25  # what a word in the title adds, beside what it adds as a part of the text
FUNCTION_WEIGHT = 0.1  # of words such as "the", beside others
K3 = 8.0  # of BM25: how soon it no longer matters how often the query has a word
WRITTEN_WEIGHT = 0.05  # what a word adds that stands there as it was typed
PAIR_WEIGHT = 0.1  # what two words add that stand next to each other as in the query
WINDOW = 200  # articles, the first by their score, whose paragraphs are looked at
TOGETHER = 2  # parts of the query that a paragraph must have to be looked at
RECENT = 10_000  # articles, the first by their score, among which the recent are looked for

# Those that Lucene leaves out of English texts (org.apache.lucene.analysis.en.EnglishAnalyzer).
_ENGLISH = (
    "a an and are as at be but by for if in into is it no not of on or such that the their then"
    " there these they this to was will with"
)


@dataclass(frozen=True, slots=True)
class Recency:
    """How much it counts that an article is recent: one of ``today`` twice as much as an old one.

    Half of that is left after ``half_life`` days, a quarter after twice as many, and so on
    (Li & Croft 2003, "Time-based language models").
    """

    today: datetime.date
    half_life: int

    def factor(self, day: int | None) -> float:
        """Return by what the score of an article of a day is multiplied; None is undated.

        >>> import datetime
        >>> recency = Recency(datetime.date(2021, 8, 31), half_life=30)
        >>> [recency.factor(datetime.date(2021, 8, day).toordinal()) for day in (1, 31)]
        [1.5, 2.0]
        """
        if not day:
            return 1.0
        age = max(0, self.today.toordinal() - day)
        return float(1 + 2 ** (-age / self.half_life))


@dataclass(frozen=True, slots=True)
class Plan:
    """How the matches of a query are ranked.

    ``tree`` matches what the query matches, with weights. What a part of ``more`` matches
    beside it has a higher score, and so has what a word of ``added`` matches, which the
    query does not have. ``passages`` are the parts, with their weights, of which a
    paragraph may have several; none, if paragraphs have no say.
    """

    tree: Node
    more: tuple[Node, ...] = ()
    added: tuple[Node, ...] = ()
    passages: tuple[Node, ...] = ()
    recency: Recency | None = None


def plan(tree: Node, analyzer: Analyzer, recency: Recency | None = None) -> Plan:
    """Return how the matches of a tree are ranked.

    >>> from search.analysis import Analyzer
    >>> from search.query import parse
    >>> english = Analyzer("english", lambda term: term.removesuffix("s"))
    >>> found = plan(parse("the peace talks OR talk").tree, english)
    >>> str(found.tree)
    '(the^0.1 AND peace AND talks) OR talk'
    >>> [str(part) for part in found.more]
    ['=peace^0.05', '=talks^0.05', '=talk^0.05', '"peace talks"^0.1']
    """
    weighed = _weighed(tree, analyzer)
    functions = function_words(analyzer.language)
    passages = [part for part in ranking_parts(weighed) if _is_in_texts(part, analyzer)]
    return Plan(
        tree=weighed,
        more=(
            *_weighted(_written(tree, functions), WRITTEN_WEIGHT),
            *_weighted(_pairs(tree, functions), PAIR_WEIGHT),
        ),
        passages=tuple(passages) if len(passages) >= TOGETHER else (),
        recency=recency,
    )


def reach(plan: Plan) -> int:
    """Return how many articles are looked at before their order is known."""
    if plan.recency:
        return RECENT
    return WINDOW if plan.passages else 0


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the words, as terms, that say little by themselves.

    Those of other languages than English are Snowball's, as Whoosh has them.

    >>> "the" in function_words("english"), "für" in function_words("german")
    (True, False)
    >>> "fur" in function_words("german"), function_words("tamil")
    (True, frozenset())
    """
    if language == "english":
        return frozenset(_ENGLISH.split())
    code = next((code for code, name in STEMMED.items() if name == language), None)
    if code is None:
        return frozenset()
    from whoosh.lang.stopwords import stoplists  # noqa: PLC0415 - few archives need it

    return frozenset(map(fold, stoplists.get(code, ())))


def rarity(count: float, articles: int) -> float:
    """Return BM25's inverse frequency of a word that so many of all articles have.

    >>> round(rarity(1, 3), 2), rarity(3, 3) > 0
    (0.98, True)
    """
    return log(1 + (articles - count + 0.5) / (count + 0.5))


def _weighed(node: Node, analyzer: Analyzer) -> Node:
    """Return a tree that matches the same, with the weights of its words.

    Words with one stem are one word that the query has several times.
    """
    if isinstance(node, Boost) or (isinstance(node, Field) and node.name == TITLE):
        return replace(node, part=_weighed(node.part, analyzer))
    if not isinstance(node, And | Or):
        return node
    functions = function_words(analyzer.language)
    often: dict[object, tuple[Node, int]] = {}
    for part in node.parts:
        key = _stem(part, analyzer) or part
        first, count = often.get(key, (part, 0))
        often[key] = first, count + 1
    distinct = list(often.values())
    lowers = not all(_is_one_of(part, functions) for part, _ in distinct)
    parts: list[Node] = []
    for part, count in distinct:
        weight = (K3 + 1) * count / (K3 + count)
        if lowers and _is_one_of(part, functions):
            weight *= FUNCTION_WEIGHT
        weighed = _weighed(part, analyzer)
        parts.append(weighed if weight == 1 else Boost(weighed, weight))
    return parts[0] if len(parts) == 1 else type(node)(tuple(parts))


def _stem(node: Node, analyzer: Analyzer) -> StemTest | None:
    """Return the stem of a part that is a single word, found by its stem."""
    tests = sequence(node, analyzer).tests if isinstance(node, Word) else ()
    if len(tests) == 1 and isinstance(tests[0], StemTest):
        return tests[0]
    return None


def is_function_word(node: Node, language: str) -> bool:
    """Tell whether a part of a query is a function word, not asked for as it is written."""
    return _is_one_of(node, function_words(language))


def _is_one_of(node: Node, words: frozenset[str]) -> bool:
    return isinstance(node, Word) and not node.exact and fold(node.text) in words


def _weighted(found: Iterable[tuple[Node, float]], weight: float) -> Iterator[Node]:
    """Yield each part once, with its greatest weight times another; those without any are left out."""
    weights: dict[Node, float] = {}
    for node, own in found:
        weights[node] = max(own, weights.get(node, 0.0))
    return (Boost(node, own * weight) for node, own in weights.items() if own > 0)


def _written(node: Node, functions: frozenset[str]) -> Iterator[tuple[Node, float]]:
    """Yield the words that rank by themselves, as they are written, with their weights."""
    for part in ranking_parts(node):
        word, weight = unweighed(part)
        if isinstance(word, Word) and not word.exact and fold(word.text) not in functions:
            yield Word(word.text, exact=True), weight


def _pairs(
    node: Node, functions: frozenset[str], weight: float = 1.0
) -> Iterator[tuple[Node, float]]:
    """Yield the phrases of each two words of which one follows the other, with their weights."""
    if isinstance(node, Boost):
        yield from _pairs(node.part, functions, weight * node.weight)
    elif isinstance(node, And | Or):
        for left, right in pairwise(node.parts):
            if isinstance(left, Word) and isinstance(right, Word):
                words = [left.text, right.text]
                if functions.isdisjoint(map(fold, words)):
                    yield Phrase(" ".join(words)), weight
        for part in node.parts:
            yield from _pairs(part, functions, weight)


def _is_in_texts(node: Node, analyzer: Analyzer) -> bool:
    """Tell whether a part is a word or a phrase, which are soon found in paragraphs."""
    inner, _ = unweighed(node)
    is_plain = isinstance(inner, Word) or (isinstance(inner, Phrase) and not inner.slop)
    return is_plain and scores(inner, analyzer)


def unweighed(node: Node) -> tuple[Node, float]:
    """Return a part without its weights, and their product.

    >>> unweighed(Boost(Boost(Word("ferry"), 2.0), 3.0))
    (Word(text='ferry', exact=False), 6.0)
    """
    if not isinstance(node, Boost):
        return node, 1.0
    inner, weight = unweighed(node.part)
    return inner, weight * node.weight
