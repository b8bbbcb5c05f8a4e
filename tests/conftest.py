"""One application per worker and database; the tables are emptied between tests, not made anew."""

from __future__ import annotations

import gc
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

# A busy machine makes no test wrong. `--hypothesis-profile many` tries more.
for name, examples in (("suite", 30), ("many", 150)):
    hypothesis_settings.register_profile(
        name,
        deadline=None,
        max_examples=examples,
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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as thorough what the second database is least likely to do otherwise, so that the suite is quick."""
    for item in items:
        if crc32(item.nodeid.encode()) % one_in(item):
            item.add_marker(pytest.mark.thorough)


def one_in(item: pytest.Item) -> int:
    """Of how many tests like this one the suite runs one: all on SQLite.

    On PostgreSQL too run all that are about storing and searching. What people, evaluations and contracts are about
    reads and writes by the same few services, and pages and commands are drawn alike.
    """
    part = item.path.relative_to(TESTS).parts[0]
    if "postgresql" not in item.name:
        return 1
    if any(word in item.path.stem for word in ("views", "static_site", "cli", "matrix")):
        return 12
    if any(word in item.path.stem for word in ("backup", "kill", "durability", "serving")):
        return 4
    return 6 if part in RULES else 1


TESTS = Path(__file__).parent
RULES = {"account", "contracts", "documents", "evaluations", "procurements", "sourcing", "web"}


def pytest_collection_finish() -> None:
    """What was collected stays to the end; nothing need look through it again and again for garbage."""
    gc.collect()
    gc.freeze()
