"""What a word is, and that both ways of finding words agree."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import aligned, fold, is_word, plain, plains, terms, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("Saleh’s al-Qaeda", ["saleh", "s", "al", "qaeda"]),
        ("U.S. AT&T", ["u", "s", "at", "t"]),
        ("CAFÉ cafe\u0301 naïve", ["cafe", "cafe", "naive"]),
        ("Straße Łódź Ærø", ["strasse", "lodz", "aero"]),
        ("İstanbul", ["istanbul"]),
        ("中国人民", ["中国", "国人", "人民"]),
        ("中", ["中"]),
        ("iPhone手机", ["iphone", "手机"]),
        ("東京 tokyo", ["東京", "tokyo"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("мир Мир", ["мир", "мир"]),
        ("snake_case 3.5%", ["snake", "case", "3", "5"]),
        ("“quoted”—dash…", ["quoted", "dash"]),
        ("ﬁne ²", ["fine", "2"]),
        ("well\xa0known", ["well", "known"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


LATIN = st.text(alphabet=[*map(chr, range(256)), *"’“—…\u0301中"], max_size=20)


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.one_of(LATIN, st.text()), max_size=4))
def test_the_table_of_latin_signs_agrees_with_the_longer_way(texts: list[str]) -> None:
    assert [each.split() for each in plains(texts)] == [plain(text).split() for text in texts]
    for text, found in zip(texts, aligned(texts) or (), strict=False):
        assert len(found) == len(text)
        assert all(found[t.start : t.end] == t.term for t in tokens(text))


@settings(max_examples=2000, deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="aZé中国ไท’“ -.\u0301ß1_²İςΣ")))
def test_tokens_are_the_terms_with_their_places(text: str) -> None:
    found = tokens(text)
    assert [token.term for token in found] == terms(text)
    assert is_word(text) == bool(found)
    assert all(0 <= t.start < t.end <= len(text) for t in found)
    assert all(one.start < other.start for one, other in pairwise(found))


@settings(max_examples=1000, deadline=None)
@given(st.text())
def test_terms_stay_what_they_are(text: str) -> None:
    """An engine may only split at blanks, so terms have none, and analysing them changes nothing."""
    for term in terms(text):
        assert term
        assert not any(sign.isspace() for sign in term)
        assert fold(term) == term
    assert plain(text).split() == terms(text)
