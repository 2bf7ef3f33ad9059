"""The requests that an archive in a cluster sends, kept and sent again without it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from unittest import mock

from search.cluster import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from opensearchpy import OpenSearch

STATE, SEARCH, ARTICLES, OTHER = "state", "search", "articles", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request, and the milliseconds until its answer was there."""

    method: str
    path: str
    body: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)
    ms: float = 0.0

    @property
    def kind(self) -> str:
        """What it is for.

        >>> Sent(method="GET", path="/news-state/_doc/state", body=None).kind
        'state'
        >>> Sent(method="POST", path="/news-articles-1/_search", body={}).kind
        'search'
        """
        if self.path.endswith("/_doc/state"):
            return STATE
        name = self.path.rpartition("/")[2]
        return {"_search": SEARCH, "_msearch": SEARCH, "_mget": ARTICLES}.get(name, OTHER)

    @property
    def can_be_repeated(self) -> bool:
        """Whether it asks for the same at any time: a point in time is closed afterwards."""
        return self.kind != OTHER and not (isinstance(self.body, dict) and "pit" in self.body)

    def again(self, client: OpenSearch) -> None:
        """Send it with opensearch-py alone, as its own documentation does."""
        index, _, name = self.path[1:].rpartition("/")
        if name == "_search":
            client.search(index=index, body=self.body, params=dict(self.parameters))
        elif name == "_mget":
            client.mget(index=index, body=self.body, params=dict(self.parameters))
        else:
            client.msearch(body=self.body)


@contextmanager
def recorded() -> Iterator[list[Sent]]:
    """Keep what is asked of any cluster within the block."""
    found: list[Sent] = []
    ask = Cluster.ask

    def record(
        self: Cluster,
        method: str,
        path: str,
        body: Any = None,  # noqa: ANN401 - JSON
        **parameters: Any,  # noqa: ANN401 - OpenSearch's own
    ) -> Any:  # noqa: ANN401 - JSON
        began = time.perf_counter()
        answer = ask(self, method, path, body, **parameters)
        ms = (time.perf_counter() - began) * 1000
        parameters.pop("patience", None)
        sent = Sent(method=method, path=path, body=body, parameters=parameters, ms=ms)
        found.append(sent)
        return answer

    with mock.patch.object(Cluster, "ask", record):
        yield found
