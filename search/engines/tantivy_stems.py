"""Stems by tantivy's Snowball: those of every engine that does not say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import tantivy

from search.languages import STEMMED

if TYPE_CHECKING:
    from collections.abc import Callable


def analyzer(language: str) -> tantivy.TextAnalyzer:
    """Return what makes stems of terms with blanks between them."""
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    if language in STEMMED.values():
        builder = builder.filter(tantivy.Filter.stemmer(language))
    return builder.build()


def stemmer(language: str) -> Callable[[str], str]:
    """Return the function from a term to its stem; other languages have terms as they are.

    >>> stemmer("english")("talks"), stemmer("klingon")("talks")
    ('talk', 'talks')
    """
    found = analyzer(language)

    def stem(term: str) -> str:
        stems = found.analyze(term)
        return stems[0] if stems else term

    return stem
