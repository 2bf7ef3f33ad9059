"""Archives: the user's object, over a catalog and an engine."""

from search.archive.archive import Archive
from search.archive.reports import CheckReport, Failure, Progress, Stats, Summary
from search.archive.saved import SavedSearch
from search.catalog import Version

__all__ = [
    "Archive",
    "CheckReport",
    "Failure",
    "Progress",
    "SavedSearch",
    "Stats",
    "Summary",
    "Version",
]
