"""Pages: layout, language, charts, files for the browser, headers and error pages. Knows no feature."""

from __future__ import annotations

from flask import Flask

from marketkit.web import assets, errorpages, headers, language, shell


def init_app(app: Flask) -> None:
    """Give the application its pages. Features bring their own templates, which extend `web/layout.html`."""
    language.init_app(app)
    assets.init_app(app)
    headers.init_app(app)
    errorpages.init_app(app)
    shell.init_app(app)
