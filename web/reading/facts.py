"""What is known about an article, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from web.wording import dated, machine_dated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import search

_PLAIN = "stated"  # what goes without saying
_FIRST = {"source": "Source", "section": "Section", "authors": "By"}
_FURTHER = {
    "place": "Place",
    "tags": "Tags",
    "description": "Description",
    "language": "Language",
    "url": "Address",
    "path": "File",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value of an article under its name.

    ``field`` is the article's, "extra" for what the source says beyond the fields.
    ``machine`` is a date as machines read it, ``link`` where an address leads, and
    ``origin`` says where the value comes from, as far as that is known.
    """

    field: str
    name: str
    value: str
    origin: str = ""
    machine: str | None = None
    link: str | None = None

    @property
    def doubt(self) -> str:
        """Where the value comes from, if the source does not simply state it."""
        return "" if self.origin.startswith(_PLAIN) else self.origin


def facts(article: search.Article) -> tuple[Fact, ...]:
    """Return all that is known about an article, without its title and its text."""
    return (
        *_texts(article, _FIRST),
        *_dates(article),
        *_texts(article, _FURTHER),
        *(Fact(field="extra", name=name, value=value) for name, value in article.extra.items()),
        Fact(field="id", name="Id", value=article.id),
    )


def _texts(article: search.Article, names: Mapping[str, str]) -> Iterator[Fact]:
    """Yield the values of these fields, as far as they are known."""
    for field, name in names.items():
        value = getattr(article, field)
        if value:
            yield Fact(
                field=field,
                name=name,
                value=value if isinstance(value, str) else ", ".join(value),
                origin=article.provenance.get(field, ""),
                link=web_address(value) if field == "url" else None,
            )


def _dates(article: search.Article) -> Iterator[Fact]:
    """Yield the date, also that there is none and why, and when the article was updated."""
    precision = article.date_precision
    yield Fact(
        field="date",
        name="Date",
        value=dated(article.date, precision),
        machine=machine_dated(article.date, precision) if article.date else None,
        origin=article.provenance.get("date", ""),
    )
    if article.updated:
        yield Fact(
            field="updated",
            name="Updated",
            value=dated(article.updated),
            machine=machine_dated(article.updated),
            origin=article.provenance.get("updated", ""),
        )


def web_address(url: str | None) -> str | None:
    """Return an address if a browser may be led there.

    >>> web_address("https://courier.example.com/a"), web_address("javascript:alert(1)")
    ('https://courier.example.com/a', None)
    """
    try:
        return url if urlsplit(url or "").scheme in ("http", "https") else None
    except ValueError:
        return None
