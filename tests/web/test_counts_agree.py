"""Page, API, command line, feed, export, timeline and all other ways count the same."""

from __future__ import annotations

import datetime
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.places import ENGINES
from tests.web import articles, charted, counting
from tests.wire import copies, others

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.places import NewPlace
    from tests.web.counting import Asked

QUERIES = [
    # everything and nothing
    "", "( )", "-", "walrus", "envoy walrus", "title:walrus strait date:1999",
    # words
    "envoy", "envoy strait", "=envoy", "the", "harbour office", "Entwürfe", "港口", "U.S.",
    "en*", "*r?", "envay~", "/p[io].*/",
    # phrases and proximity
    '"envoy arrived"', '"strait the open"~3', "envoy w/5 strait", "the pre/3 port",
    "pilots w/s channel", "(envoy OR pilot*) w/p (strait OR channel)", "en* w/5 *ait",
    # and, or, not
    "envoy OR ferry", "envoy -strait", "NOT envoy", "-(strait OR ferry) the", "port^3 OR envoy",
    # fields, dates
    "title:envoy", "title:(envoy strait)", "source:quay", 'source:="The Quay"', "author:*",
    "-author:*", "kind:quote", "-kind:boilerplate the", "kind:title envoy", "lang:de", "path:2021/*",
    "date:2021-08", "date:2021", "date:..2021-08-17", "date:none", "-date:none ferry", "date:*",
    # settings, and what is repaired
    "collapse:off envoy", "collapse:on", "envoy collapse:off collapse:on", '"envoy', "envoy AND",
    "!strait envoy", "“envoy arrived”", "<script>", "\N{RIGHT-TO-LEFT OVERRIDE}payload", "'\"\\",
]  # fmt: skip
NARROWED: list[Asked] = [
    {"source": ["The Quay", "Lake Post"]},
    {"source": [""]},
    {"source": ["", "The Quay"], "year": ["2021", ""]},
    {"year": ["2021"], "from": "2021-08-17", "to": "2021-08"},
    {"year": [""]},
    {"undated": "1"},
    {"from": "2021-08", "undated": "1"},
    {"to": "2021-08-17"},
    {"kind": ["title", "quote"]},
    {"kind": ["boilerplate"], "author": [""]},
    {"author": ["Ann Lee", "Bo Day"]},
    {"language": ["de", ""]},
    {"section": [articles.hostile().section or ""]},
    {"source": ['" OR *:*'], "author": ["-", '="x"', "\x00"]},
    {"source": ["the quay", "THE QUAY "]},
]
CHOICES = [
    {"scope": scope, "match": match, "sort": sort}
    for scope, match, sort in itertools.product(
        ("article", "paragraph"), ("all", "any"), ("relevance", "newest", "oldest")
    )
]


def held() -> Iterator[search.Article]:
    """Yield copies, dates of every precision and of none, several languages, every kind."""
    yield from copies()
    yield from others()
    yield articles.kinds()
    yield articles.hostile()
    for each in itertools.islice(charted.articles(), 24, None):
        yield replace(each, language="en", section="Sea" if len(each.id) % 2 else None)
    yield search.Article.of(
        "Der Hafen bleibt zu.\n\nDie Entwürfe liegen vor.", id="hafen", title="Hafen", language="de",
        date=datetime.date(2021, 1, 1), date_precision="year", source="Lake Post",
        authors=("Ann Lee",),
    )  # fmt: skip
    yield search.Article.of("港口今天重新开放。", id="港口", language="zh", source="The Quay ")
    yield search.Article.of("The U.S. envoy. The envoy!", id="us", source="the quay")
    yield search.Article.of("", id="empty", title="An envoy and no text")
    yield search.Article.of("No title here, envoy.", id="bare", authors=("Bo Day", "Bo Day"))


@pytest.fixture(scope="module", params=ENGINES)
def place(request: pytest.FixtureRequest, new_place: NewPlace) -> Iterator[str | Path]:
    """Make an archive, in several commits, in which some articles have former versions."""
    with new_place(request.param) as place:
        with search.Archive.create(place, engine=request.param) as archive:
            archive.add(replace(each, title=f"{each.title}, at first") for each in held())
            archive.remove(["own2"])
            archive.add(held())
        yield place


@pytest.fixture(scope="module")
def archive(place: str | Path) -> Iterator[search.Archive]:
    with search.Archive.open(place) as archive:
        yield archive


@pytest.fixture(scope="module")
def client(place: str | Path) -> Iterator[object]:
    app = web.create_app(place)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def searches() -> list[Asked]:
    """Return each query alone and narrowed, with scope, match and sort of each kind in turn."""
    return [
        {"q": text, **CHOICES[(5 * place + 7 * bool(narrow)) % len(CHOICES)], **narrow}
        for place, text in enumerate(QUERIES)
        for narrow in ({}, NARROWED[place % len(NARROWED)])
    ]


@pytest.mark.parametrize("asked", searches(), ids=str)
def test_every_way_to_a_search_counts_the_same(
    archive: search.Archive, client: object, asked: Asked
) -> None:
    counting.check(counting.Ways(archive, client, asked))  # type: ignore[arg-type]
