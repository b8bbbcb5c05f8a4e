"""Rule packs: what ships is whole and says what the law says; what is wrong in a pack is named with its line."""

from __future__ import annotations

import string
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.errors import BadInput
from marketkit.sourcing.packs import known_packs, open_packs, read_pack
from marketkit.sourcing.rule_kinds import KINDS_OF_TESTS
from marketkit.sourcing.rules import Pack, Rule
from marketkit.sourcing.strategy import REGIMES

FOLDER = Path(__file__).parents[2] / "sourcing_rules" / "packs"

PACK = """\
id: zz
title: {en: Test, nb: Prøve}
rules:
  - id: zz.least
    title: {en: Least, nb: Minst}
    text: {en: The rule, nb: Regelen}
    to_satisfy: {en: Do it, nb: Gjør det}
    instrument: An Act
    article: 1
    regimes: [eu-full]
    valid_from: 2024-01-01
    valid_to: 2025-12-31
    checked_on: 2026-11-22
    checked_against: a book
    verified: yes
    severity: block
    test: combined-weight
    parameters: {counts_as: social-value, at_least: 12.5}
    alternatives:
      - {chosen: other-way, text: {en: Other, nb: Annet}, outcomes: [too-low]}
    findings:
      nothing-counts: {en: None, nb: Ingen}
      too-low: {en: "{found} of {at_least}", nb: "{found} av {at_least}"}
      no-percentages: {en: "{award}", nb: "{award}"}
      effective-weight: {en: "{effective}", nb: "{effective}"}
"""


def shipped() -> tuple[Pack, ...]:
    return open_packs(FOLDER, known_packs(FOLDER))


def every_rule() -> list[Rule]:
    return [rule for pack in shipped() for rule in pack.rules]


def rule(id_: str, regime: str) -> Rule:
    found = [each for each in every_rule() if each.id == id_ and regime in (each.regimes or REGIMES)]
    assert len(found) == 1
    return found[0]


