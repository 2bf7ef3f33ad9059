"""Analysis: from text to terms, the same for every engine and for marks.

A word is a maximal run of Unicode letters and digits with their combining
marks; everything else separates. Each word becomes an *exact* term (lower case,
Latin accents folded) and a *stem* (the exact term after the Snowball stemmer of
the archive's language) at the same position. Scripts written without spaces
become overlapping pairs of characters, one position each.

Engines index what ``plain`` returns and split it at blanks only, so that an
engine and this module can never disagree on a word.
"""

from __future__ import annotations

import re
import unicodedata
from copy import copy
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

VERSION = 5  # raise it when an index holds other terms or fields: archives must then be rebuilt

# Combining marks (general categories Mn, Mc, Me of the Basic Multilingual Plane,
# Unicode 14); ranges run on over letters, digits and unassigned places between.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0711-\u07f3\u07fd\u0816-\u082d"
    "\u0859-\u085b\u0898-\u08e1\u08e3-\u0963\u0981-\u09e3\u09fe-\u0a75\u0a81-\u0ae3\u0afa-\u0b63"
    "\u0b82-\u0bd7\u0c00-\u0c63\u0c81-\u0c83\u0cbc-\u0d4d\u0d57-\u0d63\u0d81-\u0df3\u0e31-\u0e3a"
    "\u0e47-\u0e4e\u0eb1-\u0ecd\u0f18-\u0f19\u0f35\u0f37\u0f39\u0f3e-\u0f84\u0f86-\u0fbc\u0fc6"
    "\u102b-\u103e\u1056-\u109d\u135d-\u135f\u1712-\u1734\u1752-\u17d3\u17dd\u180b-\u180d"
    "\u180f-\u193b\u1a17-\u1a1b\u1a55-\u1a7f\u1ab0-\u1b44\u1b6b-\u1b73\u1b80-\u1bf3\u1c24-\u1c37"
    "\u1cd0-\u1cd2\u1cd4-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099-\u309a"
    "\ua66f-\ua672\ua674-\ua67d\ua69e-\ua6f1\ua802-\ua827\ua82c\ua880-\ua8c5\ua8e0-\ua8f1"
    "\ua8ff-\ua92d\ua947-\ua953\ua980-\ua9c0\ua9e5-\uaa4d\uaa7b-\uaac1\uaaeb-\uaaef\uaaf5-\uaaf6"
    "\uabe3-\uabea\uabec-\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f"
)
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")

# Thai, Lao, Myanmar, Khmer, kana and Han: scripts without spaces between words.
_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+"
)

# Typographic signs that are common in news text. Without them most of it is
# ASCII, for which the fast path below is twenty times as fast.
_TYPOGRAPHY = ("’", "“", "”", "—", "–", "‘", "…", "\xa0")
_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SEPARATOR = "\x1e"  # of records, and not in any text that people write

# Letters that Unicode does not decompose, as Lucene's ASCII folding has them.
_FOLDS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l",
    "ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ĸ": "q", "ə": "a", "ɓ": "b", "ɗ": "d", "ƙ": "k",
}  # fmt: skip

# Quotes and apostrophes, which a query text may have in any style.
DOUBLE_QUOTES = "“”„‟«»″＂"
APOSTROPHES = "‘’‚‛′ʼ＇"
_UNQUOTED = str.maketrans(
    dict.fromkeys(DOUBLE_QUOTES + '"', " ") | dict.fromkeys(APOSTROPHES, "'") | {"\x00": " "}
)

LONGEST_VALUE = 500  # characters of a value that are counted and asked for; the rest is cut off
WORDS_KEPT = 1 << 18  # folded words and stems kept in memory: the vocabulary of a large archive


class Token(NamedTuple):
    """One occurrence of a term; ``start`` and ``end`` are its place in the text."""

    term: str
    start: int
    end: int


def terms(text: str) -> list[str]:
    """Return the exact terms of a text, one for each position.

    >>> terms("Al-Qaeda’s café")
    ['al', 'qaeda', 's', 'cafe']
    """
    return plain(text).split()


