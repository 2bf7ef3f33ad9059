"""A server of two processes that has one slow stream, to be stopped in the middle of it."""

import sys
import time
from collections.abc import Iterator

from flask import Flask

import web
from web.serving.command import Options, serve

PARTS = 10
PAUSE = 0.2  # seconds between parts


def stream() -> Iterator[str]:
    for number in range(PARTS):
        time.sleep(PAUSE)
        yield f"part {number}\n"


def endless() -> Iterator[str]:
    while True:
        time.sleep(PAUSE)
        yield "and on\n"


def create_app(*_: object) -> Flask:
    app = Flask("slow")
    app.add_url_rule("/", "stream", lambda: app.response_class(stream()))
    app.add_url_rule("/endless", "endless", lambda: app.response_class(endless()))
    app.add_url_rule("/large", "large", lambda: app.response_class(b"x" * 2**25))
    return app


if __name__ == "__main__":
    web.create_app = create_app  # type: ignore[assignment]
    serve(
        Options(place=sys.argv[1], port=0, workers=2),
        lambda line: print(line, file=sys.stderr, flush=True),  # noqa: T201 - as the command tells it
    )
