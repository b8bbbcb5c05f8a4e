"""Rows that several people edit: a form carries the version it showed, and an older one is answered with both values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from marketkit.errors import MarketkitError


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that two people set differently: what was sent now, and what stands since."""

    field: str
    yours: Any
    theirs: Any


class StaleVersionError(MarketkitError):
    """A form was filled in on an older version of a row than the one that stands; nothing was changed (409)."""

    def __init__(self, *, shown: int, stored: int, differences: tuple[Difference, ...]) -> None:
        self.shown = shown
        self.stored = stored
        self.differences = differences
        fields = ", ".join(difference.field for difference in differences)
        super().__init__(
            f"version {shown} was shown, version {stored} stands; differing: {fields or 'nothing'}"
        )


class Versioned:
    """Adds `version`, from 1, raised by every update; SQLAlchemy refuses an update of a row that has moved on."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a declared attribute receives the class
        return {"version_id_col": cls.__dict__.get("version") or cls.__table__.c.version}  # type: ignore[attr-defined]


def require_version(row: Versioned, *, shown: int, changes: Mapping[str, Any]) -> None:
    """Raise StaleVersionError when `row` has moved on since the form showed it; call it after `begin_write()`.

    `shown` is the version the form carried, `changes` the values it wants to set, by attribute.
    """
    if row.version == shown:
        return
    differences = tuple(
        Difference(field, yours, getattr(row, field))
        for field, yours in changes.items()
        if getattr(row, field) != yours
    )
    raise StaleVersionError(shown=shown, stored=row.version, differences=differences)