def plain(text: str) -> str:
    """Return the exact terms of a text with blanks between them.

    >>> plain("Übung: “well done”")
    'ubung well done'
    """
    if not text.isascii():
        for sign in _TYPOGRAPHY:
            text = text.replace(sign, " ")
        if not text.isascii():
            return " ".join([folded for word in _WORD.findall(text) for folded in _split(word)])
    return text.lower().translate(_BLANKS)


def plains(texts: Sequence[str]) -> list[str]:
    """Return ``plain`` of each text, in a fraction of the time for many short ones.

    >>> plains(["Übung:", "“well done”"])
    ['ubung ', ' well done ']
    """
    found = aligned(texts)
    return [plain(text) for text in texts] if found is None else found


def aligned(texts: Sequence[str]) -> list[str] | None:
    """Return ``plain`` of each text with each term where its word stands in the text.

    None where a term is not as long as its word: outside of Latin-1, and for few
    of its signs, such as ß.

    >>> aligned(["“A café”"]), aligned(["Straße"])
    ([' a cafe '], None)
    """
    whole = _SEPARATOR.join(texts)
    if whole.count(_SEPARATOR) != len(texts) - 1:
        return None
    found = _aligned(whole)
    return None if found is None else found.split(_SEPARATOR)


def _aligned(text: str) -> str | None:
    """Return ``aligned`` of one text, in which separators stay."""
    if not text.isascii():
        for sign in _TYPOGRAPHY:
            text = text.replace(sign, " ")
    try:
        signs = text.encode("latin-1").translate(_latin_signs())
    except UnicodeEncodeError:
        return None
    return None if 0 in signs else signs.decode("ascii")


@cache
def _latin_signs() -> bytes:
    """Return what becomes of each of the 256 signs of Latin-1, 0 where it is not one sign.

    A table of bytes takes a quarter of the time of one of characters.
    """
    folded = [plain(sign) or " " for sign in map(chr, range(256))]
    folded[ord(_SEPARATOR)] = _SEPARATOR
    return bytes(ord(each) if len(each) == 1 and each.isascii() else 0 for each in folded)


def places(text: str, most: int | None = None) -> list[tuple[int, int]]:
    """Return where each of the terms stands, in the order of ``terms``.

    If only the first are needed, it takes less time to say how many at ``most``.

    >>> places("The café."), places("The café.", 1)
    ([(0, 3), (4, 8)], [(0, 3)])
    """
    found = _aligned(text)
    if found is not None:
        return _places_in(found.replace(_SEPARATOR, " "), most)
    if not _UNSPACED.search(text):
        return [match.span() for match in islice(_WORD.finditer(text), most)]
    return [
        (match.start() + begin, match.start() + end)
        for match in _WORD.finditer(text)
        for begin, end in _places(match.group())
    ][:most]


def _places_in(plain: str, most: int | None) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    for term in plain.split(" "):
        end = start + len(term)
        if term:
            found.append((start, end))
            if len(found) == most:
                break
        start = end + 1
    return found


def tokens(text: str) -> list[Token]:
    """Return the terms of a text with their places.

    >>> tokens("The café.")
    [Token(term='the', start=0, end=3), Token(term='cafe', start=4, end=8)]
    """
    return [
        Token(term, start, end)
        for term, (start, end) in zip(terms(text), places(text), strict=True)
    ]


@lru_cache(1 << 12)  # of an archive's sources, authors and sections most come again and again
def whole_value(text: str) -> str:
    """Return a value of a field as it is counted and asked for as a whole.

    Runs of blanks are one, double quotes of all styles are left out, and
    typographic apostrophes are plain: what a query text cannot tell apart.
    Of a longer value the first ``LONGEST_VALUE`` characters count, so that
    every value fits into a query and into an index.

    >>> whole_value(" The  “Daily” O’Hara ")
    "The Daily O'Hara"
    """
    return " ".join(text.translate(_UNQUOTED).split())[:LONGEST_VALUE].rstrip()


