"""What can be asked of the API: each operation with its parameters and its answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from web import parameters
from web.api.schemas import array, ref
from web.parameters import FORM, MATCH, NARROW, OFFSET, RECENCY, SCOPE, SORT, TEXT
from web.values import Parameter

if TYPE_CHECKING:
    from web.api.schemas import Schema

PREFIX = "/api/v1"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked.

    ``path`` stands behind ``PREFIX``, and ``example`` is a request of it with the
    parameters. ``schema`` is that of the answer in JSON, and ``media_types`` are those
    of answers that are not JSON. ``about_archive`` tells whether the archive is
    asked, which may be out of order.
    """

    name: str
    path: str
    summary: str
    description: str
    example: str
    parameters: tuple[Parameter, ...] = ()
    schema: Schema | None = None
    media_types: tuple[str, ...] = ()
    cached: bool = True
    about_archive: bool = True
    path_parameters: tuple[Parameter, ...] = field(default=())

    @property
    def rule(self) -> str:
        """The path as the routes of Flask have it."""
        return self.path.replace("{", "<path:").replace("}", ">")


ARTICLE_ID = Parameter(
    name="article_id",
    field="article_id",
    description="The id of an article, as hits have it; it may have slashes.",
    example="qzzqgnakzl3a",
)
_SEARCHED = (TEXT, SCOPE, MATCH)

SEARCH = Operation(
    name="search",
    path="/search",
    summary="Search",
    description=(
        "Finds articles, or paragraphs, with exact totals. The query language does all of the"
        " narrowing too; the parameters for it are for programs that do not write queries."
        " Values of one parameter are alternatives, different parameters must all hold, and an"
        " empty value (`source=`) means those that have none."
    ),
    example="q=bridge&source=The+Courier&from=2021&limit=3",
    parameters=(
        *_SEARCHED,
        SORT,
        RECENCY,
        parameters.LIMIT,
        OFFSET,
        parameters.COUNTED,
        parameters.EXPLAIN,
        *NARROW,
    ),
    schema=ref("Results"),
)
FACETS = Operation(
    name="facets",
    path="/facets",
    summary="Count hits by facet",
    description=(
        "Counts the hits by source, author, section, year, language and kind. Each facet leaves"
        " out what it is itself narrowed to, so that the counts of its other values are seen. Of a"
        " facet with more than 10,000 values those are given that most hits have."
    ),
    example="q=bridge&source=The+Courier",
    parameters=(*_SEARCHED, *NARROW),
    schema=ref("Facets"),
)
TIMELINE = Operation(
    name="timeline",
    path="/timeline",
    summary="Count hits by time",
    description=(
        "Counts the hits by day, week, month or year, beside what the archive holds there, so"
        " that “no hits” and “no articles” can be told apart."
    ),
    example="q=bridge&unit=month",
    parameters=(*_SEARCHED, *NARROW, parameters.UNIT, parameters.BY_SOURCE),
    schema=ref("Timeline"),
)
CONCORDANCE = Operation(
    name="concordance",
    path="/concordance",
    summary="Show matches in context",
    description="Gives each match a line of its own, with the words around it.",
    example="q=bridge&sort=right",
    parameters=(TEXT, MATCH, parameters.LINE_SORT, parameters.LINE_LIMIT, OFFSET, *NARROW),
    schema=ref("Concordance"),
)
FIRST_MENTIONS = Operation(
    name="first_mentions",
    path="/first-mentions",
    summary="Show the first hit of each source",
    description=(
        "Gives the earliest hit of each source, the earliest first, from `offset` on; behind the"
        " last source there are none."
    ),
    example="q=bridge",
    parameters=(TEXT, MATCH, parameters.SOURCE_LIMIT, OFFSET, *NARROW),
    schema=array(ref("FirstMention")),
)
EXPORT = Operation(
    name="export",
    path="/export",
    summary="Export all hits",
    description=(
        "Streams every hit, near-identical articles too: as JSON Lines (a `Hit` on each line), as"
        " CSV (a row for each hit) or as Markdown."
    ),
    example="q=bridge&format=csv",
    parameters=(*_SEARCHED, SORT, RECENCY, *NARROW, FORM),
    media_types=tuple(parameters.MEDIA_TYPES.values()),
)
SUGGEST = Operation(
    name="suggest",
    path="/suggest",
    summary="Complete the last word",
    description="Says how the last word of a query may go on, in the archive's own words.",
    example="q=old+bri",
    parameters=(TEXT, parameters.SUGGEST_LIMIT),
    schema=array(ref("Suggestion")),
)
ARTICLE = Operation(
    name="article",
    path="/articles/{article_id}",
    summary="Read an article",
    description="Gives an article with all its paragraphs.",
    example="",
    path_parameters=(ARTICLE_ID,),
    schema=ref("Article"),
)
SIMILAR = Operation(
    name="similar",
    path="/articles/{article_id}/similar",
    summary="Find similar articles",
    description=(
        "Finds the articles whose words are most like this one's, the most similar first. If"
        " there is an article whose own id ends with `/similar`, this address answers with that"
        " `Article`."
    ),
    example="limit=3",
    parameters=(parameters.SIMILAR_LIMIT,),
    path_parameters=(ARTICLE_ID,),
    schema={"anyOf": [array(ref("Hit")), ref("Article")]},
)
STATS = Operation(
    name="stats",
    path="/stats",
    summary="Say what the archive holds",
    description="Counts articles, versions and files, and says how large the archive is.",
    example="",
    schema=ref("Stats"),
    cached=False,
)
HEALTHZ = Operation(
    name="healthz",
    path="/healthz",
    summary="Say whether all is well",
    description="Answers 200 if the archive can be searched, and 503 if it cannot.",
    example="",
    schema=ref("Health"),
    cached=False,
)
DOCUMENT = Operation(
    name="document",
    path="/openapi.json",
    summary="Describe the API",
    description="Gives this description as an OpenAPI 3.1 document.",
    example="",
    schema={"type": "object", "description": "An OpenAPI document."},
    about_archive=False,
)

OPERATIONS: tuple[Operation, ...] = (
    SEARCH,
    FACETS,
    TIMELINE,
    CONCORDANCE,
    FIRST_MENTIONS,
    EXPORT,
    SUGGEST,
    ARTICLE,
    SIMILAR,
    STATS,
    HEALTHZ,
    DOCUMENT,
)
