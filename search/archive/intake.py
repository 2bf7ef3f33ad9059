"""What was read of a file goes into the archive: as new, as changed, or as known already.

An article stands in one or more files. The same article in another file is a copy:
one article with two paths. Another text under the same id is a new version of it;
the former one is kept, and no search finds it. A text that is nearly that of
another article joins it in a group, of which results show the best.
"""

from __future__ import annotations

import os
from dataclasses import replace
from itertools import count, islice
from typing import TYPE_CHECKING

from search import similarity
from search.archive.portions import in_portions
from search.article import Paragraphs, article_id
from search.preparation import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.archive.repeats import Repeats
    from search.archive.writing import Writer
    from search.article import Article
    from search.catalog import Catalog

    Standing = tuple[int, str, str, int | None]  # aid, path, id, content

TOGETHER = 200  # objects that are looked up at once
COMPARED = 10  # articles that a new one is compared with, those most like it


class Intake:
    """Takes in the articles of one file after the other.

    Writing may give an article another number at any moment, so what is held for
    longer than a step is looked up by ``_now``.
    """

    def __init__(self, writer: Writer, repeats: Repeats) -> None:
        """Prepare to write."""
        self._writer = writer
        self._catalog = writer.catalog
        self._repeats = repeats
        self._unnamed: dict[int, Article | None] = {}
        self._successors: dict[int, int] = {}
        self._departed: dict[int, int] = {}  # of what has gone in this run: content, first aid
        self.articles = 0

    def begin(self, file: str, folder: str, name: str) -> None:
        """Begin with a file; ``name`` is its path in the archive, below ``folder``."""
        self._file = file
        self._folder = folder
        self._name = name
        self._touched: dict[str, None] = {}
        self._successors = {}
        if self._writer.takes_turns:
            self._writer.begin()
        self._see(self._catalog.standing_in(file))
        self._only = next(iter(self._left)) if len(self._left) == 1 else None
        self.knew = bool(self._left)

    def _see(self, standing: Iterable[Standing]) -> None:
        """Note what stands in the file, and was not found there yet."""
        self._turn = self._writer.turns
        self._left: dict[str, tuple[int, str]] = {}
        self._by_content: dict[int | None, list[str]] = {}
        self._by_id: dict[str, list[str]] = {}
        for aid, path, id_, content in standing:
            self._left[path] = (aid, id_)
            self._by_content.setdefault(content, []).append(path)
            self._by_id.setdefault(id_, []).append(path)

    def _look_again(self) -> None:
        """See what has become of the rest of the file since the last turn, if others write too."""
        if not self._writer.takes_turns:
            return
        self._writer.begin()
        if self._turn != self._writer.turns:
            self._see(self._still_left(self._catalog.standing_in(self._file)))

    def _still_left(self, standing: Iterable[Standing]) -> list[Standing]:
        """Return what is left of the file, by the numbers that it has now.

        At a path that another article of the file has taken two may stand for a while.
        """
        there: dict[str, list[Standing]] = {}
        for each in standing:
            there.setdefault(each[1], []).append(each)
        found: list[Standing] = []
        for path, (aid, id_) in self._left.items():
            beside = there.get(path, [])
            same = [each for each in beside if each[0] == self._now(aid)]
            found += (same or [each for each in beside if each[2] == id_])[:1]
        return found

    def tell(self, words: Iterable[str]) -> None:
        """Take note of the words of articles that come, which are new to who prepared them."""
        self._writer.tell(words)

    def add(self, prepared: Prepared, *, told: bool) -> None:
        """Take in an article of the file; if its words were ``told``, they are known."""
        self._look_again()
        article, content = prepared.article, prepared.content
        if self._stands_here(article, content) or self._is_copy(article, content):
            return
        prepared = prepared.named(self._identified(article))
        article = self._repeats.applied(prepared.article)
        aid = _add(self._writer, prepared.marked(article), content, told=told)
        with self._writer.noting() as catalog:
            catalog.put(aid, self._file, article.path or "")
            if content in self._departed:  # it has moved
                catalog.note_addition(aid, self._departed.pop(content))
        self.articles += 1
        self._learn(self._repeats.note(article))

    def end(self, unread: Sequence[str] = (), *, complete: bool = True) -> None:
        """End with the file: what no longer stands in it goes, but not from ``unread`` parts.

        Where the reading was not ``complete``, all may stand there still.
        """
        self._look_again()
        gone = list(self._left) if complete else []
        for path in gone:
            if not any(
                path == part or path.startswith((f"{part}/", f"{part}#")) for part in unread
            ):
                aid = self._take_away(path)
                if not self._catalog.places(aid) and self._catalog.is_current(aid):
                    self._remove(aid)
        for id_ in self._touched:
            self._show_latest(id_)

    def _remove(self, aid: int) -> None:
        """Remove an article, which may be found at another place later in this run."""
        content = self._catalog.origin(aid)[0]
        if content is not None:
            self._departed[content] = self._catalog.first_addition(aid)
        self._writer.remove(aid)

    def settle(self) -> None:
        """Write the paths of articles whose places have changed; call it before each commit.

        Not at each change, since a text may have ten thousand copies.
        """
        if self._unnamed:
            self._writer.begin()
        for aid, copy in list(self._unnamed.items()):
            if self._catalog.is_current(aid) and self._catalog.places(aid):
                self._amend(aid, self._named(aid, copy))
        self._unnamed = {}

    def finish(self) -> None:
        """Say what is boilerplate, now that everything was read."""
        self._learn(self._repeats.rest())
        self.settle()

    def _stands_here(self, article: Article, content: int) -> bool:
        """Find the article as it was, perhaps at another place of the file."""
        known = [path for path in self._by_content.get(content, ()) if path in self._left]
        if not known:
            return False
        path = article.path if article.path in known else known[0]
        if path == article.path:
            del self._left[path]
        else:
            aid = self._take_away(path)
            self._put(aid, article)
        return True

    def _is_copy(self, article: Article, content: int) -> bool:
        """Give an article that stands in another file, and says the same, a further path."""
        for aid in self._catalog.aids_of_content(content):
            if self._catalog.places(aid):
                self._put(aid, article)
                self._touched[self._catalog.articles([aid])[aid].id] = None
                return True
        return False

    def _put(self, aid: int, article: Article) -> None:
        with self._writer.noting() as catalog:
            catalog.put(aid, self._file, article.path or "")
        self._unnamed[aid] = article

    def _take_away(self, path: str) -> int:
        """Note that an article no longer stands at a path of the file; return its aid."""
        aid, id_ = self._left.pop(path)
        aid = self._now(aid)
        self._touched[id_] = None
        with self._writer.noting() as catalog:
            catalog.take_away(aid, self._file, path)
        self._unnamed.setdefault(aid, None)
        return aid

    def _identified(self, article: Article) -> str:
        """Return the id that is the own of an article of the file.

        A file's one article stays the same article, whatever it says now, unless it
        states another address. Otherwise the id is the one that it was read with,
        if nobody has it who says something else.
        """
        only = self._only if article.path == self._name else None  # named otherwise by another run
        if only in self._left:
            id_ = self._left[only][1]
            if self._takes_over(only, article):
                return id_
        for id_ in self._ids(article):
            for path in self._by_id.get(id_, ()):
                if path in self._left and self._takes_over(path, article):
                    return id_
            if self._is_free(id_, article):
                return id_
        raise AssertionError("there is always another id")

    def _ids(self, article: Article) -> Iterator[str]:
        """Yield the ids that an article may have, the same on every machine."""
        yield article.id
        own = f"{article.id} {self._folder}/{article.path}"
        yield article_id(text=own)
        for number in count(2):
            yield article_id(text=f"{own} {number}")

    def _takes_over(self, path: str, article: Article) -> bool:
        """Retire the text that stands at a path, if it is an article's former one.

        It is not if another file's text is found in its place, or if it stands in
        other files and is named after one of these: there it says what it said. But
        where it is named after this file, it leaves that name.
        """
        aid = self._now(self._left[path][0])
        former = self._catalog.articles([aid])[aid]
        if not self._catalog.is_current(aid) or former.url not in {None, article.url}:
            return False
        if article.url and not former.url and self._catalog.claims(article.id):
            return False  # the address is known: it is a version of that article
        others = [place for place in self._catalog.places(aid) if place != (self._file, path)]
        if others and (former.path != path or former.url):
            return False
        self._take_away(path)
        if others:
            self._leave_to_others(aid, former)
        else:
            self._writer.retire(aid)
        return True

    def _leave_to_others(self, aid: int, former: Article) -> None:
        """Give a text that stands in other files an id of theirs, and keep it as a version here."""
        file, path = self._catalog.places(aid)[0]
        folder = os.path.basename(file.removesuffix(f"/{path.partition('#')[0]}"))  # noqa: PTH119
        ids = (article_id(path=f"{folder}/{path}"), *islice(self._ids(former), 1, 100))
        free = next(each for each in ids if not self._catalog.claims(each))
        successor = self._amend(aid, replace(self._named(aid), id=free))
        kept = self._writer.add(former, read=self._catalog.origin(successor)[2])
        self._writer.retire(kept)

    def _is_free(self, id_: str, article: Article) -> bool:
        """Say whether an article may have an id: nobody has it, or it is the same article.

        One that was added as an object is the same article. One from another file is
        if they share an address and their text: then the later is the one that is found.
        """
        claims = self._catalog.claims(id_)
        for claim in claims:
            if not claim.stands:
                self._writer.retire(claim.aid)
                self.knew = True
                continue
            other = self._catalog.articles([claim.aid])[claim.aid]
            if not (article.url and article.url == other.url and _are_versions(article, other)):
                return False
        if claims:  # of the texts under one id the latest is to be found
            self._touched[id_] = None
        return True

    def _show_latest(self, id_: str) -> None:
        """Of the texts that stand in files under one id, have the latest found and no other.

        That is the one which states the latest day or, where one states none, that
        was read last.
        """
        standing = [claim for claim in self._catalog.claims(id_) if claim.stands]
        if not standing:
            return
        dated = all(claim.day for claim in standing)
        latest = max(standing, key=lambda claim: (dated and claim.day, claim.read, claim.aid))
        for claim in standing:
            if claim.is_current and claim != latest:
                self._writer.retire(claim.aid)
        if not latest.is_current:
            self._revive(latest.aid)

    def _revive(self, aid: int) -> None:
        """Have a former version found again."""
        content, _, read = self._catalog.origin(aid)
        successor = _add(self._writer, Prepared.of(self._named(aid)), content, read)
        with self._writer.noting() as catalog:
            catalog.move_places(aid, successor)
        self._writer.remove(aid)
        self._successors[aid] = successor

    def _amend(self, aid: int, article: Article, *, alone: bool = False) -> int:
        successor = self._writer.amend(aid, article, alone=alone)
        self._successors[aid] = successor
        if aid in self._unnamed:
            self._unnamed[successor] = self._unnamed.pop(aid)
        return successor

    def _now(self, aid: int) -> int:
        """Return the number that an article has by now."""
        while aid in self._successors:
            aid = self._successors[aid]
        return aid

    def _named(self, aid: int, copy: Article | None = None) -> Article:
        """Return an article with the paths where it stands, and the date that a path gives."""
        article = self._catalog.articles([aid])[aid]
        paths = list(dict.fromkeys(path for _, path in self._catalog.places(aid)))
        path = article.path if article.path in paths else paths[0]
        if copy is not None and copy.date and article.date is None:
            article = replace(
                article,
                date=copy.date,
                date_precision=copy.date_precision,
                provenance={**article.provenance, "date": copy.provenance.get("date", "")},
            )
        return replace(article, path=path, copies=tuple(each for each in paths if each != path))

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
                self._amend(aid, changed, alone=not self._belongs(aid, changed))

    def _belongs(self, aid: int, article: Article) -> bool:
        """Say whether an article is still like its group, without what is boilerplate now."""
        lead = self._catalog.origin(aid)[1]
        others = [each for each in self._catalog.members(lead) if each != aid] if lead else []
        if lead is None or (not others and not self._catalog.is_current(lead)):
            return True
        first = lead if self._catalog.is_current(lead) else others[0]
        other = self._repeats.applied(self._catalog.articles([first])[first])
        return similarity.are_copies(article, other)


