"""What the figures were measured on and with."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import psutil

_ROOT = Path(__file__).parents[2]


def describe() -> dict[str, str]:
    """Return the machine, the system and the commit, each in a few words."""
    return {
        "processor": _processor(),
        "processors": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
        "commit": _commit(),
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(": ")[2].strip()
    return platform.processor() or platform.machine()


def _commit() -> str:
    """Return the commit that is checked out, and whether files differ from it."""
    try:
        commit = _git("rev-parse", "--short=12", "HEAD")
        changed = _git("status", "--porcelain", "--", "search", "web", "benchmarks/speed")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return f"{commit}, with changes" if changed else commit


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(_ROOT), *words], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
