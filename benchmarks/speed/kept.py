"""What was measured, kept in a file as it comes, so that a run can go on where it ended."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One measurement of one contender; ``values`` has what this step measures.

    ``size`` is that of the corpus, "" where it is about the run as a whole.
    """

    step: str
    size: str = ""
    label: str = ""
    turn: int = 0
    values: dict[str, Any]


class Results:
    """All records, and a file with a line of JSON for each."""

    def __init__(self, path: Path | None = None) -> None:
        """Read what the file has, if there is one."""
        self._path = path
        self.records: list[Record] = []
        if path is not None and path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            self.records = [Record(**json.loads(line)) for line in lines]

    def add(self, record: Record) -> None:
        """Keep a record."""
        self.records.append(record)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(record)) + "\n")

    def of(self, step: str, size: str = "", label: str = "") -> list[dict[str, Any]]:
        """Return the values of a step, in the order in which they were measured."""
        return [
            record.values
            for record in self.records
            if (record.step, record.size, record.label) == (step, size, label)
        ]

    def has(self, step: str, size: str = "", label: str = "", turn: int = 0) -> bool:
        """Tell whether this was measured before."""
        key = (step, size, label, turn)
        return key in [(r.step, r.size, r.label, r.turn) for r in self.records]

    def labels(self, step: str, size: str) -> list[str]:
        """Return who has been measured, in the order of the first record."""
        found = (r.label for r in self.records if (r.step, r.size) == (step, size))
        return list(dict.fromkeys(found))
