"""The two databases the suite runs on, made once per worker and emptied quickly."""

from __future__ import annotations

import os
import secrets
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from marketkit.db import Base, write_engine

SERVER_USER = "postgres"


@dataclass
class Database:
    """A database of this worker: where it is, and how to empty it."""

    url: str
    create_tables: Callable[[Engine], None]
    empty: Callable[[Engine], None]


@contextmanager
def open_sqlite(folder: Path) -> Iterator[Database]:
    """A SQLite file; emptied by copying the pages of an empty one over it."""
    file, blank = folder / "test.sqlite3", folder / "blank.sqlite3"

    def create(engine: Engine) -> None:
        _create_tables(engine)
        if blank.exists():  # made for an application before this one, which has left rows behind
            return
        with sqlite3.connect(file) as source, sqlite3.connect(blank) as target:
            source.backup(target)

    def empty(_engine: Engine) -> None:
        with sqlite3.connect(blank) as source, sqlite3.connect(file) as target:
            source.backup(target)

    yield Database(f"sqlite:///{file}", create, empty)


@contextmanager
def open_postgresql(folder: Path) -> Iterator[Database | str]:
    """A PostgreSQL database: on the server the environment names, else on one started for this worker."""
    given = os.environ.get("MARKETKIT_TEST_POSTGRES_URL")
    if given:
        with _database_on(given) as url:
            yield Database(url, _create_tables, _delete_rows)
        return
    programs = _find_programs()
    if programs is None:
        yield "PostgreSQL is not installed: no initdb found and MARKETKIT_TEST_POSTGRES_URL is not set"
        return
    with _server(programs) as url:
        yield Database(url, _create_tables, _delete_rows)


def _create_tables(engine: Engine) -> None:
    with write_engine(engine).begin() as connection:
        Base.metadata.create_all(connection)


def _delete_rows(engine: Engine) -> None:
    """Delete every row and count from one again; far faster than truncating where tables hold a few rows.

    Keys and guards of append-only tables do not fire in this role, which is a superuser's to take.
    """
    names = [table.name for table in Base.metadata.sorted_tables]
    if not names:
        return
    with write_engine(engine).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        filled = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
        )
        for (name,) in connection.execute(text(filled)).all():
            connection.execute(text(f'DELETE FROM "{name}"'))
        connection.execute(
            text(
                "SELECT setval(format('%I.%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
                " WHERE schemaname = 'public' AND last_value IS NOT NULL"
            )
        )


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    """A fresh database on a server that somebody else runs; dropped afterwards."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    name = f"marketkit_test_{secrets.token_hex(8)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0"))
    try:
        yield admin.url.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()


def _find_programs() -> Path | None:
    """The folder that holds initdb and pg_ctl: on PATH, else where Debian puts them (newest first)."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def as_server_user(*command: str | Path) -> list[str]:
    """The command as the server's user when we are root (PostgreSQL refuses to run as root)."""
    words = [str(word) for word in command]
    return ["runuser", "-u", SERVER_USER, "--", *words] if os.geteuid() == 0 else words


@contextmanager
def _server(programs: Path) -> Iterator[str]:
    """A server of our own on a unix socket, without fsync: nothing here has to survive a power cut."""
    folder = Path(
        tempfile.mkdtemp(prefix="marketkit-pg-")
    )  # short: a socket's path has at most 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    data = folder / "data"
    run(
        as_server_user(
            programs / "initdb",
            "-D",
            data,
            "-U",
            SERVER_USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "-N",
            "--locale=C",
        )
    )
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    run(as_server_user(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"))
    try:
        yield f"postgresql+psycopg://{SERVER_USER}@/postgres?host={folder}"
    finally:
        run(as_server_user(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"))
        shutil.rmtree(folder, ignore_errors=True)


def run(command: list[str]) -> None:
    """Run a program; its output becomes the failure's text."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


@contextmanager
def blank_database(beside: Database, folder: Path) -> Iterator[str]:
    """A database with nothing in it, of the same kind and on the same server as another; gone afterwards."""
    if beside.url.startswith("sqlite"):
        folder.mkdir(parents=True, exist_ok=True)
        yield f"sqlite:///{folder / 'blank.sqlite3'}"
        return
    with _database_on(beside.url) as url:
        yield url
