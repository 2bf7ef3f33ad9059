"""Indexing a folder, by turns: into a folder, into a cluster, and with opensearch-py alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

import search
from benchmarks.speed import processes
from benchmarks.speed.asking import turned
from benchmarks.speed.whole import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.clusters import Cluster

FOLDER, CLUSTER, BARE = "folder", "OpenSearch", "opensearch-py alone"
LABELS = (FOLDER, CLUSTER, BARE)
PARTS = ("articles", "paragraphs", "rows", "files", "state")  # of an archive in a cluster
_HERE = Path(__file__).parent
_LONGEST = 3600.0  # seconds of one run
_SETTLING = 120.0  # seconds in which segments may still be merged


@dataclass(frozen=True, slots=True)
class Bench:
    """Where everything is: a cluster of one node, and a folder for the rest."""

    cluster: Cluster
    place: Path
    say: Callable[[str], None]

    def measure(self, name: str, folder: Path, rounds: int) -> list[dict[str, Any]]:
        """Index a folder of files in each way, each time from nothing; return the figures."""
        return [
            self._one(label, name, folder)
            for turn in range(rounds)
            for label in turned(list(LABELS), turn)
        ]

    def warm(self, folder: Path) -> None:
        """Index a folder of files once without measuring it: Java is slow at first."""
        processes.run(_command(BARE, folder, self._fresh(BARE)), _LONGEST)

    def _one(self, label: str, name: str, folder: Path) -> dict[str, Any]:
        place = self._fresh(label)
        before = self._node_seconds()
        used = processes.run(_command(label, folder, place), _LONGEST)
        node = self._node_seconds() - before
        self.say(f"{name}, {label}: {used.seconds:.1f} s, processors {used.cpu:.1f} s")
        return {
            "collection": name,
            "label": label,
            "seconds": used.seconds,
            "cpu": used.cpu,
            "memory": used.memory,
            "node_cpu": 0.0 if label == FOLDER else node,
            "held": self._held(label, place),
        }

    def _fresh(self, label: str) -> str:
        """Return a place where there is nothing."""
        os.sync()  # what the one before has written must not slow this one down
        if label == FOLDER:
            shutil.rmtree(self.place / "archive", ignore_errors=True)
            return str(self.place / "archive")
        self.cluster.clear("measured")
        return self.cluster.address("measured")

    def _node_seconds(self) -> float:
        """Return the seconds of processors that the node has taken so far."""
        process = self.cluster.nodes[0].process
        assert process is not None  # noqa: S101 - it runs
        times = psutil.Process(process.pid).cpu_times()
        return float(times.user + times.system)

    def _held(self, label: str, place: str) -> dict[str, int]:
        """Return the bytes on disk of the parts of an archive, when nothing changes any more."""
        if label != FOLDER:
            return self.parts("measured")
        with search.Archive.open(place) as archive:
            held = archive.stats()
        return {"catalog": held.catalog_bytes, "index": held.index_bytes}

    def parts(self, name: str) -> dict[str, int]:
        """Return the bytes of the indices of an archive, once no segment is being merged."""
        self.cluster.ask("POST", f"/{name}-*/_flush")
        until = time.monotonic() + _SETTLING
        while time.monotonic() < until:
            found = self.cluster.ask("GET", f"/{name}-*/_stats/store,merge").json
            if not found["_all"]["total"]["merges"]["current"]:
                break
            time.sleep(0.5)
        return {
            index.removeprefix(f"{name}-").removesuffix("-1"): each["total"]["store"][
                "size_in_bytes"
            ]
            for index, each in found["indices"].items()
        }

    def turn(self, name: str, folder: Path) -> dict[str, Any]:
        """Return how long a run of its own has its turn to write."""
        command = [sys.executable, str(_HERE / "turns.py"), str(folder), self._fresh(CLUSTER)]
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, env=processes.ENVIRONMENT
        )
        said: dict[str, Any] = json.loads(done.stdout)
        self.say(f"{name}: its turn for {said['held']:.1f} of {said['seconds']:.1f} s")
        return {"collection": name, **said}


def _command(label: str, folder: Path, place: str) -> list[str]:
    if label == BARE:
        return [sys.executable, str(_HERE / "bare.py"), str(folder), place]
    return [*PROGRAM, "index", str(folder), "--archive", place]


def contents(place: Path) -> dict[str, int]:
    """Return how much text an archive in a folder has."""
    articles = paragraphs = text = 0
    with search.Archive.open(place) as archive:
        for article in archive.articles():
            articles += 1
            paragraphs += len(article.paragraphs)
            text += sum(len(each.text.encode()) for each in article.paragraphs)
    return {"articles": articles, "paragraphs": paragraphs, "text_bytes": text}
