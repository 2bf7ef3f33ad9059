"""Load the page with real queries: pages a second, percentiles, memory, weight of a page.

Usage: python benchmarks/web/load.py [SECONDS]

Indexes the briefings, serves them as ``nutgraf serve`` does, and lets 16 clients
ask for pages of results as fast as they come. In the first part no address is
asked for twice; in the second they are asked for as often as people ask for
things: few of them often, most of them rarely (Zipf's law).
"""

from __future__ import annotations

import asyncio
import gzip
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import search
from benchmarks import shared_data

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENTS = 16
SECONDS = 60.0
SEED = 20261121
ADDRESSES = 200_000  # more than any run asks for


@dataclass(slots=True)
class Run:
    """What the clients of one run have seen."""

    milliseconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def lines(self, name: str) -> Iterator[str]:
        """Yield what is to be said of it."""
        times = sorted(self.milliseconds)
        rate = len(times) / self.seconds
        yield (
            f"{name:<34}{rate:>8.0f} pages/s{statistics.median(times):>9.1f} ms median"
            f"{times[int(len(times) * 0.99)]:>8.1f} ms 99th percentile{len(self.errors):>6} errors"
        )
        yield from (f"  {error}" for error in self.errors[:5])


def addresses(place: Path) -> list[str]:
    """Return addresses of result pages: queries of all kinds, made of the archive's own words."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    with search.Archive.open(place) as archive:
        texts = [p.text for a in archive.articles() for p in a.paragraphs if len(p.text) > 80]
        facets = archive.facets("")
    words = [re.findall(r"[A-Za-z]{4,}", text) for text in chance.sample(texts, 5000)]
    words = [found for found in words if len(found) > 6]
    made: dict[str, None] = {}
    while len(made) < ADDRESSES:
        found = chance.choice(words)
        at = chance.randrange(len(found) - 3)
        one, other, third = found[at], found[at + 1], found[-1]
        year = chance.choice(facets["year"]).value
        source = chance.choice(facets["source"]).value
        asked: dict[str, object] = chance.choice(
            [
                {"q": one},
                {"q": f"{one} {third}"},
                {"q": f"{one} OR {third}"},
                {"q": f"{one} -{third}"},
                {"q": f"{one} {third} date:{year}"},
                {"q": f'"{one} {other}"', "sort": "newest"},
                {"q": f"{one} w/10 {third}"},
                {"q": f"title:{one}"},
                {"q": one, "year": year},
                {"q": one, "source": source, "page": 2},
                {"q": f"{one} {third}", "scope": "paragraph"},
            ]
        )
        made[f"/?{urlencode(asked)}"] = None
    return list(made)


class Server:
    """``nutgraf serve`` with its worker processes."""

    def __init__(self, place: Path) -> None:
        """Start it, and wait until it says its address."""
        command = [sys.executable, "-m", "search", "serve", "--port", "0", "--archive", str(place)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        assert self._process.stderr is not None  # noqa: S101
        found = None
        while found is None:
            line = self._process.stderr.readline()
            if not line:
                sys.exit("The server did not start.")
            found = re.search(r"http://([\d.]+):(\d+)", line)
        self.host, self.port = found.group(1), int(found.group(2))

    def memory(self) -> float:
        """Return the memory of its processes in MB, what they share counted once."""
        total = 0
        for process in self._family(self._process.pid):
            rollup = Path(f"/proc/{process}/smaps_rollup")
            if rollup.exists():
                found = re.search(r"^Pss:\s+(\d+)", rollup.read_text(), re.MULTILINE)
                total += int(found.group(1)) if found else 0
        return total / 1000

    def _family(self, process: int) -> list[int]:
        children = Path(f"/proc/{process}/task/{process}/children")
        found = children.read_text().split() if children.exists() else []
        return [process, *(one for child in found for one in self._family(int(child)))]

    def stop(self) -> None:
        """Stop it as Ctrl-C does."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(timeout=30)


async def client(server: Server, waiting: Iterator[str], run: Run, until: float) -> None:
    """Ask for one page after the other over one connection, until the time is over."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    for address in waiting:
        began = time.perf_counter()
        if began > until:
            break
        writer.write(
            f"GET {address} HTTP/1.1\r\nHost: {server.host}:{server.port}\r\n"
            "Accept-Encoding: gzip\r\n\r\n".encode()
        )
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length.group(1)) if length else 0)
        run.milliseconds.append((time.perf_counter() - began) * 1000)
        if not head.startswith(b"HTTP/1.1 200") or not body:
            run.errors.append(f"{address}: {head[:60]!r}")
    writer.close()


async def load(server: Server, waiting: Iterator[str], seconds: float) -> Run:
    """Let all the clients ask at the same time."""
    run = Run()
    began = time.perf_counter()
    clients = (client(server, waiting, run, began + seconds) for _ in range(CLIENTS))
    await asyncio.gather(*clients)
    run.seconds = time.perf_counter() - began
    return run


def often_and_rarely(made: list[str]) -> Iterator[str]:
    """Yield addresses without end, the n-th of them 1/n as often as the first."""
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    some = made[:10_000]
    weights = [1 / (place + 1) for place in range(len(some))]
    while True:
        yield from chance.choices(some, weights, k=1000)


async def fetched(server: Server, address: str) -> bytes:
    """Return the body of an answer as it is sent."""
    reader, writer = await asyncio.open_connection(server.host, server.port)
    writer.write(
        f"GET {address} HTTP/1.1\r\nHost: {server.host}\r\nAccept-Encoding: gzip\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n\r\n")[2]


async def weight(server: Server) -> str:
    """Say how heavy a page of results is with all that it loads."""
    page = await fetched(server, "/?q=climate+change")
    html = gzip.decompress(page).decode() if page[:2] == b"\x1f\x8b" else page.decode()
    waiting = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js)[^"]*)"', html)
    sizes: dict[str, int] = {}
    while waiting:  # scripts load others
        address = waiting.pop()
        if address in sizes:
            continue
        part = await fetched(server, address)
        sizes[address] = len(part)
        text = (gzip.decompress(part) if part[:2] == b"\x1f\x8b" else part).decode()
        waiting += [
            f"/static/{name}" for name in re.findall(r'^import .*"\./(.+)"', text, re.MULTILINE)
        ]
    total = (len(page) + sum(sizes.values())) / 1000
    third = re.findall(r'(?:href|src)="(https?://[^"]+)"', html)
    return (
        f"a page of results: {len(page) / 1000:.1f} KB of HTML, {total:.1f} KB with styles and"
        f" scripts, as sent; links elsewhere: {len(third)}"
    )


def main() -> None:
    """Measure, and print as it goes."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shared_data.unpack("briefings", place / "data")
        with search.Archive.create(place / "index") as archive:
            archive.index([place / "data"])
        made = addresses(place / "index")
        server = Server(place / "index")
        try:
            print(asyncio.run(weight(server)))
            asyncio.run(load(server, iter(made[::-1]), 5))  # warm
            memory = [server.memory()]
            run = asyncio.run(load(server, iter(made), seconds))
            print(*run.lines("no page asked for twice"), sep="\n")
            memory.append(server.memory())
            run = asyncio.run(load(server, often_and_rarely(made), seconds))
            print(*run.lines("as people ask"), sep="\n")
            memory.append(server.memory())
            print("memory: " + ", ".join(f"{megabytes:.0f} MB" for megabytes in memory))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
