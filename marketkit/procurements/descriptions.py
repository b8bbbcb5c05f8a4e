"""What a person may set on each row of the spine, as a form gives it and a service takes it. Pure.

The names are those of the rows' attributes, so that what was sent can be compared with what stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from marketkit.procurements.choices import Procedure, Regime, ReservedFor, SizeClass
from marketkit.values import Money


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """The root of the descriptions."""

    def values(self) -> Mapping[str, Any]:
        """Every value by its name, in the order they are declared."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def changes(self, row: object) -> dict[str, Any]:
        """The values that differ from those of a row."""
        return {name: value for name, value in self.values().items() if getattr(row, name) != value}


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcurementDescription(Description):
    """A procurement. `estimate` has a price year; `benefiting_unit_ids` are in ascending order."""

    reference: str
    title: str
    need: str = ""
    resident_change: str = ""
    cpv_codes: tuple[str, ...] = ()
    nuts_codes: tuple[str, ...] = ()
    policy_goals: tuple[str, ...] = ()
    estimate: Money | None = None
    regime: Regime | None = None
    procedure: Procedure | None = None
    reserved_for: ReservedFor = ReservedFor.NONE
    winners: int = 1
    archive_case: str | None = None
    initiating_unit_id: int | None = None
    benefiting_unit_ids: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LotDescription(Description):
    title: str
    description: str = ""
    cpv_codes: tuple[str, ...] = ()
    estimate: Money | None = None
    winners: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class SupplierDescription(Description):
    """A supplier; `organisation_number` in the form its country's register gives it."""

    name: str
    country: str = "NO"
    organisation_number: str | None = None
    size_class: SizeClass | None = None
    non_profit: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDescription(Description):
    """A unit; `partner` names the organisation outside the buyer it belongs to. `budget` is for its price year."""

    name: str
    partner: str | None = None
    organisation_number: str | None = None
    budget: Money | None = None
    active: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class BuyerDescription(Description):
    """A buyer's settings; its address (`slug`) is given once and stays."""

    name: str
    organisation_number: str | None = None
    zone: str = "Europe/Oslo"
    languages: tuple[str, ...] = ("nb", "en")
    currency: str = "NOK"
    ocid_prefix: str | None = None
