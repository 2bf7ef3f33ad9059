"""What a request asks for, read from its parameters, each of which is described here once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from web.values import (
    LONGEST_SHOWN,
    Choice,
    Date,
    Flag,
    Number,
    Parameter,
    ParameterError,
    Year,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from search import ExportForm, LineSort, Match, Scope, Sort, Unit

__all__ = [
    "FACETS",
    "FORM",
    "FROM",
    "KINDS",
    "LINE_SORTS",
    "MATCH",
    "MATCHES",
    "NARROW",
    "OFFSET",
    "PAGE",
    "PAGE_SIZE",
    "RECENCY",
    "SCOPE",
    "SCOPES",
    "SORT",
    "SORTS",
    "TEXT",
    "TO",
    "UNITS",
    "ParameterError",
    "Question",
    "api_question",
    "page_question",
]

# The first of each is what a request means that does not say.
SCOPES: tuple[Scope, ...] = ("article", "paragraph")
MATCHES: tuple[Match, ...] = ("all", "any")
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
LINE_SORTS: tuple[LineSort, ...] = (*SORTS, "left", "right")
UNITS: tuple[Unit, ...] = ("day", "week", "month", "year")
# What an export is sent as.
MEDIA_TYPES: dict[ExportForm, str] = {
    "jsonl": "application/jsonl",
    "csv": "text/csv",
    "markdown": "text/markdown",
}
FORMS: tuple[ExportForm, ...] = tuple(MEDIA_TYPES)
KINDS = ("title", "heading", "body", "quote", "caption", "list", "byline", "boilerplate")

PAGE_SIZE = 10
API_LIMIT = 10
API_LIMIT_MOST = 1000
QUERY_LENGTH = 2000  # characters: what the query language takes

TEXT = Parameter(
    name="q",
    field="text",
    description="The query, in the query language; without one, everything is found.",
    longest=QUERY_LENGTH,
    example="bridge date:2021",
)
SCOPE = Choice(
    name="scope",
    field="scope",
    choices=SCOPES,
    default=SCOPES[0],
    description=(
        "What is found and counted: articles, of which each part of the query may match in"
        " another paragraph, or paragraphs, within one of which the whole query must match."
    ),
)
MATCH = Choice(
    name="match",
    field="match",
    choices=MATCHES,
    default=MATCHES[0],
    description="Whether all the words of a query of plain words must match, or any of them.",
)
SORT = Choice(
    name="sort",
    field="sort",
    choices=SORTS,
    default=SORTS[0],
    description="The order of the hits.",
)
LINE_SORT = replace(
    SORT,
    choices=LINE_SORTS,
    description=(
        "The order of the lines: that of their articles, or the alphabet's by what stands to"
        " the left or to the right of the match."
    ),
)
RECENCY = Number(
    name="recency",
    field="recency",
    default=None,
    least=1,
    description=(
        "By relevance, articles of today count up to twice as much as very old ones; half of that"
        " extra is left after so many days. Without it, it does not count how recent they are."
    ),
    example=30,
)
FACETS = (
    Parameter(
        name="source",
        field="source",
        repeatable=True,
        empty="articles without a source",
        description="Only articles of this source.",
        example=["The Courier"],
    ),
    Parameter(
        name="author",
        field="author",
        repeatable=True,
        empty="articles without an author",
        description="Only articles by this author.",
    ),
    Parameter(
        name="section",
        field="section",
        repeatable=True,
        empty="articles without a section",
        description="Only articles of this section.",
    ),
    Year(
        name="year",
        field="year",
        repeatable=True,
        empty="undated articles",
        description="Only articles of this year.",
    ),
    Parameter(
        name="language",
        field="language",
        repeatable=True,
        empty="articles whose language is not known",
        description="Only articles in this language.",
    ),
    Choice(
        name="kind",
        field="kind",
        choices=KINDS,
        repeatable=True,
        empty="articles without paragraphs",
        description="Only paragraphs of this kind, or articles that have such a paragraph.",
    ),
)
FROM = Date(
    name="from",
    field="since",
    description="Only articles from this day on, or from the first day of this month or year.",
    example="2021-08",
)
TO = Date(
    name="to",
    field="until",
    description="Only articles to this day, or to the last day of this month or year.",
)
UNDATED = Flag(
    name="undated",
    field="undated",
    description="Only undated articles; with `from` or `to`, undated articles as well.",
)
PAGE = Number(
    name="page", field="page", default=1, least=1, description="The page of hits, from 1."
)
OPEN = Parameter(
    name="open",
    field="open",
    repeatable=True,
    description="The id of an article whose matching paragraphs are all shown.",
)
UNIT = Choice(
    name="unit",
    field="unit",
    choices=UNITS,
    default=None,
    description="What one bar stands for; without it, what suits the range of the hits.",
)
SHARE = Flag(
    name="share",
    field="share",
    description="Whether bars show the share of the articles of their time, not the number.",
)
LIMIT = Number(
    name="limit",
    field="limit",
    default=API_LIMIT,
    most=API_LIMIT_MOST,
    description="How many are answered at most.",
)
SUGGEST_LIMIT = replace(LIMIT, least=1)
LINE_LIMIT = replace(LIMIT, default=50)
SOURCE_LIMIT = LINE_LIMIT
SIMILAR_LIMIT = replace(LIMIT, most=100)
OFFSET = Number(name="offset", field="offset", description="How many are passed over.")
COUNTED = Flag(
    name="facets",
    field="facets",
    default=True,
    description="Whether the hits are counted by source, author, section, year, language and kind.",
)
EXPLAIN = Flag(
    name="explain", field="explain", description="Whether to say of each hit why it matches."
)
BY_SOURCE = Flag(
    name="by_source", field="by_source", description="Whether each source has bars of its own too."
)
FORM = Choice(
    name="format",
    field="form",
    choices=FORMS,
    default=FORMS[0],
    description="JSON Lines, CSV or Markdown.",
)

# What says which articles are meant, on every page and in the API.
_FACET_NAMES = frozenset(each.name for each in FACETS)
NARROW: tuple[Parameter, ...] = (*FACETS, FROM, TO, UNDATED)
# What each page understands.
PAGES: tuple[Parameter, ...] = (
    TEXT,
    SCOPE,
    MATCH,
    LINE_SORT,
    RECENCY,
    *NARROW,
    PAGE,
    OPEN,
    UNIT,
    SHARE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search as a request asks for it.

    ``chosen`` are the values of each facet that the search is narrowed by, "" for
    none; ``since`` and ``until`` the dates it is narrowed by, as they were typed,
    and ``undated`` whether it is narrowed to undated articles (with dates: these
    too). ``narrow`` is all of that as the library takes it. ``sort`` may be one that
    only the lines of a concordance have; ``hit_sort`` is what it means for hits.
    ``recency`` is the days after which half is left of what it counts, by relevance, that
    an article is recent; None if it does not count.
    ``open`` are the ids of the articles that are unfolded on a page.
    """

    text: str = ""
    scope: Scope = "article"
    match: Match = "all"
    sort: LineSort = "relevance"
    recency: int | None = None
    limit: int = PAGE_SIZE
    offset: int = 0
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    undated: bool = False
    open: tuple[str, ...] = ()
    unit: Unit | None = None
    share: bool = False
    facets: bool = False
    explain: bool = False
    by_source: bool = False
    form: ExportForm = "jsonl"

    @property
    def is_blank(self) -> bool:
        """Whether it has no query, which means everything."""
        return not self.text.strip()

    @property
    def page(self) -> int:
        """The page that begins at ``offset``, counted from 1."""
        return self.offset // self.limit + 1 if self.limit else 1

    @property
    def hit_sort(self) -> Sort:
        """The order of hits, which have no left and right."""
        return next((sort for sort in SORTS if sort == self.sort), SORTS[0])

    @property
    def narrow(self) -> dict[str, tuple[str, ...]]:
        """What the search is narrowed by, as the library takes it.

        >>> Question(chosen={"source": ("The Courier", "")}, since="2021-08").narrow
        {'source': ('The Courier', ''), 'date': ('2021-08..',)}
        """
        dates = (*self._dates(), *(("none",) if self.undated else ()))
        return {**self.chosen} | ({"date": dates} if dates else {})

    def _dates(self) -> tuple[str, ...]:
        if self.since == self.until:
            return (self.since,) if self.since else ()
        return (f"{self.since}..{self.until}",)

    def changed(self, **changes: Any) -> Question:  # noqa: ANN401 - of the fields' types
        """Return the question with other values, from its first hit on with none unfolded."""
        return replace(self, **{"offset": 0, "open": (), **changes})

    def toggled(self, name: str, value: str) -> Question:
        """Return the question narrowed by a value of a facet as well, or no more by it.

        >>> narrowed = Question().toggled("source", "The Courier")
        >>> narrowed.chosen, narrowed.toggled("source", "The Courier").chosen
        ({'source': ('The Courier',)}, {})
        """
        values = dict.fromkeys(self.chosen.get(name, ()))
        if value in values:
            del values[value]
        else:
            values[value] = None
        chosen = {**self.chosen, name: tuple(values)}
        return self.changed(chosen={each: them for each, them in chosen.items() if them})

    def parameters(self) -> dict[str, list[str]]:
        """Return the parameters of a page's address that differ from what it means without.

        >>> Question(text="saleh", chosen={"year": ("2021", "")}, offset=20).parameters()
        {'q': ['saleh'], 'year': ['2021', ''], 'page': ['3']}
        """
        values = {each.name: self._values(each) for each in PAGES}
        return {name: written for name, written in values.items() if written}

    def _values(self, parameter: Parameter) -> list[str]:
        """Return what a request says for this question, nothing where it need not."""
        if parameter.name in _FACET_NAMES:
            return [*self.chosen.get(parameter.name, ())]
        value = getattr(self, parameter.field)
        if parameter.repeatable:
            return [*value]
        if value == parameter.default or (parameter is TEXT and self.is_blank):
            return []
        return [parameter.written(value)]


