"""The installation that the running application belongs to."""

from __future__ import annotations

from flask import current_app

from marketkit.settings import Settings


def current_settings() -> Settings:
    """The settings of the application at hand; needs an application context."""
    settings: Settings = current_app.extensions["marketkit_settings"]
    return settings
