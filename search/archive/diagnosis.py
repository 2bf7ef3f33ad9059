"""Which part of a query is to blame where nothing is found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search.query.nodes import (
    And,
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Undated,
    conjunction,
)
from search.results import Notice, PartCount

if TYPE_CHECKING:
    from search.archive.searching import Question
    from search.engines.base import Engine
    from search.query.nodes import Node

MOST = 12  # parts that are tried: two searches each


def diagnosis(
    question: Question, engine: Engine
) -> tuple[tuple[PartCount, ...], tuple[Notice, ...]]:
    """Return what each part of a query finds alone, and what the query finds without it.

    Parts are those of the text that must all match, then those of the narrowing. A
    query of one part has none. If there are too many to try, a notice says so.
    """
    asked: list[tuple[str | None, Node]] = [
        (None, part) for part in dict.fromkeys(_parts(question.text.tree))
    ]
    asked += question.narrow.items()
    if len(asked) < 2:  # noqa: PLR2004 - nothing is left without it
        return (), ()
    notices: tuple[Notice, ...] = ()
    if len(asked) > MOST:
        message = f"Only the first {MOST} of the {len(asked)} parts of the query were tried alone."
        notices = (Notice(message, 0, len(question.text.text)),)
    counted = [_counted(place, asked, question, engine) for place in range(min(len(asked), MOST))]
    return tuple(counted), notices


def _parts(tree: Node) -> list[Node]:
    """Return the parts that must all match: of ``title:(a b)`` those are two."""
    if isinstance(tree, And):
        return [part for each in tree.parts for part in _parts(each)]
    if isinstance(tree, Field):
        return [_in_field(tree.name, part) for part in _parts(tree.part)]
    if isinstance(tree, Boost):
        return [Boost(part, tree.weight) for part in _parts(tree.part)]
    return [] if isinstance(tree, Everything) else [tree]


def _in_field(name: str, part: Node) -> Node:
    """Put a part into a field; a field inside it stays what it is."""
    return part if isinstance(part, Field | Exists | Dated | Undated) else Field(name, part)


def _counted(
    place: int, asked: list[tuple[str | None, Node]], question: Question, engine: Engine
) -> PartCount:
    facet, part = asked[place]
    others = asked[:place] + asked[place + 1 :]
    rest = [node for name, node in others if name is None]
    return PartCount(
        part=str(part),
        alone=_total(part, question, engine),
        without=_total(_joined([node for _, node in others]), question, engine),
        rest=str(replace(question.text, tree=_joined(rest))),
        facet=facet,
    )


def _joined(parts: list[Node]) -> Node:
    return conjunction([Everything(), *parts])


def _total(tree: Node, question: Question, engine: Engine) -> int:
    return engine.search(tree, question.scope, "newest", 0, 0).total
