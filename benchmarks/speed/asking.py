"""The same questions for all contenders, who answer one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from benchmarks.speed import processes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.speed.queries import Question

_AT_LEAST = 4  # questions of a kind, however long they take
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, in seconds, and how often."""

    rounds: int
    budget: float  # of a contender for indexing at one size; its first round is always done
    run: float  # of one run of it
    kind: float  # of a contender for the questions of one kind, each time they are asked
    answer: float
    questions: int  # of each kind and scope
    turns: int  # how often each is asked


@dataclass(slots=True)
class Answers:
    """What a contender answered: a value for each question, None where it gave none.

    ``ms`` is from the question to marked hits, ``shown`` the number of hits and ``marked`` that
    of those with a mark; ``cannot`` are kind, scope and reason of what it cannot do.
    """

    ms: list[float | None]
    totals: list[int | None]
    shown: list[int | None]
    marked: list[int | None]
    cannot: list[tuple[str, str, str]] = field(default_factory=list)
    ready: float = 0.0
    started: float = 0.0
    memory: int = 0
    version: str = ""


class Asked:
    """A contender that is asked."""

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        """Start it.

        Raises:
            Failed: if it cannot open its index.
            TooLong: if that takes too long.
        """
        self._command = command
        self._limits = limits
        self._server: processes.Server | None = processes.Server(command)
        self.gave_up = ""
        self.begin(0)

    def begin(self, count: int) -> None:
        """Forget all answers; so many questions follow."""
        nothing = [None] * count
        self.answers = Answers([*nothing], [*nothing], [*nothing], [*nothing])
        self._spent: dict[str, list[float]] = {}
        self._cannot: dict[tuple[str, str], str] = {}

    def ask(self, number: int, question: Question) -> None:
        """Ask, unless the contender cannot do that or has used up its time for the kind."""
        spent = self._spent.setdefault(question.kind, [])
        over = sum(spent) > self._limits.kind and len(spent) >= _AT_LEAST
        if over or (question.kind, question.scope) in self._cannot:
            return
        answer = self.answer(question)
        if "unsupported" in answer:
            self._cannot[question.kind, question.scope] = answer["unsupported"]
        elif answer:
            self.answers.ms[number] = answer["ms"]
            self.answers.totals[number] = answer["total"]
            self.answers.shown[number] = len(answer["hits"])
            self.answers.marked[number] = sum(1 for hit in answer["hits"] if hit[3])
            spent.append(answer["ms"] / 1000)

    def answer(self, question: Question) -> dict[str, Any]:
        """Return an answer, which is empty where there is none."""
        if self._server is None:
            return {}
        try:
            return self._server.ask(question.line(), self._limits.answer)
        except processes.TooLong as error:
            self._server.close()
            self._server = processes.Server(self._command)
            return {"unsupported": str(error)}
        except processes.Failed as error:
            self.gave_up = f"{question.kind}, {question.scope}: {error}"
            self.close()
            return {}

    def end(self) -> Answers:
        """Return all answers since ``begin``, with what the process is like now."""
        answers = self.answers
        answers.cannot = [(*key, why) for key, why in self._cannot.items()]
        if self._server is not None:
            answers.ready = self._server.ready
            answers.started = self._server.started
            answers.version = self._server.version
            answers.memory = self._server.memory()
        return answers

    def close(self) -> None:
        """End its process."""
        if self._server is not None:
            self._server.close()
            self._server = None


def ask_all(asked: Sequence[Asked], questions: Sequence[Question]) -> list[Answers]:
    """Ask every contender every question; who is the first to answer changes."""
    for each in asked:
        each.begin(len(questions))
    for number, question in enumerate(questions):
        for each in turned(asked, number):
            each.ask(number, question)
    return [each.end() for each in asked]


def turned(items: Sequence[_Item], turn: int) -> list[_Item]:
    """Return items in an order in which each is the first once.

    >>> turned("abc", 1)
    ['b', 'c', 'a']
    """
    at = turn % len(items) if items else 0
    return [*items[at:], *items[:at]]
