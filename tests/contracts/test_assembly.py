"""Drafts put together from small templates: what stands, its numbers, its text and what is said beside it."""

from __future__ import annotations

import gc
import re
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from marketkit.contracts.answers import read_answers
from marketkit.contracts.assembly import assemble, standard_draft
from marketkit.contracts.draft import (
    Choose,
    Item,
    ItemList,
    LeftOut,
    Missing,
    Paragraph,
    Reference,
    RemarkKind,
    Table,
    Value,
    Words,
)
from marketkit.contracts.packages import read_template
from marketkit.contracts.typed_answers import Raw
from tests.contracts.packages_on_disk import draft, lines, outline, package, template, text, write

PARAMETERS = """\
parameters:
  - {id: price, type: money, label: {en: Price, nb: Pris}}
  - {id: scaling, type: boolean, label: {en: Scaling, nb: Utvidelse}}
  - id: owner
    type: choice
    label: {en: Owner, nb: Eier}
    options:
      - {id: buyer, label: {en: the buyer, nb: oppdragsgiver}}
      - {id: supplier, label: {en: the supplier, nb: leverandøren}}
  - id: months
    type: integer
    label: {en: Months, nb: Måneder}
    default: {value: 6, rationale: {en: Six is common., nb: Seks er vanlig.}}
  - id: kpis
    type: list
    label: {en: Measures, nb: Mål}
    fields:
      - {id: name, type: text, label: {en: Name, nb: Navn}}
      - {id: target, type: integer, label: {en: Target, nb: Måltall}}
"""
KPIS: list[Raw] = [
    {"key": "falls", "name": "Falls", "target": 12},
    {"key": "calls", "name": "Calls", "target": 90},
]
OWNERSHIP = """\
---
title: Ownership
alternatives:
  - {id: buyer-owns, when: owner == buyer, stance: buyer, title: The buyer owns, guidance: Costs more.}
  - {id: supplier-owns, when: owner == supplier, stance: supplier, title: The supplier owns}
---
Before.

::: alternative buyer-owns
The buyer owns.
:::

::: alternative supplier-owns
The supplier owns.
:::

After.
"""
OPTION = "---\ntitle: Option\nwhen: scaling\n---\nThe buyer can scale up.\n"


def test_clauses_are_numbered_at_three_levels_without_gaps_when_one_is_left_out(tmp_path: Path) -> None:
    main = PARAMETERS + (
        "clauses:\n  - one\n  - option\n  - id: two\n    clauses:\n      - two-a\n"
        "      - {id: two-b, clauses: [two-b-i, two-b-ii]}\n  - three\n"
    )
    names = ("one", "two", "two-a", "two-b", "two-b-i", "two-b-ii", "three")
    made = template(tmp_path, main, {**dict.fromkeys(names, "Text."), "option": OPTION})
    assert outline(draft(made, {"scaling": False})) == [
        "1 One",
        "2 Two",
        "2.1 Two a",
        "2.2 Two b",
        "2.2.1 Two b i",
        "2.2.2 Two b ii",
        "3 Three",
    ]
    assert [clause.level for clause in draft(made).clauses] == [1, 1, 1, 2, 2, 3, 3, 1]
    assert outline(draft(made, {"scaling": True}))[1:3] == ["2 Option", "3 Two"]


def test_references_show_the_numbers_of_the_clauses_they_lead_to(tmp_path: Path) -> None:
    main = PARAMETERS + "clauses: [option, {id: two, clauses: [inner]}, last]\n"
    made = template(
        tmp_path,
        main,
        {"option": OPTION, "two": "See {#inner}.", "inner": "See {#last}.", "last": "See clause {#inner}."},
    )
    assert text(draft(made, {"scaling": True})) == [
        "The buyer can scale up.",
        "See 2.1.",
        "See 3.",
        "See clause 2.1.",
    ]
    assert text(draft(made, {"scaling": False})) == ["See 1.1.", "See 2.", "See clause 1.1."]


