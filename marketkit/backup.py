"""Saving everything an installation holds to one file: database, uploaded files, and the keys when asked.

The audit chain is verified on what was saved, not on what went on being written. The keys stay out unless asked
for: whoever holds both the database and the audit key could write a new history. Their fingerprints are saved, so
that a restore knows whether the keys at hand are the right ones.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.orm import Session

from marketkit import __version__
from marketkit.archive import FORMAT, BackupError, Manifest, digest, write_archive
from marketkit.audit import Verification, verify
from marketkit.db import engine_options, prepare_engine
from marketkit.migrations import current_revision
from marketkit.settings import KEYS, Settings


def back_up(settings: Settings, target: Path, *, with_keys: bool = False) -> Manifest:
    """Write a backup of a live installation. Raises BackupError when the copy is unsound or the chain is broken."""
    if target.exists():
        raise BackupError(f"{target} exists already; backups are never written over")
    with tempfile.TemporaryDirectory(prefix=".marketkit-backup-", dir=target.absolute().parent) as name:
        saved = Path(name) / "database"
        if settings.is_sqlite:
            revision, verification = _save_sqlite(settings, saved)
        else:
            revision, verification = _save_postgresql(settings, saved)
        if verification.broken is not None:
            broken = verification.broken
            raise BackupError(
                f"the audit chain is broken at entry {broken.number}: {broken.reason}; nothing was saved"
            )
        sources = {"database.sqlite3" if settings.is_sqlite else "database.dump": saved}
        sources |= uploaded_files(settings)
        if with_keys:
            sources |= {f"keys/{key}": _key_copy(settings, key, Path(name)) for key in KEYS}
        manifest = Manifest(
            format=FORMAT,
            program=__version__,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            backend="sqlite" if settings.is_sqlite else "postgresql",
            revision=revision,
            entries=verification.entries,
            head=verification.head.hash,
            key_prints={key: key_print(settings.key(key)) for key in KEYS},
            members={member: digest(path) for member, path in sources.items()},
        )
        write_archive(target, manifest, sources)
    return manifest


def key_print(key: bytes) -> str:
    """A digest by which a key is recognised without being known."""
    return hashlib.sha256(b"marketkit key fingerprint\n" + key).hexdigest()


def uploaded_files(settings: Settings) -> dict[str, Path]:
    """Every uploaded file, by its name in the archive. They are only ever added, so copying them late is sound."""
    folder = settings.instance / "files"
    return {
        f"files/{path.relative_to(folder).as_posix()}": path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def check_sqlite(file: Path) -> None:
    """Raise BackupError unless SQLite finds the file sound and every reference in it met."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except sqlite3.DatabaseError as error:
            raise BackupError(f"the copy of the database is not sound: {error}") from None
    if found != [("ok",)] or broken:
        raise BackupError(
            f"the copy of the database is not sound: {found[0][0] if not broken else broken[0]}"
        )


def verified(
    connection: Connection, settings: Settings, key: bytes | None = None
) -> tuple[str, Verification]:
    """The revision of a database and what its audit chain says."""
    revision = current_revision(connection)
    if revision is None:
        raise BackupError("the database is empty")
    with Session(connection) as session:
        return revision, verify(session=session, key=key or settings.key("audit"))


def verified_sqlite(file: Path, settings: Settings, key: bytes | None = None) -> tuple[str, Verification]:
    """`check_sqlite` and `verified` of a database file that nothing else uses."""
    check_sqlite(file)
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            return verified(connection, settings, key)
    finally:
        engine.dispose()


def _save_sqlite(settings: Settings, saved: Path) -> tuple[str, Verification]:
    source = settings.sqlite_file
    if source is None or not source.exists():
        raise BackupError(f"there is no database at {source}")
    with closing(sqlite3.connect(source, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(saved),))
    return verified_sqlite(saved, settings)


def _save_postgresql(settings: Settings, saved: Path) -> tuple[str, Verification]:
    """Dump the very snapshot whose chain is verified, whatever is written meanwhile."""
    engine = create_engine(settings.database_url, **engine_options(settings.database_url))
    prepare_engine(engine)
    try:
        with engine.connect() as connection:
            snapshot = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            revision, verification = verified(connection, settings)
            with postgresql_program("pg_dump", settings) as (program, environ):
                command = [program, "--format=custom", "--no-owner", "--no-privileges"]
                run_program([*command, f"--snapshot={snapshot}", f"--file={saved}"], environ)
    finally:
        engine.dispose()
    return revision, verification


@contextmanager
def postgresql_program(name: str, settings: Settings) -> Iterator[tuple[str, dict[str, str]]]:
    """A program of PostgreSQL and the environment that leads it to our database; the password is on no command line."""
    program = shutil.which(name)
    if program is None:
        raise BackupError(
            f"{name} is not installed; it comes with PostgreSQL's client programs (postgresql-client)"
        )
    url = make_url(settings.database_url)
    query = {key: value if isinstance(value, str) else value[0] for key, value in url.query.items()}
    given = {
        "PGHOST": query.get("host") or url.host,
        "PGPORT": query.get("port") or (str(url.port) if url.port else None),
        "PGUSER": url.username,
        "PGPASSWORD": str(url.password) if url.password else None,
        "PGDATABASE": url.database,
        "PGSSLMODE": query.get("sslmode"),
        "PGSSLROOTCERT": query.get("sslrootcert"),
    }
    yield program, os.environ | {key: value for key, value in given.items() if value}


def run_program(command: list[str], environ: dict[str, str]) -> None:
    """Run it; raises BackupError with what it said when it fails."""
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BackupError(f"{Path(command[0]).name} failed: {done.stderr.strip() or done.returncode}")


def _key_copy(settings: Settings, key: str, folder: Path) -> Path:
    path = folder / f"key-{key}"
    path.touch(mode=0o600)
    path.write_bytes(settings.key(key))
    return path
