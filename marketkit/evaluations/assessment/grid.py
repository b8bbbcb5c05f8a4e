"""One person's scores as a grid: the bids they may score, the criteria they are asked to score, what stands in each cell.

Nothing else is in it: no price, and nobody else's score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketkit.db import db
from marketkit.evaluations.assessment.agreed import Standards, quality_is_closed, standards
from marketkit.evaluations.assessment.asked import Asked
from marketkit.evaluations.assessment.evaluators import declarations, has_handed_over
from marketkit.evaluations.assessment.models import Assessment
from marketkit.evaluations.assessment.refusals import Cell
from marketkit.evaluations.bids.models import BidDocument, Envelope, TakenBack
from marketkit.evaluations.bids.standing import StandingBid, is_opened, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.numbers import plain_text
from marketkit.procurements.models import Procurement, Supplier
from marketkit.procurements.states import is_closed
from marketkit.said import Said
from marketkit.sourcing.strategy import Criterion

EVERY_PLACE = 28  # a score that was typed ends; none of its digits is lost on the way back into the field


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a cell of a form that was refused, and why."""

    score: str
    ground: str
    shown: int
    fault: Said | None = None
    stale: Assessment | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell: what its fields hold, the version that was shown, and whether it counts as given.

    `earlier` says that it was given to an earlier submission; `author` is who wrote it for the panel. Without `asked`
    it was scored by others before it was known what a score does, and this person comes too late to it.
    """

    bid_id: int
    leaf: Criterion
    score: str = ""
    ground: str = ""
    version: int = 0
    given: bool = False
    earlier: bool = False
    author: str | None = None
    fault: Said | None = None
    stale: Assessment | None = None
    asked: bool = True


@dataclass(frozen=True, slots=True)
class GridRow:
    """One bid with its cells, in the order of the leaves, and its documents without those of prices."""

    bid: StandingBid
    cells: tuple[GridCell, ...]
    documents: tuple[BidDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Everything the page of one evaluator shows.

    `own` are the leaves asked of them, `leaves` those shown now. `undeclared` are the suppliers about whom nothing has
    been declared yet, `blocked` those with a conflict. `given` of `asked` cells are scored, over all own leaves.
    """

    by: Standards
    own: tuple[Criterion, ...]
    leaves: tuple[Criterion, ...]
    rows: tuple[GridRow, ...]
    undeclared: tuple[Supplier, ...]
    blocked: tuple[Supplier, ...]
    given: int
    asked: int
    finished: bool
    closed: bool

    @property
    def panel(self) -> bool:
        """Whether the panel scores together."""
        return self.by.plan.scoring_mode is ScoringMode.PANEL

    @property
    def writable(self) -> bool:
        """Whether the person can give or change scores now."""
        return not self.closed and (self.panel or not self.finished)

    def tops(self) -> list[Criterion]:
        """The top-level criteria that hold any of the person's leaves."""
        own = {leaf.id for leaf in self.own}
        return [top for top in self.by.strategy.criteria if own & {leaf.id for leaf in top.leaves()}]


def grid_of(
    procurement: Procurement,
    *,
    user_id: int,
    only: str | None = None,
    typed: Mapping[Cell, Typed] | None = None,
) -> Grid | None:
    """The grid of one person, of one top-level criterion when `only` names it; None before the bids are opened."""
    by = standards(procurement)
    if by is None or not is_opened(procurement):
        return None
    asked = Asked(procurement)
    own = tuple(leaf for leaf in by.leaves if user_id in asked.now.get(leaf.id, frozenset()))
    leaves = _shown(by, own, only)
    words = declarations(procurement, user_id=user_id)
    bids = [bid for bid in standing_bids(procurement) if bid.out is None]
    suppliers = {bid.bid.supplier_id: bid.bid.supplier for bid in bids}
    conflict = {id_: words[user_id, id_].conflict for id_ in suppliers if (user_id, id_) in words}
    mine = [bid for bid in bids if conflict.get(bid.bid.supplier_id) is False]
    newest = newest_scores(procurement, by, user_id)
    cells = {
        (bid.bid.id, leaf.id): _cell(bid, leaf, newest.get((bid.bid.id, leaf.id)), by)
        if user_id in asked.of(bid, leaf.id)
        else GridCell(bid.bid.id, leaf, asked=False)
        for bid in mine
        for leaf in own
    }
    given = sum(cell.given for cell in cells.values())
    for key, kept in (typed or {}).items():
        if key in cells and cells[key].asked:
            cells[key] = _as_typed(cells[key], kept)
    documents = _documents([bid.bid.id for bid in mine])
    rows = tuple(
        GridRow(
            bid, tuple(cells[bid.bid.id, leaf.id] for leaf in leaves), tuple(documents.get(bid.bid.id, ()))
        )
        for bid in mine
    )
    return Grid(
        by=by,
        own=own,
        leaves=leaves,
        rows=rows,
        undeclared=tuple(suppliers[id_] for id_ in suppliers if id_ not in conflict),
        blocked=tuple(suppliers[id_] for id_ in suppliers if conflict.get(id_)),
        given=given,
        asked=sum(cell.asked for cell in cells.values()),
        finished=has_handed_over(procurement, user_id=user_id),
        closed=quality_is_closed(procurement) or is_closed(procurement.state),
    )


def _documents(bids: list[int]) -> dict[int, list[BidDocument]]:
    query = select(BidDocument).where(
        BidDocument.bid_id.in_(bids),
        BidDocument.envelope == Envelope.BIDS,
        BidDocument.submission_id.not_in(select(TakenBack.submission_id)),
    )
    found: dict[int, list[BidDocument]] = {}
    for row in db.session.scalars(query.order_by(BidDocument.id)):
        found.setdefault(row.bid_id, []).append(row)
    return found


def newest_scores(procurement: Procurement, by: Standards, user_id: int) -> dict[Cell, Assessment]:
    """The last score of each cell: the person's own, or the panel's where it scores together."""
    query = select(Assessment).where(Assessment.procurement_id == procurement.id)
    if by.plan.scoring_mode is ScoringMode.PANEL:
        query = query.options(joinedload(Assessment.user))
    else:
        query = query.where(Assessment.user_id == user_id)
    return {(row.bid_id, row.criterion): row for row in db.session.scalars(query.order_by(Assessment.number))}


def score_text(score: Fraction) -> str:
    """A score as it stands in a field: every digit, with a point, which every language's fields take."""
    return plain_text(score, EVERY_PLACE)


def _shown(by: Standards, own: tuple[Criterion, ...], only: str | None) -> tuple[Criterion, ...]:
    for top in by.strategy.criteria:
        if top.id == only:
            inside = {leaf.id for leaf in top.leaves()}
            return tuple(leaf for leaf in own if leaf.id in inside)
    return own


def _cell(bid: StandingBid, leaf: Criterion, row: Assessment | None, by: Standards) -> GridCell:
    if row is None:
        return GridCell(bid.bid.id, leaf)
    current = row.submission_id == bid.submission.id
    return GridCell(
        bid.bid.id,
        leaf,
        score=score_text(row.score),
        ground=row.ground,
        version=row.number,
        given=current,
        earlier=not current,
        author=row.user.name if by.plan.scoring_mode is ScoringMode.PANEL else None,
    )


def _as_typed(cell: GridCell, kept: Typed) -> GridCell:
    return GridCell(
        cell.bid_id,
        cell.leaf,
        score=kept.score,
        ground=kept.ground,
        version=kept.stale.number if kept.stale else kept.shown,
        given=cell.given,
        earlier=cell.earlier,
        author=cell.author,
        fault=kept.fault,
        stale=kept.stale,
    )
