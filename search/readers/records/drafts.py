"""Records (an object of JSON, a row of a table) to drafts: which key has which field?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from search.errors import ReadError
from search.readers.dates.printed import order_of
from search.readers.draft import Draft
from search.readers.metadata import field_of, normal_name
from search.readers.records.bodies import Body, holds_titles, read_body
from search.readers.records.fields import check_fields
from search.readers.records.gaps import Reports
from search.readers.records.keys import (
    IDENTITIES,
    TEXT_RANKS,
    flattened,
    length_of,
    look_up,
)
from search.readers.records.services import (
    EMBEDDED,
    take_site_off_title,
    with_names,
    without_cut,
)
from search.readers.records.values import identity, is_nothing, metadata_of, texts_of, tidy
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.readers.dates.printed import Order
    from search.readers.metadata import Metadata
    from search.readers.source import Source


_DATES = ("date", "updated")
_LONGEST_DATE = 60  # characters
_LOOK_AHEAD = 100  # records of which the dates tell the order of day and month
_LOOK_AHEAD_LENGTH = 4_000_000  # characters
_ENOUGH = 200  # characters of a text that make a lone object an article
_LOOK = 1000  # records after which a key that none has had is taken for a mistake
_MOST_EMPTY = 100_000  # records in a row without a text, after which no more are read
_SHOWN = 12  # keys in a message
_LONGEST_KEY = 40  # characters of each


class Numbered(NamedTuple):
    """A record and its number, counted from 1."""

    number: int
    record: Mapping[str, Any]


class _Sorted(NamedTuple):
    """A record's values: those that may fill fields, those that cannot, and its texts."""

    values: dict[str, Any]
    others: dict[str, Any]
    texts: dict[str, Body]


