"""The query language: from a text to the tree of what it means."""

from search.query.parser import MAX_LENGTH, Query, parse

__all__ = ["MAX_LENGTH", "Query", "parse"]
