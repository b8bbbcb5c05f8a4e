"""Tables whose rows are written once: the database itself refuses to change, remove or truncate them.

A model marks its table with `__table_args__ = {"info": APPEND_ONLY}`. The triggers follow from that mark, both when
tables are created from the models and after every migration, because SQLite loses them when it rebuilds a table.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, MetaData, Table, event, inspect

APPEND_ONLY = {"append_only": True}
MESSAGE = "rows of {table} are never changed"

_SQLITE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}"
BEGIN SELECT RAISE(ABORT, '{message}'); END"""
_FUNCTION = """CREATE OR REPLACE FUNCTION marketkit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION USING MESSAGE = 'rows of ' || TG_TABLE_NAME || ' are never changed',
ERRCODE = 'integrity_constraint_violation'; END $$"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION marketkit_refuse_change()"""


def append_only_tables(metadata: MetaData) -> list[Table]:
    return [table for table in metadata.sorted_tables if table.info.get("append_only")]


def guard_tables(connection: Connection, metadata: MetaData) -> None:
    """Give every append-only table that stands its triggers, replacing those it has."""
    standing = set(inspect(connection).get_table_names())
    for table in append_only_tables(metadata):
        if table.name in standing:
            _guard(connection, table.name)


def _guard(connection: Connection, table: str) -> None:
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(_FUNCTION)
    for verb in ("update", "delete") if sqlite else ("update", "delete", "truncate"):
        on_table = "" if sqlite else f' ON "{table}"'
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")
        template = _SQLITE if sqlite else _POSTGRESQL
        connection.exec_driver_sql(
            template.format(table=table, verb=verb, message=MESSAGE.format(table=table))
        )


def guard_on_create(metadata: MetaData) -> None:
    """Let `metadata.create_all` put the triggers up too."""

    def guard(target: MetaData, connection: Connection, **_options: Any) -> None:
        guard_tables(connection, target)

    event.listen(metadata, "after_create", guard)
