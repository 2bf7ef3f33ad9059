"""One search asked in every way there is, and what each answer counts.

Nothing here knows what the right count is; it only asks that all ways say the same.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from click.testing import CliRunner
from lxml import etree
from werkzeug.datastructures import MultiDict

from search.analysis import whole_value
from search.cli.main import nutgraf
from search.timelines.periods import UNITS
from tests.web.reading import Page
from web.addresses import hit_anchor
from web.parameters import PAGE_SIZE, page_question

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    import search
    from web.parameters import Question

Asked = dict[str, Any]  # the parameters of a request; those with several values have a list
Key = tuple[str, int | None]  # what is found: an article's id, and the paragraph's number

ONE_VALUE = ("source", "section", "language", "year")  # of which an article has one or none
_UNKNOWN = {"facets": ("sort",), "timeline": ("sort",), "concordance": ("scope", "sort")}
LEAST_PAGE = 7  # hits: a page that cuts through groups of copies and of paragraphs


@dataclass(frozen=True)
class Ways:
    """The ways to one search."""

    archive: search.Archive
    client: FlaskClient
    asked: Asked

    @cached_property
    def query(self) -> str:
        """The search as the query of an address."""
        return urlencode(self.asked, doseq=True)

    @cached_property
    def question(self) -> Question:
        """The search as the pages read it."""
        return page_question(MultiDict(self.asked))

    @cached_property
    def options(self) -> dict[str, Any]:
        """The search as the library takes it, without its text."""
        question = self.question
        return {"narrow": question.narrow, "scope": question.scope, "match": question.match}

    @cached_property
    def without_scope(self) -> dict[str, Any]:
        """The options of what is always about articles."""
        return {name: value for name, value in self.options.items() if name != "scope"}

    @cached_property
    def found(self) -> search.Results:
        """The library's answer, without hits."""
        return self.archive.search(
            self.question.text,
            **self.options,
            sort=self.question.hit_sort,
            limit=0,
            facets=True,
        )

    @cached_property
    def hits(self) -> list[search.Hit]:
        """Every hit, copies too."""
        return list(
            self.archive.hits(self.question.text, **self.options, sort=self.question.hit_sort)
        )

    def json(self, path: str, query: str = "") -> Any:  # noqa: ANN401 - whatever is answered
        """Return an answer of the API to the search."""
        left_out = _UNKNOWN.get(path, ())
        asked = {name: value for name, value in self.asked.items() if name not in left_out}
        response = self.client.get(f"/api/v1/{path}?{urlencode(asked, doseq=True)}{query}")
        assert response.status_code == 200, response.get_data(as_text=True)
        return response.get_json()

    def page(self, path: str = "", query: str = "") -> Page:
        """Return a page about the search."""
        response = self.client.get(f"/{path}?{self.query}{query}")
        assert response.status_code == 200, response.get_data(as_text=True)
        return Page(response.get_data(as_text=True))


def library(ways: Ways) -> None:
    """The hits are as many as are told, none twice, and asking what was understood finds them."""
    found, hits = ways.found, ways.hits
    keys = [key(hit, found.scope) for hit in hits]
    assert len(keys) == len(set(keys)) == found.total
    again = ways.archive.search(found.interpreted, scope=found.scope, limit=0)
    assert (again.total, again.distinct, again.interpreted) == (
        found.total, found.distinct, found.interpreted,
    )  # fmt: skip
    news = ways.archive.news(ways.question.text, **ways.options, after=0, limit=LEAST_PAGE)
    assert news.total == found.total
    assert {key(hit, found.scope) for hit in news.hits} <= set(keys)


def api(ways: Ways) -> None:
    """The API says what the library says."""
    answer = ways.json("search", "&limit=0")
    wanted = ways.found.as_json() | {"took_ms": answer["took_ms"]}
    assert answer == json.loads(json.dumps(wanted))
    assert ways.json("facets") == answer["facets"]


