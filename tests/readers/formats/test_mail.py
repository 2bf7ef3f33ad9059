from __future__ import annotations

import base64
import datetime
import io
from typing import TYPE_CHECKING

import pytest

from search.errors import ReadError
from search.readers import registry
from search.readers.formats import mail
from search.readers.registry import Head
from search.readers.source import Source, Unread

if TYPE_CHECKING:
    from search.article import Article


def reading(data: bytes, name: str = "a.eml") -> tuple[list[Article], list[str]]:
    """Return the articles of a file, and what is said of the rest."""
    articles: list[Article] = []
    unread: list[str] = []
    try:
        for each in registry.read(Source(name, io.BytesIO(data))):
            if isinstance(each, Unread):
                unread.append(f"{each.path} {each.reason}")
            else:
                articles.append(each)
    except ReadError as error:
        unread.append(str(error))
    return articles, unread


def body(article: Article) -> list[tuple[str, str]]:
    return [(p.kind, p.text) for p in article.paragraphs if p.number]


@pytest.mark.parametrize(
    ("header", "field", "expected"),
    [
        ("Date: Wed, 25 Aug 2021 23:59:00 -0700 (PDT)", "date", datetime.date(2021, 8, 25)),
        ("Date: 25 Aug 95 10:00 GMT", "date", datetime.date(1995, 8, 25)),
        ("Date: soon", "date", None),
        ('From: "Lee, Ana" <a@e.org>, Bo Cole <b@e.org>', "authors", ("Lee, Ana", "Bo Cole")),
        ("From: a@e.org", "authors", ()),
        ("From: =?utf-8?q?Ana_L=C3=A9e?= <a@e.org>", "authors", ("Ana Lée",)),
        ("Subject: =?utf-8?b?Q2Fmw6k=?=\r\n and more", "title", "Café and more"),
        ("Subject: =?no-such?q?Caf=E9?=", "title", "Café"),
        ("Subject: =?utf-8?b?broken!", "title", "=?utf-8?b?broken!"),
        ("Subject: Caf\xe9", "title", "Café"),
        ("List-Id: <x.e.org>", "extra", {"list-id": "<x.e.org>"}),
    ],
)
def test_headers(header: str, field: str, expected: object) -> None:
    (article,), _ = reading(f"{header}\r\nX: y\r\n\r\nText here.\r\n".encode("latin-1"))
    assert getattr(article, field) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("text/plain; charset=utf-8", "caf\u00e9".encode(), "café"),
        ("text/plain; charset=us-ascii", "caf\u00e9".encode(), "café"),
        ("text/plain; charset=utf-8", "caf\u00e9".encode("cp1252"), "café"),
        ("text/plain; charset=utf-16", b"cafe", "cafe"),
        ("text/plain; charset=base64", b"cafe", "cafe"),
        ("text/plain; charset=u\0tf", "caf\u00e9".encode(), "café"),
        ("text/plain; charset=iso-2022-jp", "橋".encode("iso-2022-jp"), "橋"),
        ("text/html; charset=iso-8859-1", b"<p>caf\xe9</p>", "café"),
    ],
)
def test_encodings_that_lie(kind: str, text: bytes, expected: str) -> None:
    (article,), _ = reading(b"Subject: S\nContent-Type: " + kind.encode() + b"\n\n" + text)
    assert body(article) == [("body", expected)]


def test_flowed_text_and_quotes() -> None:
    text = b"Subject: S\nContent-Type: text/plain; format=flowed\n\nOne \nline.\n> Two \n> lines.\n -- \n"
    assert body(reading(text)[0][0]) == [("body", "One line."), ("quote", "Two lines.")]


def parts(*written: bytes, kind: bytes = b"mixed") -> bytes:
    inner = b"".join(b"--b\n" + part + b"\n" for part in written)
    return b"Subject: S\nContent-Type: multipart/" + kind + b"; boundary=b\n\n" + inner + b"--b--\n"


