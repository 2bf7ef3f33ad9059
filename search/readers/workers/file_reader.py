"""One file, read into the messages about it."""

from __future__ import annotations

import hashlib
import os
from contextlib import closing
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from search.article import Article
from search.errors import ReadError
from search.readers.workers import failures
from search.readers.workers.messages import Kind, pack, pack_article, pack_unread

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from search.readers.folders import SourceFile
    from search.readers.source import Options, Unread
    from search.readers.workers.readings import Limits

    Message = tuple[int, bytes]

_SMALL = 65_536  # bytes: a file with no more is read once
_PART = 1_000_000  # bytes of a file that are looked at before a sign of life


class Guarding(Protocol):
    """What watches over the reading of a file."""

    def begin(self) -> None:
        """Begin a file."""

    def pause(self) -> None:
        """Stop the time, which is not the reader's."""

    def resume(self) -> None:
        """Let the time run, from its beginning."""

    def end(self) -> None:
        """End a file."""

    @property
    def is_worn(self) -> bool:
        """Tell whether this process had better not read another file."""


class Setup(NamedTuple):
    """How files are read; functions are named as ``module:function``.

    ``maker`` names one that is called once, and returns one that makes plain values
    of each article, such as ``marshal`` has them.
    """

    read_file: str
    options: Options
    limits: Limits
    maker: str | None = None


class FileReader:
    """Reads one file after the other."""

    def __init__(self, setup: Setup, guard: Guarding) -> None:
        """Prepare to read."""
        self._read = cast(
            "Callable[[SourceFile, Options], Generator[Article | Unread]]",
            _function(setup.read_file),
        )
        self._more: Callable[[Article], Any] | None = None
        if setup.maker:
            self._more = _function(setup.maker)()
        self._options = setup.options
        self._limits = setup.limits
        self._guard = guard
        self._is_worn = False

    @property
    def is_worn(self) -> bool:
        """Tell whether this process had better not read another file."""
        return self._is_worn or self._guard.is_worn

    def messages(self, file: SourceFile, known: bytes | None) -> Iterator[Message]:
        """Yield what there is to tell of a file; nothing that its reader raises gets out.

        While a message is on its way, which may take long, the time does not run.
        """
        unchanged, failure = False, None
        self._guard.begin()
        try:
            digest, content = yield from self._look(file)
            yield from self._passed(Kind.CONTENT, digest or b"")
            unchanged = digest is not None and digest == known
            if not unchanged:
                yield from self._articles(file if content is None else file.holding(content))
        except (GeneratorExit, KeyboardInterrupt):  # not of the reader, but of who asks
            raise
        except BaseException as error:  # noqa: BLE001 - not even sys.exit ends a run
            failure = failures.of_error(file.relative, error, self._limits)
            self._is_worn = not isinstance(error, ReadError)  # what it left behind, nobody knows
        finally:
            self._guard.end()
        yield Kind.ENDED, pack((unchanged, failure and pack_unread(failure)))

    def _articles(self, file: SourceFile) -> Iterator[Message]:
        with closing(self._read(file, self._options)) as found:
            for each in found:
                if isinstance(each, Article):
                    more = self._more(each) if self._more else None
                    yield from self._passed(Kind.FOUND, pack_article(each, more))
                else:
                    yield from self._passed(Kind.MISSED, pack(pack_unread(each)))

    def _look(
        self, file: SourceFile
    ) -> Generator[Message, None, tuple[bytes | None, bytes | None]]:
        """Return the digest of a file, and its content if that is small.

        Both are None where reading it will tell what is wrong.
        """
        if not os.path.isfile(file.path):  # noqa: PTH113 - a pipe may keep us waiting, a device has no end
            return None, None
        try:
            with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - quicker
                content: bytes | None = stream.read(_SMALL)
                digest = hashlib.blake2b(content or b"", digest_size=16)
                while part := stream.read(_PART):
                    content = None
                    digest.update(part)
                    if len(part) == _PART:
                        yield from self._passed(Kind.ALIVE)
        except OSError:
            return None, None
        return digest.digest(), content

    def _passed(self, kind: Kind, content: bytes = b"") -> Iterator[Message]:
        self._guard.pause()
        yield kind, content
        self._guard.resume()


def _function(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    return cast("Callable[..., Any]", getattr(import_module(module), function))


class Unguarded:
    """Watches over nothing, where a file is read in the caller's own process."""

    is_worn = False

    def begin(self) -> None:
        """Begin a file."""

    pause = resume = end = begin
