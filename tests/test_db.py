"""The database layer: one writer at a time, reads that cannot write, one commit a request."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, abort, request
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketkit import db as db_module
from marketkit import refusals
from marketkit.db import (
    Base,
    WriteNotBegunError,
    begin_write,
    db,
    is_lock_error,
    separate_transaction,
    transaction,
    write_engine,
)
from marketkit.versions import Versioned, require_version
from tests.conftest import make_settings
from tests.databases import Database, blank_database

START = 100


class TriedBase(Base):
    """Tables of these tests, apart from the application's metadata."""

    __abstract__ = True
    metadata = Base.metadata.__class__(naming_convention=Base.metadata.naming_convention)


class Counter(TriedBase):
    __tablename__ = "test_counter"
    id: Mapped[int] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(unique=True)


class Page(Versioned, TriedBase):
    __tablename__ = "test_page"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]


def add(value: int) -> None:
    """A service verb, as they all are: begins to write, changes, flushes, does not commit."""
    begin_write()
    db.session.add(Counter(value=value))
    db.session.flush()


def routes(app: Flask) -> None:
    def read() -> ResponseReturnValue:
        return {"values": list(db.session.scalars(select(Counter.value).order_by(Counter.value)))}

    def write() -> ResponseReturnValue:
        db.session.scalars(select(Counter)).all()  # as loading the user does
        add(int(request.args["value"]))
        status = int(request.args.get("status", 200))
        if request.args.get("abort"):
            abort(status)
        return "done", status

    def crash() -> ResponseReturnValue:
        add(1)
        raise RuntimeError("after the write")

    def unbegun() -> ResponseReturnValue:
        counter = db.session.scalars(select(Counter)).one()
        counter.value += 1
        db.session.flush()
        return "done"

    def duplicate_at_commit() -> ResponseReturnValue:
        begin_write()
        db.session.add(Counter(value=START))
        return "done"  # the row is only sent by the commit

    def edit() -> ResponseReturnValue:
        page = db.session.get_one(Page, 1)
        begin_write()
        changes = {"title": request.args["title"]}
        require_version(page, shown=int(request.args["version"]), changes=changes)
        page.title = changes["title"]
        return "done"

    def write_for_a_link() -> ResponseReturnValue:
        add(1)
        return "done"

    for view in (read, write, crash, unbegun, duplicate_at_commit, edit, write_for_a_link):
        methods = ["GET"] if view in (read, write_for_a_link) else ["POST"]
        app.add_url_rule(f"/{view.__name__}", view_func=view, methods=methods)


@pytest.fixture
def tried(database: Database, tmp_path: Path) -> Iterator[Flask]:
    """An application of the database layer alone, with the views above."""
    with blank_database(database, tmp_path) as url:
        app = Flask("tried")
        app.config["PROPAGATE_EXCEPTIONS"] = False
        db_module.init_app(app, make_settings(url, tmp_path / "instance").database_url)
        from flask_babel import Babel

        Babel(app)
        refusals.init_app(app)

        def duplicate(_error: IntegrityError) -> ResponseReturnValue:
            return f"duplicate among {db.session.scalar(select(func.count()).select_from(Counter))}", 422

        app.register_error_handler(IntegrityError, duplicate)
        routes(app)
        with app.app_context():
            with write_engine(db.engine).begin() as connection:
                TriedBase.metadata.create_all(connection)
            with transaction() as session:
                session.add(Counter(value=START))
                session.add(Page(id=1, title="first"))
        yield app
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def browser(tried: Flask) -> FlaskClient:
    return tried.test_client()


def values(browser: FlaskClient) -> list[int]:
    found: list[int] = browser.get("/read").json["values"]  # type: ignore[index]
    return found


def test_a_request_that_succeeds_is_committed_once_at_its_end(browser: FlaskClient) -> None:
    assert browser.post("/write?value=1").status_code == 200
    assert values(browser) == [1, START]


@pytest.mark.parametrize("how", ["status=422", "status=404&abort=1", "status=500&abort=1"])
def test_a_request_that_is_refused_changes_nothing(browser: FlaskClient, how: str) -> None:
    assert browser.post(f"/write?value=1&{how}").status_code >= 400
    assert values(browser) == [START]


def test_a_request_that_crashes_changes_nothing(browser: FlaskClient) -> None:
    assert browser.post("/crash").status_code == 500
    assert values(browser) == [START]


def test_a_fault_found_by_the_commit_itself_reaches_the_error_handlers(browser: FlaskClient) -> None:
    response = browser.post("/duplicate_at_commit")
    assert (response.status_code, response.text) == (422, "duplicate among 1")
    assert values(browser) == [START]


def test_a_get_that_writes_is_a_fault_of_the_program(browser: FlaskClient) -> None:
    assert browser.get("/write_for_a_link").status_code == 500
    assert values(browser) == [START]


def test_an_error_page_can_read_after_a_flush_has_failed(browser: FlaskClient) -> None:
    response = browser.post(f"/write?value={START}")
    assert (response.status_code, response.text) == (422, "duplicate among 1")


def test_a_change_without_begin_write_is_a_fault_of_the_program(browser: FlaskClient) -> None:
    assert browser.post("/unbegun").status_code == 500
    assert values(browser) == [START]


