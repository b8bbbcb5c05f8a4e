"""Which supplier of the register a bid is from: by organisation number, else by its exact name, else a new one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from marketkit.codes import foreign_organisation_number, organisation_number
from marketkit.db import db
from marketkit.procurements.descriptions import SupplierDescription
from marketkit.procurements.models import Buyer, Supplier
from marketkit.procurements.registers import create_supplier
from marketkit.said import Said, say
from marketkit.values import UnreadableError


@dataclass(frozen=True, slots=True)
class SupplierGiven:
    """A supplier as it stands on a bid."""

    name: str
    number: str | None = None


class SupplierRegister:
    """A buyer's suppliers, found by what stands on a bid."""

    def __init__(self, buyer: Buyer) -> None:
        self.buyer = buyer
        self.by_number: dict[str, Supplier] = {}
        self.by_name: dict[str, Supplier] = {}
        for row in db.session.scalars(
            select(Supplier).where(Supplier.buyer_id == buyer.id).order_by(Supplier.id.desc())
        ):
            self._keep(row)

    def find(self, given: SupplierGiven) -> Supplier | None:
        """The supplier this is; None when the register does not have it.

        A name alone fits whoever has it; beside a number it fits only a supplier whose number is not known.
        """
        if given.number:
            for number in _readings(given.number):
                if number in self.by_number:
                    return self.by_number[number]
        named = self.by_name.get(given.name.strip())
        if named is None or (given.number and named.organisation_number):
            return None
        return named

    def against(self, given: SupplierGiven) -> Said | None:
        """Why this supplier can neither be found nor be created; None when it can."""
        if given.number and not any(number in self.by_number for number in _readings(given.number)):
            try:
                organisation_number(given.number)
            except UnreadableError as error:
                return say(
                    "{problem}; add a supplier from another country under Suppliers first", problem=error.said
                )
        if self.find(given) is not None or given.name.strip():
            return None
        return say("say who submits the bid")

    def find_or_create(self, given: SupplierGiven, *, actor_id: int | None) -> Supplier:
        """The supplier, entered in the register when it was not there."""
        found = self.find(given)
        if found is None:
            description = SupplierDescription(
                name=given.name.strip(),
                organisation_number=organisation_number(given.number) if given.number else None,
            )
            found = create_supplier(buyer=self.buyer, description=description, actor_id=actor_id)
            self._keep(found)
        return found

    def _keep(self, row: Supplier) -> None:
        self.by_name[row.name] = row
        if row.organisation_number:
            self.by_number[row.organisation_number] = row


def _readings(number: str) -> list[str]:
    """The forms in which the register may hold a number as typed."""
    found = []
    for read in (organisation_number, foreign_organisation_number):
        try:
            found.append(read(number))
        except UnreadableError:
            continue
    return found
