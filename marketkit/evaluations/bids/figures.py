"""Figures of a submission: as submitted, with errors put right, as they are evaluated. Each change is a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from sqlalchemy import select

from marketkit.db import begin_write, db
from marketkit.errors import MarketkitError
from marketkit.evaluations.bids.columns import options_count
from marketkit.evaluations.bids.models import Figure, FigureGround, PricedOption, Stage, Submission
from marketkit.evaluations.bids.refusals import BidsRefusedError, begin_change
from marketkit.evaluations.bids.standing import StandingFigure, prices_are_open, standing_figure
from marketkit.evaluations.bids.trail import note, sha256
from marketkit.numbers import plain_text
from marketkit.procurements.models import Procurement
from marketkit.said import say
from marketkit.sourcing.strategy import Criterion, Strategy

# Where a correction stands: what the supplier must have meant, or what it costs to compare it with the others.
STAGES = {
    FigureGround.ARITHMETIC_ERROR: Stage.CORRECTED,
    FigureGround.CLERICAL_ERROR: Stage.CORRECTED,
    FigureGround.CLARIFICATION: Stage.CORRECTED,
    FigureGround.PRICED_RESERVATION: Stage.EVALUATED,
    FigureGround.VAT_BASIS: Stage.EVALUATED,
}
PLACES = 6  # decimals shown in workings


class StaleFigureError(MarketkitError):
    """A correction was made on an older figure than the one that stands (409)."""


@dataclass(frozen=True, slots=True)
class GivenOption:
    """An option and what the supplier asks for it, in the strategy's currency, on one cost leaf."""

    criterion: str
    name: str
    amount: Fraction


def figure_of(submission: Submission, criterion: str) -> StandingFigure | None:
    """The figure of a submission on one leaf; None where it has none."""
    query = select(Figure).where(Figure.submission_id == submission.id, Figure.criterion == criterion)
    return standing_figure(db.session.scalars(query.order_by(Figure.id)))


def options_of(submission: Submission) -> list[PricedOption]:
    """The options a submission prices, in the order they were listed."""
    query = select(PricedOption).where(PricedOption.submission_id == submission.id)
    return list(db.session.scalars(query.order_by(PricedOption.id)))


