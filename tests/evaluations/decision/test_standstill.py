"""What the time until the contract is counted from, by the law of the procurement's regime."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketkit.db import begin_write, db
from marketkit.evaluations.decision import services
from marketkit.evaluations.decision.models import DecisionGround, Standstill
from marketkit.evaluations.decision.standing import current_award, standstill_of
from marketkit.evaluations.decision.telling import telling
from marketkit.evaluations.official import NotReadyError
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Procurement
from marketkit.sourcing.packs import open_packs
from tests.evaluations.decision.arranging import award, calculate, decided

PACKS = open_packs(Path(__file__).parents[3] / "sourcing_rules" / "packs", ["no", "eu", "uk"])


def awarded(procurement: Procurement, regime: Regime) -> None:
    begin_write()
    procurement.regime = regime
    db.session.commit()
    decided(procurement)


def start(procurement: Procurement, event: str) -> Standstill:
    made = services.start_standstill(
        procurement=procurement,
        event=event,
        event_on=datetime.now(UTC).date(),
        electronically=True,
        packs=PACKS,
        actor_id=None,
    )
    db.session.commit()
    return made


@pytest.mark.parametrize(
    ("regime", "wrong", "starts"),
    [
        (Regime.UK_FULL, "letters", "the contract award notice was published"),
        (Regime.NO_PART_3, "award-notice", "the letters were sent"),
    ],
)
def test_a_standstill_is_not_counted_from_what_does_not_start_it(
    procurement: Procurement, regime: Regime, wrong: str, starts: str
):
    awarded(procurement, regime)
    with pytest.raises(NotReadyError, match=f"from another event: {starts}"):
        start(procurement, wrong)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Standstill)) == 0


def test_in_the_united_kingdom_the_published_notice_starts_it(procurement: Procurement):
    awarded(procurement, Regime.UK_FULL)
    made = start(procurement, "award-notice")
    assert made.ends_on is not None
    # Eight working days take more than a week, with both its weekends or a holiday in between.
    assert 8 < (made.earliest_signing - made.event_on).days <= 16


def test_the_rule_follows_the_regime_even_where_the_strategy_names_no_pack(procurement: Procurement):
    awarded(procurement, Regime.UK_FULL)
    decision = current_award(procurement)
    assert decision is not None
    found = telling(procurement, decision)
    assert (found.by_letters, found.by_notice, found.event) == (False, True, "award-notice")


def test_a_new_award_waits_for_a_standstill_of_its_own_and_the_old_one_is_kept(procurement: Procurement):
    awarded(procurement, Regime.NO_PART_3)
    first = start(procurement, "letters")
    services.reverse_award(
        procurement=procurement, ground=DecisionGround.COMPLAINT, reason="A wrong score.", actor_id=None
    )
    db.session.commit()
    calculate(procurement, "The award was taken back after a complaint.")
    second = award(procurement)
    assert standstill_of(second) is None
    with pytest.raises(NotReadyError, match="when the suppliers were told"):
        services.sign_contract(procurement=procurement, signed_on=first.earliest_signing, actor_id=None)
    db.session.rollback()
    start(procurement, "letters")
    assert db.session.scalar(select(func.count()).select_from(Standstill)) == 2
