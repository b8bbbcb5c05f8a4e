"""The database: the root of all tables, the session, and one transaction a request.

A request reads in one transaction that the database itself holds read-only. The first service verb calls
`begin_write()`: the reading ends, and a writing transaction begins that waits its turn behind every other writer
(BEGIN IMMEDIATE on SQLite; a lock of the whole application on PostgreSQL), so read-modify-write never loses an
update. Parsing, hashing and building documents belong before that call. Services flush; the commit stands here.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, Enum, MetaData, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction

from marketkit.columns import ExactNumber, UtcDateTime
from marketkit.errors import MarketkitError

BUSY_SECONDS = 5
WRITE_LOCK = 0x6D61726B  # any fixed number; every writer of this application takes the same one
WRITES = "marketkit_writes"
# A connection with this option begins transactions that write; without it they only read.
WRITE_OPTIONS = {WRITES: True}
# On PostgreSQL every transaction begins read-only (see _set_up_postgresql); this turns it round before it reads.
BEGIN_TO_WRITE = f"""SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE;
SET LOCAL lock_timeout = '{BUSY_SECONDS}s'; SELECT pg_advisory_xact_lock({WRITE_LOCK})"""


READING = frozenset({"GET", "HEAD", "OPTIONS"})  # they change nothing, so that following a link never does


class WriteNotBegunError(MarketkitError):
    """A change was made before `begin_write()`, or for a GET; a fault of the program, never of the person using it."""


class Base(DeclarativeBase):
    """The root of every table. Constraints get names from their columns, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        Fraction: ExactNumber,
        # Members are stored by value as text: a new member then needs no migration, a wrong one is still refused.
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            length=40,
            validate_strings=True,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


db = SQLAlchemy()


def init_app(app: Flask, database_url: str) -> None:
    """Connect an application to its database and let it commit once, when a request has succeeded."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": database_url, **engine_options(database_url)}}
    db.init_app(app)
    # The extension also closes asynchronous sessions. We have none, and every request would start an event loop for it.
    app.teardown_appcontext_funcs[:] = [
        function for function in app.teardown_appcontext_funcs if not iscoroutinefunction(function)
    ]
    with app.app_context():
        prepare_engine(db.engine)
    app.after_request(_end_transaction)
    _roll_back_before_error_pages(app)


def engine_options(database_url: str) -> dict[str, Any]:
    """What `create_engine` needs so that a transaction only reads until it is told otherwise."""
    if database_url.startswith("sqlite"):
        return {"connect_args": {"timeout": BUSY_SECONDS}}
    return {
        "isolation_level": "REPEATABLE READ",  # a page is drawn from one state of the database, as on SQLite
        "pool_pre_ping": True,
    }


def prepare_engine(engine: Engine) -> None:
    """Set up every connection of the engine, and make it begin transactions our way."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)
        event.listen(engine, "begin", _begin_postgresql)


def _set_up_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver begins nothing by itself; _begin_sqlite does
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_up_postgresql(connection: Any, _record: object) -> None:
    connection.read_only = True


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(BEGIN_TO_WRITE)


def write_engine(engine: Engine) -> Engine:
    """The same engine, every transaction of which writes from its first statement."""
    return engine.execution_options(**WRITE_OPTIONS)


def begin_write(session: Session | None = None) -> Session:
    """End the reading and begin the writing transaction of this request; nothing happens when it has begun.

    Every service verb calls it first. Rows loaded before are read afresh when next used, so that a verb decides on
    what is true under the lock. Raises WriteNotBegunError when something was changed before the call, and
    OperationalError when another writer holds the lock for BUSY_SECONDS (shown as 503).
    """
    session = session or db.session
    kind = session.info.get("transaction")
    if kind == "write":
        return session
    if kind == "read":
        if session.new or session.deleted or any(session.is_modified(row) for row in session.dirty):
            raise WriteNotBegunError("begin_write() must come before the first change")
        session.commit()
    session.connection(execution_options=WRITE_OPTIONS)
    return session


@event.listens_for(Session, "after_begin")
def _note_kind(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    session.info["transaction"] = "write" if writes else "read"


@event.listens_for(Session, "after_transaction_end")
def _forget_kind(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("transaction", None)


@event.listens_for(Session, "before_flush")
def _flush_only_when_writing(session: Session, _context: object, _instances: object) -> None:
    _require_write(session)


@event.listens_for(Session, "do_orm_execute")
def _execute_only_when_writing(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _require_write(state.session)


def _require_write(session: Session) -> None:
    """Begin to write where nothing has been read yet; refuse where decisions may rest on what was read before."""
    if "transaction" not in session.info:
        session.connection(execution_options=WRITE_OPTIONS)
    if session.info["transaction"] != "write":
        raise WriteNotBegunError(
            "call begin_write() before changing anything in a session that has been read from"
        )


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction of the application context's session: for the command line and the demonstration."""
    session = begin_write()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def separate_transaction() -> Iterator[Session]:
    """A short writing transaction of its own, for what must stand whatever becomes of the request (web sessions).

    Call it only when the request's own transaction does not write: the two would wait for each other.
    """
    with Session(write_engine(db.engine)) as session, session.begin():
        yield session


def _roll_back_before_error_pages(app: Flask) -> None:
    """Give up what a failed request wrote before its error page is drawn: the page itself reads from the database."""
    handle = app.handle_user_exception

    def roll_back_and_handle(*arguments: Any) -> Any:
        session = _session_in_use()
        if session is not None:
            session.rollback()
        return handle(*arguments)

    app.handle_user_exception = roll_back_and_handle  # type: ignore[assignment, method-assign]


def _session_in_use() -> Session | None:
    """The request's session, where it has been used and not ended."""
    session: Session | None = g.get("_sqlalchemy_sessions", {}).get("default")
    return session if session is not None and session.in_transaction() else None


def _end_transaction(response: Response) -> Response:
    """Commit what a successful request wrote; drop what a refused one wrote. The one commit of the web."""
    session = _session_in_use()
    if session is None:
        return response
    if response.status_code >= 400:
        session.rollback()
        return response
    try:
        if request.method in READING and session.info.get("transaction") == "write":
            raise WriteNotBegunError(f"a {request.method} request may not write; nothing was saved")
        session.commit()
    except Exception as error:
        return current_app.make_response(current_app.handle_user_exception(error))
    return response


def is_lock_error(error: OperationalError) -> bool:
    """Whether the database gave up waiting for another writer (or broke a deadlock): trying again may succeed."""
    cause = error.orig
    if getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return True
    return getattr(cause, "sqlstate", None) in {"55P03", "40P01", "40001"}
