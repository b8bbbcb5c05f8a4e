"""Starting: the database is made, the demonstration filled in once, and a real server answers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from werkzeug.exceptions import RequestEntityTooLarge

from marketkit import create_app, serving
from marketkit.account.services import create_user
from marketkit.audit import AuditEntry, record, verify
from marketkit.cli import main
from marketkit.db import db, transaction
from marketkit.errors import MarketkitError
from marketkit.features import Feature
from marketkit.procurements.models import Buyer
from marketkit.settings import Settings
from tests.conftest import make_settings
from tests.databases import Database, blank_database


@pytest.fixture
def own(database: Database, tmp_path: Path) -> Iterator[Settings]:
    with blank_database(database, tmp_path / "database") as url:
        yield make_settings(url, tmp_path / "instance")


def feature(name: str, calls: list[tuple[str, int]]) -> Feature:
    def demo(seed: int) -> None:
        calls.append((name, seed))
        record("test.demo", subject=f"feature:{name}", buyer_id=None, actor_id=None, details={})

    return Feature(name=name, demo=demo)


def test_the_first_start_makes_the_database(own: Settings) -> None:
    app = serving.prepare(own)
    assert app.test_client().get("/health").status_code == 200
    with app.app_context():
        assert verify().broken is None
        db.engine.dispose()


def test_there_is_one_buyer_from_the_first_start_on_and_a_word_on_how_to_sign_in(own: Settings) -> None:
    for _start in range(2):
        app = serving.prepare(own)
        with app.app_context():
            assert db.session.scalars(select(Buyer.slug)).all() == ["buyer"]
    assert "  marketkit member add you@example.org buyer admin" in serving.first_steps(app)
    with app.app_context(), transaction():
        create_user(email="kari@example.org", name="Kari", password=None, actor_id=None)
    assert serving.first_steps(app) == []
    with app.app_context():
        db.engine.dispose()


def test_each_feature_shows_itself_once_and_a_later_one_at_the_next_start(own: Settings) -> None:
    calls: list[tuple[str, int]] = []
    app = serving.prepare(own)
    with app.app_context():
        for features in (("one", "two"), ("one", "two"), ("one", "two", "three")):
            app.extensions["marketkit_features"] = tuple(feature(name, calls) for name in features)
            serving.load_demonstration(app)
        assert calls == [("one", 2026), ("two", 2026), ("three", 2026)]
        loaded = select(func.count()).where(AuditEntry.action == serving.DEMO_LOADED)
        assert db.session.scalar(loaded) == 3
        assert verify().broken is None
        db.session.rollback()
        db.engine.dispose()


def test_a_demonstration_that_fails_leaves_nothing_and_is_tried_again(own: Settings) -> None:
    app = serving.prepare(own)

    def fail(_seed: int) -> None:
        record("test.demo", subject="feature:bad", buyer_id=None, actor_id=None, details={})
        raise RuntimeError("half way")

    with app.app_context():
        before = verify().entries
        app.extensions["marketkit_features"] = (Feature(name="bad", demo=fail),)
        with pytest.raises(RuntimeError):
            serving.load_demonstration(app)
        assert verify().entries == before
        db.session.rollback()
        db.engine.dispose()


def test_the_demonstration_is_not_shown_to_the_world(own: Settings) -> None:
    with pytest.raises(MarketkitError, match="served on this machine only"):
        serving.prepare(replace(own, demo=True), host="0.0.0.0")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.8.8.8"])
def test_this_machine_has_several_names(host: str) -> None:
    assert serving._is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "procurement.example.org"])
def test_other_addresses_are_not_this_machine(host: str) -> None:
    assert not serving._is_loopback(host)


def test_wrong_settings_stop_the_start_with_every_fault() -> None:
    done = CliRunner().invoke(main, ["serve"], env={"MARKETKIT_DEMO": "perhaps", "MARKETKIT_PROXIES": "x"})
    assert done.exit_code == 2
    assert "MARKETKIT_DEMO" in done.output
    assert "MARKETKIT_PROXIES" in done.output


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = CliRunner().invoke(
            main, ["serve", "--port", str(port)], env={"MARKETKIT_INSTANCE": str(tmp_path / "instance")}
        )
    assert done.exit_code == 1
    assert f"cannot listen on 127.0.0.1, port {port}" in done.output


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_real_server_starts_answers_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if not name.startswith("MARKETKIT_")}
    program = "from marketkit.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "run", "--port", str(port)],
        env=environ | {"MARKETKIT_INSTANCE": str(tmp_path / "instance")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        first = server.stdout.readline()
        try:
            assert re.fullmatch(rf"marketkit is at http://127\.0\.0\.1:{port}/\n", first), server.stderr
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10) as answer:
                assert answer.status == 200
                assert "Server" not in answer.headers
            stranger = urllib.request.Request(
                f"http://127.0.0.1:{port}/health", headers={"Host": "evil.example"}
            )
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(stranger, timeout=10)
            assert refused.value.code == 400
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=20) == 0


def test_a_host_that_is_not_ours_is_refused(client: FlaskClient) -> None:
    assert client.get("/health", headers={"Host": "evil.example"}).status_code == 400


def test_a_body_above_the_limit_is_refused(own: Settings) -> None:
    app = create_app(replace(own, max_upload_bytes=1_000))

    def read() -> ResponseReturnValue:
        return str(len(request.get_data()))

    app.add_url_rule("/read", view_func=read)
    with app.test_request_context("/read", method="POST", data=b"x" * 1_000):
        assert app.view_functions["read"]() == "1000"
    with (
        app.test_request_context("/read", method="POST", data=b"x" * 1_001),
        pytest.raises(RequestEntityTooLarge),
    ):
        app.view_functions["read"]()


@pytest.mark.parametrize(("proxies", "address"), [("0", "127.0.0.1"), ("1", "203.0.113.7")])
def test_forwarded_headers_count_only_behind_a_proxy_we_were_told_of(
    tmp_path: Path, proxies: str, address: str
) -> None:
    url = f"sqlite:///{tmp_path / 'proxy.sqlite3'}"
    app = create_app(make_settings(url, tmp_path / "instance", MARKETKIT_PROXIES=proxies))
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/health", headers={"X-Forwarded-For": "203.0.113.7"})
    assert seen == [address]
