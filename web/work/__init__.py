"""What a desk takes along and comes back to: exports, feeds, saved searches."""

from web.work.routes import blueprint

__all__ = ["blueprint"]
