"""Figures for Prometheus, right over all worker processes.

Processes that serve together put their counts into the folder that
``PROMETHEUS_MULTIPROC_DIR`` names when this module is imported.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from web.current import current_archive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from web.serving.observation import Exchange

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Seconds; a page is to take less than 0.15.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 10.0)
_FAILED = 400  # the first status of an answer that is a fault


class _Held(Collector):
    """What the archive of the current request holds."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the figures, as they are now."""
        stats = current_archive().stats()
        yield GaugeMetricFamily(
            "nutgraf_archive_articles", "Articles in the archive.", value=stats.articles
        )
        yield GaugeMetricFamily(
            "nutgraf_archive_generation", "Commits of the archive.", value=stats.generation
        )


def register(app: Flask) -> Callable[[Exchange], None]:
    """Give the application its ``/metrics``; return what counts an exchange."""
    registry = CollectorRegistry()
    requests = Counter(
        "nutgraf_requests", "Requests answered.", ["endpoint", "status"], registry=registry
    )
    seconds = Histogram(
        "nutgraf_request_seconds",
        "Seconds until the last byte of an answer.",
        ["endpoint"],
        buckets=_BUCKETS,
        registry=registry,
    )
    searches = Counter("nutgraf_searches", "Requests with a query, answered.", registry=registry)

    def count(exchange: Exchange) -> None:
        endpoint = exchange.endpoint or "none"
        requests.labels(endpoint, str(exchange.status)).inc()
        seconds.labels(endpoint).observe(exchange.milliseconds / 1000)
        if exchange.searched and exchange.status < _FAILED:
            searches.inc()

    def answer() -> Response:
        shown = _of_all_processes() or registry
        held = CollectorRegistry()
        held.register(_Held())
        return Response(
            generate_latest(shown) + generate_latest(held), content_type=CONTENT_TYPE_LATEST
        )

    app.add_url_rule("/metrics", "metrics", answer)
    return count


def _of_all_processes() -> CollectorRegistry | None:
    if not os.environ.get(FOLDER_VARIABLE):
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry
