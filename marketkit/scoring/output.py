"""A result in the shape other programs read: the public contract of `marketkit score --json`.

Numbers are decimal text with the strategy's places (never fewer than four), rounded half away from zero; the
`_exact` keys hold the exact value in lowest terms, null wherever a logarithm enters.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from marketkit.numbers import exact_text, plain_text
from marketkit.said import decimal_text
from marketkit.scoring.result import ExcludedBid, Flag, RankedBid, Reference, Result, Score

MAX_KNOWN = 20_000


class Shapes:
    """Turns the parts of one result into plain dictionaries."""

    def __init__(self, result: Result) -> None:
        self.result = result
        self.places = result.strategy.display_places
        self.criteria = [criterion.id for criterion in result.strategy.walk()]
        # Scores and references are shared between bids; each is written once.
        self.known: dict[int, Any] = {}

    def number(self, value: Fraction | None) -> str | None:
        return None if value is None else decimal_text(value, self.places)

    def exact(self, value: Fraction | None, *, exact: bool) -> str | None:
        return None if value is None or not exact else exact_text(value)

    def head(self) -> dict[str, Any]:
        """Everything that stands before the ranking."""
        strategy = self.result.strategy
        return {
            "strategy": {
                "id": strategy.id,
                "sha256": strategy.sha256,
                "award": strategy.award,
                "currency": strategy.currency,
            },
            "better": self.result.better,
            "winners": list(self.result.winners),
            "undecided": list(self.result.undecided),
        }

    def ranked(self, ranked: RankedBid) -> dict[str, Any]:
        return {
            "bid": ranked.bid.id,
            "rank": ranked.rank,
            "total": self.number(ranked.total),
            "total_exact": self.exact(ranked.total, exact=ranked.exact),
            "tied_with": list(ranked.tied_with),
            "criteria": {id_: self.score(ranked.scores[id_]) for id_ in self.criteria},
        }

    def score(self, score: Score) -> dict[str, Any]:
        found: dict[str, Any] | None = self.known.get(id(score))
        if found is None:
            found = {
                "raw": self.number(score.raw),
                "amount": self.number(score.amount),
                "share": self.number(score.share),
                "share_exact": self.exact(score.share, exact=score.exact),
                "weighted": self.number(score.weighted),
                "weighted_exact": self.exact(score.weighted, exact=score.exact),
                "formula": score.formula,
                "reference": self.reference(score.reference),
            }
            if score.raw is not None and score.amount is None and len(self.known) < MAX_KNOWN:
                self.known[id(score)] = found
        return found

    def reference(self, reference: Reference | None) -> dict[str, Any] | None:
        """`value` is one number, or the two ends as a list where the formula looks at both."""
        if reference is None:
            return None
        found: dict[str, Any] | None = self.known.get(id(reference))
        if found is None:
            values = [self.number(value) for value in reference.values]
            found = {
                "name": reference.name,
                "value": values[0] if len(values) == 1 else values,
                "bids": list(reference.bids),
            }
            self.known[id(reference)] = found
        return found

    def excluded(self, excluded: ExcludedBid) -> dict[str, Any]:
        return {
            "bid": excluded.bid.id,
            "reasons": [
                {
                    "code": reason.code,
                    "criterion": reason.criterion,
                    "value": self.number(reason.value),
                    "required": self.number(reason.required),
                }
                for reason in excluded.reasons
            ],
        }

    def flag(self, flag: Flag) -> dict[str, Any]:
        return {"code": flag.code, "bid": flag.bid, "detail": flag_text(flag, self.places)}


def flag_text(flag: Flag, places: int) -> str:
    """One English sentence that says how low the price is, against what."""
    other = {
        "abnormally-low-mean": "the mean of the other bids",
        "abnormally-low-next": "the next higher bid",
    }[flag.code]
    return (
        f"{flag.criterion}: {plain_text(flag.price, places)} is {plain_text(flag.percent, 1)} % below {other} "
        f"({plain_text(flag.compared_with, places)}); ask for an explanation"
    )


def as_dict(result: Result) -> dict[str, Any]:
    """The whole result as one dictionary."""
    shapes = Shapes(result)
    return {
        **shapes.head(),
        "ranking": [shapes.ranked(ranked) for ranked in result.ranking],
        **_tail(result, shapes),
    }


def _tail(result: Result, shapes: Shapes) -> dict[str, Any]:
    return {
        "excluded": [shapes.excluded(excluded) for excluded in result.excluded],
        "flags": [shapes.flag(flag) for flag in result.flags],
        "warnings": [{"code": notice.code, "text": notice.text} for notice in result.warnings],
    }


def pieces(result: Result) -> Iterator[tuple[str, Any]]:
    """The result piece by piece for writers that stream: ("head", …), ("ranked", …)…, ("tail", …)."""
    shapes = Shapes(result)
    yield "head", shapes.head()
    for ranked in result.ranking:
        yield "ranked", shapes.ranked(ranked)
    yield "tail", _tail(result, shapes)
