"""How fast a roadmap of 5,000 entries and 100,000 versions is read: pages, kept answers, search, exports.

`pytest -m benchmark`; `MARKETKIT_BENCHMARK_ENTRIES` and `…_VERSIONS` make it smaller or larger. Ratios are to an
application that answers "ok" and to a file read from disk, in the same run, everybody taking turns.
"""

from __future__ import annotations

import itertools
import os
import statistics
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from flask import Flask, send_file
from flask.testing import FlaskClient
from sqlalchemy import select

from marketkit.db import db, transaction
from marketkit.procurements.models import Buyer
from marketkit.roadmap.demo_subjects import SUBJECTS
from marketkit.roadmap.invented import invented
from marketkit.roadmap.static_site import publish_site
from marketkit.roadmap.storing_invented import store_invented
from tests.databases import Database
from tests.factories import Factories

pytestmark = pytest.mark.benchmark
ENTRIES = int(os.environ.get("MARKETKIT_BENCHMARK_ENTRIES", "5000"))
VERSIONS = int(os.environ.get("MARKETKIT_BENCHMARK_VERSIONS", "20"))
ROUNDS, READERS = 60, 16
TODAY = date(2026, 11, 23)


def fill(app: Flask, factories: Factories) -> str:
    """The invented entries, each with as many versions as asked for; gives the buyer's part of the address."""
    buyer_id = factories.buyer(name="Fjordvik kommune").id
    factories.commit()
    entries = invented(SUBJECTS, count=ENTRIES, versions=VERSIONS, seed=1, today=TODAY)
    with app.app_context():
        while batch := list(itertools.islice(entries, 200)):
            with transaction():
                store_invented(buyer=db.session.get_one(Buyer, buyer_id), entries=batch, actor_id=None)
        return db.session.get_one(Buyer, buyer_id).slug


def plain(folder: Path) -> Flask:
    """An application that does nothing, and gives a file."""
    app = Flask("plain")
    file = folder / "page.html"
    file.write_text("x" * 20_000)
    app.add_url_rule("/ok", "ok", lambda: "ok")
    app.add_url_rule("/file", "file", lambda: send_file(file))
    return app


def times(works: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """The milliseconds of each, taking turns."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            begun = time.perf_counter()
            work()
            taken[name].append((time.perf_counter() - begun) * 1000)
    return taken


def percentile(found: list[float], share: float) -> float:
    return sorted(found)[min(len(found) - 1, int(len(found) * share))]


def test_reading_a_large_roadmap(
    app: Flask,
    client: FlaskClient,
    factories: Factories,
    tmp_path: Path,
    database: Database,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slug = fill(app, factories)
    monkeypatch.setitem(app.config, "TESTING", False)  # kept answers are given only then
    base = f"/roadmap/{slug}"
    numbers = itertools.count()

    def asked(path: str) -> Callable[[], object]:
        """The page under an address nobody has asked for before, so that it is drawn."""

        def work() -> object:
            answer = client.get(f"{base}{path}{'&' if '?' in path else '?'}unkept={next(numbers)}")
            assert answer.status_code == 200
            return answer.data

        return work

    kept = client.get(f"{base}/")
    tag = kept.headers["ETag"]
    other = plain(tmp_path).test_client()
    works: dict[str, Callable[[], object]] = {
        "plain": lambda: other.get("/ok").data,
        "file": lambda: other.get("/file").data,
        "list": asked("/"),
        "search": asked("/?q=hjemme&cpv=85&sort=changed"),
        "entry": asked(f"/entries/{first_key(client, base)}"),
        "kept": lambda: client.get(f"{base}/").data,
        "304": lambda: client.get(f"{base}/", headers={"If-None-Match": tag}).data,
    }
    for work in works.values():
        work()
    taken = times(works)
    middle = {name: statistics.median(found) for name, found in taken.items()}
    with ThreadPoolExecutor(READERS) as pool:
        crowded = list(pool.map(lambda number: one(app, f"{base}/?unkept=crowd{number}"), range(READERS * 8)))
    with capsys.disabled():
        print(f"\n  {ENTRIES} entries, {database.url.partition(':')[0]}:")
        for name, found in middle.items():
            print(
                f"    {name}: {found:.2f} ms, 95th percentile {percentile(taken[name], 0.95):.2f} ms, "
                f"{found / middle['plain']:.1f} times plain Flask, {found / middle['file']:.1f} times a file"
            )
        print(
            f"    list with {READERS} readers at once: 95th percentile {percentile(crowded, 0.95):.0f} ms (goal: 150)"
        )


def one(app: Flask, address: str) -> float:
    begun = time.perf_counter()
    assert app.test_client().get(address).status_code == 200
    return (time.perf_counter() - begun) * 1000


def first_key(client: FlaskClient, base: str) -> str:
    found = client.get(f"{base}/api/entries").get_json()["entries"][0]["key"]
    assert isinstance(found, str)
    return found


def test_the_whole_export_is_streamed(
    app: Flask, client: FlaskClient, factories: Factories, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = fill(app, factories)
    begun = time.perf_counter()
    tracemalloc.start()
    answer = client.get(f"/roadmap/{slug}/ocds/releases.json", buffered=False)
    size = sum(len(part) for part in answer.response)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.close()
    with capsys.disabled():
        print(
            f"\n  OCDS releases of {ENTRIES} entries: {size / 1e6:.1f} MB in {time.perf_counter() - begun:.1f} s "
            f"while memory is traced (goal: 20 s without), at most {peak / 1e6:.1f} MB in use"
        )


def test_the_static_site_is_written_once_and_then_found_unchanged(
    app: Flask, factories: Factories, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slug = fill(app, factories)
    seconds, written = [], []
    for _ in range(2):
        begun = time.perf_counter()
        with app.app_context():
            buyer = db.session.scalars(select(Buyer).where(Buyer.slug == slug)).one()
            report = publish_site(buyer, tmp_path, base_url="https://plans.example/roadmap")
        seconds.append(time.perf_counter() - begun)
        written.append(len(report.written))
    with capsys.disabled():
        print(
            f"\n  the site of {ENTRIES} entries: {written[0]} files in {seconds[0]:.0f} s; "
            f"again: {written[1]} written in {seconds[1]:.1f} s"
        )
    assert written[1] == 0
