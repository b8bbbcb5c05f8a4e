"""The migrations make what the models say, up and down, with rows in place, on both databases."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, MetaData, create_engine, inspect, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from marketkit import create_app, migrations
from marketkit.audit import record, verify
from marketkit.db import Base, db, engine_options, prepare_engine, transaction, write_engine
from marketkit.features import load_models
from marketkit.procurements.models import Buyer, Unit
from marketkit.roadmap import publishing, services
from marketkit.roadmap.plan import Plan, Reason
from marketkit.roadmap.queries import Filters, page
from tests.conftest import make_settings
from tests.databases import Database, blank_database


@pytest.fixture
def blank(database: Database, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, on the same kind of server."""
    with blank_database(database, tmp_path) as url:
        yield url


def reading(url: str) -> Engine:
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def test_the_newest_revision_is_the_head_of_one_unbroken_line() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.FOLDER))
    script = ScriptDirectory.from_config(config)
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert script.get_current_head() == migrations.newest_revision()
    assert sorted(numbers) == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


def test_models_equal_migrations(blank: str) -> None:
    """Fails when a model has changed without a revision: draft one with `marketkit db draft`."""
    load_models()
    migrations.upgrade(blank)
    with reading(blank).connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": migrations.is_of_models,
                "target_metadata": Base.metadata,
            },
        )
        assert compare_metadata(context, Base.metadata) == []


def test_migrated_and_created_tables_are_alike_to_the_name_of_every_constraint(
    blank: str, database: Database, tmp_path: Path
) -> None:
    load_models()
    migrations.upgrade(blank)
    with blank_database(database, tmp_path / "created") as url:
        created = reading(url)
        with write_engine(created).begin() as connection:
            Base.metadata.create_all(connection)
        with created.connect() as connection:
            expected = shape(connection)
        created.dispose()
    with reading(blank).connect() as connection:
        assert shape(connection) == expected


def shape(connection: Connection) -> dict[str, Any]:
    """Everything the database says of its tables, and its triggers."""
    inspector = inspect(connection)
    tables = {
        name: {
            "columns": {
                column["name"]: (type_text(column["type"], connection), column["nullable"], column["default"])
                for column in inspector.get_columns(name)
            },
            "primary": inspector.get_pk_constraint(name),
            "foreign": by_name(inspector.get_foreign_keys(name)),
            "unique": by_name(inspector.get_unique_constraints(name)),
            "checks": by_name(inspector.get_check_constraints(name)),
            "indexes": by_name(inspector.get_indexes(name)),
        }
        for name in inspector.get_table_names()
        if name != migrations.VERSION_TABLE and migrations.is_of_models(name, "table")
    }
    return {"tables": tables, "triggers": triggers(connection), "beside": beside_models(connection)}


