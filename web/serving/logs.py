"""How the log is written: a line of JSON or of text for each record."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from typing import TYPE_CHECKING, Literal

from flask import g, has_app_context

if TYPE_CHECKING:
    from typing import Any

LogForm = Literal["quiet", "text", "json"]
REQUESTS = "nutgraf.requests"
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}


class JsonFormatter(logging.Formatter):
    """One JSON object on one line for each record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        entry: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "process": record.process,
        }
        exchange = getattr(record, "exchange", None)
        if exchange is not None:
            return json.dumps(entry | exchange)
        entry |= {"request_id": _request_id(), "message": record.getMessage()}
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry)


class TextFormatter(logging.Formatter):
    """A line to read for each record, with a traceback below it if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        exchange = getattr(record, "exchange", None)
        if exchange is not None:
            return f"{_time(record)} {_exchange_words(exchange)}".translate(_CONTROLS)
        # What others wrote must not look like a line of its own.
        message = record.getMessage().translate(_CONTROLS)
        line = f"{_time(record)} {record.levelname.lower()}: {message}"
        if record.exc_info:
            line += f"\n{self.formatException(record.exc_info)}"
        return line


def configure(form: LogForm) -> None:
    """Write the log to standard error: what goes wrong and, unless quiet, every request."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if form == "json" else TextFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger(REQUESTS).setLevel(logging.INFO)
    # A queue that has something in it is at work, not at fault.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)


def _time(record: logging.LogRecord) -> str:
    """Return when a record was made, in UTC.

    >>> _time(logging.makeLogRecord({"created": 0}))
    '1970-01-01T00:00:00.000Z'
    """
    moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _request_id() -> str | None:
    return g.get("request_id") if has_app_context() else None


def _exchange_words(exchange: dict[str, Any]) -> str:
    query = f"?{exchange['query']}" if exchange.get("query") else ""
    return (
        f"{exchange['client']} {exchange['method']} {exchange['path']}{query}"
        f" {exchange['status']} {exchange['milliseconds']:.1f} ms {exchange['bytes']:,} bytes"
        f" [{exchange['request_id']}]"
    )
