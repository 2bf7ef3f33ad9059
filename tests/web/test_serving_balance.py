"""The worker with the fewest connections takes the next."""

from __future__ import annotations

import multiprocessing
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.web.servers import serving, until
from web.serving.balance import Balance

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.servers import Server


def test_who_has_more_connections_than_another_leaves_the_next_to_it() -> None:
    balance = Balance(2)
    one, other = balance.seat(0), balance.seat(1)
    assert one.is_next(3)  # the other does not listen yet
    assert other.is_next(2)
    assert not one.is_next(3)
    assert one.is_next(2)
    other.leave()
    assert one.is_next(9)


def test_who_is_dead_is_not_waited_for() -> None:
    balance = Balance(2)
    process = multiprocessing.get_context("fork").Process(target=lambda: balance.seat(1).is_next(0))
    process.start()
    process.join()
    assert balance.seat(0).is_next(5)


def asked_at_once(server: Server, count: int) -> list[int]:
    """Ask over some connections that are open together; return which processes answered."""
    before = len(server.log)
    with ExitStack() as stack:
        connections = [server.connection() for _ in range(count)]
        for each in connections:
            stack.callback(each.close)
            each.connect()
        for each in connections:
            each.request("GET", "/build")
        for each in connections:
            each.getresponse().read()
    until(lambda: len(server.log) >= before + count)
    return [each["process"] for each in server.log[before:] if "status" in each]


def test_connections_that_come_at_once_are_shared(place: Path) -> None:
    with serving(place, "--workers", "2", "--log", "json") as server:
        until(lambda: len(set(asked_at_once(server, 2))) == 2)  # both have begun
        until(lambda: server.get("/api/v1/healthz").status == 200)
        answered = asked_at_once(server, 12)
        assert max(answered.count(process) for process in set(answered)) <= 8
