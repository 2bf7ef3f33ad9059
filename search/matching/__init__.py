"""Matching: what a query's words match in an article's text, and where.

This is the definition of the query language that marks and explanations come
from, and that settles what an engine can only answer approximately.
"""

from search.matching.evidence import Evidence, Matcher
from search.matching.sequences import Sequence, key_test, sequence

__all__ = ["Evidence", "Matcher", "Sequence", "key_test", "sequence"]
