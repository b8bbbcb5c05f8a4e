"""Holding a strategy against rule packs. Pure: the packs and the day are given, nothing is read or written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from marketkit.numbers import plain_text
from marketkit.sourcing.rule_kinds import KINDS_OF_TESTS, Outcome, Question, Value
from marketkit.sourcing.rules import BLOCK, INFO, SEVERITIES, WARN, Alternative, Pack, Rule
from marketkit.sourcing.strategy import Declaration, Strategy, Title, in_language

OWN = "marketkit"  # what stands as the pack of remarks that no law asks for

UNVERIFIED: Title = {
    "en": "(This rule has not been verified against its source.)",
    "nb": "(Denne regelen er ikke kontrollert mot kilden.)",
}
NO_PACKS: Title = {
    "en": "The strategy names no rule packs, so nothing was checked. List them under packs.",
    "nb": "Strategien nevner ingen regelpakker, så ingenting er kontrollert. List dem opp under packs.",
}
NO_REGIME: Title = {
    "en": "The strategy does not say which regime applies, so rules that depend on it were not checked. "
    "Set regime.",
    "nb": "Strategien sier ikke hvilket regelverk som gjelder, så regler som avhenger av det er ikke "
    "kontrollert. Sett regime.",
}
NOTHING_APPLIES: Title = {
    "en": "No rule of the pack {checked} applies to the regime {regime} on {day}.",
    "nb": "Ingen regel i pakken {checked} gjelder for regelverket {regime} den {day}.",
}
UNKNOWN_RULE: Title = {
    "en": "The declaration on {declared} names a rule that the checked packs do not hold. Check its spelling.",
    "nb": "Erklæringen om {declared} nevner en regel som ikke finnes i pakkene. Kontroller skrivemåten.",
}
RULE_NOT_IN_FORCE: Title = {
    "en": "The declaration on {declared} has no effect: the rule does not apply to this regime on this day.",
    "nb": "Erklæringen om {declared} har ingen virkning: regelen gjelder ikke for dette regelverket denne dagen.",
}
NO_REASON: Title = {
    "en": "The declaration on {declared} gives no reason. Write the reason that will stand in the documents.",
    "nb": "Erklæringen om {declared} mangler begrunnelse. Skriv begrunnelsen som skal stå i dokumentene.",
}
NO_ALTERNATIVES: Title = {
    "en": "The declaration on {declared} has no effect: a declared reason cannot replace this rule.",
    "nb": "Erklæringen om {declared} har ingen virkning: en begrunnelse kan ikke erstatte denne regelen.",
}
WRONG_ALTERNATIVE: Title = {
    "en": "The declaration on {declared} chooses {chosen}, which the rule does not allow here. "
    "Allowed: {allowed}.",
    "nb": "Erklæringen om {declared} velger {chosen}, som regelen ikke tillater her. Tillatt: {allowed}.",
}
NO_CHOICE: Title = {
    "en": "The declaration on {declared} does not say what was chosen. Set chosen to one of: {allowed}.",
    "nb": "Erklæringen om {declared} sier ikke hva som er valgt. Sett chosen til en av: {allowed}.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check has to say, in both languages, with the rule it comes from (None for remarks of our own)."""

    pack: str
    name: str
    severity: str
    template: Title
    values: Mapping[str, Value] = field(default_factory=dict)
    rule: Rule | None = None
    alternatives: tuple[Alternative, ...] = ()  # what may be declared instead, on the day of the check
    line: int | None = None  # of the strategy's file

    @property
    def overridable(self) -> bool:
        """Whether a declared reason can stand instead."""
        return bool(self.alternatives)

    def text(self, language: str = "en") -> str:
        """What was found and, for a rule, how to satisfy it, as sentences."""
        shown = {key: _shown(value, language) for key, value in self.values.items()}
        sentences = [in_language(self.template, language).format_map(shown)]
        if self.rule is not None and self.severity != INFO:
            sentences.append(in_language(self.rule.to_satisfy, language))
        if self.rule is not None and not self.rule.verified:
            sentences.append(in_language(UNVERIFIED, language))
        return " ".join(sentences)

    def as_dict(self) -> dict[str, str | bool]:
        """The finding as `marketkit check --json` prints it."""
        return {
            "pack": self.pack,
            "rule": self.name,
            "severity": self.severity,
            "text": self.text(),
            "instrument": self.rule.instrument if self.rule else "",
            "article": self.rule.article if self.rule else "",
            "overridable": self.overridable,
        }


def _shown(value: Value, language: str) -> str:
    if isinstance(value, Fraction):
        text = plain_text(value)
        return text.replace(".", ",") if language.startswith("nb") else text
    if isinstance(value, tuple):
        return ", ".join(in_language(title, language) for title in value)
    return in_language(value, language)


def passes(findings: Iterable[Finding]) -> bool:
    """Whether nothing found must be put right before the strategy may be used."""
    return all(finding.severity != BLOCK for finding in findings)


