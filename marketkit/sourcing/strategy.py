"""What a strategy is: criteria, weights and the award method, as plain immutable values.

A strategy is read from a file by `marketkit.sourcing.reader`, which guarantees that the rules of the file format
hold (weights sum, ids are unique, each award method has the criteria it needs). Every number is an exact
`fractions.Fraction`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

KINDS = ("quality", "sustainability", "innovation", "cost")
COUNTS_AS = ("climate-environment", "social-value")
AWARD_METHODS = (
    "weighted-sum",
    "monetised-quality",
    "markup",
    "price-per-quality-point",
    "utility-index",
    "quality-coefficient",
    "lowest-price",
    "quality-only",
)
REGIMES = (
    "no-part-1",
    "no-part-2",
    "no-part-3",
    "no-part-4",
    "no-concession",
    "eu-full",
    "eu-light",
    "uk-full",
    "uk-light-touch",
    "uk-psr",
)

Title = dict[str, str]
"""Language code -> text. A title given as one text stands under the empty language code."""


def in_language(title: Title, language: str) -> str:
    """The title in a language, else in English, else in whatever language there is."""
    for code in (language, language.split("-")[0], "en", ""):
        if code in title:
            return title[code]
    return next(iter(title.values()))


@dataclass(frozen=True, slots=True)
class Formula:
    """A price formula and its parameters; see `marketkit.scoring.formulas` for what each does."""

    name: str
    slope: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    a: Fraction | None = None
    clamp: str | None = None  # None, "0" (floor at no points) or "both" (also a ceiling at full points)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion or sub-criterion. A leaf has no parts.

    `weight` is as written in the file (inside the parent, in percent or points); `total_weight` is the weight in
    the total (percent of 100, or points), None where the award method gives it none. `line` is where it stands.
    """

    id: str
    title: Title
    kind: str
    weight: Fraction | None = None
    total_weight: Fraction | None = None
    scale: tuple[Fraction, Fraction] | None = None  # (worst, best)
    worth: Fraction | None = None  # in the strategy's currency; negative is a malus
    quantity: Fraction | None = None
    min_score: Fraction | None = None  # in the leaf's raw scale
    min_percent: Fraction | None = None  # 0..100
    counts_as: tuple[str, ...] = ()
    formula: Formula | None = None
    parts: tuple[Criterion, ...] = ()
    line: int | None = None

    @property
    def is_leaf(self) -> bool:
        return not self.parts

    @property
    def is_cost(self) -> bool:
        return self.kind == "cost"

    def walk(self) -> Iterator[Criterion]:
        """This criterion, then everything below it, in the order of the file."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def leaves(self) -> Iterator[Criterion]:
        return (criterion for criterion in self.walk() if criterion.is_leaf)


@dataclass(frozen=True, slots=True)
class Declaration:
    """A reason the law asks for, which stands in the procurement documents."""

    rule: str
    reason: str
    chosen: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class PriceBasis:
    """What a price covers; printed wherever a price is shown. Each is one text or a text for each language."""

    vat: Title | None = None
    period: Title | None = None
    options: Title | None = None


@dataclass(frozen=True, slots=True)
class LowPrice:
    """When a price is flagged for an explanation, in percent; None switches that test off."""

    mean: Fraction | None = None
    next: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Strategy:
    """Criteria, weights and award method of one competition. `sha256` is that of the file's bytes."""

    id: str
    title: Title
    currency: str
    award: str
    criteria: tuple[Criterion, ...]
    sha256: str
    weights: str = "percent"  # or "points"
    regime: str | None = None
    packs: tuple[str, ...] = ()
    price_basis: PriceBasis = PriceBasis()
    award_to: int = 1
    declarations: tuple[Declaration, ...] = ()
    places: int = 2
    tie_break: tuple[str, ...] = ()
    min_total_quality: Fraction | None = None
    low_price: LowPrice = LowPrice()
    lines: dict[str, int] | None = None  # top-level key -> line of the file

    def walk(self) -> Iterator[Criterion]:
        """Every criterion and sub-criterion, parents before their parts, in the order of the file."""
        for criterion in self.criteria:
            yield from criterion.walk()

    def leaves(self) -> Iterator[Criterion]:
        return (criterion for criterion in self.walk() if criterion.is_leaf)

    def criterion(self, id: str) -> Criterion:
        """The criterion with this id; KeyError if there is none."""
        for criterion in self.walk():
            if criterion.id == id:
                return criterion
        raise KeyError(id)

    @property
    def cost_criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for criterion in self.criteria if criterion.is_cost)

    @property
    def quality_criteria(self) -> tuple[Criterion, ...]:
        """The top-level criteria that are not cost."""
        return tuple(criterion for criterion in self.criteria if not criterion.is_cost)

    @property
    def display_places(self) -> int:
        """Decimals shown for numbers in machine output: never fewer than four."""
        return max(self.places, 4)
