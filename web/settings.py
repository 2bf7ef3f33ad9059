"""How a server was told to answer: all that is chosen when it starts."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field

from web.guard.tallies import Tallies

PASSWORD_VARIABLE = "NUTGRAF_PASSWORD"  # noqa: S105 - the name, not the password
KEY_BYTES = 32


def given_password() -> str:
    """Return the password in ``NUTGRAF_PASSWORD``; "" if there is none.

    What reads it from a file often takes the end of its line along.
    """
    return os.environ.get(PASSWORD_VARIABLE, "").rstrip("\r\n")


def _random_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the application has to know of how it is served.

    Args:
        password: what everybody must know who asks; nothing is asked of them if it
            is empty. Without a word it is that of ``NUTGRAF_PASSWORD``.
        signing_key: signs the sessions; processes that serve together have the same.
        hosts: the names, in lower case and without ports, under which it answers;
            under any if there are none.
        rate: how many requests a second a client may make on average; 0 is any number.
        at_once: how many requests of a client a process answers at a time; 0 is any number.
        limit_loopback: whether both go for clients on this machine, too.
        time_limit: the seconds after which the searches of a request are stopped; 0 is never.
        saves_searches: whether who asks may save searches and forget saved ones.
        metrics: whether ``/metrics`` is there.
        log_requests: whether each request is logged.
        log_queries: whether the log of requests has what was searched.
        requests: how much each client has asked lately.
        failures: how often each client has given a wrong password.
    """

    password: str = field(default_factory=given_password, repr=False)
    signing_key: bytes = field(default_factory=_random_key, repr=False)
    hosts: frozenset[str] = frozenset()
    rate: float = 0
    at_once: int = 0
    limit_loopback: bool = False
    time_limit: float = 0
    saves_searches: bool = True
    metrics: bool = False
    log_requests: bool = False
    log_queries: bool = False
    requests: Tallies = field(default_factory=Tallies, repr=False)
    failures: Tallies = field(default_factory=Tallies, repr=False)
