"""All tables of the spine, in one place to import them from."""

from __future__ import annotations

from marketkit.procurements.agreements import AgreedMeasure, Award, Option, SharingTerm
from marketkit.procurements.organisations import Buyer, Supplier, Unit
from marketkit.procurements.procurement import BenefitingUnit, Lot, Procurement, ProcurementEvent

__all__ = [
    "AgreedMeasure",
    "Award",
    "BenefitingUnit",
    "Buyer",
    "Lot",
    "Option",
    "Procurement",
    "ProcurementEvent",
    "SharingTerm",
    "Supplier",
    "Unit",
]
