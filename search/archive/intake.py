"""What was read of a file goes into the archive: as new, as changed, or as known already.

An article stands in one or more files. The same article in another file is a copy:
one article with two paths. Another text under the same id is a new version of it;
the former one is kept, and no search finds it. A text that is nearly that of
another article joins it in a group, of which results show the best.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search import similarity
from search.article import article_id
from search.catalog import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.archive.repeats import Repeats
    from search.archive.writing import Writer
    from search.article import Article
    from search.catalog import Catalog
    from search.similarity import Signature

COMPARED = 10  # articles that a new one is compared with, those most like it


class Intake:
    """Takes in the articles of one file after the other."""

    def __init__(self, writer: Writer, repeats: Repeats) -> None:
        """Prepare to write."""
        self._writer = writer
        self._catalog = writer.catalog
        self._repeats = repeats
        self._unnamed: dict[int, Article] = {}
        self.articles = 0

    def begin(self, file: str, name: str) -> None:
        """Begin with a file; ``name`` is its path in the archive."""
        self._file = file
        self._name = name
        standing = self._catalog.standing_in(file)
        self._only = standing[0][:3] if len(standing) == 1 else None
        self._by_content: dict[int | None, list[tuple[int, str]]] = {}
        self._by_id: dict[str, tuple[int, str]] = {}
        self._left: dict[tuple[int, str], str] = {}
        for aid, id_, path, content in standing:
            self._by_content.setdefault(content, []).append((aid, path))
            self._by_id[id_] = (aid, path)
            self._left[aid, path] = id_
        self.knew = bool(standing)

    def add(self, article: Article) -> None:
        """Take in an article of the file."""
        content = content_of(article)
        if self._stands_here(article, content) or self._is_copy(article, content):
            return
        article = self._in_place_of_former(article)
        former = self._without_strangers(article)
        if former is None:
            return
        article = self._repeats.applied(former)
        aid = _add(self._writer, article, content)
        with self._writer.noting() as catalog:
            catalog.put(aid, self._file, article.path or "")
        self.articles += 1
        self._learn(self._repeats.note(article))

    def end(self, unread: Sequence[str] = ()) -> None:
        """End with the file: what no longer stands in it goes, but not from ``unread`` parts."""
        for (aid, path), id_ in self._left.items():
            if not any(
                path == part or path.startswith((f"{part}/", f"{part}#")) for part in unread
            ):
                self._take_away(aid, path, id_)
        self._left = {}

    def finish(self) -> None:
        """Say what is boilerplate, now that everything was read."""
        self._learn(self._repeats.rest())
        self.settle()

    def _stands_here(self, article: Article, content: int) -> bool:
        """Find the article as it was, perhaps at another place of the file."""
        known = self._by_content.get(content, [])
        place = next((each for each in known if each[1] == article.path), None)
        place = place or (known[0] if known else None)
        if place is None:
            return False
        known.remove(place)
        del self._left[place]
        aid, path = place
        if path != article.path:
            with self._writer.noting() as catalog:
                catalog.take_away(aid, self._file, path)
                catalog.put(aid, self._file, article.path or "")
            self._name_paths(aid)
        return True

    def _is_copy(self, article: Article, content: int) -> bool:
        """Give an article that stands in another file, and says the same, a further path."""
        for aid in self._catalog.aids_of_content(content):
            if self._catalog.places(aid):
                with self._writer.noting() as catalog:
                    catalog.put(aid, self._file, article.path or "")
                self._unnamed[aid] = article
                return True
        return False

    def settle(self) -> None:
        """Write the paths of articles that have got copies; call it before each commit.

        Not at each copy, since a text may have ten thousand.
        """
        for aid, copy in list(self._unnamed.items()):
            self._name_paths(aid, copy)
        self._unnamed = {}

    def _amend(self, aid: int, article: Article) -> int:
        successor = self._writer.amend(aid, article)
        if aid in self._unnamed:
            self._unnamed[successor] = self._unnamed.pop(aid)
        return successor

    def _name_paths(self, aid: int, copy: Article | None = None) -> None:
        """Write an article anew with the paths where it stands, and the date that a path gives."""
        article = self._catalog.articles([aid])[aid]
        self._unnamed.pop(aid, None)
        paths = list(dict.fromkeys(path for _, path in self._catalog.places(aid)))
        path = article.path if article.path in paths else paths[0]
        copies = tuple(each for each in paths if each != path)
        if copy is not None and copy.date and article.date is None:
            article = replace(
                article,
                date=copy.date,
                date_precision=copy.date_precision,
                provenance={**article.provenance, "date": copy.provenance.get("date", "")},
            )
        self._amend(aid, replace(article, path=path, copies=copies))

    def _in_place_of_former(self, article: Article) -> Article:
        """Retire the text that stood here under the article's id.

        The one article of a file stays the same article, whatever it says now. But
        where a copy changes, the article is that of the file that it is named after.
        """
        former = self._by_id.pop(article.id, None)
        own = article.id
        if former is None and self._only and article.path == self._name:
            aid, id_, path = self._only
            former = self._by_id.pop(id_, None)
            own = id_
        if former is None or former not in self._left:
            return article
        aid, path = former
        del self._left[former]
        with self._writer.noting() as catalog:
            catalog.take_away(aid, self._file, path)
        if not self._catalog.places(aid):
            self._writer.retire(aid)
            return replace(article, id=own)
        before = self._catalog.articles([aid])[aid]
        if path != before.path:
            self._name_paths(aid)
            return article
        self._leave_to_others(aid, before)
        return replace(article, id=own)

    def _leave_to_others(self, aid: int, article: Article) -> None:
        """Give an article, of which the first copy has changed, to the files of the others."""
        self._writer.keep_former(article, self._catalog.origin(aid)[2])
        file = self._catalog.places(aid)[0][0]
        successor = self._amend(aid, replace(article, id=article_id(text=f"{article.id} {file}")))
        self._name_paths(successor)

    def _without_strangers(self, article: Article) -> Article | None:
        """Settle with articles of the same id that stand elsewhere; None if one of them stays.

        One that was added as an object is the same article. One from another file is
        a version of it if they share an address and their text; the later is the one
        that is found. Otherwise both stay, and this one gets an id of its own.
        """
        for aid in self._catalog.aids_of_id(article.id):
            if not self._catalog.places(aid):
                self._writer.retire(aid)
                self.knew = True
                continue
            other = self._catalog.articles([aid])[aid]
            if not (article.url and article.url == other.url and _are_versions(article, other)):
                article = replace(article, id=article_id(text=f"{article.id} {self._file}"))
            elif _is_older(article, other):
                former = self._writer.keep_former(article)
                with self._writer.noting() as catalog:
                    catalog.put(former, self._file, article.path or "")
                return None
            else:
                self._writer.retire(aid)
        return article

    def _take_away(self, aid: int, path: str, id_: str) -> None:
        with self._writer.noting() as catalog:
            catalog.take_away(aid, self._file, path)
        if self._catalog.places(aid):
            self._name_paths(aid)
            return
        self._writer.remove(aid)
        former = self._catalog.former_aids(id_)
        if former:  # another file still has an older version
            self._writer.revive(former[-1])

    def _learn(self, keys: Iterable[int]) -> None:
        """Make paragraphs boilerplate, also in the articles that were read before."""
        ids: dict[str, None] = {}
        for key in keys:
            mark, had = self._repeats.learn(key)
            ids |= dict.fromkeys(had)
            with self._writer.noting() as catalog:
                catalog.note_boilerplate(mark)
        for aid in [aid for id_ in ids for aid in self._catalog.aids_of_id(id_)]:
            article = self._catalog.articles([aid])[aid]
            changed = self._repeats.applied(article)
            if changed != article:
                self._amend(aid, changed)


def add_object(writer: Writer, article: Article) -> None:
    """Add an article that comes from no file, in the place of one with its id."""
    content = content_of(article)
    for aid in writer.catalog.aids_of_id(article.id):
        if writer.catalog.origin(aid)[0] == content:
            writer.amend(aid, article)
            return
        writer.retire(aid)
    _add(writer, article, content)


def _add(writer: Writer, article: Article, content: int) -> int:
    """Add an article, to the group of those that it is nearly identical to."""
    signature = similarity.signature(article)
    lead = _lead(writer.catalog, article, signature) if signature else None
    aid = writer.add(article, content=content, lead=lead)
    if signature:
        with writer.noting() as catalog:
            catalog.sign(aid, signature.bands)
    return aid


def _lead(catalog: Catalog, article: Article, signature: Signature) -> int | None:
    """Return the article whose copy this one nearly is, if there is one."""
    alike = catalog.alike(signature.bands, COMPARED)
    leads = catalog.leads(alike)
    articles = catalog.articles([*alike, *(lead for lead in leads.values() if lead)])
    for aid in alike:
        lead = leads[aid]
        # Whoever joins must be like the first of the group, lest it drift.
        first = articles.get(lead, articles[aid]) if lead else articles[aid]
        runs = similarity.runs_of(first)
        if runs is not None and similarity.are_copies(article, signature.runs, first, runs):
            return lead or aid
    return None


def _are_versions(one: Article, other: Article) -> bool:
    """Say whether two articles of one address are the same story; an address may be a site's."""
    if one.title and one.title == other.title:
        return True
    first, second = similarity.runs_of(one), similarity.runs_of(other)
    return first is not None and second is not None and similarity.contained(first, second)


def _is_older(one: Article, other: Article) -> bool:
    """Say whether an article says of itself that it is older than another."""
    day, other_day = one.updated or one.date, other.updated or other.date
    return bool(day and other_day and day < other_day)