def add_figure(
    submission: Submission,
    criterion: str,
    stage: Stage,
    value: Fraction,
    *,
    ground: FigureGround = FigureGround.AS_SUBMITTED,
    reason: str | None = None,
    actor_id: int | None,
) -> Figure:
    """One more row for a figure, flushed."""
    session = begin_write()
    row = Figure(
        buyer_id=submission.buyer_id,
        bid_id=submission.bid_id,
        submission_id=submission.id,
        criterion=criterion,
        stage=stage,
        value=value,
        ground=ground,
        reason=reason,
        created_at=datetime.now(UTC),
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    return row


def correct_figure(
    *,
    procurement: Procurement,
    submission: Submission,
    leaf: Criterion,
    ground: FigureGround,
    value: Fraction,
    reason: str,
    shown: int,
    actor_id: int | None,
) -> Figure:
    """Put a figure right, with its ground and reason; what was submitted stays. Also after a decision.

    `shown` is the newest row the form showed. An error put right moves what was evaluated by the same amount, so that
    priced reservations and options stay counted. Raises BidsRefusedError, and StaleFigureError.
    """
    begin_change(procurement)
    standing = _figure_to_correct(procurement, submission, leaf, value, reason)
    if standing.rows[-1].id != shown:
        raise StaleFigureError(f"the figure was changed after row {shown}")
    stage = STAGES[ground]
    row = add_figure(
        submission, leaf.id, stage, value, ground=ground, reason=reason.strip(), actor_id=actor_id
    )
    if stage is Stage.CORRECTED:
        _move_evaluated(submission, leaf, standing, value - standing.corrected, actor_id)
    note(
        "bid.figure-corrected",
        procurement,
        actor_id,
        bid=submission.bid_id,
        submission=submission.number,
        criterion=leaf.id,
        ground=ground.value,
        before=str(standing.corrected if stage is Stage.CORRECTED else standing.evaluated),
        after=str(value),
        reason_sha256=sha256(reason.strip()),
    )
    return row


def _figure_to_correct(
    procurement: Procurement, submission: Submission, leaf: Criterion, value: Fraction, reason: str
) -> StandingFigure:
    """The figure as it stands. Raises BidsRefusedError when it cannot be given this value for this reason."""
    standing = figure_of(submission, leaf.id)
    if standing is None:
        raise BidsRefusedError(say("this bid has no figure to correct here"))
    if leaf.is_cost and not prices_are_open(procurement):
        raise BidsRefusedError(say("the prices are not opened yet"))
    if leaf.scale is not None and not min(leaf.scale) <= value <= max(leaf.scale):
        low, high = plain_text(min(leaf.scale)), plain_text(max(leaf.scale))
        raise BidsRefusedError(say("expected a value from {low} to {high}", low=low, high=high))
    if not reason.strip():
        raise BidsRefusedError(say("say why the figure is corrected"))
    return standing


def _move_evaluated(
    submission: Submission, leaf: Criterion, standing: StandingFigure, moved: Fraction, actor_id: int | None
) -> None:
    """Where something was counted on top of the corrected figure, keep it on top of the new one."""
    evaluated = [each for each in standing.rows if each.stage is Stage.EVALUATED]
    if not evaluated:
        return
    value = standing.evaluated + moved
    add_figure(
        submission,
        leaf.id,
        Stage.EVALUATED,
        value,
        ground=evaluated[-1].ground,
        reason=f"{_text(standing.evaluated)} + ({_text(moved)}) = {_text(value)}",
        actor_id=actor_id,
    )


def list_options(
    *,
    procurement: Procurement,
    submission: Submission,
    strategy: Strategy,
    options: Sequence[GivenOption],
    actor_id: int | None,
) -> list[PricedOption]:
    """List options with a submission; where the strategy counts options they are added to what is evaluated.

    A unit price grows by the amount divided by the quantity. Raises BidsRefusedError.
    """
    begin_change(procurement)
    if options and not prices_are_open(procurement):
        raise BidsRefusedError(say("the prices are not opened yet"))
    leaves = {leaf.id: leaf for leaf in strategy.leaves() if leaf.is_cost}
    made = []
    for leaf_id in dict.fromkeys(option.criterion for option in options):
        added = [option for option in options if option.criterion == leaf_id]
        if leaf_id not in leaves:
            raise BidsRefusedError(say("options are priced on a cost criterion"))
        made += [
            PricedOption(
                buyer_id=submission.buyer_id,
                bid_id=submission.bid_id,
                submission_id=submission.id,
                criterion=leaf_id,
                name=option.name,
                amount=option.amount,
                created_at=datetime.now(UTC),
                created_by_id=actor_id,
            )
            for option in added
        ]
        if options_count(strategy):
            _count_options(submission, leaves[leaf_id], added, actor_id)
    session = begin_write()
    session.add_all(made)
    session.flush()
    if made:
        note(
            "bid.options-listed",
            procurement,
            actor_id,
            bid=submission.bid_id,
            submission=submission.number,
            options=len(made),
        )
    return made


def _count_options(
    submission: Submission, leaf: Criterion, added: Sequence[GivenOption], actor_id: int | None
) -> None:
    standing = figure_of(submission, leaf.id)
    if standing is None:
        raise BidsRefusedError(say("the bid has no price yet that options could be added to"))
    quantity = leaf.quantity or Fraction(1)
    value = standing.evaluated + sum((option.amount for option in added), Fraction(0)) / quantity
    terms = [_text(standing.evaluated)]
    shared = f" / {_text(quantity)}" if quantity != 1 else ""
    terms += [f"{_text(option.amount)}{shared} ({option.name})" for option in added]
    add_figure(
        submission,
        leaf.id,
        Stage.EVALUATED,
        value,
        ground=FigureGround.PRICED_OPTION,
        reason=f"{' + '.join(terms)} = {_text(value)}",
        actor_id=actor_id,
    )


def _text(value: Fraction) -> str:
    return plain_text(value, PLACES)
