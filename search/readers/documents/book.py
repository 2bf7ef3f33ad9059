"""An EPUB book: its chapters in order, their names, and what it says about itself."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from search.errors import ReadError
from search.readers.metadata import Metadata, read_metadata
from search.readers.text.inline import plain
from search.readers.xml.trees import attribute, local_name, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.documents.package import Package
    from search.readers.text.front_matter import Value
    from search.readers.xml.trees import Element

_CHAPTERS = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))
_NO_CHAPTERS = frozenset(("toc", "cover", "loi", "lot"))  # places that a book's guide names
# Fonts are made unreadable with these outside of their book; the text is not touched.
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_AUTHORS = frozenset({"", "aut"})
_PUBLICATION = frozenset({"publication", "original-publication", "ops-publication"})
_NO_YEAR = re.compile(r"\s*0\d{3}")  # "0101-01-01": what a program writes for none
_EXTRA = ("publisher", "identifier", "rights")
_PROGRAMS = frozenset({"calibre", "unknown"})


class Book:
    """What the package file of a book says.

    ``chapters`` are the names of its text parts in the order of reading, ``labels``
    what the table of contents calls them, and ``metadata`` is true of all of them:
    the book is their source.
    """

    def __init__(self, package: Package) -> None:
        """Read it.

        Raises:
            ReadError: A part is missing or damaged, or the text is encrypted.
        """
        self._package = package
        path = _package_file(package)
        self._folder = posixpath.dirname(path)
        self._root = package.root(path)
        self._items = {attribute(item, "id"): item for item in self._all("item")}
        nav = {self._part(item) for item in self._items.values() if _is_nav(item)}
        self.chapters = list(dict.fromkeys(self._spine(nav | set(self._guided()))))
        self._refuse_encrypted()
        self.labels = self._labels(nav)
        self.metadata = self._metadata()

    def _metadata(self) -> Metadata:
        stated = self._stated()
        authors, others = self._people(stated["creator"])
        date, other_dates = _date(stated["date"])
        values: dict[str, Value] = {
            "source": next(iter(self._texts(stated["title"])), ""),
            "language": next(iter(self._texts(stated["language"])), ""),
            "tags": list(self._texts(stated["subject"])),
            "authors": list(authors),
            "date": date,
        }
        metadata = read_metadata(values)
        extra = {name: self._texts(stated[name]) for name in _EXTRA}
        extra |= {"contributors": [*others, *self._texts(stated["contributor"])]}
        extra |= {"other_dates": other_dates}
        metadata.extra.update({name: ", ".join(found) for name, found in extra.items() if found})
        return metadata

    def _all(self, name: str) -> Iterator[Element]:
        return self._root.iter(f"{{*}}{name}", name)

    def _part(self, element: Element, folder: str | None = None) -> str:
        """Return the name of the part that an element refers to."""
        href = attribute(element, "href") or attribute(element, "src")
        path = unquote(href.partition("#")[0])
        return posixpath.normpath(posixpath.join(self._folder if folder is None else folder, path))

    def _spine(self, left_out: set[str]) -> Iterator[str]:
        for reference in self._all("itemref"):
            item = self._items.get(attribute(reference, "idref"))
            if item is not None and attribute(item, "media-type") in _CHAPTERS:
                part = self._part(item)
                if part not in left_out:
                    yield part

    def _guided(self) -> Iterator[str]:
        """Yield the parts that the guide calls cover or table of contents."""
        for reference in self._all("reference"):
            if attribute(reference, "type") in _NO_CHAPTERS:
                yield self._part(reference)

    def _labels(self, nav: set[str]) -> dict[str, str]:
        labels: dict[str, str] = {}
        for part in [*sorted(nav), *map(self._part, filter(_is_ncx, self._items.values()))]:
            if part in self._package:
                for target, label in self._entries(part):
                    labels.setdefault(target, label)
        return labels

    def _entries(self, part: str) -> Iterator[tuple[str, str]]:
        """Yield what a table of contents refers to, and by which name."""
        try:
            root = self._package.root(part)
        except ReadError:  # chapters have their headings; a table is not worth a book
            return
        folder = posixpath.dirname(part)
        for link in root.iter("{*}a", "{*}navPoint"):
            is_link = local_name(link) == "a"
            target = link if is_link else link.find("{*}content")
            label = link if is_link else link.find("{*}navLabel")
            if target is None or label is None:
                continue
            text = " ".join(text_of(label).split())
            if text:
                yield self._part(target, folder), text

    def _refuse_encrypted(self) -> None:
        part = "META-INF/encryption.xml"
        if part not in self._package:
            return
        for data in self._package.root(part).iter("{*}EncryptedData"):
            method = data.find("{*}EncryptionMethod")
            if method is not None and attribute(method, "Algorithm") in _FONT_ALGORITHMS:
                continue
            for reference in data.iter("{*}CipherReference"):
                if posixpath.normpath(unquote(attribute(reference, "URI"))) in self.chapters:
                    raise ReadError(
                        f"{self._package.name} is encrypted (DRM), so that only its own program"
                        " can read it; get it without."
                    )

    def _stated(self) -> dict[str, list[Element]]:
        stated: dict[str, list[Element]] = defaultdict(list)
        for metadata in self._all("metadata"):
            for element in metadata.iter("{*}*"):
                stated[local_name(element)].append(element)
        return stated

    def _texts(self, elements: list[Element]) -> list[str]:
        return [text for element in elements if (text := plain(text_of(element)))]

    def _people(self, creators: list[Element]) -> tuple[list[str], list[str]]:
        """Return those who wrote the book, and those who did something else for it."""
        roles = {
            attribute(mark, "refines").removeprefix("#"): (mark.text or "").strip()
            for mark in self._all("meta")
            if attribute(mark, "property") == "role"
        }
        people: tuple[list[str], list[str]] = ([], [])
        for creator in creators:
            role = attribute(creator, "role") or roles.get(attribute(creator, "id"), "")
            name = plain(text_of(creator))
            if name:
                people[role not in _AUTHORS or name.lower() in _PROGRAMS].append(name)
        return people


def _package_file(package: Package) -> str:
    """Return the name of the part that says what is in the book."""
    for root in package.root("META-INF/container.xml").iter("{*}rootfile"):
        path = posixpath.normpath(attribute(root, "full-path"))
        if path in package:
            return path
    raise package.damaged("the part that lists its chapters is missing")


def _is_nav(item: Element) -> bool:
    return "nav" in attribute(item, "properties").split()


def _is_ncx(item: Element) -> bool:
    return attribute(item, "media-type") == "application/x-dtbncx+xml"


def _date(elements: list[Element]) -> tuple[str, list[str]]:
    """Return the one date of publication, "" if there is none or more than one; and the others."""
    events = [(attribute(element, "event"), (element.text or "").strip()) for element in elements]
    events = [(event, text) for event, text in events if text]
    stated = {text for event, text in events if event in _PUBLICATION}
    stated = stated or {text for event, text in events if not event}
    date = stated.pop() if len(stated) == 1 else ""
    if _NO_YEAR.match(date):
        return "", [text for _, text in events if text != date]
    return date, [f"{event}: {text}" if event else text for event, text in events if text != date]