def beside_models(connection: Connection) -> list[tuple[str, ...]]:
    """What stands beside the models, as the database itself writes it down."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE name LIKE 'entry\\_search%' ESCAPE '\\' ORDER BY 1"
    else:
        query = (
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'entry_search' "
            "UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE conrelid = 'entry_search'::regclass "
            "UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'entry_search' ORDER BY 1, 2"
        )
    found = [tuple(map(str, row)) for row in connection.execute(text(query))]
    assert found
    return found


def type_text(kind: TypeEngine[Any], connection: Connection) -> str:
    return kind.compile(connection.dialect)


def by_name(found: list[Any]) -> dict[str, Any]:
    named = {item["name"]: item for item in found}
    assert None not in named, f"a constraint without a name: {found}"
    assert len(named) == len(found)
    return named


def triggers(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name || ' on ' || tbl_name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1"
    else:
        query = (
            "SELECT tgname || ' on ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"
        )
    return list(connection.execute(text(query)).scalars())


def test_every_table_of_the_metadata_has_a_name_for_each_constraint() -> None:
    load_models()
    for table in Base.metadata.sorted_tables:
        for constraint in table.constraints:
            assert constraint.name, f"{constraint} of {table.name}"


def test_the_second_start_finds_nothing_to_do(blank: str) -> None:
    assert migrations.ensure_current(blank) is True
    assert migrations.ensure_current(blank) is False


def test_a_database_of_a_newer_program_is_refused(blank: str) -> None:
    migrations.upgrade(blank)
    engine = reading(blank)
    with write_engine(engine).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(migrations.SchemaError, match="at revision 9999; this program knows revisions up to"):
        migrations.ensure_current(blank)


def test_rows_survive_every_step_down_and_up_again_as_far_as_their_table_does(
    blank: str, tmp_path: Path
) -> None:
    """Every table is filled, then the chain of revisions is walked down one by one and up again."""
    migrations.upgrade(blank)
    app = create_app(make_settings(blank, tmp_path / "instance"))
    with app.app_context():
        with Session(write_engine(db.engine)) as session:
            for number in range(3):
                record(
                    "test.step",
                    subject=f"row:{number}",
                    buyer_id=None,
                    actor_id=None,
                    details={"number": number},
                    session=session,
                )
            session.commit()
        for revision in range(int(migrations.newest_revision()) - 1, 0, -1):
            migrations.downgrade(blank, f"{revision:04d}")
        migrations.upgrade(blank)
        with Session(db.engine) as session:
            verification = verify(session=session)
        assert verification.broken is None
        assert verification.entries == 3
        with (
            pytest.raises(Exception, match="audit_entry are never changed"),
            write_engine(db.engine).begin() as connection,
        ):
            connection.execute(text("DELETE FROM audit_entry"))
        db.engine.dispose()


NEXT_REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = "{before}"


def upgrade() -> None:
    with op.batch_alter_table("buyer", recreate="auto") as batch:
        batch.alter_column("name", existing_type=sa.String(200), type_=sa.String(250))
        batch.add_column(sa.Column("motto", sa.String(20), nullable=True))
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("subject", existing_type=sa.String(120), type_=sa.String(200))
    {last}


def downgrade() -> None:
    with op.batch_alter_table("buyer") as batch:
        batch.drop_column("motto")
        batch.alter_column("name", existing_type=sa.String(250), type_=sa.String(200))
    with op.batch_alter_table("audit_entry") as batch:
        batch.alter_column("subject", existing_type=sa.String(200), type_=sa.String(120))
"""


@pytest.fixture
def later(blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """A database at the newest revision with a buyer, its unit and an audit entry; and a way to add a revision."""
    migrations.upgrade(blank)
    before = migrations.newest_revision()
    app = create_app(make_settings(blank, tmp_path / "instance"))
    with app.app_context():
        with transaction() as session:
            buyer = Buyer(slug="eksempel", name="Eksempel kommune")
            session.add(buyer)
            session.flush()
            session.add(Unit(buyer_id=buyer.id, name="Helse"))
            record("test.step", subject="buyer:1", buyer_id=buyer.id, actor_id=None, details={})
        db.engine.dispose()
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "FOLDER", copy)

    def add(last: str = "pass") -> str:
        number = f"{int(before) + 1:04d}"
        text = NEXT_REVISION.format(number=number, before=before, last=last)
        (copy / "versions" / f"{number}_next.py").write_text(text)
        return before

    return add


def standing(url: str) -> tuple[str | None, int, int, int, list[str]]:
    """The revision, the rows of three tables, and the triggers."""
    engine = reading(url)
    try:
        with engine.connect() as connection:
            counts = [
                connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()
                for name in ("buyer", "unit", "audit_entry")
            ]
            return migrations.current_revision(connection), *counts, triggers(connection)
    finally:
        engine.dispose()


