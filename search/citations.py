"""An article, or one of its paragraphs, as a reference in the forms that writers keep.

A name is never taken apart: nobody can know which part of “Ahmad Shah Massoud” is
the family's, so every form gets it as the source prints it. Dates are as exact as
they are known, and what is not known is left out.

- BibTeX: entries of ``@article`` (``@misc`` without a source) that BibTeX and biblatex
  read: ``year`` and ``month`` for the one, ``date`` for the other.
- RIS: type ``NEWS`` of the specification of 2011, dates as ``YYYY/MM/DD/``.
- CSL-JSON: an array with one item, as csl-data.json describes it and reference
  managers import it. The paragraph is its ``locator``; as a locator by itself would
  be read as a page, ``note`` says ``¶3``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args
from urllib.parse import quote

from search.article import article_id
from search.errors import SearchError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence
    from typing import Any

    from search.article import Article, Precision

CitationForm = Literal["plain", "markdown", "bibtex", "ris", "csl-json"]

# Not strftime, whose names of months follow the locale.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PARTS = {"year": 1, "month": 2, "day": 3}  # of a date, by its precision
_LEFT_OUT = ("Cc", "Cs")  # controls and halves of surrogate pairs: no form can hold them
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])  # UAX #9
_WEB = re.compile(r"(?:https?|ftp)://[^\s/]", re.IGNORECASE)
_MARKDOWN = re.compile(r"[\\`*_\[\]<>#&~|$]|^[-+=]|(?<=\d)[.)](?= |$)")  # the last begin lists
_SAFE_IN_ADDRESS = "%:/?#@!$&'*+,;=~-._"  # not ( ) [ ] { } \ ", which end one in some form
_KEY = re.compile(r"[A-Za-z0-9._-]+")
_LATEX = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}


def citation(
    article: Article,
    form: CitationForm,
    *,
    paragraph: int | None = None,
    link: str | None = None,
    accessed: datetime.date | None = None,
) -> str:
    """Return an article as a reference, without a newline at its end.

    Args:
        article: what is cited.
        form: "plain", "markdown", "bibtex", "ris" or "csl-json".
        paragraph: the number of the paragraph that is cited.
        link: where the article can be read in this archive. It is the address of an
            article that has none of its own, and stands beside one that has.
        accessed: the day on which it was read.

    Raises:
        SearchError: if the article has no such paragraph.
        ValueError: if there is no such form.

    >>> import datetime
    >>> from search.article import Article
    >>> article = Article.of(
    ...     "The ferry sank.", title="Ferry lost", authors=("Ann Lee",), source="The Courier",
    ...     date=datetime.date(2021, 8, 1), date_precision="month", url="https://example.org/7",
    ... )
    >>> citation(article, "plain", paragraph=1)
    'Ann Lee. “Ferry lost.” The Courier, August 2021, ¶1. https://example.org/7'
    """
    if form not in get_args(CitationForm):
        raise ValueError(f"form is {form!r}; it must be one of: {', '.join(_WRITERS)}.")
    _check_paragraph(article, paragraph)
    return _WRITERS[form](_reference(article, paragraph, link, accessed))


def dated(date: datetime.date, precision: Precision) -> str:
    """Return a date in words, as exactly as it is known.

    >>> import datetime
    >>> dated(datetime.date(2021, 8, 17), "day"), dated(datetime.date(2021, 1, 1), "year")
    ('17 August 2021', '2021')
    """
    parts = [str(date.day), _MONTHS[date.month - 1], str(date.year)]
    return " ".join(parts[-_PARTS[precision] :])


def line(text: str) -> str:
    r"""Return a text on one line, without controls and changes of its direction.

    >>> line("One\n\n two\x00")
    'One two'
    """
    kept = (
        sign
        for sign in text.translate(_DIRECTIONS)
        if sign.isspace() or unicodedata.category(sign) not in _LEFT_OUT
    )
    return " ".join("".join(kept).split())


def markdown_text(text: str) -> str:
    r"""Return a text on one line that Markdown shows as it is.

    >>> markdown_text("5 * <b>")
    '5 \\* \\<b\\>'
    """
    return _MARKDOWN.sub(lambda sign: f"\\{sign.group()}", line(text))


def markdown_link(label: str, address: str | None) -> str:
    """Return a link of Markdown, or the label alone if the address is none of the web.

    ``label`` is Markdown.

    >>> markdown_link("Ferry", "https://example.org/a(b)"), markdown_link("Ferry", "javascript:x")
    ('[Ferry](https://example.org/a%28b%29)', 'Ferry')
    """
    return f"[{label}]({_encoded(address)})" if address and _WEB.match(address) else label


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    """What is cited: texts on one line, empty if they are not known.

    ``opening`` stands for the title of an article that has none; ``address`` is on the
    web, and ``place`` says where else the article is found.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    opening: str
    source: str
    section: str
    language: str
    date: datetime.date | None
    precision: Precision
    address: str
    link: str
    place: str
    paragraph: int | None
    accessed: datetime.date | None

    @property
    def locator(self) -> str:
        """The paragraph as a reader writes it."""
        return "" if self.paragraph is None else f"¶{self.paragraph}"

    @property
    def issued(self) -> str:
        """The date in ISO 8601, as exactly as it is known."""
        return "-".join(_parts(self.date, self.precision)) if self.date else ""


