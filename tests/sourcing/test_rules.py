"""On which days and for whom a rule applies."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.sourcing.rules import Rule, calendar_date

REGIMES = ("eu-full", "eu-light", "uk-full")


def rule(
    *,
    regimes: tuple[str, ...] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
    severity: str = "block",
    verified: bool = True,
) -> Rule:
    return Rule(
        id="zz.rule",
        pack="zz",
        title={},
        text={},
        to_satisfy={},
        instrument="An Act",
        article="1",
        regimes=regimes,
        valid_from=valid_from,
        valid_to=valid_to,
        checked_on=date(2026, 11, 22),
        checked_against="a book",
        verified=verified,
        severity=severity,
        test="reminder",
        parameters={},
        findings={},
    )


def test_both_ends_of_the_validity_are_days_on_which_the_rule_applies() -> None:
    dated = rule(regimes=("eu-full",), valid_from=date(2024, 1, 1), valid_to=date(2025, 12, 31))
    days = [date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [dated.applies("eu-full", day) for day in days] == [False, True, True, False]
    assert not dated.applies("eu-light", date(2024, 6, 1))
    assert not dated.applies(None, date(2024, 6, 1))


def test_a_rule_without_regimes_applies_to_all_and_to_none() -> None:
    assert rule().applies("eu-full", date(1900, 1, 1))
    assert rule().applies(None, date(2100, 1, 1))


@pytest.mark.parametrize(
    ("severity", "verified", "effective"),
    [
        ("block", True, "block"),
        ("block", False, "warn"),
        ("warn", False, "warn"),
        ("info", False, "info"),
        ("info", True, "info"),
    ],
)
def test_law_that_was_not_verified_warns_at_most(severity: str, verified: bool, effective: str) -> None:
    assert rule(severity=severity, verified=verified).effective_severity == effective


ENDS = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2024, 1, 8)))
RULES = st.builds(
    rule, regimes=st.lists(st.sampled_from(REGIMES), unique=True).map(tuple), valid_from=ENDS, valid_to=ENDS
)


@given(RULES, RULES)
def test_rules_overlap_just_where_a_day_and_a_regime_have_both(one: Rule, other: Rule) -> None:
    days = [date(2023, 12, 31), *(date(2024, 1, day) for day in range(1, 10))]
    both = any(one.applies(regime, day) and other.applies(regime, day) for regime in REGIMES for day in days)
    backwards = any(
        each.valid_from and each.valid_to and each.valid_from > each.valid_to for each in (one, other)
    )
    if not backwards:  # such rules are refused when a pack is read
        assert one.overlaps(other) == both == other.overlaps(one)


@pytest.mark.parametrize("text", ["2024-1-1", "20240101", "2024-W01-1", "2024-01-01T00:00", "", "i dag"])
def test_only_whole_dates_are_dates(text: str) -> None:
    with pytest.raises(ValueError):
        calendar_date(text)
