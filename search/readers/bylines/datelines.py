"""Where a story was filed, by whom and on which day: "KABUL, Aug. 17 (Reuters) -"."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.readers.dates.printed import read_date, read_day

if TYPE_CHECKING:
    from search.article import Precision

LONGEST = 110  # characters
_LATEST_UPDATE = datetime.timedelta(days=60)  # after which it may be of another year

_DASH = re.compile(r"\s(?:--?|_)\s+|(?<=\))\s*--?\s*|\s*[–—―]\s*")
_AGENCY = re.compile(r"\(([^()]{2,40})\)")
# "/PRNewswire/", "/CNW Telbec/": how services of press releases put their names
_WIRE = re.compile(
    r"\s/((?:PR ?Newswire|CNW|USNewswire|EINPresswire)[\w. -]{0,20})/$", re.IGNORECASE
)
AGENCIES = frozenset(
    (
        *("Reuters", "REUTERS", "AP", "AFP", "UPI", "dpa", "DPA", "epd", "KNA", "SID", "APA"),
        *(
            "EFE",
            "ANSA",
            "ATS",
            "Belga",
            "BELGA",
            "ANP",
            "NTB",
            "TT",
            "Ritzau",
            "PAP",
            "CTK",
            "ČTK",
        ),
        *("MTI", "Lusa", "LUSA", "Agerpres", "Xinhua", "TASS", "Tass", "Interfax", "RIA", "AA"),
        *("Anadolu", "Kyodo", "Jiji", "Yonhap", "PTI", "ANI", "IANS", "UNI", "APP", "Bernama"),
        *("Antara", "AAP", "PA", "CP", "CNN", "BBC", "VOA", "RFE/RL", "IPS", "IRNA", "SPA", "WAM"),
        *("MENA", "KUNA", "QNA", "PRNewswire", "Bloomberg", "CBS", "NBC", "ABC", "Europa Press"),
        *("The Associated Press", "Associated Press", "Agence France-Presse", "Al Jazeera"),
    )
)
_NAMED_AGENCY = re.compile(
    r"(?:[^\W\d_a-z][\w.&’'-]*\s?|of\s|the\s){0,4}"
    r"(?:News|Times|Post|Press|Agency|Service|[Nn]ewswire|NEWSWIRE|Wire|Herald|Journal|Tribune|"
    r"Gazette|Chronicle|Today)"
)
_CITY = re.compile(r"(?!\d)\w[\w.’'/-]*(?: [\w.’'/-]+){0,4}")
_REGION = re.compile(r"[^\W\d_a-z][\w.’'-]*(?: (?:(?:and|of|the) )*[^\W\d_a-z][\w.’'-]*){0,3}")
_MIXED_CITY = re.compile(
    r"[^\W\d_a-z][\w.’'-]+(?:[ /](?:[^\W\d_a-z][\w.’'-]+|am|sur|de|del|la)){0,3}"
)
_SMALL_WORDS = frozenset(
    (
        "am",
        "an",
        "and",
        "da",
        "de",
        "del",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "of",
        "on",
        "sur",
        "upon",
    )
)
# Cities that need no country behind them in the rules of American newspapers.
_WELL_KNOWN = frozenset(
    (
        *(
            "ATLANTA",
            "BALTIMORE",
            "BOSTON",
            "CHICAGO",
            "CINCINNATI",
            "CLEVELAND",
            "DALLAS",
            "DENVER",
        ),
        *("DETROIT", "HONOLULU", "HOUSTON", "INDIANAPOLIS", "LAS VEGAS", "LOS ANGELES", "MIAMI"),
        *("MILWAUKEE", "MINNEAPOLIS", "NEW ORLEANS", "NEW YORK", "OKLAHOMA CITY", "PHILADELPHIA"),
        *("PHOENIX", "PITTSBURGH", "ST. LOUIS", "SALT LAKE CITY", "SAN ANTONIO", "SAN DIEGO"),
        *("SAN FRANCISCO", "SEATTLE", "WASHINGTON", "AMSTERDAM", "BAGHDAD", "BANGKOK", "BEIJING"),
        *("BEIRUT", "BERLIN", "BRUSSELS", "CAIRO", "DJIBOUTI", "DUBLIN", "GENEVA", "GIBRALTAR"),
        *(
            "GUATEMALA CITY",
            "HAVANA",
            "HELSINKI",
            "HONG KONG",
            "ISLAMABAD",
            "ISTANBUL",
            "JERUSALEM",
        ),
        *("JOHANNESBURG", "KABUL", "KUWAIT CITY", "KYIV", "KIEV", "LONDON", "LUXEMBOURG", "MACAU"),
        *("MADRID", "MEXICO CITY", "MILAN", "MONACO", "MONTREAL", "MOSCOW", "MUMBAI", "MUNICH"),
        *("NEW DELHI", "PANAMA CITY", "PARIS", "PRAGUE", "QUEBEC CITY", "RIO DE JANEIRO", "ROME"),
        *("SAN MARINO", "SAO PAULO", "SHANGHAI", "SINGAPORE", "STOCKHOLM", "SYDNEY", "TEHRAN"),
        *("TOKYO", "TORONTO", "VATICAN CITY", "VIENNA", "ZURICH", "UNITED NATIONS", "BERN", "OSLO"),
        *("COPENHAGEN", "LISBON", "WARSAW", "BUDAPEST", "BUCHAREST", "ATHENS", "ANKARA", "DELHI"),
    )
)
_NO_PLACES = frozenset(
    (
        *("ANALYSIS", "BREAKING", "CONGRESS", "CORRECTION", "EDITORIAL", "EXCLUSIVE", "OPINION"),
        *("PARLIAMENT", "PHOTOS", "REVIEW", "SENATE", "UPDATE", "VIDEO", "WATCH"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """What a dateline says; ``day`` is as it is printed, ``date`` only where it has a year."""

    place: str | None = None
    source: str | None = None
    day: str | None = None
    date: datetime.date | None = None

    def date_near(
        self, other: datetime.date, precision: Precision, *, later: bool = False
    ) -> datetime.date | None:
        """Return the full date of the day, the year taken from another date; None if unsure.

        ``precision`` is that of the other date, and ``later`` says that it is one
        on which the story was changed.
        """
        found = read_day(self.day or "")
        if self.date or not found:
            return self.date
        month, day, _ = found
        if precision == "year":
            return _date(other.year, month, day)
        # The end of the month before may stand in the folder of a month.
        span = _LATEST_UPDATE if later else datetime.timedelta(days=10)
        if precision == "month" and other.month == month:
            return _date(other.year, month, day)
        near = [_date(year, month, day) for year in (other.year, other.year - 1)]
        return next((date for date in near if date and other - span <= date <= other), None)


def read_dateline(text: str, story: str = "") -> Dateline | None:
    """Return what the dateline at the beginning of a paragraph says, if it has one.

    ``story`` is the text around it, which decides whether "TULSA —" is a place:
    it is if the story says "in Tulsa".

    >>> line = read_dateline("KABUL, Aug. 17 (Reuters) - The talks began on Monday.")
    >>> line.place, line.source, line.day
    ('Kabul', 'Reuters', 'Aug. 17')
    >>> read_dateline("THE PRESIDENT — Thank you.") is None
    True
    """
    dash = _DASH.search(text, 0, LONGEST) if _may_begin(text) else None
    if dash is None or not _begins_sentence(text[dash.end() :]):
        return None
    lead, agency = _without_agency(text[: dash.start()])
    if agency == "":
        return None
    words = lead.replace(",", ", ").split()
    day, date, length = _last_day(words)
    place = " ".join(words[: len(words) - length]).strip(" ,")
    if not place:
        return Dateline(source=agency, day=day, date=date) if agency else None
    if not _is_place(place, text[dash.end() :] + " " + story, agency=agency, dated=day is not None):
        return None
    return Dateline(place=_in_title_case(place), source=agency, day=day, date=date)


def _may_begin(text: str) -> bool:
    return text[:1] == "(" or (
        text[:1].isupper() and (text[1:2].isupper() or "(" in text[:LONGEST] or text[1:3] == ". ")
    )


def _begins_sentence(text: str) -> bool:
    return bool(text) and (text[0].isupper() or text[0].isdigit() or text[0] in "“\"‘'«„(¿¡")


def _without_agency(lead: str) -> tuple[str, str | None]:
    """Return a dateline without its brackets, and the agency in them: "" if it is none."""
    found = _AGENCY.search(lead)
    if not found:
        wire = _WIRE.search(lead)
        return (lead[: wire.start()], wire[1]) if wire else (lead, None)
    agency = found[1].strip()
    parts = agency.split("/")
    known = agency in AGENCIES or all(part in AGENCIES for part in parts)
    rest = lead[: found.start()] + lead[found.end() :]
    if known or _NAMED_AGENCY.fullmatch(agency):
        return rest, agency
    return (lead.replace("(", " ").replace(")", " "), None) if _is_day(agency) else (rest, "")


def _is_day(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and _last_day(words)[2] == len(words)


def _last_day(words: list[str]) -> tuple[str | None, datetime.date | None, int]:
    """Return the day that the last words print, its date if it has a year, and their number."""
    for length in range(min(6, len(words)), 0, -1):
        text = " ".join(words[-length:]).strip(" ,")
        if not any(map(str.isdigit, text)):
            continue
        dated = read_date(text.removeprefix("le ").removeprefix("den "))
        if dated and dated[1] == "day" and dated[2] >= len(text) - len("den "):
            return text, dated[0], length
        day = read_day(text)
        if day and day[2] >= len(text.rstrip(".")):
            return text, None, length
    return None, None, 0


def _is_place(place: str, story: str, *, agency: str | None, dated: bool) -> bool:
    city, _, region = place.partition(", ")
    if region and not _REGION.fullmatch(region):
        return False
    if not (_CITY.fullmatch(city) and city == city.upper() != city.lower()):
        return bool(agency and _MIXED_CITY.fullmatch(city))
    if city in _NO_PLACES or len(city) == 1:
        return False
    return bool(agency) or dated or city in _WELL_KNOWN or _is_told(city, region, story)


def _is_told(city: str, region: str, story: str) -> bool:
    """Say whether a story uses the name as that of a place."""
    names = "|".join(re.escape(name) for name in (_in_title_case(city), region) if name)
    # English, French, Spanish and the Scandinavian languages
    return re.search(rf"\b(?:in|near|outside|à|en|i)\s(?:{names})\b(?!['’]s)", story) is not None


def _in_title_case(place: str) -> str:
    """Return a place with small letters where it is in capitals: "New York/London"."""
    city, comma, region = place.partition(", ")
    if city != city.upper():
        return place
    words = re.split(r"([ /-])", city)
    for number, word in enumerate(words):
        if number and word.lower() in _SMALL_WORDS and words[number - 1] != "/":
            words[number] = word.lower()
        elif "." not in word[:-1]:  # U.N.
            words[number] = word.capitalize()
    return "".join(words) + comma + region


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
