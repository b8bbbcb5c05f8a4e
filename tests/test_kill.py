"""The server is killed with -9 while evaluators save: every score whose saving was confirmed is there afterwards."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketkit.account.models import User
from marketkit.account.sessions import COOKIE
from marketkit.audit import verify
from marketkit.db import db, write_engine
from marketkit.evaluations.assessment.models import Assessment
from marketkit.procurements.models import Procurement
from marketkit.serving import prepare
from tests.conftest import make_settings
from tests.databases import Database, blank_database
from tests.evaluations.assessment.arranging import Panel, bid_id, opened, person
from tests.factories import Factories
from tests.signing_in import sign_in
from tests.test_serving import free_port

CONFIRMED = 25  # by each evaluator, before the kill
MOST = 500
PROGRAM = "from marketkit.cli import main; main()"


@contextmanager
def server(url: str, instance: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """The real program on a port of its own; ended hard if it still runs."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MARKETKIT_")}
    given = {"MARKETKIT_INSTANCE": str(instance), "MARKETKIT_DATABASE_URL": url}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "run", "--port", str(port)],
        env=environ | given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            assert f":{port}/" in process.stdout.readline()
            yield process, port
        finally:
            process.kill()


class Evaluator(threading.Thread):
    """Saves one cell again and again over one connection; `confirmed` is what the server said it had kept."""

    def __init__(self, port: int, cookie: str, base: str, bid: int) -> None:
        super().__init__()
        self.port, self.cookie, self.base, self.bid = port, cookie, base, bid
        self.confirmed: list[tuple[int, str]] = []
        self.enough = threading.Event()

    def run(self) -> None:
        try:
            self.save()
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        finally:
            self.enough.set()

    def save(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": f"{COOKIE}={self.cookie}", "Accept": "application/json"}
        connection.request("GET", f"{self.base}/assess", headers=headers)
        page = html.fromstring(connection.getresponse().read().decode())
        headers["X-CSRFToken"] = page.xpath("string(//table[@id='grid']//input[@name='csrf_token']/@value)")
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        for number in range(MOST):
            ground = f"Written in round {number}."
            body = urlencode({"score": str(number % 11), "ground": ground, "version": str(number)})
            connection.request("POST", f"{self.base}/assess/bids/{self.bid}/continuity", body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                return
            self.confirmed.append((json.loads(content)["version"], ground))
            if len(self.confirmed) >= CONFIRMED:
                self.enough.set()


@pytest.fixture
def evaluation(database: Database, tmp_path: Path) -> Iterator[tuple[str, Path, Flask, list[Evaluator]]]:
    """A database of its own with two evaluators, each with a bid to score, and the application that made it."""
    with blank_database(database, tmp_path / "database") as url:
        app = prepare(make_settings(url, tmp_path / "instance"))
        with app.app_context():
            with Session(write_engine(db.engine)) as session:
                factories = Factories(session)
                id_ = factories.procurement(factories.buyer()).id
                session.commit()
            procurement = db.session.get_one(Procurement, id_)
            opened(procurement)
            panel = Panel(procurement)
            people = [person(procurement.buyer, name) for name in ("Anna", "Bo")]
            panel.assign({"continuity": tuple(people)})
            base = f"/b/{procurement.buyer.slug}/procurements/{procurement.id}/evaluation"
            evaluators = []
            for user, label in zip(people, ("Alfa", "Beta"), strict=True):
                panel.declare(user)
                bid = bid_id(procurement, label)
                db.session.rollback()
                with Session(write_engine(db.engine)) as session:
                    cookie = sign_in(app.test_client(), session.get_one(User, user))
                evaluators.append(Evaluator(0, cookie, base, bid))
            db.session.close()
        yield url, tmp_path / "instance", app, evaluators
        with app.app_context():
            db.engine.dispose()


def test_every_score_that_was_confirmed_is_there_after_kill_9(
    evaluation: tuple[str, Path, Flask, list[Evaluator]],
) -> None:
    url, instance, app, evaluators = evaluation
    with server(url, instance) as (process, port):
        for evaluator in evaluators:
            evaluator.port = port
            evaluator.start()
        for evaluator in evaluators:
            assert evaluator.enough.wait(60)
        assert all(evaluator.is_alive() for evaluator in evaluators)  # they are still saving
        process.send_signal(signal.SIGKILL)
        assert process.wait(20) == -signal.SIGKILL
        for evaluator in evaluators:
            evaluator.join(30)
    with app.app_context():
        for evaluator in evaluators:
            query = select(Assessment.number, Assessment.ground).where(Assessment.bid_id == evaluator.bid)
            kept = [tuple(row) for row in db.session.execute(query.order_by(Assessment.number))]
            confirmed = evaluator.confirmed
            assert len(confirmed) >= CONFIRMED
            assert kept[: len(confirmed)] == confirmed
            assert len(kept) - len(confirmed) in (0, 1)  # one may have been kept but not confirmed any more
        assert verify().broken is None
        db.session.rollback()
