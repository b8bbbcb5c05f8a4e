"""What the pages of the spine read: lists by page, and one row of a buyer's. Everything is asked within one buyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, case, func, select

from marketkit.db import db
from marketkit.procurements.models import Lot, Procurement, ProcurementEvent, Supplier, Unit
from marketkit.procurements.search import pattern
from marketkit.procurements.states import State

Row = TypeVar("Row")
PAGE_SIZE = 25
_STATE_PLACE = case({state.value: state.place for state in State}, value=Procurement.state)
ORDERS: dict[str, tuple[Any, ...]] = {
    "changed": (Procurement.changed_at.desc(), Procurement.id.desc()),
    "reference": (Procurement.reference.desc(), Procurement.id.desc()),
    "title": (func.lower(Procurement.title), Procurement.id),
    "state": (_STATE_PLACE, Procurement.reference),
    "value": (
        Procurement.estimate_minor.is_(None),
        Procurement.estimate_currency,
        Procurement.estimate_minor.desc(),
        Procurement.id,
    ),
}


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list: page `number` of `pages`, both from 1; `total` counts all rows."""

    rows: list[Row]
    number: int
    pages: int
    total: int


def procurement_page(
    *, buyer_id: int, text: str = "", state: State | None = None, order: str = "changed", page: int = 1
) -> Page[Procurement]:
    """A buyer's procurements whose reference, title, need or case number holds `text`, in a state, in an order."""
    query = select(Procurement).where(Procurement.buyer_id == buyer_id)
    if text.strip():
        query = query.where(Procurement.search_text.like(pattern(text), escape="\\"))
    if state is not None:
        query = query.where(Procurement.state == state)
    return _page(query, ORDERS.get(order, ORDERS["changed"]), page)


def supplier_page(*, buyer_id: int, text: str = "", page: int = 1) -> Page[Supplier]:
    """A buyer's suppliers whose name or number holds `text`, by name."""
    query = select(Supplier).where(Supplier.buyer_id == buyer_id)
    if text.strip():
        spaceless = pattern(text.replace(" ", ""))
        query = query.where(
            Supplier.search_text.like(pattern(text), escape="\\")
            | Supplier.search_text.like(spaceless, escape="\\")
        )
    return _page(query, (Supplier.search_text, Supplier.id), page)


def _page(query: Select[Row], order: tuple[Any, ...], page: int) -> Page[Row]:
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(page, 1), pages)
    rows = db.session.scalars(query.order_by(*order).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
    return Page(list(rows), number, pages, total)


def find_procurement(*, buyer_id: int, procurement_id: int) -> Procurement | None:
    return db.session.scalar(
        select(Procurement).where(Procurement.buyer_id == buyer_id, Procurement.id == procurement_id)
    )


def find_lot(*, procurement: Procurement, lot_id: int) -> Lot | None:
    return db.session.scalar(select(Lot).where(Lot.procurement_id == procurement.id, Lot.id == lot_id))


def find_supplier(*, buyer_id: int, supplier_id: int) -> Supplier | None:
    return db.session.scalar(
        select(Supplier).where(Supplier.buyer_id == buyer_id, Supplier.id == supplier_id)
    )


def find_unit(*, buyer_id: int, unit_id: int) -> Unit | None:
    return db.session.scalar(select(Unit).where(Unit.buyer_id == buyer_id, Unit.id == unit_id))


def all_units(*, buyer_id: int) -> list[Unit]:
    """A buyer's units: its own first, then those of partners, by name."""
    order = (Unit.partner.is_not(None), Unit.partner, Unit.name)
    return list(db.session.scalars(select(Unit).where(Unit.buyer_id == buyer_id).order_by(*order)))


def history(*, procurement: Procurement) -> list[ProcurementEvent]:
    """What happened to a procurement, newest first."""
    query = select(ProcurementEvent).where(
        ProcurementEvent.procurement_id == procurement.id, ProcurementEvent.buyer_id == procurement.buyer_id
    )
    return list(db.session.scalars(query.order_by(ProcurementEvent.id.desc())))
