"""What the migration tool needs to know; it runs this file for every step, inside our connection."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Enum
from sqlalchemy.types import TypeDecorator

from marketkit.db import Base
from marketkit.migrations import is_of_models


def render_item(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write our column types as the plain types beneath, so that a revision means the same for ever."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    include_name=is_of_models,
    transactional_ddl=False,  # the whole run is one transaction already
    render_item=render_item,
)
context.run_migrations()
