"""An article as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import search
from web.addresses import Link, address, hit_anchor, results_address
from web.answers import marked_paragraphs
from web.reading.citations import cited, permalink
from web.reading.facts import facts, web_address
from web.reading.listed import listed, opening
from web.reading.places import places, ticks
from web.reading.text import text_of
from web.wording import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.parameters import Question
    from web.reading.facts import Fact
    from web.reading.listed import Listed
    from web.reading.places import Place, Tick
    from web.reading.text import Text

ALIKE = 5  # similar articles that stand below an article


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """The matches in an article: what is said of them, their places and the bar's ticks.

    ``plain`` leads to the article without marks.
    """

    counted: str
    places: tuple[Place, ...]
    ticks: tuple[Tick, ...]
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the page of an article leads.

    ``back`` leads to the hit among the results, and ``source`` to where the article was
    published, if that is on the web. ``paragraph`` is the beginning of the address
    that cites a paragraph, whose number follows it. There is no link to ``versions``
    if there is but one.
    """

    back: Link
    source: str | None
    permalink: str
    cite: str
    paragraph: str
    versions: Link | None
    similar: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What the page of an article shows.

    ``matches`` is None without a query, and ``fault`` says why nothing is marked if
    the query has no reading. ``copies`` are nearly identical articles, ``similar``
    are others about the same, and ``citation`` is printed below the text.
    """

    title: str
    question: Question
    article: search.Article
    text: Text
    facts: tuple[Fact, ...]
    matches: Matches | None
    fault: str
    copies: tuple[Listed, ...]
    similar: tuple[Listed, ...]
    citation: str
    links: Links

    @property
    def is_updated(self) -> bool:
        """Whether the article was updated on another day than that of its date."""
        date, updated = self.fact("date"), self.fact("updated")
        return bool(updated and (date is None or updated.value != date.value))

    def fact(self, field: str) -> Fact | None:
        """Return the value of a field of the article, if it is known."""
        return next((fact for fact in self.facts if fact.field == field), None)


def article_page(archive: search.Archive, article_id: str, question: Question) -> ArticlePage:
    """Return what the page of an article shows, with the marks of the query.

    Raises:
        ArticleMissing: if there is no such article.
    """
    article = archive.article(article_id)
    found, fault = _marked(archive, article, question)
    where = places(found)
    return ArticlePage(
        title=article.label,
        question=question,
        article=article,
        text=text_of(article, found, where),
        facts=facts(article),
        matches=None if question.is_blank or fault else _matches(article, found, where),
        fault=fault,
        copies=tuple(listed(copy, question) for copy in archive.copies(article_id)),
        similar=tuple(
            listed(hit.article, question, opening(hit.article))
            for hit in archive.similar(article_id, limit=ALIKE)
        ),
        citation=cited(article, "plain"),
        links=_links(article, question, len(archive.versions(article_id))),
    )


def _marked(
    archive: search.Archive, article: search.Article, question: Question
) -> tuple[Sequence[search.FoundParagraph], str]:
    """Return the paragraphs with their marks, and why there are none if there can be none."""
    try:
        return marked_paragraphs(archive, article, question), ""
    except search.QueryError as error:
        return archive.marked(article, ""), str(error)


def _matches(
    article: search.Article,
    found: Sequence[search.FoundParagraph],
    where: tuple[Place, ...],
) -> Matches:
    matching = sum(each.matched for each in found)
    return Matches(
        counted=f"{counted(matching, 'matching paragraph')} of {len(found):,}" if matching else "",
        places=where,
        ticks=ticks(where, sum(len(each.text) for each in found)),
        plain=permalink(article.id),
    )


def _links(article: search.Article, question: Question, versions: int) -> Links:
    def to(endpoint: str, **more: str) -> str:
        parameters = {name: [value] for name, value in more.items()}
        return address(f"reading.{endpoint}", question, parameters, article_id=article.id)

    return Links(
        back=_back(question, article.id),
        source=web_address(article.url),
        permalink=permalink(article.id),
        cite=to("citations"),
        paragraph=to("citations", paragraph=""),
        versions=(
            Link(label=counted(versions, "version"), address=to("versions"))
            if versions > 1
            else None
        ),
        similar=to("similar"),
    )


def _back(question: Question, article_id: str) -> Link:
    """Return the link to the hit among the results that the article was opened from."""
    if question.is_blank:
        label = "Results" if question.narrow else "All articles"
    else:
        label = "Results for"
    return Link(label=label, address=f"{results_address(question)}#{hit_anchor(article_id)}")
