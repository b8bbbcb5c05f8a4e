"""What is to be said of a strategy while it is being edited: faults, findings and facts, each with its field.

Nothing here is stored. The reader of strategy files finds the faults and the rule packs make the findings; this only
knows beside which field each belongs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from marketkit.errors import BadInput
from marketkit.said import say
from marketkit.scoring.dry_run import weights_around
from marketkit.scoring.method_facts import MethodFacts, method_facts
from marketkit.sourcing.check import Finding, check
from marketkit.sourcing.edited import EditedStrategy
from marketkit.sourcing.packs import known_packs, open_packs
from marketkit.sourcing.reader import FORMULA_KEYS, read_strategy
from marketkit.sourcing.rule_kinds import KINDS_OF_TESTS, Question
from marketkit.sourcing.rules import INFO, Alternative, Pack, Rule
from marketkit.sourcing.strategy import AWARD_METHODS, Criterion, Formula, Strategy
from marketkit.sourcing.writer import CRITERIA, DECLARATIONS, STRATEGY, Place, Written, bare, write
from marketkit.values import Money

FILE_NAME = "strategy.yaml"
# Beside which field what a kind of test finds is shown; what is not here is general.
_FIELDS = {
    "combined-weight": "criteria",
    "stated-weights": "award",
    "award-method": "award",
    "weight-kind": "award",
    "announced-thresholds": "min_total_quality",
    "low-price-flags": "mean",
}
_REMARKS = {"marketkit.packs": "packs", "marketkit.regime": "regime", "marketkit.nothing-applies": "regime"}
GENERAL = Place(STRATEGY, 0, "")
REASONS = Place(STRATEGY, 0, "declarations")


@dataclass(slots=True)
class Look:
    """What was found. `faults` keep the strategy from being used; `findings` are what the rule packs have to say.

    `strategy` is None while there are faults, and nothing is held against the packs then. `effective_weights` are
    those among bids invented around the estimate, as help where the method has no percentages; None without one.
    """

    edited: EditedStrategy
    written: Written
    on: date
    strategy: Strategy | None = None
    packs: tuple[Pack, ...] = ()
    faults: dict[Place, list[str]] = field(default_factory=lambda: defaultdict(list))
    findings: dict[Place, list[Finding]] = field(default_factory=lambda: defaultdict(list))
    effective_weights: dict[str, Fraction] | None = None

    @property
    def all_findings(self) -> list[Finding]:
        return [finding for found in self.findings.values() for finding in found]

    @property
    def to_mend(self) -> list[Finding]:
        """The findings that ask for something to be done."""
        return [finding for finding in self.all_findings if finding.severity != INFO]

    def rule(self, name: str) -> Rule | None:
        """The rule of this name as it applies to the regime on this day."""
        regime = self.edited.text("regime") or None
        rules = (rule for pack in self.packs for rule in pack.rules)
        return next((rule for rule in rules if rule.id == name and rule.applies(regime, self.on)), None)

    def declarable(self) -> list[str]:
        """The rules a reason may be declared for, that are not declared yet, where there is something to declare."""
        declared = {texts.get("rule", "") for texts in self.edited.declarations}
        names = (finding.name for finding in self.to_mend if finding.overridable)
        return [name for name in dict.fromkeys(names) if name not in declared]

    def alternatives(self, name: str) -> Sequence[Alternative]:
        """What may be declared instead of a rule: what fits how it goes unmet, or all where that is not known."""
        rule = self.rule(name)
        if rule is None:
            return ()
        on_the_day = rule.alternatives_on(self.on)
        if self.strategy is None:
            return on_the_day
        outcome = KINDS_OF_TESTS[rule.test].judge(
            Question(self.strategy, rule.parameters, self.effective_weights)
        )
        return [each for each in on_the_day if outcome is None or each.fits(outcome.code)]

    def declared_at(self, name: str) -> Place:
        """Where the reason declared for a rule is asked for: beside what the rule is about."""
        rule = self.rule(name)
        key = _FIELDS.get(rule.test) if rule else None
        return Place(STRATEGY, 0, key) if key else REASONS

    @property
    def facts(self) -> MethodFacts | None:
        """What the award method can and cannot promise; None before a method is chosen."""
        sketch = sketched(self.edited)
        return method_facts(sketch) if sketch else None


def packs_of(folder: Path, names: Iterable[str]) -> tuple[Pack, ...]:
    """The rule packs with these names, read again only when their files change: a page asks at every pause in typing."""
    return tuple(_pack(folder, name, (folder / f"{name}.yaml").stat().st_mtime_ns) for name in names)


@lru_cache(maxsize=64)
def _pack(folder: Path, name: str, _changed: int) -> Pack:
    (pack,) = open_packs(folder, [name])
    return pack


def look(edited: EditedStrategy, *, packs_folder: Path, on: date, estimate: Money | None = None) -> Look:
    """Read what was entered as the file it would become, and hold it against its rule packs on a day.

    `estimate` is the procurement's, for the whole cost.
    """
    found = Look(edited, write(edited), on)
    known = set(known_packs(packs_folder))
    for name in edited.packs:
        if name not in known:
            found.faults[Place(STRATEGY, 0, "packs")].append(say('there is no rule pack "{name}"', name=name))
    found.packs = packs_of(packs_folder, [name for name in edited.packs if name in known])
    try:
        strategy = read_strategy(found.written.content, FILE_NAME)
    except BadInput as error:
        for fault in error.faults:
            found.faults[found.written.place(fault) or GENERAL].append(bare(fault))
        return found
    if not found.faults:
        found.strategy = strategy
        found.effective_weights = _weights(strategy, estimate)
        for finding in check(strategy, found.packs, on=on, effective_weights=found.effective_weights):
            found.findings[_place_of(finding, found)].append(finding)
    return found


def _weights(strategy: Strategy, estimate: Money | None) -> dict[str, Fraction] | None:
    if estimate is None or estimate.currency != strategy.currency or estimate.amount <= 0:
        return None
    return weights_around(strategy, estimate.amount) or None


def _place_of(finding: Finding, found: Look) -> Place:
    if finding.rule is None:
        line = found.written.places.get(finding.line) if finding.line else None
        if line is not None and line.group == DECLARATIONS:
            return Place(DECLARATIONS, line.index, "chosen")
        key = _REMARKS.get(finding.name)
        return Place(STRATEGY, 0, key) if key else GENERAL
    test = finding.rule.test
    assert found.strategy is not None
    for index, criterion in enumerate(found.strategy.walk()):
        if (
            test == "one-threshold-each"
            and criterion.min_score is not None
            and criterion.min_percent is not None
        ):
            return Place(CRITERIA, index, "min_percent")
        if test == "cost-in-parts" and criterion.is_cost and criterion.parts:
            return Place(CRITERIA, index, "parts")
        if test == "clamped-price" and criterion.formula is not None and criterion.formula.clamp is not None:
            return Place(CRITERIA, index, "clamp")
    if test in _FIELDS:
        return Place(STRATEGY, 0, _FIELDS[test])
    return REASONS if finding.overridable else GENERAL


def sketched(edited: EditedStrategy, award: str | None = None) -> Strategy | None:
    """As much of a strategy as its award method's facts need, faults or not; None before a method is chosen."""
    award = award or edited.text("award")
    if award not in AWARD_METHODS:
        return None
    tops = [edited.criteria[index] for index in edited.children(None)]
    criteria = []
    for row in tops:
        criterion = Criterion(id=row.text("id"), title={}, kind=row.text("kind"))
        if criterion.is_cost and row.text("formula") in FORMULA_KEYS:
            formula = Formula(name=row.text("formula"), clamp=row.text("clamp") or None)
            criterion = replace(criterion, formula=formula)
        criteria.append(criterion)
    return Strategy(
        id=edited.text("id"),
        title={},
        currency=edited.text("currency"),
        award=award,
        criteria=tuple(criteria),
        sha256="",
    )
