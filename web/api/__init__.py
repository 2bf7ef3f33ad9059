"""The HTTP API for programs, and the page that describes it."""

from web.api.routes import blueprint

__all__ = ["blueprint"]
