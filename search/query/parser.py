"""From a query text to its tree.

    query     = and { "OR" and }
    and       = unary { ["AND"] unary }
    unary     = { "NOT" | "-" } near
    near      = atom { ("w/5" | "pre/5" | "w/s" | "w/p") atom }
    atom      = "(" query ")" | word | "phrase" | field:atom | …

Settings such as ``collapse:off`` are no part of this; they are taken out before.
Every text up to ``MAX_LENGTH`` has a tree. What has to be repaired is said in a
notice; ``QueryError`` is for what has no sensible reading.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.errors import QueryError
from search.query.fields import COLLAPSE
from search.query.lexer import Lexer
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
    children,
    conjunction,
    disjunction,
    walk,
)
from search.query.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from search.query.lexer import Lexeme
    from search.query.nodes import Node
    from search.results import Notice

MAX_LENGTH = 2000  # characters
MAX_NESTING = 30  # brackets; keeps every later walk over the tree shallow
MAX_LINKS = 64  # proximity operators, likewise
MAX_PAIRS = 64  # of words, when "(a b) w/5 (c d)" is written out

_SOLID = ("atom", "open")
_BEHIND_OR = ("not", "and", "or", "near", "together")  # each may be ignored where it stands
_UNPLACED = Field | Exists | Dated | Undated | Everything | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood: its tree, and notices of what was repaired.

    ``collapse`` tells whether near-identical articles are shown as one.
    ``str(query)`` is its canonical text, which parses to an equal query.

    >>> str(parse("peace OR (talks truce)")), str(parse("collapse:off peace"))
    ('peace OR (talks AND truce)', 'peace collapse:off')
    """

    tree: Node
    notices: tuple[Notice, ...] = field(default=(), compare=False)
    text: str = field(default="", compare=False)
    collapse: bool = True

    def __str__(self) -> str:
        return str(self.tree) + ("" if self.collapse else f" {COLLAPSE}:off")