def test_reading_transactions_cannot_write_by_any_way(tried: Flask) -> None:
    with tried.app_context():
        db.session.scalars(select(Counter)).all()
        with pytest.raises(WriteNotBegunError):
            db.session.execute(update(Counter).values(value=0))
        db.session.rollback()
        for statement in (
            "UPDATE test_counter SET value = 0",
            "DELETE FROM test_counter",
            "DROP TABLE test_counter",
        ):
            with pytest.raises(DatabaseError):
                db.session.execute(text(statement))
            db.session.rollback()
        with pytest.raises(DatabaseError), db.engine.begin() as connection:
            connection.execute(insert(Counter).values(value=7))
        assert db.session.scalars(select(Counter.value)).all() == [START]


def test_begin_write_after_a_change_is_refused(tried: Flask) -> None:
    with tried.app_context():
        db.session.scalars(select(Counter)).one().value = 7
        with pytest.raises(WriteNotBegunError, match="before the first change"):
            begin_write()


def test_begin_write_shows_rows_as_they_are_under_the_lock(tried: Flask) -> None:
    with tried.app_context():
        counter = db.session.scalars(select(Counter)).one()
        with write_engine(db.engine).begin() as connection:
            connection.execute(text("UPDATE test_counter SET value = 7"))
        assert counter.value == START  # the reading transaction still sees one state
        begin_write()
        assert counter.value == 7


def test_a_page_reads_one_state_of_the_database(tried: Flask) -> None:
    with tried.app_context():
        assert db.session.scalar(select(func.count()).select_from(Counter)) == 1
        with write_engine(db.engine).begin() as connection:
            connection.execute(insert(Counter).values(value=1))
        assert db.session.scalar(select(func.count()).select_from(Counter)) == 1
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Counter)) == 2


def test_writers_at_once_lose_no_update(tried: Flask) -> None:
    """8 threads × 25 read-modify-write, each reading before it begins to write, as requests do."""
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(25):
                with tried.app_context():
                    counter = db.session.scalars(select(Counter)).one()
                    begin_write()
                    counter.value = counter.value + 1
                    db.session.commit()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with tried.app_context():
        assert db.session.scalars(select(Counter.value)).one() == START + 8 * 25


def test_a_writer_that_waits_too_long_is_told_to_come_back(
    tried: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tried.app_context():
        engine = db.engine
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # the pool's one connection, which the request will use
            connection.exec_driver_sql("PRAGMA busy_timeout = 50")
    else:
        monkeypatch.setattr(db_module, "BEGIN_TO_WRITE", db_module.BEGIN_TO_WRITE.replace("5s", "50ms"))
    with Session(write_engine(engine)) as other:
        if engine.dialect.name == "sqlite":
            with engine.connect() as spare:
                spare.exec_driver_sql("PRAGMA busy_timeout = 50")
                other.execute(text("SELECT 1"))
        else:
            other.execute(text("SELECT 1"))
        response = browser.post("/write?value=1")
        other.rollback()
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert values(browser) == [START]


def test_other_errors_of_the_database_are_not_taken_for_a_lock(tried: Flask) -> None:
    with tried.app_context(), pytest.raises(DatabaseError) as caught:
        db.session.execute(text("SELECT * FROM nowhere"))
    assert not isinstance(caught.value, OperationalError) or not is_lock_error(caught.value)


def test_a_form_that_showed_an_older_version_gets_409_with_both_values(
    tried: Flask, browser: FlaskClient
) -> None:
    seen: list[refusals.Outdated] = []

    def show(error: refusals.Outdated) -> ResponseReturnValue:
        seen.append(error)
        return "outdated", 409

    tried.register_error_handler(refusals.Outdated, show)
    assert browser.post("/edit?version=1&title=second").status_code == 200
    assert browser.post("/edit?version=1&title=mine").status_code == 409
    (error,) = seen
    assert error.stale is not None
    assert (error.stale.shown, error.stale.stored) == (1, 2)
    (difference,) = error.stale.differences
    assert (difference.field, difference.yours, difference.theirs) == ("title", "mine", "second")
    assert browser.post("/edit?version=2&title=mine").status_code == 200


def test_a_row_that_moved_on_is_not_overwritten_even_without_a_check(tried: Flask) -> None:
    from sqlalchemy.orm.exc import StaleDataError

    with tried.app_context():
        engine = write_engine(db.engine)
        with Session(engine, expire_on_commit=False) as session:
            page = session.get_one(Page, 1)
            session.commit()
            with engine.begin() as connection:
                connection.execute(text("UPDATE test_page SET version = 2, title = 'theirs'"))
            page.title = "mine"
            with pytest.raises(StaleDataError):
                session.flush()


def test_a_separate_transaction_stands_whatever_becomes_of_the_request(tried: Flask) -> None:
    with tried.app_context():
        db.session.scalars(select(Counter)).all()
        with separate_transaction() as session:
            session.add(Counter(value=1))
        db.session.rollback()
        assert sorted(db.session.scalars(select(Counter.value))) == [1, START]


def test_sqlite_is_set_up_to_keep_what_it_confirmed(tried: Flask) -> None:
    with tried.app_context():
        if db.engine.dialect.name != "sqlite":
            assert db.session.scalar(text("SHOW transaction_read_only")) == "on"
            return
        found = {
            name: db.session.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "query_only")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "query_only": 1,
    }


def test_health_says_ok_when_the_database_answers(client: FlaskClient) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.json == {"status": "ok"}
