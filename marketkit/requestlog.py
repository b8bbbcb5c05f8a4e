"""A reference number for every request, and one line of JSON about it: never bid contents, never query strings."""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, got_request_exception, has_request_context, request

from marketkit.settings import Settings

logger = logging.getLogger("marketkit")
# What a log line may carry beside the message; anything else a caller passes is dropped.
FIELDS = ("method", "endpoint", "status", "milliseconds", "bytes", "error", "trace")


class JsonLines(logging.Formatter):
    """One JSON object a line: time in UTC, level, logger, message, the request's reference, and FIELDS."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if has_request_context() and "reference" in g:
            line["reference"] = g.reference
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def places(trace: TracebackType | None) -> list[str]:
    """Where an error passed, as file:line:function. Its message is left out: it may quote what a person sent."""
    return [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in traceback.extract_tb(trace)]


# Set in the environment of requests that a command makes of its own application, thousands at a time.
UNLOGGED = "marketkit.unlogged"


def init_app(app: Flask, settings: Settings) -> None:
    """Number and log every request of the application. Tests' loggers and a server's own stay as they are."""
    set_up_logging(settings.log_level)
    app.before_request(_start)
    app.after_request(_finish)
    app.log_exception = _unlogged  # type: ignore[method-assign,assignment]  # its text would hold the whole URL
    got_request_exception.connect(_log_failure, app)


def set_up_logging(level: str) -> None:
    """Let our logger write JSON lines to standard error, once however many applications are made."""
    logger.setLevel(level)
    if not any(isinstance(handler.formatter, JsonLines) for handler in logger.handlers):
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        logger.addHandler(handler)
        logger.propagate = False


def reference() -> str:
    """The reference number of this request, to be shown on error pages and found again in the log."""
    if "reference" not in g:
        g.reference = secrets.token_hex(6)
    number: str = g.reference
    return number


def _start() -> None:
    reference()
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = reference()
    started = g.get("started")
    if request.environ.get(UNLOGGED):
        return response
    logger.info(
        "request",
        extra={
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "milliseconds": None if started is None else round((time.perf_counter() - started) * 1000, 1),
            "bytes": response.calculate_content_length(),
        },
    )
    return response


def _unlogged(_exc_info: object) -> None:
    """Flask's own log of an exception is replaced by _log_failure."""


def _log_failure(_app: Flask, exception: BaseException, **_extra: object) -> None:
    kind = (type(exception), exception, exception.__traceback__)
    logger.error(
        "request failed", exc_info=kind, extra={"method": request.method, "endpoint": request.endpoint}
    )
