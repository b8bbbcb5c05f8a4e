"""The shape of the database, step by step, and how a database is taken from one step to another.

Revisions are numbered files in `versions/`. Each whole run is one transaction. SQLite rebuilds a table to change
it, which would delete child rows and loses triggers: so foreign keys are off while it runs, every reference is
checked afterwards, and the triggers of append-only tables are put up again before the commit.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    column,
    create_engine,
    event,
    inspect,
    select,
    table,
    text,
)

from marketkit.appendonly import guard_tables
from marketkit.db import WRITE_LOCK, Base
from marketkit.errors import MarketkitError
from marketkit.features import load_models

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
VERSION_TABLE = "alembic_version"
# Tables, and on SQLite those beneath them, that each kind of database has in a way of its own: no model describes them.
BESIDE_MODELS = ("entry_search",)


class SchemaError(MarketkitError):
    """The database's shape is not one this program can work with, or a migration left it unsound."""


def is_of_models(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether models describe this: what is compared with them and what a drafted revision speaks of."""
    return kind != "table" or name is None or not name.startswith(BESIDE_MODELS)


def newest_revision() -> str:
    """The number of the last revision, from the file names alone: starting up must not load the migration tool."""
    numbers = [path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*_*.py")]
    return max(numbers, default="0000")


def current_revision(connection: Connection) -> str | None:
    """The revision a database stands at; None for an empty one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(
        select(column("version_num")).select_from(table(VERSION_TABLE))
    ).scalar()
    return found


def ensure_current(database_url: str) -> bool:
    """Bring a database to the newest revision when it is behind; True when anything was done.

    Raises SchemaError for a database that a newer program has written.
    """
    with _migration_engine(database_url).connect() as connection:
        standing = current_revision(connection)
    newest = newest_revision()
    if standing is not None and standing > newest:
        raise SchemaError(
            f"the database is at revision {standing}; this program knows revisions up to {newest}"
        )
    if standing == newest:
        return False
    upgrade(database_url)
    return True


def upgrade(database_url: str, revision: str = "head") -> None:
    """Take a database up to a revision, the newest unless told."""
    from alembic import command  # a third of a second, needed only when there is something to do

    _run(database_url, lambda config: command.upgrade(config, revision))


def downgrade(database_url: str, revision: str) -> None:
    """Take a database down to a revision, or to nothing with "base"."""
    from alembic import command

    _run(database_url, lambda config: command.downgrade(config, revision))


def draft(database_url: str, message: str) -> Path:
    """Write the next revision from what differs between the models and a database at the newest revision."""
    from alembic import command

    number = f"{int(newest_revision()) + 1:04d}"
    _run(database_url, lambda config: command.revision(config, message, autogenerate=True, rev_id=number))
    return next((FOLDER / "versions").glob(f"{number}_*.py"))


def _run(database_url: str, step: Callable[[Config], Any]) -> None:
    from alembic.config import Config

    load_models()
    with _one_transaction(_migration_engine(database_url)) as connection:
        config = Config(stdout=io.StringIO())  # the tool chats; the command line says what happened
        config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
        config.attributes["connection"] = connection
        step(config)
        guard_tables(connection, Base.metadata)
        _check_references(connection)


@contextmanager
def _one_transaction(engine: Engine) -> Iterator[Connection]:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
        yield connection


def _check_references(connection: Connection) -> None:
    """Raise SchemaError, and so undo the run, when a row refers to one that is not there."""
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        table, row, parent, _ = broken[0]
        raise SchemaError(
            f"row {row} of {table} refers to a row of {parent} that is not there; nothing was changed"
        )


def _migration_engine(database_url: str) -> Engine:
    """An engine of its own: writes from the start, and on SQLite with foreign keys off."""
    engine = create_engine(database_url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA busy_timeout = 60000")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
