"""Which language is this text in? Asked where its source does not say."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING

from search.article import Paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from py3langid.langid import LanguageIdentifier

    from search.article import Paragraph

# Measured on news in 30 languages: of 80 characters none was wrong that reached this.
_SURE = 0.9
_SHORTEST = 80  # bytes of UTF-8; fewer may be names
_FIRST, _SECOND = 240, 1200  # characters that are looked at, and again if they leave it unsure
_CODE_LENGTH = 2  # of ISO 639-1
_NORWEGIAN = {"nb": "no", "nn": "no"}
_PROSE = frozenset({"body", "quote", "list"})

# Words that only one language has in such numbers: they settle most texts in a twentieth
# of the time that the model takes, and without loading it.
_ENGLISH = """
    the of and to that with was were which this these have has been from they their would
    will are you your it its our not but can about who his
"""
_COMMON = {
    word: code
    for code, words in (
        ("en", _ENGLISH),
        ("de", "der das und nicht mit dem ein eine auf ist sich von für auch wurde haben"),
        ("fr", "les des une est dans qui sur pour pas avec plus sont cette été aux elle ont"),
        ("es", "los las por con para del más pero como fue sus este esta y también han"),
    )
    for word in words.split()
}
_WORDS, _MORE_WORDS = 600, 3000  # characters in which they are counted, then again
_MANY, _FEW = 0.1, 0.03  # of the words of a text; with more of another's it may be mixed
_LEAST = 4  # of them


class _Model:
    """The model of 142 languages, which takes half a second and 70 MB to load."""

    def __init__(self) -> None:
        self.spared = 0  # texts of which nothing is said rather than that it is loaded

    def classify(self, sample: str) -> tuple[str, float]:
        code, probability = self._identifier.classify(sample)
        return _NORWEGIAN.get(code, code), probability

    @cached_property
    def _identifier(self) -> LanguageIdentifier:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - if needed

        return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


_MODEL = _Model()


def spare_model(texts: int) -> None:
    """Have this process say None of so many texts first that only the model could settle.

    So does a process whose texts another one completes: they are few as a rule, and
    then only that one loads the model.
    """
    _MODEL.spared = texts


def read_language(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the ISO 639-1 code of the language of an article, None if it is unsure.

    The first text of a process that its common words do not settle loads the
    model, unless it is spared.
    """
    columns = Paragraphs.of(paragraphs)
    pairs = zip(columns.texts, columns.kinds, strict=True)
    text = " ".join([text for text, kind in pairs if kind in _PROSE])
    if len(text) < _SHORTEST and len(text.encode("utf-8", "replace")) < _SHORTEST:
        return None
    for length in (_WORDS, _MORE_WORDS) if len(text) > _WORDS else (_WORDS,):
        if code := _by_common_words(_sample(text, length).lower().split()):
            return code
    if _MODEL.spared:
        _MODEL.spared -= 1
        return None
    return _by_model(text)


def _by_common_words(words: list[str]) -> str | None:
    half = len(words) // 2
    codes = {_commonest(part) for part in (words[:half], words[half:])}
    return codes.pop() if len(codes) == 1 else None


def _commonest(words: list[str]) -> str | None:
    found = list(filter(None, map(_COMMON.get, words)))
    if len(found) < max(_LEAST, _MANY * len(words)):
        return None
    most = max(set(found), key=found.count)
    return most if len(found) - found.count(most) <= _FEW * len(words) else None


def _by_model(text: str) -> str | None:
    """Ask the model; a long text whose halves it takes for different languages is mixed."""
    half = len(text) // 2
    parts = (text[:half], text[half:]) if half >= _FIRST else (text,)
    found = [_MODEL.classify(_sample(part, _FIRST)) for part in parts]
    if len({code for code, _ in found}) > 1:
        return None
    code, probability = min(found, key=itemgetter(1))
    if probability < _SURE and len(text) > _FIRST:
        code, probability = _MODEL.classify(_sample(text, _SECOND))
    return code if probability >= _SURE and len(code) == _CODE_LENGTH else None


def _sample(text: str, length: int) -> str:
    """Return a part of the beginning, of the middle and of what comes later."""
    if len(text) <= length:
        return text
    part, step = length // 3, len(text) // 3
    return " ".join(text[start : start + part] for start in (0, step, 2 * step))
