"""Backup and restore on both databases: what comes back is what was saved, and nothing is replaced unasked."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import stat
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import create_engine, select, text

from marketkit import create_app, files, migrations
from marketkit.audit import AuditEntry, record, verify
from marketkit.cli import main
from marketkit.db import db, transaction
from marketkit.settings import Settings
from tests.conftest import make_settings, required_skip
from tests.databases import Database, blank_database

DETAIL = "Tjenester – 1 234,50 kr"


class Installation:
    """One installation with its own database and folder, driven as a person would: by the command line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.environ = {
            "MARKETKIT_INSTANCE": str(settings.instance),
            "MARKETKIT_DATABASE_URL": settings.database_url,
            "MARKETKIT_LOG_LEVEL": "ERROR",
        }

    def run(self, *arguments: str | Path, answer: str | None = None) -> Result:
        return CliRunner().invoke(main, [str(word) for word in arguments], env=self.environ, input=answer)

    def fill(self, count: int) -> str:
        """Entries in the audit chain and one uploaded file; returns the file's key."""
        migrations.ensure_current(self.settings.database_url)
        app = create_app(self.settings)
        with app.app_context():
            with transaction():
                stored = files.store(b"price;1 234,50\n")
                for number in range(count):
                    record(
                        "test.filled",
                        subject=f"row:{number}",
                        buyer_id=None,
                        actor_id=None,
                        details={"text": DETAIL},
                    )
            db.engine.dispose()
        return stored.key

    def entries(self) -> int:
        app = create_app(self.settings)
        with app.app_context():
            verification = verify()
            details = db.session.scalars(select(AuditEntry.details)).all()
            db.session.rollback()
            db.engine.dispose()
        assert verification.broken is None
        assert all(json.loads(found)["text"] == DETAIL for found in details)
        return verification.entries


@pytest.fixture
def installation(database: Database, tmp_path: Path) -> Iterator[Installation]:
    if database.url.startswith("postgresql") and not shutil.which("pg_dump"):
        required_skip("pg_dump is not installed")
    with blank_database(database, tmp_path / "database") as url:
        yield Installation(make_settings(url, tmp_path / "instance"))


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Iterator[Installation]:
    """A second, empty installation on the same kind of database."""
    with blank_database(database, tmp_path / "other-database") as url:
        yield Installation(make_settings(url, tmp_path / "other-instance"))


def copy_keys(source: Installation, target: Installation) -> None:
    shutil.copytree(source.settings.instance / "keys", target.settings.instance / "keys")


def test_what_is_restored_is_what_was_saved(
    installation: Installation, other: Installation, tmp_path: Path
) -> None:
    key = installation.fill(7)
    saved = installation.run("backup", tmp_path / "monday.tar")
    assert saved.exit_code == 0, saved.output
    assert "7 audit entries hold, 1 uploaded files" in saved.output
    copy_keys(installation, other)
    restored = other.run("restore", tmp_path / "monday.tar", "--yes")
    assert restored.exit_code == 0, restored.output
    assert "7 audit entries, 1 uploaded files" in restored.output
    assert other.entries() == 7
    assert (other.settings.instance / "files" / key).read_bytes() == b"price;1 234,50\n"
    refused = other.run("audit", "verify")
    assert refused.exit_code == 0, refused.output


def test_a_restored_database_still_refuses_to_change_its_audit_entries(
    installation: Installation, other: Installation, tmp_path: Path
) -> None:
    installation.fill(1)
    installation.run("backup", tmp_path / "b.tar")
    copy_keys(installation, other)
    assert other.run("restore", tmp_path / "b.tar", "--yes").exit_code == 0
    engine = create_engine(other.settings.database_url)
    with (
        pytest.raises(Exception, match="rows of audit_entry are never changed"),
        engine.begin() as connection,
    ):
        connection.execute(text("DELETE FROM audit_entry"))
    engine.dispose()


def test_restore_says_what_it_will_do_and_asks_when_the_target_is_empty(
    installation: Installation, other: Installation, tmp_path: Path
) -> None:
    installation.fill(2)
    installation.run("backup", tmp_path / "b.tar")
    copy_keys(installation, other)
    declined = other.run("restore", tmp_path / "b.tar", answer="n\n")
    assert declined.exit_code == 1
    assert "will be filled; it is empty now" in declined.output
    engine = create_engine(other.settings.database_url)
    with engine.connect() as connection:
        assert migrations.current_revision(connection) is None
    engine.dispose()
    agreed = other.run("restore", tmp_path / "b.tar", answer="y\n")
    assert agreed.exit_code == 0, agreed.output
    assert other.entries() == 2


