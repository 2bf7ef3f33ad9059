"""Writing many documents: several requests at once, never more than the cluster can take."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from search.cluster.attempts import attempts
from search.errors import ArchiveBusy, ArchiveUnreachable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from search.cluster.connection import Cluster

    Action = tuple[bytes, bytes]  # two lines: what is done to which document, and its source

AT_ONCE = 4  # requests under way
REQUEST_BYTES = 4_000_000
REQUEST_ACTIONS = 2_000
CONFLICT = 409


class Bulk:
    """Writes documents in the background; what ``flush`` has returned from is in the cluster.

    Documents have the versions of the batches that write them. So a request that
    is repeated because its answer was lost changes nothing, and what somebody writes who
    has been given up is refused where a later batch was.
    """

    def __init__(self, cluster: Cluster, check: Callable[[], None] = lambda: None) -> None:
        """Prepare to write; ``check`` raises an error when writing is no longer allowed."""
        self._cluster = cluster
        self._check = check
        self._pool: ThreadPoolExecutor | None = None
        self._room = threading.BoundedSemaphore(AT_ONCE)
        self._under_way: list[Future[None]] = []
        self._waiting: list[Action] = []
        self._bytes = 0

    def put(self, index: str, id_: str, source: dict[str, Any], version: int) -> None:
        """Write a document, in the place of an earlier version."""
        self._add("index", index, id_, version, _bytes(source))

    def delete(self, index: str, id_: str, version: int) -> None:
        """Delete a document, if it is there and not of a later version."""
        self._add("delete", index, id_, version, b"")

    def _add(self, action: str, index: str, id_: str, version: int, source: bytes) -> None:
        about = {"_index": index, "_id": id_, "version": version, "version_type": "external_gte"}
        line = _bytes({action: about})
        self._waiting.append((line, source))
        self._bytes += len(line) + len(source)
        if self._bytes >= REQUEST_BYTES or len(self._waiting) >= REQUEST_ACTIONS:
            self._send()

    def flush(self) -> None:
        """Wait until everything is written.

        Raises:
            ArchiveError: if something could not be.
        """
        self._send()
        under_way, self._under_way = self._under_way, []
        for each in under_way:
            each.result()

    def drop(self) -> None:
        """Give up what was not sent yet, and wait for the rest without minding how it ends."""
        self._waiting, self._bytes = [], 0
        under_way, self._under_way = self._under_way, []
        for each in under_way:
            each.exception()

    def close(self) -> None:
        """Let go of the threads."""
        self.drop()
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None

    def _send(self) -> None:
        actions, self._waiting, self._bytes = self._waiting, [], 0
        if not actions:
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="bulk")
        self._room.acquire()  # who makes documents waits for those who write them
        future = self._pool.submit(self._write, actions)
        future.add_done_callback(lambda _: self._room.release())
        done = [each for each in self._under_way if each.done()]
        self._under_way = [each for each in self._under_way if each not in done]
        self._under_way.append(future)
        for each in done:
            each.result()

    def _write(self, actions: list[Action]) -> None:
        """Write documents, those again that the cluster had no room for."""
        for is_last in attempts(self._cluster.patience):
            self._check()
            body = b"".join(
                b"%b\n%b" % (line, source and source + b"\n") for line, source in actions
            )
            answer = self._cluster.ask("POST", "/_bulk", body)
            if not answer["errors"]:
                return
            actions = self._refused(actions, answer["items"])
            if not actions:
                return
            if is_last:
                raise ArchiveUnreachable(
                    f"OpenSearch at {self._cluster.address} has refused to write"
                    f" {len(actions)} documents for {self._cluster.patience:g} seconds, as it is"
                    " overburdened. Run the command again when it is not, or give it more nodes."
                )

    def _refused(self, actions: list[Action], items: list[dict[str, Any]]) -> list[Action]:
        """Return those of the actions that may be taken later."""
        again: list[Action] = []
        for action, item in zip(actions, items, strict=True):
            ((kind, found),) = item.items()
            status = found["status"]
            if "error" not in found:
                continue
            if status == CONFLICT:
                if kind == "delete":
                    continue  # somebody has written it since
                raise ArchiveBusy(
                    f"Another has taken over writing to {self._cluster.address} while this"
                    " process was not heard of. Run the command again: nothing is lost."
                )
            error = self._cluster.fault(found)
            if error is not None:
                raise error
            again.append(action)
        return again


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
