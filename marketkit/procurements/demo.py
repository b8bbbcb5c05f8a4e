"""The demonstration's buyer, units, suppliers and procurements; adding them a second time does nothing."""

from __future__ import annotations

from sqlalchemy import select

from marketkit.db import begin_write
from marketkit.installation import current_settings
from marketkit.procurements import registers, services
from marketkit.procurements.demo_data import (
    BUYER_NAME,
    BUYER_NUMBER,
    BUYER_SLUG,
    OCID_PREFIX,
    PROCUREMENTS,
    SUPPLIERS,
    UNITS,
    ExampleProcurement,
)
from marketkit.procurements.descriptions import (
    BuyerDescription,
    ProcurementDescription,
    SupplierDescription,
    UnitDescription,
)
from marketkit.procurements.models import Buyer
from marketkit.values import Money

YEAR = 2026
CURRENCY = "NOK"
PLACE = "NO0A2"


def demo(_seed: int) -> None:
    """Add the examples in the installation's first language, where they are not there yet. Nothing in it is random."""
    session = begin_write()
    if session.scalar(select(Buyer.id).where(Buyer.slug == BUYER_SLUG)) is not None:
        return
    language = current_settings().languages[0]
    buyer = registers.create_buyer(
        slug=BUYER_SLUG,
        description=BuyerDescription(
            name=BUYER_NAME[language],
            organisation_number=BUYER_NUMBER,
            languages=tuple(dict.fromkeys((language, "nb", "en"))),
            ocid_prefix=OCID_PREFIX,
        ),
        actor_id=None,
        is_example=True,
    )
    units = _add_units(buyer, language)
    _add_suppliers(buyer)
    for example in PROCUREMENTS:
        _add_procurement(buyer, example, units, language)


def _add_units(buyer: Buyer, language: str) -> dict[str, int]:
    """The units; gives their ids by the examples' own keys."""
    ids = {}
    for example in UNITS:
        unit = registers.create_unit(
            buyer=buyer,
            description=UnitDescription(
                name=example.name[language],
                partner=example.partner[language] if example.partner else None,
                budget=Money.parse(example.budget, CURRENCY, YEAR) if example.budget else None,
            ),
            actor_id=None,
        )
        ids[example.key] = unit.id
    return ids


def _add_suppliers(buyer: Buyer) -> None:
    for name, number, size, non_profit in SUPPLIERS:
        registers.create_supplier(
            buyer=buyer,
            description=SupplierDescription(
                name=name, organisation_number=number, size_class=size, non_profit=non_profit
            ),
            actor_id=None,
            is_example=True,
        )


def _add_procurement(buyer: Buyer, example: ExampleProcurement, units: dict[str, int], language: str) -> None:
    row = services.create_procurement(
        buyer=buyer,
        description=ProcurementDescription(
            reference=example.reference,
            title=example.title[language],
            need=example.need[language],
            resident_change=example.resident_change[language],
            cpv_codes=example.cpv_codes,
            nuts_codes=(PLACE,),
            policy_goals=example.policy_goals[language],
            estimate=Money.parse(example.estimate, CURRENCY, YEAR),
            regime=example.regime,
            procedure=example.procedure,
            winners=example.winners,
            archive_case=example.archive_case,
            initiating_unit_id=units[example.initiating],
            benefiting_unit_ids=tuple(sorted(units[key] for key in example.benefiting)),
        ),
        actor_id=None,
    )
    for state in example.way:
        services.change_state(procurement=row, target=state, actor_id=None)
