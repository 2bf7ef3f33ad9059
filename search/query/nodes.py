"""The query tree: what a query text means, apart from how it is written.

Text stays raw in the tree: an engine analyses it with the analysis that it
indexed with. ``str(node)`` is the canonical text of a query; parsing that text
gives the same tree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from search.analysis import whole_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query.dates import Days

Unit = Literal["sentence", "paragraph"]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""

    def __str__(self) -> str:
        return "*"


@dataclass(frozen=True, slots=True)
class Word:
    """A word, found by its stem; with ``exact`` only as it is written.

    A word that splits (``al-qaeda``) means its parts next to each other.
    """

    text: str
    exact: bool = False

    def __str__(self) -> str:
        return f"={self.text}" if self.exact else self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, as written, with up to ``slop`` moves.

    The moves of a match are the difference between the largest and the smallest
    shift of a word from its place in the phrase, so that two neighbours that
    have changed places count two (Lucene's sloppy phrase).
    """

    text: str
    slop: int = 0

    def __str__(self) -> str:
        return f'"{self.text}"' + (f"~{self.slop}" if self.slop else "")


@dataclass(frozen=True, slots=True)
class Whole:
    """The whole value of a field, as ``whole_value`` gives it; stands only in a ``Field``."""

    text: str

    @classmethod
    def of(cls, value: str) -> Whole:
        """Return the node for a value as an article has it."""
        return cls(whole_value(value))

    def __str__(self) -> str:
        return f'="{self.text}"'


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A word as written, where ``*`` is any letters and ``?`` is one."""

    pattern: str

    def __str__(self) -> str:
        return self.pattern


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A word as written, with up to ``distance`` letters wrong.

    A letter that is missing, added, replaced, or swapped with its neighbour
    counts one (optimal string alignment).
    """

    text: str
    distance: int

    def __str__(self) -> str:
        return f"{self.text}~{self.distance}"


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression that one whole word, as written, must match."""

    pattern: str

    def __str__(self) -> str:
        return f"/{self.pattern}/"


@dataclass(frozen=True, slots=True)
class Near:
    """Both sides within ``distance`` words; ``ordered``: the left one first."""

    left: Node
    right: Node
    distance: int
    ordered: bool = False

    def __str__(self) -> str:
        operator = f"pre/{self.distance}" if self.ordered else f"w/{self.distance}"
        return f"{_beside(self.left, left=True)} {operator} {_beside(self.right)}"


@dataclass(frozen=True, slots=True)
class Together:
    """Both sides in the same sentence, or in the same paragraph."""

    left: Node
    right: Node
    unit: Unit

    def __str__(self) -> str:
        return f"{_beside(self.left, left=True)} w/{self.unit[0]} {_beside(self.right)}"


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_grouped(part, And | Or) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of the parts."""

    parts: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_grouped(part, And | Or) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that the part does not match."""

    part: Node

    def __str__(self) -> str:
        return "-" + _grouped(self.part, _JOINED)


@dataclass(frozen=True, slots=True)
class Boost:
    """The part, with its score multiplied by ``weight``."""

    part: Node
    weight: float

    def __str__(self) -> str:
        return f"{_grouped(self.part, _JOINED | Not | Boost)}^{self.weight:g}"


@dataclass(frozen=True, slots=True)
class Field:
    """The part, looked for in one field instead of the text."""

    name: str
    part: Node

    def __str__(self) -> str:
        return f"{self.name}:{_grouped(self.part, _JOINED | Not | Boost | Everything)}"


@dataclass(frozen=True, slots=True)
class Exists:
    """Articles that have something in the field."""

    name: str

    def __str__(self) -> str:
        return f"{self.name}:*"


@dataclass(frozen=True, slots=True)
class Dated:
    """Articles whose whole date lies within these days."""

    days: Days

    def __str__(self) -> str:
        return f"date:{self.days}"


@dataclass(frozen=True, slots=True)
class Undated:
    """Articles without a date."""

    def __str__(self) -> str:
        return "date:none"


Node = (
    Everything
    | Word
    | Phrase
    | Whole
    | Wildcard
    | Fuzzy
    | Regex
    | Near
    | Together
    | And
    | Or
    | Not
    | Boost
    | Field
    | Exists
    | Dated
    | Undated
)
Leaf = Word | Phrase | Wildcard | Fuzzy | Regex
_JOINED = And | Or | Near | Together


def conjunction(parts: list[Node]) -> Node:
    """Join parts that must all match, without needless nesting.

    >>> str(conjunction([Word("a"), And((Word("b"), Word("c")))]))
    'a AND b AND c'
    """
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    flat = [part for part in flat if not isinstance(part, Everything)] or flat[:1]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def disjunction(parts: list[Node]) -> Node:
    """Join parts of which one must match, without needless nesting."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and every node under it, parents first.

    >>> [str(node) for node in walk(Not(Word("peace")))]
    ['-peace', 'peace']
    """
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly under this one."""
    if isinstance(node, And | Or):
        return node.parts
    if isinstance(node, Not | Boost | Field):
        return (node.part,)
    if isinstance(node, Near | Together):
        return (node.left, node.right)
    return ()


def replaced(node: Node, old: Node, new: Node) -> Node:
    """Return the tree with ``new`` wherever it has ``old``.

    >>> str(replaced(Not(Word("peice")), Word("peice"), Word("peace")))
    '-peace'
    """
    if node == old:
        return new
    if isinstance(node, And | Or):
        return type(node)(tuple(replaced(part, old, new) for part in node.parts))
    if isinstance(node, Not | Boost | Field):
        return replace(node, part=replaced(node.part, old, new))
    if isinstance(node, Near | Together):
        left, right = replaced(node.left, old, new), replaced(node.right, old, new)
        return replace(node, left=left, right=right)
    return node


def _grouped(node: Node, kinds: object) -> str:
    return f"({node})" if isinstance(node, kinds) else str(node)  # type: ignore[arg-type]


def _beside(node: Node, *, left: bool = False) -> str:
    """Print a side of a proximity; chains are read from the left."""
    if left and isinstance(node, Near | Together):
        return str(node)
    return _grouped(node, _JOINED | Not)