def _check_paragraph(article: Article, paragraph: int | None) -> None:
    numbers = [each.number for each in article.paragraphs]
    if paragraph is not None and paragraph not in numbers:
        known = f"its paragraphs are {min(numbers)} to {max(numbers)}" if numbers else "it has none"
        raise SearchError(f"The article {article.id} has no paragraph {paragraph}; {known}.")


def _reference(
    article: Article, paragraph: int | None, link: str | None, accessed: datetime.date | None
) -> _Reference:
    own, here = line(article.url or ""), line(link or "")
    has_own = bool(_WEB.match(own))
    place = here if has_own else line(article.path or "") or own
    return _Reference(
        key=_key(article.id),
        authors=tuple(name for name in map(line, article.authors) if name),
        title=line(article.title or ""),
        opening=line(article.label),
        source=line(article.source or ""),
        section=line(article.section or ""),
        language=line(article.language or ""),
        date=article.date,
        precision=article.date_precision,
        address=own if has_own else here,
        link=here,
        place=place,
        paragraph=paragraph,
        accessed=accessed,
    )


def _key(id_: str) -> str:
    """Return what the entry is called: an id of other signs becomes one that all forms allow."""
    return f"nutgraf-{id_ if _KEY.fullmatch(id_) else article_id(text=id_)}"


def _parts(date: datetime.date, precision: Precision) -> list[str]:
    """Return year, month and day in digits, as far as they are known."""
    return date.isoformat().split("-")[: _PARTS[precision]]


def _encoded(address: str) -> str:
    """Return an address in which no sign can end the place where it stands."""
    return quote(address, safe=_SAFE_IN_ADDRESS, errors="replace")


def _plain(cited: _Reference) -> str:
    title = f"“{_ended(cited.title)}”" if cited.title else f"[{cited.opening}]."
    source = _ended(_joined([cited.source, *_when_and_where(cited), cited.locator]))
    place = _ended(f"Archive: {cited.place}") if cited.place else ""
    parts = [_ended(_names(cited.authors)), title, source, cited.address, place, _read(cited)]
    return " ".join(part for part in parts if part)


def _markdown(cited: _Reference) -> str:
    shown = f"“{_ended(cited.title)}”" if cited.title else f"[{cited.opening}]."
    title = markdown_link(markdown_text(shown), cited.address)
    apart = cited.link if cited.link != cited.address else ""
    source = f"*{markdown_text(cited.source)}*" if cited.source else ""
    where = markdown_link(cited.locator, apart) if cited.locator else ""
    whole = _ended(_joined([source, *_when_and_where(cited), where]))
    place = "" if where and cited.place == apart else _markdown_place(cited)
    parts = [_ended(markdown_text(_names(cited.authors))), title, whole, place, _read(cited)]
    return " ".join(part for part in parts if part)


