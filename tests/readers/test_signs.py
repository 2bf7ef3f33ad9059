"""Signs by which formats are ruled out: they never rule out one that is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search.readers import registry
from search.readers.signs import SIGNS, candidates

if TYPE_CHECKING:
    from search.readers.registry import Format

_BEGINNINGS = (
    b"\x1f\x8b\x08\x00\x00",
    b"BZh91AY&SY",
    b"\xfd7zXZ\x00\x00",
    b"WARC/1.0\r\nWARC-Type: warcinfo\r\n",
    b"PK\x03\x04" + bytes(26) + b"word/document.xml",
    b"PK\x05\x06" + bytes(18),
    b"story.txt".ljust(257, b"\0") + b"ustar\x0000",
    b"%PDF-1.4\n%\xe2\xe3\n",
    b"HTTP/1.0 200 OK\r\n%PDF-1.4\n%\xe2\xe3\n1 0 obj\n",
    b"\n{\\rtf1\\ansi The bridge}",
    b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS >',
    b'<?xml version="1.0"?>\n<nitf><head/></nitf>',
    b'<?xml version="1.0"?>\n<newsItem guid="1">',
    b'<?xml version="1.0"?>\n<rss version="2.0">',
    b'{"version": "https://jsonfeed.org/version/1.1", "items": []}',
    b"<!doctype html>\n<title>Bridge</title>",
    b"\xef\xbb\xbf\n<html><body>",
    "<html><body>".encode("utf-16"),
    "\u00a0<html><body>".encode(),
    b"From: Ana Lee\nMessage-ID: <1@example.org>\nSubject: Bridge\n\nIt reopened.",
    b"Subject: Bridge\nMessage-ID: <1@example.org>\nDate: 17 Aug 2021\n\nIt reopened.",
    b"From ana@example.org Mon Aug 17 10:00:00 2021\nSubject: Bridge\n\nIt reopened.",
    b'[{"title": "Bridge", "text": "It reopened."}]',
    b"title,text\nBridge,It reopened.\n",
    b'"title"\t"text"\nBridge\tIt reopened.\n',
    b"Bridge\n======\n\n:date: 2021-08-17\n\nIt reopened.",
    b"======\nBridge\n======\n.. image:: bridge.jpg\n",
)


def _recognising(head: registry.Head) -> list[str]:
    formats: dict[str, Format] = {name: registry.load(name) for name in SIGNS}
    return [name for name, each in formats.items() if each.recognises(head)]


@pytest.mark.parametrize("data", _BEGINNINGS)
def test_formats_that_recognise_a_beginning_are_candidates(data: bytes) -> None:
    found = _recognising(registry.Head(data, "story"))
    assert found
    assert set(found) <= set(candidates(data))


def test_front_matter_leaves_nearly_nothing_to_ask() -> None:
    data = b"---\ntitle: Bridge, and road\n---\n\nIt reopened."
    assert candidates(data) == ["exports", "rst", "plain"]
