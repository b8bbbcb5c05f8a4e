"""On what terms bids are taken in for one lot and round: which figures, from whom, received when, replacing what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketkit.db import db
from marketkit.evaluations.bids import columns
from marketkit.evaluations.bids.models import Bid, Envelope, Opening, Round, Stage, Submission, TakenBack
from marketkit.evaluations.bids.refusals import BidsRefusedError
from marketkit.evaluations.bids.standing import ALL, openings, prices_are_open, standing_bids
from marketkit.evaluations.bids.suppliers import SupplierGiven, SupplierRegister
from marketkit.evaluations.preparation.services import current_lock
from marketkit.moments import NoSuchMomentError, parse_local_moment
from marketkit.procurements.models import Procurement
from marketkit.procurements.states import State
from marketkit.said import Said, say
from marketkit.sourcing.bids import Columns
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Criterion

TAKING_IN = (State.OPENED, State.EVALUATED)
RECEIVED, VARIANT = "received", "variant"
YES, NO = ("yes", "ja", "x"), ("", "no", "nei")


class Terms:
    """What bids for one lot and round are measured against. Raises BidsRefusedError.

    `prices_only` brings the second envelope's prices to bids that are there; otherwise bids, each with every figure
    that is open. `reason` is given where what was taken in before is replaced.
    """

    def __init__(
        self,
        procurement: Procurement,
        *,
        lot_id: int | None,
        round: Round,
        received_at: datetime | None,
        reason: str | None,
        now: datetime,
        prices_only: bool = False,
    ) -> None:
        lock = current_lock(procurement)
        opening = opening_of(procurement, round)
        self.prices_open = prices_are_open(procurement)
        if lock is None or opening is None or opening.deadline is None:
            raise BidsRefusedError(say("the bids of this round are not opened yet; record the opening first"))
        if procurement.state not in TAKING_IN:
            raise BidsRefusedError(
                say("bids are taken in after the opening and before the award; take the award back first")
            )
        lots: set[int | None] = {lot.id for lot in procurement.lots}
        if lot_id not in (lots or {None}):
            raise BidsRefusedError(say("this procurement has no such lot"))
        if prices_only and not self.prices_open:
            raise BidsRefusedError(say("the prices are not opened yet"))
        self.procurement, self.lot_id, self.round, self.now = procurement, lot_id, round, now
        self.reason, self.prices_only = (reason or "").strip() or None, prices_only
        self.deadline, self.received_at = opening.deadline, received_at or opening.deadline
        self.strategy = strategy_of(lock.strategy_version)
        self.stated = lock.plan.stated
        self.register = SupplierRegister(procurement.buyer)
        bids = standing_bids(procurement, lot_id=ALL)
        self.standing = {each.bid.label: each for each in bids if each.bid.lot_id == lot_id}
        self.known = _known(procurement, lot_id)
        self.in_round = _bids_in_round(procurement, round)
        self.stamp = (
            lock.id,
            self.prices_open,
            tuple((each.bid.id, each.submission.id, len(each.figures)) for each in bids),
            len(self.register.by_name),
        )

    def leaves(self) -> tuple[Criterion, ...]:
        """The leaves each bid must give a figure for."""
        if self.prices_only:
            return columns.cost_leaves(self.strategy)
        return columns.taken_in(self.strategy, self.stated, prices_open=self.prices_open)

    def columns(self) -> Columns:
        """What a file of these bids holds."""
        leaves = self.leaves()
        refused = columns.refused(self.strategy, leaves, self.stated, prices_open=self.prices_open)
        further = () if self.prices_only else (VARIANT, RECEIVED)
        return Columns(leaves, refused, further, (RECEIVED,), self.judge)

    def judge(self, texts: dict[str, str]) -> Iterator[tuple[str, Said]]:
        """What is wrong with a row beside its figures, by column."""
        label = texts.get("bid", "")
        if self.prices_only:
            if label and label not in self.standing:
                yield "bid", say('there is no bid "{bid}" here that prices could be added to', bid=label)
            elif label:
                yield from self._against_new_prices(label)
            return
        try:
            received = self.received(texts.get(RECEIVED, ""))
        except NoSuchMomentError as error:
            yield RECEIVED, error.said
        else:
            yield from self.against_moment(received)
        if texts.get(VARIANT, "").casefold() not in YES + NO:
            yield VARIANT, say("expected yes or no")
        number = texts.get("organisation_number") or None
        yield from self.against(
            label,
            SupplierGiven(texts.get("supplier", ""), number),
            texts.get(VARIANT, "").casefold() in YES if texts.get(VARIANT) else None,
        )

    def against(
        self, label: str, supplier: SupplierGiven, is_variant: bool | None
    ) -> Iterator[tuple[str, Said]]:
        """What stands against a bid with this name from this supplier."""
        bid = self.known.get(label)
        if bid is None:
            problem = self.register.against(supplier)
            if problem is not None:
                yield ("organisation_number" if supplier.number else "supplier"), problem
            return
        named = supplier.name.strip() or supplier.number
        if named and self.register.find(supplier) is not bid.supplier:
            yield "supplier", _from_another(bid, taken_back=label not in self.standing)
        if is_variant is not None and is_variant != bid.is_variant:
            yield VARIANT, say("whether a bid is a variant cannot be changed; give it another name")
        if bid.id in self.in_round and not self.reason:
            yield "bid", _needs_reason(label)

    def against_moment(self, received_at: datetime) -> Iterator[tuple[str, Said]]:
        if received_at > self.now:
            yield RECEIVED, say("the bid cannot have been received in the future")

    def received(self, text: str) -> datetime:
        """When a bid came, from its own cell or as given for all. Raises NoSuchMomentError."""
        return parse_local_moment(text, self.procurement.buyer.zone) if text.strip() else self.received_at

    def _against_new_prices(self, label: str) -> Iterator[tuple[str, Said]]:
        """Prices may be replaced with a reason, but not from under a correction that was made of them."""
        found = [self.standing[label].figures.get(leaf.id) for leaf in columns.cost_leaves(self.strategy)]
        rows = [row for figure in found if figure is not None for row in figure.rows]
        if any(row.stage is not Stage.RAW for row in rows):
            yield (
                "bid",
                say('the price of "{bid}" has been corrected since; correct it on its own page', bid=label),
            )
        elif rows and not self.reason:
            yield "bid", _needs_reason(label)


def opening_of(procurement: Procurement, round: Round) -> Opening | None:
    """The opening of a round's bids; None while they are not opened."""
    for opening in openings(procurement):
        if opening.envelope is Envelope.BIDS and opening.round is round:
            return opening
    return None


