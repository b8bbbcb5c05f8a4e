"""What a pack says of standstills and letters is read whole; what is wrong in it is named with its line."""

from __future__ import annotations

from datetime import date

import pytest

from marketkit.errors import BadInput
from marketkit.sourcing.packs import read_pack
from marketkit.sourcing.rules import LetterRules, StandstillRule

PACK = """\
id: zz
title: {en: Test, nb: Prøve}
rules:
  - id: zz.known
    title: {en: Known, nb: Kjent}
    text: {en: The rule, nb: Regelen}
    to_satisfy: {en: Do it, nb: Gjør det}
    instrument: An Act
    article: 1
    regimes: any
    checked_on: 2026-11-23
    checked_against: a book
    verified: yes
    severity: info
    test: reminder
    findings: {always: {en: Mind, nb: Husk}}
standstills:
  - id: zz.wait
    title: {en: Wait, nb: Vent}
    text: {en: Waiting, nb: Venting}
    instrument: An Act
    article: 2
    regimes: [eu-full]
    valid_from: 2020-01-01
    checked_on: 2026-11-23
    checked_against: a book
    verified: yes
    duty: mandatory
    starts_with: letters
    first_day: day-after
    counted_in: calendar-days
    days: 10
    days_otherwise: 15
    holidays: buyer
letters:
  - id: zz.letters
    title: {en: Write, nb: Skriv}
    text: {en: Writing, nb: Skriving}
    instrument: An Act
    article: 3
    regimes: [eu-full]
    checked_on: 2026-11-23
    checked_against: a book
    verified: no
    reasons: yes
    relative_advantages: no
    winner_scores: yes
    complaints:
      - whom: {en: Court, nb: Retten}
        how: {en: Sue, nb: Saksøk}
        deadline: {en: Soon, nb: Snart}
        instrument: An Act
        article: 4
        verified: yes
"""


def faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as caught:
        read_pack(text.encode(), "zz.yaml")
    return [(fault.line, fault.message) for fault in caught.value.faults]


def only(text: str = PACK) -> tuple[StandstillRule, LetterRules]:
    pack = read_pack(text.encode(), "zz.yaml")
    (standstill,), (letters,) = pack.standstills, pack.letters
    return standstill, letters


def test_a_standstill_is_read_whole() -> None:
    rule, _ = only()
    assert (rule.id, rule.pack, rule.article, rule.line) == ("zz.wait", "zz", "2", 18)
    assert (rule.valid_from, rule.valid_to) == (date(2020, 1, 1), None)
    assert (rule.duty, rule.starts_with, rule.first_day, rule.counted_in) == (
        "mandatory",
        "letters",
        "day-after",
        "calendar-days",
    )
    assert (rule.least_days(electronically=True), rule.least_days(electronically=False)) == (10, 15)
    assert rule.holidays == "buyer"


def test_letter_rules_are_read_whole() -> None:
    _, letters = only()
    assert (letters.reasons, letters.relative_advantages, letters.winner_scores) == (True, False, True)
    assert not letters.verified
    (complaint,) = letters.complaints
    assert (complaint.whom["nb"], complaint.how["en"], complaint.deadline["nb"]) == ("Retten", "Sue", "Snart")
    assert (complaint.instrument, complaint.article, complaint.verified) == ("An Act", "4", True)


def test_without_another_number_letters_by_post_wait_just_as_long() -> None:
    rule, _ = only(PACK.replace("    days_otherwise: 15\n", ""))
    assert rule.least_days(electronically=False) == 10


def test_a_pack_needs_neither_standstills_nor_letters() -> None:
    pack = read_pack(PACK.split("standstills:")[0].encode(), "zz.yaml")
    assert (pack.standstills, pack.letters) == ((), ())


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("duty: mandatory", "duty: perhaps", 28, "expected one of mandatory, chosen, voluntary"),
        ("starts_with: letters", "starts_with: signing", 29, "expected one of letters, award-notice"),
        ("first_day: day-after", "first_day: soon", 30, "expected one of day-after, same-day"),
        ("counted_in: calendar-days", "counted_in: weeks", 31, "expected one of calendar-days"),
        ("    days: 10\n", "    days: 0\n", 32, "expected a whole number from 1 to 366"),
        ("    days: 10\n", "    days: 9.5\n", 32, "expected a whole number from 1 to 366"),
        ("    days: 10\n", "", 18, "days: is missing; a mandatory standstill has a number of days"),
        ("duty: mandatory", "duty: chosen", 33, "belongs to a mandatory standstill only"),
        ("holidays: buyer", "holidays: Norway", 34, 'expected "buyer", or a country'),
        ("    holidays: buyer\n", "", 18, "holidays: is missing"),
        ("days_otherwise: 15", "days_by_post: 15", 33, 'unknown key "days_by_post"'),
        ("id: zz.wait", "id: wait", 18, 'expected "zz."'),
        ("valid_from: 2020-01-01", "valid_from: 2020", 24, "expected a date such as"),
        ("reasons: yes", "reasons: true", 45, "expected one of yes, no"),
        ("winner_scores: yes", "winner_points: yes", 47, "unknown key"),
        ("whom: {en: Court, nb: Retten}", "whom: Court", 49, "expected a text in each of en, nb"),
        ("        deadline: {en: Soon, nb: Snart}\n", "", 49, "deadline: is missing"),
    ],
)
def test_a_fault_is_named_with_its_line(before: str, after: str, line: int, said: str) -> None:
    assert PACK.count(before) == 1
    found = faults(PACK.replace(before, after))
    assert any(at == line and said in message for at, message in found), found


def test_two_rules_may_not_speak_of_the_same_regime_on_the_same_day_whatever_their_names() -> None:
    body = PACK.split("standstills:\n")[1].split("letters:\n")[0]
    again = body.replace("zz.wait", "zz.longer")
    ((line, message),) = faults(PACK.replace("letters:\n", again + "letters:\n"))
    assert (line, "same regime and day" in message, '"zz.wait" in line 18' in message) == (35, True, True)
    elsewhere = again.replace("[eu-full]", "[eu-light]")
    pack = read_pack(PACK.replace("letters:\n", elsewhere + "letters:\n").encode(), "zz.yaml")
    assert [rule.id for rule in pack.standstills] == ["zz.wait", "zz.longer"]


def test_all_faults_are_told_at_once() -> None:
    text = PACK.replace("duty: mandatory", "duty: perhaps").replace("reasons: yes", "reasons: maybe")
    assert [line for line, _ in faults(text)] == [28, 45]
