"""A search as an Atom feed (RFC 4287), so that a feed reader tells what is new.

Entries stand in the order of their addition to the archive, the newest first, not in
that of their dates: whatever is added comes first, also an article of long ago or
without a date, and no reader that looks at the first page misses it. All hits are in
the feed, 50 to a page (RFC 5005, section 3), near-identical copies too.

What the dates of an entry mean:

- ``updated``: when the archive last read another text of the article, in UTC. It does
  not change when a file moves or an index is built anew.
- ``published``: the article's own date, only where the day is known. It is a day, not
  an instant; Atom has only instants, so midnight in UTC stands for it.

An entry is known by a tag URI (RFC 4151) made of this site's name and the article's
id, which is the same on every page and in the feed of every search.
"""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from lxml import etree

import search
from web.addresses import ArticleAddresses, results_address
from web.languages import language_tag
from web.marking import marked
from web.paging import Paging
from web.wording import dated
from web.work.links import absolute, feed_address, feed_key, feed_question
from web.work.saved import narrowed_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.parameters import Question

PAGE_SIZE = 50
MEDIA_TYPE = "application/atom+xml"
ATOM = "http://www.w3.org/2005/Atom"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"

_MINTED = "2026"  # the year of the tags' scheme: part of each id, never to be changed
_NOBODY = "not named"  # Atom wants an author of every entry
_LONG_AGO = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # nothing is known of a time
_NOT_XML = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAFE_IN_ADDRESS = "%:/?#@!$&'()*+,;=~-._"
_NO_DOMAIN = re.compile(r"[^a-z0-9.-]")


def feed_document(archive: search.Archive, question: Question) -> bytes:
    """Return a page of the feed of a search; ``question.page`` says which.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    page = question.page
    news = archive.news(
        question.text,
        narrow=question.narrow,
        scope=question.scope,
        match=question.match,
        after=0,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    entries = [_Entry(archive, hit, question) for hit in news.hits]
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM, "opensearch": OPENSEARCH})
    _add(root, "id", _tag(f"search{feed_key(question)}"))
    _add(root, "title", _title(question))
    _add(root, "updated", _instant(max((each.updated for each in entries), default=_LONG_AGO)))
    _add(root, "generator", "Nutgraf", version=search.__version__)
    etree.SubElement(root, f"{{{OPENSEARCH}}}totalResults").text = str(news.total)
    for relation, address in _links(question, Paging(page=page, size=PAGE_SIZE, total=news.total)):
        _add(root, "link", rel=relation, type=MEDIA_TYPE, href=absolute(address))
    alternate = absolute(results_address(question.changed(unit=None, share=False)))
    _add(root, "link", rel="alternate", type="text/html", href=alternate)
    for entry in entries:
        entry.write(root)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _links(question: Question, paging: Paging) -> Iterator[tuple[str, str]]:
    """Yield the links to this page and the others, by what they are to this one."""
    yield "self", feed_address(question, paging.page)
    yield "first", feed_address(question)
    yield "last", feed_address(question, paging.pages)
    if paging.previous:
        yield "previous", feed_address(question, paging.previous)
    if paging.next:
        yield "next", feed_address(question, paging.next)


class _Entry:
    """A hit as an entry of the feed; in paragraph scope it is a paragraph."""

    def __init__(self, archive: search.Archive, hit: search.Hit, question: Question) -> None:
        self._hit = hit
        self._question = question
        self._numbers = question.scope == "paragraph"
        self.updated = _read(archive, hit.article)

    def write(self, root: etree._Element) -> None:
        """Add the entry to a feed."""
        article = self._hit.article
        best = self._hit.paragraphs[0] if self._hit.paragraphs else None
        number = best.number if best and best.matched else None
        entry = _add(root, "entry")
        if tag := language_tag(article.language):
            entry.set("{http://www.w3.org/XML/1998/namespace}lang", tag)
        anchor = f"#p{best.number}" if self._numbers and best else ""
        _add(entry, "id", _tag(f"article:{quote(article.id, safe='')}{anchor}"))
        _add(entry, "title", f"{article.label} ¶{number}" if self._numbers else article.label)
        _add(entry, "updated", _instant(self.updated))
        if article.date and article.date_precision == "day":
            _add(entry, "published", f"{article.date.isoformat()}T00:00:00Z")
        for name in article.authors or (article.source or _NOBODY,):
            _add(_add(entry, "author"), "name", name)
        own = ArticleAddresses.of(feed_question(self._question))
        here = absolute(own.address(article.id, number))
        _add(entry, "link", rel="alternate", type="text/html", href=here)
        if web := _web_address(article.url):
            _add(entry, "link", rel="via", href=web)
        for term in dict.fromkeys(filter(None, (article.section, *article.tags))):
            _add(entry, "category", term=term)
        _add(entry, "content", self._content(), type="html")

    def _content(self) -> str:
        """Return HTML, in which all that others wrote is escaped."""
        article = self._hit.article
        about = filter(None, (article.source, dated(article.date, article.date_precision)))
        parts = [marked(" · ".join(about), ())]
        for found in self._hit.paragraphs:
            text = marked(found.snippet.text, found.snippet.marks)
            parts.append(marked(f"¶{found.number} ", ()) + text)
        return "".join(f"<p>{part}</p>" for part in parts)


def _read(archive: search.Archive, article: search.Article) -> datetime.datetime:
    """Return when the archive last read another text of an article."""
    with suppress(search.ArticleMissing):  # removed since it was found
        read = archive.versions(article.id)[0].read
        if read:
            return datetime.datetime.fromisoformat(read)
    return _LONG_AGO


def _title(question: Question) -> str:
    text = question.text if not question.is_blank else "all articles"
    return f"Nutgraf: {', '.join([text, *narrowed_to(question)])}"


def _instant(time: datetime.datetime) -> str:
    return time.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tag(specific: str) -> str:
    """Return a tag URI of this site, by its name without the port."""
    host = urlsplit(absolute("/")).hostname or "localhost"
    authority = "localhost" if _NO_DOMAIN.search(host) else host  # an IPv6 address is no name
    return f"tag:{authority},{_MINTED}:nutgraf:{specific}"


def _web_address(url: str | None) -> str | None:
    """Return an article's own address, if it is one of the web."""
    with suppress(ValueError):
        if url and urlsplit(url).scheme in ("http", "https"):
            return quote(url, safe=_SAFE_IN_ADDRESS, errors="replace")
    return None


def _add(
    parent: etree._Element, name: str, text: str | None = None, **attributes: str
) -> etree._Element:
    """Add an element of Atom, without the signs that XML cannot hold."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _NOT_XML.sub("", text) if text is not None else None
    for key, value in attributes.items():
        element.set(key, _NOT_XML.sub("", value))
    return element
