"""A small cache before the application, for answers that are the same for everybody for a moment.

It keeps what says `Cache-Control: public` with a `max-age` (RFC 9111), for so many seconds, for requests without
cookies. So a page that many read at once is drawn once, and given again without the application being asked.
"""

from __future__ import annotations

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_KEPT, MOST_BYTES = 512, 500_000
_MAX_AGE = re.compile(r"\bmax-age=(\d{1,6})\b")
_ASKED_OF = ("HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_RANGE")


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer and until when it may be given (seconds of the clock that never goes back)."""

    headers: list[tuple[str, str]]
    body: bytes
    tag: str
    until: float


class KeptAnswers:
    """The application with the cache before it; `sleeps` says when it stands aside."""

    def __init__(self, application: WSGIApplication, sleeps: Callable[[], bool] = lambda: False) -> None:
        self.application = application
        self.sleeps = sleeps
        self.kept: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET" or self.sleeps() or any(name in environ for name in _ASKED_OF):
            return self.application(environ, start_response)
        key = _key(environ)
        found = self.kept.get(key)
        if found is not None and found.until > time.monotonic():
            return _given(found, environ, start_response)
        return self._asked(key, environ, start_response)

    def _asked(
        self, key: tuple[str, ...], environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        said: dict[str, Any] = {}

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said.update(status=status, headers=headers)
            return start_response(status, headers, exc_info)

        parts = self.application(environ, listen)
        headers = {name.lower(): value for name, value in said.get("headers", [])}
        seconds = _seconds(said.get("status", ""), headers)
        # What is still being written has no length yet; it is passed on as it comes.
        if not seconds or int(headers.get("content-length", MOST_BYTES + 1)) > MOST_BYTES:
            return parts
        try:
            body = b"".join(parts)
        finally:
            close = getattr(parts, "close", None)
            if close is not None:
                close()
        until = time.monotonic() + seconds
        self._keep(key, Kept(said["headers"], body, headers.get("etag", ""), until))
        return [body]

    def _keep(self, key: tuple[str, ...], answer: Kept) -> None:
        with self.lock:
            self.kept[key] = answer
            self.kept.move_to_end(key)
            while len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)


def _key(environ: WSGIEnvironment) -> tuple[str, ...]:
    """What an answer may differ by."""
    names = (
        "wsgi.url_scheme",
        "HTTP_HOST",
        "SCRIPT_NAME",
        "PATH_INFO",
        "QUERY_STRING",
        "HTTP_ACCEPT_LANGUAGE",
    )
    return tuple(str(environ.get(name, "")) for name in names)


def _seconds(status: str, headers: Mapping[str, str]) -> int:
    """For how long an answer may be kept; 0 for one that may not."""
    control = headers.get("cache-control", "")
    age = _MAX_AGE.search(control)
    if not status.startswith("200") or "set-cookie" in headers or "public" not in control or age is None:
        return 0
    return int(age[1])


def _given(answer: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if answer.tag and answer.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        kept = [
            (name, value)
            for name, value in answer.headers
            if name.lower() not in ("content-length", "content-type")
        ]
        start_response("304 NOT MODIFIED", kept)
        return [b""]
    start_response("200 OK", answer.headers)
    return [answer.body]
