"""What the texts of the preparation need: a language to speak, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from flask import Flask

from marketkit.web import language


@pytest.fixture
def speaking() -> Iterator[None]:
    """English is spoken, until `in_language` says otherwise."""
    app = Flask("speaking")
    app.extensions["marketkit_settings"] = SimpleNamespace(languages=("en", "nb"))
    language.init_app(app)
    with app.app_context():
        yield
