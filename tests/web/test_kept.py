"""The small cache before the application: what it keeps, for how long, and what it never keeps."""

from __future__ import annotations

import pytest
from flask import Flask, Response, request
from werkzeug.test import Client

from marketkit.web import kept
from marketkit.web.kept import KeptAnswers


class Counting:
    """An application that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.app = Flask("counting")
        self.app.add_url_rule("/<path:kind>", "page", self.page)
        self.clock = 100.0

    def page(self, kind: str) -> Response:
        self.asked += 1
        response = Response(f"{kind} {self.asked} {request.headers.get('Accept-Language', '')}")
        response.headers["Cache-Control"] = "private" if kind == "private" else "public, max-age=2"
        response.set_etag("tag")
        if kind == "cookie":
            response.set_cookie("a", "b")
        if kind == "missing":
            response.status_code = 404
        if kind == "long":
            response.set_data("x" * (kept.MOST_BYTES + 1))
        if kind == "streamed":
            return Response((part for part in ("a", "b")), headers=response.headers)
        return response


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    found = Counting()
    monkeypatch.setattr(kept.time, "monotonic", lambda: found.clock)
    return found


@pytest.fixture
def client(counting: Counting) -> Client:
    return Client(KeptAnswers(counting.app.wsgi_app), use_cookies=False)


def test_a_public_answer_is_given_again_until_its_time_is_over(counting: Counting, client: Client):
    first = client.get("/public")
    assert client.get("/public").data == first.data
    assert counting.asked == 1
    counting.clock += 2.1
    assert client.get("/public").data != first.data


@pytest.mark.parametrize("kind", ["private", "cookie", "missing", "long"])
def test_some_answers_are_never_kept(counting: Counting, client: Client, kind: str):
    client.get(f"/{kind}")
    client.get(f"/{kind}")
    assert counting.asked == 2


def test_a_streamed_answer_is_passed_on(counting: Counting, client: Client):
    headers = {key: value for key, value in client.get("/streamed").headers if key != "Content-Length"}
    assert headers["Cache-Control"] == "public, max-age=2"
    assert client.get("/streamed").data == b"ab"


@pytest.mark.parametrize("headers", [{"Cookie": "a=b"}, {"Authorization": "x"}, {"Range": "bytes=0-1"}])
def test_who_says_who_they_are_is_always_asked_for(
    counting: Counting, client: Client, headers: dict[str, str]
):
    client.get("/public", headers=headers)
    client.get("/public", headers=headers)
    client.get("/public")
    client.get("/public", headers=headers)
    assert counting.asked == 4


def test_what_an_answer_differs_by_is_kept_apart(counting: Counting, client: Client):
    texts = {
        client.get("/public").text,
        client.get("/public?q=1").text,
        client.get("/other").text,
        client.get("/public", headers={"Accept-Language": "nb"}).text,
        client.get("/public", base_url="http://other.example").text,
    }
    assert len(texts) == counting.asked == 5


def test_only_reading_is_answered_from_what_is_kept(counting: Counting, client: Client):
    client.get("/public")
    client.post("/public")
    assert client.head("/public").status_code == 200
    assert counting.asked == 2


def test_a_reader_who_has_it_is_told_so(counting: Counting, client: Client):
    client.get("/public")
    answer = client.get("/public", headers={"If-None-Match": '"tag"'})
    assert (answer.status_code, answer.data, counting.asked) == (304, b"", 1)


def test_the_oldest_make_room(counting: Counting, client: Client):
    for number in range(kept.MOST_KEPT + 1):
        client.get(f"/public?n={number}")
    client.get("/public?n=0")
    assert counting.asked == kept.MOST_KEPT + 2