def page_question(arguments: MultiDict[str, str]) -> Question:
    """Read what a page is asked for; unknown parameters mean nothing.

    Raises:
        ParameterError: if a parameter has no sensible value.
    """
    # A query that is too long is the query's fault, which its page shows.
    values = _read((PAGE, *(each for each in PAGES if each is not TEXT)), arguments)
    offset = (values.pop("page") - 1) * PAGE_SIZE
    return _question(
        {"text": arguments.get("q", ""), "limit": PAGE_SIZE, "offset": offset, **values}
    )


def api_question(arguments: MultiDict[str, str], parameters: tuple[Parameter, ...]) -> Question:
    """Read what the API is asked for, which has these parameters and no others.

    Raises:
        ParameterError: if a parameter is unknown or has no sensible value.
    """
    _check_names(arguments, parameters)
    return _question(_read(parameters, arguments))


def _read(parameters: tuple[Parameter, ...], arguments: MultiDict[str, str]) -> dict[str, Any]:
    return {each.field: each.read(arguments) for each in parameters}


def _question(values: dict[str, Any]) -> Question:
    """Return the question of these values, the facets' gathered.

    Raises:
        ParameterError: if the dates are the wrong way round.
    """
    given = {each.name: values.pop(each.field, ()) for each in FACETS}
    question = Question(chosen={name: them for name, them in given.items() if them}, **values)
    since, until = question.since, question.until
    # As far as both say, a year, a month or a day; texts of one length sort as dates do.
    if since and until and since[: len(until)] > until[: len(since)]:
        raise ParameterError(f"from is “{since}” and to is “{until}”; from must not be later.")
    return question


def _check_names(arguments: MultiDict[str, str], parameters: tuple[Parameter, ...]) -> None:
    known = {each.name: each for each in parameters}
    for name, values in arguments.lists():
        if name not in known:
            there_are = (
                f"the parameters are: {', '.join(known)}" if known else "there are none here"
            )
            shown = name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
            raise ParameterError(f"There is no parameter “{shown}”; {there_are}.")
        if len(values) > 1 and not known[name].repeatable:
            raise ParameterError(f"{name} is given {len(values)} times; give it once.")