def is_word(text: str) -> bool:
    """Tell whether there is any letter or digit in a text."""
    return _WORD.search(text) is not None


@lru_cache(WORDS_KEPT)
def fold(word: str) -> str:
    """Return a word in lower case with its Latin accents folded.

    >>> fold("Crème"), fold("STRASSE"), fold("Łódź"), fold("й")
    ('creme', 'strasse', 'lodz', 'й')
    """
    if word.isascii():
        return word.lower()
    lowered = unicodedata.normalize("NFC", word.lower())
    return "".join(map(_fold_letter, lowered)) or lowered


def _fold_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if "\u0300" <= letter <= "\u036f":  # an accent that NFC could not join to its letter
        return ""
    parts = unicodedata.normalize("NFKD", letter)
    base = "".join(part for part in parts if not "\u0300" <= part <= "\u036f").lower()
    if base.isascii() and base.isalnum():
        return base
    return _FOLDS.get(letter, letter)


@lru_cache(WORDS_KEPT)
def _split(word: str) -> tuple[str, ...]:
    """Return the terms of one run of letters and digits."""
    if not _UNSPACED.search(word):
        return (fold(word),)
    return tuple(fold(word[begin:end]) for begin, end in _places(word))


def _places(word: str) -> list[tuple[int, int]]:
    """Return the places of the terms of one run of letters and digits."""
    places: list[tuple[int, int]] = []
    done = 0
    for run in _UNSPACED.finditer(word):
        if run.start() > done:
            places.append((done, run.start()))
        places.extend(_pairs(run.start(), run.end()))
        done = run.end()
    if done < len(word):
        places.append((done, len(word)))
    return places


def _pairs(start: int, end: int) -> Iterator[tuple[int, int]]:
    if end - start == 1:
        yield start, end
    for place in range(start, end - 1):
        yield place, place + 2


def is_lone_character(term: str) -> bool:
    """Tell whether a term is one character of a script without spaces.

    In a text it stands inside pairs, so a query for it must look there too.

    >>> is_lone_character("中"), is_lone_character("中国"), is_lone_character("a")
    (True, False, False)
    """
    return len(term) == 1 and _UNSPACED.match(term) is not None


class Analyzer:
    """The analysis of one archive: the terms above and its language's stemmer.

    >>> Analyzer("english", str.upper).stem("talks")
    'TALKS'
    """

    def __init__(self, language: str, stemmer: Callable[[str], str]) -> None:
        """Keep the language's name and its stemmer, a function from term to stem.

        ``forms``, where an engine knows it, gives the terms of a stem: all that any
        text of the archive has, so that texts need not be looked through for them.
        """
        self.language = language
        self.forms: Callable[[str], frozenset[str]] | None = None
        self.stem = lru_cache(WORDS_KEPT)(stemmer)
        self._forms = _Forms()

    def apart(self) -> Analyzer:
        """Return the same analysis for texts that the archive may not have."""
        other = copy(self)
        other.forms = None
        return other

    def with_stem(self, stem: str, terms: frozenset[str]) -> set[str]:
        """Return those of some terms that have a stem.

        The forms of each stem are remembered, which is ten times as fast as to
        look at every term again.

        >>> english = Analyzer("english", lambda term: term.removesuffix("s"))
        >>> english.with_stem("talk", frozenset({"talks", "walks"}))
        {'talks'}
        """
        forms = self._forms
        if len(forms.seen) > WORDS_KEPT:
            forms = self._forms = _Forms()  # other threads go on with the old ones
        fresh = terms - forms.seen
        for term in fresh:
            forms.by_stem.setdefault(self.stem(term), set()).add(term)
        forms.seen.update(fresh)  # only now may other threads rely on them
        return forms.by_stem.get(stem, set()) & terms


class _Forms:
    """The terms that were seen, and the same by their stems."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.by_stem: dict[str, set[str]] = {}
