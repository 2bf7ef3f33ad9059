"""Whoosh's files on disk: segments that are built, merged, made durable, and read in place.

Whoosh's own writer takes two and a half seconds for a megabyte of prose and makes
eight megabytes of it, cannot delete what it has just added and never calls fsync;
its reader copies every segment that it opens into memory. This codec keeps
Whoosh's files (terms, columns, table of contents) but writes all postings of a
term as one block, and a whole segment in one pass.
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
import zlib
from array import array
from collections import defaultdict
from heapq import merge
from io import BytesIO
from itertools import accumulate, groupby
from math import log
from operator import itemgetter, sub
from pathlib import Path
from pickle import load
from typing import TYPE_CHECKING, NamedTuple

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3Segment, W3TermInfo
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.formats import Existence
from whoosh.index import TOC, clean_files
from whoosh.matching import ListMatcher
from whoosh.matching.wrappers import FilterMatcher
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.system import pack_ushort

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from whoosh.filedb.structfile import StructFile
    from whoosh.formats import Format

    # Of each term in one document: its positions or, without places, how many there are.
    Terms = Mapping[str, Sequence[int]] | Mapping[str, int]

INDEX_NAME = "nutgraf"
ARTICLE = "article"  # the field with the aid of every document, by which it is removed
POSTINGS_AT_ONCE = 8_000_000  # gathered in memory before a segment is written: about 200 MB
MERGE_FACTOR = 8  # segments of one size that are merged into one
LARGEST_MERGE = 600_000  # documents in a merged segment: a few minutes' work
COMPRESSED_FROM = 100  # bytes of postings; shorter ones do not become smaller
COMPRESSION = 1
_BLOCK = struct.Struct("<4B3I")  # typecodes, compressed or not, documents, bytes of both parts
_TEMPORARY = f"{INDEX_NAME}.tmp"


# Fields


class TermField(FieldType):
    """A field of terms that come analysed, with their positions or only counted."""

    def __init__(self) -> None:
        """Make a field."""
        super().__init__(Existence(), analyzer=None)


class Numbers(NumericColumn):
    """A whole number for each document, read all at once."""

    def __init__(self, default: int = 0) -> None:
        """Make a column; documents without a number have the default."""
        super().__init__("q", default)

    def reader(
        self, dbfile: StructFile, basepos: int, length: int, doccount: int
    ) -> Numbers.Loader:
        """Return a reader of the column."""
        return Numbers.Loader(dbfile, basepos, length, doccount, "q", self._default)

    class Loader(NumericColumn.Reader):
        """Reads the column."""

        def load(self) -> array[int]:
            """Return the numbers of all documents."""
            found: array[int] = self._dbfile.get_array(self._basepos, "q", self._count)
            found.extend([self._default] * (self._doccount - self._count))
            return found


def number_field(default: int = 0) -> COLUMN:
    """Return a field of a whole number for each document, which is not indexed."""
    return COLUMN(Numbers(default))


def bytes_field() -> COLUMN:
    """Return a field of bytes for each document, which are not indexed."""
    return COLUMN(VarBytesColumn())


# Postings


class Postings(NamedTuple):
    """The postings of a term: documents in order, and how often the term stands in each.

    ``places`` are its positions, those of one document after those of the other,
    or nothing in a field whose terms are only counted.
    """

    docs: list[int]
    counts: array[int]
    places: array[int]

    def places_of(self, docs: Container[int]) -> dict[int, list[int]]:
        """Return the positions in some of the documents."""
        ends = accumulate(self.counts)
        return {
            doc: self.places[end - count : end].tolist()
            for doc, count, end in zip(self.docs, self.counts, ends, strict=True)
            if doc in docs
        }

    def without(self, deleted: Container[int]) -> Postings:
        """Return the postings of all documents but these."""
        kept = Postings([], array("I"), array("I"))
        ends = accumulate(self.counts)
        for doc, count, end in zip(self.docs, self.counts, ends, strict=True):
            if doc not in deleted:
                kept.docs.append(doc)
                kept.counts.append(count)
                kept.places.extend(array("I", self.places[end - count : end]))
        return kept

    def packed(self) -> bytes:
        r"""Return the postings as bytes.

        >>> Postings([2, 9], array("I", [1, 2]), array("I", [4, 0, 300])).packed()[16:]
        b'\x02\x07\x01\x02\x04\x00\x00\x00,\x01'
        """
        steps = [self.docs[0], *map(sub, self.docs[1:], self.docs)]
        numbers = (_narrowed(steps), _narrowed(self.counts), _narrowed(self.places))
        head = numbers[0].tobytes() + numbers[1].tobytes()
        tail = numbers[2].tobytes()
        squeezed = len(head) + len(tail) > COMPRESSED_FROM
        if squeezed:
            head, tail = zlib.compress(head, COMPRESSION), zlib.compress(tail, COMPRESSION)
        codes = [ord(column.typecode) for column in numbers]
        return _BLOCK.pack(*codes, squeezed, len(self.docs), len(head), len(tail)) + head + tail


def unpacked(block: bytes) -> Postings:
    """Return the postings in a block.

    >>> unpacked(Postings([2, 9], array("I", [1, 2]), array("I", [4, 0, 300])).packed())
    Postings(docs=[2, 9], counts=array('B', [1, 2]), places=array('H', [4, 0, 300]))
    """
    *codes, squeezed, count, length, _ = _BLOCK.unpack_from(block)
    head, tail = block[_BLOCK.size : _BLOCK.size + length], block[_BLOCK.size + length :]
    if squeezed:
        head, tail = zlib.decompress(head), zlib.decompress(tail)
    steps, counts, places = (array(chr(code)) for code in codes)
    middle = count * steps.itemsize
    steps.frombytes(head[:middle])
    counts.frombytes(head[middle:])
    places.frombytes(tail)
    docs = accumulate(_little(steps))
    return Postings(list(docs), _little(counts), _little(places))


def _narrowed(numbers: Sequence[int]) -> array[int]:
    """Return numbers in as few bytes each as the largest needs."""
    largest = max(numbers, default=0)
    return _little(array("B" if largest < 1 << 8 else "H" if largest < 1 << 16 else "I", numbers))


def _little(numbers: array[int]) -> array[int]:
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def postings_of(reader: SegmentReader, field: str, term: bytes) -> Postings | None:
    """Return the postings of a term in a segment, without deleted documents, or None."""
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return None
    if not isinstance(matcher, FilterMatcher):
        return matcher.postings  # type: ignore[no-any-return]
    found: Postings = matcher.child.postings.without(reader.deleted_docs_set)
    return found if found.docs else None


class PostingsMatcher(ListMatcher):
    """Whoosh's view of the postings of a term."""

    def __init__(self, postings: Postings, scorer: Any, term: tuple[str, bytes] | None) -> None:  # noqa: ANN401 - Whoosh's
        """Match the documents."""
        super().__init__(postings.docs, postings.counts, scorer=scorer, term=term)
        self.postings = postings


