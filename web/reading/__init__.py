"""An article to read, and what belongs to it: matches, citations, versions, copies."""

from web.reading.routes import blueprint

__all__ = ["blueprint"]
