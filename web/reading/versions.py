"""What an article said before, and when it was read."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from web.addresses import address, article_address
from web.languages import language_tag
from web.reading.differences import changed_text, differences
from web.reading.facts import Fact, facts
from web.reading.text import text_of
from web.values import Number, ParameterError
from web.wording import dated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup
    from werkzeug.datastructures import MultiDict

    import search
    from web.parameters import Question
    from web.reading.differences import Difference
    from web.reading.text import Text

VERSION = Number(
    name="version",
    field="version",
    least=1,
    description="The number of a version, from 1 for the first; without it, all are compared.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFact:
    """A fact about an article that has changed: its name, and the value as it became another."""

    name: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """A version: its number, when it was read, and what was changed since the one before.

    ``changes`` is None of the first. ``address`` leads to its whole text.
    """

    number: int
    read: str
    machine: str
    current: bool
    label: str
    address: str
    facts: tuple[ChangedFact, ...] = ()
    changes: tuple[Difference, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionsPage:
    """What the page of an article's versions shows, the newest first.

    ``text`` is the whole text of the version that is ``chosen``, if one is.
    """

    title: str
    question: Question
    label: str
    language: str | None
    versions: tuple[ShownVersion, ...]
    chosen: ShownVersion | None
    facts: tuple[Fact, ...]
    text: Text | None
    back: str
    compared: str


def versions_page(
    archive: search.Archive, article_id: str, number: int | None, question: Question
) -> VersionsPage:
    """Return what the page of versions shows; with a number, the whole of that version.

    Raises:
        ArticleMissing: if there is no such article.
        ParameterError: if it has no version with that number.
    """
    found = archive.versions(article_id)
    label = found[0].article.label
    _check(number, len(found))
    chosen = found[len(found) - number] if number else None
    return VersionsPage(
        title=f"Version {number} of {label}" if number else f"Versions of {label}",
        question=question,
        label=label,
        language=language_tag(found[0].article.language),
        versions=() if chosen else tuple(_compared(found, question)),
        chosen=_shown(chosen, number, question) if chosen and number else None,
        facts=facts(chosen.article) if chosen else (),
        text=text_of(chosen.article, archive.marked(chosen.article, "")) if chosen else None,
        back=article_address(question, article_id),
        compared=address("reading.versions", question, article_id=article_id),
    )


def chosen_version(arguments: MultiDict[str, str]) -> int | None:
    """Return the version that a request asks for; None if it asks for all.

    Raises:
        ParameterError: if it can be none.
    """
    return int(VERSION.read(arguments)) if arguments.get(VERSION.name) else None


def _check(number: int | None, count: int) -> None:
    if number and number > count:
        raise ParameterError(
            f"This article has no version {number}; its versions are 1 to {count}."
            if count > 1
            else f"This article has no version {number}; there is only one."
        )


def _compared(found: tuple[search.Version, ...], question: Question) -> Iterator[ShownVersion]:
    """Yield the versions, each but the first compared with the one before."""
    for place, (version, before) in enumerate(pairwise((*found, None))):
        if version:
            yield _shown(version, len(found) - place, question, before)


def _shown(
    version: search.Version,
    number: int,
    question: Question,
    before: search.Version | None = None,
) -> ShownVersion:
    article = version.article
    return ShownVersion(
        number=number,
        read=read_at(version.read),
        machine=version.read or "",
        current=version.current,
        label=article.label,
        address=address(
            "reading.versions", question, {"version": [str(number)]}, article_id=article.id
        ),
        facts=tuple(_changed_facts(before.article, article)) if before else (),
        changes=differences(before.article.paragraphs, article.paragraphs) if before else None,
    )


def _changed_facts(before: search.Article, after: search.Article) -> Iterator[ChangedFact]:
    """Yield the facts that differ, those that came or went among them."""
    old, new = ({fact.name: fact.value for fact in facts(each)} for each in (before, after))
    for name in dict.fromkeys([*old, *new]):
        was, became = old.get(name, ""), new.get(name, "")
        if was != became:
            yield ChangedFact(name=name, text=changed_text(was, became))


def read_at(moment: str | None) -> str:
    """Return when something was read, to the minute.

    >>> read_at("2021-08-17T10:05:59+00:00"), read_at(None)
    ('17 August 2021, 10:05 UTC', 'at an unknown time')
    """
    if not moment:
        return "at an unknown time"
    time = datetime.datetime.fromisoformat(moment).astimezone(datetime.UTC)
    return f"{dated(time.date())}, {time:%H:%M} UTC"
