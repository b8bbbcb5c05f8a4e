"""How far the evaluators' scores lie apart, criterion by criterion and person by person. Exact; pure.

Everything is in shares of a scale (1 is its whole length), so that criteria with different scales can be compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketkit.sourcing.strategy import Criterion

ZERO = Fraction(0)
Given = Mapping[int, Fraction]
"""The scores of one bid on one leaf, by user."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How far scores on one leaf lie apart: over the bids with two scores or more, the mean and the largest distance.

    `beyond` counts the bids where it is more than the limit.
    """

    leaf: Criterion
    bids: int
    mean: Fraction
    largest: Fraction
    beyond: int


@dataclass(frozen=True, slots=True)
class Distance:
    """How one person's scores lie beside the mean of the others', over the scores that others gave too.

    `towards_full` is above 0 where they lie nearer to full marks, `apart` the mean distance whatever its direction.
    """

    user_id: int
    scores: int
    towards_full: Fraction
    apart: Fraction


def spreads(
    leaves: Sequence[Criterion], given: Mapping[tuple[int, str], Given], limit: Fraction
) -> tuple[Spread, ...]:
    """The spread on each leaf, in their order; leaves that nobody else scored are left out."""
    found = []
    for leaf in leaves:
        apart = [
            abs(_share(leaf, max(scores.values())) - _share(leaf, min(scores.values())))
            for (_bid, id_), scores in given.items()
            if id_ == leaf.id and len(scores) > 1
        ]
        if apart:
            mean = sum(apart, ZERO) / len(apart)
            beyond = sum(each > limit for each in apart)
            found.append(Spread(leaf, len(apart), mean, max(apart), beyond))
    return tuple(found)


def distances(leaves: Iterable[Criterion], given: Mapping[tuple[int, str], Given]) -> tuple[Distance, ...]:
    """Each person beside the others, by number; those whose scores nobody else gave are left out."""
    by_id = {leaf.id: leaf for leaf in leaves}
    found: dict[int, list[Fraction]] = defaultdict(list)
    for (_bid, id_), scores in given.items():
        leaf = by_id.get(id_)
        if leaf is None or len(scores) < 2:
            continue
        total = sum(scores.values(), ZERO)
        for user, score in scores.items():
            others = (total - score) / (len(scores) - 1)
            found[user].append(_share(leaf, score) - _share(leaf, others))
    return tuple(
        Distance(user, len(each), sum(each, ZERO) / len(each), sum(map(abs, each), ZERO) / len(each))
        for user, each in sorted(found.items())
    )


def _share(leaf: Criterion, score: Fraction) -> Fraction:
    """The share of full marks; a leaf with scores has a scale."""
    if leaf.scale is None:
        raise ValueError(f"{leaf.id} has no scale")
    worst, best = leaf.scale
    return (score - worst) / (best - worst)
