"""Walks the demonstration as a person would: signed in, from the start page, along every link."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from marketkit.db import Base, db

HOST = "http://127.0.0.1:8000"
# Web sessions may be made and touched by any request; everything else changes only by a form.
TOUCHED_BY_READING = frozenset({"session_record"})
MOST_PAGES = 1500
# Of pages that differ only in which bid, version or document of a procurement they show, so many are asked for, by
# each person; of files, so many that differ in which procurement they are about.
MOST_ALIKE, MOST_FILES_ALIKE = 1, 2
# What they show depends on how far a procurement has come, and so does where they lead.
LEADING_ON = frozenset({"procurements.procurement", "evaluations.evaluation"})

FilesWanted = Callable[[str | None], bool]
"""Whether files of an endpoint are to be asked for."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was asked for, and what came."""

    address: str
    endpoint: str | None
    status: int
    mimetype: str
    text: str
    saved: bool = False

    @property
    def path(self) -> str:
        return urlsplit(self.address).path

    @property
    def is_page(self) -> bool:
        """Whether a browser shows it: a document to save may be HTML too, whole in itself with its looks."""
        return self.mimetype == "text/html" and not self.saved

    def parsed(self) -> html.HtmlElement:
        return html.fromstring(self.text)


@dataclass(slots=True)
class Crawl:
    """Everything one person can reach."""

    visits: list[Visit] = field(default_factory=list)

    @property
    def endpoints(self) -> set[str]:
        return {visit.endpoint for visit in self.visits if visit.endpoint}

    def one_of_each(self) -> Iterator[Visit]:
        """The first page of every endpoint."""
        seen: set[str | None] = set()
        for visit in self.visits:
            if visit.is_page and visit.status == 200 and visit.endpoint not in seen:
                seen.add(visit.endpoint)
                yield visit


def sign_in(client: FlaskClient, email: str, password: str) -> TestResponse:
    """Fill in the sign-in page as a person does; returns the page one lands on."""
    page = client.get(sign_in_address(client.application), base_url=HOST)
    data = {"csrf_token": token_of(page.text), "email": email, "password": password}
    return client.post(page.request.path, data=data, base_url=HOST, follow_redirects=True)


def sign_in_address(app: Flask) -> str:
    with app.test_request_context(base_url=HOST):
        return app.url_for(app.extensions["marketkit_sign_in"])


def token_of(text: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
    assert found, "the page holds no form with a token"
    return found[1]


def crawl(
    client: FlaskClient,
    start: str = "/",
    *,
    language: str = "en",
    files: FilesWanted | None = None,
    one_of_a_kind: bool = False,
) -> Crawl:
    """Follow every link of ours from the start page. A list is asked for once for each set of its arguments."""
    return Crawl(list(walk(client, start, language=language, files=files, one_of_a_kind=one_of_a_kind)))


def walk(
    client: FlaskClient,
    start: str = "/",
    *,
    language: str = "en",
    files: FilesWanted | None = None,
    one_of_a_kind: bool = False,
    new_kinds_first: bool = False,
) -> Iterator[Visit]:
    """The same, one visit at a time, so that who has seen enough can stop.

    `files`: of which endpoints files are asked for too; without it, none. `one_of_a_kind`: pages that differ in which
    procurement they are about count as alike, where they are asked for alike. `new_kinds_first`: pages of an endpoint
    that was not met yet come before all others.
    """
    app = client.application
    visits, alike, met = 0, Counter[object](), set[str | None]()
    waiting = deque([(None, f"{start}?lang={language}")])
    known = {(start, frozenset[str]())}
    while waiting:
        assert visits < MOST_PAGES, f"the pages never end: {list(waiting)[:5]}"
        if new_kinds_first and (found := next((each for each in waiting if each[0] not in met), None)):
            waiting.remove(found)
            waiting.appendleft(found)
        endpoint, address = waiting.popleft()
        visit = ask(client, address)
        met |= {endpoint, visit.endpoint}
        visits += 1
        yield visit
        if not visit.is_page:
            continue
        for address in links(visit):
            parts = urlsplit(address)
            shape = (parts.path, frozenset(name for name, _value in parse_qsl(parts.query)))
            if "lang" in shape[1] or shape in known:
                continue
            known.add(shape)
            endpoint = endpoint_of(app, parts.path)
            file = is_file(parts.path)
            if file and not (files and files(endpoint)):
                continue
            kind = (endpoint, file_kind(parts.path)) if file else kind_of(app, parts.path, shape[1])
            if one_of_a_kind and not file and endpoint not in LEADING_ON:
                kind = endpoint
            alike[kind] += 1
            if alike[kind] <= (MOST_FILES_ALIKE if file else MOST_ALIKE):
                waiting.append((endpoint, f"{parts.path}?{parts.query}" if parts.query else parts.path))


def file_kind(path: str) -> str:
    return path.rpartition(".")[2]


def is_file(path: str) -> bool:
    """Whether an address, or the rule for one, is that of a file to save: it ends in its kind."""
    return "." in path.rpartition("/")[2]


def ask(client: FlaskClient, address: str) -> Visit:
    """One page; what a redirect leads to counts as the page of the address it ends at."""
    answer = client.get(address, base_url=HOST, follow_redirects=True)
    path = answer.request.path
    text = answer.text if answer.mimetype.startswith("text/") else ""
    saved = answer.headers.get("Content-Disposition", "").startswith("attachment")
    endpoint = endpoint_of(client.application, path)
    return Visit(address, endpoint, answer.status_code, answer.mimetype, text, saved)


def kind_of(app: Flask, path: str, arguments: frozenset[str]) -> object:
    """What pages have in common that show the same kind of thing about the same procurement."""
    try:
        endpoint, values = app.url_map.bind("127.0.0.1").match(path)
    except HTTPException:
        return path
    return endpoint, values.get("procurement_id"), values.get("kind"), arguments


def endpoint_of(app: Flask, path: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("127.0.0.1").match(path)
    except HTTPException:
        return None
    return str(endpoint)


def links(visit: Visit) -> Iterator[str]:
    """Addresses of ours that the page links to, shows as a picture, or asks for by a form that only reads."""
    page = visit.parsed()
    forms = [form for form in page.forms if form.method == "GET"]
    asked = [f"{form.get('action') or visit.path}?{urlencode(first_values(form))}" for form in forms]
    for link in [*page.xpath("//a/@href | //img/@src"), *asked]:
        address = urljoin(HOST + visit.address, link)
        if address.startswith(f"{HOST}/") and not address.startswith(f"{HOST}/static/"):
            yield address.partition("#")[0]


def first_values(form: html.FormElement) -> list[tuple[str, str]]:
    """What a browser sends when the form is left as it came: of a list without a choice, its first entry."""
    values = list(form.form_values())
    chosen = {name for name, _value in values}
    for element in form.inputs:
        if isinstance(element, html.SelectElement) and element.name not in chosen and element.value_options:
            values.append((element.name, element.value_options[0]))
    return values


def fingerprints(app: Flask) -> dict[str, str]:
    """A hash over all rows of each table, except those that reading may touch."""
    found = {}
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            if table.name not in TOUCHED_BY_READING:
                rows = db.session.execute(select(table).order_by(*table.primary_key.columns)).all()
                found[table.name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return found
