"""What the pages about the decision show: lot by lot what would be awarded, and every decision as it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.bids.standing import deciding_plan
from marketkit.evaluations.decision.models import Decision, DecisionKind, Outcome, TieDraw
from marketkit.evaluations.decision.proposal import LotProposal, Proposal
from marketkit.evaluations.decision.standing import decisions
from marketkit.evaluations.decision.wording import lot_text
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.models import Calculation
from marketkit.procurements.models import Lot, Procurement
from marketkit.said import Said


@dataclass(frozen=True, slots=True)
class Place:
    """A bid in the order: its supplier, its total with the unit, and what it costs as evaluated (None: price fixed)."""

    bid: str
    supplier: str
    total: Said
    amount: Fraction | None


@dataclass(frozen=True, slots=True)
class LotInShort:
    """What would be awarded in one lot. `lead` is the result in one sentence; `runner_up` the best bid without a place;
    `passed_over` says in words whom the limit on lots kept from one, `nobody` why no bid wins the lot at all.
    """

    title: str
    lot: Lot | None
    calculation: Calculation | None
    currency: str
    lead: Said | None
    winners: tuple[Place, ...]
    runner_up: Place | None
    passed_over: tuple[str, ...]
    draws: tuple[TieDraw, ...]
    nobody: str | None


def lots_in_short(procurement: Procurement, proposal: Proposal, language: str) -> list[LotInShort]:
    """Each lot of a proposal as the page shows it."""
    numbers = {lot.id: lot.number for lot in procurement.lots}
    plan = deciding_plan(procurement)
    limit = plan.lot_limit if plan is not None else None
    return [_in_short(lot, numbers, limit, language) for lot in proposal.lots]


def _in_short(lot: LotProposal, numbers: Mapping[int, int], limit: int | None, language: str) -> LotInShort:
    places = list(_places(lot, language))
    by_bid = {place.bid: place for place in places}
    passed = {each.bid for each in lot.passed_over}
    without = [place for place in places if place.bid not in passed and place.bid not in lot.winners]
    return LotInShort(
        title=lot_text(lot.lot),
        lot=lot.lot,
        calculation=lot.calculation,
        currency=lot.currency if lot.opened is not None else "",
        lead=Explanation(lot.opened.result, language).lead() if lot.opened is not None else None,
        winners=tuple(by_bid[bid] for bid in lot.winners),
        runner_up=without[0] if lot.winners and without else None,
        passed_over=tuple(_passed(each.bid, each.won, numbers, limit) for each in lot.passed_over),
        draws=lot.draws,
        nobody=_nobody(lot),
    )


def _nobody(lot: LotProposal) -> str | None:
    """Why a lot goes to nobody although others can be awarded; None where it has a winner, or may still get one."""
    if lot.lot is None or lot.winners or lot.unsettled:
        return None
    if lot.empty:
        return str(_("Nobody is awarded this lot, for no bid is left in it. The other lots can be awarded."))
    if lot.unranked:
        return str(_("Nobody is awarded this lot, for every bid falls short of a limit of the strategy."))
    return None


def _places(lot: LotProposal, language: str) -> Iterator[Place]:
    if lot.opened is None:
        return
    explanation = Explanation(lot.opened.result, language)
    for ranked in lot.opened.result.ranking:
        label = ranked.bid.id
        yield Place(label, ranked.bid.supplier or "", explanation.total(ranked.total), lot.amount(label))


def _passed(bid: str, won: Sequence[int | None], numbers: Mapping[int, int], limit: int | None) -> str:
    """Why a bid has no place although no better one took it from it."""
    lots = ", ".join(_("lot %(number)s", number=numbers[lot]) for lot in won if lot is not None)
    sentence = _("%(bid)s is passed over, for its supplier already wins in %(lots)s.", bid=bid, lots=lots)
    if limit is None:
        return str(sentence)
    most = _("The most lots that one supplier may win: %(limit)s.", limit=limit)
    return f"{sentence} {most}"


@dataclass(frozen=True, slots=True)
class DecidedLot:
    """What a decision says of one lot."""

    title: str
    lot: Lot | None
    calculation: Calculation
    winners: tuple[tuple[str, str], ...]
    passed_over: tuple[str, ...]
    draw: TieDraw | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as it was made; `undone_by` is the one that took it back, `undoes` the one it took back.

    `without` are the lots that an award leaves out, for no bid was left in them.
    """

    decision: Decision
    lots: tuple[DecidedLot, ...]
    without: tuple[str, ...]
    undone_by: Decision | None
    undoes: Decision | None

    @property
    def is_award(self) -> bool:
        return self.decision.kind is DecisionKind.AWARD


def all_decided(procurement: Procurement) -> list[Decided]:
    """Every decision, oldest first."""
    made = decisions(procurement)
    by_id = {each.id: each for each in made}
    undone = {each.reverses_id: each for each in made if each.reverses_id is not None}
    lots = {lot.id: lot for lot in procurement.lots}
    query = select(TieDraw).where(TieDraw.procurement_id == procurement.id)
    draws = {draw.id: draw for draw in db.session.scalars(query)}
    return [
        Decided(
            each,
            tuple(_decided_lot(outcome, lots, draws) for outcome in each.outcomes),
            tuple(_left_out(each, lots)),
            undone.get(each.id),
            by_id.get(each.reverses_id) if each.reverses_id is not None else None,
        )
        for each in made
    ]


def _left_out(decision: Decision, lots: Mapping[int, Lot]) -> Iterator[str]:
    if decision.kind is DecisionKind.AWARD:
        decided = {outcome.lot_id for outcome in decision.outcomes}
        yield from (lot_text(lot) for id_, lot in lots.items() if id_ not in decided)


def _decided_lot(outcome: Outcome, lots: Mapping[int, Lot], draws: Mapping[int, TieDraw]) -> DecidedLot:
    suppliers = {each["bid"]: each["supplier"] or "" for each in outcome.calculation.inputs}
    numbers = {id_: lot.number for id_, lot in lots.items()}
    lot = lots.get(outcome.lot_id) if outcome.lot_id is not None else None
    return DecidedLot(
        title=lot_text(lot),
        lot=lot,
        calculation=outcome.calculation,
        winners=tuple((bid, suppliers.get(bid, "")) for bid in outcome.winners),
        passed_over=tuple(_passed(each["bid"], each["won"], numbers, None) for each in outcome.workings),
        draw=draws.get(outcome.draw_id) if outcome.draw_id is not None else None,
    )


def decided_on(procurement: Procurement, decision: Decision) -> date:
    """The day a decision was made, on the buyer's clocks."""
    return decision.decided_at.astimezone(ZoneInfo(procurement.buyer.zone)).date()
