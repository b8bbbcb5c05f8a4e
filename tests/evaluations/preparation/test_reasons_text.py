"""Reasons required by the rules, with the law as it stood on the day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from marketkit.evaluations.preparation.reasons_text import reason_blocks
from marketkit.sourcing.packs import open_packs
from marketkit.web.language import in_language
from tests.evaluations.preparation.texts import strategy, words

pytestmark = pytest.mark.usefixtures("speaking")
PACKS = open_packs(Path(__file__).parents[3] / "sourcing_rules" / "packs", ["no"])
TODAY = date(2026, 11, 23)
DECLARED = strategy(
    rest="regime: no-part-3\npacks: [no]\ndeclarations:\n"
    '  - {rule: no.climate-weight, chosen: requirements-instead, reason: "All driving is electric from day one."}'
)


def test_a_declared_reason_stands_with_the_rule_its_source_and_what_was_chosen():
    text = words(reason_blocks(DECLARED, PACKS, (), on=TODAY))
    for piece in (
        "Reasons required by the rules\nClimate and environment weigh at least 30 %\n",
        "Rule: The buyer shall give climate and environment a weight of at least thirty percent.",
        "Legal basis: Forskrift om offentlige anskaffelser (FOA, FOR-2016-08-12-974), § 7-9 (2), (4) and (5)\n",
        "In force from: 1 January 2024\n",
        "Checked: against its source on 22 November 2026\n",
        "What was chosen: Requirements in the specification replace the weight",
        "Reason: All driving is electric from day one.\n",
    ):
        assert piece in text
    with in_language("nb"):
        text = words(reason_blocks(DECLARED, PACKS, (), on=TODAY))
    assert "Klima og miljø vektes minst 30 %\nRegel: Oppdragsgiver skal vekte" in text
    assert "Kontrollert: mot kilden 22. november 2026\n" in text


def test_a_rule_that_was_set_aside_stands_with_its_reason():
    text = words(
        reason_blocks(
            strategy(rest="regime: no-part-3"), PACKS, [("no.climate-weight", "Not\nneeded")], on=TODAY
        )
    )
    assert (
        "Set aside: Climate and environment weigh at least 30 %\nThe strategy does not follow this rule"
        in text
    )
    assert "Reason: Not\nneeded\n" in text


def test_the_version_of_the_rule_is_that_of_the_regime():
    part_1 = strategy(rest="regime: no-part-1")
    text = words(reason_blocks(part_1, PACKS, [("no.climate-weight", "Why")], on=TODAY))
    assert "Checked: not verified against its source; last looked up on 22 November 2026" in text


def test_a_rule_that_no_pack_holds_is_called_by_its_id():
    text = words(reason_blocks(strategy(), (), [("own.rule", "Because.")], on=TODAY))
    assert "Set aside: own.rule" in text
    assert "Reason: Because." in text
    assert "Legal basis" not in text


def test_nothing_is_said_where_no_reason_is_given():
    assert list(reason_blocks(strategy(), PACKS, (), on=TODAY)) == []
