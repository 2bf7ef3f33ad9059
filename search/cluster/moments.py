"""Which documents are there at one moment of an archive's life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# In every document: the batch that wrote it and, if it is so, the one that took it away.
BATCH, GONE = "batch", "gone"
STAMPS: dict[str, Any] = {BATCH: {"type": "long"}, GONE: {"type": "long"}}


@dataclass(frozen=True, slots=True)
class Moment:
    """The batches up to ``generation`` have happened, but for those that were ``aborted``.

    >>> moment = Moment(7, (3,))
    >>> moment.has(7), moment.has(3), moment.has(8)
    (True, False, False)
    """

    generation: int
    aborted: tuple[int, ...] = ()

    def has(self, batch: int) -> bool:
        """Tell whether a batch has happened."""
        return batch <= self.generation and batch not in self.aborted

    def shows(self, source: dict[str, Any]) -> bool:
        """Tell whether a document is there."""
        gone = source.get(GONE)
        return self.has(source[BATCH]) and (gone is None or not self.has(gone))

    def query(self) -> dict[str, Any]:
        """Return the query for all documents that are there."""
        return {
            "bool": {"filter": self._happened(BATCH), "must_not": [{"bool": self._gone()}]},
        }

    def _gone(self) -> dict[str, Any]:
        return {"filter": self._happened(GONE)}

    def _happened(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = [{"range": {name: {"lte": self.generation}}}]
        if self.aborted:
            found.append({"bool": {"must_not": [{"terms": {name: list(self.aborted)}}]}})
        return found
