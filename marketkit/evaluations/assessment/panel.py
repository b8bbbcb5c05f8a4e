"""What the panel has before it: who has come how far, where scores lie apart, and what that means for the ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from marketkit import access
from marketkit.evaluations.assessment.agreed import Agreed, Basis, Standards, agreed_of, standards
from marketkit.evaluations.assessment.asked import Asked
from marketkit.evaluations.assessment.evaluators import declarations, handovers
from marketkit.evaluations.assessment.figures import Distance, Spread, distances, spreads
from marketkit.evaluations.assessment.models import Handover
from marketkit.evaluations.assessment.refusals import Cell
from marketkit.evaluations.assessment.survival import Survival, survival
from marketkit.evaluations.bids.standing import StandingBid, is_opened, prices_are_open, standing_bids
from marketkit.evaluations.preparation.models import ScoringMode
from marketkit.procurements.models import Lot, Procurement
from marketkit.sourcing.bids import Bid
from marketkit.sourcing.strategy import Criterion


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one evaluator has come: `given` of `asked` scores, with whom they have a conflict."""

    user_id: int
    name: str
    given: int
    asked: int
    undeclared: int
    conflicts: tuple[str, ...]
    handover: Handover | None

    @property
    def finished_at(self) -> datetime | None:
        return self.handover.created_at if self.handover is not None and self.handover.done else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One bid on one scored leaf, with what counts for it."""

    bid: StandingBid
    leaf: Criterion
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything the panel's page shows; bids of suppliers the reader has a conflict with are left out of `entries`."""

    by: Standards
    progress: tuple[Progress, ...]
    entries: tuple[Entry, ...]
    spreads: tuple[Spread, ...]
    distances: tuple[Distance, ...]
    names: dict[int, str]
    hidden: int
    cells: dict[Cell, Agreed]

    @property
    def together(self) -> bool:
        return self.by.plan.scoring_mode is ScoringMode.PANEL

    @property
    def apart(self) -> list[Entry]:
        """What the panel must agree on, the widest apart first."""
        found = [each for each in self.entries if each.agreed.basis is Basis.MUST_AGREE]
        return sorted(found, key=lambda each: each.agreed.spread / _length(each.leaf), reverse=True)

    @property
    def missing(self) -> int:
        return sum(each.agreed.basis is Basis.MISSING for each in self.entries)

    def of_leaf(self, leaf: Criterion) -> list[Entry]:
        return [each for each in self.entries if each.leaf.id == leaf.id]


def panel_of(procurement: Procurement, *, reader_id: int | None) -> Panel | None:
    """What the panel has before it, as somebody may read it; None before the bids are opened."""
    by = standards(procurement)
    if by is None or not is_opened(procurement):
        return None
    bids = [bid for bid in standing_bids(procurement) if bid.out is None]
    cells = agreed_of(procurement, by, bids)
    words = declarations(procurement)
    readable = [
        bid
        for bid in bids
        if (word := words.get((reader_id or 0, bid.bid.supplier_id))) is None or not word.conflict
    ]
    entries = tuple(Entry(bid, leaf, cells[bid.bid.id, leaf.id]) for leaf in by.leaves for bid in readable)
    given = {
        (each.bid.bid.id, each.leaf.id): {row.user_id: row.score for row in each.agreed.individual}
        for each in entries
    }
    asked = Asked(procurement)
    users = {user for users in asked.now.values() for user in users}
    names = dict(access.names(users | {user for scores in given.values() for user in scores}))
    return Panel(
        by=by,
        progress=_progress(procurement, by, bids, cells, asked, names),
        entries=entries,
        spreads=spreads(by.leaves, given, by.plan.spread_limit),
        distances=distances(by.leaves, given),
        names=names,
        hidden=len(bids) - len(readable),
        cells=cells,
    )


def _progress(
    procurement: Procurement,
    by: Standards,
    bids: list[StandingBid],
    cells: dict[Cell, Agreed],
    asked: Asked,
    names: dict[int, str],
) -> tuple[Progress, ...]:
    words, done = declarations(procurement), handovers(procurement)
    counted: dict[int, int] = {}
    for each in cells.values():
        for row in each.individual:
            counted[row.user_id] = counted.get(row.user_id, 0) + 1
    found = []
    for user in {user for users in asked.now.values() for user in users}:
        said = {bid.bid.id: words.get((user, bid.bid.supplier_id)) for bid in bids}
        blocked = {bid.bid.supplier.name for bid in bids if (word := said[bid.bid.id]) and word.conflict}
        theirs = [bid for bid in bids if (word := said[bid.bid.id]) is None or not word.conflict]
        found.append(
            Progress(
                user_id=user,
                name=names.get(user, ""),
                given=counted.get(user, 0),
                asked=sum(user in asked.of(bid, leaf.id) for bid in theirs for leaf in by.leaves),
                undeclared=len({bid.bid.supplier_id for bid in bids if said[bid.bid.id] is None}),
                conflicts=tuple(sorted(blocked)),
                handover=done.get(user),
            )
        )
    return tuple(sorted(found, key=lambda each: (each.name.casefold(), each.user_id)))


def survivals(procurement: Procurement, panel: Panel) -> list[tuple[Lot | None, Survival]]:
    """What the disagreement means for the ranking of each lot, where prices are open and nothing is missing."""
    by, cells = panel.by, panel.cells
    if not prices_are_open(procurement):
        return []
    found: list[tuple[Lot | None, Survival]] = []
    lots: list[Lot | None] = list(procurement.lots) or [None]
    for lot in lots:
        standing = standing_bids(procurement, lot_id=lot.id if lot else None)
        bids = [bid for bid in standing if bid.out is None]
        entered = [_entered(by, bid, cells) for bid in bids]
        complete = [each for each in entered if each is not None]
        if len(complete) > 1 and len(complete) == len(bids):
            found.append((lot, survival(by.strategy, complete, _extremes(by, bids, cells))))
    return found


def _entered(by: Standards, bid: StandingBid, cells: dict[Cell, Agreed]) -> Bid | None:
    """The bid as it would be scored now; None while any figure or score of it is missing."""
    raw = {}
    for leaf in by.strategy.leaves():
        figure = bid.figures.get(leaf.id)
        value = (figure.evaluated if figure else None) if leaf.is_cost else cells[bid.bid.id, leaf.id].score
        if value is None:
            return None
        raw[leaf.id] = value
    return Bid(id=bid.bid.label, raw=raw)


def _extremes(
    by: Standards, bids: list[StandingBid], cells: dict[Cell, Agreed]
) -> dict[tuple[str, str], tuple[Fraction, Fraction]]:
    found = {}
    for bid in bids:
        for leaf in by.leaves:
            scores = sorted(row.score for row in cells[bid.bid.id, leaf.id].individual)
            if scores:
                ends = (scores[0], scores[-1])
                rising = leaf.scale is None or leaf.scale[0] < leaf.scale[1]
                found[bid.bid.label, leaf.id] = ends if rising else (ends[1], ends[0])
    return found


def _length(leaf: Criterion) -> Fraction:
    return abs(leaf.scale[1] - leaf.scale[0]) if leaf.scale is not None else Fraction(1)
