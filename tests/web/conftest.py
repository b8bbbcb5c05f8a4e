"""The application with the style guide's pages added."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketkit import create_app
from marketkit.db import db
from marketkit.settings import Settings
from tests.conftest import make_settings
from tests.databases import Database
from tests.web import styleguide


def styleguide_app(settings: Settings, database: Database) -> Flask:
    app = create_app(settings)
    app.register_blueprint(styleguide.blueprint())
    with app.app_context():
        database.create_tables(db.engine)
    return app


@pytest.fixture(scope="session")
def pages_app(sqlite_database: Database, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Not in testing mode: errors become pages, and forms need their token."""
    return styleguide_app(
        make_settings(sqlite_database.url, tmp_path_factory.mktemp("pages")), sqlite_database
    )


@pytest.fixture
def pages(pages_app: Flask) -> FlaskClient:
    return pages_app.test_client()
