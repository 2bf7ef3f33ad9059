from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from search.readers.xml.trees import DEEPEST, NotXml, attribute, elements, parse, text_of

if TYPE_CHECKING:
    from pathlib import Path

DECLARED = b'<!DOCTYPE a [<!ENTITY one "ha"><!ENTITY two "&one;&one;">]><a>&two;</a>'
LAUGHS = (
    b'<!DOCTYPE a [<!ENTITY e0 "ha">'
    + b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><a>&e11;</a>"
)
REFUSED = {
    b" ": "is (empty|not XML that can be read .line 1: Start tag expected)",
    b"<a><b></a>": "is not XML that can be read .line 1: Opening and ending tag mismatch",
    b"<a>no end": "is not XML that can be read",
    b"<a>&nbsp;</a>": "Entity 'nbsp' not defined",
    b"<a>" * 100_000: r"has elements within elements|Excessive depth in document: \d+.$",
    b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1): "more than 200 deep",
    b"<a>" + b"x" * 11_000_000 + b"</a>": r"Text node too long\)$",
    DECLARED: "declares an entity of its own, “one”, which is not expanded",
    LAUGHS: "declares an entity of its own|amplification factor exceeded",
    LAUGHS.replace(b"<a>", b'<a b="&e11;">'): "declares an entity|amplification factor exceeded",
    b'<!DOCTYPE a [<!ENTITY % p SYSTEM "no/such.dtd"> %p;]><a/>': "declares an entity of its own",
}


def of_parse(data: bytes) -> list[str]:
    return [text_of(parse(data))]


def of_elements(data: bytes) -> list[str]:
    return [text_of(element) for element in elements(io.BytesIO(data), {"a"})]


@pytest.mark.parametrize("read", [of_parse, of_elements])
@pytest.mark.parametrize("data", REFUSED)
def test_what_is_wrong_or_hostile_is_refused_in_one_line(data: bytes, read: object) -> None:
    assert callable(read)
    with pytest.raises(NotXml, match=REFUSED[data]) as caught:
        read(data)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("read", [of_parse, of_elements])
def test_a_file_on_this_machine_is_never_read(tmp_path: Path, read: object) -> None:
    assert callable(read)
    secret = tmp_path / "secret"
    secret.write_text("secret")
    entity = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'
    with pytest.raises(NotXml, match="declares an entity of its own, “x”"):
        read(entity.encode())


def test_an_external_dtd_is_not_loaded(tmp_path: Path) -> None:
    dtd = tmp_path / "story.dtd"
    dtd.write_text('<!ENTITY place "secret">')
    data = f'<!DOCTYPE a SYSTEM "{dtd.as_uri()}"><a>In &place; on <b>M&eacute;trico</b></a>'
    assert of_parse(data.encode()) == ["In &place; on Métrico"]
    assert of_elements(data.encode()) == ["In &place; on Métrico"]


def test_text_that_looks_like_an_entity_stays() -> None:
    assert of_parse(b"<!DOCTYPE a><a>&amp;nbsp;</a>") == ["&nbsp;"]


def test_comments_and_instructions_are_no_text() -> None:
    assert of_parse(b"<a>One<!-- aside --> and<?page 3?> two</a>") == ["One and two"]


@pytest.mark.parametrize(
    "data",
    [
        "<a>Málaga</a>".encode("utf-16"),
        b'<?xml version="1.0" encoding="iso-8859-1"?><a>M\xe1laga</a>',
        "\ufeff<a>Málaga</a>".encode(),
    ],
)
def test_the_declared_encoding_is_used(data: bytes) -> None:
    assert of_parse(data) == ["Málaga"]


def test_elements_are_yielded_whatever_their_namespace_and_not_twice() -> None:
    data = b"<f xmlns='urn:x'><g><p>One</p></g><p>Two <p>in two</p></p>tail<q>Not</q></f>"
    assert [text_of(p) for p in elements(io.BytesIO(data), {"p"})] == ["One", "Two in two"]


def test_elements_before_a_fault_are_yielded() -> None:
    found = elements(io.BytesIO(b"<f><p>One</p><p>Two</p><p>" + b"</f>" * 9), {"p"})
    assert [text_of(next(found)), text_of(next(found))] == ["One", "Two"]
    with pytest.raises(NotXml):
        next(found)


class Endless(io.RawIOBase):
    """A stream that goes on for ever with the same bytes."""

    def __init__(self, start: bytes, part: bytes) -> None:
        self._start = start
        self._part = part

    def read(self, size: int = -1) -> bytes:
        del size
        start, self._start = self._start, b""
        return start or self._part


def test_one_element_cannot_fill_the_memory() -> None:
    found = elements(Endless(b"<f><p>", b"<b>More</b> " * 5000), {"p"})  # type: ignore[arg-type]
    with pytest.raises(NotXml, match="has one part of more than 32 MB"):
        next(found)


def test_what_has_been_read_is_forgotten() -> None:
    stream = Endless(b"<f>", b"<q>Not this</q><p>This</p>" * 1000)
    for number, element in enumerate(elements(stream, {"p"})):  # type: ignore[arg-type]
        parent = element.getparent()
        assert parent is not None
        assert len(parent) < 3000  # what one part of the file has
        if number > 10_000:
            break


def test_an_attribute_is_found_with_or_without_its_namespace() -> None:
    root = parse(b'<a xmlns:x="urn:x" x:name="one" other="two"/>')
    assert [attribute(root, name) for name in ("name", "other", "none")] == ["one", "two", ""]
