"""The page of results and all that narrows them."""

from web.results.routes import blueprint

__all__ = ["blueprint"]
