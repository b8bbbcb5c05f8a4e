"""The verbs of a procurement, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from marketkit.audit import AuditEntry, verify
from marketkit.db import db, transaction
from marketkit.procurements import services
from marketkit.procurements.choices import EventKind, Procedure, Regime
from marketkit.procurements.descriptions import LotDescription, ProcurementDescription
from marketkit.procurements.models import Buyer, Procurement, ProcurementEvent
from marketkit.procurements.refused import FieldRefusedError
from marketkit.procurements.states import State, StepRefusedError
from marketkit.values import Money
from marketkit.versions import StaleVersionError
from tests.factories import Factories

CARE = ProcurementDescription(
    reference="2026/041",
    title="Follow-up at home",
    cpv_codes=("85323000",),
    estimate=Money.parse("12 000 000", "NOK", 2026),
    regime=Regime.NO_PART_4,
    procedure=Procedure.OPEN,
)


@pytest.fixture
def buyer(app: Flask, factories: Factories) -> Iterator[Buyer]:
    """A buyer loaded in the application's own session."""
    made = factories.buyer(slug="fjordvik")
    unit_ids = [
        factories.unit(made, name="Home care").id,
        factories.unit(made, name="Hospital", partner="Helse").id,
    ]
    buyer_id = made.id
    factories.commit()
    with app.app_context():
        found = db.session.get(Buyer, buyer_id)
        assert found is not None
        found.unit_ids = unit_ids  # type: ignore[attr-defined]
        yield found


def created(buyer: Buyer, description: ProcurementDescription = CARE) -> Procurement:
    with transaction():
        return services.create_procurement(buyer=buyer, description=description, actor_id=7)


def described(**changes: object) -> ProcurementDescription:
    return ProcurementDescription(**{**CARE.values(), **changes})


def history(procurement: Procurement) -> list[ProcurementEvent]:
    query = select(ProcurementEvent).where(ProcurementEvent.procurement_id == procurement.id)
    return list(db.session.scalars(query.order_by(ProcurementEvent.id)))


def audited() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def test_a_new_procurement_is_a_need_with_everything_as_given(buyer: Buyer) -> None:
    procurement = created(buyer, described(benefiting_unit_ids=tuple(buyer.unit_ids)))  # type: ignore[attr-defined]
    db.session.expire_all()
    assert procurement.state is State.NEED
    assert procurement.estimate == Money(1_200_000_000, "NOK", 2026)
    assert procurement.cpv_codes == ("85323000",)
    assert [unit.full_name for unit in procurement.benefiting_units] == ["Home care", "Hospital, Helse"]
    assert [event.kind for event in history(procurement)] == [EventKind.CREATED]
    assert audited() == ["procurement.created"]


def test_a_reference_is_given_once_by_a_buyer_but_again_by_another(
    buyer: Buyer, factories: Factories
) -> None:
    created(buyer)
    with pytest.raises(FieldRefusedError) as refused:
        created(buyer)
    assert refused.value.field == "reference"
    other_id = factories.buyer().id
    factories.commit()
    found = db.session.get(Buyer, other_id)
    assert found is not None
    assert created(found).reference == "2026/041"


