"""Every engine against the brute-force truth, over generated archives and queries."""

from __future__ import annotations

import datetime
import itertools
import os
import tempfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search
from search.analysis import tokens
from search.article import Paragraph
from search.query import parse
from search.query.fields import FACETS
from search.query.parser import MAX_LENGTH
from tests.places import ENGINES
from tests.truth import (
    Truth,
    counted,
    day_counts,
    facet_counts,
    narrowed,
    source_day_counts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from search.query import nodes
    from tests.places import NewArchive
    from tests.truth import ArticleHit

SCOPES: tuple[search.Scope, ...] = ("article", "paragraph")
TODAY = datetime.date(2021, 9, 1)
# `make fuzz` raises it; each example asks a dozen queries in both scopes, four times.
EXAMPLES = int(os.environ.get("NUTGRAF_EXAMPLES", "25"))
QUERIES = 12

WORDS = [
    "peace", "talks", "talk", "talking", "Saleh", "Saleh's", "Saleh’s", "al-Qaeda", "U.S.",
    "café", "cafe", "naïve", "中国人", "中", "国", "the", "the", "a", "organ", "organs",
    "organisation", "masood", "massoud", "Masoud", "2021", "don’t", "re-open", "Mr.", "Sept.",
    "東京都", "ไทย", "iPhone手机", "ÉTÉ", "x",
]  # fmt: skip
JOINS = [" ", " ", " ", " ", ", ", ". ", "! ", " – ", "; “", "” ", "…", ".\n", "-"]
NAMES = ["Ann Lee", "Bo Day", "Ann Day Lee", "Élise Saleh", "Ann  Lee ", "Bo “O’Day” Lee"]
LONG = "The " + "very " * 60 + "long name"  # 313 characters
SOURCES = [
    None, "BBC News", "The Harbour Courier", "BBC\u00a0News", "The “Daily”  Saleh’s", LONG,
    "\u202eThe Harbour Courier", "中国人 News", "“Day”",
]  # fmt: skip
SECTIONS = [None, "World", "world", "A) OR b:*"]
LANGUAGES = [None, "en", "en-GB", "fr"]
KINDS = ["body", "body", "body", "caption", "heading", "quote", "boilerplate"]


@st.composite
def texts(draw: st.DrawFn) -> str:
    words = draw(st.lists(st.sampled_from(WORDS), max_size=10))
    joins = draw(st.lists(st.sampled_from(JOINS), min_size=len(words), max_size=len(words)))
    return "".join(word + join for word, join in zip(words, joins, strict=True)).strip()


@st.composite
def articles(draw: st.DrawFn, article_id: str) -> search.Article:
    title = draw(st.one_of(st.none(), texts()))
    body = draw(st.lists(st.tuples(texts(), st.sampled_from(KINDS)), max_size=4))
    paragraphs = [Paragraph(number=0, text=title, kind="title")] if title else []
    paragraphs += [
        Paragraph(number=number, text=text, kind=kind)  # type: ignore[arg-type]
        for number, (text, kind) in enumerate(body, start=1)
    ]
    day = draw(
        st.one_of(st.none(), st.dates(datetime.date(2021, 7, 25), datetime.date(2021, 9, 5)))
    )
    return search.Article(
        id=article_id,
        title=title,
        paragraphs=tuple(paragraphs),
        authors=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2))),
        date=day,
        date_precision=draw(st.sampled_from(["day", "day", "month", "year"])),
        source=draw(st.sampled_from(SOURCES)),
        section=draw(st.sampled_from(SECTIONS)),
        tags=draw(st.sampled_from([(), ("peace", "the valley")])),
        path=draw(st.sampled_from([None, "2021/08/a.txt", "2021/b.txt", "2022/Été.md"])),
        language=draw(st.sampled_from(LANGUAGES)),
        copies=draw(st.sampled_from([(), (), ("mirror/a.txt", "2021/08/c.txt")])),
    )


single = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(WORDS).map(lambda word: f"={word}"),
    st.sampled_from(["tal*", "*s", "m?soud", "*a*", "mas*d", "??", "=caf?", "al-q*", "中*", "x*"]),
    st.sampled_from(["masoud~", "masood~2", "tlaks~1", "cafe~2", "a~1", "al-qaida~1", "peece~"]),
    st.sampled_from(
        ["/mas+ou?d/", "/[a-m].*/", "/t.{2,4}/", "/(organ|talk)s?/", "/[^a-s]+/", "/.*/", "/É.É/"]
    ),
)
phrase = st.builds(
    lambda words, slop: '"' + " ".join(words) + '"' + slop,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.sampled_from(["", "", "~1", "~2", "~3", "~6"]),
)
alternatives = st.lists(single, min_size=2, max_size=3).map(lambda found: f"({' OR '.join(found)})")
side = st.one_of(single, single, phrase, alternatives)
operator = st.sampled_from(["w/1", "w/2", "w/5", "pre/1", "pre/2", "pre/4", "w/s", "w/p", "w/20"])
near = st.one_of(
    st.builds("{} {} {}".format, side, operator, side),
    st.builds("{} {} {}".format, single, operator, single),
    st.builds("{} {} {} {} {}".format, side, operator, side, operator, side),
    st.builds("({} {} {} OR {}) {} {}".format, single, operator, single, single, operator, single),
)
whole = st.sampled_from(
    [
        'source:="BBC News"', 'source:="bbc news"', 'source:="BBC"', 'source:="BBC  News "',
        "source:=“The Daily Saleh's”", f'source:="{LONG}"', f'source:="{LONG[:-1]}"',
        'source:="The Harbour Courier"^2', '-source:="The Harbour Courier"', 'source:="…"',
        'source:(="BBC News" OR ="The Harbour Courier")', 'source:(="BBC News" OR courier)^2',
        'source:(="中国人 News" 中国人)', 'source:(-="BBC News")', 'source:(="BBC News" -*)',
        'author:="Ann Lee"', 'author:="Lee"', "author:=”Bo O’Day Lee”", 'by:(="Ann Lee" ="Bo Day")',
        'author:(="Ann Lee" OR =lee OR "bo day")', 'author:((="Ann Lee" OR ="Bo Day") -élise)',
        'section:="World"', 'section:="world"', 'section:="A) OR b:*"', 'section:(="World" OR world)',
        'lang:="en"', 'lang:="en-GB"', 'lang:="EN"', 'kind:="caption"', 'kind:="body"',
        'kind:="Body"', 'kind:(="heading" OR quote)', '(kind:="caption" peace)',
        '(source:="BBC News" w/5 peace)', 'tag:="the valley"', 'title:="peace talks"',
    ]
)  # fmt: skip
metadata = st.one_of(
    whole,
    st.sampled_from(
        [
            "author:lee", 'author:"ann lee"', "author:(ann w/2 lee)", "author:(bo OR elise)",
            "author:*", "-author:*", "author:l*", "author:daz~1", "source:bbc", "source:*",
            "source:/bbc|the/", "section:world", "tag:valley", 'tag:"the valley"', "title:*",
            "path:2021", "path:2021/*", 'path:"2021/08"', "path:mirror", "path:*.md", "path:2022/ete.md", "lang:en", "lang:fr",
            "lang:e*", "kind:caption", "kind:heading", "kind:title", "kind:c*", "date:2021",
            "date:2021-08", "date:2021-08-15..2021-08-31", "date:none", "date:*", "-date:*",
            "date:..2021-08", "date:2021-08-20..", 'date:"last week"', "after:2021-08-20",
            "before:2021-08-10", "section:*", "tag:*", "lang:*", "path:*",
        ]
    ),
    single.map(lambda word: f"title:{word}"),
    phrase.map(lambda words: f"title:{words}"),
    near.map(lambda words: f"title:({words})"),
    phrase.map(lambda words: f"author:{words}"),
)  # fmt: skip
leaf = st.one_of(single, single, phrase, near, metadata, st.just("*"))
queries = st.recursive(
    leaf,
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("(-{})".format, inner.map(lambda text: f"({text})")),
        st.builds("({})^2".format, inner),
    ),
    max_leaves=4,
)


def chosen(values: Iterable[str | None]) -> st.SearchStrategy[list[str]]:
    """Values of a facet as it gives them; "" stands for none."""
    known = sorted({counted(value or "") for value in values})
    return st.lists(st.sampled_from(known), max_size=3)


DATES = ["2021-08", "2021-08-10..2021-08-20", "2021", "none", "1999", "..2021-08-15"]
narrowings = st.fixed_dictionaries(
    {},
    optional={
        "source": chosen([*SOURCES, "Nowhere Post"]),
        "author": chosen([*NAMES, ""]),
        "section": chosen(SECTIONS),
        "language": chosen(LANGUAGES),
        "kind": chosen([*KINDS, "title", ""]),
        "year": chosen(["2021", "1999", ""]),
        "date": st.lists(st.sampled_from(DATES), max_size=2),
    },
)