def test_a_reference_to_what_is_left_out_is_marked_and_warned_of(tmp_path: Path) -> None:
    main = PARAMETERS + (
        "clauses: [option, last]\nappendices:\n  - {id: prices, title: {en: Prices, nb: Priser}, who_fills: supplier, "
        "when: {en: With the bid, nb: Med tilbudet}, if: scaling}\n"
    )
    made = template(tmp_path, main, {"option": OPTION, "last": "See {#option} and {#prices}."})
    without = draft(made, {"scaling": False})
    assert text(without) == [
        "See [clause “Option”, which is not in this draft] and [appendix “Prices”, which is not in this draft]."
    ]
    assert without.warnings == (
        '"Last" refers to "Option", which is not in this draft',
        '"Last" refers to "Prices", which is not in this draft',
    )
    assert draft(made, {"scaling": True}).warnings == ()


def test_answers_stand_in_the_text_with_their_paths(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [pay]\n", {"pay": "Paid: {price}, {price.label}."})
    (clause,) = draft(made, {"price": "NOK 1200000"}).clauses
    assert clause.blocks == (
        Paragraph(
            (
                Words("Paid: "),
                Value("price", "NOK\u00a01,200,000"),
                Words(", "),
                Words("Price"),
                Words("."),
            )
        ),
    )


def test_what_is_not_answered_stands_as_its_label_and_is_missing(tmp_path: Path) -> None:
    main = PARAMETERS + "clauses: [pay, owner-clause, last]\n"
    made = template(
        tmp_path, main, {"pay": "{price}", "owner-clause": "{price}, {owner}", "last": "The {months}."}
    )
    found = draft(made)
    assert found.clauses[0].blocks == (Paragraph((Value("price", "[Price]", answered=False),)),)
    assert found.missing == (
        Missing("price", "Price", ("pay", "owner-clause")),
        Missing("owner", "Owner", ("owner-clause",)),
    )
    assert not found.complete
    assert [remark.text for remark in found.clauses[1].remarks] == ["Not answered yet: Price, Owner."]
    assert draft(made, {"price": "NOK 1", "owner": "buyer"}).complete


def test_what_no_text_of_the_draft_asks_for_is_not_missing(tmp_path: Path) -> None:
    option = OPTION.replace("The buyer", "For {price} the buyer")
    made = template(tmp_path, PARAMETERS + "clauses: [option, last]\n", {"option": option, "last": "End."})
    assert draft(made, {"scaling": False}).missing == ()
    assert draft(made, {"scaling": True}).missing == (Missing("price", "Price", ("option",)),)


def test_a_condition_can_require_an_answer_or_make_it_optional(tmp_path: Path) -> None:
    main = PARAMETERS.replace("label: {en: Price", "required_when: scaling, label: {en: Price")
    made = template(
        tmp_path, main + "clauses: [pay, on-scale]\n", {"pay": "{price}", "on-scale": "{scaling}"}
    )
    assert draft(made, {"scaling": False}).missing == ()
    assert draft(made, {"scaling": True}).missing == (Missing("price", "Price", ("pay",)),)
    unshown = template(tmp_path / "b", main + "clauses: [on-scale]\n", {"on-scale": "{scaling}"})
    assert draft(unshown, {"scaling": True}).missing == (Missing("price", "Price", ()),)
    assert draft(unshown).missing == (Missing("scaling", "Scaling", ("on-scale",)),)


def test_an_answer_that_decides_what_stands_is_always_required(tmp_path: Path) -> None:
    main = PARAMETERS.replace("label: {en: Scaling", "required_when: months == 7, label: {en: Scaling")
    made = template(tmp_path, main + "clauses: [option]\n", {"option": OPTION})
    assert draft(made).missing == (Missing("scaling", "Scaling", ("option",)),)


def test_a_default_stands_until_it_is_answered_and_is_told_of_once(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [one, two]\n", {"one": "{months}", "two": "{months}"})
    left = draft(made)
    assert text(left) == ["6", "6"]
    assert left.missing == ()
    assert [(remark.kind, remark.text) for remark in left.clauses[0].remarks] == [
        (RemarkKind.DEFAULT, "Months: left at 6, the value the template suggests. Six is common.")
    ]
    assert left.clauses[1].remarks == ()
    answered = draft(made, {"months": 6})
    assert text(answered) == ["6", "6"]
    assert answered.clauses[0].remarks == ()
    assert answered.answers_hash != left.answers_hash


def test_a_default_that_decides_a_clause_is_told_of_there(tmp_path: Path) -> None:
    long = "---\ntitle: Long\nwhen: months == 6\n---\nText.\n"
    made = template(tmp_path, PARAMETERS + "clauses: [long]\n", {"long": long})
    assert [remark.kind for remark in draft(made).clauses[0].remarks] == [RemarkKind.DEFAULT]


def test_a_clause_left_out_is_told_of_with_the_reason_and_those_nested_in_it(tmp_path: Path) -> None:
    main = PARAMETERS + "clauses: [{id: option, clauses: [how]}, last]\n"
    made = template(tmp_path, main, {"option": OPTION, "how": "By letter.", "last": "End."})
    found = draft(made, {"scaling": False})
    assert [(one.id, one.title) for one in found.left_out] == [("option", "Option"), ("how", "How")]
    assert found.left_out[0].why.startswith("it stands only where ")
    assert "Scaling" in found.left_out[0].why
    assert found.left_out[1] == LeftOut("how", "How", found.left_out[1].why)
    assert found.left_out[1].why == 'it belongs to "Option", which is left out'


def test_a_clause_that_is_not_decided_stays_with_a_mark_and_waits_for_the_answer(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [option]\n", {"option": OPTION})
    found = draft(made)
    (clause,) = found.clauses
    assert not clause.decided
    assert [(remark.kind, remark.text) for remark in clause.remarks] == [
        (
            RemarkKind.MISSING,
            "Not decided yet whether this clause stands. That follows from: Scaling.",
        )
    ]
    assert found.missing == (Missing("scaling", "Scaling", ("option",)),)
    assert not found.complete


def test_the_wording_that_holds_stands_with_the_text_common_to_all(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [ownership]\n", {"ownership": OWNERSHIP})
    found = draft(made, {"owner": "buyer"})
    (clause,) = found.clauses
    assert lines(clause) == ["Before.", "The buyer owns.", "After."]
    assert (clause.alternative, clause.stance, clause.decided) == ("buyer-owns", "buyer", True)
    assert [(remark.kind, remark.text) for remark in clause.remarks] == [
        (RemarkKind.ALTERNATIVE, "Wording chosen: The buyer owns (favours the buyer). Costs more.")
    ]
    assert [(one.id, one.title) for one in found.left_out] == [
        ("ownership.supplier-owns", "Ownership: The supplier owns")
    ]


def test_every_wording_stands_while_none_is_chosen(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [ownership]\n", {"ownership": OWNERSHIP})
    found = draft(made)
    (clause,) = found.clauses
    assert lines(clause) == [
        "Before.",
        "[Alternative: The buyer owns]",
        "The buyer owns.",
        "[Alternative: The supplier owns]",
        "The supplier owns.",
        "[End of the alternatives]",
        "After.",
    ]
    assert clause.blocks[1] == Choose("[Alternative: The buyer owns]")
    assert (clause.alternative, clause.decided) == ("", False)
    assert [remark.text for remark in clause.remarks] == [
        "Possible wording: The buyer owns (favours the buyer). Costs more.",
        "Possible wording: The supplier owns (favours the supplier).",
        "Not decided yet which wording stands. That follows from: Owner.",
    ]
    assert found.missing == (Missing("owner", "Owner", ("ownership",)),)
    assert found.left_out == ()


def test_a_gap_or_an_overlap_between_wordings_is_warned_of(tmp_path: Path) -> None:
    gap = OWNERSHIP.replace("owner == supplier", "months == 7")
    made = template(tmp_path / "gap", PARAMETERS + "clauses: [ownership]\n", {"ownership": gap})
    found = draft(made, {"owner": "supplier"})
    assert found.warnings == ('no wording of "Ownership" fits the answers',)
    assert not found.clauses[0].decided
    overlap = OWNERSHIP.replace("owner == supplier", "months == 6")
    made = template(tmp_path / "overlap", PARAMETERS + "clauses: [ownership]\n", {"ownership": overlap})
    found = draft(made, {"owner": "buyer"})
    assert found.warnings == ('several wordings of "Ownership" fit the answers; the first is taken',)
    assert found.clauses[0].alternative == "buyer-owns"


REPEATS = """\
- {kpis.name}:
  - at least {kpis.target}
- and no more

| {kpis.name.label} | Target |
|---|---|
| {kpis.name} | {kpis.target} |

::: each kpis
{kpis.name} counts.

1. {kpis.target}
:::
"""


def test_items_rows_and_paragraphs_repeat_for_each_row_of_a_list(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [measures]\n", {"measures": REPEATS})
    (clause,) = draft(made, {"kpis": KPIS}).clauses
    items, table, *rest = clause.blocks
    assert items == ItemList(
        (
            Item((Value("kpis[1].name", "Falls"), Words(":")), 0),
            Item((Words("at least "), Value("kpis[1].target", "12")), 1),
            Item((Value("kpis[2].name", "Calls"), Words(":")), 0),
            Item((Words("at least "), Value("kpis[2].target", "90")), 1),
            Item((Words("and no more"),), 0),
        )
    )
    assert table == Table(
        ((Words("Name"),), (Words("Target"),)),
        (
            ((Value("kpis[1].name", "Falls"),), (Value("kpis[1].target", "12"),)),
            ((Value("kpis[2].name", "Calls"),), (Value("kpis[2].target", "90"),)),
        ),
    )
    assert rest == [
        Paragraph((Value("kpis[1].name", "Falls"), Words(" counts."))),
        ItemList((Item((Value("kpis[1].target", "12"),)),), lettered=True),
        Paragraph((Value("kpis[2].name", "Calls"), Words(" counts."))),
        ItemList((Item((Value("kpis[2].target", "90"),)),), lettered=True),
    ]


def test_a_list_without_an_answer_stands_once_with_the_labels_of_its_fields(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [measures]\n", {"measures": REPEATS})
    found = draft(made)
    assert text(found) == [
        "[Name]:",
        "at least [Target]",
        "and no more",
        "Name",
        "Target",
        "[Name]",
        "[Target]",
        "[Name] counts.",
        "[Target]",
    ]
    assert found.missing == (Missing("kpis", "Measures", ("measures",)),)


def test_a_list_answered_with_no_rows_leaves_nothing_behind(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [measures]\n", {"measures": REPEATS})
    found = draft(made, {"kpis": []})
    assert text(found) == ["and no more"]
    assert found.complete


def test_a_field_without_an_answer_is_missing_in_its_row(tmp_path: Path) -> None:
    made = template(
        tmp_path, PARAMETERS + "clauses: [measures]\n", {"measures": "- {kpis.name}: {kpis.target}"}
    )
    found = draft(made, {"kpis": [{"name": "Falls", "target": 1}, {"name": "Calls"}]})
    assert text(found) == ["Falls: 1", "Calls: [Target]"]
    assert found.missing == (Missing("kpis[2].target", "Measures, row 2: Target", ("measures",)),)


APPENDICES = """\
clauses: [pay]
appendices:
  - id: needs
    title: {en: Needs, nb: Behov}
    who_fills: buyer
    when: {en: Before publication, nb: Før kunngjøring}
  - id: option-prices
    title: {en: Option prices, nb: Opsjonspriser}
    who_fills: supplier
    when: {en: With the bid, nb: Med tilbudet}
    if: scaling
  - id: contacts
    title: {en: Contacts, nb: Kontakter}
    who_fills: both
    when: {en: At signing, nb: Ved signering}
"""


def test_appendices_are_numbered_and_say_who_fills_them_in_and_when(tmp_path: Path) -> None:
    folder = package(tmp_path, PARAMETERS + APPENDICES, {"pay": "See {#contacts}."})
    write(folder, {"appendices/needs.en.md": "---\nguidance: Be brief.\n---\nFor {price}, see {#pay}.\n"})
    made = read_template(folder)
    found = draft(made, {"scaling": False, "price": "EUR 5"})
    assert [(one.number, one.label, one.title, one.who_fills, one.when) for one in found.appendices] == [
        ("1", "Appendix 1", "Needs", "The buyer", "Before publication"),
        ("2", "Appendix 2", "Contacts", "The buyer and the supplier", "At signing"),
    ]
    assert text(found) == ["See Appendix 2."]
    assert found.appendices[0].blocks == (
        Paragraph(
            (Words("For "), Value("price", "EUR\u00a05"), Words(", see "), Reference("pay", "1"), Words("."))
        ),
    )
    assert [remark.text for remark in found.appendices[0].remarks] == ["Be brief."]
    assert text(draft(made, {"scaling": True})) == ["See Appendix 3."]
    assert [remark.text for remark in draft(made).appendices[1].remarks] == [
        "Not decided yet whether this appendix is part of the contract. That follows from: Scaling."
    ]


def test_a_term_stands_out_where_it_is_defined_and_is_listed(tmp_path: Path) -> None:
    terms = (
        "---\ntitle: Terms\ndefines: {results: Results, agreement: the Agreement}\n---\n"
        "**Results** are made here. **Results** again, by **the Agreement**.\n"
    )
    made = template(tmp_path, PARAMETERS + "clauses: [terms]\n", {"terms": terms})
    found = draft(made)
    assert found.clauses[0].blocks == (
        Paragraph(
            (
                Words("Results", strong=True, defines="results"),
                Words(" are made here. "),
                Words("Results", strong=True),
                Words(" again, by "),
                Words("the Agreement", strong=True, defines="agreement"),
                Words("."),
            )
        ),
    )
    assert found.terms == (("Results", "terms"), ("the Agreement", "terms"))


def test_a_term_whose_definition_is_left_out_is_warned_of(tmp_path: Path) -> None:
    option = OPTION.replace("when:", "defines: {scale: Scaling}\nwhen:") + "\n**Scaling** is more.\n"
    use = "---\ntitle: Use\nuses: [scale]\n---\nScaling is paid.\n"
    made = template(tmp_path, PARAMETERS + "clauses: [option, use]\n", {"option": option, "use": use})
    assert draft(made, {"scaling": True}).warnings == ()
    assert draft(made, {"scaling": False}).warnings == (
        '"Use" uses the term "Scaling", which no clause of this draft defines',
    )


def test_guidance_and_law_stand_beside_the_clause(tmp_path: Path) -> None:
    pay = (
        "---\ntitle: Pay\nguidance: Mind the index.\nlegal_refs:\n"
        "  - {regime: no, instrument: FOA, article: § 1, checked_on: 2026-11-01}\n---\nText.\n"
    )
    basis = (
        "legal_basis: [{regime: eu, instrument: Directive, article: Article 72, checked_on: 2026-10-01}]\n"
    )
    made = template(tmp_path, PARAMETERS + basis + "clauses: [pay, last]\n", {"pay": pay, "last": "End."})
    found = draft(made)
    assert [(remark.kind, remark.text) for remark in found.clauses[0].remarks] == [
        (RemarkKind.GUIDANCE, "Mind the index."),
        (
            RemarkKind.LAW,
            "Rests on Directive Article 72 (EU, checked 1 October 2026); FOA § 1 (Norway, checked 1 November 2026).",
        ),
    ]
    assert found.clauses[1].remarks == ()
    assert found.law_checked_on == date(2026, 10, 1)


def test_law_that_nobody_has_checked_leaves_the_draft_without_a_day(tmp_path: Path) -> None:
    pay = "---\ntitle: Pay\nlegal_refs: [{regime: no, instrument: FOA, article: § 1}]\n---\nText.\n"
    made = template(tmp_path, PARAMETERS + "clauses: [pay]\n", {"pay": pay})
    assert draft(made).law_checked_on is None


@pytest.mark.parametrize(
    ("regime", "law", "checked_on"),
    [
        (None, "FOA § 1 (Norway); Directive Article 72 (EU); Act section 74 (United Kingdom)", None),
        ("no", "FOA § 1 (Norway); Directive Article 72 (EU)", date(2026, 10, 1)),
        ("eu", "Directive Article 72 (EU)", date(2026, 10, 1)),
        ("uk", "Act section 74 (United Kingdom)", None),
    ],
)
def test_the_regime_decides_which_law_is_told_of(
    tmp_path: Path, regime: str | None, law: str, checked_on: date | None
) -> None:
    main = (
        "parameters: [{id: regime, type: choice, label: {en: Regime}, options: "
        "[{id: no, label: {en: N}}, {id: eu, label: {en: E}}, {id: uk, label: {en: U}}]}]\nclauses: [pay]\n"
    )
    pay = (
        "---\ntitle: Pay\nlegal_refs:\n"
        "  - {regime: no, instrument: FOA, article: § 1, checked_on: 2026-11-01}\n"
        "  - {regime: eu, instrument: Directive, article: Article 72, checked_on: 2026-10-01}\n"
        "  - {regime: uk, instrument: Act, article: section 74}\n---\nText.\n"
    )
    found = draft(template(tmp_path, main, {"pay": pay}), {"regime": regime} if regime else {})
    (remark,) = found.clauses[0].remarks
    without_days = re.sub(r", (checked [^)]*|not checked against the source)", "", remark.text)
    assert without_days == f"Rests on {law}."
    assert found.law_checked_on == checked_on


def test_a_draft_in_bokmal_has_its_words_and_values_in_bokmal(tmp_path: Path) -> None:
    main = PARAMETERS + APPENDICES
    nb = "---\ntitle: Betaling\n---\nBetales med {price} til {owner}, se {#needs}.\n"
    made = template(tmp_path, main, {"pay.en": "Text.", "pay.nb": nb}, languages="en, nb")
    found = draft(made, {"price": "NOK 2500.50", "owner": "buyer"}, language="nb")
    assert (found.language, found.labels.draft, found.labels.contents) == ("nb", "Utkast", "Innhold")
    assert outline(found) == ["1 Betaling"]
    assert text(found) == ["Betales med 2\u00a0500,50\u00a0kroner til oppdragsgiver, se Bilag 1."]
    assert found.appendices[2].who_fills == "Oppdragsgiver og leverandøren"


def test_a_language_that_the_template_has_not_is_refused(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [pay]\n", {"pay": "Text."})
    with pytest.raises(ValueError, match="no text in 'nb'"):
        assemble(made, {}, language="nb")


def test_the_id_of_a_draft_follows_from_template_answers_and_language(tmp_path: Path) -> None:
    main = PARAMETERS + "clauses: [pay]\n"
    made = template(tmp_path, main, {"pay.en": "{price}", "pay.nb": "{price}"}, languages="en, nb")
    answers = read_answers(made.parameters, {"price": "NOK 5"})
    first = assemble(made, answers, language="en")
    ids = {
        first.id,
        assemble(made, answers, language="nb").id,
        assemble(made, {}, language="en").id,
        assemble(replace(made, hash="0" * 64), answers, language="en").id,
        assemble(made, answers, language="en", buyer="The municipality").id,
    }
    assert len(ids) == 5
    assert assemble(made, answers, language="en") == first
    assert assemble(made, answers, language="en", draft_id="D-7").id == "D-7"
    assert (first.template, first.version, first.template_hash) == ("pilot", "1.0.0", made.hash)


def test_many_drafts_of_one_template_leave_nothing_behind_in_memory(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [ownership]\n", {"ownership": OWNERSHIP + "{months}\n"})
    answers = read_answers(made.parameters, {"owner": "buyer"})
    for _ in range(20):  # what is made once for all drafts
        assemble(made, answers, language="en")
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(200):
        assemble(made, answers, language="en")
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000  # two hundred of these drafts would take far more


def test_the_standard_draft_is_the_template_with_nothing_answered(tmp_path: Path) -> None:
    made = template(tmp_path, PARAMETERS + "clauses: [ownership]\n", {"ownership": OWNERSHIP})
    assert standard_draft(made, "en") == assemble(made, {}, language="en")
