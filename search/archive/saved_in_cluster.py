"""The saved searches of an archive in a cluster: one document for each."""

from __future__ import annotations

import datetime
import hashlib
from typing import TYPE_CHECKING, Any

from search.archive.saved import (
    FORMAT,
    MOST,
    SavedSearch,
    check_room,
    in_order,
    missing,
    now,
    stored_name,
)
from search.catalog.rows import storable
from search.cluster import Refused, Spread
from search.errors import ArchiveMissing, ArchiveUnreadable

if TYPE_CHECKING:
    from search.cluster import Site

PART = "searches"
_MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "format": {"type": "integer"},
        "search": {"type": "object", "enabled": False},
    },
}
_MISSING, _CONFLICT = 404, 409


class SavedInCluster:
    """The saved searches of the archive at a site, for any number of machines."""

    def __init__(self, site: Site) -> None:
        """Prepare to read and write; the index is made with the first search."""
        self._site = site
        self._cluster = site.cluster
        self._index = site.cluster.index(PART)

    def every(self) -> list[SavedSearch]:
        """Return all searches, in the order of their names."""
        body = {"query": {"match_all": {}}, "size": 2 * MOST}
        try:
            self._cluster.refresh(self._index)
            found = self._cluster.search(self._index, body)["hits"]["hits"]
        except ArchiveMissing:
            return []
        return in_order(self._search_of(each["_source"]) for each in found)

    def get(self, name: str) -> SavedSearch:
        """Return the search with a name."""
        return self._search_of(self._document(name)["_source"])

    def put(self, saved: SavedSearch, *, replace: bool) -> None:
        """Keep a search, in the place of one with its name if that is wanted."""
        spread = Spread.of(self._site.lease.read()[0]).whole()
        self._cluster.make(self._index, {"settings": spread.settings(), "mappings": _MAPPINGS})
        check_room(saved.name, {each.name for each in self.every()}, replace=replace)
        try:
            self._write(saved, {} if replace else {"op_type": "create"})
        except Refused as error:
            if error.status != _CONFLICT:
                raise
            if self.get(saved.name) != saved:  # else only the answer was lost
                check_room(saved.name, {saved.name}, replace=False)  # somebody was faster

    def remove(self, name: str) -> None:
        """Forget a search."""
        document = self._document(name)
        try:
            self._cluster.ask("DELETE", f"/{self._index}/_doc/{document['_id']}", refresh="true")
        except Refused as error:
            if error.status != _MISSING:  # else only the answer was lost, or somebody was faster
                raise

    def visit(self, name: str, seen: int) -> None:
        """Note that what was added up to ``seen`` has been seen just now."""
        while True:
            document = self._document(name)
            values = document["_source"]["search"]
            values |= {"visited": now().isoformat(), "seen": max(values["seen"], seen)}
            is_still = {
                "if_seq_no": document["_seq_no"],
                "if_primary_term": document["_primary_term"],
            }
            try:
                self._write(self._search_of(document["_source"]), is_still)
            except Refused as error:
                if error.status != _CONFLICT:
                    raise
            else:
                return

    def _document(self, name: str) -> dict[str, Any]:
        try:
            found = self._cluster.document(self._index, _id(stored_name(name)))
        except ArchiveMissing:
            found = None
        if found is None:
            raise missing(name)
        return found

    def _write(self, saved: SavedSearch, conditions: dict[str, Any]) -> None:
        values = saved.as_json() | {"text": storable(saved.text)}
        kept = {name: value for name, value in values.items() if name not in {"new", "fault"}}
        path = f"/{self._index}/_doc/{_id(saved.name)}"
        self._cluster.ask(
            "PUT", path, {"format": FORMAT, "search": kept}, refresh="true", **conditions
        )

    def _search_of(self, source: dict[str, Any]) -> SavedSearch:
        if source["format"] > FORMAT:
            raise ArchiveUnreadable(
                f"The saved searches of {self._cluster.address} were written by format"
                f" {source['format']}; this version of Nutgraf reads format {FORMAT}."
                " Install a newer Nutgraf to use them."
            )
        values = source["search"]
        return SavedSearch(
            **values
            | {
                "narrow": {name: tuple(each) for name, each in values["narrow"].items()},
                "created": datetime.datetime.fromisoformat(values["created"]),
                "visited": datetime.datetime.fromisoformat(values["visited"]),
            }
        )


def _id(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