def page(ways: Ways) -> None:
    """The page tells the totals, and each of its facets lists what the API counts."""
    shown = ways.page()
    assert number(shown.texts("h1")[0]) == ways.found.total
    other = {"article": "paragraph", "paragraph": "article"}[ways.question.scope]
    beside = ways.archive.search(
        ways.question.text, **ways.options | {"scope": other}, limit=0
    ).total
    views = re.findall(r"\d[\d,]*", " ".join(shown.texts("nav", class_="views")))
    told = {int(each.replace(",", "")) for each in views}
    assert told == {ways.found.total, beside} or not told
    for name, counted in ways.found.facets.items():
        values = ways.page("facet", f"&field={name}").texts("span")
        assert sorted(filter(None, map(number, values))) == sorted(c.count for c in counted), name


def command_line(ways: Ways) -> None:
    """The command line says what the library says of what was understood."""
    text, scope = ways.found.interpreted, ways.question.scope
    asked = ["--json", "--scope", scope, "--", text]
    printed = run(ways, "search", "--limit", "0", *asked)
    wanted = ways.archive.search(text, scope=scope, limit=0, facets=True).as_json()
    assert json.loads(printed) == json.loads(json.dumps(wanted | {"took_ms": took(printed)}))
    assert json.loads(run(ways, "facets", *asked)) == wanted["facets"]
    spread = ways.archive.timeline(text, scope=scope, by_source=True).as_json()
    assert json.loads(run(ways, "timeline", "--by-source", *asked)) == spread
    assert spread["total"] == ways.found.total
    exported = run(ways, "export", "--scope", scope, "--", text)
    assert exported.count("\n") == ways.found.total


def exports(ways: Ways) -> None:
    """Every form has a row for each hit, in their order."""
    keys = [key(hit, ways.found.scope) for hit in ways.hits]
    for root in ("export", "api/v1/export"):
        texts = {
            form: ways.client.get(f"/{root}?{ways.query}&format={form}").get_data(as_text=True)
            for form in ("jsonl", "csv", "markdown")
        }
        lines = [json.loads(line) for line in texts["jsonl"].splitlines()]
        assert [json_key(line, ways.found.scope) for line in lines] == keys
        rows = list(csv.DictReader(io.StringIO(texts["csv"], newline="")))
        assert [row["id"].removeprefix("'") for row in rows] == [
            article.removeprefix("'") for article, _ in keys
        ]
        headings = re.findall(r"^## ", texts["markdown"], re.MULTILINE)
        assert len(headings) == len(keys)


def feed(ways: Ways) -> None:
    """The pages of the feed have each hit once."""
    ids = [entry.findtext("{*}id") for entry in entries(ways)]
    assert len(ids) == len(set(ids)) == ways.found.total


def entries(ways: Ways) -> Iterator[etree._Element]:
    """Yield the entries of the feed, page after page."""
    following: str | None = f"/feed?{ways.query}"
    while following:
        document = etree.fromstring(ways.client.get(following).get_data())
        assert document.findtext("{*}totalResults") == str(ways.found.total)
        yield from document.findall("{*}entry")
        links = {str(each.get("rel")): str(each.get("href")) for each in document.iter("{*}link")}
        following = links.get("next", "").removeprefix("http://localhost")


def timelines(ways: Ways) -> None:
    """In each unit bars and what stands in none add up, for all sources and for each."""
    narrowed = ways.archive.search("", **ways.options, limit=0).total
    for unit in (None, *UNITS):
        found = ways.archive.timeline(ways.question.text, **ways.options, unit=unit, by_source=True)
        assert spread(found) == found.total == ways.found.total
        held = sum(bar.held for bar in found.bars) + found.undated_held + found.imprecise_held
        assert held == narrowed
        assert sum(source.total for source in found.sources) == ways.found.total
        for place, bar in enumerate(found.bars):
            assert sum(source.bars[place].count for source in found.sources) == bar.count
            assert bar.count <= bar.held
        asked = "&by_source=1" + (f"&unit={unit}" if unit else "")
        assert ways.json("timeline", asked) == found.as_json()
    (compared,) = ways.archive.timelines([ways.question.text], **ways.options)
    assert spread(compared) == ways.found.total
    if ways.found.total:
        drawn = ways.page("timeline").texts("tfoot")
        assert drawn == [f"All{ways.found.total:,}{narrowed:,}"]


