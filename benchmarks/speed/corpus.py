"""Make a corpus: a folder of articles with about so many paragraphs.

Usage: python benchmarks/speed/corpus.py FOLDER PARAGRAPHS [--seed N] [--generated]

Half of the paragraphs are real ones of the shared data, the others are made up from their
statistics; without the data, or with ``--generated``, all are. Every size has the same mix,
and a small corpus is the beginning of a large one: what differs is the size alone.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import random
import shutil
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import shared_data
from benchmarks.speed import files, sources
from benchmarks.speed.invented import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.speed.files import Story

SEED = 20261121
PARAGRAPHS = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}
IN_A_FOLDER = 1_000
_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """What was made; ``text_bytes`` are those of titles and paragraphs, UTF-8."""

    folder: str
    paragraphs: int
    articles: int
    bytes: int
    text_bytes: int
    real: int
    seed: int
    digest: str


def make(folder: Path, paragraphs: int, *, seed: int = SEED, generated: bool = False) -> Corpus:
    """Return a corpus of at least so many paragraphs, made now or found as it was made before.

    What is known of it is kept beside the folder, in ``FOLDER.json``.
    """
    with_data = not generated and sources.available()
    recipe = {"paragraphs": paragraphs, "seed": seed, "data": with_data, "code": _digest_of_code()}
    kept = _kept(folder)
    if kept.exists():
        known = json.loads(kept.read_text(encoding="utf-8"))
        if known.pop("recipe") == recipe:
            return Corpus(**known)
    shutil.rmtree(folder, ignore_errors=True)
    made = _write(folder, paragraphs, seed, with_data=with_data)
    kept.write_text(json.dumps({**asdict(made), "recipe": recipe}), encoding="utf-8")
    return made


def change(folder: Path, share: float = 0.01, seed: int = SEED) -> list[str]:
    """Change a share of the articles of a corpus, and return their paths.

    The first paragraph of each is written anew: the files get another size or another time.
    """
    paths = _choose(folder, share, seed)
    room = Newsroom(seed)
    for path in paths:
        story = files.read(folder, path)
        first = room.article(path).paragraphs[0]
        changed = replace(story, paragraphs=(first, *story.paragraphs[1:]))
        (folder / path).write_text(files.text(changed), encoding="utf-8", newline="\n")
    return paths


@contextmanager
def changed(folder: Path, share: float, seed: int) -> Iterator[list[str]]:
    """Change a share of the articles for a while, and yield their paths.

    If the program is killed meanwhile, the corpus is made anew the next time.
    """
    paths = _choose(folder, share, seed)
    before = {path: (folder / path).read_bytes() for path in paths}
    times = {path: (folder / path).stat().st_mtime_ns for path in paths}
    known = _kept(folder).read_bytes()
    _kept(folder).unlink()
    change(folder, share, seed)
    try:
        yield paths
    finally:
        for path, data in before.items():
            (folder / path).write_bytes(data)
            os.utime(folder / path, ns=(times[path], times[path]))
    _kept(folder).write_bytes(known)


def _choose(folder: Path, share: float, seed: int) -> list[str]:
    """Return the paths of a share of the articles."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    paths = [file.path for file in files.files(folder)]
    return sorted(chance.sample(paths, max(1, round(len(paths) * share))))


def _write(folder: Path, paragraphs: int, seed: int, *, with_data: bool) -> Corpus:
    """Write the files; their times lie in the past, as those of an archive do."""
    digest = hashlib.sha256()
    real = size = text_size = count = number = 0
    then = time.time() - _YEAR
    for is_real, story in _mixed(seed, with_data=with_data):
        if count >= paragraphs:
            break
        place = folder / f"{number // IN_A_FOLDER:04}"
        if number % IN_A_FOLDER == 0:
            place.mkdir(parents=True)
        path = place / f"{number:06}.txt"
        data = files.text(story).encode()
        path.write_bytes(data)
        os.utime(path, (then, then))
        digest.update(data)
        size += len(data)
        text_size += len(story.title.encode()) + sum(map(len, map(str.encode, story.paragraphs)))
        real += len(story.paragraphs) if is_real else 0
        count += len(story.paragraphs)
        number += 1
    return Corpus(
        folder=str(folder),
        paragraphs=count,
        articles=number,
        bytes=size,
        text_bytes=text_size,
        real=real,
        seed=seed,
        digest=digest.hexdigest(),
    )


def _mixed(seed: int, *, with_data: bool) -> Iterator[tuple[bool, Story]]:
    """Yield articles without end: real and made-up ones, so that their paragraphs are as many."""
    room = Newsroom(seed)
    made = (room.article("") for _ in itertools.count())
    taken = [0, 0]  # paragraphs that are made up, and real ones
    for story in sources.stories(seed) if with_data else []:
        while taken[0] < taken[1]:
            each = next(made)
            taken[0] += len(each.paragraphs)
            yield False, each
        taken[1] += len(story.paragraphs)
        yield True, story
    yield from ((False, story) for story in made)


def _kept(folder: Path) -> Path:
    """Return the file beside a corpus that says what it is."""
    return folder.with_name(f"{folder.name}.json")


def _digest_of_code() -> str:
    """Return a digest of what decides how a corpus looks."""
    here = Path(__file__)
    names = ("corpus.py", "files.py", "invented.py", "sources.py")
    return hashlib.sha256(b"".join(here.with_name(n).read_bytes() for n in names)).hexdigest()[:16]


def main() -> None:
    """Make a corpus, and say what is in it."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("folder", type=Path)
    options.add_argument("paragraphs", type=int)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--generated", action="store_true", help="use no real articles")
    chosen = options.parse_args()
    if not chosen.generated and not sources.available():
        print(
            f"There is no data in {shared_data.folder()}, so that all articles are made up."
            " Name its folder in NUTGRAF_DATA.",
            file=sys.stderr,
        )
    made = make(chosen.folder, chosen.paragraphs, seed=chosen.seed, generated=chosen.generated)
    print(
        f"{made.articles:,} articles, {made.paragraphs:,} paragraphs of which {made.real:,} are"
        f" real, {made.bytes / 1e6:.1f} MB"
    )


if __name__ == "__main__":
    main()