def test_a_change_is_noted_by_the_names_of_its_fields(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        changed = services.update_procurement(
            procurement=procurement,
            shown=1,
            description=described(title="Follow-up nearer home", winners=3),
            actor_id=7,
        )
    assert changed == ("title", "winners")
    assert procurement.version == 2
    assert history(procurement)[-1].details == ("title", "winners")
    assert audited()[-1] == "procurement.changed"


def test_saving_without_a_change_leaves_no_trace(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        assert not services.update_procurement(procurement=procurement, shown=1, description=CARE, actor_id=7)
    assert procurement.version == 1
    assert len(history(procurement)) == 1


def test_a_change_of_the_benefiting_units_alone_raises_the_version(buyer: Buyer) -> None:
    procurement = created(buyer)
    units = tuple(buyer.unit_ids)  # type: ignore[attr-defined]
    with transaction():
        services.update_procurement(
            procurement=procurement, shown=1, description=described(benefiting_unit_ids=units), actor_id=7
        )
    assert procurement.version == 2
    with transaction():
        services.update_procurement(
            procurement=procurement, shown=2, description=described(benefiting_unit_ids=units[:1]), actor_id=7
        )
    db.session.expire_all()
    assert procurement.benefiting_unit_ids == units[:1]


def test_an_older_form_is_refused_with_both_values(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        services.update_procurement(
            procurement=procurement, shown=1, description=described(title="Theirs"), actor_id=8
        )
    with pytest.raises(StaleVersionError) as stale, transaction():
        services.update_procurement(
            procurement=procurement, shown=1, description=described(title="Mine"), actor_id=7
        )
    (difference,) = stale.value.differences
    assert (difference.field, difference.yours, difference.theirs) == ("title", "Mine", "Theirs")
    assert procurement.title == "Theirs"


def test_going_back_is_recorded_with_its_reason_and_the_reason_s_hash(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        services.change_state(procurement=procurement, target=State.PLANNED, actor_id=7, by_hand=True)
    with pytest.raises(StepRefusedError), transaction():
        services.change_state(
            procurement=procurement, target=State.NEED, actor_id=7, by_hand=True, reason=" "
        )
    with transaction():
        services.change_state(
            procurement=procurement,
            target=State.NEED,
            actor_id=7,
            by_hand=True,
            reason="anna@example.org said so",
        )
    event = history(procurement)[-1]
    assert (event.from_state, event.to_state) == (State.PLANNED, State.NEED)
    assert event.reason == "anna@example.org said so"
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert last is not None
    assert "anna" not in last.details
    assert verify().broken is None


def test_a_closed_procurement_cannot_be_changed(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        services.change_state(procurement=procurement, target=State.CANCELLED, actor_id=7, reason="No money")
    with pytest.raises(StepRefusedError), transaction():
        services.update_procurement(
            procurement=procurement, shown=procurement.version, description=described(title="x"), actor_id=7
        )
    with pytest.raises(StepRefusedError), transaction():
        services.add_lot(procurement=procurement, description=LotDescription(title="x"), actor_id=7)


def test_the_competition_fixes_its_rules_and_lots_but_not_the_texts(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        services.change_state(procurement=procurement, target=State.COMPETITION, actor_id=7, by_hand=True)
    with pytest.raises(FieldRefusedError) as refused, transaction():
        services.update_procurement(
            procurement=procurement, shown=2, description=described(winners=2), actor_id=7
        )
    assert refused.value.field == "winners"
    with pytest.raises(StepRefusedError), transaction():
        services.add_lot(procurement=procurement, description=LotDescription(title="x"), actor_id=7)
    with transaction():
        services.update_procurement(
            procurement=procurement, shown=2, description=described(title="Clearer"), actor_id=7
        )
    assert procurement.title == "Clearer"


def test_lots_are_numbered_on_and_keep_their_numbers(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        lots = [
            services.add_lot(procurement=procurement, description=LotDescription(title=title), actor_id=7)
            for title in ("North", "South", "West")
        ]
    with transaction():
        services.remove_lot(lot=lots[1], shown=1, actor_id=7)
        services.update_lot(lot=lots[2], shown=1, description=LotDescription(title="Far west"), actor_id=7)
        services.add_lot(procurement=procurement, description=LotDescription(title="East"), actor_id=7)
    db.session.expire_all()
    assert [(lot.number, lot.title) for lot in procurement.lots] == [
        (1, "North"),
        (3, "Far west"),
        (4, "East"),
    ]
    assert history(procurement)[-3].details == ("removed", "2", "South")


def test_a_lot_that_moved_on_is_not_removed(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        lot = services.add_lot(procurement=procurement, description=LotDescription(title="a"), actor_id=7)
        services.update_lot(lot=lot, shown=1, description=LotDescription(title="b"), actor_id=7)
    with pytest.raises(StaleVersionError), transaction():
        services.remove_lot(lot=lot, shown=1, actor_id=7)


def test_a_feature_can_leave_a_line_in_the_history(buyer: Buyer) -> None:
    procurement = created(buyer)
    with transaction():
        services.record_event(
            procurement=procurement, source="evaluations.trial", sentence="A trial was run", actor_id=None
        )
    assert history(procurement)[-1].source == "evaluations.trial"
