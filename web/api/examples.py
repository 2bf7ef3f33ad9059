"""Examples of the objects of the API, made as the library makes them."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import search

_DAY = datetime.date(2021, 8, 17)


def examples() -> dict[str, Any]:
    """Return an example of each schema, by its name."""
    whole = [_results(), _nothing(), _article(), _timeline(), _concordance(), _first_mention()]
    results, nothing, article, timeline, concordance, first = whole
    hit = results["hits"][0]
    explanation = hit["explanation"]
    (part,) = explanation["parts"]
    (source,) = timeline["sources"]
    return {
        "Results": results,
        "Notice": nothing["notices"][0],
        "Hit": hit,
        "ArticleFacts": hit["article"],
        "FoundParagraph": hit["paragraphs"][0],
        "Snippet": hit["paragraphs"][0]["snippet"],
        "Mark": hit["paragraphs"][0]["marks"][0],
        "Suggestion": nothing["suggestions"][0],
        "PartCount": nothing["parts"][0],
        "Facets": results["facets"],
        "FacetCount": results["facets"]["source"][0],
        "Explanation": explanation,
        "PartExplanation": part,
        "PartMatch": part["matches"][0],
        "ScorePart": explanation["score"],
        "Article": article,
        "Paragraph": article["paragraphs"][1],
        "Timeline": timeline,
        "Bar": timeline["bars"][0],
        "Gap": timeline["gaps"][0],
        "SourceBars": source,
        "Concordance": concordance,
        "Line": concordance["lines"][0],
        "FirstMention": first,
        "Stats": _STATS,
        "Health": {"status": "ok"},
        "Problem": _PROBLEM,
    }


def _written() -> search.Article:
    return search.Article.of(
        "The old bridge reopened on Tuesday.\n\nTraffic was light in the morning.",
        id="qzzqgnakzl3a",
        title="Bridge open again",
        authors=("Ada Lee",),
        date=_DAY,
        source="The Courier",
        section="City",
        path="2021/bridge.txt",
        language="en",
    )


def _hit(explanation: search.Explanation | None = None) -> search.Hit:
    article = _written()
    text = article.paragraphs[1].text
    found = search.FoundParagraph(
        number=1,
        kind="body",
        text=text,
        marks=((8, 14),),
        matched=True,
        snippet=search.Snippet(text, ((8, 14),)),
    )
    return search.Hit(
        article=article,
        score=2.25,
        matching_paragraphs=2,
        title_marks=((0, 6),),
        paragraphs=(found,),
        explanation=explanation,
    )


def _explanation() -> search.Explanation:
    match = search.PartMatch(1, ("bridge",), "exact")
    return search.Explanation(
        query="bridge",
        interpreted="bridge",
        article_id="qzzqgnakzl3a",
        label="Bridge open again",
        matched=True,
        parts=(
            search.PartExplanation(part="bridge", matched=True, excluded=False, matches=(match,)),
        ),
        score=search.ScorePart(2.25, "the sum of", (search.ScorePart(2.25, "bridge"),)),
    )


def _results() -> dict[str, Any]:
    counts = {
        "source": "The Courier",
        "author": "Ada Lee",
        "section": "City",
        "language": "en",
        "kind": "body",
        "year": "2021",
    }
    return search.Results(
        query="bridge",
        interpreted="bridge",
        notices=(),
        scope="article",
        sort="relevance",
        total=1,
        distinct=1,
        offset=0,
        took_ms=1.24,
        hits=(_hit(_explanation()),),
        facets={name: (search.FacetCount(value, 1),) for name, value in counts.items()},
    ).as_json()


def _nothing() -> dict[str, Any]:
    return search.Results(
        query='brigde "light',
        interpreted='brigde "light"',
        notices=(search.Notice("The quote was not closed; it was read to the end.", 7, 13),),
        scope="article",
        sort="relevance",
        total=0,
        distinct=0,
        offset=0,
        took_ms=0.81,
        hits=(),
        suggestions=(search.Suggestion("brigde", "bridge", 'bridge "light', 1),),
        parts=(search.PartCount(part="brigde", alone=0, without=1, rest='"light"'),),
    ).as_json()


def _article() -> dict[str, Any]:
    return search.article_json(_written())


def _timeline() -> dict[str, Any]:
    after = _DAY + datetime.timedelta(days=1)
    bars = (search.Bar(_DAY, _DAY, 1, 12), search.Bar(after, after, 0, 0))
    return search.Timeline(
        unit="day",
        bars=bars,
        undated=1,
        undated_held=4,
        imprecise=0,
        imprecise_held=2,
        total=2,
        gaps=(search.Gap(after, after),),
        sources=(search.SourceBars("The Courier", 2, bars),),
    ).as_json()


def _concordance() -> dict[str, Any]:
    line = search.Line(
        article=_written(),
        number=1,
        left="The old ",
        match="bridge",
        right=" reopened on Tuesday.",
    )
    return search.Concordance(
        query="bridge",
        interpreted="bridge",
        notices=(),
        sort="left",
        articles=1,
        total=1,
        offset=0,
        took_ms=0.9,
        lines=(line,),
    ).as_json()


def _first_mention() -> dict[str, Any]:
    first = search.FirstMention(
        source="The Courier", hit=_hit(), total=1, undated=0, covered_from=None
    )
    return replace(first, covered_from=first.day).as_json()


_STATS = {
    "articles": 5210,
    "versions": 12,
    "undated": 40,
    "first_date": "1998",
    "last_date": "2021-08-17",
    "files": 5198,
    "failed": 2,
    "engine": "tantivy",
    "language": "english",
    "format": 1,
    "generation": 7,
    "catalog_bytes": 48_300_032,
    "index_bytes": 61_120_512,
    "health": "",
}
_PROBLEM = {
    "type": "about:blank",
    "title": "Bad Request",
    "status": 400,
    "detail": "There is no day 2021-02-30: February 2021 ends with 2021-02-28.",
    "start": 12,
    "end": 22,
}
