from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.readers.encoding import NotText, clean, decode

ENGLISH = "The café’s “grand reopening” – on Monday – drew a crowd of 3,000.\n"
RUSSIAN = "В понедельник мост снова открыли, и по нему пошли первые поезда из города.\n" * 3
POLISH = "Zażółć gęślą jaźń, powiedział w środę wieczorem minister spraw zagranicznych.\n" * 3
CZECH = "Předseda vlády při návštěvě města řekl, že tisíce lidí přišly k řece.\n" * 3
JAPANESE = "首相は火曜日に記者会見を開き、新しい政策について国民に説明した。\n" * 3


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("text", [ENGLISH, RUSSIAN])
def test_unicode_in_every_form(mark: bytes, encoding: str, text: str) -> None:
    assert decode(mark + text.encode(encoding)) == text


@pytest.mark.parametrize(
    "text", ["é", "café", "Où ça ?", "“Yes”", "A – B", "5 °C, £3, €4", ENGLISH, "naïve\n"]
)
def test_short_windows_1252_texts(text: str) -> None:
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (POLISH, "cp1250"), (CZECH, "cp1250")),
        (JAPANESE, "shift_jis"),
    ],
)
def test_other_code_pages(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_one_damaged_byte_does_not_change_the_encoding() -> None:
    text = "Zoë, Ångström, Łódź – “quoted”"
    assert decode(text.encode() + b" caf\xe9") == f"{text} café"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        ("co\u00adoperate zero\u200bwidth \ufeffmark".encode(), "cooperate zerowidth mark"),
        ("e\u0301".encode(), "é"),
        (b"bell\x07 esc\x1b[0m" + b" text" * 40, "bell esc[0m" + " text" * 40),
        (b"page one" * 9 + b"\x0cpage two", "page one" * 9 + "\npage two"),
        ("line\u2028line\u2029paragraph\x85line".encode(), "line\nline\n\nparagraph\nline"),
        ("می\u200cخواهم".encode(), "می\u200cخواهم"),  # a non-joiner is spelling in Persian
    ],
)
def test_text_is_normalised(data: bytes, text: str) -> None:
    assert decode(data) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (bytes(range(256)) * 4, "binary"),
        (b"text\0text and more", "binary"),
        (b"\x01\x02\x03\x04 abc", "binary"),
        (b"%PDF-1.4\n", "PDF"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08rest", "gzip"),
        (rb"{\rtf1 Words}", "RTF"),
    ],
)
def test_what_is_not_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(NotText, match=reason):
        decode(data)


@settings(deadline=None)  # the first call may import
@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data)
    except NotText:
        return
    assert clean(text) == text


@settings(deadline=None)  # the first call may import
@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text.encode("utf-8", "replace").decode())
    assert clean(once) == once
    assert not any(character in once for character in "\r\0\u200b\ufeff\u00ad\x85")
