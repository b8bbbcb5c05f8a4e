"""What the parts of a strategy demand of each other: weights that add up, and what each award method needs.

The rules are those of the strategy file format. A key that already has a fault of its own is not judged again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from marketkit.numbers import plain_text
from marketkit.said import say
from marketkit.sourcing.draft import Draft
from marketkit.sourcing.strategy import Strategy
from marketkit.yamlfields import Fields

ALL_WEIGHTED = ("weighted-sum", "quality-only", "utility-index", "markup")
WEIGHTLESS = ("monetised-quality", "quality-coefficient")
NEEDS_QUALITY = ("quality-only", "utility-index", "price-per-quality-point")
COLUMNS_OF_BIDS = ("bid", "supplier", "organisation_number", "note")
HUNDRED = Fraction(100)


def check_consistency(strategy: Strategy, drafts: list[Draft], top: Fields) -> Strategy:
    """The strategy with its criteria and their weights in the total; faults are noted in `top.faults`."""
    everything = [draft for criterion in drafts for draft in criterion.walk()]
    _check_ids(everything)
    for draft in everything:
        _check_leaf_keys(draft, strategy.award)
        _check_thresholds(draft)
    if strategy.award:
        _check_method(strategy, drafts, everything, top)
    _check_tie_break(strategy, everything, top)
    return replace(strategy, criteria=tuple(draft.finish() for draft in drafts))


def _check_ids(everything: list[Draft]) -> None:
    seen: dict[str, Draft] = {}
    for draft in everything:
        if not draft.id:
            continue
        if draft.id in seen:
            first = seen[draft.id].fields.node.line
            draft.fault(
                "id", say('"{id}" is used twice; it was first used in line {first}', id=draft.id, first=first)
            )
        seen.setdefault(draft.id, draft)
        if draft.is_leaf and draft.id in COLUMNS_OF_BIDS:
            draft.fault(
                "id", say('"{id}" is the name of a column of every bid file; choose another id', id=draft.id)
            )


def _check_leaf_keys(draft: Draft, award: str) -> None:
    for key in ("scale", "worth", "quantity", "min_score"):
        if draft.given(key) and not draft.is_leaf:
            draft.fault(key, say("only a criterion without parts has this"))
    if draft.quantity is not None and draft.quantity <= 0:
        draft.fault("quantity", say("must be more than 0"))
    if draft.kind is None:
        return
    if draft.is_cost:
        for key in ("scale", "worth", "min_score", "min_percent"):
            if draft.given(key):
                draft.fault(key, say("a cost criterion holds an amount and cannot have this"))
        if draft.parent is not None:
            for key in ("weight", "formula"):
                if draft.given(key):
                    draft.fault(key, say("stands on the cost criterion, not on its parts"))
        return
    for key in ("quantity", "formula"):
        if draft.given(key):
            draft.fault(key, say("only a cost criterion has this"))
    if draft.is_leaf and not draft.given("scale"):
        draft.fault("scale", say("is missing; expected [worst, best] such as [0, 10]"))
    if award != "monetised-quality" and draft.given("worth") and award:
        draft.fault("worth", say("is used only under the award method monetised-quality"))


def _check_thresholds(draft: Draft) -> None:
    if draft.min_score is not None and draft.scale is not None:
        low, high = sorted(draft.scale)
        if not low <= draft.min_score <= high:
            draft.fault(
                "min_score",
                say(
                    "lies outside the scale {low} to {high}",
                    low=plain_text(low),
                    high=plain_text(high),
                ),
            )


def _check_method(strategy: Strategy, drafts: list[Draft], everything: list[Draft], top: Fields) -> None:
    award = strategy.award
    cost = [draft for draft in drafts if draft.is_cost]
    quality = [draft for draft in drafts if draft.kind is not None and not draft.is_cost]
    if drafts and not any(draft.kind is None for draft in drafts):
        _check_cost_count(award, cost, top)
        if award in NEEDS_QUALITY and not quality:
            top.fault("criteria", say("{award} needs at least one criterion that is not cost", award=award))
    _check_formulas(award, cost)
    if award in WEIGHTLESS:
        weighted = False
    elif award == "lowest-price":
        weighted = any(part.given("weight") for draft in quality for part in draft.walk())
    else:
        weighted = True
    _check_weight_places(award, cost, quality, weighted=weighted)
    if weighted:
        counted = drafts if award in ALL_WEIGHTED else quality
        if strategy.weights == "percent":
            _weigh_in_percent(counted, top)
        else:
            _weigh_in_points(counted)
    else:
        _refuse_weighted_thresholds(everything, strategy, top)
    if award == "monetised-quality":
        for draft in _quality_leaves(quality):
            if not draft.given("worth"):
                draft.fault(
                    "worth",
                    say(
                        "is missing; expected what full marks are worth in {currency}",
                        currency=strategy.currency,
                    ),
                )
    if award == "quality-coefficient":
        _check_coefficients(quality, top)


def _check_cost_count(award: str, cost: list[Draft], top: Fields) -> None:
    if award == "quality-only" and cost:
        cost[0].fault("kind", say("quality-only takes no cost criterion; the price is fixed"))
    elif award not in ("weighted-sum", "quality-only") and len(cost) != 1:
        top.fault(
            "criteria",
            say("{award} needs exactly one cost criterion, found {count}", award=award, count=len(cost)),
        )


def _check_formulas(award: str, cost: list[Draft]) -> None:
    for draft in cost:
        if award == "weighted-sum" and not draft.given("formula"):
            draft.fault("formula", say("is missing; a cost criterion needs one under weighted-sum"))
        elif award != "weighted-sum" and draft.given("formula"):
            draft.fault(
                "formula", say("{award} has its own way with the price; leave the formula out", award=award)
            )


def _check_weight_places(award: str, cost: list[Draft], quality: list[Draft], *, weighted: bool) -> None:
    if award not in ALL_WEIGHTED:
        for draft in cost:
            if draft.given("weight"):
                draft.fault("weight", say("the cost criterion has no weight under {award}", award=award))
    for draft in (part for criterion in quality for part in criterion.walk()):
        if draft.given("weight") and not weighted:
            instead = say("worth") if award == "monetised-quality" else say("its scale")
            draft.fault(
                "weight", say("{award} has no weights; it counts by {instead}", award=award, instead=instead)
            )


def _weighted_parts(draft: Draft) -> list[Draft]:
    """The parts that carry weights of their own: none below a cost criterion."""
    return [] if draft.is_cost else draft.parts


def _check_positive(draft: Draft) -> None:
    if draft.weight is not None and draft.weight <= 0:
        draft.fault("weight", say("must be more than 0"))


def _weigh_in_percent(level: list[Draft], top: Fields, parent: Draft | None = None) -> None:
    whole = parent.total_weight if parent is not None else HUNDRED
    for draft in level:
        if not draft.given("weight"):
            draft.fault("weight", say("is missing"))
        _check_positive(draft)
        if draft.weight is not None and whole is not None:
            draft.total_weight = whole * draft.weight / HUNDRED
        if _weighted_parts(draft):
            _weigh_in_percent(draft.parts, top, draft)
    weights = [draft.weight for draft in level if draft.weight is not None]
    if level and len(weights) == len(level) and sum(weights) != HUNDRED:
        found = say(
            "the weights sum to {total}; expected exactly 100",
            total=plain_text(sum(weights, Fraction(0)), 12),
        )
        if parent is None:
            top.fault("criteria", found)
        else:
            parent.fault("parts", found)


def _weigh_in_points(level: list[Draft]) -> None:
    for draft in level:
        _check_positive(draft)
        parts = _weighted_parts(draft)
        if not parts:
            if not draft.given("weight"):
                draft.fault("weight", say("is missing; expected points"))
            draft.total_weight = draft.weight
            continue
        _weigh_in_points(parts)
        points = [part.total_weight for part in parts if part.total_weight is not None]
        if len(points) < len(parts):
            continue
        draft.total_weight = sum(points, Fraction(0))
        if draft.weight is not None and draft.weight != draft.total_weight:
            total = plain_text(draft.total_weight, 12)
            draft.fault(
                "weight", say("must equal the sum of its parts ({total}), or be left out", total=total)
            )


def _refuse_weighted_thresholds(everything: list[Draft], strategy: Strategy, top: Fields) -> None:
    for draft in everything:
        if draft.given("min_percent") and not draft.is_leaf and not draft.is_cost:
            draft.fault(
                "min_percent", say("needs weights, which this strategy has none of; set it on the parts")
            )
    if strategy.min_total_quality is not None:
        top.fault("min_total_quality", say("needs weights, which this strategy has none of"))


def _quality_leaves(quality: list[Draft]) -> Iterable[Draft]:
    return (draft for criterion in quality for draft in criterion.walk() if draft.is_leaf)


def _check_coefficients(quality: list[Draft], top: Fields) -> None:
    total = Fraction(0)
    for draft in _quality_leaves(quality):
        if draft.scale is None:
            continue
        if draft.scale[0] != 0 or draft.scale[1] < 0:
            draft.fault("scale", say("must be [0, V], where V is the greatest share value of the feature"))
        total += draft.scale[1]
    if total >= 1:
        found = plain_text(total, 12)
        top.fault(
            "criteria", say("the greatest share values sum to {found}; they must stay below 1", found=found)
        )


def _check_tie_break(strategy: Strategy, everything: list[Draft], top: Fields) -> None:
    known = {draft.id: draft for draft in everything if draft.id}
    for id_ in strategy.tie_break:
        draft = known.get(id_)
        if draft is None:
            top.fault("tie_break", say('there is no criterion "{id}"', id=id_), value=id_)
        elif not draft.is_leaf and not draft.is_cost and draft.total_weight is None and not top.faults:
            top.fault(
                "tie_break",
                say('"{id}" has no weights, so its parts cannot be summed; name a part', id=id_),
                value=id_,
            )
    only_cost = bool(known) and all(draft.is_cost for draft in everything)
    if strategy.min_total_quality is not None and only_cost:
        top.fault("min_total_quality", say("needs criteria that are not cost"))
