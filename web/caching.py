"""Answers that are asked for again: validators, what caches are told, and answers kept here.

What a page or the API answers depends on the address, on what the archive holds and on
the day, from which relative dates count. A digest of these is the answer's entity tag
(RFC 9110, section 8.8.3), so that a client which has the answer already is told so
before anything is searched.
"""

from __future__ import annotations

import datetime
import gzip
import hmac
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, cast

from flask import Flask, Response, current_app, g, request

import search
from web import assets
from web.current import current_archive

if TYPE_CHECKING:
    from web.settings import Settings

MOST_BYTES = 32 * 2**20  # of all answers that are kept
LARGEST = MOST_BYTES // 16  # of one of them
COMPRESSED_FROM = 1024  # bytes; below that the head of gzip costs what it saves
LEVEL = 5  # of gzip: a page of 60 KB in half the time of 9, and 2 % larger
DIGEST_BYTES = 16

# The rooms whose answers depend on nothing but the address, the archive and the day.
KEPT_ROOMS = frozenset({"results", "charts", "reading", "api"})
KEPT_ENDPOINTS = frozenset({"work.feed"})
# Whether the server is well must be found out, and files that could not be read are
# counted by `stats` without a commit.
FRESH_ENDPOINTS = frozenset({"api.healthz", "api.stats"})

REVALIDATED = "private, no-cache"
UNKEPT = "no-store"
IMMUTABLE = "public, max-age=31536000, immutable"  # a year, the most that is customary

_COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/atom+xml",
    "application/xml",
    "image/svg+xml",
)
_EXTENSION = "nutgraf-answers"  # the kept answers' key in the application's extensions


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it is kept: its headers, and its body, compressed if ``packed``."""

    body: bytes
    packed: bool
    headers: tuple[tuple[str, str], ...]

    def response(self) -> Response:
        """Return the answer, compressed if it is kept so and the client can read that."""
        packed = self.packed and accepts_gzip()
        body = self.body if packed or not self.packed else gzip.decompress(self.body)
        response = Response(body, headers=[*self.headers])
        if packed:
            response.headers["Content-Encoding"] = "gzip"
        return response


class KeptAnswers:
    """The answers that were asked for last, of at most so many bytes together.

    >>> answers = KeptAnswers(most_bytes=10)
    >>> for key in "ab":
    ...     answers.keep(key, Kept(b"12345678", False, ()))
    >>> answers.get("a"), answers.get("b").body
    (None, b'12345678')
    """

    def __init__(self, *, most_bytes: int = MOST_BYTES) -> None:
        """Begin with none."""
        self._most_bytes = most_bytes
        self._bytes = 0
        self._answers: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> Kept | None:
        """Return an answer, or None if it is not kept."""
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def keep(self, key: str, answer: Kept) -> None:
        """Keep an answer, and let go of those that nobody has asked for the longest."""
        with self._lock:
            if key in self._answers:
                self._bytes -= len(self._answers.pop(key).body)
            self._answers[key] = answer
            self._bytes += len(answer.body)
            while self._bytes > self._most_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._bytes -= len(oldest.body)


def register(app: Flask, settings: Settings) -> None:
    """Let the application keep answers, and say of each how long it is good.

    The checks of who may ask stand before it: nothing is recalled for those who may not.
    """
    app.extensions[_EXTENSION] = (KeptAnswers(), settings.signing_key)
    app.url_defaults(assets.versioned)
    app.before_request(recall)
    app.after_request(keep)


def recall() -> Response | None:
    """Answer a request without a search if the client or this process has the answer."""
    key = _key()
    if key is None:
        return None
    g.answer_key = key
    tags = request.if_none_match
    if not tags.star_tag and tags.contains_weak(key):
        return Response(status=304)
    kept = _answers().get(key)
    g.recalled = kept is not None
    return kept.response() if kept else None


def keep(response: Response) -> Response:
    """Say how long an answer is good, and keep it if it will be good again."""
    key = g.get("answer_key")
    if key is None or response.status_code not in (200, 304):
        response.headers.setdefault("Cache-Control", UNKEPT)
        return response
    if response.status_code == 200 and not g.recalled and not _is_stream(response):  # noqa: PLR2004 - OK
        response = _kept(key, response)
    response.set_etag(key, weak=True)
    response.headers["Cache-Control"] = IMMUTABLE if assets.is_versioned() else REVALIDATED
    response.vary.add("Accept-Encoding")
    return response


def accepts_gzip() -> bool:
    """Tell whether the client can read gzip."""
    return bool(request.accept_encodings["gzip"])


def _kept(key: str, response: Response) -> Response:
    """Keep an answer unless it is too large; return it as the client can read it."""
    response.direct_passthrough = False  # the files of `static` are read, not passed on
    body = response.get_data()
    packed = len(body) >= COMPRESSED_FROM and (response.mimetype or "").startswith(_COMPRESSIBLE)
    headers = tuple(
        (name, value) for name, value in response.headers if name.lower() != "content-length"
    )
    # Without a time in it the same page has the same bytes.
    kept = Kept(gzip.compress(body, LEVEL, mtime=0) if packed else body, packed, headers)
    if len(kept.body) <= LARGEST:
        _answers().keep(key, kept)
    if packed and accepts_gzip():
        response.set_data(kept.body)
        response.headers["Content-Encoding"] = "gzip"
    return response


def _key() -> str | None:
    """Return what an answer is known by, None if it is not to be recalled."""
    if request.method not in ("GET", "HEAD") or request.endpoint is None:
        return None
    if request.endpoint == assets.ENDPOINT:
        version = assets.requested_version()
        return _digested(request.path, version) if version else None
    room, _, _ = request.endpoint.rpartition(".")
    kept = room in KEPT_ROOMS or request.endpoint in KEPT_ENDPOINTS
    if not kept or request.endpoint in FRESH_ENDPOINTS:
        return None
    # The generation is read before the search: an answer may be newer than it, never older.
    return _digested(
        search.__version__,
        str(current_archive().generation),
        str(datetime.date.today()),  # noqa: DTZ011 - the day from which the library counts
        request.url_root,
        request.path,
        request.query_string.decode("latin-1"),  # as it came: nothing is replaced
    )


def _digested(*parts: str) -> str:
    """Return a digest that only servers with the same key make."""
    _, signing_key = _extension()
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.digest(signing_key, text, "sha256")[:DIGEST_BYTES].hex()


def _is_stream(response: Response) -> bool:
    return response.is_streamed and request.endpoint != assets.ENDPOINT


def _answers() -> KeptAnswers:
    answers, _ = _extension()
    return answers


def _extension() -> tuple[KeptAnswers, bytes]:
    return cast("tuple[KeptAnswers, bytes]", current_app.extensions[_EXTENSION])
