"""Who wrote a page's article: as it states, or as its byline says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from search.readers.bylines.lines import read_byline
from search.readers.bylines.names import people, split_names
from search.readers.webpages.linked_data import texts_of

if TYPE_CHECKING:
    from search.readers.webpages.page import Page
    from search.readers.webpages.selection import Selection
    from search.readers.webpages.survey import Sign, Survey

_METAS = (
    *("dc:creator", "dc.creator", "dcterms:creator", "dcterms.creator", "author", "parsely-author"),
    *("sailthru.author", "byl", "article:author", "article:author_name", "og:article:author"),
    *("citation_author", "twitter:creator_name"),
)
_BYLINE = re.compile(r"by-?line|(?:^|[\s_-])(?:p-)?(?:authors?|writers?)(?:-?names?)?(?:$|[\s_-])")
_NO_BYLINE = re.compile(r"title|role|job|bio|desc|image|img|photo|avatar|social|follow|link-?list")
# "By" and "and" in other languages than English.
_WORDS_FOR = {
    "de": ("von ", " und "),
    "fr": ("par ", " et "),
    "es": ("por ", " y "),
    "pt": ("por ", " e "),
    "it": ("di ", " e "),
    "nl": ("door ", " en "),
    "sv": ("av ", " och "),
    **dict.fromkeys(("no", "nb"), ("av ", " og ")),
    "da": ("af ", " og "),
}
_ADDRESS = re.compile(r"https?://|^www\.|^@|@\w+\.")
_BESIDE = re.compile(
    r"\s+[|•·–—-]\s.*$|\s+(?:edited|photographs?|photos|illustrations?|graphics|translated)\s+by\s.*$",
    re.IGNORECASE,
)
_LONGEST = 100  # characters
_WORDS = 6
_MOST = 30  # authors
_AFTER = 3  # blocks behind the article in which its author may stand


def read_authors(
    page: Page, thing: dict[str, Any], site: str, survey: Survey, selection: Selection
) -> tuple[str, ...]:
    """Return the names of the authors; that of the site only if there is no other."""
    language = page.root.get("lang", "")[:2].lower()
    stated = [texts_of(thing.get("author") or thing.get("creator"))]
    stated += [page.metas.get(meta, []) for meta in _METAS]
    for texts in stated:
        if names := _names(texts, language):
            others = [name for name in names if name.casefold() != site.casefold()]
            return tuple(people(others or names))[:_MOST]
    return tuple(_near(survey, selection) or _only(survey, selection))[:_MOST]


def _names(texts: list[str], language: str) -> list[str]:
    """Return the names in texts, each of one author if they are several."""
    texts = [text for text in texts if not _ADDRESS.search(text)]
    if len(texts) == 1:
        return _split(texts[0], language)
    parts = (split_names(text) if text[:3].lower() == "by " else [text] for text in texts)
    return list(dict.fromkeys(name for names in parts for name in names))


def _split(text: str, language: str) -> list[str]:
    by, also = _WORDS_FOR.get(language, ("by ", " and "))
    text = (text[len(by) :] if text.lower().startswith(by) else text).replace(also, ", ")
    names = split_names(text)
    reversed_name = len(names) == len(text.split()) == 2  # noqa: PLR2004 - "Lee, Ana"
    return [text] if reversed_name else list(dict.fromkeys(names))


def _near(survey: Survey, selection: Selection) -> list[str]:
    """Return the names in the first byline between headline and text."""
    near = [sign for sign in survey.signs if sign.block in selection.opening]
    near = [sign for sign in near if not survey.is_aside(sign)]
    names: list[str] = []
    for sign in near:
        if _is_byline(sign) and (not names or _is_author(sign)):
            inner = [name for each in near if each.within is sign for name in _inner(each)]
            names += [name for name in inner or _of_line(sign.text) if name not in names]
    return people(names)


def _only(survey: Survey, selection: Selection) -> list[str]:
    """Return the author who is the only one that is marked from the headline to the end."""
    if not selection.opening:
        return []
    reach = range(selection.opening.start, max(selection.blocks, default=0) + _AFTER)
    signs = [sign for sign in survey.signs if sign.block in reach and _is_author(sign)]
    found = {tuple(_of_line(sign.text)) for sign in signs} - {()}
    return list(found.pop()) if len(found) == 1 else []


def _inner(sign: Sign) -> list[str]:
    return _of_line(sign.text) if "name" in sign.properties or _is_byline(sign) else []


def _is_author(sign: Sign) -> bool:
    return sign.attributes.get("rel") == "author" or "author" in sign.properties


def _is_byline(sign: Sign) -> bool:
    if _is_author(sign):
        return True
    return _BYLINE.search(sign.names) is not None and not _NO_BYLINE.search(sign.names)


def _of_line(text: str) -> list[str]:
    """Return the names of a line, if names are what it has."""
    text = _BESIDE.sub("", text).strip(" -–—|•·,")
    byline = read_byline(text)
    if byline:
        return list(byline.authors)
    if not text or len(text) > _LONGEST or any(map(str.isdigit, text)) or _ADDRESS.search(text):
        return []
    names = split_names(text)
    if all(1 < len(name.split()) <= _WORDS and name[0].isupper() for name in names):
        return people(names)
    return []