def test_restore_refuses_to_replace_what_stands_unless_told(
    installation: Installation, tmp_path: Path
) -> None:
    installation.fill(2)
    installation.run("backup", tmp_path / "b.tar")
    installation.fill(3)
    refused = installation.run("restore", tmp_path / "b.tar", answer="y\n")
    assert refused.exit_code == 1
    assert "nothing was changed: to replace what stands, say --yes" in refused.output
    assert installation.entries() == 5
    assert installation.run("restore", tmp_path / "b.tar", "--yes").exit_code == 0
    assert installation.entries() == 2


def test_the_database_and_files_that_stood_before_are_kept_aside(
    installation: Installation, tmp_path: Path
) -> None:
    installation.fill(2)
    installation.run("backup", tmp_path / "b.tar")
    later = installation.fill(1)
    output = installation.run("restore", tmp_path / "b.tar", "--yes").output
    kept = [Path(line.split(" as ")[1].rstrip(".")) for line in output.splitlines() if "is kept as" in line]
    folder = next(path for path in kept if path.name.startswith("files.before"))
    assert (folder / later).exists()
    assert not (installation.settings.instance / "files" / later).exists()
    if installation.settings.is_sqlite:
        file = next(path for path in kept if ".sqlite3.before" in path.name)
        with closing(sqlite3.connect(file)) as connection:
            assert connection.execute("SELECT count(*) FROM audit_entry").fetchone() == (3,)


def test_the_keys_stay_out_unless_asked_for(
    installation: Installation, other: Installation, tmp_path: Path
) -> None:
    installation.fill(1)
    secret = installation.settings.key("audit")
    without, with_keys = tmp_path / "without.tar", tmp_path / "with.tar"
    installation.run("backup", without)
    installation.run("backup", with_keys, "--with-keys")
    assert secret not in without.read_bytes()
    assert secret in with_keys.read_bytes()
    refused = other.run("restore", without, "--yes")
    assert refused.exit_code == 1
    assert "the keys at hand are not those of the backup" in refused.output
    assert other.run("restore", with_keys, "--yes").exit_code == 0
    assert other.settings.key("audit") == secret
    assert other.entries() == 1


