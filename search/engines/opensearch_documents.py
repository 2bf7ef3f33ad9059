"""What the indices in a cluster hold of articles and paragraphs: mappings, and documents.

Terms and stems are made here and not by OpenSearch, which splits them at blanks only: so
words are the same as in every other engine. Its tokenizer cuts what is longer than 255
signs, and Lucene takes no term of more than 32,766 bytes; so a very long word is indexed as
a short stand-in, at its place, and kept as it is beside.
"""

from __future__ import annotations

import re
from base64 import b32encode
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from search.analysis import plain, plains
from search.article import Paragraphs
from search.cluster import batch_of
from search.cluster.moments import BATCH, STAMPS
from search.engines.asides import aside_stems
from search.engines.keys import facet_values, published
from search.matching.evidence import date_bounds, field_values
from search.matching.sequences import fold_key
from search.query.fields import DATE, FACETS, KEY_FIELDS, TITLE, WORD_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from search.analysis import Analyzer
    from search.article import Article
    from search.results import Scope

    Document = dict[str, Any]

STAND_IN = "\ue000"  # what stand-ins begin with, and no term has: it is for private use
LONGEST_WORD = 127  # characters, at most 254 of UTF-16
LONGEST_KEY = 8_000  # characters of a path, at most 32,000 bytes; the rest is cut off
# Positions between two paragraphs or values: more than w/N and moves span, which is 1,000, and
# few enough that a million paragraphs do not come to more than Lucene counts.
GAP = 2_000
LONG, FOLLOWS = "long", "group"  # among what an article "has"
DERIVED = ("stem", "title_stem", "words")  # what is made again from the rest, and not kept

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def key_of(term: str) -> str:
    """Return what a term or a stem is indexed as: itself, or a stand-in for a very long one.

    >>> key_of("talks"), len(key_of("x" * 70_000))
    ('talks', 33)
    """
    return term if len(term) <= LONGEST_WORD else _stand_in(term)


@lru_cache(1 << 10)
def _stand_in(term: str) -> str:
    digest = blake2b(term.encode("utf-8", "surrogatepass"), digest_size=20).digest()
    return STAND_IN + b32encode(digest).decode("ascii").lower()


def value_key(value: str) -> str:
    """Return a value of ``path:``, ``lang:`` or ``kind:`` as it is indexed."""
    return fold_key(value)[:LONGEST_KEY]


def _keys(text: str) -> str:
    """Return terms with blanks between them, as they are indexed."""
    if not _LONG_WORD.search(text):
        return text
    return " ".join(map(key_of, text.split()))


def long_words(texts: Iterable[str]) -> list[str]:
    """Return the words of some texts that have stand-ins.

    >>> long_words(["a b", "c " + "x" * 128]) == ["x" * 128]
    True
    """
    found = {word for text in texts for word in _LONG_WORD.findall(text)}
    return sorted(found)


class Documents:
    """Makes the documents of articles, with the analysis of one archive."""

    def __init__(self, analyzer: Analyzer) -> None:
        """Make stems with ``analyzer``."""
        self._analyzer = analyzer

    def of(
        self, aid: int, article: Article, group: int | None, texts: Sequence[str] | None
    ) -> Iterator[tuple[Scope, str, Document]]:
        """Yield the scope, the id and the source of each document of an article."""
        paragraphs = Paragraphs.of(article.paragraphs)
        if texts is None:
            texts = plains(paragraphs.texts)
        shared = _shared_values(aid, article)
        yield "article", article_key(aid), self._article(aid, article, group, texts, shared)
        columns = zip(paragraphs.numbers, paragraphs.kinds, texts, strict=True)
        for number, kind, text in columns:
            values: Document = {"number": number, "length": len(text), "facet_kind": [kind]}
            if _LONG_WORD.search(text):
                values["long"] = long_words([text])
            values["exact"] = _keys(" ".join(text.split()))
            yield "paragraph", paragraph_key(aid, number), self.whole(shared | values)

    def _article(
        self,
        aid: int,
        article: Article,
        group: int | None,
        texts: Sequence[str],
        shared: Document,
    ) -> Document:
        facets = facet_values(article)
        values = shared | {
            "length": sum(map(len, texts)),
            "exact": [_keys(" ".join(text.split())) for text in texts],
            "title_exact": [
                _keys(text)
                for number, text in zip(
                    Paragraphs.of(article.paragraphs).numbers, texts, strict=True
                )
                if number == 0
            ],
            "facet_kind": facets["kind"],
            "group": aid if group is None else group,
            "aside": [key_of(stem) for stem in aside_stems(article, texts, self._analyzer)],
        }
        long = long_words([*texts, *(plain(value) for value in _values_of_words(article))])
        if long:
            values["long"] = long
        values["has"] = [
            *shared["has"],
            *([LONG] if long else ()),
            *([FOLLOWS] if values["group"] != aid else ()),
        ]
        return self.whole(values)

    def whole(self, source: Document) -> Document:
        """Return a source with what is not kept in it, made from what is."""
        exact = source["exact"]
        stems = self._stems({key_of(word): word for word in source.get("long", ())})
        if isinstance(exact, str):
            return source | {"stem": stems(exact)}
        return source | {
            "stem": [stems(text) for text in exact],
            "title_stem": [stems(text) for text in source["title_exact"]],
            "words": sorted(set(" ".join(exact).split())),
        }

    def _stems(self, long: Mapping[str, str]) -> Callable[[str], str]:
        """Return the function from a text's terms, as they are indexed, to their stems."""
        stem = self._analyzer.stem
        if not long:
            return lambda text: " ".join(map(stem, text.split()))
        return lambda text: " ".join(key_of(stem(long.get(key, key))) for key in text.split())


