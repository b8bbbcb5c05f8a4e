"""One application per worker and database; the tables are emptied between tests, not made anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableDict

from marketkit import create_app
from marketkit.db import db, write_engine
from marketkit.settings import Settings
from marketkit.web.catalogue import compile_catalogues
from tests.databases import Database, open_postgresql, open_sqlite

pytest_plugins = ["tests.factories"]

EVERYTHING = os.environ.get("MARKETKIT_TEST_EVERYTHING") == "1"
# A busy machine makes no test wrong. Where a test says nothing itself, fifty examples are tried, or all hundred.
hypothesis_settings.register_profile(
    "suite",
    deadline=None,
    max_examples=100 if EVERYTHING else 50,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("suite")

compile_catalogues()  # the pages read the compiled ones
# Signing in takes long on purpose; tests do it often. `flask_security` takes what stands here already.
Flask.default_config = ImmutableDict(
    Flask.default_config,
    SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={"argon2__rounds": 1, "argon2__memory_cost": 64},
)
# Each application would compile every template anew; a template that has changed is compiled again all the same.
Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache()}

BACKENDS = ("sqlite", "postgresql")


def required_skip(reason: str) -> None:
    """Skip, except where everything is required to run: there a missing tool is a failure."""
    if os.environ.get("MARKETKIT_REQUIRE_ALL") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    with open_sqlite(tmp_path_factory.mktemp("sqlite")) as database:
        yield database


@pytest.fixture(scope="session")
def postgresql_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database | str]:
    """The database, or the reason why there is none."""
    with open_postgresql(tmp_path_factory.mktemp("postgresql")) as database:
        yield database


@pytest.fixture(scope="session", params=BACKENDS)
def database(request: pytest.FixtureRequest) -> Database:
    """Each test that asks for it, or for anything built on it, runs once on SQLite and once on PostgreSQL."""
    found: Database | str = request.getfixturevalue(f"{request.param}_database")
    if isinstance(found, str):
        required_skip(found)
    assert isinstance(found, Database)
    return found


@pytest.fixture(scope="session")
def settings(database: Database, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_settings(database.url, tmp_path_factory.mktemp("instance"))


def make_settings(database_url: str, instance: Path, **environ: str) -> Settings:
    return Settings.from_environ(
        {
            "MARKETKIT_INSTANCE": str(instance),
            "MARKETKIT_DATABASE_URL": database_url,
            "MARKETKIT_LOG_LEVEL": "ERROR",
            **environ,
        }
    )


@pytest.fixture(scope="session")
def worker_app(settings: Settings, database: Database) -> Flask:
    app = create_app(settings)
    app.testing = True
    with app.app_context():
        database.create_tables(db.engine)
    return app


@pytest.fixture
def app(worker_app: Flask, database: Database) -> Iterator[Flask]:
    """The application on empty tables."""
    with worker_app.app_context():
        database.empty(db.engine)
    return worker_app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session for arranging and looking; may change anything without `begin_write()`.

    Commit before calling the application: the two would wait for each other's lock.
    """
    with app.app_context():
        engine = write_engine(db.engine)
    with Session(engine) as session:
        yield session


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Pages, sites and commands are drawn alike on both databases: of their tests every fourth runs on PostgreSQL too, unless all are asked for.

    Services, engines and the pages of the evaluation's matrix run on both, always.
    """
    if EVERYTHING:
        return
    left_out = [item for item in items if _is_page_on_postgresql(item) and crc32(item.nodeid.encode()) % 4]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def _is_page_on_postgresql(item: pytest.Item) -> bool:
    pages = ("views", "static_site", "cli")
    return "postgresql" in item.name and any(word in item.path.stem for word in pages)
