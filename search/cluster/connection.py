"""Talking to the nodes of a cluster: requests that are tried again, and sentences for faults."""

from __future__ import annotations

import logging
import os
import ssl
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from search.cluster.address import AUTHORITIES, Address, Credentials
from search.cluster.attempts import attempts
from search.deadlines import check_time
from search.errors import (
    ArchiveError,
    ArchiveForbidden,
    ArchiveMissing,
    ArchiveReadOnly,
    ArchiveUnreachable,
    EngineMissing,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from opensearchpy import OpenSearch

    Body = dict[str, Any]

OLDEST = (2, 11)  # of OpenSearch
REQUEST_SECONDS = 30.0  # until a node that says nothing is given up for another
PATIENCE = 90.0  # seconds in which a request is tried again; a dead node is replaced in 30 or so
DEAD_SECONDS = 2.0  # in which a node that did not answer is not asked, if there are others
CONNECTIONS = 16  # to each node, at once
PAGE = 5_000  # documents read at once where all are gone through
KEEP = "5m"  # how long a reading of all documents may pause
_AGAIN = frozenset({429, 500, 502, 503, 504})
_NO_WRITES = "cluster_block_exception"
_LOST = "search_context_missing_exception"


class Refused(ValueError):
    """A request that OpenSearch does not take, and why; ``kind`` is its own name for that."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        """Keep what was answered."""
        super().__init__(reason or kind)
        self.status = status
        self.kind = kind


class Cluster:
    """The nodes that an archive is on, and the names of its indices.

    Any number of threads may use it. Every method raises ``ArchiveUnreachable`` if no
    node answers in time, ``ArchiveForbidden`` if the credentials are not good,
    ``ArchiveReadOnly`` if nothing may be written, and ``Refused`` for what is left.
    """

    def __init__(self, address: Address) -> None:
        """Prepare to ask; no request is made before the first question."""
        self.address = address
        self.patience = PATIENCE
        self._credentials = Credentials.of_environment(address)
        self._client: OpenSearch | None = None
        self._lock = threading.Lock()
        self._closed = False

    def index(self, part: str) -> str:
        """Return the name of the index (or alias) of a part of the archive."""
        return f"{self.address.name}-{part}"

    def close(self) -> None:
        """Let go of all connections."""
        client, self._client, self._closed = self._client, None, True
        if client is not None:
            client.close()

    # Requests

    def ask(
        self,
        method: str,
        path: str,
        body: Body | bytes | None = None,
        *,
        patience: float | None = None,
        **parameters: Any,  # noqa: ANN401 - OpenSearch's own
    ) -> Any:  # noqa: ANN401 - JSON
        """Make a request, again and again while nodes are down or overburdened."""
        for is_last in attempts(self.patience if patience is None else patience):
            try:
                return self._asked(method, path, body, parameters)
            except (Refused, ArchiveUnreachable) as error:
                if is_last or not _may_pass(error):
                    raise self._sentence(error) from error
            check_time()
        raise AssertionError("the last attempt has ended")

    def _asked(
        self, method: str, path: str, body: Body | bytes | None, parameters: Mapping[str, Any]
    ) -> Any:  # noqa: ANN401 - JSON
        client = self._connected()  # says so if the package is missing
        from opensearchpy import exceptions  # noqa: PLC0415 - an extra

        headers = {"content-type": "application/x-ndjson"} if isinstance(body, bytes) else None
        try:
            return client.transport.perform_request(
                method,
                path,
                params={"request_timeout": REQUEST_SECONDS, **parameters},
                body=body,
                headers=headers,
            )
        except exceptions.SSLError as error:
            raise self._untrusted(error) from error
        except exceptions.ConnectionError as error:  # also of one that came too late
            raise self._silent(error) from error
        except exceptions.TransportError as error:
            raise _refused(error) from error
        except exceptions.SerializationError as error:
            raise self._silent(error) from error

    def _connected(self) -> OpenSearch:
        client = self._client
        if self._closed:
            raise ValueError(
                f"The archive at {self.address} is closed. Open it again with Archive.open."
            )
        if client is None:
            with self._lock:
                if self._client is None:
                    self._client = self._new_client()
                client = self._client
        return client

    def _new_client(self) -> OpenSearch:
        try:
            from opensearchpy import OpenSearch  # noqa: PLC0415 - an extra
        except ModuleNotFoundError:
            raise EngineMissing(
                f"The archive {self.address} needs the package opensearch-py."
                " Install it with: pip install 'nutgraf[opensearch]'"
            ) from None
        logging.getLogger("opensearch").addHandler(logging.NullHandler())  # what fails, we say
        known = self._credentials
        authorities = os.environ.get(AUTHORITIES) or None
        if authorities and not os.path.exists(authorities):  # noqa: PTH110 - as it is written
            raise ArchiveForbidden(
                f"There is no file {authorities} of certificates, which {AUTHORITIES} names."
            )
        return OpenSearch(
            hosts=[{"host": host, "port": port} for host, port in self.address.nodes],
            use_ssl=self.address.secure,
            verify_certs=True,
            ca_certs=authorities,
            headers=known.headers(),
            http_compress=not self.address.is_on_this_machine(),
            pool_maxsize=CONNECTIONS,
            max_retries=0,
            retry_on_timeout=False,
            dead_timeout=DEAD_SECONDS,
            timeout_cutoff=0,
        )

    def check_version(self) -> str:
        """Return the version of OpenSearch.

        Raises:
            ArchiveUnreachable: if it is too old, or if something else answers.
        """
        try:
            found = self.ask("GET", "/", patience=min(self.patience, 5.0))
        except Refused as error:
            raise ArchiveUnreachable(
                f"What answers at {self.address} is not OpenSearch (status {error.status})."
                " Name the address of an OpenSearch node."
            ) from error
        version = found.get("version") if isinstance(found, dict) else None
        version = version if isinstance(version, dict) else {}
        number = str(version.get("number", "?"))
        if version.get("distribution") != "opensearch":
            raise ArchiveUnreachable(
                f"What answers at {self.address} is not OpenSearch (it calls itself"
                f" {found.get('tagline', 'nothing') if isinstance(found, dict) else 'nothing'})."
                " Name the address of an OpenSearch node."
            )
        if tuple(int(part) for part in number.split(".")[:2] if part.isdigit()) < OLDEST:
            oldest = ".".join(map(str, OLDEST))
            raise ArchiveUnreachable(
                f"OpenSearch {number} at {self.address} is too old; {oldest} is the oldest that"
                " can be used. Upgrade it, or name another cluster."
            )
        return number

    # Documents

    def search(self, index: str, body: Body, **parameters: Any) -> Body:  # noqa: ANN401
        """Return the answer to a search of all shards of an index."""
        found: Body = self.ask(
            "POST", f"/{index}/_search", body, allow_partial_search_results="false", **parameters
        )
        return found

    def count(self, index: str, query: Body) -> int:
        """Return how many documents match."""
        body = {"query": query, "size": 0, "track_total_hits": True}
        return int(self.search(index, body)["hits"]["total"]["value"])

    def searches(self, index: str, bodies: Sequence[Body]) -> list[Body]:
        """Return the answers to several searches of an index, asked together."""
        return self.together([({"index": index}, body) for body in bodies])

    def together(self, asked: Sequence[tuple[Body, Body]]) -> list[Body]:
        """Return the answers to several searches, asked in one request.

        Each is a pair: of which index and in what way it is asked, and what is asked.
        """
        if not asked:
            return []
        whole = {"allow_partial_search_results": False}
        lines = "\n".join(_line(each) for head, body in asked for each in (head | whole, body))
        for is_last in attempts(self.patience):
            answers: list[Body] = self.ask("POST", "/_msearch", f"{lines}\n".encode())["responses"]
            failed = [_failure(each) for each in answers if "error" in each]
            if not failed:
                return answers
            for error in failed:
                if is_last or not _may_pass(error):
                    raise self._sentence(error)
            check_time()
        raise AssertionError("the last attempt has ended")

    def documents(
        self, index: str, ids: Sequence[str], fields: Sequence[str] | None = None
    ) -> dict[str, Body]:
        """Return the sources of documents by their ids, as they were last written."""
        if not ids:
            return {}
        wanted: Body = {} if fields is None else {"_source_includes": ",".join(fields)}
        found = self.ask("POST", f"/{index}/_mget", {"ids": list(ids)}, **wanted)["docs"]
        for each in found:
            if "error" in each:
                raise self._sentence(_failure(each))
        return {each["_id"]: each["_source"] for each in found if each.get("found")}

    def document(self, index: str, id_: str) -> Body | None:
        """Return a document with its ``_source``, ``_seq_no`` and ``_primary_term``, if it is there."""
        try:
            found: Body = self.ask("GET", f"/{index}/_doc/{id_}")
        except Refused as error:
            if error.status == 404:  # noqa: PLR2004
                return None
            raise
        return found if found.get("found") else None

    def every(
        self,
        index: str,
        query: Body,
        *,
        sort: Sequence[Body],
        wanted: Body | None = None,
        size: int = PAGE,
        **parameters: Any,  # noqa: ANN401 - OpenSearch's own
    ) -> Iterator[Body]:
        """Yield all hits in an order that leaves none equal, as they are when the first is asked for.

        Other parts of the request, like ``_source``, may be ``wanted``. Where what is read was
        lost with its node, or was not read on for long, it is gone on with in what is there now.
        """
        opened = self._opened(index)
        after: list[Any] | None = None
        is_new = True
        try:
            while True:
                asked: Body = {
                    "query": query,
                    "sort": list(sort),
                    "size": size,
                    "track_total_hits": False,
                    "pit": {"id": opened, "keep_alive": KEEP},
                    **(wanted or {}),
                }
                if after is not None:
                    asked["search_after"] = after
                try:
                    found: Body = self.ask(
                        "POST",
                        "/_search",
                        asked,
                        allow_partial_search_results="false",
                        **parameters,
                    )
                except Refused as error:
                    if is_new or error.kind != _LOST or "_score" in sort[0]:
                        raise
                    opened, is_new = self._opened(index), True
                    continue
                is_new = False
                opened = found.get("pit_id", opened)
                hits = found["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = hits[-1]["sort"]
        finally:
            with suppress(ArchiveUnreachable, ArchiveForbidden, Refused):
                self.ask("DELETE", "/_search/point_in_time", {"pit_id": [opened]}, patience=0.0)

    def _opened(self, index: str) -> str:
        """Return the name of a point in time at which an index can be read."""
        found = self.ask("POST", f"/{index}/_search/point_in_time", keep_alive=KEEP)
        return str(found["pit_id"])

    def buckets(
        self, index: str, query: Body, sources: Sequence[Body], *, size: int = PAGE
    ) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield every combination of values of these sources of a composite aggregation, counted."""
        wanted: Body = {"size": size, "sources": list(sources)}
        while True:
            body = {"size": 0, "query": query, "aggs": {"found": {"composite": wanted}}}
            found = self.search(index, body)["aggregations"]["found"]
            for bucket in found["buckets"]:
                yield bucket["key"], int(bucket["doc_count"])
            if len(found["buckets"]) < size:
                return
            wanted = wanted | {"after": found["after_key"]}

    # Indices

    def make(self, name: str, body: Body) -> bool:
        """Make an index; return False if there is one already."""
        try:
            self.ask("PUT", f"/{name}", body)
        except Refused as error:
            if error.kind != "resource_already_exists_exception":
                raise
            return False
        return True

    def drop(self, names: Sequence[str]) -> None:
        """Delete those of some indices that are there."""
        if names:
            self.ask("DELETE", f"/{','.join(names)}", ignore_unavailable="true")

    def names(self) -> list[str]:
        """Return the names of all indices that begin with the archive's name."""
        found = self.ask("GET", f"/_cat/indices/{self.address.name}-*", format="json", h="index")
        return sorted(each["index"] for each in found)

    def has(self, name: str) -> bool:
        """Tell whether there is an index or an alias."""
        return bool(self.ask("HEAD", f"/{name}"))

    def refresh(self, *names: str) -> None:
        """Let searches see what was written."""
        self._of_all_shards(self.ask("POST", f"/{','.join(names)}/_refresh"))

    def _of_all_shards(self, found: Body) -> None:
        """Raise an error if something was not done by all shards that should have."""
        if found.get("_shards", {}).get("failed"):
            raise self._sentence(Refused(503, "shards_failed", "some of its shards are down"))

    # Faults

    def fault(self, answer: Body) -> Exception | None:
        """Return the error that a part of an answer tells of; None if it may pass."""
        error = _failure(answer)
        return None if _may_pass(error) else self._sentence(error)

    def _silent(self, error: Exception) -> ArchiveUnreachable:
        reason = str(getattr(error, "info", "") or getattr(error, "error", "") or error)
        return ArchiveUnreachable(
            f"No node of {self.address} answers ({_short(reason)}). See that OpenSearch runs"
            " there and that the address is right, then try again."
        )

    def _untrusted(self, error: Exception) -> ArchiveForbidden:
        cause = getattr(error, "info", None)
        reason = cause if isinstance(cause, ssl.SSLError) else error
        return ArchiveForbidden(
            f"The certificate of {self.address} is not trusted ({_short(str(reason))})."
            f" Name the file of the authority that signed it in {AUTHORITIES}."
        )

    def _sentence(self, error: Refused | ArchiveUnreachable) -> Exception:
        """Return the error that tells a user what a refusal means; itself if it is for our code."""
        if isinstance(error, ArchiveUnreachable):
            return error
        if error.status == 401 or (error.status == 403 and error.kind != _NO_WRITES):  # noqa: PLR2004
            return ArchiveForbidden(
                f"OpenSearch at {self.address} does not let in {self._credentials}"
                f" (status {error.status}). Set NUTGRAF_OPENSEARCH_USER and"
                " NUTGRAF_OPENSEARCH_PASSWORD, or NUTGRAF_OPENSEARCH_API_KEY, in the environment"
                " to what may use these indices."
            )
        if error.kind == "index_not_found_exception":
            if f"{self.index('state')}]" in str(error):
                return ArchiveMissing(
                    f"There is no archive at {self.address}. Make one with: nutgraf index FOLDER"
                    f" --archive {self.address}"
                )
            return ArchiveMissing(
                f"Of the archive at {self.address} a part is missing ({_short(str(error))})."
                f" If it is of the index, build it anew with: nutgraf rebuild --archive"
                f" {self.address}"
            )
        if error.kind == _NO_WRITES:
            return ArchiveReadOnly(
                f"The archive at {self.address} cannot be written to ({_short(str(error))})."
                " Free space on the nodes' disks or lift the block, then run the command again;"
                " what was committed is safe."
            )
        if error.status == 413:  # noqa: PLR2004
            return ArchiveError(
                f"OpenSearch at {self.address} does not take what is so large: an article, or a"
                " search with very many. Divide the article, narrow the search, or raise"
                " http.max_content_length in the settings of its nodes."
            )
        if error.status in _AGAIN:
            return ArchiveUnreachable(
                f"OpenSearch at {self.address} is not fit to answer ({_short(str(error))})."
                " See to its health, then try again."
            )
        return error


def _refused(error: Any) -> Refused:  # noqa: ANN401 - an error of opensearch-py
    status = error.status_code if isinstance(error.status_code, int) else 0
    info = error.info if isinstance(error.info, dict) else {}
    return _failure({"status": status, "error": info.get("error", str(error.error))})


def _failure(answer: Body) -> Refused:
    error = answer.get("error")
    if not isinstance(error, dict):
        return Refused(int(answer.get("status", 0)), str(error or ""), str(error or ""))
    roots = error.get("root_cause") or [error]
    root = roots[0] if roots and roots[0].get("reason") else error
    caused = error.get("caused_by", {}).get("reason", "")
    kind = str(root.get("type", ""))
    reason = str(root.get("reason", "")) + (f": {caused}" if caused else "")
    return Refused(int(answer.get("status", 400)), kind, reason)


def _may_pass(error: Refused | ArchiveUnreachable) -> bool:
    """Tell whether the same request may be taken a moment later."""
    if isinstance(error, ArchiveUnreachable):
        return True
    return error.status in _AGAIN and error.kind != _NO_WRITES


def _short(reason: str) -> str:
    return " ".join(reason.split())[:200].rstrip(". ")


def _line(value: Any) -> str:  # noqa: ANN401 - JSON
    import json  # noqa: PLC0415 - searches of folders do without

    return json.dumps(value, separators=(",", ":"))
