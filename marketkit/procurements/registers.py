"""The verbs of the registers: buyers, their units, their suppliers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from marketkit import audit
from marketkit.db import begin_write, db
from marketkit.installation import current_settings
from marketkit.procurements.descriptions import (
    BuyerDescription,
    Description,
    SupplierDescription,
    UnitDescription,
)
from marketkit.procurements.models import Buyer, Supplier, Unit
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.search import fold
from marketkit.said import Said, say
from marketkit.versions import require_version

Row = TypeVar("Row", Buyer, Unit, Supplier)
MAX_LOGO_BYTES = 200_000
FIRST_SLUG = "buyer"
FIRST_NAMES = {"en": "Our organisation", "nb": "Vår organisasjon"}
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
LOGO_KINDS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture of the kinds browsers show safely, of at most MAX_LOGO_BYTES."""

    content: bytes
    media_type: str

    @classmethod
    def read(cls, content: bytes) -> Logo:
        """The kind is told from the content, never from a name. Raises FieldRefusedError."""
        if len(content) > MAX_LOGO_BYTES:
            raise FieldRefusedError(
                "logo", say("the picture is larger than {limit} kB", limit=MAX_LOGO_BYTES // 1000)
            )
        for media_type, beginning in LOGO_KINDS.items():
            if content.startswith(beginning):
                return cls(content, media_type)
        raise FieldRefusedError("logo", say("expected a picture of the kind PNG or JPEG"))


def slug_of(name: str) -> str:
    """A buyer's part of every address, made from its name: "Fjordvik kommune" becomes "fjordvik-kommune"."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:60].strip("-")


def create_buyer(
    *, slug: str, description: BuyerDescription, actor_id: int | None, is_example: bool = False
) -> Buyer:
    """A new buyer. Raises FieldRefusedError for an address or organisation number that is taken or malformed."""
    if not SLUG.fullmatch(slug):
        raise FieldRefusedError("slug", say("an address has small letters, digits and hyphens, at most 60"))
    session = begin_write()
    if session.scalar(select(Buyer.id).where(Buyer.slug == slug)) is not None:
        raise FieldRefusedError("slug", say('another buyer has the address "{text}"', text=slug))
    _require_free_buyer_number(description, None)
    return _add(Buyer(slug=slug, is_example=is_example), description, actor_id)


def add_first_buyer() -> None:
    """Where there is no buyer yet, add one to begin with; an administrator gives it its name under Settings."""
    if db.session.scalar(select(Buyer.id).limit(1)) is None:
        language = current_settings().languages[0]
        description = BuyerDescription(name=FIRST_NAMES.get(language, FIRST_NAMES["en"]))
        create_buyer(slug=FIRST_SLUG, description=description, actor_id=None)


def update_buyer(
    *, buyer: Buyer, shown: int, description: BuyerDescription, actor_id: int | None
) -> tuple[str, ...]:
    """Change a buyer's settings; returns the names of what changed. Raises StaleVersionError, FieldRefusedError."""
    begin_write()
    require_version(buyer, shown=shown, changes=description.values())
    _require_free_buyer_number(description, buyer.id)
    return _change(buyer, description, actor_id)


def set_logo(*, buyer: Buyer, logo: Logo | None, actor_id: int | None) -> None:
    """Give a buyer a logo, or take it away."""
    session = begin_write()
    buyer.logo, buyer.logo_type = (logo.content, logo.media_type) if logo else (None, None)
    session.flush()
    _audit(buyer, "logo-set" if logo else "logo-removed", actor_id)


def create_unit(*, buyer: Buyer, description: UnitDescription, actor_id: int | None) -> Unit:
    """A new unit of a buyer, or of a partner outside it. Raises FieldRefusedError when the name is taken."""
    begin_write()
    _require_free_unit_name(buyer.id, description, None)
    return _add(Unit(buyer_id=buyer.id), description, actor_id)


def update_unit(
    *, unit: Unit, shown: int, description: UnitDescription, actor_id: int | None
) -> tuple[str, ...]:
    """Describe a unit anew; returns the names of what changed. Raises StaleVersionError, FieldRefusedError."""
    begin_write()
    require_version(unit, shown=shown, changes=description.values())
    _require_free_unit_name(unit.buyer_id, description, unit.id)
    return _change(unit, description, actor_id)


def create_supplier(
    *, buyer: Buyer, description: SupplierDescription, actor_id: int | None, is_example: bool = False
) -> Supplier:
    """A new supplier of a buyer. Raises FieldRefusedError when its number is known already."""
    begin_write()
    _require_free_supplier_number(buyer.id, description, None)
    return _add(Supplier(buyer_id=buyer.id, is_example=is_example), description, actor_id)


def update_supplier(
    *, supplier: Supplier, shown: int, description: SupplierDescription, actor_id: int | None
) -> tuple[str, ...]:
    """Describe a supplier anew; returns the names of what changed. Raises StaleVersionError, FieldRefusedError."""
    begin_write()
    require_version(supplier, shown=shown, changes=description.values())
    _require_free_supplier_number(supplier.buyer_id, description, supplier.id)
    return _change(supplier, description, actor_id)


def _add(row: Row, description: Description, actor_id: int | None) -> Row:
    session = begin_write()
    for name, value in description.values().items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    _audit(row, "created", actor_id)
    return row


def _change(row: Buyer | Unit | Supplier, description: Description, actor_id: int | None) -> tuple[str, ...]:
    changes = description.changes(row)
    for name, value in changes.items():
        setattr(row, name, value)
    if changes:
        begin_write().flush()
        _audit(row, "changed", actor_id, fields=sorted(changes))
    return tuple(changes)


def _require_free_buyer_number(description: BuyerDescription, own_id: int | None) -> None:
    number = description.organisation_number
    if number is not None:
        said = say("another buyer has the organisation number {number}", number=number)
        _require_free("organisation_number", said, Buyer, Buyer.organisation_number == number, own_id=own_id)


def _require_free_unit_name(buyer_id: int, description: UnitDescription, own_id: int | None) -> None:
    said = say('another unit is called "{name}"', name=description.name)
    _require_free("name", said, Unit, Unit.buyer_id == buyer_id, Unit.name == description.name, own_id=own_id)


def _require_free_supplier_number(
    buyer_id: int, description: SupplierDescription, own_id: int | None
) -> None:
    number = description.organisation_number
    if number is not None:
        said = say("another supplier has the organisation number {number}", number=number)
        _require_free(
            "organisation_number",
            said,
            Supplier,
            Supplier.buyer_id == buyer_id,
            Supplier.country == description.country,
            Supplier.organisation_number == number,
            own_id=own_id,
        )


def _require_free(
    field: str,
    said: Said,
    kind: type[Buyer] | type[Unit] | type[Supplier],
    *conditions: ColumnElement[bool],
    own_id: int | None,
) -> None:
    found = begin_write().scalar(select(kind.id).where(*conditions))
    if found is not None and found != own_id:
        raise FieldRefusedError(field, said)


def _audit(row: Buyer | Unit | Supplier, verb: str, actor_id: int | None, **details: object) -> None:
    kind = type(row).__tablename__
    buyer_id = row.id if isinstance(row, Buyer) else row.buyer_id
    audit.record(
        f"{kind}.{verb}", subject=f"{kind}:{row.id}", buyer_id=buyer_id, actor_id=actor_id, details=details
    )
