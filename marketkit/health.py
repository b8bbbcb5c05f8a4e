"""Whether the application answers and reaches its database: for a load balancer or a monitor."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketkit import access
from marketkit.db import db

blueprint = Blueprint("health", __name__)


@access.public
def health() -> ResponseReturnValue:
    """200 and "ok" when the database answers a question, else 503; says nothing else to the world."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "database unreachable"}, 503
    return {"status": "ok"}


blueprint.add_url_rule("/health", view_func=health)
