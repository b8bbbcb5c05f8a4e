"""Who scores what, as a matrix of boxes: a row for every criterion, also for those with parts; a column for a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from marketkit import access
from marketkit.access import Permission
from marketkit.evaluations.assessment.agreed import standards
from marketkit.evaluations.assessment.evaluators import assigned
from marketkit.procurements.models import Procurement
from marketkit.sourcing.strategy import Criterion


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A criterion at its depth, the leaves below it that evaluators score, and who scores all of them."""

    criterion: Criterion
    depth: int
    leaves: tuple[str, ...]
    users: frozenset[int]

    @property
    def is_group(self) -> bool:
        return not self.criterion.is_leaf


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows, the people who may score with those who already do, by name, and who scores each leaf."""

    rows: tuple[MatrixRow, ...]
    people: tuple[tuple[int, str], ...]
    standing: dict[str, frozenset[int]]


def matrix_of(procurement: Procurement) -> Matrix | None:
    """The matrix; None before the strategy is locked."""
    by = standards(procurement)
    if by is None:
        return None
    standing = assigned(procurement)
    scored = {leaf.id for leaf in by.leaves}
    rows: list[MatrixRow] = []

    def add(criterion: Criterion, depth: int) -> None:
        leaves = tuple(leaf.id for leaf in criterion.leaves() if leaf.id in scored)
        if not leaves:
            return
        users = frozenset.intersection(*(standing.get(leaf, frozenset()) for leaf in leaves))
        rows.append(MatrixRow(criterion, depth, leaves, users))
        for part in criterion.parts:
            add(part, depth + 1)

    for criterion in by.strategy.criteria:
        add(criterion, 0)
    already = {user for users in standing.values() for user in users}
    names = {
        **access.names(already),
        **access.people(Permission.ASSESS_BIDS, buyer_id=procurement.buyer_id),
    }
    people = tuple(sorted(names.items(), key=lambda each: (each[1].casefold(), each[0])))
    return Matrix(tuple(rows), people, standing)


def wanted_from(matrix: Matrix, boxes: Iterable[str]) -> dict[str, set[int]]:
    """Who shall score each leaf, by the boxes that are ticked, each "criterion:user".

    A box of a criterion with parts stands for all its leaves, but only where it was changed: a leaf's own box decides
    otherwise. Boxes for what or whom the matrix does not hold are passed over.
    """
    ticked = set(boxes)
    wanted: dict[str, set[int]] = {row.criterion.id: set() for row in matrix.rows if not row.is_group}
    for user, _name in matrix.people:
        for row in matrix.rows:
            if not row.is_group and f"{row.criterion.id}:{user}" in ticked:
                wanted[row.criterion.id].add(user)
        for row in matrix.rows:
            on = f"{row.criterion.id}:{user}" in ticked
            if not row.is_group or on == (user in row.users):
                continue
            for leaf in row.leaves:
                (wanted[leaf].add if on else wanted[leaf].discard)(user)
    return wanted
