"""Asking a folder and a cluster the same questions, by turns, and what of that is requests."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from benchmarks.opensearch.indexing import BARE, CLUSTER, FOLDER
from benchmarks.opensearch.sent import STATE, recorded
from benchmarks.speed.asking import turned

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from opensearchpy import OpenSearch

    from benchmarks.opensearch.questions import Question
    from benchmarks.opensearch.sent import Sent
    from search import Archive


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question, what both archives answered, and the milliseconds of each answer."""

    question: Question
    total: int = 0
    same: bool = True
    first: dict[str, float] = field(default_factory=dict)
    again: dict[str, list[float]] = field(default_factory=dict)
    sent: list[list[Sent]] = field(default_factory=list)  # the requests of each later answer

    def repeated(self) -> list[Sent]:
        """Return the requests that opensearch-py alone can send: all but those for the state.

        There are none if one of them cannot be sent again: then there is nothing to compare with.
        """
        needed = [each for each in self.sent[0] if each.kind != STATE]
        return needed if all(each.can_be_repeated for each in needed) else []

    def values(self) -> dict[str, Any]:
        """Return it as JSON; the milliseconds of requests are medians of the later answers."""
        kinds = [each.kind for each in self.sent[-1]]
        later = self.sent[1:]  # the first was only to know which there are
        beside = [
            ms - sum(each.ms for each in sent)
            for ms, sent in zip(self.again[CLUSTER], later, strict=True)
        ]
        return {
            "kind": self.question.kind,
            "text": self.question.text,
            "scope": self.question.scope,
            "total": self.total,
            "same": self.same,
            "first": self.first,
            "again": self.again,
            "requests": {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
            "request_ms": {
                kind: statistics.median(
                    sum(each.ms for each in sent if each.kind == kind) for sent in later
                )
                for kind in dict.fromkeys(kinds)
            },
            "beside_ms": statistics.median(beside),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who is asked; ``forget`` makes the cluster forget the answers that it keeps."""

    folder: Archive
    cluster: Archive
    client: OpenSearch
    forget: Callable[[], object]

    def ask(self, questions: Sequence[Question], rounds: int) -> list[Asked]:
        """Ask everything for the first time, and then again in so many rounds."""
        for archive in (self.folder, self.cluster):
            archive.search("quarrow")  # what every search needs is read with the first one
        asked = [self._first(question) for question in questions]
        for each in asked:
            self._from_cluster(each)
        for turn in range(rounds):
            self.forget()
            for each in asked:
                self._again(each, turn)
        return asked

    def _first(self, question: Question) -> Asked:
        asked = Asked(question=question)
        answers = []
        for label, archive in ((FOLDER, self.folder), (CLUSTER, self.cluster)):
            began = time.perf_counter()
            answers.append(question.of(archive))
            asked.first[label] = (time.perf_counter() - began) * 1000
        ours, theirs = answers
        asked.same = ours == theirs
        asked.total = ours if isinstance(ours, int) else sum(ours.values())
        return asked

    def _from_cluster(self, asked: Asked) -> float:
        """Ask the cluster, and keep which requests that took; return the milliseconds."""
        with recorded() as sent:
            ms = _ms(lambda: asked.question.of(self.cluster))
        asked.sent.append(sent)
        return ms

    def _again(self, asked: Asked, turn: int) -> None:
        works: dict[str, Callable[[], float]] = {
            FOLDER: lambda: _ms(lambda: asked.question.of(self.folder)),
            CLUSTER: lambda: self._from_cluster(asked),
        }
        repeated = asked.repeated()
        if repeated:
            works[BARE] = lambda: _ms(lambda: self._bare(repeated))
        for label in turned(list(works), turn):
            asked.again.setdefault(label, []).append(round(works[label](), 3))

    def _bare(self, sent: Sequence[Sent]) -> None:
        for each in sent:
            each.again(self.client)


def _ms(work: Callable[[], object]) -> float:
    """Return the milliseconds that something takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
