"""The report's part on what was decided: low prices, draws, awards, reversals, cancellation, standstill."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from marketkit.db import db
from marketkit.documents.model import Block, Column, Facts, Heading, Table, bullets, paragraph, row
from marketkit.evaluations.bids.standing import StandingBid
from marketkit.evaluations.decision.models import Decision, DecisionKind, TieDraw
from marketkit.evaluations.decision.presentation import all_decided
from marketkit.evaluations.decision.standing import inquiry_steps, signature_of, standstill_of
from marketkit.evaluations.decision.wording import (
    decision_ground_text,
    decision_kind_text,
    inquiry_step_text,
)
from marketkit.evaluations.reporting.models import LettersSent
from marketkit.procurements.labels import show_money
from marketkit.procurements.models import Award, Procurement
from marketkit.stored_sentences import sentence_of
from marketkit.web.language import format_date, format_moment, said


def decision_blocks(
    procurement: Procurement,
    decisions: Sequence[Decision],
    bids: Sequence[StandingBid],
    names: Mapping[int, str],
) -> Iterator[Block]:
    """What led to the decision, and every decision, oldest first."""
    yield from _inquiries(procurement, bids)
    yield from _draws(procurement)
    yield Heading(_("Decisions"))
    if not decisions:
        yield paragraph(_("Nothing has been decided yet."))
    for decision in decisions:
        yield from _decision(procurement, decision, bids, names)


def _inquiries(procurement: Procurement, bids: Sequence[StandingBid]) -> Iterator[Block]:
    labels = {each.bid.id: each.bid.label for each in bids}
    rows = tuple(
        row(labels.get(bid, ""), inquiry_step_text(step), format_moment(step.created_at), step.text)
        for bid, steps in inquiry_steps(procurement).items()
        for step in steps
    )
    if rows:
        yield Heading(_("Low prices"))
        columns = (
            Column(_("Bid"), width=18),
            Column(_("Step"), width=20),
            Column(_("When"), width=20),
            Column(_("Words"), width=42),
        )
        yield Table(_("What was asked about low prices, and how it was assessed"), columns, rows)


def _draws(procurement: Procurement) -> Iterator[Block]:
    query = select(TieDraw).where(TieDraw.procurement_id == procurement.id).order_by(TieDraw.id)
    for draw in db.session.scalars(query):
        yield Heading(_("Draw of lots"))
        yield Facts(
            (
                (_("Drawn"), format_moment(draw.drawn_at)),
                (_("In this order"), ", ".join(draw.bids)),
                (_("How"), draw.how),
                (_("Witnesses"), ", ".join(draw.witnesses)),
            )
        )


def _decision(
    procurement: Procurement, decision: Decision, bids: Sequence[StandingBid], names: Mapping[int, str]
) -> Iterator[Block]:
    kind = decision_kind_text(decision.kind)
    yield Heading(_("Decision %(number)s: %(kind)s", number=decision.number, kind=kind), level=2)
    facts = [(_("Decided"), format_moment(decision.decided_at))]
    if decision.decided_by_id in names:
        facts.append((_("By"), names[decision.decided_by_id or 0]))
    if decision.ground is not None:
        facts.append((_("Ground"), decision_ground_text(decision.ground)))
    facts.append((_("Reason"), decision.reason))
    yield Facts(tuple(facts))
    if decision.kind is DecisionKind.AWARD:
        yield from _outcomes(procurement, decision, bids)
        yield from _after(decision)


def _outcomes(procurement: Procurement, decision: Decision, bids: Sequence[StandingBid]) -> Iterator[Block]:
    lots = {lot.id: lot for lot in procurement.lots}
    suppliers = {(each.bid.lot_id, each.bid.label): each.bid.supplier.name for each in bids}
    suppliers_ids = {(each.bid.lot_id, each.bid.label): each.bid.supplier_id for each in bids}
    values = _values(procurement, decision)
    rows = tuple(
        row(
            str(lots[outcome.lot_id].number) if outcome.lot_id in lots else _("the whole"),
            str(place),
            label,
            suppliers.get((outcome.lot_id, label), ""),
            values.get((outcome.lot_id, suppliers_ids.get((outcome.lot_id, label))), ""),
        )
        for outcome in decision.outcomes
        for place, label in enumerate(outcome.winners, start=1)
    )
    columns = (_("Lot"), _("Place"), _("Bid"), _("Supplier"), _("Value, as evaluated"))
    yield Table(_("Who is awarded the contract"), tuple(Column(name) for name in columns), rows)
    nobody = list(_nobody(procurement, decision))
    if nobody:
        yield bullets(*nobody)
    passed = [
        _("%(bid)s was passed over: its supplier had won as many lots as one supplier may.", bid=each["bid"])
        for outcome in decision.outcomes
        for each in outcome.workings
    ]
    if passed:
        yield bullets(*passed)


def _nobody(procurement: Procurement, decision: Decision) -> Iterator[str]:
    """The lots that an award gives to nobody, and why."""
    (decided,) = [each for each in all_decided(procurement) if each.decision.id == decision.id]
    for lot in decided.lots:
        if not lot.winners:
            yield _("%(lot)s is awarded to nobody: no bid in it could be ranked.", lot=lot.title)
    for title in decided.without:
        yield _("%(lot)s is awarded to nobody: no bid was left in it.", lot=title)


def _values(procurement: Procurement, decision: Decision) -> dict[tuple[int | None, int | None], str]:
    """What each winner's contract is worth by the bid, by (lot, supplier); also of awards taken back since."""
    query = select(Award).where(
        Award.procurement_id == procurement.id, Award.source == f"decision:{decision.number}"
    )
    return {
        (row.lot_id, row.supplier_id): show_money(row.value)
        for row in db.session.scalars(query)
        if row.value is not None
    }


def _after(decision: Decision) -> Iterator[Block]:
    sent = db.session.scalar(select(LettersSent).where(LettersSent.decision_id == decision.id))
    if sent is not None:
        yield paragraph(_("All letters were sent on %(moment)s.", moment=format_moment(sent.sent_at)))
    standstill, signature = standstill_of(decision), signature_of(decision)
    if standstill is not None:
        yield Heading(_("Standstill"), level=3)
        yield paragraph(
            _("The contract may be signed from %(day)s on.", day=format_date(standstill.earliest_signing))
        )
        yield bullets(*(said(sentence_of(each)) for each in standstill.workings))
    if signature is not None:
        yield paragraph(_("The contract was signed on %(day)s.", day=format_date(signature.signed_on)))
