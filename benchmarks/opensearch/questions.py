"""What is asked: every kind of question that an archive answers, by common and by rare words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search import Archive
    from search.results import Scope, Sort

    Answer = int | dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of some kind; ``of`` asks an archive and returns what must be the same in both."""

    kind: str
    text: str
    scope: Scope = "article"
    sort: Sort = "relevance"
    offset: int = 0
    counts: str = ""  # "facets", "timeline" or "first mentions" in the place of hits

    def of(self, archive: Archive) -> Answer:
        """Ask an archive; return the total, or the counts by name."""
        if self.counts:
            return _COUNTED[self.counts](archive, self.text)
        return archive.search(self.text, scope=self.scope, sort=self.sort, offset=self.offset).total


def _facets(archive: Archive, text: str) -> dict[str, int]:
    return {
        f"{name} {each.value}": each.count
        for name, counts in archive.facets(text).items()
        for each in counts
    }


def _timeline(archive: Archive, text: str) -> dict[str, int]:
    timeline = archive.timeline(text)
    return {str(number): bar.count for number, bar in enumerate(timeline.bars)}


def _first_mentions(archive: Archive, text: str) -> dict[str, int]:
    found = archive.first_mentions(text)
    return {f"{each.source}, {each.hit.article.date}": each.total for each in found}


_COUNTED: dict[str, Callable[[Archive, str], dict[str, int]]] = {
    "facets": _facets,
    "timeline": _timeline,
    "first mentions": _first_mentions,
}


def _several(kind: str, *texts: str, both: bool = True) -> list[Question]:
    """Return questions for articles and, if in ``both`` scopes, for paragraphs."""
    scopes: Sequence[Scope] = ("article", "paragraph") if both else ("article",)
    in_paragraphs = f"{kind}, in paragraphs"
    return [
        Question(kind=kind if scope == "article" else in_paragraphs, text=text, scope=scope)
        for scope in scopes
        for text in texts
    ]


WORD = "a word"
QUESTIONS: tuple[Question, ...] = (
    *_several(WORD, "macron", "infrastructure", "ukraine", "president", "work", "the"),
    *_several("both of two words", "nato weapons", "climate change", "the president"),
    *_several("any of two or three", "nato OR ukraine", "vaccine OR covid OR pandemic"),
    *_several("one without another", "president -biden", "ukraine -russia", both=False),
    *_several("a phrase", '"climate change"', '"the president"', '"united states of america"'),
    *_several("the beginning of a word", "infra*", "pres*", both=False),
    *_several("one letter wrong", "presdent~", "zelensky~", both=False),
    *_several("within five words", "president w/5 united", "climate w/5 crisis"),
    *_several("in one sentence", "climate w/s jobs", "nato w/s weapons", both=False),
    *_several("a word of the title", "title:readout", "title:president", both=False),
    *_several("a source", "source:bidenwhitehouse macron", "tag:statements nato", both=False),
    *_several("a range of dates", "date:2022-03 ukraine", "date:2021-06..2021-09 vaccine"),
    *_several("everything", "", both=False),
    *(
        Question(kind="newest first", text=text, sort="newest")
        for text in ("ukraine", "president", "climate change")
    ),
    *(
        Question(kind="page 50", text=text, offset=490)
        for text in ("president", "work", "date:2022")
    ),
    *(
        Question(kind=kind, text=text, counts=kind)
        for kind in _COUNTED
        for text in ("macron", "ukraine", "president")
    ),
)
# One question of each kind, the most frequent words.
FEW: tuple[Question, ...] = tuple({each.kind: each for each in QUESTIONS}.values())