def article_key(aid: int) -> str:
    """Return the id of the document of an article."""
    return str(aid)


def paragraph_key(aid: int, number: int) -> str:
    """Return the id of the document of a paragraph."""
    return f"{aid}-{number}"


def _values_of_words(article: Article) -> Iterator[str]:
    for name in WORD_FIELDS:
        yield from field_values(article, name)


def _shared_values(aid: int, article: Article) -> Document:
    """Return the values that an article's paragraphs have as well."""
    filled = {name: field_values(article, name) for name in (TITLE, DATE, *WORD_FIELDS)}
    keys = {name: field_values(article, name) for name in KEY_FIELDS if name != "kind"}
    values: Document = {
        "aid": aid,
        BATCH: batch_of(aid),
        "id": article.id[:LONGEST_KEY],
        "published": published(article),
        "has": [name for name, found in (filled | keys).items() if found],
    }
    for name, found in facet_values(article).items():
        if found and name != "kind":
            values[f"facet_{name}"] = found
    for name in WORD_FIELDS:
        if filled[name]:
            values[name] = [_keys(plain(value)) for value in filled[name]]
    for name, found in keys.items():
        if found:
            values[name] = [value_key(value) for value in found]
    bounds = date_bounds(article)
    if article.date is not None and bounds is not None:
        values["day"] = article.date.toordinal()
        values["first"], values["last"] = (day.toordinal() for day in bounds)
    return values


# Mappings

_KEYWORD: Document = {"type": "keyword", "norms": False}
_SHOWN: Document = {"type": "keyword", "index": False}  # sorted and counted by, never looked for


def _text(*, norms: bool) -> Document:
    return {
        "type": "text",
        "analyzer": "whitespace",
        "norms": norms,
        "position_increment_gap": GAP,
    }


def mappings(scope: Scope) -> Document:
    """Return the mappings of the index of articles or of paragraphs."""
    properties: Document = {
        **STAMPS,
        "aid": {"type": "long"},
        "id": _SHOWN,
        "day": {"type": "integer", "index": False},
        "published": {"type": "integer", "index": False},
        "length": {"type": "integer", "index": False},
        "first": {"type": "integer"},
        "last": {"type": "integer"},
        "exact": _text(norms=True),
        "stem": _text(norms=True),
        "has": _KEYWORD | {"doc_values": False},
        "path": _KEYWORD,
        "lang": _KEYWORD,
        "long": {"type": "object", "enabled": False},
        **{f"facet_{name}": _KEYWORD for name in FACETS},
        **{name: _text(norms=False) for name in WORD_FIELDS},
    }
    if scope == "article":
        properties |= {
            "title_exact": _text(norms=True),
            "title_stem": _text(norms=True),
            "aside": _KEYWORD | {"doc_values": False},
            "words": _SHOWN,
            "group": {"type": "long", "index": False},
        }
    else:
        properties["number"] = {"type": "integer"}
    return {
        "dynamic": "strict",
        "_source": {"excludes": [name for name in DERIVED if name in properties]},
        "properties": properties,
    }
