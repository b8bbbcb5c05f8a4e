"""The bids of a procurement, lot by lot, and everything about one of them."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations.bids import columns, requirements
from marketkit.evaluations.bids.documents import documents_of
from marketkit.evaluations.bids.figures import options_of
from marketkit.evaluations.bids.history import history_of, submissions_of
from marketkit.evaluations.bids.models import Envelope, Round
from marketkit.evaluations.bids.pages import bids_page, standing_of, the_bid
from marketkit.evaluations.bids.rejections import standing_rejection
from marketkit.evaluations.bids.standing import deciding_plan, openings, standing_bids
from marketkit.evaluations.bids.taking_back import (
    bids_taken_back,
    reason_against_taking_back,
    taken_back_of,
)
from marketkit.evaluations.bids.terms import TAKING_IN
from marketkit.evaluations.envelopes import is_scored
from marketkit.evaluations.pages import BASE, blueprint, readable
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.web.language import current_language


@access.requires(Permission.VIEW_EVALUATION)
def bids(procurement_id: int) -> ResponseReturnValue:
    """What has been opened, and the bids of every lot."""
    procurement = readable(procurement_id)
    lock, strategy = current_lock(procurement), _strategy(procurement)
    standing = standing_bids(procurement)
    asked, found = requirements.requirements(procurement), requirements.findings(procurement)
    prices = {}
    if strategy is not None:
        for each in standing:
            values = {leaf: figure.evaluated for leaf, figure in each.figures.items()}
            prices[each.bid.id] = columns.total_price(strategy, values)
    done = openings(procurement)
    rounds = [each.round.place for each in done if each.envelope is Envelope.BIDS]
    return bids_page(
        "bids",
        procurement,
        lock=lock,
        strategy=strategy,
        bids=standing,
        prices=prices,
        asked=asked,
        proposed=requirements.proposed_for_rejection(standing, found, asked),
        another_round=max(rounds, default=-1) < Round.FINAL.place,
        taking_in=procurement.state in TAKING_IN,
        taken_back=bids_taken_back(procurement),
        names=access.names(each.created_by_id for each in done),
    )


@access.requires(Permission.VIEW_EVALUATION)
def bid(procurement_id: int, bid_id: int) -> ResponseReturnValue:
    """One bid: what was handed in, every figure, documents, requirements, rejection, history."""
    procurement = readable(procurement_id)
    found = the_bid(procurement, bid_id)
    standing = standing_of(procurement, found)
    handed_in = submissions_of(found)
    documents = documents_of(found)
    strategy = _strategy(procurement)
    titles = (
        {leaf.id: in_language(leaf.title, current_language()) for leaf in strategy.leaves()}
        if strategy
        else {}
    )
    history = history_of(procurement, found, titles)
    people = [entry.person_id for entry in history]
    return bids_page(
        "bid",
        procurement,
        bid=found,
        standing=standing,
        taken_back=taken_back_of(found),
        can_be_taken_back={
            each.submission.id
            for each in handed_in
            if reason_against_taking_back(procurement, each.submission, is_scored=is_scored) is None
        },
        submissions=handed_in,
        options={each.submission.id: options_of(each.submission) for each in handed_in},
        documents=documents,
        strategy=strategy,
        plan=deciding_plan(procurement),
        asked=requirements.requirements(procurement),
        findings=requirements.findings(procurement),
        rejected=standing_rejection(procurement, found),
        supplier_rejected=standing_rejection(procurement, found.supplier),
        taking_in=procurement.state in TAKING_IN,
        history=history,
        names=access.names(people),
    )


def _strategy(procurement: Procurement) -> Strategy | None:
    lock = current_lock(procurement)
    return strategy_of(lock.strategy_version) if lock is not None else None


blueprint.add_url_rule(f"{BASE}/bids", view_func=bids)
blueprint.add_url_rule(f"{BASE}/bids/<int:bid_id>", view_func=bid)