def test_rebuilding_a_table_loses_no_child_row_and_no_trigger(blank: str, later: Callable[..., str]) -> None:
    """On SQLite a changed column rebuilds its table: with foreign keys on that would delete the unit."""
    before = later()
    revision, *rows, guards = standing(blank)
    assert (revision, rows) == (before, [1, 1, 1])
    assert "audit_entry_no_update on audit_entry" in guards
    migrations.upgrade(blank)
    assert standing(blank) == (migrations.newest_revision(), 1, 1, 1, guards)
    migrations.downgrade(blank, before)
    assert standing(blank) == (before, 1, 1, 1, guards)


def test_a_migration_that_fails_half_way_changes_nothing(blank: str, later: Callable[..., str]) -> None:
    later(last="op.execute('SELECT * FROM nowhere')")
    was = standing(blank)
    with pytest.raises(DatabaseError):
        migrations.upgrade(blank)
    assert standing(blank) == was
    engine = reading(blank)
    assert "motto" not in {column["name"] for column in inspect(engine).get_columns("buyer")}
    engine.dispose()


def test_all_the_way_down_leaves_no_table(blank: str) -> None:
    migrations.upgrade(blank)
    migrations.downgrade(blank, "base")
    engine = reading(blank)
    metadata = MetaData()
    metadata.reflect(engine)
    engine.dispose()
    assert set(metadata.tables) <= {migrations.VERSION_TABLE}


def test_a_migration_that_leaves_a_broken_reference_is_undone_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'broken.sqlite3'}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE parent (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("CREATE TABLE child (parent_id INTEGER REFERENCES parent (id))")
        connection.exec_driver_sql("INSERT INTO child VALUES (7)")
    with pytest.raises(
        migrations.SchemaError, match="row 1 of child refers to a row of parent that is not there"
    ):
        migrations.upgrade(url)
    assert "audit_entry" not in inspect(engine).get_table_names()


def test_a_draft_is_empty_of_changes_when_models_equal_migrations(
    blank: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "migrations"
    shutil.copytree(migrations.FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "FOLDER", copy)
    migrations.upgrade(blank)
    newest = int(migrations.newest_revision())
    file = migrations.draft(blank, "nothing new")
    assert file.name == f"{newest + 1:04d}_nothing_new.py"
    assert "create_table" not in file.read_text()


def test_the_roadmap_goes_and_comes_back_with_its_search(blank: str, tmp_path: Path) -> None:
    """Entries go with their tables; the buyer stays, and what is published after coming back is found."""
    migrations.upgrade(blank)
    app = create_app(make_settings(blank, tmp_path / "instance"))
    with app.app_context():
        with transaction() as session:
            session.add(Buyer(slug="eksempel", name="Eksempel kommune"))
        _publish("Rehabilitering i Østfold")
        assert _found("ostfold") == ["Rehabilitering i Østfold"]
        db.session.rollback()
        db.engine.dispose()
        migrations.downgrade(blank, "0003")
        engine = reading(blank)
        assert not [name for name in inspect(engine).get_table_names() if name.startswith("entry_")]
        engine.dispose()
        migrations.upgrade(blank)
        assert _found("ostfold") == []
        _publish("Transport i Østfold")
        assert _found("ostfold") == ["Transport i Østfold"]
        with pytest.raises(DatabaseError, match="plan_version are never changed"), transaction() as session:
            session.execute(text("UPDATE plan_version SET note = 'x'"))
        db.session.rollback()
        db.engine.dispose()


def _publish(title: str) -> None:
    moment = datetime(2026, 1, 2, 12, tzinfo=UTC)
    with transaction() as session:
        buyer = session.query(Buyer).one()
        entry = services.create_entry(buyer=buyer, plan=Plan(title=title), actor_id=None)
        publishing.publish(entry=entry, reason=Reason.FIRST, note="", actor_id=None, now=moment)


def _found(words: str) -> list[str]:
    buyer = db.session.query(Buyer).one()
    return [row.title for row in page(buyer.id, Filters(text=words)).rows]