def add_objects(writer: Writer, articles: Iterable[Article]) -> int:
    """Add articles that come from no file, each in the place of one with its id; return how many.

    What a file says under that id is taken up again when the file changes.

    Raises:
        ValueError: if two paragraphs of an article have one number.
    """
    count = 0
    for some in in_portions(articles, TOGETHER if writer.takes_turns else 1):
        prepared = [Prepared.of(_numbered(article)) for article in some]
        writer.begin()
        writer.catalog.foresee(
            ids=[each.article.id for each in prepared],
            bands=[each.bands for each in prepared if each.bands],
        )
        for each in prepared:
            _add_object(writer, each)
        writer.commit_if_due()
        count += len(some)
    return count


def _numbered(article: Article) -> Article:
    """Return an article whose paragraphs have a number each; raise an error for another."""
    numbers = Paragraphs.of(article.paragraphs).numbers
    if len(set(numbers)) < len(numbers):
        raise ValueError(
            f"Two paragraphs of the article “{article.id}” have one number ({list(numbers)})."
            " Give each its own: the title 0, the others 1, 2, 3."
        )
    return article


def _add_object(writer: Writer, prepared: Prepared) -> None:
    article = prepared.article
    catalog = writer.catalog
    for claim in catalog.claims(article.id):
        if claim.is_current and catalog.origin(claim.aid)[0] == prepared.content:
            if not claim.stands:
                writer.amend(claim.aid, article)
            return
    for claim in catalog.claims(article.id):
        with writer.noting():
            for file, path in catalog.places(claim.aid):
                catalog.take_away(claim.aid, file, path)
        if claim.is_current:
            writer.retire(claim.aid)
    _add(writer, prepared, prepared.content)