def check(
    strategy: Strategy,
    packs: Sequence[Pack],
    *,
    on: date,
    effective_weights: Mapping[str, Fraction] | None = None,
) -> tuple[Finding, ...]:
    """What the packs' rules have to say about a strategy on a day, gravest first, else in the order of the packs.

    `effective_weights` (criterion id -> percent of the total) are shown as help where an award method has no
    percentages; they never satisfy a rule by themselves.
    """
    findings = [*_remarks(strategy, packs, on)]
    outcomes: dict[str, Outcome | None] = {}
    for rule in (rule for pack in packs for rule in pack.rules if rule.applies(strategy.regime, on)):
        question = Question(strategy, rule.parameters, effective_weights)
        outcome = KINDS_OF_TESTS[rule.test].judge(question)
        outcomes[rule.id] = outcome
        alternatives = rule.alternatives_on(on)
        if outcome is not None and not _declared(rule, outcome, alternatives, strategy.declarations):
            findings.append(_finding(rule, outcome, alternatives))
    findings.extend(_about_declarations(strategy, packs, on, outcomes))
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))


def _finding(rule: Rule, outcome: Outcome, alternatives: tuple[Alternative, ...]) -> Finding:
    parameters: dict[str, Value] = {}
    for key, parameter in rule.parameters.items():
        if isinstance(parameter, tuple):
            parameters[key] = tuple({"": each} for each in parameter)
        else:
            parameters[key] = {"": parameter} if isinstance(parameter, str) else parameter
    return Finding(
        pack=rule.pack,
        name=rule.id,
        severity=rule.effective_severity,
        template=rule.findings[outcome.code],
        values={**parameters, **outcome.values},
        rule=rule,
        alternatives=alternatives,
    )


def _satisfies(declaration: Declaration, outcome: Outcome, alternatives: Iterable[Alternative]) -> bool:
    """A declaration that names no choice stands for the alternative made for just this outcome, if there is one."""
    return any(
        alternative.fits(outcome.code)
        and (
            declaration.chosen == alternative.chosen
            or (declaration.chosen is None and bool(alternative.outcomes))
        )
        for alternative in alternatives
    )


def _declared(
    rule: Rule,
    outcome: Outcome,
    alternatives: Iterable[Alternative],
    declarations: Iterable[Declaration],
) -> bool:
    return any(
        declaration.rule == rule.id
        and bool(declaration.reason.strip())
        and _satisfies(declaration, outcome, alternatives)
        for declaration in declarations
    )


def _remark(name: str, severity: str, template: Title, line: int | None, **values: str) -> Finding:
    shown: dict[str, Value] = {key: {"": value} for key, value in values.items()}
    return Finding(
        pack=OWN, name=f"{OWN}.{name}", severity=severity, template=template, values=shown, line=line
    )


def _remarks(strategy: Strategy, packs: Sequence[Pack], on: date) -> Iterator[Finding]:
    lines = strategy.lines or {}
    if not packs:
        yield _remark("packs", WARN, NO_PACKS, lines.get("packs"))
        return
    if strategy.regime is None:
        yield _remark("regime", WARN, NO_REGIME, lines.get("packs"))
        return
    for pack in packs:
        if not any(rule.applies(strategy.regime, on) for rule in pack.rules):
            line = lines.get("regime")
            values = {"checked": pack.id, "regime": strategy.regime, "day": on.isoformat()}
            yield _remark("nothing-applies", INFO, NOTHING_APPLIES, line, **values)


def _about_declarations(
    strategy: Strategy, packs: Sequence[Pack], on: date, outcomes: Mapping[str, Outcome | None]
) -> Iterator[Finding]:
    checked = {pack.id for pack in packs}
    rules = [rule for pack in packs for rule in pack.rules]
    for declaration in strategy.declarations:
        versions = [rule for rule in rules if rule.id == declaration.rule]
        in_force = [rule for rule in versions if rule.applies(strategy.regime, on)]
        line = declaration.line
        if in_force:
            alternatives = in_force[0].alternatives_on(on)
            yield from _about_declaration(declaration, alternatives, outcomes[declaration.rule])
        elif versions:
            template = RULE_NOT_IN_FORCE
            yield _remark("declaration", INFO, template, line, declared=declaration.rule)
        elif not _belongs_to_unchecked_pack(declaration, strategy, checked):
            yield _remark("declaration", WARN, UNKNOWN_RULE, line, declared=declaration.rule)


def _belongs_to_unchecked_pack(declaration: Declaration, strategy: Strategy, checked: set[str]) -> bool:
    """Checking some of a strategy's packs must not complain of what it declares for the others."""
    pack = declaration.rule.partition(".")[0]
    return pack in strategy.packs and pack not in checked


def _about_declaration(
    declaration: Declaration, alternatives: tuple[Alternative, ...], outcome: Outcome | None
) -> Iterator[Finding]:
    line, declared = declaration.line, declaration.rule
    if not declaration.reason.strip():
        yield _remark("declaration", WARN, NO_REASON, line, declared=declared)
    if not alternatives:
        yield _remark("declaration", WARN, NO_ALTERNATIVES, line, declared=declared)
        return
    if outcome is None:
        named = [each.chosen for each in alternatives]
        wrong = declaration.chosen is not None and declaration.chosen not in named
    else:
        named = [each.chosen for each in alternatives if each.fits(outcome.code)]
        wrong = not _satisfies(declaration, outcome, alternatives)
    if not wrong:
        return
    allowed = ", ".join(named)
    if declaration.chosen is None:
        yield _remark("declaration", WARN, NO_CHOICE, line, declared=declared, allowed=allowed)
    else:
        template, chosen = WRONG_ALTERNATIVE, declaration.chosen
        yield _remark("declaration", WARN, template, line, declared=declared, chosen=chosen, allowed=allowed)