@pytest.mark.parametrize("engine", ENGINES)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_an_engine_finds_and_marks_exactly_what_the_query_means(
    new_archive: NewArchive, engine: str, data: st.DataObject
) -> None:
    held = [
        data.draw(articles(f"article{number}")) for number in range(data.draw(st.integers(1, 5)))
    ]
    asked = data.draw(st.lists(queries, min_size=QUERIES, max_size=QUERIES))
    newer = data.draw(articles("article0"))
    with new_archive(engine) as archive:
        archive.add(held)
        compare(archive, held, asked)
        held = [newer, *held[1:]]  # an update
        archive.add([newer])
        compare(archive, held, asked[::2])
        archive.remove([held[-1].id])
        held = held[:-1]
        compare(archive, held, asked[1::2])
        archive.close()
        search.Archive.rebuild(archive.place)
        with search.Archive.open(archive.place) as rebuilt:
            compare(rebuilt, held, asked[::3])
            assert rebuilt.check().agrees


def compare(archive: search.Archive, held: list[search.Article], asked: list[str]) -> None:
    """Compare hits, totals, order and marks of each query with the truth."""
    with archive._snapshot.reading() as engine:
        stem = engine.analyzer.stem
    by_id = {article.id: article for article in held}
    for text in asked:
        query = parse(text, today=TODAY)
        assert parse(str(query), today=TODAY) == query, text
        truth = Truth(query.tree, stem)
        found = archive.search(text, limit=100, today=TODAY)
        assert {hit.article.id for hit in found.hits} == truth.articles(held), text
        assert found.total == found.distinct == len(found.hits), text
        for hit in found.hits:
            article = by_id[hit.article.id]
            marked = truth.marked(article, article.paragraphs)
            assert hit.matching_paragraphs == truth.matching_paragraphs(article), text
            for shown in archive.marked(article, text, today=TODAY):
                check_marks(shown, marked.get(shown.number, set()), text)
            for shown in hit.paragraphs:
                check_marks(shown, marked.get(shown.number, set()), text)
        found = archive.search(text, scope="paragraph", limit=100, today=TODAY)
        places = {(hit.article.id, hit.paragraphs[0].number) for hit in found.hits}
        assert places == truth.paragraphs(held), text
        assert found.total == found.distinct == len(found.hits), text
        for hit in found.hits:
            article, shown = by_id[hit.article.id], hit.paragraphs[0]
            paragraph = next(p for p in article.paragraphs if p.number == shown.number)
            marked = truth.marked(article, (paragraph,))
            check_marks(shown, marked.get(shown.number, set()), text)
        check_order(archive, text, held)
        check_counts(archive, text, truth, held)


def check_marks(shown: search.FoundParagraph, expected: set[int], text: str) -> None:
    """The marked words are exactly those of the matches; marks begin and end with words."""
    words = tokens(shown.text)
    marked = {
        place
        for place, word in enumerate(words)
        if any(start < word.end and end > word.start for start, end in shown.marks)
    }
    covered = {
        letter for place in expected for letter in range(words[place].start, words[place].end)
    }
    assert expected <= marked, (text, shown)
    for place in marked - expected:  # pairs of characters overlap: a mark may touch a neighbour
        letters = set(range(words[place].start, words[place].end))
        assert letters & covered, (text, shown)
    starts, ends = {word.start for word in words}, {word.end for word in words}
    assert all(start in starts and end in ends for start, end in shown.marks), (text, shown)
    assert all(one[1] <= other[0] for one, other in zip(shown.marks, shown.marks[1:], strict=False))


def check_order(archive: search.Archive, text: str, held: list[search.Article]) -> None:
    """Sorted by date with the undated last, then by id; pages fit together."""
    by_id = {article.id: article for article in held}
    for sort, sign in (("newest", -1), ("oldest", 1)):
        found = archive.search(text, sort=sort, limit=100, today=TODAY)  # type: ignore[arg-type]
        ids = [hit.article.id for hit in found.hits]

        def rank(article_id: str, sign: int = sign) -> tuple[bool, int, str]:
            date = by_id[article_id].date
            return date is None, sign * date.toordinal() if date else 0, article_id

        assert ids == sorted(ids, key=rank), text
        pages = [
            hit.article.id
            for offset in range(0, len(ids), 2)
            for hit in archive.search(text, sort=sort, limit=2, offset=offset, today=TODAY).hits  # type: ignore[arg-type]
        ]
        assert pages == ids, text


