"""The log has a line for every request with a reference number, and never what people sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.typing import ResponseReturnValue

from marketkit import requestlog
from marketkit.settings import Settings


class Lines(logging.Handler):
    """Keeps what our formatter would have written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(requestlog.JsonLines())
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    handler = Lines()
    logger = logging.getLogger("marketkit")
    level = logger.level
    logger.addHandler(handler)
    yield handler.lines
    logger.removeHandler(handler)
    logger.setLevel(level)


@pytest.fixture
def logged(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    app = Flask("logged")
    requestlog.init_app(app, Settings.from_environ({"MARKETKIT_INSTANCE": str(tmp_path_factory.mktemp("i"))}))

    def crash() -> ResponseReturnValue:
        raise RuntimeError("bid 4711 costs 99 kroner")

    def fine() -> ResponseReturnValue:
        return "a page"

    app.add_url_rule("/fine", view_func=fine, methods=["GET", "POST"])
    app.add_url_rule("/crash", view_func=crash)
    return app


def test_a_request_leaves_one_line(logged: Flask, lines: list[str]) -> None:
    response = logged.test_client().post("/fine?q=secret-question", data={"price": "secret-price"})
    (line,) = lines
    entry = json.loads(line)
    assert entry["reference"] == response.headers["X-Request-Id"]
    assert {name: entry[name] for name in ("level", "message", "method", "endpoint", "status", "bytes")} == {
        "level": "INFO",
        "message": "request",
        "method": "POST",
        "endpoint": "fine",
        "status": 200,
        "bytes": 6,
    }
    assert entry["time"].endswith("+00:00")
    assert entry["milliseconds"] >= 0
    assert "secret" not in line


def test_a_crash_is_logged_with_its_place_and_without_its_text(logged: Flask, lines: list[str]) -> None:
    response = logged.test_client().get("/crash?q=secret-question")
    assert response.status_code == 500
    failure, request_line = (json.loads(line) for line in lines)
    assert failure["error"] == "RuntimeError"
    assert failure["trace"][-1].endswith(":crash")
    assert failure["reference"] == request_line["reference"] == response.headers["X-Request-Id"]
    assert request_line["status"] == 500
    assert "4711" not in "".join(lines)
    assert "secret" not in "".join(lines)


def test_each_request_has_a_reference_of_its_own(logged: Flask, lines: list[str]) -> None:
    browser = logged.test_client()
    references = {browser.get("/fine").headers["X-Request-Id"] for _ in range(20)}
    assert len(references) == 20


def test_several_applications_share_one_handler(
    logged: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    requestlog.set_up_logging("INFO")
    requestlog.set_up_logging("ERROR")
    ours = [
        h for h in logging.getLogger("marketkit").handlers if isinstance(h.formatter, requestlog.JsonLines)
    ]
    assert len(ours) == 1
    assert logging.getLogger("marketkit").level == logging.ERROR
