"""The kinds of tests a rule can ask for. A closed set: the packs say which one, with which numbers and texts.

A test looks at a strategy and returns what it found, as an outcome with the values its text names, or None when
there is nothing to say. No paragraph number and no rate stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketkit.numbers import plain_text
from marketkit.sourcing.consistency import ALL_WEIGHTED
from marketkit.sourcing.rules import Parameter
from marketkit.sourcing.strategy import Criterion, Strategy, Title

Value = Fraction | Title | tuple[Title, ...]

AWARD_TITLES: dict[str, Title] = {
    "weighted-sum": {"en": "weighted sum", "nb": "vektet sum"},
    "monetised-quality": {"en": "monetised quality", "nb": "prissatt kvalitet"},
    "markup": {"en": "markup on the price", "nb": "påslag på prisen"},
    "price-per-quality-point": {"en": "price per quality point", "nb": "pris per kvalitetspoeng"},
    "utility-index": {"en": "utility index", "nb": "nytteindeks"},
    "quality-coefficient": {"en": "quality coefficient", "nb": "kvalitetskoeffisient"},
    "lowest-price": {"en": "lowest price", "nb": "laveste pris"},
    "quality-only": {"en": "quality only", "nb": "bare kvalitet"},
}
TOTAL_QUALITY: Title = {"en": "total quality", "nb": "samlet kvalitet"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which a test speaks up; `code` picks the text, `values` fill it."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What a test is asked. `effective_weights` (criterion id -> percent of the total, worked out elsewhere from
    estimates) is help in judging a method without percentages; None when nobody worked it out."""

    strategy: Strategy
    parameters: Mapping[str, Parameter]
    effective_weights: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """`parameters`: name -> percent, counts-as, award-methods or code. `outcomes`: code -> names its text may use."""

    judge: Callable[[Question], Outcome | None]
    outcomes: Mapping[str, frozenset[str]]
    parameters: Mapping[str, str] = field(default_factory=dict)


def criteria_counting_as(strategy: Strategy, purpose: str) -> Iterator[Criterion]:
    """The topmost criteria and parts marked with `purpose`; what stands below one of them is counted with it."""

    def within(criteria: tuple[Criterion, ...]) -> Iterator[Criterion]:
        for criterion in criteria:
            if purpose in criterion.counts_as:
                yield criterion
            else:
                yield from within(criterion.parts)

    return within(strategy.criteria)


def combined_weight(strategy: Strategy, purpose: str) -> Fraction:
    """What the criteria marked with `purpose` weigh together, in percent of the total (0 to 100)."""
    whole = sum((criterion.total_weight or Fraction(0) for criterion in strategy.criteria), Fraction(0))
    counted = criteria_counting_as(strategy, purpose)
    weight = sum((criterion.total_weight or Fraction(0) for criterion in counted), Fraction(0))
    return weight * 100 / whole if whole else Fraction(0)


def _titles(criteria: list[Criterion]) -> tuple[Title, ...]:
    return tuple(criterion.title for criterion in criteria)


def _award(strategy: Strategy) -> Title:
    return AWARD_TITLES[strategy.award]


def _judge_combined_weight(question: Question) -> Outcome | None:
    strategy, purpose = question.strategy, str(question.parameters["counts_as"])
    least = question.parameters["at_least"]
    assert isinstance(least, Fraction)
    counted = list(criteria_counting_as(strategy, purpose))
    if not counted:
        return Outcome("nothing-counts")
    criteria = _titles(counted)
    if strategy.award in ALL_WEIGHTED or strategy.award == "lowest-price":
        # Under lowest-price weights serve thresholds only: nothing but the price decides.
        found = combined_weight(strategy, purpose) if strategy.award in ALL_WEIGHTED else Fraction(0)
        return Outcome("too-low", {"found": found, "criteria": criteria}) if found < least else None
    values: dict[str, Value] = {"award": _award(strategy), "criteria": criteria}
    if question.effective_weights is None:
        return Outcome("no-percentages", values)
    known = question.effective_weights
    effective = sum((known.get(criterion.id, Fraction(0)) for criterion in counted), Fraction(0))
    return Outcome("effective-weight", {**values, "effective": effective})


def _judge_stated_weights(question: Question) -> Outcome | None:
    strategy = question.strategy
    if strategy.award in ALL_WEIGHTED or strategy.award == "lowest-price":
        return None
    return Outcome("no-weights", {"award": _award(strategy)})


