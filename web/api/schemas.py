"""What the objects of the API look like: JSON Schemas (draft 2020-12), as OpenAPI 3.1 has them."""

from __future__ import annotations

from typing import Any

from web.parameters import FACETS, KINDS, LINE_SORTS, SCOPES, SORTS, UNITS

Schema = dict[str, Any]

_PRECISIONS = ("day", "month", "year")
_LIKENESSES = ("exact", "stem", "variant")


def ref(name: str) -> Schema:
    """Return a reference to one of the ``SCHEMAS``."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema, description: str = "") -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items} | _described(description)


def _described(description: str) -> Schema:
    return {"description": description} if description else {}


def _object(
    description: str, properties: dict[str, Schema], optional: tuple[str, ...] = ()
) -> Schema:
    return {
        "type": "object",
        "description": description,
        "properties": properties,
        "required": [name for name in properties if name not in optional],
    }


def _text(description: str, choices: tuple[str, ...] = ()) -> Schema:
    return {"type": "string"} | ({"enum": [*choices]} if choices else {}) | _described(description)


def _text_or_null(description: str, choices: tuple[str, ...] = ()) -> Schema:
    enum = {"enum": [*choices, None]} if choices else {}
    return {"type": ["string", "null"]} | enum | _described(description)


def _date(description: str) -> Schema:
    return {"type": "string", "format": "date", "description": description}


def _date_or_null(description: str) -> Schema:
    return {"type": ["string", "null"], "format": "date", "description": description}


def _count(description: str) -> Schema:
    return {"type": "integer", "minimum": 0, "description": description}


def _number(description: str) -> Schema:
    return {"type": "number", "description": description}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _texts(description: str) -> Schema:
    return array({"type": "string"}, description)


def _by_name(description: str) -> Schema:
    return {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": description,
    }


def _marks(description: str) -> Schema:
    return array(ref("Mark"), description)


_ABOUT: dict[str, Schema] = {
    "id": _text("Names the article in this archive, always the same for the same source."),
    "title": _text_or_null("Its title; null where its source has none."),
    "label": _text("What to call it: its title, or its opening words."),
    "description": _text_or_null("What its source says it is about."),
    "date": _date_or_null(
        "The day of its publication; the first day of the month or year where no more is known."
    ),
    "date_precision": _text_or_null(
        "How exactly the date is known; null where there is none.", _PRECISIONS
    ),
    "updated": _date_or_null("The day of its last change, as its source says."),
    "authors": _texts("Who wrote it."),
    "source": _text_or_null("Where it was published."),
    "section": _text_or_null("The section or desk that it appeared in."),
    "place": _text_or_null("The place that it reports from."),
    "tags": _texts("The keywords that its source gives it."),
    "url": _text_or_null("Its address on the web."),
    "path": _text_or_null("Where it was read, relative to the folder that was indexed."),
    "language": _text_or_null("The code of its language."),
    "extra": _by_name("What its source says beyond these fields."),
    "provenance": _by_name("Where the value of a field comes from, by the field's name."),
    "copies": _texts("The paths of other files that have the same article."),
}

_ANSWERED: dict[str, Schema] = {
    "query": _text("The query as it was asked."),
    "interpreted": _text(
        "The query as it was understood, with what narrows it; asking this finds the same, unless"
        " it is longer than a query may be."
    ),
    "notices": array(ref("Notice"), "What was repaired, ignored or expanded in the query."),
}
_TOOK = _number("How many milliseconds the search took.")

SCHEMAS: dict[str, Schema] = {
    "Results": _object(
        "The answer to one search.",
        {
            **_ANSWERED,
            "scope": _text("What is found and counted.", SCOPES),
            "sort": _text("The order of the hits.", SORTS),
            "total": _count("How many articles, or paragraphs, match; always exact."),
            "distinct": _count(
                "How many hits there are to page through, near-identical articles being one."
            ),
            "offset": _count("How many hits were passed over."),
            "took_ms": _TOOK,
            "hits": array(ref("Hit"), "This page of hits."),
            "suggestions": array(
                ref("Suggestion"), "Other spellings of words that the archive does not have."
            ),
            "parts": array(
                ref("PartCount"), "If nothing is found: which part of the query is to blame."
            ),
            "facets": ref("Facets") | {"description": "Empty unless they were asked for."},
        },
    ),
    "Notice": _object(
        "Something that was repaired, ignored or expanded in a query.",
        {
            "message": _text("What, in a sentence."),
            "start": _count("Where in the query it begins, in characters."),
            "end": _count("Where it ends, in characters, exclusive."),
        },
    ),
    "Hit": _object(
        "An article that matches or, in paragraph scope, one of its paragraphs.",
        {
            "score": _number(
                "How well it matches; scores of different queries do not compare, and hits that"
                " are sorted by date have 0."
            ),
            "matching_paragraphs": _count("How many of its paragraphs match."),
            "others": _count("How many near-identical articles match too and are not shown."),
            "title_marks": _marks("What matches in the title."),
            "article": ref("ArticleFacts"),
            "paragraphs": array(ref("FoundParagraph"), "The best that match, at most three."),
            "explanation": ref("Explanation"),
            "link": _text("Where to read the article on this server; in exports only."),
        },
        optional=("explanation", "link"),
    ),
    "ArticleFacts": _object("What is known about an article.", _ABOUT),
    "FoundParagraph": _object(
        "A paragraph that was found.",
        {
            "number": _count("Its place in the article, from 1; the title is 0."),
            "kind": _text("What it is to its article.", KINDS),
            "text": _text("Its whole text."),
            "marks": _marks("What matches in its text."),
            "matched": _flag("Whether the query singles it out, by its words or its kind."),
            "snippet": ref("Snippet"),
        },
    ),
    "Snippet": _object(
        "The part of a paragraph that shows the match.",
        {
            "text": _text("The part, with an ellipsis where text was left out."),
            "marks": _marks("What matches in it."),
        },
    ),
    "Mark": {
        "type": "array",
        "prefixItems": [_count("The first character."), _count("The character after the last.")],
        "minItems": 2,
        "maxItems": 2,
        "description": "A range of characters (Unicode code points) of the text beside it.",
    },
    "Suggestion": _object(
        "A text to search for instead.",
        {
            "word": _text("The word of the query that the archive does not have, or a beginning."),
            "replacement": _text("A word that the archive has."),
            "text": _text("The whole query with that word."),
            "count": _count("How many articles have the word."),
        },
    ),
    "PartCount": _object(
        "A part of a query that finds nothing, all of whose parts must hold.",
        {
            "part": _text("The part."),
            "alone": _count("How many hits it finds by itself."),
            "without": _count("How many the query finds without it."),
            "rest": _text("The query without it."),
            "facet": _text_or_null("What it narrows the search by; null for a part of the text."),
        },
    ),
    "Facets": _object(
        "The hits by each facet, most first; each count is the total of the search narrowed by it.",
        {name: array(ref("FacetCount")) for name in (each.name for each in FACETS)},
        optional=tuple(each.name for each in FACETS),
    ),
    "FacetCount": _object(
        "How many hits have a value.",
        {
            "value": _text_or_null("The value; null for those that have none."),
            "count": _count("How many hits."),
        },
    ),
    "Explanation": _object(
        "Why an article matches a query, and how its score came about.",
        {
            "query": _text("The query as it was asked."),
            "interpreted": _text("The query as it was understood."),
            "article": _text("The id of the article."),
            "label": _text("What the article is called."),
            "matched": _flag("Whether it matches."),
            "parts": array(ref("PartExplanation"), "The parts of the query."),
            "score": {"anyOf": [ref("ScorePart"), {"type": "null"}]},
        },
    ),
    "PartExplanation": _object(
        "A part of a query, and whether and where the article matches it.",
        {
            "part": _text("The part."),
            "matched": _flag("Whether the article matches it."),
            "excluded": _flag("Whether it stands under a NOT."),
            "matches": array(ref("PartMatch"), "Where; empty for parts about metadata."),
        },
    ),
    "PartMatch": _object(
        "One match of a part of a query.",
        {
            "paragraph": _count("The number of the paragraph."),
            "words": _texts("The words as the text has them."),
            "likeness": _text("How the word least like the query's matches.", _LIKENESSES),
        },
    ),
    "ScorePart": _object(
        "A number in a score, and the numbers that it is made of.",
        {
            "value": _number("The number."),
            "description": _text("What it is."),
            "parts": array(ref("ScorePart"), "What it is made of."),
        },
    ),
    "Article": _object(
        "A whole article.",
        {**_ABOUT, "paragraphs": array(ref("Paragraph"), "All of its text, in order.")},
    ),
    "Paragraph": _object(
        "A paragraph of an article.",
        {
            "number": _count("Its place in the article, from 1; the title is 0."),
            "kind": _text("What it is to its article.", KINDS),
            "heading": _text_or_null("The heading that it stands under."),
            "text": _text("Its text."),
            "page": _count("The page that it begins on, where its source has pages."),
        },
        optional=("page",),
    ),
    "Timeline": _object(
        "How the hits of a search are spread over time. The counts of the bars, `undated` and"
        " `imprecise` add up to `total`.",
        {
            "unit": _text("What one bar stands for.", UNITS),
            "total": _count("How many articles, or paragraphs, match: that of the search."),
            "undated": _count("How many of the hits have no date."),
            "undated_held": _count("How many without a date the archive has in all."),
            "imprecise": _count("How many have a date that is known less exactly than the unit."),
            "imprecise_held": _count("How many of these the archive has in all."),
            "bars": array(ref("Bar"), "One after the other, empty ones included."),
            "gaps": array(ref("Gap"), "Where the archive holds nothing, whatever the query."),
            "sources": array(ref("SourceBars"), "Empty unless they were asked for."),
        },
    ),
    "Bar": _object(
        "The hits of one period.",
        {
            "start": _date("Its first day."),
            "end": _date("Its last day."),
            "count": _count("How many hits."),
            "held": _count("How many the archive has there, whatever the query."),
        },
    ),
    "Gap": _object(
        "Days for which the archive holds nothing.",
        {"start": _date("The first of them."), "end": _date("The last of them.")},
    ),
    "SourceBars": _object(
        "The hits of one source.",
        {
            "source": _text_or_null("The source; null for articles without one."),
            "total": _count("How many hits it has, in whatever bar or none."),
            "bars": array(ref("Bar"), "Those of the timeline."),
        },
    ),
    "Concordance": _object(
        "A page of the lines of a query: each match with the words around it.",
        {
            **_ANSWERED,
            "sort": _text("The order that the lines are in.", LINE_SORTS),
            "articles": _count("How many articles match, exactly; copies are not collapsed."),
            "total": {
                "type": ["integer", "null"],
                "minimum": 0,
                "description": "How many lines there are; null where not all have been read yet.",
            },
            "offset": _count("How many lines were passed over."),
            "took_ms": _TOOK,
            "lines": array(ref("Line"), "This page of lines."),
        },
    ),
    "Line": _object(
        "One match and the words around it, which follow one another as in the text.",
        {
            "article": ref("ArticleFacts"),
            "number": _count("The number of the paragraph."),
            "left": _text("What stands before the match."),
            "match": _text("The match."),
            "right": _text("What stands behind it."),
        },
    ),
    "FirstMention": _object(
        "The first hit of one source.",
        {
            "source": _text_or_null("The source; null for articles without one."),
            "date": _date_or_null("The day of the first hit."),
            "date_precision": _text_or_null("How exactly that is known.", _PRECISIONS),
            "total": _count("How many hits the source has."),
            "undated": _count("How many of them have no date, any of which may be earlier."),
            "covered_from": _date_or_null("The earliest date that the archive has of the source."),
            "covered_from_precision": _text_or_null("How exactly that is known.", _PRECISIONS),
            "hit": ref("Hit"),
        },
    ),
    "Stats": _object(
        "What the archive holds and how large it is.",
        {
            "articles": _count("How many articles."),
            "versions": _count("How many former versions of articles."),
            "undated": _count("How many articles without a date."),
            "first_date": _text_or_null("The earliest date, as exactly as it is known."),
            "last_date": _text_or_null("The latest date, as exactly as it is known."),
            "files": _count("How many files it was read from."),
            "failed": _count("How many files, or parts of files, could not be read."),
            "engine": _text("What it is searched with."),
            "language": _text("The language whose word stems are searched."),
            "format": _count("The format that it is written in."),
            "generation": _count("Rises whenever what searches find may have changed."),
            "catalog_bytes": _count("The size of its texts."),
            "index_bytes": _count("The size of its index."),
            "health": _text("How the machines of a cluster are; empty for a folder."),
        },
    ),
    "Health": _object("Whether the server can answer.", {"status": _text("“ok”", ("ok",))}),
    "Problem": _object(
        "Why a request was not answered (RFC 9457).",
        {
            "type": {
                "type": "string",
                "format": "uri-reference",
                "description": "Always about:blank: the status says what kind it is.",
            },
            "title": _text("The status in words."),
            "status": {
                "type": "integer",
                "minimum": 400,
                "maximum": 599,
                "description": "The status of HTTP.",
            },
            "detail": _text("What is wrong, and what to do."),
            "start": _count("Where the fault in the query begins, in characters."),
            "end": _count("Where it ends, exclusive."),
        },
        optional=("start", "end"),
    ),
}