def parse(text: str, *, today: datetime.date | None = None) -> Query:
    """Parse a query text; relative dates count from ``today`` (the clock's day).

    Raises:
        QueryError: for an impossible date, an invalid regular expression, a range
            the wrong way round, or a text of more than ``MAX_LENGTH`` characters.

    >>> str(parse('massoud OR saleh "peace talks" -cia'))
    'massoud OR (saleh AND "peace talks" AND -cia)'
    >>> parse('"lion of panjshir').notices[0].message
    'The quote was not closed; it was read to the end.'
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(
            f"The query has {len(text):,} characters; {MAX_LENGTH:,} is the most. Shorten it.",
            text=text[:MAX_LENGTH],
            start=MAX_LENGTH - 1,
            end=MAX_LENGTH,
        )
    lexer = Lexer(text, today or datetime.date.today())  # noqa: DTZ011 - the user's own day
    parser = _Parser(lexer.read(), lexer)
    tree = parser.read()
    notices = sorted(lexer.notices, key=lambda notice: (notice.start, notice.end))
    first = {notice.message: notice for notice in reversed(notices)}  # each is said once
    ordered = tuple(sorted(first.values(), key=notices.index))
    return Query(tree, ordered, text, parser.settings.collapse)


class _Parser:
    """Recursive descent over the lexemes; only brackets go deeper."""

    def __init__(self, lexemes: list[Lexeme], lexer: Lexer) -> None:
        self.lexer = lexer
        self.settings = read_settings(lexemes, lexer)
        self.lexemes = self._shallow(self.settings.lexemes)
        self.place = 0
        self.links = 0
        self._leads: dict[tuple[str, ...], list[bool]] = {}

    def read(self) -> Node:
        parts: list[Node] = []
        while self.place < len(self.lexemes):
            node = self._or()
            if node is not None:
                parts.append(node)
            if self._kind() == "close":
                self._ignore("There is no ( for this ); it was ignored.")
        if parts:
            return conjunction(parts)
        if not self.settings.rest.strip():
            return Everything()
        self.lexer.notice("Nothing is left to search for.", 0, len(self.lexer.text))
        return Not(Everything())

    def _shallow(self, lexemes: list[Lexeme]) -> list[Lexeme]:
        """Leave out the brackets that are nested too deeply, with a notice."""
        kept: list[Lexeme] = []
        depth = 0
        for lexeme in lexemes:
            depth += lexeme.kind == "open"
            if lexeme.kind not in ("open", "close") or depth <= MAX_NESTING:
                kept.append(lexeme)
            elif lexeme.kind == "open" and depth == MAX_NESTING + 1:
                self.lexer.notice(
                    f"Brackets inside {MAX_NESTING} others were ignored.", lexeme.start, lexeme.end
                )
            depth -= lexeme.kind == "close" and depth > 0
        return kept

    def _kind(self) -> str:
        return self.lexemes[self.place].kind if self.place < len(self.lexemes) else "end"

    def _take(self) -> Lexeme:
        self.place += 1
        return self.lexemes[self.place - 1]

    def _ignore(self, message: str) -> None:
        lexeme = self._take()
        self.lexer.notice(message, lexeme.start, lexeme.end)

    def _ignore_stray(self) -> None:
        lexeme = self.lexemes[self.place]
        written = self.lexer.text[lexeme.start : lexeme.end]
        self._ignore(f"Something is missing beside “{written}”; it was ignored.")

    def _or(self) -> Node | None:
        parts: list[Node] = []
        while True:
            while self._kind() == "or":
                self._ignore_stray()
            node = self._and()
            if node is not None:
                parts.append(node)
            if self._kind() != "or":
                break
            if parts and self._follows("or"):
                self._take()
        return disjunction(parts) if parts else None

    def _follows(self, operator: str) -> bool:
        """Tell whether something to search for stands behind the operator."""
        passed = {"or": _BEHIND_OR, "near": ()}.get(operator, ("not",))
        place = self.place + 1
        if place < len(self.lexemes) and self.lexemes[place].kind in _SOLID:
            return True
        if passed not in self._leads:
            self._leads[passed] = self._leading(passed)
        return self._leads[passed][place]

    def _leading(self, passed: tuple[str, ...]) -> list[bool]:
        """Return for each place whether only ``passed`` stand before something solid."""
        leads = [False] * (len(self.lexemes) + 1)
        for place in range(len(self.lexemes) - 1, -1, -1):
            kind = self.lexemes[place].kind
            leads[place] = kind in _SOLID or (kind in passed and leads[place + 1])
        return leads

    def _and(self) -> Node | None:
        parts: list[Node] = []
        while (kind := self._kind()) not in ("or", "close", "end"):
            if kind == "and":
                if parts and self._follows("and"):
                    self._take()
                else:
                    self._ignore_stray()
                continue
            node = self._unary()
            if node is not None:
                parts.append(node)
        return conjunction(parts) if parts else None

    def _unary(self) -> Node | None:
        negative = False
        while self._kind() == "not":
            if not self._follows("not"):
                self._ignore_stray()
                return None
            self._take()
            negative = not negative
        node = self._near()
        return _negation(node) if negative and node is not None else node

    def _near(self) -> Node | None:
        while self._kind() in ("near", "together"):
            self._ignore_stray()
        if self._kind() not in ("atom", "open"):
            return None
        node = self._atom()
        while self._kind() in ("near", "together"):
            if node is None or not self._follows("near"):
                self._ignore_stray()
                continue
            operator = self._take()
            right = self._atom()
            if right is not None:
                node = self._beside(operator, node, right)
        return node

    def _too_many(self, operator: Lexeme) -> bool:
        self.links += 1
        if self.links == MAX_LINKS + 1:
            self.lexer.notice(
                f"From the {self.links}th proximity operator on, they were read as AND.",
                operator.start,
                operator.end,
            )
        return self.links > MAX_LINKS

    def _beside(self, operator: Lexeme, left: Node, right: Node) -> Node:
        if self._too_many(operator):
            return conjunction([left, right])
        if any(isinstance(inner, _UNPLACED) for side in (left, right) for inner in walk(side)):
            written = self.lexer.text[operator.start : operator.end]
            self.lexer.notice(
                f"“{written}” stands between words, phrases and brackets of them;"
                " here it was read as AND.",
                operator.start,
                operator.end,
            )
            return conjunction([left, right])

        def pair(one: Node, other: Node) -> Node:
            if operator.kind == "together":
                return Together(one, other, operator.unit)
            return Near(one, other, operator.number, operator.ordered)

        return self._distributed(operator, left, right, pair)

    def _distributed(
        self, operator: Lexeme, left: Node, right: Node, pair: Callable[[Node, Node], Node]
    ) -> Node:
        """Write out a bracket of words that must all match: (a b) w/5 c."""
        if _pairs(left) * _pairs(right) > MAX_PAIRS:
            raise QueryError(
                "There are too many words in the brackets beside"
                f" “{self.lexer.text[operator.start : operator.end]}”. Use fewer.",
                text=self.lexer.original,
                start=operator.start,
                end=operator.end,
            )
        tree = _spread(left, lambda one: _spread(right, lambda other: pair(one, other)))
        if not isinstance(tree, Near | Together):
            self.lexer.notice(f"This was read as {tree}.", operator.start, operator.end)
        return tree

    def _atom(self) -> Node | None:
        lexeme = self._take()
        if lexeme.kind == "atom":
            return lexeme.node
        return self._group(lexeme)

    def _group(self, opening: Lexeme) -> Node | None:
        node = self._or()
        weight = None
        if self._kind() == "close":
            weight = self._take().weight
        else:
            self.lexer.notice(
                "The bracket was not closed; it was read to the end.", opening.start, opening.end
            )
        if node is None:
            self.lexer.notice("The empty bracket was ignored.", opening.start, opening.end)
            return None
        if opening.field:
            node = _in_field(opening.field, node)
        if weight is None:
            return node
        if isinstance(node, Everything | Exists | Dated | Undated):
            self.lexer.unweighted(opening.start, opening.end)
            return node
        return Boost(node, weight)


def _negation(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)


def _in_field(name: str, node: Node) -> Node:
    """Put a bracket's tree into a field; a field inside it stays what it is."""
    if isinstance(node, Everything):
        return Exists(name)
    return Field(name, node) if _has_bare(node) else node


def _has_bare(node: Node) -> bool:
    """Tell whether a part of the tree stands in no field yet."""
    if isinstance(node, Field | Exists | Dated | Undated):
        return False
    return not children(node) or any(_has_bare(part) for part in children(node))


def _has_and(node: Node) -> bool:
    return any(isinstance(inner, And) for inner in walk(node))


def _pairs(node: Node) -> int:
    if isinstance(node, And | Or) and _has_and(node):
        return sum(_pairs(part) for part in node.parts)
    return 1


def _spread(node: Node, make: Callable[[Node], Node]) -> Node:
    """Apply ``make`` below the conjunctions of ``node``."""
    if isinstance(node, Boost) and _has_and(node):
        return Boost(_spread(node.part, make), node.weight)
    if isinstance(node, And):
        return conjunction([_spread(part, make) for part in node.parts])
    if isinstance(node, Or) and _has_and(node):
        return disjunction([_spread(part, make) for part in node.parts])
    return make(node)
