"""Who may ask, from where, how often, and what a browser may do with an answer."""

from web.guard.checks import protect
from web.guard.routes import blueprint

__all__ = ["blueprint", "protect"]
