"""Archives: the user's object, over a catalog and an engine."""

from search.archive.archive import Archive

__all__ = ["Archive"]
