from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.dates.paths import read_path

DAY = datetime.date(2021, 8, 17)


@pytest.mark.parametrize(
    "path",
    [
        "2021/08/17/bridge.txt",
        "2021/8/17/bridge.txt",
        "news/2021/08/17/world/bridge.txt",
        "2021-08-17-bridge.md",
        "2021-08-17.md",
        "2021_08_17_bridge.md",
        "2021.08.17 bridge.md",
        "bridge-2021-08-17.md",
        "bridge 2021-08-17.md",
        "20210817_bridge.txt",
        "20210817.txt",
        "bridge-20210817.txt",
        "aug-17-2021.txt",
        "bridge-aug-17-2021.txt",
        "17-aug-2021.txt",
        "17-august-2021-bridge.txt",
        "August 17, 2021.txt",
        "17-08-2021.txt",
        "08-17-2021.txt",
        "17.08.2021.txt",
        "2021-08-17/bridge.txt",
        "20210817/bridge.txt",
        "2021/2021-08-17/bridge.txt",
        "/world/2021/aug/17/bridge",
        "2021/August/17/bridge.txt",
        "2021-08/17/bridge.txt",
        "2019/2021-08-17-bridge.txt",
        "2021-08-17.zip/bridge.txt",
        "news-2021-08-17.tar.gz/folder/bridge.txt",
        "2021-08-18.zip/2021/08/17/bridge.txt",
    ],
)
def test_a_day_in_a_path(path: str) -> None:
    assert read_path(path) == (DAY, "day")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2021/08/bridge.txt", (datetime.date(2021, 8, 1), "month")),
        ("2021-08/bridge.txt", (datetime.date(2021, 8, 1), "month")),
        ("2021/aug/bridge.txt", (datetime.date(2021, 8, 1), "month")),
        ("2021/08/10-things-to-know.txt", (datetime.date(2021, 8, 1), "month")),
        ("2021/08/32/bridge.txt", (datetime.date(2021, 8, 1), "month")),
        ("2021/bridge.txt", (datetime.date(2021, 1, 1), "year")),
        ("news/2021/world/bridge.txt", (datetime.date(2021, 1, 1), "year")),
        ("2021/13/bridge.txt", (datetime.date(2021, 1, 1), "year")),
        ("1987/2021/bridge.txt", (datetime.date(2021, 1, 1), "year")),
    ],
)
def test_how_exact_a_path_is(path: str, expected: tuple[datetime.date, str]) -> None:
    assert read_path(path) == expected


@pytest.mark.parametrize(
    "path",
    [
        "",
        "bridge.txt",
        "2021.txt",
        "bridge-2021.txt",
        "bridge-2021-08.txt",
        "1234/bridge.txt",
        "1799/bridge.txt",
        "2101/bridge.txt",
        "news 2021/bridge.txt",
        "03-04-2021.txt",
        "2021-13-45.txt",
        "2021-02-30-bridge.txt",
        "99999999.txt",
        "12345678.txt",
        "a20210817.txt",
        "20210817b.txt",
        "120210817.txt",
        "20210817123456.txt",
        "2021-08-171.txt",
        "from-2021-08-01-to-2021-08-31.txt",
        "export-2021-08-17.json",
        "backup_20210817.zip/bridge.txt",
        "world-asia-58219743",
        "aug-32-2021.txt",
    ],
)
def test_a_path_without_a_certain_date(path: str) -> None:
    assert read_path(path) is None


@given(st.text(st.sampled_from("0123456789/-_. augJan"), max_size=40))
def test_any_path_has_a_date_or_none(path: str) -> None:
    found = read_path(path)
    assert found is None or 1800 <= found[0].year <= 2100


@pytest.mark.parametrize("unit", ["2021-", "2021/", "1", "aug-", "2021-08-17-", "-1", "17-aug-"])
def test_time_is_bounded(unit: str) -> None:
    began = time.process_time()
    read_path("2021" + unit * 2000)
    assert time.process_time() - began < 1
