"""Query texts, what they are understood as, and what is said about them."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.errors import QueryError
from search.query import MAX_LENGTH, parse
from search.query.nodes import And, Everything, Not, Or, Phrase, Wildcard, Word

TODAY = datetime.date(2021, 9, 1)

# Text, canonical text, and a part of each notice in order.
TABLE: list[tuple[str, str, tuple[str, ...]]] = [
    # words
    ("", "*", ()),
    ("   ", "*", ()),
    ("*", "*", ()),
    ("saleh", "saleh", ()),
    ("Saleh", "Saleh", ()),
    ("saleh cia", "saleh AND cia", ()),
    ("  saleh \t cia\n", "saleh AND cia", ()),
    ("=organ", "=organ", ()),
    ("=Organ,", "=Organ", ()),
    ("panjshir^3", "panjshir^3", ()),
    ("panjshir^0.5", "panjshir^0.5", ()),
    ("panjshir^9999", "panjshir^1000", ("largest weight",)),
    ("élysée", "élysée", ()),
    ("中国人", "中国人", ()),
    ("2021", "2021", ()),
    # words that split, and signs at their edges
    ("al-qaeda", "al-qaeda", ()),
    ("U.S.", "U.S", ()),
    ("AT&T", "AT&T", ()),
    ("fox-it", "fox-it", ()),
    ("saleh,", "saleh", ()),
    ("(saleh).", "saleh", ("no letter or digit in “.”",)),
    ("...saleh!", "saleh", ()),
    ("don't", "don't", ()),
    ("don’t", "don't", ("apostrophes",)),
    ("saleh's", "saleh", ("“saleh's” was read as “saleh”",)),
    ("Saleh’s", "Saleh", ("“Saleh's” was read as “Saleh”", "apostrophes")),
    ("fighters'", "fighters", ()),
    ("it's's", "it", ("was read as “it”",)),
    ("a^2's", "a-2", ("Only letters and digits", "was read as “a^2”")),
    ("0^0^", "0-0", ("Only letters and digits",)),
    ("C++", "C", ("Only letters and digits",)),
    ("C#", "C", ("Only letters and digits",)),
    ("$100", "100", ("Only letters and digits",)),
    (".NET", "NET", ()),
    ("10:30", "10:30", ()),
    ("9/11", "9/11", ()),
    ("and/or", "and/or", ()),
    ("a_b", "a_b", ()),
    ("foo@example.org", "foo@example.org", ()),
    ("https://example.org/a?b=c", "https://example.org/a?b=c", ()),
    # nothing to search for
    ("&", "-*", ("no letter or digit in “&”", "Nothing is left")),
    ("—", "-*", ("no letter or digit", "Nothing is left")),
    ('""', "-*", ("no word between the quotes", "Nothing is left")),
    ('"!?"', "-*", ("no word between the quotes", "Nothing is left")),
    ("()", "-*", ("empty bracket", "Nothing is left")),
    ("AND", "-*", ("missing beside “AND”", "Nothing is left")),
    ("OR", "-*", ("missing beside “OR”", "Nothing is left")),
    ("NOT", "-*", ("missing beside “NOT”", "Nothing is left")),
    ("-", "-*", ("no letter or digit", "Nothing is left")),
    ("w/5", "-*", ("missing beside “w/5”", "Nothing is left")),
    ("-*", "-*", ()),
    # booleans
    ("a AND b", "a AND b", ()),
    ("a OR b", "a OR b", ()),
    ("a OR b c", "a OR (b AND c)", ()),
    ("a b OR c d", "(a AND b) OR (c AND d)", ()),
    ("(a OR b) c", "(a OR b) AND c", ()),
    ("a AND b AND c", "a AND b AND c", ()),
    ("a (b c)", "a AND b AND c", ()),
    ("a OR (b OR c)", "a OR b OR c", ()),
    ("((((a))))", "a", ()),
    ("taliban -peace", "taliban AND -peace", ()),
    ("taliban NOT peace", "taliban AND -peace", ()),
    ("taliban AND NOT peace", "taliban AND -peace", ()),
    ("NOT peace", "-peace", ()),
    ("-peace", "-peace", ()),
    ("--peace", "peace", ()),
    ("NOT -peace", "peace", ()),
    ("-(a b)", "-(a AND b)", ()),
    ("-(a OR b)", "-(a OR b)", ()),
    ("-(-a)", "a", ()),
    ('-"a b"', '-"a b"', ()),
    ("a OR -b", "a OR -b", ()),
    ("+saleh +cia", "saleh AND cia", ("not needed",)),
    ("(a OR b)^2", "(a OR b)^2", ()),
    ("(a b)^2 c", "(a AND b)^2 AND c", ()),
    ("saleh and cia", "saleh AND and AND cia", ("operator is AND",)),
    ("saleh or cia", "saleh AND or AND cia", ("operator is OR",)),
    ("not saleh", "not AND saleh", ("operator is NOT",)),
    ("And", "And", ()),
    ("a | b", "a AND b", ("type OR",)),
    ("a || b", "a AND b", ("type OR",)),
    ("a && b", "a AND b", ("no letter or digit",)),
    ("a * b", "a AND b", ()),
    ("taliban !peace", "taliban AND -peace", ("“!” was read as NOT",)),
    ("!(a OR b)", "-(a OR b)", ("“!” was read as NOT",)),
    ("=(a OR b)", "a OR b", ("goes before a single word",)),
    ("peace^-1", "peace^-1", ("Only letters and digits",)),
    ('"peace talks"~1.5', '"peace talks"~1', ("whole numbers",)),
    ("peace NEAR/5 talks", "peace w/5 talks", ("“NEAR/5” was read as w/5",)),
    ("peace w/999999999999 talks", "peace w/1000 talks", ("1000 words apart is the most",)),
    ("date :2021", "date:2021", ("blank before",)),
    ("Kabul : the fall", "Kabul AND the AND fall", ("no letter or digit",)),
    ("author : gall", "author AND gall", ("no letter or digit",)),
    (
        "date:2021-08-15 TO 2021-08-31",
        "date:2021-08-15..2021-08-31",
        ("read as a range",),
    ),
    # repaired
    ("(a b", "a AND b", ("bracket was not closed",)),
    ("((a b", "a AND b", ("bracket was not closed",)),
    ("a) b", "a AND b", ("no ( for this )",)),
    (")a(", "a", ("no ( for this )", "not closed", "empty bracket")),
    ("a AND OR b", "a OR b", ("missing beside “AND”",)),
    ("a OR AND b", "a OR b", ("missing beside “AND”",)),
    ("a OR OR b", "a OR b", ("missing beside “OR”",)),
    ("OR a", "a", ("missing beside “OR”",)),
    ("a OR", "a", ("missing beside “OR”",)),
    ("AND a", "a", ("missing beside “AND”",)),
    ("a AND", "a", ("missing beside “AND”",)),
    ("a NOT", "a", ("missing beside “NOT”",)),
    ("a -", "a", ("no letter or digit",)),
    ("- a", "a", ("no letter or digit",)),
    ("a () b", "a AND b", ("empty bracket",)),
    ("a w/5", "a", ("missing beside “w/5”",)),
    ("w/5 a", "a", ("missing beside “w/5”",)),
    ("a w/5 OR b", "a OR b", ("missing beside “w/5”",)),
    ("a w/5 w/3 b", "a w/3 b", ("missing beside “w/5”",)),
    ("a w/0 b", "a w/1 b", ("1 words apart is the least",)),
    ("a w/5000 b", "a w/1000 b", ("1000 words apart is the most",)),
    # phrases
    ('"lion of panjshir"', '"lion of panjshir"', ()),
    ('"Lion  of\nPanjshir"', '"Lion of Panjshir"', ()),
    ("“lion of panjshir”", '"lion of panjshir"', ("Typographic quotes",)),
    ("„lion of panjshir“", '"lion of panjshir"', ("Typographic quotes",)),
    ("«lion of panjshir»", '"lion of panjshir"', ("Typographic quotes",)),
    ('“lion of panjshir"', '"lion of panjshir"', ("Typographic quotes",)),
    ('"lion of panjshir', '"lion of panjshir"', ("quote was not closed",)),
    ('lion" of panjshir', 'lion AND "of panjshir"', ("quote was not closed",)),
    ('"peace talks"~3', '"peace talks"~3', ()),
    ('"peace talks"~0', '"peace talks"', ()),
    ('"peace talks"~9999', '"peace talks"~1000', ("1000 moves is the most",)),
    ('"peace talks"^2', '"peace talks"^2', ()),
    ('"peace talks"~3^2', '"peace talks"~3^2', ()),
    ('"peace talk*"', '"peace talk*"', ("not wildcards",)),
    ('="peace talks"', '"peace talks"', ()),
    ('"a""b"', '"a" AND "b"', ()),
    ('"AND"', '"AND"', ()),
    ('"who?"', '"who?"', ()),
    # wildcards, spelling, regular expressions
    ("massou*", "massou*", ()),
    ("m?soud", "m?soud", ()),
    ("*stan", "*stan", ()),
    ("*shi*", "*shi*", ()),
    ("a**b", "a*b", ()),
    ("al-q*", "al-q*", ()),
    ("=massou*", "massou*", ()),
    ("??", "??", ()),
    ("kabul?", "kabul?", ("stands for one more letter",)),
    ("kabul? fell", "kabul? AND fell", ()),
    ("masood~", "masood~1", ()),
    ("masood~1", "masood~1", ()),
    ("masood~2", "masood~2", ()),
    ("masood~7", "masood~2", ("2 wrong letters is the most",)),
    ("masood~0", "=masood", ()),
    ("masood~2^3", "masood~2^3", ()),
    ("mas*d~1", "mas*d", ("has wildcards already",)),
    ("/mas+ou?d/", "/mas+ou?d/", ()),
    ("/a|b/^2", "/a|b/^2", ()),
    ("/usr/bin", "usr/bin", ("has no blanks",)),
    ("/not closed", "not AND closed", ("has no blanks", "operator is NOT")),
    ("/peace talks/", "peace AND talks", ("has no blanks",)),
    # proximity
    ("peace w/5 taliban", "peace w/5 taliban", ()),
    ("peace W/5 taliban", "peace w/5 taliban", ()),
    ("ahmad pre/2 massoud", "ahmad pre/2 massoud", ()),
    ("ahmad PRE/2 massoud", "ahmad pre/2 massoud", ()),
    ("a w/s b", "a w/s b", ()),
    ("a w/p b", "a w/p b", ()),
    ("a w/5 b w/5 c", "a w/5 b w/5 c", ()),
    ("a w/5 (b w/3 c)", "a w/5 (b w/3 c)", ()),
    ("(a OR b) w/5 c*", "(a OR b) w/5 c*", ()),
    ('"a b" w/5 c', '"a b" w/5 c', ()),
    ("(a b) w/5 c", "a w/5 c AND b w/5 c", ("read as a w/5 c AND b w/5 c",)),
    ("(a b) w/5 (c d)", "a w/5 c AND a w/5 d AND b w/5 c AND b w/5 d", ("read as",)),
    ("a w/5 author:b", "a AND author:b", ("read as AND",)),
    ("a w/5 (-b)", "a AND -b", ("read as AND",)),
    ("x a w/5 b y", "x AND a w/5 b AND y", ()),
    ("-a w/5 b", "-(a w/5 b)", ()),
    ("title:(a w/5 b)", "title:(a w/5 b)", ()),
    ("pre/s", "pre/s", ()),
    # fields
    ("title:taliban", "title:taliban", ()),
    ("Title:taliban", "title:taliban", ()),
    ("headline:taliban", "title:taliban", ()),
    ("authors:gall", "author:gall", ()),
    ("author:gall author:nossiter", "author:gall AND author:nossiter", ()),
    ("author:(gall OR nossiter)", "author:(gall OR nossiter)", ()),
    ("author:(gall nossiter)", "author:(gall AND nossiter)", ()),
    ('author:"carlotta gall"', 'author:"carlotta gall"', ()),
    ("author:“carlotta gall”", 'author:"carlotta gall"', ("Typographic quotes",)),
    ("author:*", "author:*", ()),
    ("-author:*", "-author:*", ()),
    ("author:(*)", "author:*", ()),
    ("author:gall^2", "author:gall^2", ()),
    ("author:ga*", "author:ga*", ()),
    ("author:gal~1", "author:gal~1", ()),
    ("author:/g.*/", "author:/g.*/", ()),
    ("author: gall", "author:gall", ("blank after author:",)),
    ("author:", "-*", ("Nothing stands after author:", "Nothing is left")),
    ("saleh author:", "saleh", ("Nothing stands after author:",)),
    ("author:()", "-*", ("empty bracket", "Nothing is left")),
    ("title:(author:gall)", "author:gall", ()),
    ("path:2021/*", "path:2021/*", ()),
    ("path:/2021/08/", "path:/2021/08/", ()),
    ("kind:caption", "kind:caption", ()),
    ("kind:foto", "kind:foto", ("no kind “foto”",)),
    ("lang:en-GB", "lang:en-GB", ()),
    ("language:en", "lang:en", ()),
    ("auther:gall", "auther:gall", ("did you mean author",)),
    ("colour:red", "colour:red", ("the fields are",)),
    ('colour:"dark red"', 'colour AND "dark red"', ("no field “colour”",)),
    ("Explainer: what happened", "Explainer AND what AND happened", ()),
    ("(*)^2", "*", ("no effect",)),
    # dates
    ("date:2021", "date:2021", ()),
    ("date:2021-08", "date:2021-08", ()),
    ("date:2021-08-15", "date:2021-08-15", ()),
    ("date:2021-08-15..2021-08-31", "date:2021-08-15..2021-08-31", ()),
    ("date:2021-08-01..2021-08-31", "date:2021-08", ()),
    ("date:..2021-08", "date:..2021-08-31", ()),
    ("date:2021-08..", "date:2021-08-01..", ()),
    ("date:[2021-08-15 TO 2021-08-31]", "date:2021-08-15..2021-08-31", ()),
    ("date:{2021-08-15 TO 2021-08-31}", "date:2021-08-16..2021-08-30", ()),
    ("date:>=2021-08-20", "date:2021-08-20..", ()),
    ("date:>2021-08", "date:2021-09-01..", ()),
    ("after:2021-08-20", "date:2021-08-21..", ()),
    ("before:2021-09-01", "date:..2021-08-31", ()),
    ('date:"aug 2021"', "date:2021-08", ()),
    ("date:“aug 2021”", "date:2021-08", ("Typographic quotes",)),
    ('date:"last week"', "date:2021-08-23..2021-08-29", ()),
    ("date:yesterday", "date:2021-08-31", ()),
    ('date:"3 months ago"..', "date:2021-06-01..", ()),
    ("date:1990s", "date:1990-01-01..1999-12-31", ()),
    ("date:none", "date:none", ()),
    ("date:*", "date:*", ()),
    ("-date:*", "-date:*", ()),
    ("date:(2020 OR 2021)", "date:2020 OR date:2021", ()),
    ("saleh date:2021-08 -cia", "saleh AND date:2021-08 AND -cia", ()),
    ("date: 2021", "date:2021", ("blank after date:",)),
    # settings
    ("collapse:off", "* collapse:off", ()),
    ("collapse:on", "*", ()),
    ("peace collapse:off", "peace collapse:off", ()),
    ("collapse:off a OR b", "a OR b collapse:off", ()),
    ('Collapse:OFF, "peace talks"', '"peace talks" collapse:off', ()),
    ('peace collapse:"off"', "peace collapse:off", ()),
    ("peace collapse:(on)", "peace", ()),
    ("peace collapse: off", "peace collapse:off", ("blank after collapse:",)),
    ("(peace collapse:off) OR war", "peace OR war collapse:off", ("about the whole query",)),
    ("title:(peace collapse:off)", "title:peace collapse:off", ("about the whole query",)),
    ("peace OR collapse:off war", "peace OR war collapse:off", ("about the whole query",)),
    ("a w/5 collapse:off b", "a w/5 b collapse:off", ("about the whole query",)),
    ("-collapse:off peace", "peace collapse:off", ("cannot be negated",)),
    ("NOT collapse:off", "* collapse:off", ("cannot be negated",)),
    ("-peace collapse:off", "-peace collapse:off", ()),
    ("peace collapse:off collapse:on", "peace", ("“collapse:on” was read, and not",)),
    ("collapse:off collapse:off", "* collapse:off", ()),
    ("collapse:maybe peace", "collapse-maybe AND peace", ("collapse: is on or off",)),
    ("Collapse: how empires fall", "Collapse AND how AND empires AND fall", ("is on or off",)),
    ("collapse:offer", "collapse-offer", ("is on or off",)),
    ("collapse", "collapse", ()),
    ("=collapse:off", "=collapse:off", ()),
    ('"collapse:off"', '"collapse:off"', ()),
    ("title:collapse:off", "title:collapse:off", ()),
    ("& collapse:off", "-* collapse:off", ("no letter or digit", "Nothing is left")),
]


@pytest.mark.parametrize(("text", "canonical", "notices"), TABLE, ids=[row[0] for row in TABLE])
def test_a_text_is_understood(text: str, canonical: str, notices: tuple[str, ...]) -> None:
    query = parse(text, today=TODAY)
    assert str(query) == canonical
    assert parse(canonical, today=TODAY) == query
    assert len(query.notices) == len(notices), query.notices
    for part in notices:
        assert any(part in notice.message for notice in query.notices), query.notices


def test_the_table_is_large_enough() -> None:
    assert len(TABLE) >= 150


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        ("date:2021-02-30", "2021-02-30", "2021-02-30"),
        ("saleh date:2021-13", "2021-13", "2021-13"),
        ("date:2021-09..2021-08", "2021-08", "2021-09..2021-08"),
        ("date:03/04/2021", "03/04/2021", "03/04/2021"),
        ("date:gibberish", "gibberish", "gibberish"),
        ("/a(b/", "not closed", "/a(b/"),
        ("/*a/", "nothing for it to act on", "/*a/"),
        ("/a{9999}/", "too large", "/a{9999}/"),
        ("/(?=a)b/", "not known here", "/(?=a)b/"),
        (
            f"({' '.join('abcdefghi')}) w/5 ({' '.join('abcdefghi')})",
            "too many words",
            "w/5",
        ),
    ],
)
def test_what_has_no_reading_is_an_error_with_its_place(text: str, part: str, place: str) -> None:
    with pytest.raises(QueryError, match=r"\S") as caught:
        parse(text, today=TODAY)
    assert part in str(caught.value)
    assert text[caught.value.start : caught.value.end] == place


def test_a_text_that_is_too_long_is_an_error() -> None:
    assert str(parse("a" * MAX_LENGTH)) == "a" * MAX_LENGTH
    with pytest.raises(QueryError, match="2,001 characters; 2,000 is the most"):
        parse("a" * (MAX_LENGTH + 1))


def test_notices_have_their_place() -> None:
    (notice,) = parse("saleh “peace talks” now").notices
    assert "saleh “peace talks” now"[notice.start : notice.end] == "“peace talks”"


def test_brackets_that_nest_too_deep_are_ignored_with_a_notice() -> None:
    text = "(a OR (b AND " * 60 + "c" + "))" * 60
    query = parse(text)
    assert any("Brackets inside 30 others" in notice.message for notice in query.notices)


def test_words_that_look_like_operators_stay_words() -> None:
    assert parse(",AND").tree == Word("and")
    assert parse(",w/5").tree == Word("w-5")
    assert parse(",author:gall").tree == Word("author-gall")


TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet='ab *?~^=-+()":/\\|&[]{}<>.,;!\'“”’«»\n0129', max_size=80),
    st.lists(
        st.sampled_from(
            ["a", "b", "AND", "OR", "NOT", "-", "(", ")", '"', "w/5", "pre/2", "w/s", "title:",
             "author:", "date:", "2021", "..", "~2", "^3", "*", "=", "/", "x*", "“", "'s", " ",
             "collapse:off", "collapse:on", "collapse:"]
        ),
        max_size=40,
    ).map(" ".join),
    st.lists(
        st.sampled_from(["a", "(", ")", '"', "OR ", "w/5 ", "title:", "date:2021", "-", "~", "^2", "*", " ",
                         "collapse:", "off"]),
        max_size=40,
    ).map("".join),
)  # fmt: skip


@settings(max_examples=1500, deadline=None)
@given(TEXTS)
def test_any_text_parses_and_its_canonical_text_is_the_same_query(text: str) -> None:
    try:
        query = parse(text, today=TODAY)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= max(len(text), 1)
        return
    canonical = str(query)
    if len(canonical) <= MAX_LENGTH:
        assert parse(canonical, today=TODAY) == query, canonical
    for notice in query.notices:
        assert 0 <= notice.start <= notice.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    ["(", ")", '"', "-", "a ", "a OR ", "(a OR ", "-(", "a w/5 ", "* ", "a*", "?", "~", "^",
     "/a", "/a/ ", "author:", "author:(", "date:", "'s", "“", "[", "a_", "\\", "=", "中", "a.b",
     "collapse:off ", "-collapse:on ", "(collapse:off"],
)  # fmt: skip
def test_the_longest_texts_of_one_piece_parse_at_once(piece: str) -> None:
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]
    began = time.process_time()
    try:
        query = parse(text, today=TODAY)
        str(query)
    except QueryError:
        pass
    assert time.process_time() - began < 2  # bounded, not measured: benchmarks do that


def test_laws_of_the_tree() -> None:
    assert parse("a AND b").tree == And((Word("a"), Word("b")))
    assert parse("a OR b").tree == Or((Word("a"), Word("b")))
    assert parse("-a").tree == Not(Word("a"))
    assert parse('"a b"~2').tree == Phrase("a b", 2)
    assert parse("a*").tree == Wildcard("a*")
    assert parse("").tree == Everything()