def test_only_its_owner_can_read_a_backup_and_none_is_written_over(
    installation: Installation, tmp_path: Path
) -> None:
    installation.fill(1)
    target = tmp_path / "b.tar"
    installation.run("backup", target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = installation.run("backup", target)
    assert again.exit_code == 1
    assert "exists already" in again.output
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_a_broken_chain_is_not_backed_up(installation: Installation, tmp_path: Path) -> None:
    installation.fill(3)
    engine = create_engine(installation.settings.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit_entry SET subject = 'row:9' WHERE number = 2"))
    engine.dispose()
    refused = installation.run("backup", tmp_path / "b.tar")
    assert refused.exit_code == 1
    assert "the audit chain is broken at entry 2: its content was changed" in refused.output
    assert not (tmp_path / "b.tar").exists()
    broken = installation.run("audit", "verify")
    assert broken.exit_code == 1
    assert "BROKEN at entry 2" in broken.output


def test_a_damaged_archive_is_refused_before_anything_is_touched(
    installation: Installation, tmp_path: Path
) -> None:
    installation.fill(4)
    target = tmp_path / "b.tar"
    installation.run("backup", target)
    data = bytearray(target.read_bytes())
    with tarfile.open(target) as archive:
        member = next(entry for entry in archive.getmembers() if entry.name.startswith("database"))
    data[member.offset_data + member.size // 2] ^= 0xFF
    target.write_bytes(data)
    refused = installation.run("restore", target, "--yes")
    assert refused.exit_code == 1
    assert "is damaged" in refused.output
    assert installation.entries() == 4


@pytest.mark.parametrize("member", ["files/../../evil", "/etc/passwd", "keys/../evil", "files/x"])
def test_an_archive_that_names_other_places_is_refused(tmp_path: Path, member: str) -> None:
    manifest = {
        "format": 1,
        "program": "0",
        "made": "",
        "backend": "sqlite",
        "revision": "0001",
        "entries": 0,
        "head": "",
        "key_prints": {},
        "members": {"database.sqlite3": "", member: ""},
    }
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        data = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    installation = Installation(make_settings(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path / "instance"))
    refused = installation.run("restore", tmp_path / "evil.tar", "--yes")
    assert refused.exit_code == 1
    assert f"it lists a member {member}" in refused.output


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.tar").write_text("hello")
    installation = Installation(make_settings(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path / "instance"))
    refused = installation.run("restore", tmp_path / "b.tar", "--yes")
    assert refused.exit_code == 1
    assert "is not a backup that can be read" in refused.output


def test_a_database_in_use_is_not_replaced(tmp_path: Path) -> None:
    installation = Installation(make_settings(f"sqlite:///{tmp_path / 'x.sqlite3'}", tmp_path / "instance"))
    installation.fill(2)
    installation.run("backup", tmp_path / "b.tar")
    with closing(sqlite3.connect(tmp_path / "x.sqlite3")) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM audit_entry").fetchone()
        refused = installation.run("restore", tmp_path / "b.tar", "--yes")
    assert refused.exit_code == 1
    assert "is in use; stop the server first" in refused.output
    assert installation.entries() == 2


def manifest_of(path: Path) -> dict[str, Any]:
    with tarfile.open(path) as archive, archive.extractfile("manifest.json") as stream:  # type: ignore[union-attr]
        found: dict[str, Any] = json.load(stream)
    return found


def test_a_backup_made_while_others_write_is_whole(installation: Installation, tmp_path: Path) -> None:
    """Writers add entries without a pause; every backup made meanwhile restores to an unbroken chain."""
    installation.fill(1)
    stop = threading.Event()
    failures: list[BaseException] = []

    # Python 3.11 cannot make two applications at once: reading routes with `ast` in several threads fails now and then.
    apps = [create_app(installation.settings) for _ in range(2)]
    begun = threading.Barrier(len(apps) + 1, timeout=60)

    def write(app: Flask) -> None:
        try:
            with app.app_context():
                begun.wait()
                while not stop.is_set():
                    with transaction():
                        record(
                            "test.more",
                            subject="row:0",
                            buyer_id=None,
                            actor_id=None,
                            details={"text": DETAIL},
                        )
                db.engine.dispose()
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(app,)) for app in apps]
    for writer in writers:
        writer.start()
    begun.wait()
    results = [installation.run("backup", tmp_path / f"{number}.tar") for number in range(3)]
    stop.set()
    for writer in writers:
        writer.join()
    assert failures == []
    assert [result.exit_code for result in results] == [0, 0, 0], [result.output for result in results]
    saved = [manifest_of(tmp_path / f"{number}.tar") for number in range(3)]
    counts = [manifest["entries"] for manifest in saved]
    assert counts == sorted(counts)
    assert counts[0] < counts[2]
    assert installation.run("restore", tmp_path / "1.tar", "--yes").exit_code == 0
    assert installation.entries() == counts[1]


def test_without_the_client_programs_the_refusal_names_them(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if installation.settings.is_sqlite:
        installation.fill(1)
        monkeypatch.setattr(shutil, "which", lambda _name: None)
        assert installation.run("backup", tmp_path / "b.tar").exit_code == 0  # SQLite needs none
        return
    installation.fill(1)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    refused = installation.run("backup", tmp_path / "b.tar")
    assert refused.exit_code == 1
    assert "pg_dump is not installed" in refused.output


def test_anchors_are_added_to_a_file_and_hold_the_chain_to_it(
    installation: Installation, tmp_path: Path
) -> None:
    installation.fill(2)
    anchors = tmp_path / "anchors.jsonl"
    assert installation.run("audit", "anchor", "-o", anchors).exit_code == 0
    installation.fill(2)
    assert installation.run("audit", "anchor", "-o", anchors).exit_code == 0
    assert [json.loads(line)["number"] for line in anchors.read_text().splitlines()] == [2, 4]
    held = installation.run("audit", "verify", "--anchor", anchors)
    assert held.exit_code == 0
    assert "All 4 entries hold, and 2 anchors are met" in held.output
    engine = create_engine(installation.settings.database_url)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER audit_entry_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM audit_entry WHERE number > 3"))
    engine.dispose()
    assert installation.run("audit", "verify").exit_code == 0
    cut = installation.run("audit", "verify", "--anchor", anchors)
    assert cut.exit_code == 1
    assert "BROKEN at entry 4: the chain ends at entry 3, but an anchor was taken at entry 4" in cut.output


def test_a_file_that_holds_no_anchors_is_bad_input(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("hello\n")
    refused = installation.run("audit", "verify", "--anchor", tmp_path / "a.jsonl")
    assert refused.exit_code == 2
    assert "line 1 is not an anchor" in refused.output
