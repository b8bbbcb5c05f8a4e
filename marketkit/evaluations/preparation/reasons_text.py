"""Reasons that the rules ask for, in the text of the procurement documents: declared ones, and rules set aside."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from flask_babel import gettext as _

from marketkit.documents.model import Block, Fact, Facts, Heading, paragraph
from marketkit.sourcing.rules import Pack, Rule
from marketkit.sourcing.strategy import Declaration, Strategy, in_language
from marketkit.web.language import current_language, format_date

Override = tuple[str, str]
"""The id of a rule that was set aside, and why."""


def reason_blocks(
    strategy: Strategy, packs: Sequence[Pack], overrides: Sequence[Override], *, on: date
) -> Iterator[Block]:
    """The reasons, each with the rule's text as it stood on the day `on`."""
    declared = [each for each in strategy.declarations if each.reason.strip()]
    if not declared and not overrides:
        return
    yield Heading(_("Reasons required by the rules"))
    for declaration in declared:
        rule = _rule(strategy, packs, declaration.rule, on)
        yield Heading(_title(rule, declaration.rule), level=2)
        yield Facts(tuple(_law(rule)) + tuple(_choice(rule, declaration)))
    if not overrides:
        return
    for id_, reason in overrides:
        rule = _rule(strategy, packs, id_, on)
        yield Heading(_("Set aside: %(rule)s", rule=_title(rule, id_)), level=2)
        yield paragraph(_("The strategy does not follow this rule, for the reason given here."))
        yield Facts((*_law(rule), (_("Reason"), reason)))


def _rule(strategy: Strategy, packs: Sequence[Pack], id_: str, on: date) -> Rule | None:
    """The rule as it applied on that day; else any of its versions, None where the packs hold none."""
    versions = [rule for pack in packs for rule in pack.rules if rule.id == id_]
    in_force = [rule for rule in versions if rule.applies(strategy.regime, on)]
    return next(iter(in_force or versions), None)


def _title(rule: Rule | None, id_: str) -> str:
    return in_language(rule.title, current_language()) if rule else id_


def _law(rule: Rule | None) -> Iterator[Fact]:
    if rule is None:
        return
    language = current_language()
    yield _("Rule"), in_language(rule.text, language)
    yield _("Legal basis"), f"{rule.instrument}, {rule.article}"
    if rule.valid_from:
        yield _("In force from"), format_date(rule.valid_from)
    checked = format_date(rule.checked_on)
    if rule.verified:
        yield _("Checked"), _("against its source on %(day)s", day=checked)
    else:
        yield _("Checked"), _("not verified against its source; last looked up on %(day)s", day=checked)


def _choice(rule: Rule | None, declaration: Declaration) -> Iterator[Fact]:
    if declaration.chosen is not None:
        known = {each.chosen: each.text for each in rule.alternatives} if rule else {}
        text = known.get(declaration.chosen)
        yield _("What was chosen"), in_language(text, current_language()) if text else declaration.chosen
    yield _("Reason"), declaration.reason.strip()