def _markdown_place(cited: _Reference) -> str:
    if not cited.place:
        return ""
    if cited.place == cited.link:
        return f"{markdown_link('Archive', cited.place)}."
    return _ended(f"Archive: {markdown_text(cited.place)}")


def _when_and_where(cited: _Reference) -> list[str]:
    return [dated(cited.date, cited.precision)] if cited.date else []


def _names(names: Sequence[str]) -> str:
    """Return names in a row; those with commas within are divided by semicolons."""
    if len(names) > 1 and any("," in name for name in names):
        return "; ".join(names)
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(part for part in parts if part)


def _ended(text: str) -> str:
    """Return a text that ends as a sentence does; nothing stays nothing."""
    return text if not text or text.rstrip("”’\"'*)")[-1:] in tuple(".?!…") else f"{text}."


def _read(cited: _Reference) -> str:
    return f"Accessed {dated(cited.accessed, 'day')}." if cited.accessed else ""


def _bibtex(cited: _Reference) -> str:
    place = f"Archive: {cited.place}" if cited.place else ""
    month = _MONTHS[cited.date.month - 1][:3].lower() if cited.date else ""
    fields = {
        "author": " and ".join(f"{{{_latex(name)}}}" for name in cited.authors),
        "title": f"{{{_latex(cited.title)}}}" if cited.title else "",  # kept in its own case
        "journal": _latex(cited.source),
        "year": cited.issued[:4],
        "month": month if cited.precision != "year" else "",
        "date": cited.issued,
        "note": _latex(". ".join(part for part in (cited.locator, place) if part)),
        "url": _encoded(cited.address),
        "urldate": cited.accessed.isoformat() if cited.accessed else "",
    }
    rows = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'},"  # a macro of all styles
        for name, value in fields.items()
        if value
    ]
    kind = "article" if cited.source else "misc"
    return "\n".join([f"@{kind}{{{cited.key},", *rows, "}"])


def _latex(text: str) -> str:
    return "".join(_LATEX.get(sign, sign) for sign in text)


def _ris(cited: _Reference) -> str:
    rows = [
        ("TY", "NEWS"),
        ("ID", cited.key),
        *(("AU", name) for name in cited.authors),
        ("TI", cited.title),
        ("T2", cited.source),
        ("SE", cited.section),
        ("PY", cited.issued[:4]),
        ("DA", _slashed(cited.date, cited.precision) if cited.issued[4:] else ""),
        ("N1", cited.locator),
        ("AV", cited.place),
        ("LA", cited.language),
        ("UR", cited.address),
        ("Y2", _slashed(cited.accessed, "day")),
    ]
    return "\r\n".join([*(f"{tag}  - {value}" for tag, value in rows if value), "ER  - "])


def _slashed(date: datetime.date | None, precision: Precision) -> str:
    """Return a date as RIS has it: its three parts each before a slash, or empty."""
    if date is None:
        return ""
    parts = _parts(date, precision)
    return "/".join([*parts, *[""] * (4 - len(parts))])


def _csl_json(cited: _Reference) -> str:
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "author": [{"literal": name} for name in cited.authors],
        "title": cited.title,
        "container-title": cited.source,
        "section": cited.section,
        "issued": _date_parts(cited.date, cited.precision),
        "locator": "" if cited.paragraph is None else str(cited.paragraph),
        "note": cited.locator,
        "archive_location": cited.place,
        "language": cited.language,
        "URL": cited.address,
        "accessed": _date_parts(cited.accessed, "day"),
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2)


def _date_parts(date: datetime.date | None, precision: Precision) -> dict[str, Any]:
    return {"date-parts": [[int(part) for part in _parts(date, precision)]]} if date else {}


_WRITERS = {
    "plain": _plain,
    "markdown": _markdown,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl-json": _csl_json,
}