# Reading


class Codec(W3Codec):
    """Whoosh's format, but for postings."""

    def new_segment(self, storage: FileStorage, indexname: str) -> Segment:  # noqa: ARG002
        """Return a segment to be written."""
        return Segment(self, indexname)

    def field_writer(self, storage: FileStorage, segment: W3Segment) -> FieldWriter:
        """Return a writer of terms."""
        return FieldWriter(self, storage, segment)

    def postings_reader(
        self,
        dbfile: StructFile,
        terminfo: Any,  # noqa: ANN401 - Whoosh's
        format_: Format,  # noqa: ARG002
        term: tuple[str, bytes] | None = None,
        scorer: Any = None,  # noqa: ANN401
    ) -> PostingsMatcher:
        """Return a matcher of a term's postings."""
        offset = terminfo.extent()[0]  # the length in it is wrong in Whoosh 3.54
        *_, head, tail = _BLOCK.unpack(dbfile.get(offset, _BLOCK.size))
        block = dbfile.get(offset, _BLOCK.size + head + tail)
        return PostingsMatcher(unpacked(block), scorer, term)


class FieldWriter(W3FieldWriter):
    """Writes terms, each with all of its postings."""

    def add_term(self, term: bytes, postings: Postings) -> None:
        """Write a term of the current field; terms come in the order of their bytes."""
        info = W3TermInfo(
            weight=sum(postings.counts),
            df=len(postings.docs),
            maxweight=max(postings.counts),
            minid=postings.docs[0],
            maxid=postings.docs[-1],
        )
        block = postings.packed()
        info.set_extent(self._postfile.tell(), len(block))
        self._postfile.write(block)
        self._tindex.add(pack_ushort(self._fieldid) + term, info.to_bytes())


