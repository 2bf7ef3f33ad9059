"""Saved searches as their pages show them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web import addresses
from web.addresses import results_address
from web.paging import Paging
from web.parameters import PAGE_SIZE, Question
from web.results.cards import cards
from web.wording import counted, dated, facet_value, shown_period
from web.work.links import feed_address, news_address

if TYPE_CHECKING:
    import search
    from web.results.cards import Card

_DATE = r"\d{4}(?:-\d\d){0,2}"
_PERIOD = re.compile(rf"(?P<one>{_DATE})|(?P<since>{_DATE})?\.\.(?P<until>{_DATE})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSearch:
    """A saved search: what it asks for, what is new, and where its hits and feed are."""

    name: str
    text: str
    narrowed: tuple[str, ...]
    new: int
    news: str
    fault: str
    address: str
    results: str
    feed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """What the page of all saved searches shows.

    ``question`` is the search that may be saved, under ``name``; ``fault`` says why it
    was not, and ``taken`` whether that is because another has its name.
    """

    title: str
    question: Question
    can_save: bool
    summary: str
    narrowed: tuple[str, ...]
    kept: list[tuple[str, str]]
    searches: tuple[ShownSearch, ...]
    name: str
    fault: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPage:
    """What the page of the new hits of a saved search shows.

    ``seen`` is the last addition that it shows: what comes later stays new.
    """

    title: str
    question: Question
    shown: ShownSearch
    cards: tuple[Card, ...]
    seen: int
    paging: Paging
    previous: str | None
    next: str | None
    fault: str


def saved_page(
    archive: search.Archive,
    question: Question,
    *,
    name: str = "",
    fault: str = "",
    taken: bool = False,
) -> SavedPage:
    """Return what the page of all saved searches shows."""
    kept = archive.saved_searches()
    narrowed = narrowed_to(question)
    return SavedPage(
        title="Saved searches – Nutgraf",
        question=question,
        can_save=not question.is_blank or bool(narrowed),
        summary="" if question.is_blank else question.text,
        narrowed=narrowed,
        kept=[("q", question.text), *addresses.kept(question)],
        searches=tuple(_shown(archive, each) for each in kept),
        name=name or " ".join(question.text.split())[:100],
        fault=fault,
        taken=taken,
    )


def news_page(archive: search.Archive, name: str, page: int, fault: str = "") -> NewsPage:
    """Return what the page of the new hits of a saved search shows.

    Raises:
        SavedSearchMissing: if there is no search of that name.
        QueryError: if its query has no reading any more.
    """
    kept = archive.saved_search(name)
    shown = _shown(archive, kept)
    question = question_of(archive, kept)
    news = archive.news(
        kept.text,
        narrow=kept.narrow,
        scope=kept.scope,
        match=kept.match,
        after=kept.seen,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    # The number that goes with the hits: something may have been added since it was counted.
    shown = replace(shown, new=news.total, news=_news(kept, news.total))
    paging = Paging(page=page, size=PAGE_SIZE, total=news.total)
    return NewsPage(
        title=f"{kept.name} – Nutgraf",
        question=question,
        shown=shown,
        cards=_cards(archive, news, question),
        seen=news.last_addition,
        paging=paging,
        previous=news_address(name, paging.previous) if paging.previous else None,
        next=news_address(name, paging.next) if paging.next else None,
        fault=fault,
    )


def again_address(archive: search.Archive, kept: search.SavedSearch) -> str:
    """Return the address of the page that offers to save a search which was forgotten."""
    question = Question(text=kept.text) if kept.fault else question_of(archive, kept)
    return addresses.address("work.saved", question, {"name": [kept.name]})


def _cards(archive: search.Archive, news: search.News, question: Question) -> tuple[Card, ...]:
    """Return the new hits as cards, which lead to all their paragraphs in the article."""
    some = archive.search("", limit=0)  # cards are made of results
    made = cards(archive, replace(some, hits=news.hits), question)
    return tuple(
        replace(card, fold=replace(card.fold, address=card.address)) if card.fold else card
        for card in made
    )


def question_of(archive: search.Archive, kept: search.SavedSearch) -> Question:
    """Return a saved search as pages ask for it."""
    question = Question(text=kept.text, scope=kept.scope, match=kept.match, sort=kept.sort)
    chosen = {name: tuple(values) for name, values in kept.narrow.items() if name != "date"}
    periods = [each for each in kept.narrow.get("date", ()) if each != "none"]
    undated = len(periods) < len(kept.narrow.get("date", ()))
    found = _PERIOD.fullmatch(periods[0]) if len(periods) == 1 else None
    if periods and found is None:  # dates that no form of a page has: they go into the text
        whole = archive.search(kept.text, narrow=kept.narrow, match=kept.match, limit=0)
        return replace(question, text=whole.interpreted, match="all")
    since, until = _ends(found) if found else ("", "")
    return replace(question, chosen=chosen, since=since, until=until, undated=undated)


def _ends(found: re.Match[str]) -> tuple[str, str]:
    """Return the first and the last date of a period; one date is both."""
    one = found["one"] or ""
    return found["since"] or one, found["until"] or one


def _shown(archive: search.Archive, kept: search.SavedSearch) -> ShownSearch:
    question = question_of(archive, kept) if not kept.fault else Question(text=kept.text)
    return ShownSearch(
        name=kept.name,
        text="Everything" if question.is_blank else question.text,
        narrowed=narrowed_to(question),
        new=kept.new,
        news=_news(kept, kept.new),
        fault=kept.fault,
        address=news_address(kept.name),
        results=results_address(question),
        feed=feed_address(question),
    )


def _news(kept: search.SavedSearch, new: int) -> str:
    """Say how much is new since the day of the last visit, where the server stands."""
    count = counted(new, f"new {kept.scope}") if new else "Nothing new"
    return f"{count} since {dated(kept.visited.astimezone().date())}"


def narrowed_to(question: Question) -> tuple[str, ...]:
    """Return what a search is narrowed to, in words."""
    values = [
        facet_value(name, value) for name, chosen in question.chosen.items() for value in chosen
    ]
    if question.since or question.until:
        values.append(shown_period(question.since, question.until))
    if question.undated:
        values.append("undated")
    return tuple(values)
