"""Articles and their paragraphs, as every other part of Nutgraf sees them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, overload

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

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


class Paragraphs(Sequence[Paragraph]):
    """The paragraphs of an article as columns; each is made when it is looked at.

    An archive reads articles whole, and shows three paragraphs of each. Equal to
    the tuple of the same paragraphs.

    >>> paragraphs = Paragraphs.of((Paragraph(number=1, text="One."),))
    >>> paragraphs.texts, paragraphs.numbered(1).text, paragraphs == tuple(paragraphs)
    (['One.'], 'One.', True)
    """

    __slots__ = ("_made", "headings", "kinds", "numbers", "pages", "texts")

    def __init__(
        self,
        *,
        numbers: Sequence[int],
        texts: Sequence[str],
        kinds: Sequence[Kind],
        headings: Sequence[str | None],
        pages: Sequence[int | None],
    ) -> None:
        """Take columns of the same length.

        Raises:
            ValueError: if they are not.
        """
        if not len(numbers) == len(texts) == len(kinds) == len(headings) == len(pages):
            raise ValueError("the columns of paragraphs differ in length")
        self.numbers = numbers
        self.texts = texts
        self.kinds = kinds
        self.headings = headings
        self.pages = pages
        self._made: tuple[Paragraph, ...] | None = None

    @classmethod
    def of(cls, paragraphs: Sequence[Paragraph]) -> Paragraphs:
        """Return the columns of paragraphs, which may be columns already."""
        if isinstance(paragraphs, Paragraphs):
            return paragraphs
        columns = cls(
            numbers=[each.number for each in paragraphs],
            texts=[each.text for each in paragraphs],
            kinds=[each.kind for each in paragraphs],
            headings=[each.heading for each in paragraphs],
            pages=[each.page for each in paragraphs],
        )
        columns._made = tuple(paragraphs)
        return columns

    def numbered(self, number: int) -> Paragraph:
        """Return the paragraph with a number.

        Raises:
            ValueError: if there is none.
        """
        return self._at(self.numbers.index(number))

    def marked(self, kind: Kind, places: AbstractSet[int]) -> Paragraphs:
        """Return the paragraphs with those at some places being of another kind."""
        return Paragraphs(
            numbers=self.numbers,
            texts=self.texts,
            kinds=[kind if at in places else known for at, known in enumerate(self.kinds)],
            headings=self.headings,
            pages=self.pages,
        )

    def _at(self, place: int) -> Paragraph:
        if self._made is not None:
            return self._made[place]
        return Paragraph(
            number=self.numbers[place],
            text=self.texts[place],
            kind=self.kinds[place],
            heading=self.headings[place],
            page=self.pages[place],
        )

    def _all(self) -> tuple[Paragraph, ...]:
        if self._made is None:
            self._made = tuple([self._at(place) for place in range(len(self.texts))])
        return self._made

    @overload
    def __getitem__(self, place: int) -> Paragraph: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Paragraph, ...]: ...
    def __getitem__(self, place: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        """Return a paragraph, or several."""
        return self._all()[place] if isinstance(place, slice) else self._at(place)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.texts)

    def __iter__(self) -> Iterator[Paragraph]:
        """Yield them in their order."""
        return iter(self._all())

    def __eq__(self, other: object) -> bool:
        """Tell whether these are the same paragraphs, as columns or as a tuple."""
        return (
            self._all() == tuple(other) if isinstance(other, Paragraphs | tuple) else NotImplemented
        )

    def __hash__(self) -> int:
        """Return the hash of the tuple."""
        return hash(self._all())

    def __repr__(self) -> str:
        """Return the tuple as Python would write it."""
        return repr(self._all())


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
    paragraphs: Sequence[Paragraph]
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
    from base64 import b32encode  # noqa: PLC0415 - only who adds articles makes ids,
    from hashlib import blake2b  # noqa: PLC0415 - and this loads OpenSSL

    if url:
        source = f"url:{url}"
    elif path:
        source = f"path:{path}"
    else:
        source = f"text:{text}"
    digest = blake2b(source.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return b32encode(digest).decode("ascii").lower()[:12]