def _known(procurement: Procurement, lot_id: int | None) -> dict[str, Bid]:
    """Every bid of a lot by its name, also those that were taken back."""
    query = select(Bid).where(
        Bid.procurement_id == procurement.id,
        Bid.lot_id.is_(None) if lot_id is None else Bid.lot_id == lot_id,
    )
    return {bid.label: bid for bid in db.session.scalars(query.options(joinedload(Bid.supplier)))}


def _from_another(bid: Bid, *, taken_back: bool) -> Said:
    if taken_back:
        return say(
            'the name "{bid}" stays with what was taken back as the bid of {supplier}; give this bid another name',
            bid=bid.label,
            supplier=bid.supplier.name,
        )
    return say('the bid "{bid}" is from {supplier}', bid=bid.label, supplier=bid.supplier.name)


def _bids_in_round(procurement: Procurement, round: Round) -> frozenset[int]:
    """The bids that have a submission in this round already that was not taken back."""
    query = select(Submission.bid_id).where(
        Submission.procurement_id == procurement.id,
        Submission.round == round,
        Submission.id.not_in(select(TakenBack.submission_id)),
    )
    return frozenset(db.session.scalars(query))


def _needs_reason(label: str) -> Said:
    return say('"{bid}" has been taken in for this round already; say why it is replaced', bid=label)
