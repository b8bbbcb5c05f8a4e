"""What stands against a step of the decision, in the reader's language, and where each thing is solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from flask import current_app, url_for
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations.decision.proposal import Proposal
from marketkit.evaluations.pages import address
from marketkit.evaluations.preparation.services import current_lock
from marketkit.procurements.models import Procurement
from marketkit.said import Said, say
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language

LOCK, BIDS, PANEL = "evaluations.lock", "evaluations.bids", "evaluations.moderate"
RESULT, PRICES, DRAW = "evaluations.evaluation", "evaluations.low_prices", "evaluations.draw"
REVERSE, CANCEL = "evaluations.award_reverse", "evaluations.procedure_cancel"
# Each sentence of `official` and `proposal` by its template; None: nothing to go to, the sentence says it all.
SOLVED_AT: Mapping[str, str | None] = {
    "the strategy is not locked": LOCK,
    "the bids have not been opened": BIDS,
    "the assessments of quality are not closed": PANEL,
    "the prices have not been opened": BIDS,
    "{bid} has no amount for {leaf}": BIDS,
    "{bid} has no score for {leaf}": PANEL,
    "the panel has not agreed on {leaf} for {bid}": PANEL,
    "no bid is left to calculate": BIDS,
    "the procurement is closed; nothing in it can be changed": None,
    "nothing has changed since the last official calculation": None,
    "say why the result is calculated again": None,
    "the award is decided; take it back first if it must be changed": REVERSE,
    "the procurement is past the award": None,
    "the official result of {lot} is not calculated yet": RESULT,
    "something has changed since the result of {lot}; calculate it again": RESULT,
    "the result of {lot} does not come out as it stands on record": RESULT,
    "no bid is ranked in {lot}; cancel the procedure, or let a bid back in": CANCEL,
    "{bids} share the last place of {lot}; draw lots between them": DRAW,
    "the low price of {bid} has not been explained and assessed": PRICES,
    "the question about the price of {bid} is still open": PRICES,
    "the price of {bid} has changed since its explanation was assessed; ask again": PRICES,
    "the price of {bid} was not explained to satisfaction; reject the bid, or ask again": PRICES,
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against a step, and the link to where it is solved (both None: there is no such page)."""

    said: Said
    url: str | None = None
    link: str | None = None


def obstacles(
    procurement: Procurement, reasons: Iterable[Said], proposal: Proposal | None = None
) -> list[Obstacle]:
    """Each reason once, with its place. `proposal` tells which calculation's tie is to be drawn for."""
    return [_obstacle(procurement, reason, proposal) for reason in dict.fromkeys(reasons)]


def _obstacle(procurement: Procurement, reason: Said, proposal: Proposal | None) -> Obstacle:
    endpoint = SOLVED_AT.get(reason.template)
    values = address(procurement)
    if "leaf" in reason.values:
        reason, stated = _named(procurement, reason)
        endpoint = BIDS if stated else endpoint
    if endpoint == RESULT:
        lot = reason.values.get("lot")
        if isinstance(lot, Said) and "number" in lot.values:
            values["lot"] = lot.values["number"]
    elif endpoint == DRAW:
        tied = [lot for lot in proposal.lots if lot.unsettled] if proposal is not None else []
        where = reason.values.get("lot")
        number = where.values.get("number") if isinstance(where, Said) else None
        tied = [lot for lot in tied if lot.lot is None or lot.lot.number == number]
        if not tied or tied[0].calculation is None:
            return Obstacle(reason)
        values |= {"number": tied[0].calculation.number, "bid": tied[0].unsettled[0]}
    if not _may_go(endpoint, procurement):
        return Obstacle(reason)
    return Obstacle(reason, url_for(endpoint, **values), _link(endpoint))


def _link(endpoint: str) -> str:
    words: dict[str, str] = {
        LOCK: _("Go to the lock"),
        BIDS: _("Go to the bids"),
        PANEL: _("Go to the panel"),
        RESULT: _("Go to the result"),
        PRICES: _("Go to the low prices"),
        DRAW: _("Record the draw"),
        REVERSE: _("Take the award back"),
        CANCEL: _("Cancel the procedure"),
    }
    return words[endpoint]


def _may_go(endpoint: str | None, procurement: Procurement) -> TypeGuard[str]:
    """Whether there is a page and the reader may open it."""
    needs = access.needs_of(current_app, endpoint) if endpoint else None
    return isinstance(needs, Permission) and access.allows(needs, procurement)


def _named(procurement: Procurement, reason: Said) -> tuple[Said, bool]:
    """The sentence with its criterion called as the reader does, and whether its value stands in the bids."""
    lock = current_lock(procurement)
    assert lock is not None  # without a lock there is no criterion to speak of
    for leaf in strategy_of(lock.strategy_version).leaves():
        if in_language(leaf.title, "en") == reason.values["leaf"]:
            name = in_language(leaf.title, current_language())
            return say(reason.template, **{**reason.values, "leaf": name}), leaf.id in lock.plan.stated
    return reason, False
