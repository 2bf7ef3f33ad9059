"""What the date expressions of the query language mean, on a clock that stands still."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.query.dates import DateError, Days, read_days

WEDNESDAY = date(2021, 9, 1)
OPEN = ""

# An expression with its first and its last day; only one where they are the same.
ISO = [
    ("2021", "2021-01-01", "2021-12-31"),
    ("0001", "0001-01-01", "0001-12-31"),
    ("9999", "9999-01-01", "9999-12-31"),
    ("2021-08", "2021-08-01", "2021-08-31"),
    ("2021-8", "2021-08-01", "2021-08-31"),
    ("2021/08", "2021-08-01", "2021-08-31"),
    ("2021.08", "2021-08-01", "2021-08-31"),
    ("08/2021", "2021-08-01", "2021-08-31"),
    ("2021-12", "2021-12-01", "2021-12-31"),
    ("9999-12", "9999-12-01", "9999-12-31"),
    ("2021-02", "2021-02-01", "2021-02-28"),
    ("2020-02", "2020-02-01", "2020-02-29"),
    ("1900-02", "1900-02-01", "1900-02-28"),
    ("2000-02", "2000-02-01", "2000-02-29"),
    ("2021-08-15", "2021-08-15"),
    ("2021-8-5", "2021-08-05"),
    ("2021/08/15", "2021-08-15"),
    ("2021.08.15", "2021-08-15"),
    ("20210815", "2021-08-15"),
    ("2024-02-29", "2024-02-29"),
    ("9999-12-31", "9999-12-31"),
    ("0001-01-01", "0001-01-01"),
    ("  2021-08-15  ", "2021-08-15"),
    ("2021–08–15", "2021-08-15"),
    ("2021‑08‑15", "2021-08-15"),
    ("2021−08", "2021-08-01", "2021-08-31"),
    ("“2021-08-15”", "2021-08-15"),
    ('"2021-08-15"', "2021-08-15"),
    ("2021-W33", "2021-08-16", "2021-08-22"),
    ("2021-w33", "2021-08-16", "2021-08-22"),
    ("2021W33", "2021-08-16", "2021-08-22"),
    ("2021-W33-5", "2021-08-20"),
    ("2021-W01", "2021-01-04", "2021-01-10"),
    ("2020-W53", "2020-12-28", "2021-01-03"),
    ("2020-W1", "2019-12-30", "2020-01-05"),
    ("2021-227", "2021-08-15"),
    ("2021-001", "2021-01-01"),
    ("2020-366", "2020-12-31"),
    ("2021-08-15T10:00Z", "2021-08-15"),
    ("2021-08-15t10:00:59.25+02:00", "2021-08-15"),
    ("2021-08-15T23:59:59-0700", "2021-08-15"),
    ("2021-08-15 10:00", "2021-08-15"),
    ("2021-08-15 10:00:00 UTC", "2021-08-15"),
    ("20210815T100000Z", "2021-08-15"),
    ("25/08/2021", "2021-08-25"),
    ("08/25/2021", "2021-08-25"),
    ("25.8.2021", "2021-08-25"),
    ("08/08/2021", "2021-08-08"),
]
WORDS = [
    ("aug 2021", "2021-08-01", "2021-08-31"),
    ("august 2021", "2021-08-01", "2021-08-31"),
    ("AUGUST 2021", "2021-08-01", "2021-08-31"),
    ("sept. 2021", "2021-09-01", "2021-09-30"),
    ("Sep 2021", "2021-09-01", "2021-09-30"),
    ("2021 aug", "2021-08-01", "2021-08-31"),
    ("aug-2021", "2021-08-01", "2021-08-31"),
    ("aug, 2021", "2021-08-01", "2021-08-31"),
    ("August of 2021", "2021-08-01", "2021-08-31"),
    ("may 2021", "2021-05-01", "2021-05-31"),
    ("feb 2024", "2024-02-01", "2024-02-29"),
    ("15 aug 2021", "2021-08-15"),
    ("15-Aug-2021", "2021-08-15"),
    ("15aug2021", "2021-08-15"),
    ("aug 15 2021", "2021-08-15"),
    ("Aug. 15, 2021", "2021-08-15"),
    ("August 15th, 2021", "2021-08-15"),
    ("15th of August 2021", "2021-08-15"),
    ("the 1st of January 2000", "2000-01-01"),
    ("2nd March 1999", "1999-03-02"),
    ("3rd dec 1999", "1999-12-03"),
    ("2021 aug 15", "2021-08-15"),
    ("2021-aug-15", "2021-08-15"),
    ("Sunday, 15 August 2021", "2021-08-15"),
    ("sun 2021-08-15", "2021-08-15"),
    ("on 15 August 2021", "2021-08-15"),
    ("q3 2021", "2021-07-01", "2021-09-30"),
    ("Q1 2024", "2024-01-01", "2024-03-31"),
    ("2021-q3", "2021-07-01", "2021-09-30"),
    ("2021q4", "2021-10-01", "2021-12-31"),
    ("2021 Q2", "2021-04-01", "2021-06-30"),
    ("w33 2021", "2021-08-16", "2021-08-22"),
    ("1990s", "1990-01-01", "1999-12-31"),
    ("the 1990s", "1990-01-01", "1999-12-31"),
    ("1990’s", "1990-01-01", "1999-12-31"),
    ("2010S", "2010-01-01", "2019-12-31"),
    ("9990s", "9990-01-01", "9999-12-31"),
    ("19th century", "1801-01-01", "1900-12-31"),
    ("the 21st century", "2001-01-01", "2100-12-31"),
    ("1st century", "0001-01-01", "0100-12-31"),
]
RELATIVE = [
    ("today", "2021-09-01"),
    ("now", "2021-09-01"),
    ("Yesterday", "2021-08-31"),
    ("tomorrow", "2021-09-02"),
    ("this day", "2021-09-01"),
    ("this week", "2021-08-30", "2021-09-05"),
    ("this month", "2021-09-01", "2021-09-30"),
    ("this quarter", "2021-07-01", "2021-09-30"),
    ("this year", "2021-01-01", "2021-12-31"),
    ("last day", "2021-08-31"),
    ("last week", "2021-08-23", "2021-08-29"),
    ("LAST  WEEK", "2021-08-23", "2021-08-29"),
    ("last month", "2021-08-01", "2021-08-31"),
    ("last quarter", "2021-04-01", "2021-06-30"),
    ("last year", "2020-01-01", "2020-12-31"),
    ("previous week", "2021-08-23", "2021-08-29"),
    ("previous month", "2021-08-01", "2021-08-31"),
    ("previous quarter", "2021-04-01", "2021-06-30"),
    ("the previous year", "2020-01-01", "2020-12-31"),
    ("next week", "2021-09-06", "2021-09-12"),
    ("next month", "2021-10-01", "2021-10-31"),
    ("next quarter", "2021-10-01", "2021-12-31"),
    ("next year", "2022-01-01", "2022-12-31"),
    ("past day", "2021-09-01"),
    ("past week", "2021-08-26", "2021-09-01"),
    ("the past week", "2021-08-26", "2021-09-01"),
    ("past month", "2021-08-02", "2021-09-01"),
    ("past quarter", "2021-06-02", "2021-09-01"),
    ("past year", "2020-09-02", "2021-09-01"),
    ("last 7 days", "2021-08-26", "2021-09-01"),
    ("last 1 day", "2021-09-01"),
    ("past 7 days", "2021-08-26", "2021-09-01"),
    ("past two weeks", "2021-08-19", "2021-09-01"),
    ("past 3 months", "2021-06-02", "2021-09-01"),
    ("last 2 years", "2019-09-02", "2021-09-01"),
    ("last 365 days", "2020-09-02", "2021-09-01"),
    ("last 1000 days", "2018-12-07", "2021-09-01"),
    ("last 7d", "2021-08-26", "2021-09-01"),
    ("previous 7 days", "2021-08-26", "2021-09-01"),
    ("next 7 days", "2021-09-01", "2021-09-07"),
    ("next 3 months", "2021-09-01", "2021-11-30"),
    ("7d", "2021-08-26", "2021-09-01"),
    ("-7d", "2021-08-26", "2021-09-01"),
    ("−7d", "2021-08-26", "2021-09-01"),
    ("1d", "2021-09-01"),
    ("2w", "2021-08-19", "2021-09-01"),
    ("3m", "2021-06-02", "2021-09-01"),
    ("2q", "2021-03-02", "2021-09-01"),
    ("1y", "2020-09-02", "2021-09-01"),
    ("-1 week", "2021-08-26", "2021-09-01"),
    ("0 days ago", "2021-09-01"),
    ("3 days ago", "2021-08-29"),
    ("3d ago", "2021-08-29"),
    ("a week ago", "2021-08-25"),
    ("one week ago", "2021-08-25"),
    ("two weeks ago", "2021-08-18"),
    ("3 months ago", "2021-06-01"),
    ("3 month ago", "2021-06-01"),
    ("a quarter ago", "2021-06-01"),
    ("an year ago", "2020-09-01"),
    ("twelve months ago", "2020-09-01"),
    ("10 years ago", "2011-09-01"),
    ("2020 years ago", "0001-09-01"),
    ("monday", "2021-08-30"),
    ("Tue", "2021-08-31"),
    ("wednesday", "2021-08-25"),
    ("thurs", "2021-08-26"),
    ("friday", "2021-08-27"),
    ("on sunday", "2021-08-29"),
    ("last monday", "2021-08-30"),
    ("last wednesday", "2021-08-25"),
    ("previous friday", "2021-08-27"),
    ("this monday", "2021-08-30"),
    ("this wednesday", "2021-09-01"),
    ("this friday", "2021-09-03"),
    ("next monday", "2021-09-06"),
    ("next wednesday", "2021-09-08"),
    ("next friday", "2021-09-03"),
    ("august", "2021-08-01", "2021-08-31"),
    ("Sept.", "2021-09-01", "2021-09-30"),
    ("october", "2020-10-01", "2020-10-31"),
    ("may", "2021-05-01", "2021-05-31"),
    ("last august", "2021-08-01", "2021-08-31"),
    ("last september", "2020-09-01", "2020-09-30"),
    ("this october", "2021-10-01", "2021-10-31"),
    ("next september", "2022-09-01", "2022-09-30"),
    ("next october", "2021-10-01", "2021-10-31"),
]
RANGES = [
    ("2021-08-15..2021-08-31", "2021-08-15", "2021-08-31"),
    ("2021-08-15 ..  2021-08-31", "2021-08-15", "2021-08-31"),
    ("2021-08-15...2021-08-31", "2021-08-15", "2021-08-31"),
    ("2021-08-15…2021-08-31", "2021-08-15", "2021-08-31"),
    ("2021-08-15..2021-08-15", "2021-08-15"),
    ("2020..2021", "2020-01-01", "2021-12-31"),
    ("2021-02..2021", "2021-02-01", "2021-12-31"),
    ("2021-08-15..2021-08", "2021-08-15", "2021-08-31"),
    ("..2001", OPEN, "2001-12-31"),
    ("..2021-08", OPEN, "2021-08-31"),
    ("2021-08..", "2021-08-01", OPEN),
    ("2021-08-20 ..", "2021-08-20", OPEN),
    ("..", OPEN, OPEN),
    ("*..2021", OPEN, "2021-12-31"),
    ("3 months ago..", "2021-06-01", OPEN),
    ('"3 months ago"..', "2021-06-01", OPEN),
    ("aug 2021..sept 2021", "2021-08-01", "2021-09-30"),
    ("last week..today", "2021-08-23", "2021-09-01"),
    ("1990s..2021-q3", "1990-01-01", "2021-09-30"),
    ("-7d..", "2021-08-26", OPEN),
    ("[2021-08-15 TO 2021-08-31]", "2021-08-15", "2021-08-31"),
    ("[2021-08 to 2021-09]", "2021-08-01", "2021-09-30"),
    ("[ 2021-08-15 TO * ]", "2021-08-15", OPEN),
    ("[* TO 2021]", OPEN, "2021-12-31"),
    ("[* TO *]", OPEN, OPEN),
    ("[2021..2022]", "2021-01-01", "2022-12-31"),
    ("{2021-08-15 TO 2021-08-31}", "2021-08-16", "2021-08-30"),
    ("{2021-08 TO 2021-10}", "2021-09-01", "2021-09-30"),
    ("[2021-08-15 TO 2021-08-31}", "2021-08-15", "2021-08-30"),
    ("{2021-08-15 TO 2021-08-31]", "2021-08-16", "2021-08-31"),
    ("{2021 TO *}", "2022-01-01", OPEN),
    ("{* TO 2021]", OPEN, "2021-12-31"),
    ("aug 2021 to sept 2021", "2021-08-01", "2021-09-30"),
    ("from 2021-08-15 to today", "2021-08-15", "2021-09-01"),
    ("from 2021-08-15..2021-08-31", "2021-08-15", "2021-08-31"),
    ("between last week and yesterday", "2021-08-23", "2021-08-31"),
    ("Between 2020 And 2021", "2020-01-01", "2021-12-31"),
    ("2021-08-15 - 2021-08-31", "2021-08-15", "2021-08-31"),
    ("aug 2021 – sept 2021", "2021-08-01", "2021-09-30"),
    ("1914-1918", "1914-01-01", "1918-12-31"),
    ("1914–1918", "1914-01-01", "1918-12-31"),
    (">=2021-08-20", "2021-08-20", OPEN),
    (">= 2021-08", "2021-08-01", OPEN),
    ("≥2021", "2021-01-01", OPEN),
    (">2021-08", "2021-09-01", OPEN),
    (">2021-12-31", "2022-01-01", OPEN),
    (">last week", "2021-08-30", OPEN),
    ("<=2021-08", OPEN, "2021-08-31"),
    ("≤2021-02", OPEN, "2021-02-28"),
    ("<2021", OPEN, "2020-12-31"),
    ("<2024-03-01", OPEN, "2024-02-29"),
    ("=2021-08", "2021-08-01", "2021-08-31"),
    ("= yesterday", "2021-08-31"),
    ("until 2021-08", OPEN, "2021-08-31"),
    ("till yesterday", OPEN, "2021-08-31"),
    ("up to 2021-08-15", OPEN, "2021-08-15"),
    ("before 2021", OPEN, "2020-12-31"),
    ("after aug 2021", "2021-09-01", OPEN),
    ("since 2021-08", "2021-08-01", OPEN),
    ("since last monday", "2021-08-30", OPEN),
    ("from 2021", "2021-01-01", OPEN),
]
# The same on other days: an expression, the day it is asked on, its days.
ELSEWHEN = [
    ("yesterday", "2021-01-01", "2020-12-31"),
    ("tomorrow", "2020-12-31", "2021-01-01"),
    ("this week", "2020-12-31", "2020-12-28", "2021-01-03"),
    ("last week", "2021-01-01", "2020-12-21", "2020-12-27"),
    ("next week", "2020-12-31", "2021-01-04", "2021-01-10"),
    ("this week", "2021-09-05", "2021-08-30", "2021-09-05"),
    ("this week", "2021-09-06", "2021-09-06", "2021-09-12"),
    ("last month", "2021-01-31", "2020-12-01", "2020-12-31"),
    ("last month", "2024-03-31", "2024-02-01", "2024-02-29"),
    ("next month", "2020-12-31", "2021-01-01", "2021-01-31"),
    ("next month", "2021-01-31", "2021-02-01", "2021-02-28"),
    ("last quarter", "2021-01-01", "2020-10-01", "2020-12-31"),
    ("last quarter", "2021-05-31", "2021-01-01", "2021-03-31"),
    ("this quarter", "2020-12-31", "2020-10-01", "2020-12-31"),
    ("next quarter", "2020-12-31", "2021-01-01", "2021-03-31"),
    ("last year", "2020-12-31", "2019-01-01", "2019-12-31"),
    ("last year", "2024-02-29", "2023-01-01", "2023-12-31"),
    ("a year ago", "2024-02-29", "2023-02-28"),
    ("4 years ago", "2024-02-29", "2020-02-29"),
    ("past year", "2024-02-29", "2023-03-01", "2024-02-29"),
    ("past month", "2021-03-31", "2021-03-01", "2021-03-31"),
    ("3 months ago", "2021-05-31", "2021-02-28"),
    ("3 months ago", "2020-05-31", "2020-02-29"),
    ("1 month ago", "2021-01-15", "2020-12-15"),
    ("next 1 month", "2020-12-31", "2020-12-31", "2021-01-30"),
    ("last 7 days", "2024-03-02", "2024-02-25", "2024-03-02"),
    ("past 2 days", "2021-01-01", "2020-12-31", "2021-01-01"),
    ("friday", "2021-01-01", "2020-12-25"),
    ("thursday", "2021-01-01", "2020-12-31"),
    ("this sunday", "2020-12-31", "2021-01-03"),
    ("next friday", "2020-12-31", "2021-01-01"),
    ("december", "2020-12-31", "2020-12-01", "2020-12-31"),
    ("last december", "2020-12-31", "2019-12-01", "2019-12-31"),
    ("february", "2024-02-29", "2024-02-01", "2024-02-29"),
    ("february", "2024-01-31", "2023-02-01", "2023-02-28"),
    ("next january", "2020-12-31", "2021-01-01", "2021-01-31"),
    ("this year", "9999-12-31", "9999-01-01", "9999-12-31"),
    ("this week", "0001-01-01", "0001-01-01", "0001-01-07"),
]
# An expression with a part of its error.
ERRORS = [
    ("", "There is no date: type"),
    ("   ", "There is no date"),
    ('""', "There is no date"),
    ("2021-02-30", "“2021-02-30” does not exist: type a day from 2021-02-01 to 2021-02-28."),
    ("2021-02-29", "2021-02-01 to 2021-02-28"),
    ("2024-02-30", "2024-02-01 to 2024-02-29"),
    ("2021-13", "“2021-13” does not exist: type a month from 2021-01 to 2021-12."),
    ("2021-00", "type a month from 2021-01 to 2021-12"),
    ("2021-08-00", "type a day from 2021-08-01 to 2021-08-31"),
    ("31 sept 2021", "type a day from 2021-09-01 to 2021-09-30"),
    ("20210230", "“20210230” does not exist"),
    ("2021-02-30T10:00Z", "“2021-02-30T10:00Z” does not exist"),
    ("30/02/2021", "does not exist"),
    ("13/13/2021", "type a month from 2021-01 to 2021-12"),
    ("05/00/2021", "does not exist"),
    ("0000", "“0000” runs off the calendar: type days from 0001-01-01 to 9999-12-31."),
    ("0000-13", "runs off the calendar"),
    ("0000-W01", "runs off the calendar"),
    ("2021-W54", "“2021-W54” does not exist: type a week from 2021-W01 to 2021-W52."),
    ("2021-W53", "2021-W01 to 2021-W52"),
    ("2020-W54", "2020-W01 to 2020-W53"),
    ("2021-W33-8", "type a day from 2021-W33-1 to 2021-W33-7"),
    ("2021-366", "type a day from 2021-001 to 2021-365"),
    ("2020-367", "type a day from 2020-001 to 2020-366"),
    ("2021-000", "type a day from 2021-001"),
    ("q5 2021", "type a quarter from 2021-Q1 to 2021-Q4"),
    ("2021-q0", "type a quarter from"),
    ("9999-W52", "runs off the calendar"),
    ("100 years from now", "“100 years from now” has the unknown word “from”"),
    ("2021 years ago", "runs off the calendar"),
    ("99999999 years ago", "runs off the calendar"),
    ("99999999 weeks ago", "runs off the calendar"),
    ("next 99999999 days", "runs off the calendar"),
    (">9999", "“>9999” runs off the calendar"),
    ("<0001", "“<0001” runs off the calendar"),
    ("03/04/2021", "“03/04/2021” may be either of two days: type 2021-04-03 or 2021-03-04."),
    ("3.4.2021", "2021-04-03 or 2021-03-04"),
    ("03/04/21", "type the year with four digits"),
    ("15 aug", "“15 aug” does not say its year"),
    ("aug 21", "does not say its year"),
    ("15 aug 21", "does not say its year"),
    ("15/08", "does not say its year"),
    ("q3", "does not say its year"),
    ("90s", "“90s” does not say its century: type 1990s or 2090s."),
    ("the ’90s", "type 1990s"),
    ("95s", "has no reading"),
    ("1995s", "“1995s” is not a decade: type 1990s."),
    ("1900s", "type 1900..1909 or 1900..1999"),
    ("100th century", "has no reading"),
    ("0th century", "runs off the calendar"),
    ("summer", "because of “summer”: type the two days, as in 2021-06-01..2021-08-31."),
    ("summer 2021", "has no fixed first and last day"),
    ("early 2021", "because of “early”"),
    ("mid-august 2021", "because of “mid”"),
    ("late 1990s", "because of “late”"),
    ("last weekend", "because of “weekend”"),
    ("7 days", 'type "last 7 days" or "7 days ago"'),
    ("1 week", 'type "last 1 week" or "1 week ago"'),
    ("last 0 days", "holds no day"),
    ("0d", "holds no day"),
    ("this 7 days", "has no reading"),
    ("monday 15 aug 2021", "is another day of the week: type 2021-08-15"),
    ("monday aug 2021", "has no reading"),
    ("agust 2021", "has the unknown word “agust”: did you mean “august”?"),
    ("yesteday", "did you mean “yesterday”?"),
    ("last mnth", "did you mean “month”?"),
    ("août 2021", "has the unknown word “août”"),
    ("foo", "2021-08-15..2021-08-31"),
    ("none", "has the unknown word “none”"),
    ("100 bc", "has the unknown word “bc”"),
    ("2021-08-15T99:99", "has no reading"),
    ("15", "has no reading as a date: type a form such as 2021"),
    ("202108", "has no reading"),
    ("2021-", "has no reading"),
    ("-2021", "has no reading"),
    ("2021--08", "has no reading"),
    ("2021-08-XX", "has the unknown word “xx”"),
    ("2021?", "has no reading"),
    ("+7d", "has no reading"),
    ("2021d", "has no reading"),
    ("2021 d 3", "has no reading"),
    ("٢٠٢١", "has no reading"),
    ("week", "has no reading"),
    ("last weeks", "has no reading"),
    ("past days", "has no reading"),
    ("a w", "has no reading"),
    ("8/m", "has no reading"),
    ("7 d", "has no reading"),
    ("th 2021", "has the unknown word “th”"),
    ("aug aug", "has no reading"),
    ("2021-08-31..2021-08-15", "backwards, from 2021-08-31 to 2021-08-15: type 2021-08-15..2021"),
    ("2022..2021", "backwards, from 2022-01-01 to 2021-12-31: type 2021-01-01..2022-12-31."),
    ("today..last week", "type 2021-08-23..2021-09-01."),
    ("between 2021 and 2020", "runs backwards"),
    ("1918-1914", "type 1914-01-01..1918-12-31"),
    ("{2021-08-15 TO 2021-08-16}", "leaves no day between its bounds"),
    ("{2021-08 TO 2021-08}", "leaves no day between its bounds"),
    ("2021-08-15..2021-02-30", "“2021-02-30” does not exist"),
    ("2021..2022..2023", "“2022..2023” has no reading"),
    ("[2021 TO 2022", "“[2021” has no reading"),
    ("[2021]", "has no reading"),
    ("[2021 TO ]", "lacks a date"),
    ("2021 to", "“2021 to” lacks a date"),
    ("to 2021", "lacks a date"),
    ("since", "“since” lacks a date"),
    (">", "lacks a date"),
    (">*", "“*” has no reading"),
    ("=", "has no reading"),
    ("*", "has no reading"),
    ("<>=2021", "“>=2021” has no reading"),
    (">[2021 TO 2022]", "has no reading"),
]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def days(first: str, last: str | None = None) -> Days:
    return Days(day(first), day(first if last is None else last))


@pytest.mark.parametrize("row", ISO + WORDS + RELATIVE + RANGES, ids=lambda row: row[0])
def test_expression_names_its_first_and_last_day(row: tuple[str, ...]) -> None:
    expression, *expected = row
    assert read_days(expression, WEDNESDAY) == days(*expected)


@pytest.mark.parametrize("row", ELSEWHEN, ids=lambda row: f"{row[0]} on {row[1]}")
def test_relative_expression_counts_from_the_day_it_is_asked(row: tuple[str, ...]) -> None:
    expression, today, *expected = row
    assert read_days(expression, date.fromisoformat(today)) == days(*expected)


@pytest.mark.parametrize(("expression", "part"), ERRORS)
def test_error_says_what_is_wrong_and_what_to_type(expression: str, part: str) -> None:
    with pytest.raises(DateError) as caught:
        read_days(expression, WEDNESDAY)
    message = str(caught.value)
    assert part in message
    assert "type " in message
    assert message.endswith(".")


@pytest.mark.parametrize(
    ("expression", "today"),
    [
        ("tomorrow", date.max),
        ("next year", date.max),
        ("next month", date.max),
        ("this week", date.max),
        ("yesterday", date.min),
        ("last week", date.min),
        ("past week", date.min),
        ("december", date.min),
    ],
)
def test_words_that_run_off_the_calendar_are_an_error(expression: str, today: date) -> None:
    with pytest.raises(DateError, match="runs off the calendar"):
        read_days(expression, today)


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("2021-02-30", "2021-02-30"),
        ("  2021-02-30  ", "2021-02-30"),
        ("2021-02-30..2021-03-01", "2021-02-30"),
        ("[2021-02-01 TO 2021-02-30]", "2021-02-30"),
        (">= 2021-13", "2021-13"),
        ("15 agust 2021", "agust"),
        ("aug 2021 .. 15  sebt  2021", "sebt"),
        ("early 2021", "early"),
        ("2022..2021", "2022..2021"),
        (" 2021 to ", "2021 to"),
        ("“2021–02–30”", "2021–02–30"),
    ],
)
def test_error_points_at_the_fault(expression: str, fault: str) -> None:
    with pytest.raises(DateError) as caught:
        read_days(expression, WEDNESDAY)
    assert expression[caught.value.start : caught.value.end] == fault


def test_error_shows_neither_control_characters_nor_endless_text() -> None:
    with pytest.raises(DateError) as caught:
        read_days("2021\x1b[31m" + "x" * 1900, WEDNESDAY)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 300


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (days("2021-08-15"), "2021-08-15"),
        (days("2021-08-01", "2021-08-31"), "2021-08"),
        (days("2024-02-01", "2024-02-29"), "2024-02"),
        (days("2024-02-01", "2024-02-28"), "2024-02-01..2024-02-28"),
        (days("2021-01-01", "2021-12-31"), "2021"),
        (days("0800-01-01", "0800-12-31"), "0800"),
        (days("2020-01-01", "2021-12-31"), "2020-01-01..2021-12-31"),
        (days("2021-08-15", "2021-08-31"), "2021-08-15..2021-08-31"),
        (days(OPEN, "2021-08-31"), "..2021-08-31"),
        (days("2021-08-20", OPEN), "2021-08-20.."),
        (days(OPEN, OPEN), ".."),
    ],
)
def test_days_are_written_as_short_as_they_can_be(interval: Days, text: str) -> None:
    assert str(interval) == text
    assert read_days(text, WEDNESDAY) == interval


ENDS = st.one_of(st.none(), st.dates())


@given(ENDS, ENDS, st.dates())
@example(date(2021, 1, 1), date(2021, 12, 31), WEDNESDAY)
@example(date.min, date.max, WEDNESDAY)
def test_days_read_back_the_same_on_any_day(
    one: date | None, other: date | None, today: date
) -> None:
    if one and other:
        one, other = min(one, other), max(one, other)
    interval = Days(one, other)
    assert read_days(str(interval), today) == interval


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_every_day_reads_the_same_in_every_notation(one_day: date) -> None:
    week = one_day.isocalendar()
    texts = [
        f"{one_day:%Y%m%d}".rjust(8, "0"),
        f"{one_day.year:04}/{one_day.month}/{one_day.day}",
        f"{one_day.year:04}-{one_day.timetuple().tm_yday:03}",
        f"{week.year:04}-W{week.week:02}-{week.weekday}",
    ]
    for text in texts:
        if week.year == one_day.year or "W" not in text:
            assert read_days(text, WEDNESDAY) == Days(one_day, one_day)


@given(st.dates(date(10, 1, 1), date(9990, 12, 31)), st.integers(1, 400))
def test_running_days_are_as_many_as_asked_for(today: date, amount: int) -> None:
    running = read_days(f"last {amount} days", today)
    assert running == Days(today - timedelta(days=amount - 1), today)


PIECES = """
    last this next past previous ago a two 0 7 12 31 227 2021 0000 9999 20210815 99999999
    aug sept. monday days weeks month quarters year today tomorrow d w m q y s th century
    summer early .. … to and from between since until up - – -- / , . [ ] { } < > <= >= = *
    “ ” ' " t 10:00 Z \x00 é
