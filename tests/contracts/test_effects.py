"""What one answer changes in a draft, for the form that asks for it."""

from __future__ import annotations

from pathlib import Path

from marketkit.contracts.effects import Part, effect_of_answer
from marketkit.contracts.template import Template
from marketkit.values import Money
from tests.contracts.packages_on_disk import template

MAIN = """\
parameters:
  - {id: scaling, type: boolean, label: {en: Scaling}}
  - {id: ceiling, type: money, label: {en: Ceiling}}
  - {id: price, type: money, label: {en: Price}}
  - id: owner
    type: choice
    label: {en: Owner}
    options: [{id: buyer, label: {en: Buyer}}, {id: supplier, label: {en: Supplier}}]
  - {id: licence, type: text, label: {en: Licence}}
clauses: [pay, {id: option, clauses: [how]}, ownership]
appendices:
  - {id: prices, title: {en: Option prices}, who_fills: supplier, when: {en: Later}, if: scaling}
"""
CLAUSES = {
    "pay": "{price}",
    "option": "---\ntitle: Option\nwhen: scaling\n---\nUp to {ceiling}.\n",
    "how": "By letter.",
    "ownership": """\
---
title: Ownership
alternatives:
  - {id: buyer, when: owner == buyer, stance: buyer, title: Buyer}
  - {id: supplier, when: owner == supplier, stance: supplier, title: Supplier}
---
::: alternative buyer
The buyer.
:::
::: alternative supplier
The supplier, with {licence}.
:::
""",
}


def made(root: Path) -> Template:
    return template(root, MAIN, CLAUSES)


def test_an_answer_brings_clauses_appendices_and_questions_in(tmp_path: Path) -> None:
    found = effect_of_answer(
        made(tmp_path), {"scaling": False, "owner": "buyer"}, "scaling", True, language="en"
    )
    assert found.appearing == (
        Part("option", "2", "Option"),
        Part("how", "2.1", "How"),
        Part("prices", "1", "Option prices"),
    )
    assert (found.vanishing, found.reworded) == ((), ())
    assert (found.asked, found.no_longer_asked) == (("ceiling",), ())


def test_the_opposite_answer_takes_them_out_again(tmp_path: Path) -> None:
    found = effect_of_answer(
        made(tmp_path), {"scaling": True, "owner": "buyer"}, "scaling", False, language="en"
    )
    assert [part.id for part in found.vanishing] == ["option", "how", "prices"]
    assert (found.asked, found.no_longer_asked) == ((), ("ceiling",))


def test_a_choice_between_wordings_rewords_a_clause(tmp_path: Path) -> None:
    found = effect_of_answer(
        made(tmp_path), {"scaling": False, "owner": "buyer"}, "owner", "supplier", language="en"
    )
    assert found.reworded == (Part("ownership", "2", "Ownership"),)
    assert found.asked == ("licence",)
    assert (found.appearing, found.vanishing) == ((), ())


def test_taking_an_answer_away_leaves_every_wording_open(tmp_path: Path) -> None:
    found = effect_of_answer(
        made(tmp_path), {"scaling": False, "owner": "buyer"}, "owner", None, language="en"
    )
    assert [part.id for part in found.reworded] == ["ownership"]


def test_a_price_changes_the_text_and_nothing_of_the_structure(tmp_path: Path) -> None:
    template_ = made(tmp_path)
    answers = {"scaling": False, "owner": "buyer"}
    assert effect_of_answer(template_, answers, "price", Money(500, "NOK"), language="en").nothing
