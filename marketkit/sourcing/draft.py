"""A criterion while it is being read: whatever could be understood of it, and which keys have faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from marketkit.sourcing.strategy import Criterion, Formula, Title
from marketkit.yamlfields import Fields


@dataclass(slots=True)
class Draft:
    """Mutable until every fault has been found; then `finish` makes the immutable criterion."""

    fields: Fields
    id: str
    title: Title
    parent: Draft | None
    kind: str | None = None
    weight: Fraction | None = None
    total_weight: Fraction | None = None
    scale: tuple[Fraction, Fraction] | None = None
    worth: Fraction | None = None
    quantity: Fraction | None = None
    min_score: Fraction | None = None
    min_percent: Fraction | None = None
    counts_as: tuple[str, ...] = ()
    formula: Formula | None = None
    parts: list[Draft] = field(default_factory=list)

    @property
    def where(self) -> str:
        return self.fields.where

    @property
    def is_leaf(self) -> bool:
        return not self.fields.has("parts")

    @property
    def is_cost(self) -> bool:
        return self.kind == "cost"

    def walk(self) -> Iterator[Draft]:
        yield self
        for part in self.parts:
            yield from part.walk()

    def given(self, key: str) -> bool:
        """Whether the file has this key, understood or not."""
        return self.fields.has(key)

    def fault(self, key: str | None, message: str) -> None:
        self.fields.fault(key, message)

    def finish(self) -> Criterion:
        return Criterion(
            id=self.id,
            title=self.title,
            kind=self.kind or "",
            weight=self.weight,
            total_weight=self.total_weight,
            scale=self.scale,
            worth=self.worth,
            quantity=self.quantity,
            min_score=self.min_score,
            min_percent=self.min_percent,
            counts_as=self.counts_as,
            formula=self.formula,
            parts=tuple(part.finish() for part in self.parts),
            line=self.fields.node.line,
        )