def faults(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as caught:
        read_pack(text.encode(), "zz.yaml")
    assert all(fault.file == "zz.yaml" for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_the_four_packs_ship() -> None:
    assert [pack.id for pack in shipped()] == ["eforms", "eu", "no", "uk"]


def test_every_shipped_text_stands_in_both_languages_and_differs() -> None:
    for each in every_rule():
        titles = [each.title, each.text, each.to_satisfy, *each.findings.values()]
        titles += [alternative.text for alternative in each.alternatives]
        for title in titles:
            assert set(title) == {"en", "nb"}
            assert title["en"] != title["nb"], (each.id, title["en"])


def test_both_languages_name_the_same_values() -> None:
    for each in every_rule():
        for code, title in each.findings.items():
            named = [
                {name for _, name, _, _ in string.Formatter().parse(text) if name} for text in title.values()
            ]
            assert named[0] == named[1], (each.id, code)


def test_the_norwegian_climate_rule_says_what_section_7_9_says() -> None:
    climate = rule("no.climate-weight", "no-part-3")
    assert climate.valid_from == date(2024, 1, 1)
    assert climate.parameters == {"counts_as": "climate-environment", "at_least": Fraction(30)}
    assert climate.severity == "block"
    assert climate.verified
    assert {each.chosen for each in climate.alternatives} == {
        "requirements-instead",
        "immaterial-impact",
        "essential-interests",
        "monetised",
    }


def test_the_climate_rule_is_not_taken_as_verified_for_health_services_and_concessions() -> None:
    for regime in ("no-part-1", "no-part-4"):
        assert not rule("no.climate-weight", regime).verified
    assert not rule("no.climate-concession", "no-concession").verified


def test_the_british_social_value_rule_asks_for_ten_percent_and_never_blocks() -> None:
    social = rule("uk.social-value", "uk-full")
    assert social.parameters == {"counts_as": "social-value", "at_least": Fraction(10)}
    assert social.severity == "warn"


def test_pending_law_is_unverified_information() -> None:
    pending = rule("no.pending-law", "no-part-3")
    assert (pending.verified, pending.severity) == (False, "info")


def test_no_pack_blocks_on_law_that_was_not_verified() -> None:
    assert all(each.effective_severity != "block" for each in every_rule() if not each.verified)


def test_every_rule_says_when_and_against_what_it_was_checked() -> None:
    for each in every_rule():
        assert each.checked_on >= date(2026, 11, 22)
        assert each.checked_against
        assert each.instrument
        assert each.article


def test_what_a_strategy_cannot_express_is_listed_and_only_informs() -> None:
    listed = {each.id for each in every_rule() if each.test == "not-expressible"}
    assert listed >= {"no.climate-ranked", "eu.weight-ranges", "eu.ranked-order", "eforms.most-passed-on"}
    assert all(each.severity == "info" for each in every_rule() if each.test == "not-expressible")


def test_every_kind_of_test_is_used_by_a_shipped_rule() -> None:
    assert {each.test for each in every_rule()} == set(KINDS_OF_TESTS)


def test_a_pack_is_read_whole() -> None:
    pack = read_pack(PACK.encode(), "zz.yaml")
    assert pack.title == {"en": "Test", "nb": "Prøve"}
    (only,) = pack.rules
    assert only.article == "1"
    assert only.regimes == ("eu-full",)
    assert (only.valid_from, only.valid_to) == (date(2024, 1, 1), date(2025, 12, 31))
    assert only.parameters == {"counts_as": "social-value", "at_least": Fraction(25, 2)}
    assert only.alternatives[0].outcomes == ("too-low",)
    assert only.line == 4


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("    severity: block", "    severity: fatal", 16, "expected one of block, warn, info"),
        ("    verified: yes", "    verified: true", 15, "expected one of yes, no"),
        ("    verified: yes", "    verifed: yes", 15, 'did you mean "verified"?'),
        ("    instrument: An Act\n", "", 4, "instrument: is missing"),
        ("valid_from: 2024-01-01", "valid_from: 2024-02-30", 11, "there is no such day"),
        ("valid_from: 2024-01-01", "valid_from: 1.1.2024", 11, "expected a date such as"),
        ("valid_to: 2025-12-31", "valid_to: 2023-12-31", 12, "lies before valid_from"),
        ("regimes: [eu-full]", "regimes: [eu-ful]", 10, 'unknown regime "eu-ful"'),
        ("regimes: [eu-full]", "regimes: []", 10, "expected a list of regimes"),
        ("test: combined-weight", "test: eval", 17, "expected one of"),
        ("at_least: 12.5", "at_least: 120", 18, "expected a percentage from 0 to 100"),
        ("at_least: 12.5", "at_most: 12.5", 18, "unknown key"),
        ("counts_as: social-value", "counts_as: kindness", 18, "expected one of climate-environment"),
        ("{chosen: other-way", "{chosen: Other way", 20, "expected small letters"),
        ("outcomes: [too-low]", "outcomes: [too-high]", 20, 'no outcome "too-high"'),
        ("outcomes: [too-low]", "valid_from: soon", 20, "expected a date such as"),
        ("{found} of {at_least}", "{fund} of {at_least}", 23, "{fund} cannot be filled in"),
        ("{found} of {at_least}", "{found of {at_least}", 23, "cannot be"),
        ("{found} of {at_least}", "{found.real} of", 23, "cannot be filled in"),
        ("{found} of {at_least}", "{found!r} of", 23, "cannot be filled in"),
        ("title: {en: Least, nb: Minst}", "title: {en: Least}", 5, "expected a text in each of en, nb"),
        ("title: {en: Least, nb: Minst}", "title: Least", 5, "expected a text in each of en, nb"),
        ("id: zz.least", "id: least", 4, 'expected "zz."'),
        ("      nothing-counts: {en: None, nb: Ingen}\n", "", 22, "nothing-counts: is missing"),
    ],
)
def test_a_fault_in_a_pack_is_named_with_its_line(before: str, after: str, line: int, said: str) -> None:
    assert PACK.count(before) == 1
    found = faults(PACK.replace(before, after))
    assert any(at == line and said in message for at, message in found), found


def test_all_faults_of_a_pack_are_told_at_once() -> None:
    text = PACK.replace("severity: block", "severity: fatal").replace("at_least: 12.5", "at_least: many")
    assert [line for line, _ in faults(text)] == [16, 18]


def test_a_rule_may_stand_twice_only_for_other_days_or_regimes() -> None:
    body = PACK.split("rules:\n")[1]
    later = body.replace("2025-12-31", "2030-12-31").replace("2024-01-01", "2026-01-01")
    assert len(read_pack((PACK + later).encode(), "zz.yaml").rules) == 2
    elsewhere = body.replace("[eu-full]", "[uk-full]")
    assert len(read_pack((PACK + elsewhere).encode(), "zz.yaml").rules) == 2
    overlapping = body.replace("2024-01-01", "2025-12-31").replace(
        "valid_to: 2025-12-31", "valid_to: 2030-01-01"
    )
    ((line, message),) = faults(PACK + overlapping)
    assert (line, "stands twice" in message, "line 4" in message) == (26, True, True)


def test_a_pack_whose_name_is_not_that_of_its_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "yy.yaml").write_text(PACK, encoding="utf-8")
    with pytest.raises(BadInput, match='calls itself "zz"'):
        open_packs(tmp_path, ["yy"])
    with pytest.raises(BadInput, match="cannot be opened"):
        open_packs(tmp_path, ["missing"])


def test_no_paragraph_and_no_rate_stands_in_the_code() -> None:
    folder = Path(__file__).parents[2] / "marketkit" / "sourcing"
    for name in ("rules.py", "rule_kinds.py", "packs.py", "check.py", "award_rules.py", "standstill.py"):
        text = (folder / name).read_text(encoding="utf-8")
        for sign in ("§", "7-9", "Directive", "forskrift", "KOFA", "Fraction(30", "Fraction(10,"):
            assert sign not in text, (name, sign)
