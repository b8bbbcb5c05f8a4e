"""Putting a backup back: everything is checked first, then said, then done as one step that can be undone by hand."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url

from marketkit.archive import Archive, BackupError, Manifest
from marketkit.backup import key_print, postgresql_program, run_program, verified, verified_sqlite
from marketkit.migrations import ensure_current, newest_revision
from marketkit.settings import KEYS, Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """What a restore would do, in sentences, and whether it would replace anything."""

    sentences: tuple[str, ...]
    replaces: bool


class Restore:
    """One archive and the installation it would be put into. `plan()` says what `carry_out()` will do."""

    def __init__(self, settings: Settings, archive: Archive) -> None:
        self.settings = settings
        self.archive = archive
        self.manifest: Manifest = archive.manifest
        self._check()

    def plan(self) -> Plan:
        """What will be done, for a person to agree to."""
        made = self.manifest
        standing = self._standing()
        target = make_url(self.settings.database_url).render_as_string(hide_password=True)
        sentences = [
            f"The backup was made at {made.made} by marketkit {made.program}: revision {made.revision}, "
            f"{made.entries} audit entries, {len(made.files)} uploaded files.",
            f"The database {target} will be "
            + (f"replaced; it holds {standing} tables now." if standing else "filled; it is empty now."),
        ]
        if made.files or self._files.exists():
            sentences.append(f"The files in {self._files} will be replaced by those of the backup.")
        if made.keys:
            sentences.append(
                f"The keys in {self.settings.instance / 'keys'} will be replaced by those of the backup."
            )
        if made.revision < newest_revision():
            sentences.append(f"The database will then be taken up to revision {newest_revision()}.")
        return Plan(tuple(sentences), bool(standing) or self._files.exists())

    def carry_out(self) -> list[Path]:
        """Do it. What stood before on disk is kept aside; returns where. Raises BackupError before any change."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
        self.settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside: list[Path] = []
        if self.settings.is_sqlite:
            aside += self._restore_sqlite(stamp)
        else:
            self._restore_postgresql()
        aside += self._restore_files(stamp)
        for member in self.manifest.keys:
            self.archive.extract(member, self.settings.instance / member)
        ensure_current(self.settings.database_url)
        return aside

    @property
    def _files(self) -> Path:
        return self.settings.instance / "files"

    def _check(self) -> None:
        """Everything that can be known before a change: kind of database, revision, keys."""
        backend = "sqlite" if self.settings.is_sqlite else "postgresql"
        if self.manifest.backend != backend:
            raise BackupError(
                f"the backup is of a {self.manifest.backend} database, the settings name a {backend} one"
            )
        if self.manifest.revision > newest_revision():
            raise BackupError(f"the backup is at revision {self.manifest.revision}; this program is older")
        if self.manifest.keys:
            return
        wrong = [key for key in KEYS if self.manifest.key_prints[key] != key_print(self.settings.key(key))]
        if wrong:
            raise BackupError(
                f"the keys at hand are not those of the backup ({', '.join(wrong)}); put the installation's keys in "
                f"{self.settings.instance / 'keys'} or in the MARKETKIT_…_KEY variables first"
            )

    def _audit_key(self) -> bytes:
        return self.archive.read("keys/audit") if self.manifest.keys else self.settings.key("audit")

    def _standing(self) -> int:
        """How many tables the target holds."""
        file = self.settings.sqlite_file
        if file is not None and not file.exists():
            return 0
        engine = create_engine(self.settings.database_url)
        try:
            return len(inspect(engine).get_table_names())
        finally:
            engine.dispose()

    def _restore_sqlite(self, stamp: str) -> list[Path]:
        target = self.settings.sqlite_file
        if target is None:
            raise BackupError("the settings name no database file")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".marketkit-restore-", dir=target.parent) as folder:
            fresh = Path(folder) / target.name
            self.archive.extract(self.manifest.database, fresh)
            _, verification = verified_sqlite(fresh, self.settings, self._audit_key())
            if verification.broken is not None:
                raise BackupError(f"the backup's audit chain is broken at entry {verification.broken.number}")
            aside = _set_aside_sqlite(target, stamp)
            fresh.replace(target)
        return aside

    def _restore_postgresql(self) -> None:
        """Drop what stands and put back what was saved in one transaction; then verify the chain."""
        with tempfile.TemporaryDirectory(prefix="marketkit-restore-") as folder:
            dump, script, drops = (Path(folder) / name for name in ("dump", "restore.sql", "drop.sql"))
            self.archive.extract(self.manifest.database, dump)
            with postgresql_program("pg_restore", self.settings) as (program, environ):
                run_program(
                    [program, "--no-owner", "--no-privileges", f"--file={script}", str(dump)], environ
                )
            drops.write_text(self._drop_statements(), encoding="utf-8")
            with postgresql_program("psql", self.settings) as (program, environ):
                quiet = [
                    "--no-psqlrc",
                    "--quiet",
                    "--set=ON_ERROR_STOP=1",
                    "--single-transaction",
                    "--output=/dev/null",
                ]
                run_program([program, *quiet, f"--file={drops}", f"--file={script}"], environ)
        engine = create_engine(self.settings.database_url)
        try:
            with engine.connect() as connection:
                _, verification = verified(connection, self.settings, self._audit_key())
        finally:
            engine.dispose()
        if verification.broken is not None:
            raise BackupError(
                f"the database was restored, but its chain is broken at entry {verification.broken.number}"
            )

    def _drop_statements(self) -> str:
        engine = create_engine(self.settings.database_url)
        quote = engine.dialect.identifier_preparer.quote
        try:
            names = inspect(engine).get_table_names()
        finally:
            engine.dispose()
        tables = [f"DROP TABLE {quote(name)} CASCADE;" for name in names]
        return "\n".join([*tables, "DROP FUNCTION IF EXISTS marketkit_refuse_change();"])

    def _restore_files(self, stamp: str) -> list[Path]:
        aside = []
        if self._files.exists():
            kept = self._files.with_name(f"files.before-{stamp}")
            self._files.rename(kept)
            aside.append(kept)
        for member in self.manifest.files:
            self.archive.extract(member, self.settings.instance / member)
        return aside


def _set_aside_sqlite(target: Path, stamp: str) -> list[Path]:
    """Rename the standing database, with everything in its one file. Raises BackupError while anything uses it."""
    if not target.exists():
        return []
    try:
        with closing(sqlite3.connect(target, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # fails while anybody else has it open
    except sqlite3.OperationalError:
        raise BackupError(f"{target} is in use; stop the server first") from None
    except sqlite3.DatabaseError:
        pass  # not a database any more: that may be why there is a restore
    kept = target.with_name(f"{target.name}.before-{stamp}")
    target.rename(kept)
    for ending in ("-wal", "-shm"):
        target.with_name(target.name + ending).unlink(missing_ok=True)
    return [kept]
