"""The audit chain: what is tampered with shows, and names the first entry that does not hold."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from marketkit import audit
from marketkit.audit import Anchor, AuditEntry, Break, anchor_text, head, read_anchors, record, verify
from marketkit.db import begin_write, db, transaction, write_engine


def write(count: int, **details: Any) -> list[Anchor]:
    """Entries in transactions of their own; the head after each."""
    heads = []
    for number in range(count):
        with transaction():
            record(
                "test.done", subject=f"row:{number}", buyer_id=1, actor_id=2, details=details | {"n": number}
            )
        heads.append(head())
    return heads


@pytest.fixture
def chain(app: Flask) -> Any:
    with app.app_context():
        yield write(5)


def tamper(*statements: str, **values: Any) -> None:
    """What somebody with the database in hand can do: take the triggers down first."""
    db.session.rollback()
    with write_engine(db.engine).begin() as connection:
        if connection.dialect.name == "sqlite":
            names = connection.execute(
                text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_entry'")
            ).scalars()
            kept = [
                (
                    name,
                    connection.execute(
                        text("SELECT sql FROM sqlite_master WHERE name=:n"), {"n": name}
                    ).scalar(),
                )
                for name in list(names)
            ]
            for name, _ in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        for statement in statements:
            connection.execute(text(statement), values)
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
        else:
            for _, sql in kept:
                connection.exec_driver_sql(str(sql))


def test_an_untouched_chain_holds(chain: list[Anchor]) -> None:
    verification = verify(anchors=chain)
    assert verification.broken is None
    assert verification.entries == 5
    assert verification.head == chain[-1]


def test_an_empty_chain_holds_and_its_head_is_number_zero(app: Flask) -> None:
    with app.app_context():
        assert verify().broken is None
        assert head() == Anchor(0, "0" * 64)


def test_the_hash_and_the_mac_are_those_of_the_written_format(app: Flask) -> None:
    """Computed here from the description alone: SHA-256 over a JSON list, HMAC-SHA-256 of its hex digest."""
    with app.app_context():
        write(1)
        entry = db.session.execute(select(AuditEntry)).scalar_one()
        content = [
            1,
            entry.at.isoformat(timespec="microseconds"),
            "test.done",
            "row:0",
            1,
            2,
            '{"n":0}',
            "0" * 64,
        ]
        digest = hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()
        key = app.extensions["marketkit_settings"].key("audit")
        assert entry.hash == digest
        assert entry.mac == hmac.new(key, digest.encode(), "sha256").hexdigest()
        assert abs((datetime.now(UTC) - entry.at).total_seconds()) < 60


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("details", '{"n":99}'),
        ("action", "test.undone"),
        ("subject", "row:9"),
        ("actor_id", 9),
        ("buyer_id", None),
        ("at", "2020-01-01 00:00:00"),
    ],
)
def test_an_edited_entry_is_named(chain: list[Anchor], column: str, value: Any) -> None:
    given = (
        datetime(2020, 1, 1, tzinfo=UTC) if column == "at" and db.engine.dialect.name != "sqlite" else value
    )
    tamper(f"UPDATE audit_entry SET {column} = :value WHERE number = 3", value=given)
    assert verify().broken == Break(3, "its content was changed")


def test_a_removed_entry_is_named(chain: list[Anchor]) -> None:
    tamper("DELETE FROM audit_entry WHERE number = 3")
    assert verify().broken == Break(3, "entry 3 is missing; entry 4 follows")


def test_a_removed_entry_shows_though_the_later_ones_are_renumbered(chain: list[Anchor]) -> None:
    tamper(
        "DELETE FROM audit_entry WHERE number = 3",
        "UPDATE audit_entry SET number = 3 WHERE number = 4",
        "UPDATE audit_entry SET number = 4 WHERE number = 5",
    )
    assert verify().broken == Break(3, "it does not continue the entry before it")


def test_a_cut_tail_shows_only_against_an_anchor(chain: list[Anchor]) -> None:
    tamper("DELETE FROM audit_entry WHERE number > 3")
    assert verify().broken is None
    assert verify(anchors=[chain[-1]]).broken == Break(
        4, "the chain ends at entry 3, but an anchor was taken at entry 5"
    )


def recompute(number: int, key: bytes, **changes: Any) -> None:
    """Forge: change an entry and write every hash and mac from there on anew, as a thief of the database would."""
    entries = list(db.session.execute(select(*AuditEntry.__table__.columns).order_by(AuditEntry.number)))
    previous = entries[number - 2].hash
    for entry in entries[number - 1 :]:
        fields = entry._asdict() | (changes if entry.number == number else {}) | {"previous": previous}
        forged = AuditEntry(**fields)
        digest = audit._hash(forged)
        tamper(
            "UPDATE audit_entry SET details = :details, previous = :previous, hash = :hash, mac = :mac "
            "WHERE number = :number",
            details=forged.details,
            previous=previous,
            hash=digest,
            mac=audit._mac(key, digest),
            number=entry.number,
        )
        previous = digest


def test_a_chain_recomputed_without_the_key_shows(chain: list[Anchor]) -> None:
    recompute(3, b"a guess", details='{"n":99}')
    assert verify().broken == Break(3, "it was not written with this installation's audit key")


def test_a_chain_recomputed_with_the_key_shows_against_an_anchor(chain: list[Anchor], app: Flask) -> None:
    recompute(3, app.extensions["marketkit_settings"].key("audit"), details='{"n":99}')
    assert verify().broken is None
    assert verify(anchors=[chain[1]]).broken is None
    assert verify(anchors=[chain[3]]).broken == Break(4, "the anchor holds another hash for this entry")


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET actor_id = 9", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_remove_entries(chain: list[Anchor], statement: str) -> None:
    with (
        pytest.raises(DatabaseError, match="rows of audit_entry are never changed"),
        write_engine(db.engine).begin() as connection,
    ):
        connection.execute(text(statement))
    assert verify().entries == 5


def test_the_database_refuses_to_truncate_the_chain(chain: list[Anchor]) -> None:
    if db.engine.dialect.name == "sqlite":
        statement = "DELETE FROM audit_entry WHERE 1"  # SQLite's truncation; its trigger must see every row
    else:
        statement = "TRUNCATE audit_entry"
    db.session.rollback()
    with pytest.raises(DatabaseError, match="never changed"), write_engine(db.engine).begin() as connection:
        connection.execute(text(statement))


def test_an_entry_falls_with_the_transaction_it_records(app: Flask) -> None:
    with app.app_context():
        write(1)
        with pytest.raises(RuntimeError), transaction():  # noqa: PT012 - the error must come after the entry
            record("test.done", subject="row:1", buyer_id=None, actor_id=None, details={})
            raise RuntimeError
        write(1)
        verification = verify()
    assert verification.broken is None
    assert verification.entries == 2


def test_writers_at_once_do_not_fork_the_chain(app: Flask) -> None:
    failures: list[BaseException] = []

    def work(writer: int) -> None:
        try:
            with app.app_context():
                for number in range(10):
                    db.session.execute(text("SELECT 1"))  # as a request does before it writes
                    begin_write()
                    record(
                        "test.done",
                        subject=f"w:{writer}",
                        buyer_id=None,
                        actor_id=writer,
                        details={"n": number},
                    )
                    db.session.commit()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with app.app_context():
        verification = verify()
        assert verification.broken is None
        assert verification.entries == 60
        by_writer = db.session.execute(
            select(AuditEntry.actor_id, AuditEntry.details).order_by(AuditEntry.number)
        )
        seen: dict[int, list[int]] = {}
        for writer, details in by_writer:
            seen.setdefault(writer, []).append(json.loads(details)["n"])
    assert seen == {writer: list(range(10)) for writer in range(6)}


@pytest.mark.parametrize(
    "details",
    [
        {"email": "kari"},
        {"note": "write to kari@example.org about it"},
        {"people": [{"full_name": "Kari"}]},
        {"weight": 0.1},
        {"when": datetime(2026, 1, 1, tzinfo=UTC)},
        {"text": "x" * 20_000},
    ],
)
def test_personal_data_floats_and_long_texts_are_kept_out(app: Flask, details: dict[str, Any]) -> None:
    with app.app_context():
        with pytest.raises(ValueError):
            record("test.done", subject="row:1", buyer_id=None, actor_id=None, details=details)
        assert verify().entries == 0


def test_an_action_is_a_code(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="a code such as"):
        record("Locked the strategy", subject="row:1", buyer_id=None, actor_id=None, details={})


def test_an_anchor_can_be_read_again() -> None:
    anchors = [Anchor(7, "ab" * 32), Anchor(9, "cd" * 32)]
    assert read_anchors("\n".join(anchor_text(anchor) for anchor in anchors) + "\n") == anchors


@pytest.mark.parametrize(
    "text", ["7", '{"number": "7", "hash": ""}', '{"number": 7}', "{", '{"number": 7, "hash": "zz"}']
)
def test_a_line_that_is_no_anchor_is_named(text: str) -> None:
    good = anchor_text(Anchor(7, "ab" * 32))
    with pytest.raises(ValueError, match="line 2 is not an anchor"):
        read_anchors(f"{good}\n{text}\n")


@pytest.mark.benchmark
def test_a_hundred_thousand_entries_are_verified_in_a_few_seconds(app: Flask, session: Session) -> None:
    import time

    key = app.extensions["marketkit_settings"].key("audit")
    previous, rows = "0" * 64, []
    for number in range(1, 100_001):
        entry = AuditEntry(
            number=number,
            at=datetime.now(UTC),
            action="test.done",
            subject=f"row:{number}",
            buyer_id=1,
            actor_id=2,
            details='{"n":1}',
            previous=previous,
        )
        digest = audit._hash(entry)
        rows.append(
            {column.name: getattr(entry, column.name) for column in AuditEntry.__table__.columns}
            | {"hash": digest, "mac": audit._mac(key, digest)}
        )
        previous = digest
    session.execute(AuditEntry.__table__.insert(), rows)
    session.commit()
    started = time.perf_counter()
    hashlib_only = "0" * 64
    for row in rows:
        hashlib_only = hashlib.sha256((hashlib_only + row["details"]).encode()).hexdigest()
    bare = time.perf_counter() - started
    with app.app_context():
        started = time.perf_counter()
        verification = verify()
        taken = time.perf_counter() - started
    assert verification == replace(verification, entries=100_000, broken=None)
    print(f"\nverify 100,000 entries: {taken:.2f} s, {taken / bare:.1f} times bare hashing")
    assert taken < 15
