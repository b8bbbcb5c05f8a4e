"""Take bids in after the opening: one at a time, or from a spreadsheet for a lot and a round. Nothing is overwritten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select

from marketkit.db import begin_write
from marketkit.errors import BadInput, Fault
from marketkit.evaluations.bids import columns, figures
from marketkit.evaluations.bids.figures import GivenOption
from marketkit.evaluations.bids.models import Bid, Figure, Round, Stage, Submission
from marketkit.evaluations.bids.suppliers import SupplierGiven
from marketkit.evaluations.bids.terms import RECEIVED, VARIANT, YES, Terms
from marketkit.evaluations.bids.trail import note
from marketkit.evaluations.models import BidFile
from marketkit.evaluations.services import store_bid_file
from marketkit.procurements.models import Procurement
from marketkit.said import say
from marketkit.sourcing.bids import Bid as ReadBid
from marketkit.sourcing.bids import read_bids


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBid:
    """A bid as it came. `figures` holds every leaf that is taken in."""

    label: str
    supplier: SupplierGiven
    received_at: datetime
    figures: dict[str, Fraction]
    is_variant: bool = False
    note: str | None = None
    options: tuple[GivenOption, ...] = ()


def import_bids(
    *,
    procurement: Procurement,
    lot_id: int | None,
    round: Round,
    content: bytes,
    file_name: str,
    received_at: datetime | None = None,
    reason: str | None = None,
    prices_only: bool = False,
    now: datetime,
    actor_id: int | None,
) -> BidFile:
    """Take in a spreadsheet of bids (or of the second envelope's prices), all or nothing.

    Raises BadInput with every fault, and BidsRefusedError. `received_at` counts for rows that do not say when they
    came; without it the deadline does.
    """

    def measure() -> Terms:
        return Terms(
            procurement,
            lot_id=lot_id,
            round=round,
            received_at=received_at,
            reason=reason,
            now=now,
            prices_only=prices_only,
        )

    terms = measure()
    read = read_bids(content, file_name, terms.strategy, terms.columns())
    stamp = terms.stamp
    begin_write()
    terms = measure()
    if terms.stamp != stamp:  # somebody else took bids in while the file was read
        read = read_bids(content, file_name, terms.strategy, terms.columns())
    bid_file = store_bid_file(
        procurement=procurement, content=content, file_name=file_name, actor_id=actor_id
    )
    for row in read:
        if prices_only:
            _add_prices(terms, row, actor_id)
        else:
            _submit(terms, _given(terms, row), bid_file=bid_file, actor_id=actor_id)
    return bid_file


def submit_bid(
    *,
    procurement: Procurement,
    lot_id: int | None,
    round: Round,
    given: GivenBid,
    reason: str | None = None,
    now: datetime,
    actor_id: int | None,
) -> Submission:
    """Take in one bid, new or for another round. Raises BadInput with every fault, by column, BidsRefusedError."""
    begin_write()
    terms = Terms(
        procurement, lot_id=lot_id, round=round, received_at=given.received_at, reason=reason, now=now
    )
    faults = [
        *terms.against(given.label, given.supplier, given.is_variant),
        *terms.against_moment(given.received_at),
    ]
    asked, named = {leaf.id for leaf in terms.leaves()}, set(given.figures)
    faults += [(leaf, say("a figure is missing")) for leaf in sorted(asked - named)]
    why_not = columns.refused(terms.strategy, terms.leaves(), terms.stated, prices_open=terms.prices_open)
    faults += [(leaf, why_not[leaf]) for leaf in sorted(named - asked) if leaf in why_not]
    if faults:
        raise BadInput([Fault(message, column=column) for column, message in faults])
    return _submit(terms, given, bid_file=None, actor_id=actor_id)


def _submit(terms: Terms, given: GivenBid, *, bid_file: BidFile | None, actor_id: int | None) -> Submission:
    session = begin_write()
    bid = _bid(terms, given, actor_id)
    submission = _submission(terms, given, bid, bid_file, actor_id)
    session.add_all(_raw_figures(submission, given.figures, actor_id, at=submission.created_at))
    session.flush()
    figures.list_options(
        procurement=terms.procurement,
        submission=submission,
        strategy=terms.strategy,
        options=given.options,
        actor_id=actor_id,
    )
    note(
        "bid.submitted",
        terms.procurement,
        actor_id,
        bid=bid.id,
        lot=bid.lot_id,
        submission=submission.number,
        round=submission.round.value,
        late=submission.late,
        file=bid_file.number if bid_file else None,
    )
    return submission


def _submission(
    terms: Terms, given: GivenBid, bid: Bid, bid_file: BidFile | None, actor_id: int | None
) -> Submission:
    session = begin_write()
    last = session.scalar(
        select(Submission.number)
        .where(Submission.bid_id == bid.id)
        .order_by(Submission.number.desc())
        .limit(1)
    )
    submission = Submission(
        buyer_id=bid.buyer_id,
        procurement_id=bid.procurement_id,
        bid_id=bid.id,
        number=(last or 0) + 1,
        round=terms.round,
        received_at=given.received_at,
        late=given.received_at > terms.deadline,
        bid_file_id=bid_file.id if bid_file else None,
        note=given.note,
        reason=terms.reason if bid.id in terms.in_round else None,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(submission)
    session.flush()
    return submission


def _bid(terms: Terms, given: GivenBid, actor_id: int | None) -> Bid:
    """The bid with this name in this lot, made when it is new."""
    known = terms.known.get(given.label)
    if known is not None:
        return known
    supplier = terms.register.find_or_create(given.supplier, actor_id=actor_id)
    bid = Bid(
        buyer_id=terms.procurement.buyer_id,
        procurement_id=terms.procurement.id,
        lot_id=terms.lot_id,
        supplier_id=supplier.id,
        label=given.label,
        is_variant=given.is_variant,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session = begin_write()
    session.add(bid)
    session.flush()
    return bid


def _add_prices(terms: Terms, row: ReadBid, actor_id: int | None) -> None:
    """The prices of the second envelope come to the submission whose quality was assessed."""
    submission = terms.standing[row.id].submission
    begin_write().add_all(
        _raw_figures(submission, row.raw, actor_id, at=datetime.now(UTC), reason=terms.reason)
    )
    note(
        "bid.prices-added",
        terms.procurement,
        actor_id,
        bid=submission.bid_id,
        submission=submission.number,
    )


def _raw_figures(
    submission: Submission,
    values: dict[str, Fraction],
    actor_id: int | None,
    *,
    at: datetime,
    reason: str | None = None,
) -> list[Figure]:
    return [
        Figure(
            buyer_id=submission.buyer_id,
            bid_id=submission.bid_id,
            submission_id=submission.id,
            criterion=leaf,
            stage=Stage.RAW,
            value=value,
            reason=reason,
            created_at=at,
            created_by_id=actor_id,
        )
        for leaf, value in values.items()
    ]


def _given(terms: Terms, row: ReadBid) -> GivenBid:
    return GivenBid(
        label=row.id,
        supplier=SupplierGiven(row.supplier or "", row.organisation_number),
        received_at=terms.received(row.further[RECEIVED]),
        figures=row.raw,
        is_variant=row.further[VARIANT].casefold() in YES,
        note=row.note,
    )
