"""Killed without warning, the program loses nothing that it had confirmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from marketkit import create_app, migrations
from marketkit.audit import verify
from marketkit.db import db
from tests.conftest import make_settings
from tests.databases import Database, blank_database

WRITER = """
import os
from marketkit import create_app
from marketkit.audit import record
from marketkit.db import transaction

with create_app().app_context():
    while True:
        with transaction():
            entry = record("test.kept", subject="row:1", buyer_id=None, actor_id=None, details={})
            number = entry.number
        print(number, flush=True)
"""
CONFIRMED = 40


def test_what_was_confirmed_stands_after_kill_9_and_the_chain_holds(
    database: Database, tmp_path: Path
) -> None:
    with blank_database(database, tmp_path / "database") as url:
        migrations.upgrade(url)
        given = {"MARKETKIT_INSTANCE": str(tmp_path / "instance"), "MARKETKIT_DATABASE_URL": url}
        environ = {name: value for name, value in os.environ.items() if not name.startswith("MARKETKIT_")}
        with subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environ | given, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            for _ in range(CONFIRMED):
                assert writer.stdout.readline()
            writer.send_signal(signal.SIGKILL)
            rest = writer.stdout.read().split()
        confirmed = int(rest[-1]) if rest else CONFIRMED
        app = create_app(make_settings(url, tmp_path / "instance"))
        with app.app_context():
            verification = verify()
            db.session.rollback()
            db.engine.dispose()
    assert verification.broken is None
    assert confirmed <= verification.entries <= confirmed + 1  # one may have been confirmed but not yet said