def check_counts(
    archive: search.Archive, text: str, truth: Truth, held: list[search.Article]
) -> None:
    """The hits by facet and by day, and the articles that match."""
    for scope in SCOPES:
        hits = truth.hits(held, scope)
        found = archive.search(text, scope=scope, limit=0, facets=True, today=TODAY).facets
        check_facets(found, dict.fromkeys(FACETS, hits), text)
        with archive._snapshot.reading() as engine:
            assert engine.days(truth.tree, scope) == day_counts(hits), text
            assert engine.source_days(truth.tree, scope) == source_day_counts(hits), text
    with archive._snapshot.reading() as engine:
        aids = list(engine.aids(truth.tree))
        named = [article.id for article in archive._catalog.articles(aids).values()]
    assert sorted(named) == sorted(truth.articles(held)), text
    assert len(named) == len(aids), text


def check_facets(
    found: Mapping[str, Sequence[search.FacetCount]],
    hits: Mapping[str, list[ArticleHit]],
    about: object,
) -> None:
    """Each facet counts its hits, most first, then by value."""
    assert list(found) == list(FACETS)
    for name, counts in found.items():
        expected = facet_counts(hits[name], name)
        assert {each.value: each.count for each in counts} == expected, (name, about)
        assert len(counts) == len(expected)
        order = [(-each.count, each.value or "") for each in counts]
        assert order == sorted(order), (name, about)


@pytest.mark.parametrize("engine", ENGINES)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_a_narrowing_keeps_exactly_what_has_its_values(
    new_archive: NewArchive, engine: str, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, 6))
    held = [data.draw(articles(f"article{number}")) for number in range(count)]
    asked = [*data.draw(st.lists(queries, min_size=4, max_size=4)), "", "peace talks"]
    chosen = data.draw(st.lists(narrowings, min_size=4, max_size=4))
    with new_archive(engine) as archive:
        archive.add(held)
        with archive._snapshot.reading() as opened:
            stem = opened.analyzer.stem
        for text, narrow, scope in itertools.product(asked, chosen, SCOPES):
            hits = Truth(parse(text, today=TODAY).tree, stem).hits(held, scope)
            compare_narrowed(archive, text, narrow, scope, hits)


def compare_narrowed(
    archive: search.Archive,
    text: str,
    narrow: dict[str, list[str]],
    scope: search.Scope,
    hits: list[ArticleHit],
) -> None:
    """Compare the hits and facets of a narrowed search with those of the text alone."""

    def without(name: str) -> list[ArticleHit]:
        facets = {key: values for key, values in narrow.items() if key not in (name, "date")}
        kept = narrowed(hits, facets)
        dates = [parse(f"date:{date}").tree for date in narrow.get("date", ())]
        return [hit for hit in kept if not dates or any(holds(date, hit[0]) for date in dates)]

    about = text, narrow, scope
    expected = {(article.id, *(p.number for p in about)) for article, about in without("")}
    found = archive.search(text, narrow=narrow, scope=scope, limit=100, facets=True, today=TODAY)
    assert found.total == len(expected), about
    assert {hit.article.id for hit in found.hits} == {each[0] for each in expected}, about
    if scope == "paragraph":
        places = {(hit.article.id, hit.paragraphs[0].number) for hit in found.hits}
        assert places == expected, about
    listed = archive.hits(text, narrow=narrow, scope=scope, today=TODAY)
    assert sum(1 for _ in listed) == found.total, about
    check_facets(found.facets, {name: without(name) for name in FACETS}, about)
    facets = archive.facets(text, narrow=narrow, scope=scope, today=TODAY)
    assert facets == found.facets, about
    if len(found.interpreted) <= MAX_LENGTH:  # the narrowing in the query language
        again = archive.search(found.interpreted, scope=scope, limit=100, today=TODAY)
        assert again.interpreted == found.interpreted, about
        assert [hit.article.id for hit in again.hits] == [hit.article.id for hit in found.hits]


def holds(date: nodes.Node, article: search.Article) -> bool:
    return Truth(date, str).holds(date, article, ())


def test_the_marks_of_an_article_survive_an_update() -> None:
    article = search.Article.of("Peace talks began.", id="one", title="Talks")
    with tempfile.TemporaryDirectory() as folder, search.Archive.create(folder) as archive:
        archive.add([article])
        changed = replace(article, paragraphs=(Paragraph(number=1, text="War. No talks."),))
        archive.add([changed])
        hit = archive.search("talk").hits[0]
    assert [found.text[start:end] for found in hit.paragraphs for start, end in found.marks] == [
        "talks"
    ]
