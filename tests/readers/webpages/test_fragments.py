"""HTML that is the article: every block in order, with its kind, whatever the markup."""

from __future__ import annotations

import pytest

from search.readers.encoding import NotText
from search.readers.webpages.fragments import html_text, pieces_of

DEEP = 100_000


def told(html: str | bytes) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in pieces_of(html)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("", []),
        (" \n ", []),
        ("<!-- nothing -->", []),
        ("<p>One.</p><p>Two.</p>", [("body", "One."), ("body", "Two.")]),
        ("<p>One.<p>Two.", [("body", "One."), ("body", "Two.")]),
        ("<h2>Ferry</h2>It <b>re</b>turned.", [("heading", "Ferry"), ("body", "It returned.")]),
        ("<blockquote><p>One.<p>Two.</blockquote>", [("quote", "One."), ("quote", "Two.")]),
        ("<ul><li>One<ul><li>Two</ul>three</ul>", [("list", x) for x in ("One", "Two", "three")]),
        ("<dl><dt>Fare<dd>Two crowns", [("list", "Fare"), ("list", "Two crowns")]),
        (
            "<figure><img src=x alt=no><figcaption>The <p>pier</p></figcaption></figure>End.",
            [("caption", "The"), ("caption", "pier"), ("body", "End.")],
        ),
        (
            "<div>One.<div>Two.</div>Three.</div>",
            [("body", f"{x}.") for x in ("One", "Two", "Three")],
        ),
        ("One line<br>and its end<br><br>Two", [("body", "One line and its end"), ("body", "Two")]),
        (f"{'word ' * 30}end.<br>Next", [("body", f"{'word ' * 30}end."), ("body", "Next")]),
        (
            "One.\n\nTwo <i>two</i>.\n \nThree.",
            [("body", x) for x in ("One.", "Two two.", "Three.")],
        ),
        (
            "Ferry returns<br>By Ana Lee<br><br>One.",
            [("body", x) for x in ("Ferry returns", "By Ana Lee", "One.")],
        ),
        ("<pre>One.\n\nTwo\nlines.</pre>", [("body", "One."), ("body", "Two lines.")]),
        ("<p>Wrapped\n\nin a paragraph</p>", [("body", "Wrapped in a paragraph")]),
        ("<p>A<script>no</script>B<style>no</style><template>no</template></p>", [("body", "AB")]),
        ("<p>AT&amp;T &copy 2021 &mdash; &#x41;&lt;b&gt;</p>", [("body", "AT&T © 2021 — A<b>")]),
        ("<p>***</p><hr><p>One.</p>", [("body", "One.")]),
        (
            "<table><tr><th>Town<th>Votes<tr><td>Arnhem<td>12</table>",
            [("list", "Town | Votes"), ("list", "Arnhem | 12")],
        ),
        (
            "<table><tr><td>Menu<td><p>One.<p>Two.</table>",
            [("body", "Menu"), ("body", "One."), ("body", "Two.")],
        ),
        ("<![CDATA[1 < 2]]> is true", [("body", "1 < 2 is true")]),
        (
            "<?xml version='1.0'?><html><head><title/><script src='a'/></head><body><p>One.</p>",
            [("body", "One.")],
        ),
        ("<html><head><title>No</title></head><body>One.", [("body", "One.")]),
        (f"<h2>{'long ' * 80}</h2>", [("body", "long " * 79 + "long")]),
        ("</p></td></html>One.</div><p", [("body", "One.")]),
        ("a\x00b\u200bc", [("body", "abc")]),
    ],
)
def test_each_block_is_a_piece_of_its_kind(html: str, expected: list[tuple[str, str]]) -> None:
    assert told(html) == [(kind, text.strip()) for kind, text in expected]


def test_marked_kinds_are_certain_and_others_are_not() -> None:
    pieces = pieces_of("<h2>A</h2><p>B</p><li>C")
    assert [piece.certain for piece in pieces] == [True, False, True]


@pytest.mark.parametrize(
    "tag", ["div", "b", "ul><li", "table><tr><td", "blockquote", "a", "font", "h1", "svg", "select"]
)
@pytest.mark.parametrize("closed", [True, False])
def test_nesting_of_any_depth_loses_nothing(tag: str, *, closed: bool) -> None:
    end = "".join(f"</{name}>" for name in reversed(tag.split("><"))) if closed else ""
    html = f"<p>First</p>{f'<{tag}>' * DEEP}Inner{end * DEEP}<p>Last</p>"
    text = " ".join(text for _, text in told(html))
    assert all(word in text for word in ("First", "Inner", "Last"))


@pytest.mark.parametrize(
    "html",
    [
        "<" * DEEP,
        "<!--" * DEEP,
        "<![CDATA[" * DEEP,
        "&" * DEEP,
        "</div>" * DEEP,
        "<table><tr><td>x" * DEEP,
        "x<br>" * DEEP,
        f"<p {'a=b ' * DEEP}>x",
        "<p>x<b>" * DEEP,
        "\n \t" * DEEP,
    ],
)
def test_hostile_markup_takes_linear_time(html: str) -> None:
    pieces_of(html)  # minutes, were it quadratic


def test_more_pieces_than_any_text_has_become_one() -> None:
    pieces = pieces_of("<p>x" * 150_000 + "<p>The end.")
    assert len(pieces) == 100_001
    assert pieces[-1].text.endswith("x x The end.")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("iso-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("Shift_JIS", "cp932"),
        ("iso-2022-jp", "iso2022_jp"),
        ("gb2312", "gb18030"),
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),  # what it says is not what it is
        ("utf-8", "cp1252"),
        ("punycode", "utf-8"),  # no encoding of a page
    ],
)
def test_the_encoding_is_the_declared_one_where_that_is_true(declared: str, encoding: str) -> None:
    text = {
        "cp1251": "Мост снова открыт для движения",
        "cp932": "橋は月曜日に再開した",
        "iso2022_jp": "橋は月曜日に再開した",
        "gb18030": "大桥星期一重新开放",
    }.get(encoding, "Le café à l’été")
    html = f'<meta http-equiv=Content-Type content="text/html; charset={declared}"><p>{text}'
    assert told(html.encode(encoding)) == [("body", text)]


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(NotText):
        html_text(b"\x89PNG\r\n\x1a\n\0\0\0")
