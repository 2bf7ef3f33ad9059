"""Whatever happens to files: what stands in them is found once, with all its paths, and nothing else is."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from search.archive import portions, writing
from search.readers.workers import pool

if TYPE_CHECKING:
    from pathlib import Path

    from tests.places import NewArchive

SEQUENCES = int(os.environ.get("NUTGRAF_SEQUENCES", "12"))
STEPS = 12
NAMES = ("a.txt", "b.md", "sub/c.txt", "sub/d.jsonl", "sub/deep/e.md", "f.jsonl")


class Folder:
    """A folder of files that change at random, and what each of them says."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.chance = random.Random(seed)
        self.files: dict[str, list[str]] = {}
        self.words = 0

    def text(self) -> str:
        """Return a text, new or of some file; its first word tells it from all others."""
        known = [text for texts in self.files.values() for text in texts]
        if known and self.chance.random() < 0.3:
            return self.chance.choice(known)
        self.words += 1
        return f"token{self.words}x of the harbour office."

    def write(self, name: str) -> None:
        texts = [self.text() for _ in range(self.chance.randint(1, 3) if "jsonl" in name else 1)]
        self._save(name, texts)

    def _save(self, name: str, texts: list[str]) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".jsonl"):
            lines = [json.dumps({"title": "Daily digest", "text": text}) for text in texts]
            path.write_text("\n".join(lines), encoding="utf-8")
        else:
            path.write_text(f"---\ntitle: Daily digest\n---\n{texts[0]}\n", encoding="utf-8")
        self.files[name] = texts

    def change(self) -> None:
        """Write, copy, move, shuffle or delete a file."""
        name = self.chance.choice(NAMES)
        kind = self.chance.choice(("write", "write", "copy", "move", "shuffle", "delete"))
        if kind == "write" or name not in self.files:
            self.write(name)
        elif kind == "shuffle":
            texts = list(self.files[name])
            self.chance.shuffle(texts)
            self._save(name, texts)
        elif kind == "delete":
            (self.root / name).unlink()
            del self.files[name]
        else:
            self._carry(name, move=kind == "move")

    def _carry(self, name: str, *, move: bool) -> None:
        same = [each for each in NAMES if each.endswith(".jsonl") == name.endswith(".jsonl")]
        target = self.chance.choice([each for each in same if each != name])
        (self.root / target).parent.mkdir(parents=True, exist_ok=True)
        (shutil.move if move else shutil.copy)(self.root / name, self.root / target)
        self.files[target] = self.files.pop(name) if move else list(self.files[name])

    def expected(self) -> dict[str, set[str]]:
        """Return where each text stands."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, texts in self.files.items():
            for number, text in enumerate(texts, start=1):
                found[text].add(f"{name}#{number}" if name.endswith(".jsonl") else name)
        return found


@pytest.mark.parametrize("batch", [40, 16_000_000])
@pytest.mark.parametrize(
    ("engine", "seed"),
    [
        *(("tantivy", seed) for seed in range(SEQUENCES)),
        *(
            pytest.param("opensearch", seed, marks=pytest.mark.cluster)
            for seed in range(100, 100 + SEQUENCES // 4)
        ),
    ],
)
def test_what_stands_in_files_is_what_is_found(
    new_archive: NewArchive,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    engine: str,
    seed: int,
    batch: int,
) -> None:
    monkeypatch.setattr(writing, "BATCH_CHARACTERS", batch)
    monkeypatch.setattr(portions, "WAITING_CHARACTERS", batch)
    monkeypatch.setattr(pool, "HAS_WORKERS", False)  # the readers are not what is tried here
    folder = Folder(tmp_path / "news", seed)
    folder.write("a.txt")
    with new_archive(engine) as archive:
        for _ in range(STEPS):
            for _ in range(folder.chance.randint(1, 3)):
                folder.change()
            archive.index(tmp_path / "news", prune=True)
            articles = list(archive.articles())
            found = {each.paragraphs[-1].text: {str(each.path), *each.copies} for each in articles}
            assert found == folder.expected()
            assert len(articles) == len(found) == archive.search("").total
            assert len({each.id for each in articles}) == len(articles)
            for path in set().union(*found.values()):
                assert archive.search(f'path:"{path}"').total == 1
            assert archive.check().agrees