"""
LIKE_AN_EXPRESSION = st.lists(st.sampled_from(PIECES.split()), max_size=9)


@given(
    st.one_of(
        st.text(max_size=60),
        LIKE_AN_EXPRESSION.map(" ".join),
        LIKE_AN_EXPRESSION.map("".join),
    ),
    st.one_of(st.just(WEDNESDAY), st.dates()),
)
def test_any_text_is_days_in_order_or_a_date_error(text: str, today: date) -> None:
    try:
        found = read_days(text, today)
    except DateError as error:
        found = None
        fault = error
    if found is None:
        assert 0 <= fault.start <= fault.end <= len(text)
        assert str(fault).isprintable()
        return
    assert found.first is None or found.last is None or found.first <= found.last
    assert read_days(str(found), today) == found


@pytest.mark.parametrize(
    "text",
    [
        "[" + "." * 1999,
        "[" + " to" * 660 + "]",
        " - " * 660,
        "2021-08-15t10" + " " * 1980 + "x",
        "between " + "and " * 490,
        "1 " * 1000,
        "-" * 2000,
        "a" * 2000,
        "9" * 1900 + " days ago",
        "up" + " " * 1990 + "x",
    ],
)
def test_a_long_text_takes_no_longer_than_its_length(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(DateError):
        read_days(text, WEDNESDAY)
    assert time.perf_counter() - started < 0.5
