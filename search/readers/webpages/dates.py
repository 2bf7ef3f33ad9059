"""When a page's article was published, if the page states it: never a guess."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from search.readers.bylines.lines import read_byline
from search.readers.dates.printed import parse_date
from search.readers.webpages.linked_data import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Precision
    from search.readers.webpages.page import Page
    from search.readers.webpages.selection import Selection
    from search.readers.webpages.survey import Sign, Survey

_FIRST_METAS = ("article:published_time", "parsely-pub-date", "article:published")
_METAS = (
    *("og:published_time", "og:article:published_time", "article.published", "published_time"),
    *("date_published", "datepublished", "publish-date", "publish_date", "publishdate", "pubdate"),
    *("publication-date", "publication_date", "pub_date", "pdate", "ptime", "rbpubdate"),
    *("originalpublicationdate", "sailthru.date", "bt:pubdate", "cxenseparse:recs:publishtime"),
    *("og:pubdate", "shareaholic:article_published_time", "article:post_date", "dc.date.issued"),
    *("dcterms.issued", "dc.date.created", "dcterms.created", "citation_publication_date"),
    *("citation_online_date", "citation_date", "dc.date", "dcterms.date", "dc:date", "date"),
)
PLACEHOLDER = datetime.date(1970, 1, 1)  # what a clock without a time shows
_PUBLISHED = re.compile(
    r"(?:^|[\s_-])(?:(?:date-?)?published|pub-?date|entry-date|publish-?(?:date|time)|post-?date)(?:$|[\s_-])"
)
_CHANGED = re.compile(r"(?:last[ -])?(?:updat|modif|edit|chang|aktualis|mis à jour)", re.IGNORECASE)
_LONGEST_LINE = 80  # characters of a line that has a time and is not text


def read_published(
    page: Page, things: list[dict[str, Any]], survey: Survey, selection: Selection
) -> tuple[tuple[datetime.date, Precision] | None, str]:
    """Return the stated date of publication, and a stated text that is none, else ''."""
    unread = ""
    for text in _stated(page, things, survey, selection):
        found = parse_date(text)
        if found and found[0] != PLACEHOLDER:
            return found, ""
        unread = unread or text
    return _printed(survey, selection) or _timed(survey, selection), unread


def _stated(
    page: Page, things: list[dict[str, Any]], survey: Survey, selection: Selection
) -> Iterator[str]:
    """Yield the texts that are said to be the date, the surest first."""
    article, about = things
    signs = [sign for sign in survey.signs if not survey.is_aside(sign)]
    near = [sign for sign in signs if sign.block in selection.opening]
    properties = [_value(sign) for sign in near if _is_published(sign)]
    if not properties:  # one that stands elsewhere is the article's if it is the only one
        others = {_value(sign) for sign in signs if _is_published(sign)}
        properties = list(others) if len(others) == 1 else []
    texts = [text_of(article.get("datePublished"))]
    texts += [page.meta(name) for name in _FIRST_METAS]
    texts += properties
    texts += [page.meta(name) for name in _METAS]
    texts += [text_of(article.get("dateCreated")), text_of(about.get("datePublished"))]
    texts += [_value(sign) for sign in near if _PUBLISHED.search(sign.names)]
    yield from (text for text in texts if text)


def _printed(survey: Survey, selection: Selection) -> tuple[datetime.date, Precision] | None:
    """Return the date of the line between the headline and the article that has one."""
    for number in selection.opening:
        found = survey.found[number]
        line = read_byline(found.piece.text) if not survey.is_aside(found) else None
        if line and line.date and line.date_precision == "day":
            return line.date, line.date_precision
    return None


def _timed(survey: Survey, selection: Selection) -> tuple[datetime.date, Precision] | None:
    """Return the date of the one time that stands above the text, if it is not of a change."""
    days = {
        parse_date(_value(sign))
        for sign in survey.signs
        if sign.tag == "time" and sign.block in selection.opening and _is_alone(sign, survey)
    }
    days.discard(None)  # "two hours ago"
    return days.pop() if len(days) == 1 else None


def _is_published(sign: Sign) -> bool:
    return "datepublished" in sign.properties or "pubdate" in sign.attributes


def _is_alone(sign: Sign, survey: Survey) -> bool:
    """Say whether a time stands in a line about the article, not in its text."""
    changed = _CHANGED.search(sign.names) or "datemodified" in sign.properties
    if survey.is_aside(sign) or changed or sign.block >= len(survey.found):
        return False
    kind, line = survey.found[sign.block].piece[:2]
    if sign.text not in line:  # it shows nothing
        return True
    if len(line) > _LONGEST_LINE or _CHANGED.match(line) or kind in {"caption", "quote"}:
        return False
    return not line.endswith((".", "!", "?")) or line.endswith("m.")  # "5 p.m.", or a sentence


def _value(sign: Sign) -> str:
    return sign.attributes.get("datetime") or sign.attributes.get("content") or sign.text
