"""A dry run of random strategies and bids: it always has something to say, and what it says agrees with itself."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketkit.scoring.dry_run import DryRun, dry_run, dry_run_on_invented_bids
from marketkit.scoring.dry_run_output import as_dict
from marketkit.scoring.dry_run_report import lines
from marketkit.scoring.evaluate import evaluate
from marketkit.scoring.simulation import SCORES, simulate
from marketkit.sourcing.bids import Bid
from tests.examples import TWICE
from tests.scoring.cases import ANY_PRICE, Case, cases

DAY = date(2026, 11, 23)


def of(case: Case) -> DryRun:
    given_bids = [Bid(id=name, raw=raw) for name, raw in case.rows.items()]
    return dry_run(case.result().strategy, given_bids, on=DAY)


@TWICE
@given(case=cases(prices=ANY_PRICE))
def test_every_strategy_and_every_bid_can_be_tried(case: Case) -> None:
    found = of(case)
    assert found.result == case.result()
    read = json.loads(json.dumps(as_dict(found)))
    text = "\n".join(lines(found))
    assert text.startswith("random (random)")
    for bid in case.rows:
        assert bid in text
    assert [each["bid"] for each in read["bids"]["raw"]] == sorted(case.rows)
    if found.result.computable:
        assert (found.withdrawals is None) == (not found.result.ranking)
    else:
        assert found.withdrawals is None and found.extremes == () and found.prices == ()


@given(case=cases(prices=ANY_PRICE))
def test_first_places_over_scores_are_shares_of_the_ranked_bids(case: Case) -> None:
    result = case.result()
    shares = simulate(result, draws=50, seed=1, over=SCORES).first_place_share
    if shares:
        assert list(shares) == [ranked.bid.id for ranked in result.ranking]
        assert all(share >= 0 for share in shares.values())
        # only a price per point can leave a draw without a first place
        assert sum(shares.values()) == 1 or result.strategy.award == "price-per-quality-point"


@given(case=cases(), price=st.integers(1, 10**9), seed=st.integers(0, 99))
def test_invented_bids_are_tried_as_given_bids_are(case: Case, price: int, seed: int) -> None:
    strategy = case.result().strategy
    found = dry_run_on_invented_bids(strategy, Fraction(price), count=4, seed=seed, on=DAY)
    assert found.result == evaluate(strategy, found.bids)
    assert len(found.bids) == 4 and found.result.excluded == ()
    given_them = dry_run(strategy, found.bids, on=DAY)
    assert (given_them.prices, given_them.weights, given_them.extremes, given_them.withdrawals) == (
        found.prices,
        found.weights,
        found.extremes,
        found.withdrawals,
    )
    assert sum(found.references.values()) == (price if strategy.cost_criteria else 0)
