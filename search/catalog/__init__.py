"""The catalog: the whole truth of an archive, in a SQLite database or in a cluster.

Articles with their paragraphs, the ledger of the files that they came from, and
the archive's settings. The inverted index is derived from it. What is asked of it
stands in ``base``; ``cluster_catalog`` is for archives on many machines.

In SQLite changes go through three steps, so that a stop at any instant loses nothing:

1. New articles are written as ``ADDING`` and those to go marked ``REMOVING``,
   together with the ledger, in one transaction (``begin`` to ``promise``).
2. The engine indexes and commits.
3. ``keep`` makes ``ADDING`` articles ``LIVE``, deletes ``REMOVING`` ones, makes
   ``RETIRING`` ones former versions and raises the generation, in one transaction.

What is found between 1 and 3 when an archive is opened is done again.
"""

from search.catalog.base import Catalog, Reader, View
from search.catalog.blocks import packed as packed_article
from search.catalog.catalog import SqliteCatalog
from search.catalog.faults import Translated
from search.catalog.rows import (
    Claim,
    FailureRecord,
    FileRecord,
    Settings,
    StoredArticle,
    Version,
    content_of,
    storable_article,
)

__all__ = [
    "Catalog",
    "Claim",
    "FailureRecord",
    "FileRecord",
    "Reader",
    "Settings",
    "SqliteCatalog",
    "StoredArticle",
    "Translated",
    "Version",
    "View",
    "content_of",
    "packed_article",
    "storable_article",
]
