"""Files to articles: which files are there, and what do they say?

``read`` yields the articles in files and folders. ``files`` and ``read_file``
are its two halves, for callers that deal with each file's failure by itself;
``files_among`` yields only those that have changed.
"""

from __future__ import annotations

from search.readers.folders import SourceFile, files, files_among
from search.readers.reading import read, read_file
from search.readers.source import Options, Unread

__all__ = ["Options", "SourceFile", "Unread", "files", "files_among", "read", "read_file"]
