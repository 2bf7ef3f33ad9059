"""All that can be read of a catalog, with the numbers of articles as places in a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.catalog import Catalog, Reader

IDS = ("a", "b", "c")
CONTENTS = (1, 2, 3)
FILES = ("/news/a.jsonl", "/news/b.txt", "/news/ä.txt")
PATHS = ("a.jsonl#1", "a.jsonl#2", "b.txt")
BANDS = tuple((first, second, 30) for first in (1, 2, 3) for second in (10, 20))
MARKS = (1 << 62, 5, 6)


class Readings:
    """Readings of one catalog; ``aids`` are those that it gave, in the order of giving."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.aids: list[int] = []

    def place(self, aid: int | None) -> int | None:
        return None if aid is None else self.aids.index(aid)

    def places(self, aids: Sequence[int]) -> list[int]:
        return [self.aids.index(aid) for aid in aids]

    def lookups(self, there: Sequence[int], reader: Reader | None = None) -> dict[str, Any]:
        """Return what writers look up; ``there`` are the places of the articles that there are."""
        catalog = reader or self.catalog
        found: dict[str, Any] = {}
        for id_ in IDS:
            found[f"aids of {id_}"] = self.places(catalog.aids_of_id(id_))
            found[f"claims of {id_}"] = [
                (self.place(c.aid), c.is_current, c.stands, c.day, c.read)
                for c in catalog.claims(id_)
            ]
        for said in CONTENTS:
            found[f"content {said}"] = self.places(catalog.aids_of_content(said))
        for file in FILES:
            found[f"in {file}"] = [
                (self.place(each[0]), each[1:]) for each in catalog.standing_in(file)
            ]
            found[f"line of {file}"] = catalog.file(file), [*catalog.failures(file)]
        for bands in BANDS:
            found[f"like {bands}"] = self.places(catalog.alike(bands, 2))
        for place in there:
            aid = self.aids[place]
            content, lead, read = catalog.origin(aid)
            found[f"article {place}"] = (
                content,
                self.place(lead),
                read,
                catalog.places(aid),
                catalog.is_current(aid),
                catalog.has_followers(aid),
                self.places(catalog.members(aid)),
                self.place(catalog.first_addition(aid)),
            )
        aids = [self.aids[place] for place in there]
        leads = catalog.leads(aids)
        found["leads"] = [(self.place(aid), self.place(lead)) for aid, lead in leads.items()]
        firsts = catalog.first_additions(aids)
        found["firsts"] = sorted((self.aids.index(a), self.place(f)) for a, f in firsts.items())
        articles = catalog.articles([*reversed(aids), 1 << 60])
        found["articles"] = [(self.place(aid), article) for aid, article in articles.items()]
        found["files"] = [*catalog.files()]
        found["failures"] = [*catalog.failures()]
        found["boilerplate"] = sorted(catalog.boilerplate())
        found["indexable"] = [
            (self.place(a), article, self.place(lead)) for a, article, lead in catalog.indexable()
        ]
        return found

    def searched(self, reader: Reader | None = None) -> dict[str, Any]:
        """Return what searches find."""
        catalog = reader or self.catalog
        found: dict[str, Any] = {}
        for id_ in IDS:
            numbered = catalog.numbered(id_)
            found[f"id {id_}"] = numbered and (self.place(numbered[0]), numbered[1])
            found[f"article {id_}"] = catalog.article(id_)
            found[f"versions of {id_}"] = catalog.versions(id_)
            found[f"group of {id_}"] = self.places(catalog.group(id_))
        found["live"] = [(self.place(aid), article) for aid, article in catalog.live()]
        found["contents"] = [(self.place(aid), count) for aid, count in catalog.contents()]
        found["counts"] = catalog.counts()
        found["dates"] = catalog.date_range()
        found["last"] = catalog.last_addition() and self.place(catalog.last_addition())
        return found