def compared(ways: Ways) -> None:
    """Beside the line of a search stands its total, whatever it is compared with."""
    if ways.question.is_blank:
        return
    texts = [ways.question.text, "envoy"]
    asked = ways.asked | {"q": texts}
    shown = Ways(ways.archive, ways.client, asked).page("compare").all("a")
    totals = [
        ways.archive.search(text, **ways.options, limit=0).total for text in dict.fromkeys(texts)
    ]
    told = [number(link.text) for link in shown if re.match(r"([\d,]+|No) (art|par)", link.text)]
    assert told == totals


def spread(found: search.Timeline) -> int:
    """Return how many hits a timeline has in all."""
    return sum(bar.count for bar in found.bars) + found.undated + found.imprecise


def facets(ways: Ways) -> None:
    """Each count is the total of the search narrowed to that value, and no hit is lost."""
    chosen = ways.question.chosen
    for name, counts in ways.found.facets.items():
        if name not in chosen and name in ONE_VALUE:
            assert sum(each.count for each in counts) == ways.found.total, name
        assert len({each.value for each in counts}) == len(counts)
        for each in {*counts[:2], *counts[-2:]}:
            narrow = {**ways.question.narrow, name: (each.value or "",)}
            options = {**ways.options, "narrow": narrow}
            total = ways.archive.search(ways.question.text, **options, limit=0).total
            assert total == each.count, (name, each)


def concordance(ways: Ways) -> None:
    """There is a line for each mark of each article that is found."""
    text, options = ways.question.text, ways.without_scope
    articles = ways.archive.search(text, **options, limit=0).total
    found = ways.archive.concordance(text, **options, limit=100_000)
    marks = [
        (hit.article.id, paragraph.number, start, end)
        for hit in ways.archive.hits(text, **options)
        for paragraph in ways.archive.marked(hit.article, text, **options)
        for start, end in paragraph.marks
    ]
    assert found.articles == articles
    assert found.total == len(found.lines) == len(marks)
    assert [(line.article.id, line.number) for line in found.lines] == [
        (article, paragraph) for article, paragraph, _, _ in marks
    ]
    for sort in ("left", "right", "newest"):
        other = ways.archive.concordance(text, **options, sort=sort, limit=100_000)
        assert sorted(map(where, other.lines)) == sorted(map(where, found.lines))
    answer = ways.json("concordance", "&limit=1000")
    assert (answer["articles"], answer["total"]) == (articles, len(marks))


def where(line: search.Line) -> tuple[str, int, str, str, str]:
    """Return what tells a line from others."""
    return line.article.id, line.number, line.left, line.match, line.right


def first_mentions(ways: Ways) -> None:
    """Each source has one first mention, the oldest of its hits, and their totals add up."""
    text, options = ways.question.text, ways.without_scope
    found = ways.archive.first_mentions(text, **options, limit=10_000)
    hits = list(ways.archive.hits(text, **options))
    sources = {source_of(hit.article) for hit in hits}
    assert len(found) == len(sources)
    assert sum(each.total for each in found) == len(hits)
    for each in found:
        own = [hit.article for hit in hits if source_of(hit.article) == each.source]
        dates = [article.date for article in own if article.date]
        assert each.total == len(own)
        assert each.undated == len(own) - len(dates)
        assert each.hit.article.date == min(dates, default=None)


