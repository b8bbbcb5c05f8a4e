"""Standstills and letters as the shipped packs have them, with days worked out by hand on the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.holidays import day_off
from marketkit.sourcing.packs import known_packs, open_packs
from marketkit.sourcing.rules import BUYERS_OWN, Pack
from marketkit.sourcing.standstill import (
    Standstill,
    UnlawfulStandstillError,
    letter_rules,
    standstill,
    standstill_rule,
)
from marketkit.sourcing.strategy import REGIMES

FOLDER = Path(__file__).parents[2] / "sourcing_rules" / "packs"
PACKS = open_packs(FOLDER, known_packs(FOLDER))
TODAY = date(2026, 11, 23)
OSLO, LONDON = "Europe/Oslo", "Europe/London"


def after(
    regime: str,
    start: date,
    *,
    on: date | None = None,
    electronic: bool = True,
    zone: str = OSLO,
    days: int | None = None,
    packs: tuple[Pack, ...] = PACKS,
) -> Standstill:
    return standstill(
        packs, regime, on=on or start, start=start, sent_electronically=electronic, zone=zone, days=days
    )


# Norway


@pytest.mark.parametrize(
    ("start", "electronic", "starts", "ends", "signing"),
    [
        # Easter: day 10 is Saturday 11 April, so Monday; day 15 is Thursday 16 April.
        (date(2026, 4, 1), True, date(2026, 4, 2), date(2026, 4, 13), date(2026, 4, 14)),
        (date(2026, 4, 1), False, date(2026, 4, 2), date(2026, 4, 16), date(2026, 4, 17)),
        # Christmas: day 10 is Monday 28 December; day 15 is Saturday 2 January, so Monday.
        (date(2026, 12, 18), True, date(2026, 12, 19), date(2026, 12, 28), date(2026, 12, 29)),
        (date(2026, 12, 18), False, date(2026, 12, 19), date(2027, 1, 4), date(2027, 1, 5)),
        # A plain Wednesday whose day 10 is a Saturday.
        (date(2026, 11, 4), True, date(2026, 11, 5), date(2026, 11, 16), date(2026, 11, 17)),
        # Day 10 is Monday 17 May 2027.
        (date(2027, 5, 7), True, date(2027, 5, 8), date(2027, 5, 18), date(2027, 5, 19)),
        # Day 10 is Sunday 17 May 2026.
        (date(2026, 5, 7), True, date(2026, 5, 8), date(2026, 5, 18), date(2026, 5, 19)),
    ],
)
def test_part_three_waits_ten_days_or_fifteen_from_the_day_after_the_letters(
    start: date, electronic: bool, starts: date, ends: date, signing: date
) -> None:
    found = after("no-part-3", start, electronic=electronic)
    assert (found.starts_on, found.ends_on, found.earliest_signing) == (starts, ends, signing)
    assert found.days == (10 if electronic else 15)


def test_the_workings_tell_the_rule_the_event_the_holidays_and_every_step() -> None:
    assert after("no-part-3", date(2026, 4, 1)).workings == (
        "The rule: Forskrift om offentlige anskaffelser (FOA, FOR-2016-08-12-974), § 25-1, § 25-2 og § 7-6.",
        "The letters were sent on 2026-04-01, all of them electronically.",
        "Counting begins with the day after.",
        "Public holidays are those of Norway.",
        "10 calendar days from 2026-04-02 end on 2026-04-11.",
        "2026-04-11 is no working day: Saturday.",
        "2026-04-12 is no working day: Sunday.",
        "A period that would end on such a day runs to the end of the next working day, 2026-04-13.",
        "The standstill ends at midnight at the end of 2026-04-13; the contract may be signed from 2026-04-14 on.",
    )


def test_part_one_demands_none_and_says_so() -> None:
    found = after("no-part-1", date(2026, 4, 1))
    assert (found.starts_on, found.ends_on, found.days) == (None, None, None)
    assert found.earliest_signing == date(2026, 4, 1)
    assert found.rule is not None and found.rule.verified
    assert found.workings[1:] == (
        "No standstill is demanded, and the buyer has set none.",
        "The contract may be signed from 2026-04-01 on.",
    )


def test_a_buyer_under_part_one_may_set_a_time_for_complaints() -> None:
    found = after("no-part-1", date(2026, 11, 3), days=5)  # Wednesday 4 to Sunday 8 November, so Monday
    assert (found.ends_on, found.earliest_signing) == (date(2026, 11, 9), date(2026, 11, 10))
    assert "No standstill is demanded; the buyer has set one of 5 days." in found.workings


def test_part_two_leaves_the_length_to_the_buyer() -> None:
    assert after("no-part-2", date(2026, 6, 1)).ends_on == date(2026, 6, 11)
    assert after("no-part-2", date(2026, 6, 1), days=7).ends_on == date(2026, 6, 8)
    assert any("none was set, so 10 days are used" in said for said in after("no-part-2", TODAY).workings)


def test_norwegian_rules_alone_are_not_taken_as_verified_after_the_changes_of_july_2026() -> None:
    for regime in ("no-part-1", "no-part-2"):
        before = standstill_rule(PACKS, regime, date(2026, 6, 30))
        since = standstill_rule(PACKS, regime, date(2026, 7, 1))
        assert before is not None and since is not None
        assert (before.verified, since.verified) == (True, False)
        assert "has not been checked against its source" in after(regime, date(2026, 7, 1)).workings[0]


def test_parts_that_could_not_be_read_are_not_verified() -> None:
    for regime in ("no-part-4", "no-concession", "eu-full", "eu-light", "uk-light-touch"):
        rule = standstill_rule(PACKS, regime, TODAY)
        assert rule is not None and not rule.verified


def test_the_law_of_the_day_given_is_used_not_that_of_the_letters() -> None:
    found = after("no-part-2", date(2026, 7, 3), on=date(2026, 6, 1))
    assert found.rule is not None and found.rule.verified


# The EU


def test_a_european_standstill_counts_the_holidays_of_the_buyers_own_country() -> None:
    # From Tuesday 5 May 2026 day 10 is Thursday 14 May: Ascension Day, off in Sweden, not in Italy.
    assert after("eu-full", date(2026, 5, 4), zone="Europe/Stockholm").ends_on == date(2026, 5, 15)
    assert after("eu-full", date(2026, 5, 4), zone="Europe/Rome").ends_on == date(2026, 5, 14)


def test_a_zone_of_no_country_takes_only_weekends_off_and_says_so() -> None:
    found = after("eu-full", date(2026, 12, 15), zone="UTC")  # day 10 is Friday 25 December
    assert found.ends_on == date(2026, 12, 25)
    assert any("only Saturdays and Sundays" in said for said in found.workings)


def test_national_law_that_asks_for_more_is_given_as_a_number_of_days() -> None:
    found = after("eu-full", date(2026, 11, 2), zone="Europe/Dublin", days=14)
    assert found.ends_on == date(2026, 11, 16)
    assert "At least 10 days are demanded; the buyer has set 14 days." in found.workings


# The United Kingdom


def test_eight_working_days_begin_with_the_day_of_the_contract_award_notice() -> None:
    # 21, 22, 23, 24, 29, 30, 31 December and 4 January.
    found = after("uk-full", date(2026, 12, 21), zone=LONDON)
    assert (found.starts_on, found.ends_on) == (date(2026, 12, 21), date(2027, 1, 4))
    assert found.earliest_signing == date(2027, 1, 5)
    assert "The contract award notice was published on 2026-12-21." in found.workings
    assert "2026-12-28 does not count: substitute day for Boxing Day." in found.workings


def test_an_award_notice_does_not_depend_on_how_letters_were_sent() -> None:
    day = date(2026, 12, 21)
    assert after("uk-full", day, electronic=False) == after("uk-full", day, electronic=True)


def test_under_provider_selection_the_day_of_the_notice_does_not_count() -> None:
    # 22, 23, 24, 29, 30, 31 December, 4 and 5 January.
    found = after("uk-psr", date(2026, 12, 21), zone=LONDON)
    assert (found.starts_on, found.ends_on) == (date(2026, 12, 22), date(2027, 1, 5))
    assert "The notice of the intention to award was published on 2026-12-21." in found.workings


def test_light_touch_contracts_need_none_but_a_voluntary_one_has_eight_working_days() -> None:
    assert after("uk-light-touch", TODAY, zone=LONDON).ends_on is None
    # Monday 23 to Friday 27, Monday 30 November to Wednesday 2 December.
    assert after("uk-light-touch", TODAY, zone=LONDON, days=8).ends_on == date(2026, 12, 2)
    with pytest.raises(UnlawfulStandstillError, match="at least 8 days"):
        after("uk-light-touch", TODAY, zone=LONDON, days=7)


# What cannot be


@pytest.mark.parametrize(
    ("regime", "days", "said"),
    [
        ("no-part-3", 9, "a standstill is at least 10 days here, not 9"),
        ("uk-full", 7, "a standstill is at least 8 days here, not 7"),
        ("no-part-2", 0, "a standstill is from 1 to 366 days, not 0"),
        ("no-part-1", 400, "a standstill is from 1 to 366 days, not 400"),
    ],
)
def test_a_length_the_rule_does_not_allow_is_refused(regime: str, days: int, said: str) -> None:
    with pytest.raises(UnlawfulStandstillError) as caught:
        after(regime, TODAY, days=days)
    assert caught.value.said == said


@pytest.mark.parametrize("start", [date(1800, 1, 1), date(2300, 12, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("regime", ["no-part-3", "uk-full", "eu-full"])
def test_nothing_is_counted_from_days_whose_holidays_nobody_knows(regime: str, start: date) -> None:
    with pytest.raises(UnlawfulStandstillError, match=f"from {start}: the public holidays around it"):
        after(regime, start, on=TODAY)
    with pytest.raises(UnlawfulStandstillError):
        after("eu-full", date(9999, 12, 31), on=TODAY, zone="UTC")


def test_fourteen_days_are_too_few_when_letters_went_by_post() -> None:
    with pytest.raises(UnlawfulStandstillError, match="at least 15 days"):
        after("no-part-3", TODAY, electronic=False, days=14)


@pytest.mark.parametrize(
    ("regime", "day"),
    [
        ("uk-full", date(2025, 2, 23)),
        ("no-part-3", date(2016, 12, 31)),
        ("uk-psr", date(2023, 12, 31)),
    ],
)
def test_before_a_rule_was_in_force_nothing_is_known_and_that_is_said(regime: str, day: date) -> None:
    found = after(regime, day)
    assert (found.rule, found.ends_on, found.earliest_signing) == (None, None, day)
    (said,) = found.workings
    assert "look up the law before you sign" in said
    assert after(regime, day + timedelta(days=1)).rule is not None


def test_a_regime_that_is_not_set_has_no_rule() -> None:
    assert standstill_rule(PACKS, None, TODAY) is None
    assert letter_rules(PACKS, None, TODAY) is None


# The shipped data


def test_every_regime_has_a_standstill_rule_and_letter_rules_today() -> None:
    for regime in REGIMES:
        found = [rule for pack in PACKS for rule in pack.standstills if rule.applies(regime, TODAY)]
        assert len(found) == 1, regime
        told = [rule for pack in PACKS for rule in pack.letters if rule.applies(regime, TODAY)]
        assert len(told) == 1, regime


def test_every_calendar_named_in_the_packs_is_known() -> None:
    for rule in (rule for pack in PACKS for rule in pack.standstills):
        assert rule.holidays == BUYERS_OWN or day_off(date(2026, 12, 25), rule.holidays) == "Christmas Day"


def test_every_text_stands_in_both_languages_and_says_where_it_was_checked() -> None:
    for rule in (rule for pack in PACKS for rule in (*pack.standstills, *pack.letters)):
        for title in (rule.title, rule.text):
            assert set(title) == {"en", "nb"} and title["en"] != title["nb"]
        assert rule.checked_against and rule.checked_on >= date(2026, 11, 23)
    for complaint in (each for pack in PACKS for rule in pack.letters for each in rule.complaints):
        assert all(set(text) == {"en", "nb"} for text in (complaint.whom, complaint.how, complaint.deadline))
        assert complaint.instrument and complaint.article


@pytest.mark.parametrize(
    ("regime", "reasons", "advantages", "winner_scores"),
    [
        ("no-part-1", False, False, False),
        ("no-part-3", True, True, False),
        ("eu-full", True, True, False),
        ("uk-full", True, False, True),
        ("uk-psr", True, False, False),
    ],
)
def test_letters_tell_what_the_regime_asks_for(
    regime: str, reasons: bool, advantages: bool, winner_scores: bool
) -> None:
    rules = letter_rules(PACKS, regime, TODAY)
    assert rules is not None
    assert (rules.reasons, rules.relative_advantages, rules.winner_scores) == (
        reasons,
        advantages,
        winner_scores,
    )


def test_complaints_go_where_the_regime_sends_them() -> None:
    norway = letter_rules(PACKS, "no-part-3", TODAY)
    assert norway is not None
    assert [each.whom["nb"] for each in norway.complaints] == [
        "Oppdragsgiveren",
        "Tingretten",
        "Klagenemnda for offentlige anskaffelser (KOFA)",
    ]
    assert norway.complaints[2].deadline["en"] == "Within six months of the signing of the contract."
    britain = letter_rules(PACKS, "uk-full", TODAY)
    assert britain is not None
    assert "30 days" in britain.complaints[0].deadline["en"]
    health = letter_rules(PACKS, "uk-psr", TODAY)
    assert health is not None
    assert health.complaints[1].whom["en"] == "The Independent Patient Choice and Procurement Panel"


def test_where_no_law_is_known_the_days_the_buyer_has_set_are_counted_from_the_day_after() -> None:
    # Day 10 after Wednesday 4 November 2026 is Saturday the 14th, so Monday.
    found = standstill(
        PACKS, None, on=TODAY, start=date(2026, 11, 4), sent_electronically=True, zone=OSLO, days=10
    )
    assert (found.rule, found.days) == (None, 10)
    assert (found.starts_on, found.ends_on) == (date(2026, 11, 5), date(2026, 11, 16))
    assert found.earliest_signing == date(2026, 11, 17)
    assert "look up the law before you sign" in found.workings[0]
    with pytest.raises(UnlawfulStandstillError):
        standstill(PACKS, None, on=TODAY, start=TODAY, sent_electronically=True, zone=OSLO, days=0)


@given(
    regime=st.sampled_from(REGIMES),
    start=st.dates(date(2015, 1, 1), date(2050, 1, 1)),
    electronic=st.booleans(),
    zone=st.sampled_from([OSLO, LONDON, "Europe/Paris", "UTC"]),
)
def test_a_contract_is_never_signed_before_its_standstill_is_over(
    regime: str, start: date, electronic: bool, zone: str
) -> None:
    found = after(regime, start, electronic=electronic, zone=zone)
    assert found.workings
    if found.ends_on is None:
        assert (found.starts_on, found.days, found.earliest_signing) == (None, None, start)
    else:
        assert found.rule is not None and found.starts_on is not None and found.days is not None
        assert start <= found.starts_on <= found.ends_on < found.earliest_signing
        assert found.earliest_signing - found.ends_on == timedelta(days=1)
        assert (found.ends_on - found.starts_on).days + 1 >= found.days