class Segment(W3Segment):
    """A segment. Indexes on disk name this class: it must stay importable from here."""

    def open_compound_file(self, storage: FileStorage) -> MappedFiles:
        """Return the files in the segment's one file."""
        return MappedFiles(storage.open_file(self.make_filename(self.COMPOUND_EXT)))


class MappedFiles(CompoundStorage):
    """The files of a segment, read from the map of its one file without being copied."""

    def open_file(self, name: str) -> StructFile:
        """Return one of the files."""
        if self._source is None:  # there was no memory for a map
            return super().open_file(name)
        offset, length = self.range(name)
        return MappedFile(memoryview(self._source)[offset : offset + length], name)


class MappedFile(BufferFile):
    """A file within a map; Whoosh's own class copies it into memory."""

    def __init__(self, view: memoryview, name: str) -> None:
        """Read from ``view``."""
        super().__init__(b"", name)
        self._buf = view
        self.file = _Cursor(view)

    def read_pickle(self) -> Any:  # noqa: ANN401 - whatever was written
        """Return the object at the cursor."""
        start = self.tell()
        rest = BytesIO(self._buf[start:])
        found = load(rest)  # noqa: S301 - Whoosh's format; an archive is as trusted as a program
        self.seek(start + rest.tell())
        return found


class _Cursor:
    """A place in a buffer, with the methods of a file."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._place = 0

    def read(self, size: int = -1) -> bytes:
        start = self._place
        end = len(self._view) if size < 0 else min(start + size, len(self._view))
        self._place = end
        return bytes(self._view[start:end])

    def seek(self, place: int, whence: int = 0) -> None:
        self._place = place + (0, self._place, len(self._view))[whence]

    def tell(self) -> int:
        return self._place


class DurableFiles(FileStorage):
    """A folder in which the files that matter are on disk when they are closed."""

    def __init__(self, folder: Path) -> None:
        """Read and write in ``folder``."""
        super().__init__(str(folder))

    def create_file(self, name: str) -> StructFile:
        """Make a file."""
        if name.endswith(Segment.COMPOUND_EXT) or ".toc" in name:
            return super().create_file(name, onclose=_sync)
        return super().create_file(name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's
        """Rename a file, durably."""
        super().rename_file(oldname, newname, safe)
        if os.name != "nt":
            folder = os.open(self.folder, os.O_RDONLY)
            os.fsync(folder)
            os.close(folder)

    def has_index(self) -> bool:
        """Tell whether there is an index here."""
        return bool(self.index_exists(INDEX_NAME))


def _sync(file: StructFile) -> None:
    file.flush()
    os.fsync(file.fileno())


# Writing


class SegmentBuilder:
    """Gathers documents in memory, or other segments, and writes them as a segment."""

    def __init__(self, storage: DurableFiles, schema: Schema) -> None:
        """Begin an empty segment."""
        self._storage = storage
        self._schema = schema
        self._codec = Codec()
        self.segment: Segment = self._codec.new_segment(storage, INDEX_NAME)
        self._documents = self._codec.per_document_writer(storage, self.segment)
        self._fields = {name: field for name, field in schema.items() if field.indexed}
        self._gathered: dict[str, dict[str, _Gathered]] = {
            name: defaultdict(_Gathered) for name in self._fields
        }
        self._docs_of: dict[int, list[int]] = {}
        self.count = 0
        self.size = 0

    def add(self, aid: int, terms: Mapping[str, Terms], columns: Mapping[str, Any]) -> None:
        """Add a document."""
        doc = self._begin(columns)
        self._docs_of.setdefault(aid, []).append(doc)
        for name, found in {**terms, ARTICLE: {str(aid): 1}}.items():
            gathered = self._gathered[name]
            for term, places in found.items():
                into = gathered[term]
                if isinstance(places, int):
                    into.heads.extend((doc, places))
                else:
                    into.heads.extend((doc, len(places)))
                    into.places.extend(places)
            self.size += len(found)

    def remove(self, aid: int) -> None:
        """Remove the documents of an article."""
        for doc in self._docs_of.pop(aid, ()):
            self.segment.delete_document(doc)

    def abandon(self) -> None:
        """Let go of what was added."""
        self._documents.close()

    def finish(self) -> Segment:
        """Write the documents that were added."""
        return self._write(
            lambda name: (
                (term.encode(), gathered.postings())
                # in the order of code points, which is that of their bytes in UTF-8
                for term, gathered in sorted(self._gathered[name].items(), key=itemgetter(0))
            )
        )

    def merge(self, readers: list[SegmentReader]) -> Segment:
        """Write the documents of other segments, term by term."""
        moved = [self._copy_documents(reader) for reader in readers]
        return self._write(lambda name: _merged(name, readers, moved))

    def _begin(self, columns: Mapping[str, Any]) -> int:
        doc = self.count
        self._documents.start_doc(doc)
        for name, value in columns.items():
            self._documents.add_column_value(name, self._schema[name].column_type, value)
        self._documents.finish_doc()
        self.count += 1
        return doc

    def _copy_documents(self, reader: SegmentReader) -> dict[int, int]:
        """Copy what columns hold; return where each document has gone."""
        names = [name for name, field in self._schema.items() if field.column_type]
        columns = {name: reader.column_reader(name, translate=False) for name in names}
        return {
            doc: self._begin({name: column[doc] for name, column in columns.items()})
            for doc in reader.all_doc_ids()
        }

    def _write(self, terms_of: Callable[[str], Iterable[tuple[bytes, Postings]]]) -> Segment:
        self._documents.close()
        writer = self._codec.field_writer(self._storage, self.segment)
        for name, field in sorted(self._fields.items()):
            writer.start_field(name, field)
            for term, postings in terms_of(name):
                writer.add_term(term, postings)
            writer.finish_field()
        writer.close()
        self.segment.set_doc_count(self.count)
        self.segment.create_compound_file(self._storage)
        return self.segment


class _Gathered:
    """The postings of a term while they come in."""

    __slots__ = ("heads", "places")

    def __init__(self) -> None:
        self.heads = array("I")  # document and count, one after the other
        self.places = array("I")

    def postings(self) -> Postings:
        return Postings(self.heads[::2].tolist(), self.heads[1::2], self.places)


def _merged(
    name: str, readers: list[SegmentReader], moved: list[dict[int, int]]
) -> Iterator[tuple[bytes, Postings]]:
    """Yield the terms of a field in all segments and their postings."""
    lexicons = [_numbered(reader.lexicon(name), place) for place, reader in enumerate(readers)]
    for term, found in groupby(merge(*lexicons), key=itemgetter(0)):
        joined = Postings([], array("I"), array("I"))
        for _, place in found:
            postings = postings_of(readers[place], name, term)
            if postings is not None:
                joined.docs.extend(map(moved[place].__getitem__, postings.docs))
                joined.counts.extend(array("I", postings.counts))
                joined.places.extend(array("I", postings.places))
        if joined.docs:
            yield term, joined


def _numbered(lexicon: Iterable[bytes], place: int) -> Iterator[tuple[bytes, int]]:
    return ((term, place) for term in lexicon)


class SegmentsWriter:
    """The one writer of an index."""

    def __init__(self, storage: DurableFiles, schema: Schema) -> None:
        """Start from the last commit."""
        self._storage = storage
        self._schema = schema
        toc = TOC.read(storage, INDEX_NAME, schema=schema)
        self._generation: int = toc.generation
        self._segments: list[Segment] = toc.segments
        self._readers: dict[Segment, SegmentReader] = {}
        self._builder: SegmentBuilder | None = None
        self._changed = False

    def add(self, aid: int, terms: Mapping[str, Terms], columns: Mapping[str, Any]) -> None:
        """Add a document of an article: its terms by field, and the values of its columns."""
        self._begin()
        if self._builder is None:
            self._builder = SegmentBuilder(self._storage, self._schema)
        self._builder.add(aid, terms, columns)

    def settle(self) -> None:
        """Write what was added to disk if there is much of it; call it between articles."""
        if self._builder is not None and self._builder.size >= POSTINGS_AT_ONCE:
            self._flush()

    def remove(self, aid: int) -> None:
        """Remove the documents of an article, if there are any."""
        self._begin()
        if self._builder is not None:
            self._builder.remove(aid)
        for segment in self._segments:
            found = postings_of(self._reader(segment), ARTICLE, str(aid).encode())
            for doc in found.docs if found else ():
                segment.delete_document(doc)

    def commit(self) -> None:
        """Make all changes durable."""
        if not self._changed:
            return
        self._flush()
        self._segments = [segment for segment in self._segments if segment.doc_count()]
        self._write_toc()

    def close(self) -> None:
        """Let go of the index; what was not committed is lost."""
        self._close_readers()
        if self._changed:
            if self._builder is not None:
                self._builder.abandon()
            committed = TOC.read(self._storage, INDEX_NAME, schema=self._schema)
            clean_files(self._storage, INDEX_NAME, self._generation, committed.segments)
        shutil.rmtree(Path(self._storage.folder) / _TEMPORARY, ignore_errors=True)

    def _begin(self) -> None:
        """Tidy up before the first change after a commit, when searches need not wait for it."""
        if self._changed:
            return
        small = _to_merge(self._segments)
        if small:
            self._close_readers()  # they do not know what has been removed since they were opened
            merged = SegmentBuilder(self._storage, self._schema).merge(
                [self._reader(segment) for segment in small]
            )
            self._segments = [s for s in self._segments if s not in small] + [merged]
            self._write_toc()
        self._changed = True

    def _flush(self) -> None:
        if self._builder is not None:
            self._segments.append(self._builder.finish())
            self._builder = None

    def _write_toc(self) -> None:
        self._generation += 1
        TOC(self._schema, self._segments, self._generation).write(self._storage, INDEX_NAME)
        self._close_readers()
        clean_files(self._storage, INDEX_NAME, self._generation, self._segments)
        self._changed = False

    def _close_readers(self) -> None:
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _reader(self, segment: Segment) -> SegmentReader:
        if segment not in self._readers:
            self._readers[segment] = SegmentReader(self._storage, self._schema, segment)
        return self._readers[segment]


def _to_merge(segments: list[Segment]) -> list[Segment]:
    """Return the segments to merge into one: many of a size, or one that is mostly removed.

    A level holds segments of up to ``MERGE_FACTOR`` times the size of the level
    below, so that each document is written again but once for each level
    (the log-structured merge-tree of O'Neil et al. 1996).
    """
    levels: dict[int, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.deleted_count() > segment.doc_count():
            return [segment]
        levels[int(log(max(segment.doc_count(), 1), MERGE_FACTOR))].append(segment)
    found: list[Segment] = []
    for level in sorted(levels):
        found += levels[level]
        if sum(segment.doc_count() for segment in found) > LARGEST_MERGE:
            break
        if len(found) >= MERGE_FACTOR:
            return found
    return []