def _judge_announced_thresholds(question: Question) -> Outcome | None:
    strategy = question.strategy
    limited = [
        criterion
        for criterion in strategy.walk()
        if criterion.min_score is not None or criterion.min_percent is not None
    ]
    titles = _titles(limited)
    if strategy.min_total_quality is not None:
        titles = (*titles, TOTAL_QUALITY)
    return Outcome("thresholds", {"criteria": titles}) if titles else None


def _judge_one_threshold_each(question: Question) -> Outcome | None:
    several = [
        criterion
        for criterion in question.strategy.walk()
        if criterion.min_score is not None and criterion.min_percent is not None
    ]
    return Outcome("several", {"criteria": _titles(several)}) if several else None


def _judge_low_price_flags(question: Question) -> Outcome:
    low = question.strategy.low_price
    limits: list[Title] = []
    if low.mean is not None:
        limits.append(
            {
                "en": f"{plain_text(low.mean)} % below the mean of the other bids",
                "nb": f"{plain_text(low.mean).replace('.', ',')} % under snittet av de andre tilbudene",
            }
        )
    if low.next is not None:
        limits.append(
            {
                "en": f"{plain_text(low.next)} % below the next higher price",
                "nb": f"{plain_text(low.next).replace('.', ',')} % under nærmeste høyere pris",
            }
        )
    return Outcome("set", {"limits": tuple(limits)}) if limits else Outcome("not-set")


def _judge_cost_in_parts(question: Question) -> Outcome | None:
    parted = [criterion for criterion in question.strategy.cost_criteria if criterion.parts]
    return Outcome("in-parts", {"criteria": _titles(parted)}) if parted else None


def _judge_clamped_price(question: Question) -> Outcome | None:
    clamped = [
        criterion
        for criterion in question.strategy.cost_criteria
        if criterion.formula is not None and criterion.formula.clamp is not None
    ]
    return Outcome("clamped", {"criteria": _titles(clamped)}) if clamped else None


def _judge_weight_kind(question: Question) -> Outcome:
    strategy = question.strategy
    if strategy.award in ALL_WEIGHTED:
        return Outcome(strategy.weights)
    return Outcome("no-weights", {"award": _award(strategy)})


def _judge_award_method(question: Question) -> Outcome | None:
    methods = question.parameters["methods"]
    assert isinstance(methods, tuple)
    if question.strategy.award not in methods:
        return None
    return Outcome("used", {"award": _award(question.strategy)})


NOTHING: frozenset[str] = frozenset()
CRITERIA = frozenset({"criteria"})
AWARD = frozenset({"award"})

KINDS_OF_TESTS: dict[str, Kind] = {
    "combined-weight": Kind(
        _judge_combined_weight,
        parameters={"counts_as": "counts-as", "at_least": "percent"},
        outcomes={
            "nothing-counts": NOTHING,
            "too-low": CRITERIA | {"found"},
            "no-percentages": CRITERIA | AWARD,
            "effective-weight": CRITERIA | AWARD | {"effective"},
        },
    ),
    "stated-weights": Kind(_judge_stated_weights, outcomes={"no-weights": AWARD}),
    "announced-thresholds": Kind(_judge_announced_thresholds, outcomes={"thresholds": CRITERIA}),
    "one-threshold-each": Kind(_judge_one_threshold_each, outcomes={"several": CRITERIA}),
    "low-price-flags": Kind(
        _judge_low_price_flags, outcomes={"set": frozenset({"limits"}), "not-set": NOTHING}
    ),
    "cost-in-parts": Kind(_judge_cost_in_parts, outcomes={"in-parts": CRITERIA}),
    "clamped-price": Kind(_judge_clamped_price, outcomes={"clamped": CRITERIA}),
    "weight-kind": Kind(
        _judge_weight_kind,
        parameters={"code_percent": "code", "code_points": "code"},
        outcomes={"percent": NOTHING, "points": NOTHING, "no-weights": AWARD},
    ),
    "award-method": Kind(
        _judge_award_method, parameters={"methods": "award-methods"}, outcomes={"used": AWARD}
    ),
    "reminder": Kind(lambda question: Outcome("always"), outcomes={"always": NOTHING}),
    "not-expressible": Kind(lambda question: Outcome("not-applicable"), outcomes={"not-applicable": NOTHING}),
}
