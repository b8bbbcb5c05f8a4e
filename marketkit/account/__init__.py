"""People: who they are, what they are at which buyer, how they sign in, and the sessions they are signed in with."""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Accounts, sessions and the decision on every request."""
    from marketkit.account import security, sessions

    sessions.init_app(app)
    security.init_app(app)