def source_of(article: search.Article) -> str | None:
    """Return the source of an article as it is counted."""
    return whole_value(article.source or "") or None


def paging(ways: Ways) -> None:
    """The pages, of any size, have all distinct hits in one order, without gaps or doubles."""
    found, scope = ways.found, ways.found.scope
    options = ways.options | {"sort": ways.question.hit_sort}
    whole = ways.archive.search(ways.question.text, **options, limit=100_000).hits
    keys = [key(hit, scope) for hit in whole]
    assert len(keys) == len(set(keys)) == found.distinct
    assert sum(1 + hit.others for hit in whole) == found.total
    assert set(keys) <= {key(hit, scope) for hit in ways.hits}
    paged = []
    for offset in range(0, found.distinct + LEAST_PAGE, LEAST_PAGE):
        answer = ways.json("search", f"&facets=0&limit={LEAST_PAGE}&offset={offset}")
        paged += [json_key(hit, scope) for hit in answer["hits"]]
    assert paged == keys
    shown = [ways.page(query=f"&page={n}") for n in range(1, found.distinct // PAGE_SIZE + 3)]
    if scope == "article":
        cards = [card.attributes["id"] for each in shown for card in each.all("li", class_="card")]
        assert cards == [hit_anchor(article) for article, _ in keys]
    else:
        texts = [text for each in shown for text in each.texts("span", class_="number")]
        assert [int(text.rpartition("¶")[2]) for text in texts] == [
            number
            for hit, (_, number) in zip(whole, keys, strict=True)
            if number or hit.paragraphs[0].text != hit.article.label  # that heads the card
        ]


def absence(ways: Ways) -> None:
    """Where nothing is found, each part finds alone, and the rest without it, what is said."""
    scope = ways.question.scope
    for part in ways.found.parts:
        alone = ways.archive.search(part.part, scope=scope, limit=0).total
        narrow = {name: them for name, them in ways.question.narrow.items() if name != part.facet}
        rest = ways.archive.search(part.rest, narrow=narrow, scope=scope, limit=0).total
        assert (alone, rest) == (part.alone, part.without), part
    assert not (ways.found.parts and ways.found.total)


def explained(ways: Ways) -> None:
    """Explanations say of hits that they match, and of no others."""
    text, match = ways.found.interpreted, "all"
    found = {hit.article.id for hit in ways.archive.hits(text)}
    for article in ways.archive.articles():
        matched = ways.archive.explain(text, article.id, match=match).matched  # type: ignore[arg-type]
        assert matched == (article.id in found), article.id
    for hit in ways.archive.search(ways.question.text, **ways.options, explain=True).hits:
        assert hit.explanation is not None
        assert hit.explanation.matched


def run(ways: Ways, *arguments: str) -> str:
    """Return what a command prints."""
    variables = {"NUTGRAF_ARCHIVE": str(ways.archive.place)}
    done = CliRunner().invoke(nutgraf, arguments, env=variables, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def took(printed: str) -> float:
    """Return how long a printed answer took."""
    return float(json.loads(printed)["took_ms"])


def key(hit: search.Hit, scope: str) -> Key:
    """Return what a hit is about."""
    return hit.article.id, hit.paragraphs[0].number if scope == "paragraph" else None


def json_key(hit: dict[str, Any], scope: str) -> Key:
    """Return what a hit of the API is about."""
    number = hit["paragraphs"][0]["number"] if scope == "paragraph" else None
    return hit["article"]["id"], number


def number(text: str) -> int:
    """Return the number that a text begins with; "No" is none."""
    return int(text.split(maxsplit=1)[0].replace(",", "").replace("No", "0"))


CHECKS = (
    library, api, page, command_line, exports, feed, timelines, compared, facets,
    concordance, first_mentions, paging, absence, explained,
)  # fmt: skip


def check(ways: Ways) -> None:
    """Fail where two ways to the same search disagree."""
    for each in CHECKS:
        each(ways)
