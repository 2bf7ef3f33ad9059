"""What ``nutgraf serve`` does: a socket, the processes behind it, and their end."""

from __future__ import annotations

import gc
import importlib.util
import logging
import os
import secrets
import shutil
import signal
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import search
import web
from web.guard.hosts import LOOPBACK, host_name
from web.serving import logs
from web.serving.balance import Balance
from web.serving.keys import signing_key
from web.serving.listening import bound_socket, is_reachable, page_address
from web.serving.worker import THREADS, Worker
from web.settings import KEY_BYTES, PASSWORD_VARIABLE, Settings, given_password

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from web.serving.balance import Seat
    from web.serving.logs import LogForm

HOST = "127.0.0.1"
PORT = 8000
TIME_LIMIT = 30  # seconds
AT_ONCE = THREADS - 2  # as many as browsers ask for; two threads are left for others
RATE = 20  # requests a second: far above what a reader does, far below what a machine can
_METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # Prometheus' own name
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How an archive is to be served.

    Args:
        place: the archive's folder.
        host: the address to listen on.
        port: the port; 0 is any that is free.
        workers: how many processes answer; one for each processor if None.
        public: whether others may be let in without a password.
        allow_hosts: further names under which it answers.
        rate: requests a second of each client, 0 for any number; if None, a default
            that does not go for clients on this machine.
        time_limit: the seconds after which the searches of a request are stopped; 0 is never.
        trusted_proxy: the address of a proxy whose word on its clients is taken.
        log: how the log is written.
        log_queries: whether the log says what was searched.
        metrics: whether there is ``/metrics``.
        password: what is asked of everybody.
    """

    place: str
    host: str = HOST
    port: int = PORT
    workers: int | None = None
    public: bool = False
    allow_hosts: tuple[str, ...] = ()
    rate: int | None = None
    time_limit: int = TIME_LIMIT
    trusted_proxy: str | None = None
    log: LogForm = "quiet"
    log_queries: bool = False
    metrics: bool = False
    password: str = field(default_factory=given_password, repr=False)


def serve(options: Options, tell: Callable[[str], None]) -> None:
    """Serve an archive until a signal comes; ``tell`` is given the address.

    Raises:
        SearchError: if it cannot be served, or may not be in this way.
    """
    logs.configure(options.log)
    proxy = _proxy(options)
    with bound_socket(options.host, options.port) as listener, _figures(options):
        _check_access(options, listener)
        settings = _settings(options, listener)

        def worker(seat: Seat | None = None) -> Worker:
            app = web.create_app(options.place, settings)
            return Worker(app, listener, trusted_proxy=proxy, seat=seat)

        def when_ready() -> None:
            tell(f"Nutgraf is on {page_address(listener)} – stop it with Ctrl-C.")

        if hasattr(os, "fork"):
            _load_once()
            count = options.workers or _processors()
            _serve_with_processes(worker, count, listener, when_ready, options.place)
        else:
            _serve_here(worker, options.workers, when_ready)


def _load_once() -> None:
    """Load, before the workers are forked, what all of them need: they share its memory.

    Looking for garbage would write to that memory, and each have a copy of its own.
    """
    _ = search.Archive  # a public name is imported when it is first used
    gc.freeze()


def _check_access(options: Options, listener: socket.socket) -> None:
    """Refuse to let other machines in by accident."""
    if is_reachable(listener) and not options.password and not options.public:
        raise search.SearchError(
            f"On {options.host}, everybody who reaches this machine could read the archive."
            f" Set a password in {PASSWORD_VARIABLE}, or say --public if that is meant."
        )


def _settings(options: Options, listener: socket.socket) -> Settings:
    key = signing_key(options.place) if options.password else secrets.token_bytes(KEY_BYTES)
    return Settings(
        password=options.password,
        signing_key=key,
        hosts=_hosts(options, listener),
        rate=RATE if options.rate is None else options.rate,
        at_once=0 if options.rate == 0 else AT_ONCE,
        limit_loopback=options.rate is not None,
        time_limit=options.time_limit,
        saves_searches=bool(options.password) or not is_reachable(listener),
        metrics=options.metrics,
        log_requests=options.log != "quiet",
        log_queries=options.log_queries,
    )


def _hosts(options: Options, listener: socket.socket) -> frozenset[str]:
    """Return the names under which it answers; with none it answers under any.

    A page that only this machine reaches, and without a password, is what other
    sites could read through a browser here.
    """
    given = {_name(each) for each in options.allow_hosts}
    is_guarded = bool(options.password) or is_reachable(listener)
    if is_guarded and not given:
        return frozenset()
    return LOOPBACK | given | {listener.getsockname()[0]}


def _name(given: str) -> str:
    name = host_name(given)
    if name is None:
        raise search.SearchError(
            f"“{given}” is no name of a host. Give --allow-host one, such as desk.example.org."
        )
    return name


def _proxy(options: Options) -> str | None:
    """Return the address of the proxy, as it has to be."""
    if options.trusted_proxy is None:
        return None
    try:
        return str(ip_address(options.trusted_proxy))
    except ValueError:
        raise search.SearchError(
            f"“{options.trusted_proxy}” is no address. Give --trusted-proxy one, such as 127.0.0.1."
        ) from None


@contextmanager
def _figures(options: Options) -> Iterator[None]:
    """Have a folder, within the block, where the processes put their figures together."""
    if not options.metrics:
        yield
        return
    if importlib.util.find_spec("prometheus_client") is None:
        raise search.SearchError(
            "--metrics needs the package prometheus-client."
            " Install it with: pip install 'nutgraf[metrics]'"
        )
    folder = tempfile.mkdtemp(prefix="nutgraf-metrics-")
    os.environ[_METRICS_FOLDER] = folder
    try:
        yield
    finally:
        del os.environ[_METRICS_FOLDER]
        shutil.rmtree(folder, ignore_errors=True)


def _serve_with_processes(
    begin: Callable[[Seat], Worker],
    count: int,
    listener: socket.socket,
    when_ready: Callable[[], None],
    place: str,
) -> None:
    from web.serving.supervision import SIGNALS, Supervisor  # noqa: PLC0415 - only where fork is

    parent = os.getpid()
    balance = Balance(count)

    def work(telling: Connection, number: int) -> None:
        opened = _identity(place)
        # The archive is opened here, not before the fork: neither SQLite nor the
        # engine's threads live through one.
        try:
            worker = begin(balance.seat(number))
        except search.SearchError as error:
            telling.send(str(error))
            return
        for each in SIGNALS:
            signal.signal(each, lambda _number, _frame: worker.stop())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        telling.send("")
        worker.run(is_wanted=lambda: os.getppid() == parent and _identity(place) in (opened, None))
        if _identity(place) not in (opened, None):
            _LOG.warning("Another archive has taken the place of the one in %s.", place)

    Supervisor(work, count).run(when_ready=when_ready, when_ending=listener.close)


def _identity(place: str) -> tuple[int, int] | None:
    """Return what tells an archive from another that takes its place; None if there is none."""
    try:
        status = Path(place).stat()
    except OSError:  # it may come back
        return None
    return status.st_dev, status.st_ino


def _serve_here(
    begin: Callable[[], Worker], count: int | None, when_ready: Callable[[], None]
) -> None:
    """Serve from this process alone, where processes cannot be forked."""
    if count is not None and count > 1:
        _LOG.warning("There is only one worker, because this system has no fork.")
    worker = begin()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: worker.stop())
    when_ready()
    worker.run()


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