class Records:
    """Reads the records of one source, and remembers what they lack.

    ``noun`` is what a key is called there: "key", "column".
    """

    def __init__(self, source: Source, noun: str = "key") -> None:
        """Take the user's mapping from the source's options.

        Raises:
            ReadError: It names a field that there is not.
        """
        self._name = source.name
        self._noun = noun
        self._fields = check_fields(source.options.fields)
        self._mapped = frozenset(self._fields.values())
        self._missing = dict(self._fields)
        self._keys: list[str] = []  # of the first record
        self._order: Order | None = None  # of day and month
        self._count = 0

    def drafts(self, found: Iterable[Numbered | Unread]) -> Iterator[Draft | Unread]:
        """Yield a draft for each record, and a report for each without a text.

        Raises:
            ReadError: None has a text, or none has a key that the user named.
        """
        reports = Reports(self._name)
        empty = 0  # records in a row without a text
        for each in self._with_order(iter(found)):
            if isinstance(each, Unread):
                yield from reports.add(each)
                continue
            draft = self._draft(each)
            empty = empty + 1 if draft is None else 0
            if empty > _MOST_EMPTY:
                break  # what follows is something else
            if draft is None:
                yield from reports.add_empty(each.number, _listed(list(each.record)), self._noun)
            else:
                yield from reports.release()
                yield draft
            self._count += 1
            if self._count == _LOOK:
                self._check_missing()
        self._check_missing()
        if reports.all_empty:
            raise self.no_articles()
        yield from reports.end()
        if empty > _MOST_EMPTY:
            raise ReadError(
                f"{self._name} has {_MOST_EMPTY:,} records in a row without a text; what follows"
                " was not read."
            )

    def _with_order(self, found: Iterator[Numbered | Unread]) -> Iterator[Numbered | Unread]:
        """Look at the dates of the first records before these are read."""
        held: list[Numbered | Unread] = []
        failure = None
        try:
            self._order = self._look_ahead(found, held)
        except (ReadError, ValueError, OSError) as error:  # behind records that can be read
            failure = error
        yield from held
        if failure is not None:
            raise failure
        yield from found

    def _look_ahead(
        self, found: Iterator[Numbered | Unread], held: list[Numbered | Unread]
    ) -> Order | None:
        """Put the first records aside; return the order of day and month in their dates."""
        dates: list[str] = []
        length = 0
        for each in found:
            held.append(each)
            if isinstance(each, Numbered):
                dates += self._dates(each.record)
                length += length_of(each.record)
            if len(held) >= _LOOK_AHEAD or length > _LOOK_AHEAD_LENGTH:
                break
        return order_of(" ; ".join(dates))

    def _dates(self, record: Mapping[str, Any]) -> list[str]:
        """Return what a record states as its dates."""
        mapped = {self._fields.get(name) for name in _DATES}
        return [
            value
            for key, value in flattened(record).items()
            if _is_text(value)
            and len(value) <= _LONGEST_DATE
            and (key in mapped or field_of(key) in _DATES)
        ]

    def check_header(self, columns: list[str]) -> None:
        """Look at the names of all columns before any record.

        Raises:
            ReadError: One that the user named is not there, or none can be the text.
        """
        self._keys = columns
        for name, key in self._fields.items():
            if key in columns:
                del self._missing[name]
        self._check_missing()
        known = (normal_name(name) in TEXT_RANKS or _is_summary_name(name) for name in columns)
        if "text" not in self._fields and not any(known):
            raise self.no_articles()

    def lone(self, record: Mapping[str, Any]) -> Draft | None:
        """Return the draft of an object that stands alone in its file, if it is an article."""
        draft = self._draft(Numbered(1, record))
        if draft is None:
            return None
        known = self._fields or any(map(field_of, flattened(record)))
        if not known and sum(len(piece.text) for piece in draft.pieces) < _ENOUGH:
            return None
        draft.key = draft.place = None
        return draft

    def names_text(self, record: Mapping[str, Any]) -> bool:
        """Say by its keys whether an object is a record with a text."""
        flat = flattened(record)
        if "text" in self._fields:
            return look_up(flat, self._fields["text"])[1]
        return any(
            normal_name(key) in TEXT_RANKS and not (isinstance(value, list) and holds_titles(value))
            for key, value in flat.items()
        )

    def count(self, records: Iterable[Mapping[str, Any]]) -> int:
        """Return how many of these have a text, or at least a title and a summary."""
        return sum(
            self.names_text(record) or _is_summary(metadata_of(flattened(record), {}))
            for record in records
        )

    def no_articles(self) -> ReadError:
        """Return the error for a source in which no record has a text."""
        if not self._keys:
            return ReadError(f"{self._name} holds no articles: there are no records in it.")
        noun = self._noun
        return ReadError(
            f"{self._name} holds no articles: none of its records has a text (its {noun}s are"
            f" {_listed(self._keys)}). If one of these is the text, name it:"
            f" --map text={noun.upper()}"
        )

    def _draft(self, numbered: Numbered) -> Draft | None:
        """Return the draft of a record, None for one without a text."""
        record = flattened(numbered.record)
        if EMBEDDED in record and not any(key.startswith(EMBEDDED) for key in self._mapped):
            record = with_names(record)
        self._keys = self._keys or list(record)
        values, others, texts = self._sort(record)
        if self._order and order_of(" ; ".join(self._dates(record))) not in {None, self._order}:
            self._order = None  # the file contradicts itself
        metadata = metadata_of(values, others, self._order)
        if not texts and not _is_summary(metadata):
            return None
        take_site_off_title(metadata)
        pieces = []
        for rank, (key, body) in enumerate(sorted(texts.items(), key=self._rank)):
            if rank == 0:
                whole, cut = without_cut(body)
                pieces = whole.pieces()
                if cut:
                    metadata.extra["truncated"] = cut
            elif not body.repeats(pieces):
                metadata.extra.update(texts_of([(key, record[key])]))
        return Draft(
            pieces=pieces,
            metadata=metadata,
            key=self._identity(record),
            place=str(numbered.number),
        )

    def _rank(self, text: tuple[str, Body]) -> int:
        key = text[0]
        return -1 if key == self._fields.get("text") else TEXT_RANKS[normal_name(key)]

    def _sort(self, record: Mapping[str, Any]) -> _Sorted:
        values: dict[str, Any] = {}
        others: dict[str, Any] = {}
        texts: dict[str, Body] = {}
        for name, key in self._fields.items():
            value = self._mapped_value(record, name)
            if name == "text" and (body := read_body(key, value)):
                texts[key] = body
            elif name not in {"text", "id"} and not is_nothing(value):
                values[name] = value
        for key, value in record.items():
            if key in self._mapped or is_nothing(value):
                continue
            body = read_body(key, value) if normal_name(key) in TEXT_RANKS else None
            if body and "text" not in self._fields:
                texts[key] = body
            else:  # a key that usually has a field for which the user named another has none
                (others if body or field_of(key) in self._fields else values)[key] = value
        return _Sorted(values, others, texts)

    def _mapped_value(self, record: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401
        value, is_there = look_up(record, self._fields[name])
        if is_there:
            self._missing.pop(name, None)
        return value

    def _identity(self, record: Mapping[str, Any]) -> str | None:
        """Return what tells a record from its neighbours."""
        if "id" in self._fields:
            return identity(self._mapped_value(record, "id"))
        found = {name: key for key in record if (name := normal_name(key)) in IDENTITIES}
        keys = (found[name] for name in IDENTITIES if name in found)
        return next((f"{key} {value}" for key in keys if (value := identity(record[key]))), None)

    def _check_missing(self) -> None:
        if self._missing and self._keys:
            name, key = next(iter(self._missing.items()))
            raise ReadError(
                f"{self._name} has no {self._noun} “{key}”, which was to be the {name}; its"
                f" {self._noun}s are {_listed(self._keys)}."
            )


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str)


def _is_summary(metadata: Metadata) -> bool:
    """Say whether a record without a text has a title, a summary, and a date or an address."""
    stated = metadata.date or metadata.url
    return bool(metadata.title and metadata.description and stated)


def _is_summary_name(name: str) -> bool:
    return field_of(name) == "description"


def _listed(keys: list[str]) -> str:
    """Return names for a message, as many as can be taken in."""
    shown = ", ".join(tidy(key)[:_LONGEST_KEY] for key in keys[:_SHOWN])
    more = len(keys) - _SHOWN
    return f"{shown} and {more:,} more" if more > 0 else shown