def _add(
    writer: Writer,
    prepared: Prepared,
    content: int | None,
    read: str | None = None,
    *,
    told: bool = False,
) -> int:
    """Add an article, to the group of those that it is nearly identical to.

    If all its words were ``told``, they need not be gone through again.
    """
    article, bands = prepared.article, prepared.bands
    aid = writer.add(
        article,
        content=content,
        lead=_lead(writer.catalog, article, bands) if bands else None,
        read=read,
        block=prepared.block,
        texts=prepared.texts if told else None,
    )
    if bands:
        with writer.noting() as catalog:
            catalog.sign(aid, bands)
    return aid


def _lead(catalog: Catalog, article: Article, bands: Sequence[int]) -> int | None:
    """Return the article whose copy this one nearly is, if there is one."""
    alike = catalog.alike(bands, COMPARED)
    if not alike:
        return None
    runs = similarity.runs_of(article)
    leads = catalog.leads(alike)
    articles = catalog.articles([*alike, *(lead for lead in leads.values() if lead)])
    for aid in alike:
        lead = leads[aid]
        # Whoever joins must be like the first of the group, lest it drift.
        first = articles.get(lead, articles[aid]) if lead else articles[aid]
        if similarity.are_copies(article, first, runs):
            return lead or aid
    return None


def _are_versions(one: Article, other: Article) -> bool:
    """Say whether two articles of one address are the same story; an address may be a site's."""
    if one.title and one.title == other.title:
        return True
    first, second = similarity.runs_of(one), similarity.runs_of(other)
    return first is not None and second is not None and similarity.contained(first, second)
