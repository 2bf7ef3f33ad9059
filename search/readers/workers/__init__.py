"""Processes that read files, so that what ends one of them ends neither the run nor its neighbours.

readings   what is asked, and what is answered
pool       ``Readers``: who reads what, and the answers in the order of the tasks
process    one worker, as the pool sees it
worker     the same one from inside
guard      how long, and with how much memory, a file may be read
messages   what goes through the pipes between the two
failures   why a file could not be read, in words
"""

from __future__ import annotations

from search.readers.workers.batch import most_batches
from search.readers.workers.pool import Readers, processors
from search.readers.workers.readings import Began, Ended, Found, Limits, Missed, Reading, Task

__all__ = [
    "Began",
    "Ended",
    "Found",
    "Limits",
    "Missed",
    "Readers",
    "Reading",
    "Task",
    "most_batches",
    "processors",
]
