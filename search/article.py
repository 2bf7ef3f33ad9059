"""Articles and their paragraphs, as every other part of Nutgraf sees them."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

Precision = Literal["day", "month", "year"]
Kind = Literal["title", "heading", "body", "quote", "caption", "list", "byline", "boilerplate"]

LABEL_LENGTH = 80  # characters: what fits one line of a terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of an article, the unit that is searched and cited.

    ``number`` is its place in the article, counted from 1; the title is 0.
    ``heading`` is the text of the heading that it stands under, if any, and
    ``page`` the page that it begins on, where its source has pages.

    >>> Paragraph(number=3, text="The bridge reopened on Monday.").kind
    'body'
    """

    number: int
    text: str
    kind: Kind = "body"
    heading: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    r"""A news article: its paragraphs and what is known about it.

    What a source does not say is ``None`` or empty; nothing is invented.
    ``date`` is a calendar day, exact to ``date_precision``: an article of which
    only the year 2021 is known has the date 2021-01-01 and the precision
    ``"year"``. ``path`` is where it was read, relative to the folder that was
    indexed, with ``/`` between the parts. ``extra`` holds what the source says
    beyond the fields that Nutgraf knows.

    ``provenance`` tells where the value of a field comes from ("stated", "derived
    from the path"), by the field's name. ``copies`` are the paths of other files
    that have the same article.

    >>> article = Article.of("The bridge reopened.\n\nTraffic was light.", title="Bridge open")
    >>> [(paragraph.number, paragraph.kind) for paragraph in article.paragraphs]
    [(0, 'title'), (1, 'body'), (2, 'body')]
    >>> article.label
    'Bridge open'
    """

    id: str
    paragraphs: tuple[Paragraph, ...]
    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None
    source: str | None = None
    section: str | None = None
    place: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    path: str | None = None
    language: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    copies: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The title, or the opening words where the source has none."""
        if self.title:
            return self.title
        opening = next((p.text for p in self.paragraphs if p.kind == "body" and p.text), "")
        return shorten(opening or self.path or self.id)

    @classmethod
    def of(  # noqa: PLR0913 - one argument for each field of an article
        cls,
        text: str,
        *,
        id: str | None = None,  # noqa: A002 - the field's name
        title: str | None = None,
        description: str | None = None,
        authors: tuple[str, ...] = (),
        date: datetime.date | None = None,
        date_precision: Precision = "day",
        updated: datetime.date | None = None,
        source: str | None = None,
        section: str | None = None,
        place: str | None = None,
        tags: tuple[str, ...] = (),
        url: str | None = None,
        path: str | None = None,
        language: str | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Article:
        r"""Make an article from its text, with a blank line between paragraphs.

        Without an ``id`` it gets the one that ``article_id`` derives.

        >>> Article.of("One.\n\nTwo.", id="a1").paragraphs[1].text
        'Two.'
        """
        texts = [part.strip() for part in text.split("\n\n")]
        body = tuple(
            Paragraph(number=number, text=part)
            for number, part in enumerate((part for part in texts if part), start=1)
        )
        head = (Paragraph(number=0, text=title, kind="title"),) if title else ()
        return cls(
            id=id or article_id(url=url, path=path, text=f"{title or ''}\n{text}"),
            paragraphs=head + body,
            title=title,
            description=description,
            authors=authors,
            date=date,
            date_precision=date_precision,
            updated=updated,
            source=source,
            section=section,
            place=place,
            tags=tags,
            url=url,
            path=path,
            language=language,
            extra=dict(extra or {}),
        )


def shorten(text: str, length: int = LABEL_LENGTH) -> str:
    """Cut a text at a word's end so that it has at most ``length`` characters.

    >>> shorten("The bridge over the river reopened on Monday.", 20)
    'The bridge over the…'
    """
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[:length]  # a character more than fits, which may be the blank behind a word
    cut = head.rsplit(" ", 1)[0] if " " in head else head[:-1]
    return cut.rstrip(" ,;:.-–—") + "…"


def article_id(*, url: str | None = None, path: str | None = None, text: str = "") -> str:
    """Return the stable id of the article from this source.

    The address identifies an article best, then the path (relative, so that it
    is the same on every machine), then the text itself. The id has 12 letters
    and digits, 60 bits of a BLAKE2b digest.

    >>> article_id(path="archive/2021/bridge.txt")
    'qzzqgnakzl3a'
    """
    if url:
        source = f"url:{url}"
    elif path:
        source = f"path:{path}"
    else:
        source = f"text:{text}"
    digest = hashlib.blake2b(source.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return b32encode(digest).decode("ascii").lower()[:12]