def test_of_alternatives_the_plain_text_is_read_unless_it_says_little() -> None:
    plain, html = (
        b"Content-Type: text/plain\n\nPlain.\n",
        b"Content-Type: text/html\n\n<p>Rich.</p>\n",
    )
    long = b"Content-Type: text/html\n\n<p>" + b"Rich text. " * 20 + b"</p>\n"
    assert body(reading(parts(plain, html, kind=b"alternative"))[0][0]) == [("body", "Plain.")]
    (article,), _ = reading(parts(plain, long, kind=b"alternative"))
    assert article.paragraphs[-1].text.startswith("Rich text.")


def test_attached_articles_are_read_and_pictures_are_not() -> None:
    page = b"Content-Type: text/html; name=../../p.html\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
    page += base64.b64encode(
        b"<html><body><p>The page has a text that is long enough.</p></body></html>"
    )
    picture = b"Content-Type: image/png; name=a.png\nContent-Disposition: attachment\n\nx"
    articles, unread = reading(parts(b"\nLetter.\n", page, picture))
    assert [article.path for article in articles] == ["a.eml", "a.eml/p.html"]
    assert unread == []


def test_messages_within_messages_to_some_depth() -> None:
    data = b"Subject: last\n\nText.\n"
    for number in range(9):
        data = b"Subject: %d\nContent-Type: message/rfc822\n\n" % number + data
    articles, _ = reading(data)
    assert len(articles) <= 5


def test_a_mailbox_is_divided_at_its_separators_only() -> None:
    data = (
        b"From a@e.org Sat Oct 12 23:15:00 2019\nSubject: A\n\nOne.\n\nFrom the start it rained.\n"
        b">From here on too.\n\nFrom b@e.org Sun Oct 13 23:15:00 2019\r\nSubject: B\r\n\r\nTwo.\r\n"
    )
    articles, unread = reading(data, "a.mbox")
    assert [article.title for article in articles] == ["A", "B"]
    assert body(articles[0])[-1] == ("body", "From the start it rained. From here on too.")
    assert [article.path for article in articles] == ["a.mbox#1", "a.mbox#2"]
    assert unread == []


def test_a_bad_message_does_not_end_the_mailbox() -> None:
    line = b"From a@e.org Sat Oct 12 23:15:00 2019\n"
    nested = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(50)
    )
    data = line + b"X: y\n" + nested + b"\n\n" + line + b"Subject: S\n\nFine.\n"
    articles, unread = reading(data, "a.mbox")
    assert [article.title for article in articles] == ["S"]
    assert unread == ["a.mbox#1 has too many parts, or parts within parts, to be a message."]


@pytest.mark.parametrize(
    "data",
    [
        b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000,
        b"Subject: x\n\n" + b"\n" * 1_100_000,
        b"No header here at all",
    ],
)  # fmt: skip
def test_hostile_messages_are_one_line(data: bytes) -> None:
    articles, unread = reading(data)
    assert articles == []
    assert len(unread) == 1
    assert unread[0].startswith("a.eml has ")


def test_a_page_that_a_browser_saved_is_read_as_a_page() -> None:
    data = (
        b"From: <Saved by Blink>\nSnapshot-Content-Location: https://e.org/a\nSubject: Page\n"
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\n"
        b"Content-Type: text/html\n\n<html><head><title>Bridge</title></head><body><article>"
        b"<h1>Bridge</h1><p>The bridge over the river reopened on Monday.</p></article></body>"
        b"</html>\n--b\nContent-Type: image/png\n\nx\n--b--\n"
    )
    (article,), _ = reading(data, "a.mhtml")
    assert (article.title, article.url) == ("Bridge", "https://e.org/a")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"Received: by x\nFrom: a\nSubject: s\n\nx", True),
        (b"From a@b Sat Oct 12 23:15:00 2019\nSubject: s\n\nx", True),
        (b"From: AP\nDate: Aug. 25, 2021\nSubject: A bridge\n\nProse.", False),
        (b"From Monday at 10:15 2019 it rained\nall day", False),
        (b"Note: prose\nfollows here.\n", False),
        (b"title: x\ndate: y\n\nProse", False),
    ],
)
def test_it_is_recognised_by_its_headers(data: bytes, expected: bool) -> None:  # noqa: FBT001
    assert mail.recognises(Head(data, "a.txt")) is expected
