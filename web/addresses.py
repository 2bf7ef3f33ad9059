"""The addresses of pages, with the search kept in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlencode

from flask import url_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from search import Scope
    from web.parameters import Question

_ENDPOINTS = {
    "articles": "results.results",
    "paragraphs": "results.results",
    "concordance": "charts.concordance",
    "timeline": "charts.timeline",
    "compare": "charts.compare",
    "saved": "work.saved",
}
_SCOPES: dict[str, Scope] = {"articles": "article", "paragraphs": "paragraph"}
_OF_ONE_SEARCH = ("concordance", "timeline")  # the views that have an address of their own
_NOT_KEPT = ("q", "page", "open")
# What may stand as it is in parameters and in a path (RFC 3986), so that people can read it.
_PLAIN = "!$'()*,/:;@"
_PLAIN_IN_PATH = "!$&'()*+,/:;=@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a page, or the name of the one that is shown."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLink:
    """A link to a view of a search, and how many hits it has if that is known."""

    label: str
    address: str
    current: bool
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleAddresses:
    """The addresses of articles that keep a search, which is written out once for all.

    ``root`` is what stands before an article's id, and ``parameters`` what stands after it.
    """

    root: str
    parameters: str

    @classmethod
    def of(cls, question: Question, endpoint: str = "reading.article") -> ArticleAddresses:
        """Return the addresses that keep a search, of articles or of other pages about them."""
        root = url_for(endpoint, article_id="-").removesuffix("-")
        return cls(root=root, parameters=with_parameters("", question.parameters()))

    def address(self, article_id: str, number: int | None = None) -> str:
        """Return the address of an article, or of its paragraph with this number."""
        anchor = "" if number is None else f"#p{number}"
        return f"{self.root}{quote(article_id, safe=_PLAIN_IN_PATH)}{self.parameters}{anchor}"


def results_address(question: Question) -> str:
    """Return the address of the page of results that answers a question."""
    return address("results.results", question)


def article_address(question: Question, article_id: str, number: int | None = None) -> str:
    """Return the address of an article, or of its paragraph with this number.

    It keeps the search, so that the marks are shown and a link leads back.
    """
    return ArticleAddresses.of(question).address(article_id, number)


def hit_anchor(article_id: str) -> str:
    """Return the name of the place of an article among the results.

    >>> hit_anchor("it's here")
    'hit-it%27s%20here'
    """
    return f"hit-{quote(article_id, safe='')}"


def address(
    endpoint: str,
    question: Question,
    more: Mapping[str, Sequence[str]] | None = None,
    article_id: str | None = None,
) -> str:
    """Return the address of any page about a search.

    Args:
        endpoint: the page's name, as ``url_for`` knows it.
        question: the search.
        more: parameters of that page beside those of the search.
        article_id: the article in the page's path, if it is about one.
    """
    path = url_for(endpoint) if article_id is None else url_for(endpoint, article_id=article_id)
    return with_parameters(path, {**question.parameters(), **(more or {})})


def with_parameters(path: str, parameters: Mapping[str, Sequence[str]]) -> str:
    """Return a path with parameters.

    >>> with_parameters("/timeline", {"q": ["peace talks"], "source": ["A&B", ""]})
    '/timeline?q=peace+talks&source=A%26B&source='
    """
    return f"{path}?{urlencode(parameters, doseq=True, safe=_PLAIN)}" if parameters else path


def extended(address: str, name: str, value: str) -> str:
    """Return an address without an anchor with one more parameter.

    >>> extended("/", "source", "A&B"), extended("/?q=peace", "year", "2021")
    ('/?source=A%26B', '/?q=peace&year=2021')
    """
    return f"{address}{'&' if '?' in address else '?'}{name}={quote_plus(value, safe=_PLAIN)}"


def views(question: Question, shown: str, counts: Mapping[str, int]) -> tuple[ViewLink, ...]:
    """Return the links that show the same search in each way.

    ``shown`` is the view that the page is, in small letters, or "", and ``counts`` are the numbers of
    hits that are known.
    """
    bare = question.changed(scope="article").parameters()
    return tuple(
        ViewLink(
            label=view.capitalize(),
            address=with_parameters(
                url_for(endpoint), _scoped(bare, _SCOPES.get(view, question.scope))
            ),
            current=view == shown,
            count=counts.get(view),
        )
        for view, endpoint in _ENDPOINTS.items()
    )


def _scoped(bare: dict[str, list[str]], scope: Scope) -> dict[str, list[str]]:
    """Return the parameters of a search for articles as those of one in another scope."""
    return bare if scope == "article" else {**bare, "scope": [scope]}


def form_address(shown: str) -> str:
    """Return where the search form of a page leads: to the same view if it shows one search."""
    return url_for(_ENDPOINTS[shown if shown in _OF_ONE_SEARCH else "articles"])


def kept(question: Question, besides: Sequence[str] = _NOT_KEPT) -> list[tuple[str, str]]:
    """Return the parameters that a form keeps of a search, besides those that it has itself."""
    return [
        (name, value)
        for name, values in question.parameters().items()
        if name not in besides
        for value in values
    ]
