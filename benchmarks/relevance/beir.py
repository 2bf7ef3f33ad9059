"""Test collections in BEIR form: texts, questions, and which text answers which question.

A collection is a folder with ``corpus.jsonl`` (``_id``, ``title``, ``text``), ``queries.jsonl``
(``_id``, ``text``) and ``qrels.tsv`` (query, text and grade, below a line of headings; Thakur et
al. 2021, BEIR). Other files ``qrels_NAME.tsv`` are other judgements of the same questions.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

CORPUS, QUERIES, JUDGEMENTS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"

Judgements = dict[str, dict[str, int]]  # the grade of each judged text, by question


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a collection."""

    id: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection: ``judgements`` by name, of which "" are those of ``qrels.tsv``."""

    name: str
    texts: tuple[Text, ...]
    questions: Mapping[str, str]
    judgements: Mapping[str, Judgements]
    digest: str


def read(folder: Path) -> Collection:
    """Return the collection in a folder.

    Questions without judgements are left out: nothing can be said of them.

    Raises:
        OSError: if one of the files is missing.
    """
    judgements = {"": _judgements(folder / JUDGEMENTS)}
    for path in sorted(folder.glob("qrels_*.tsv")):
        judgements[path.stem.removeprefix("qrels_")] = _judgements(path)
    judged = set().union(*judgements.values())
    return Collection(
        name=folder.name,
        texts=tuple(
            Text(str(line["_id"]), line.get("title") or "", line.get("text") or "")
            for line in _lines(folder / CORPUS)
        ),
        questions={
            str(line["_id"]): line["text"]
            for line in _lines(folder / QUERIES)
            if str(line["_id"]) in judged
        },
        judgements=judgements,
        digest=_digest(folder),
    )


def folders(place: Path) -> list[Path]:
    """Return the collections in a folder and in those below it, by name."""
    found = (path.parent for path in place.rglob(CORPUS))
    return sorted(folder for folder in found if (folder / JUDGEMENTS).exists())


def _judgements(path: Path) -> Judgements:
    found: Judgements = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        question, text, grade = line.split("\t")
        found.setdefault(question, {})[text] = int(grade)
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _digest(folder: Path) -> str:
    """Return the SHA-256 of all files of a collection, by name."""
    found = hashlib.sha256()
    for path in sorted([folder / CORPUS, folder / QUERIES, *folder.glob("qrels*.tsv")]):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
