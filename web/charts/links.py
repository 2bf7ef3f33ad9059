"""Where the parts of a chart lead: the same search in other days, by other units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.addresses import Link, address
from web.charts.words import UNIT_NOUNS, written
from web.parameters import UNITS
from web.wording import shown_period, written_date

if TYPE_CHECKING:
    import datetime

    import search
    from web.parameters import Question

_MONTH = len("2021-08")
_YEAR = len("2021")


@dataclass(frozen=True, slots=True)
class AnyDays:
    """The address of a search without its dates, to which those of each bar are added.

    It is written out once: a timeline has a link for each of its bars.
    """

    root: str

    @classmethod
    def of(cls, question: Question, endpoint: str) -> AnyDays:
        """Return the address of a search on the page that is called ``endpoint``."""
        return cls(address(endpoint, question.changed(since="", until="", undated=False)))

    def within(self, start: datetime.date, end: datetime.date) -> str:
        """Return the address of the search narrowed to these days.

        >>> import datetime
        >>> AnyDays("/?q=a").within(datetime.date(2021, 8, 1), datetime.date(2021, 8, 31))
        '/?q=a&from=2021-08&to=2021-08'
        """
        first, last = written(start, end)
        return f"{self.root}{'&' if '?' in self.root else '?'}from={first}&to={last}"


def units(question: Question, endpoint: str) -> tuple[Link, ...]:
    """Return the links to the same timeline by each unit."""
    choices: tuple[search.Unit | None, ...] = (None, *UNITS)
    return tuple(
        Link(
            label=UNIT_NOUNS[unit].capitalize() if unit else "Automatic",
            address=address(endpoint, question.changed(unit=unit)),
            current=unit == question.unit,
        )
        for unit in choices
    )


def measures(question: Question, endpoint: str) -> tuple[Link, ...]:
    """Return the links to the same timeline in numbers and in shares."""
    return tuple(
        Link(
            label="Share" if share else "Number",
            address=address(endpoint, question.changed(share=share)),
            current=share == question.share,
        )
        for share in (False, True)
    )


def crumbs(question: Question, endpoint: str) -> tuple[Link, ...]:
    """Return the ways out of the days that a search is narrowed to, the widest first."""
    since, until = question.since, question.until
    if not since and not until and not question.undated:
        return ()
    wider = [("", "")]
    if since[:_YEAR] == until[:_YEAR] and since and len(since) + len(until) > 2 * _YEAR:
        wider.append((since[:_YEAR], since[:_YEAR]))
        if since[:_MONTH] == until[:_MONTH] and len(since) + len(until) > 2 * _MONTH:
            wider.append((since[:_MONTH], since[:_MONTH]))
    links = [
        Link(
            label=written_date(first) if first else "All dates",
            address=address(
                endpoint, question.changed(since=first, until=last, undated=False, unit=None)
            ),
        )
        for first, last in wider
    ]
    shown = shown_period(since, until) if since or until else "undated"
    return (*links, Link(label=shown, address=address(endpoint, question), current=True))
