"""XML from strangers: nothing is fetched, nothing is expanded, nothing grows without bounds."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import IO, TypeAlias

    from lxml import etree

    Element: TypeAlias = etree._Element  # noqa: SLF001 - lxml's only name for the type

DEEPEST = 200  # elements within elements; what people write has fewer than 50
_LARGEST = 32_000_000  # bytes of one element that is yielded; an article has fewer
_LONGEST_REASON = 120  # characters
_ADVICE = re.compile(", (?:use|try|see) .*")  # to programmers, about limits that hold here
_OPTIONS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,  # libxml2's own limits hold: 10 MB of one text, amplified attributes
    "remove_comments": True,
    "remove_pis": True,
}

_ENTITY = re.compile(rb"<!DOCTYPE[^<>\[]*\[[^\]]*?<!ENTITY\s+(?:%\s+)?([^\s\"'>]+)")


class NotXml(ValueError):
    """The data is no XML that can be read; the message goes on after the file's name."""


def parse(data: bytes) -> Element:
    """Return the root element of a document.

    Raises:
        NotXml: It is not well-formed, declares entities, or is nested too deep.

    >>> local_name(parse(b"<story><p>It reopened.</p></story>"))
    'story'
    """
    from lxml import etree  # noqa: PLC0415 - only XML needs it

    if not data.strip():
        raise NotXml("is empty")
    parser = etree.XMLParser(**_OPTIONS)
    try:
        root: Element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise NotXml(_reason(error, parser.error_log)) from error
    _refuse_entities(root)
    _refuse_depth(root)
    return root


def elements(stream: IO[bytes], names: Collection[str]) -> Iterator[Element]:
    r"""Yield each element with one of these names (without namespace) when it is complete.

    An element within a yielded one is not yielded itself. When the next one is
    asked for, the last is emptied, so that memory holds one of them at a time:
    take what is needed out of it before.

    Raises:
        NotXml: As ``parse``; what came before has been yielded.

    >>> import io
    >>> file = io.BytesIO(b"<file><p>One.</p><p>Two.</p></file>")
    >>> [text_of(paragraph) for paragraph in elements(file, {"p"})]
    ['One.', 'Two.']
    """
    from lxml import etree  # noqa: PLC0415 - only XML needs it

    counted = _Counted(stream)
    events = etree.iterparse(counted, events=("start", "end"), **_OPTIONS)
    try:
        yield from _complete(events, counted, names)
    except etree.XMLSyntaxError as error:
        raise NotXml(_reason(error, events.error_log)) from error


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without namespace, "" where there is none."""
    found = element.get(name)
    if found is not None:
        return str(found)
    suffix = "}" + name
    return next((str(value) for key, value in element.items() if str(key).endswith(suffix)), "")


def text_of(element: Element) -> str:
    """Return all text in an element as it stands, with its line ends.

    Entities of HTML (``&nbsp;``), which an XML file may use under a DTD that is
    never loaded, become their characters.
    """
    from lxml import etree  # noqa: PLC0415 - only XML needs it

    texts = map(str, element.itertext())
    references = {reference.text for reference in element.iter(etree.Entity)}
    if not references:
        return "".join(texts)
    return "".join(html.unescape(text) if text in references else text for text in texts)


class _Counted:
    """A stream that counts the bytes that have been read from it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.count = 0
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if not self.count:
            _refuse_declarations(data)
        self.count += len(data)
        return data


def _complete(
    events: Iterable[tuple[str, Element]], counted: _Counted, names: Collection[str]
) -> Iterator[Element]:
    depth, wanted = 0, 0  # ``wanted`` is the depth of the element that is being collected
    start = 0
    for event, element in events:
        if event == "start":
            depth += 1
            _refuse_start(element, depth)
            if not wanted and local_name(element) in names:
                wanted, start = depth, counted.count
            continue
        if wanted and counted.count - start > _LARGEST:
            raise NotXml(f"has one part of more than {_LARGEST // 1_000_000} MB")
        if wanted == depth:
            yield element
            wanted = 0
        if not wanted:
            _forget(element)
        depth -= 1


def _refuse_start(element: Element, depth: int) -> None:
    if depth == 1:
        _refuse_entities(element)
    elif depth > DEEPEST:
        raise NotXml(_TOO_DEEP)


def _forget(element: Element) -> None:
    """Empty an element that has been read, and drop those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _refuse_declarations(start: bytes) -> None:
    """Refuse entities before they are parsed: at faulty ones lxml loses count of its nodes."""
    found = _ENTITY.match(start, max(0, start.find(b"<!DOCTYPE")), len(start))
    if found:
        raise NotXml(_own_entity(found[1].decode("utf-8", "replace")))


def _refuse_entities(root: Element) -> None:
    internal = root.getroottree().docinfo.internalDTD
    entity = next(iter(internal.iterentities()), None) if internal is not None else None
    if entity is not None:
        raise NotXml(_own_entity(entity.name or ""))


def _own_entity(name: str) -> str:
    name = name[:_LONGEST_REASON]
    return f"declares an entity of its own, “{name}”, which is not expanded for safety"


_TOO_DEEP = f"has elements within elements, more than {DEEPEST} deep"


def _refuse_depth(root: Element) -> None:
    level: list[Element] = [root]
    for _ in range(DEEPEST - 1):
        level = [child for element in level for child in element if len(child)]
        if not level:
            return
    raise NotXml(_TOO_DEEP)


def _reason(error: etree.XMLSyntaxError, log: Iterable[etree._LogEntry]) -> str:
    first = next(iter(log), None)  # what follows it is its consequence
    reason = f"line {first.line}: {first.message}" if first else error.msg or "no reason given"
    reason = _ADVICE.sub("", " ".join(reason.split()))
    return f"is not XML that can be read ({reason[:_LONGEST_REASON]})"
