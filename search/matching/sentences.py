"""Where sentences end."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

# Abbreviations of English news text behind which a sentence usually goes on.
ABBREVIATIONS = frozenset(
    """
    adm apr aug av ave bros calif capt cent cmdr co col colo conn corp cpl ct dec del dept dist
    dr e.g est etc ext feb fla ft gen gov hon i.e inc jan jr jul jun kan ky lieut lt ltd maj mar
    mass md messrs mgr mich minn miss mo mont mr mrs ms msgr mt neb nev no nov oct okla op ore
    pa pp prof pvt rep reps rev rt.rev sen sens sept sgt sr st supt tenn tex u.k u.n u.s u.s.a
    va vol vs vt wash wis wyo
    """.split()  # noqa: SIM905 - a page of words reads better as text
)


def sentence_ends(text: str) -> list[int]:
    """Return the place behind each sentence, in characters.

    Boundaries are those of Punkt (Kiss and Strunk 2006) with our abbreviations.

    >>> sentence_ends("Mr. Day met Gen. Lee on Sept. 6. They spoke.")
    [32, 44]
    """
    return [end for _, end in _tokenizer().span_tokenize(text)]


@cache
def _tokenizer() -> PunktSentenceTokenizer:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer  # noqa: PLC0415

    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters)
