"""Each thing that is looked for in a template: a template in which it is found, with its file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.contracts.conditions import evaluate
from marketkit.contracts.findings import Check, Severity
from marketkit.contracts.lint import lint, passes, unreadable
from marketkit.contracts.packages import read_template
from marketkit.contracts.reach import MOST_CASES, Space
from marketkit.errors import BadInput
from tests.contracts.packages_on_disk import package, template

TODAY = date(2026, 11, 23)
SOUND = "covers: [success-thresholds, stop-thresholds]"
MAIN = """\
parameters:
  - {id: scaling, type: boolean, label: {en: Scaling, nb: Utvidelse}}
  - id: ip
    type: choice
    label: {en: Rights, nb: Rettigheter}
    options:
      - {id: buyer, label: {en: Buyer, nb: Oppdragsgiver}}
      - {id: supplier, label: {en: Supplier, nb: Leverandør}}
      - {id: shared, label: {en: Shared, nb: Delt}}
  - {id: price, type: money, label: {en: Price, nb: Pris}}
"""
USED = "It costs {price}. Rights: {ip}. Scaling: {scaling}."
BASE = {"pilot": f"---\ntitle: Pilot\n{SOUND}\n---\n{USED}\n"}


def found(
    root: Path, main: str, clauses: dict[str, str], *, languages: str = "en"
) -> list[tuple[Check, Severity, str, int | None, str]]:
    """What is found, with the name of its file."""
    made = template(root, main, clauses, languages=languages)
    return [
        (each.check, each.severity, Path(each.file).name, each.line, str(each.message))
        for each in lint(made, today=TODAY)
    ]


def only(root: Path, check: Check, main: str, clauses: dict[str, str], *, languages: str = "en") -> str:
    """The message of the one finding there is, which is of this check."""
    everything = found(root, main, clauses, languages=languages)
    assert [each[0] for each in everything] == [check], everything
    return everything[0][4]


def test_a_sound_template_gives_nothing(tmp_path: Path):
    assert found(tmp_path, MAIN + "clauses: [pilot]\n", BASE) == []


def test_a_question_that_nothing_uses(tmp_path: Path):
    main = MAIN + "  - {id: idle, type: text, label: {en: Idle}}\nclauses: [pilot]\n"
    everything = found(tmp_path, main, BASE)
    assert everything == [
        (Check.UNUSED_PARAMETER, Severity.ERROR, "template.yaml", 17, 'nothing uses the answer to "idle"')
    ]


def test_a_field_of_a_list_that_nothing_uses(tmp_path: Path):
    main = """\
    parameters:
      - id: rows
        type: list
        label: {en: Rows}
        fields: [{id: name, type: text, label: {en: Name}}, {id: idle, type: text, label: {en: Idle}}]
    clauses: [pilot]
    """
    clauses = {"pilot": f"---\ntitle: Pilot\n{SOUND}\n---\n- {{rows.name}}\n"}
    assert only(tmp_path, Check.UNUSED_PARAMETER, main, clauses) == 'nothing uses the field "idle" of "rows"'


def test_what_the_language_of_the_law_asks_for_needs_no_text(tmp_path: Path):
    main = MAIN + (
        "  - {id: regime, type: choice, label: {en: Law}, options: [{id: no, label: {en: Norway}}, {id: uk, label: {en: UK}}]}\n"
        "clauses: [pilot]\n"
    )
    assert found(tmp_path, main, BASE) == []


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("ip == nobody", '"ip" has no choice "nobody"; it has buyer, supplier, shared'),
        ("ip in (buyer, nobody)", '"ip" has no choice "nobody"; it has buyer, supplier, shared'),
        ("ip > buyer", '"ip" is a choice, which is neither more nor less than another'),
        ("ip", '"ip" stands alone, but is a choice; compare it with a value'),
        ("price == much", '"price" is compared with "much"; expected a number'),
        ("price > 6 months", '"price" is compared with "6 months"; expected a number'),
        ("price is empty", '"price" is a money; only a list or a multi_choice can be empty'),
        ("ip has buyer", '"ip" is a choice; only a multi_choice has choices'),
        ("scaling == 1", '"scaling" is compared with "1"; expected true or false'),
    ],
)
def test_a_condition_that_does_not_fit_its_question(tmp_path: Path, condition: str, message: str):
    clauses = {**BASE, "extra": f"---\ntitle: Extra\nwhen: {condition}\n---\nText.\n"}
    wrong = found(tmp_path, MAIN + "clauses: [pilot, extra]\n", clauses)
    ill = [each for each in wrong if each[0] is Check.CONDITION]
    assert [(each[2], each[3], each[4]) for each in ill] == [("extra.en.md", 3, message)]


def test_a_clause_that_no_answers_bring_in(tmp_path: Path):
    clauses = {**BASE, "extra": "---\ntitle: Extra\nwhen: price > 10 and price < 5\n---\nText.\n"}
    message = only(tmp_path, Check.UNREACHABLE, MAIN + "clauses: [pilot, extra]\n", clauses)
    assert message == 'no answers bring in "extra"'


def test_a_clause_is_out_of_reach_where_what_it_is_nested_in_rules_it_out(tmp_path: Path):
    clauses = {
        **BASE,
        "outer": "---\ntitle: Outer\nwhen: scaling\n---\nText.\n",
        "inner": "---\ntitle: Inner\nwhen: not scaling\n---\nText.\n",
    }
    main = MAIN + "clauses: [pilot, {id: outer, clauses: [inner]}]\n"
    assert only(tmp_path, Check.UNREACHABLE, main, clauses) == 'no answers bring in "inner"'


def test_bounds_decide_what_can_be_answered(tmp_path: Path):
    main = """\
    parameters:
      - {id: months, type: integer, label: {en: Months}, minimum: 1, maximum: 36}
    clauses: [pilot, extra]
    """
    clauses = {
        "pilot": f"---\ntitle: Pilot\n{SOUND}\n---\n{{months}}.\n",
        "extra": "---\ntitle: Extra\nwhen: months > 36\n---\nText.\n",
    }
    assert only(tmp_path, Check.UNREACHABLE, main, clauses) == 'no answers bring in "extra"'


TWO = """\
---
title: Rights
alternatives:
  - {{id: a, when: "{a}", stance: buyer, title: A}}
  - {{id: b, when: "{b}", stance: supplier, title: B}}
---
::: alternative a
One.
:::

::: alternative b
Two.
:::
"""


def test_wordings_that_overlap_are_shown_with_answers_for_which_they_do(tmp_path: Path):
    clauses = {**BASE, "rights": TWO.format(a="ip in (buyer, shared)", b="ip in (supplier, shared)")}
    message = only(tmp_path, Check.OVERLAP, MAIN + "clauses: [pilot, rights]\n", clauses)
    assert message == 'the wordings "a" and "b" both hold when ip is shared'


def test_wordings_that_leave_a_gap_are_shown_with_answers_that_have_none(tmp_path: Path):
    clauses = {**BASE, "rights": TWO.format(a="price < 1000", b="price > 1000")}
    message = only(tmp_path, Check.GAP, MAIN + "clauses: [pilot, rights]\n", clauses)
    assert message == 'no wording of "rights" holds when price is NOK 1000.00'


def test_wordings_need_fit_only_where_their_clause_stands(tmp_path: Path):
    rights = TWO.format(a="ip == buyer", b="ip == supplier").replace(
        "title: Rights", "title: Rights\nwhen: ip != shared"
    )
    assert found(tmp_path, MAIN + "clauses: [pilot, rights]\n", {**BASE, "rights": rights}) == []


def test_a_wording_out_of_reach(tmp_path: Path):
    rights = TWO.format(a="ip != nothing", b="ip == supplier and ip == buyer").replace(
        "ip != nothing", "price >= 0"
    )
    message = only(
        tmp_path, Check.UNREACHABLE, MAIN + "clauses: [pilot, rights]\n", {**BASE, "rights": rights}
    )
    assert message == 'no answers bring in the wording "b"'


def test_a_reference_to_a_clause_that_can_be_absent(tmp_path: Path):
    clauses = {
        **BASE,
        "option": "---\ntitle: Option\nwhen: scaling\n---\nText.\n",
        "end": "---\ntitle: End\n---\nAs clause {#option} says.\n",
    }
    everything = found(tmp_path, MAIN + "clauses: [pilot, option, end]\n", clauses)
    assert everything == [
        (
            Check.ABSENT_REFERENCE,
            Severity.ERROR,
            "end.en.md",
            4,
            'refers to "option", which is left out when scaling is false',
        )
    ]


def test_a_reference_is_sound_where_what_it_refers_to_always_stands_with_it(tmp_path: Path):
    clauses = {
        **BASE,
        "option": "---\ntitle: Option\nwhen: scaling\n---\nText.\n",
        "end": "---\ntitle: End\nwhen: scaling and ip == buyer\n---\nAs clause {#option} says.\n",
    }
    assert found(tmp_path, MAIN + "clauses: [pilot, option, end]\n", clauses) == []


def test_a_wording_may_refer_to_what_stands_with_it(tmp_path: Path):
    rights = TWO.format(a="scaling", b="not scaling").replace("One.", "As clause {#option} says.")
    clauses = {**BASE, "option": "---\ntitle: Option\nwhen: scaling\n---\nText.\n", "rights": rights}
    assert found(tmp_path, MAIN + "clauses: [pilot, option, rights]\n", clauses) == []
    clauses["rights"] = rights.replace("Two.", "As clause {#option} says.")
    message = only(tmp_path, Check.ABSENT_REFERENCE, MAIN + "clauses: [pilot, option, rights]\n", clauses)
    assert message == 'refers to "option", which is left out when scaling is false'


def test_a_reference_to_an_appendix_that_can_be_absent(tmp_path: Path):
    main = MAIN + (
        "clauses: [pilot, end]\n"
        "appendices:\n"
        "  - {id: plan, title: {en: Plan}, who_fills: buyer, when: {en: Now}, if: scaling}\n"
    )
    clauses = {**BASE, "end": "---\ntitle: End\n---\nAs {#plan} says.\n"}
    assert "refers to" in only(tmp_path, Check.ABSENT_REFERENCE, main, clauses)


def test_a_term_that_is_used_where_its_definition_is_left_out(tmp_path: Path):
    clauses = {
        **BASE,
        "trial": "---\ntitle: Trial\nwhen: scaling\ndefines: {trial: Trial}\n---\n**Trial** means this. A Trial ends.\n",
        "end": "---\ntitle: End\n---\nThe buyer ends the Trial.\n",
    }
    message = only(tmp_path, Check.UNDEFINED_TERM, MAIN + "clauses: [pilot, trial, end]\n", clauses)
    assert message == 'uses the term "Trial", whose definition in "trial" is left out when scaling is false'


def test_a_word_that_is_written_like_a_term_but_defined_nowhere(tmp_path: Path):
    clauses = {
        **BASE,
        "end": "---\ntitle: End\n---\nThe solution works. Take back the Solution as the Data Act says.\n",
    }
    everything = found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses)
    assert [(each[0], each[1], each[4]) for each in everything] == [
        (
            Check.UNDEFINED_TERM,
            Severity.WARNING,
            '"Solution" is written like a term, but no clause defines it',
        )
    ]


def test_a_term_that_nothing_uses_and_one_that_is_defined_twice(tmp_path: Path):
    first = "---\ntitle: One\ndefines: {trial: Trial}\n---\n**Trial** means this.\n"
    message = only(
        tmp_path / "a", Check.UNUSED_TERM, MAIN + "clauses: [pilot, one]\n", {**BASE, "one": first}
    )
    assert message == 'the term "Trial" is defined, but used nowhere'
    second = first.replace("One", "Two").replace("trial:", "test:")
    clauses = {**BASE, "one": first, "two": second, "end": "---\ntitle: End\n---\nEnd the Trial.\n"}
    message = only(tmp_path / "b", Check.UNDEFINED_TERM, MAIN + "clauses: [pilot, one, two, end]\n", clauses)
    assert message == 'the term "Trial" is also defined in "one"'


def test_a_clause_that_the_template_requires_is_missing_or_can_be_left_out(tmp_path: Path):
    main = MAIN + "clauses: [pilot]\nrequires: [stop]\n"
    assert (
        only(tmp_path / "a", Check.REQUIRED_CLAUSE, main, BASE)
        == 'requires "stop", which is not among its clauses'
    )
    clauses = {**BASE, "stop": "---\ntitle: Stop\nwhen: scaling\n---\nText.\n"}
    main = MAIN + "clauses: [pilot, stop]\nrequires: [stop]\n"
    message = only(tmp_path / "b", Check.REQUIRED_CLAUSE, main, clauses)
    assert message == 'the template requires "stop", which is left out when scaling is false'


def test_a_pilot_without_success_and_stop_thresholds(tmp_path: Path):
    everything = found(tmp_path, MAIN + "clauses: [pilot]\n", {"pilot": USED})
    assert {each[4] for each in everything} == {
        'a pilot-with-option needs a clause that covers "success-thresholds"; there is none',
        'a pilot-with-option needs a clause that covers "stop-thresholds"; there is none',
    }


@pytest.mark.parametrize("missing", ["stop-rule", "phase-goals", "maximum-cost", "ip-arrangement"])
def test_an_innovation_partnership_without_what_the_directive_asks(tmp_path: Path, missing: str):
    all_of_it = ["stop-rule", "phase-goals", "maximum-cost", "ip-arrangement"]
    covers = ", ".join(each for each in all_of_it if each != missing)
    folder = package(
        tmp_path,
        MAIN + "clauses: [pilot]\n",
        {"pilot": f"---\ntitle: Pilot\ncovers: [{covers}]\n---\n{USED}\n"},
    )
    main = folder / "template.yaml"
    main.write_text(main.read_text().replace("pilot-with-option", "innovation-partnership"))
    [finding] = lint(read_template(folder), today=TODAY)
    assert finding.check is Check.MODEL
    assert f'covers "{missing}"' in finding.message


OPTION = (
    MAIN + "clauses: [pilot, option]\nfacts:\n  - {kind: option, if: scaling, values: {ceiling: price}}\n"
)
OPTION_TERMS = ["option-maximum-value", "option-holders", "option-kpi-gate", "option-deadline"]


@pytest.mark.parametrize("missing", OPTION_TERMS)
def test_an_option_without_maximum_holders_gate_or_deadline(tmp_path: Path, missing: str):
    covers = ", ".join(each for each in OPTION_TERMS if each != missing)
    clauses = {**BASE, "option": f"---\ntitle: Option\nwhen: scaling\ncovers: [{covers}]\n---\nText.\n"}
    message = only(tmp_path, Check.MODEL, OPTION, clauses)
    assert message == f'an option needs a clause that covers "{missing}"; there is none'


def test_what_an_option_needs_must_stand_wherever_the_option_does(tmp_path: Path):
    covers = ", ".join(OPTION_TERMS)
    clauses = {**BASE, "option": f"---\ntitle: Option\nwhen: scaling\ncovers: [{covers}]\n---\nText.\n"}
    assert found(tmp_path / "a", OPTION, clauses) == []
    clauses["option"] = clauses["option"].replace("when: scaling", "when: scaling and ip == buyer")
    messages = [each[4] for each in found(tmp_path / "b", OPTION, clauses)]
    assert len(messages) == 4
    assert "it is left out when scaling is true, ip is supplier" in messages[0]


@pytest.mark.parametrize("letter", "abcdefgh")
def test_terms_on_data_processing_that_lack_a_letter_of_the_regulation(tmp_path: Path, letter: str):
    covers = ["data-processing", *(f"gdpr-28-3-{each}" for each in "abcdefgh" if each != letter)]
    clauses = {**BASE, "data": f"---\ntitle: Data\ncovers: [{', '.join(covers)}]\n---\nText.\n"}
    message = only(tmp_path, Check.MODEL, MAIN + "clauses: [pilot, data]\n", clauses)
    assert (
        message == f'terms on data processing need a clause that covers "gdpr-28-3-{letter}"; there is none'
    )


def test_a_change_clause_without_a_ceiling(tmp_path: Path):
    clauses = {**BASE, "change": "---\ntitle: Change\ncovers: [change]\n---\nText.\n"}
    message = only(tmp_path, Check.MODEL, MAIN + "clauses: [pilot, change]\n", clauses)
    assert message == 'a change clause needs a clause that covers "change-value-ceiling"; there is none'


def test_a_word_under_covers_that_nobody_asks_for(tmp_path: Path):
    clauses = {**BASE, "stop": "---\ntitle: Stop\ncovers: [stop-threshold]\n---\nText.\n"}
    message = only(tmp_path, Check.MODEL, MAIN + "clauses: [pilot, stop]\n", clauses)
    assert message == 'covers: "stop-threshold" is nothing that is asked for; did you mean "stop-thresholds"?'


@pytest.mark.parametrize(
    ("dates", "check", "severity", "message"),
    [
        (
            "valid_from: 2001-01-01, valid_to: 2026-11-22, checked_on: 2026-11-01",
            Check.LAW_EXPIRED,
            Severity.ERROR,
            "FOA § 1 ceased to be in force on 2026-11-22",
        ),
        (
            "valid_from: 2027-01-01, checked_on: 2026-11-01",
            Check.LAW_EXPIRED,
            Severity.WARNING,
            "FOA § 1 comes into force on 2027-01-01",
        ),
        (
            "valid_from: 2001-01-01",
            Check.LAW_UNCHECKED,
            Severity.WARNING,
            "nobody has compared FOA § 1 with its source; write checked_on when it is done",
        ),
        (
            "valid_from: 2001-01-01, checked_on: 2025-11-22",
            Check.LAW_UNCHECKED,
            Severity.WARNING,
            "FOA § 1 was last checked on 2025-11-22, more than a year ago",
        ),
    ],
)
def test_law_that_is_not_in_force_or_not_checked(
    tmp_path: Path, dates: str, check: Check, severity: Severity, message: str
):
    law = f"legal_refs:\n  - {{regime: no, instrument: FOA, article: § 1, {dates}}}"
    clauses = {**BASE, "end": f"---\ntitle: End\n{law}\n---\nText.\n"}
    everything = found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses)
    assert everything == [(check, severity, "end.en.md", 4, message)]


def test_law_checked_a_year_ago_today_still_counts(tmp_path: Path):
    law = "legal_refs:\n  - {regime: no, instrument: FOA, article: § 1, checked_on: 2025-11-23}"
    clauses = {**BASE, "end": f"---\ntitle: End\n{law}\n---\nText.\n"}
    assert found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses) == []


@pytest.mark.parametrize("typed", ["clause 7", "Clauses 4.2", "appendix 3", "punkt 12", "bilag 2"])
def test_a_typed_reference(tmp_path: Path, typed: str):
    clauses = {**BASE, "end": f"---\ntitle: End\n---\nFirst.\n\nAs {typed} says.\n"}
    everything = found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses)
    assert [(each[0], each[1], each[3]) for each in everything] == [
        (Check.TYPED_REFERENCE, Severity.ERROR, 6)
    ]


@pytest.mark.parametrize(
    "typed", ["30 days", "5 %", "12 months", "NOK 500 000", "14 virkedager", "2,5 prosent"]
)
def test_a_typed_number(tmp_path: Path, typed: str):
    clauses = {**BASE, "end": f"---\ntitle: End\n---\nWithin {typed}.\n"}
    everything = found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses)
    assert [(each[0], each[1], each[3]) for each in everything] == [(Check.TYPED_NUMBER, Severity.WARNING, 4)]


@pytest.mark.parametrize("name", ["ISO 27001", "Directive 2014/24/EU", "§ 5-4", "WCAG 2.2", "the year 2027"])
def test_numbers_of_laws_standards_and_years_are_none(tmp_path: Path, name: str):
    clauses = {**BASE, "end": f"---\ntitle: End\n---\nAfter {name}.\n"}
    assert found(tmp_path, MAIN + "clauses: [pilot, end]\n", clauses) == []


@pytest.mark.parametrize("left", ["TODO", "[name]", "____", "......", "lorem ipsum", "sett inn her", "XXX"])
def test_a_placeholder_that_was_left(tmp_path: Path, left: str):
    clauses = {**BASE, "end": f"---\ntitle: End\n---\nThe supplier {left} delivers.\n"}
    assert left in only(tmp_path, Check.PLACEHOLDER, MAIN + "clauses: [pilot, end]\n", clauses)


def test_a_placeholder_in_a_question_is_found_too(tmp_path: Path):
    main = MAIN.replace("label: {en: Price", "help: {en: TODO}, label: {en: Price") + "clauses: [pilot]\n"
    assert "TODO" in only(tmp_path, Check.PLACEHOLDER, main, BASE)


@pytest.mark.parametrize("character", ["\u200b", "\u00ad", "\u202e", "\ufeff", "\ue000"])
def test_a_character_that_cannot_be_seen(tmp_path: Path, character: str):
    clauses = {**BASE, "end": f"---\ntitle: End\n---\nThe sup{character}plier.\n"}
    message = only(tmp_path, Check.CHARACTERS, MAIN + "clauses: [pilot, end]\n", clauses)
    assert f"U+{ord(character):04X}" in message


BOTH = {
    "pilot.en": f"---\ntitle: Pilot\n{SOUND}\n---\nIt costs {{price}}. Rights: {{ip}}. Scaling: {{scaling}}.\n",
    "pilot.nb": "---\ntitle: Pilot\n---\nDen koster {price}. Rettigheter: {ip}. Utvidelse: {scaling}.\n",
}
END_EN = "---\ntitle: End\n---\nIt ends after ten working days, as clause {#pilot} says.\n"
END_NB = "---\ntitle: Slutt\n---\nDen slutter etter ti virkedager, som punkt {#pilot} sier.\n"


def languages(root: Path, end: str, **more: str) -> list[tuple[Check, Severity, str]]:
    clauses = {**BOTH, "end.en": more.get("en", END_EN), "end.nb": end}
    everything = found(root, MAIN + "clauses: [pilot, end]\n", clauses, languages="en, nb")
    assert all(each[2] == "end.nb.md" for each in everything)
    return [(each[0], each[1], each[4]) for each in everything]


def test_languages_that_say_the_same_give_nothing(tmp_path: Path):
    assert languages(tmp_path, END_NB) == []


@pytest.mark.parametrize(
    ("old", "new", "severity", "message"),
    [
        ("punkt {#pilot}", "avtalen", Severity.ERROR, '"{#pilot}" stands in en, but not here'),
        ("Den slutter", "Den slutter for {price}", Severity.ERROR, '"{price}" stands here, but not in en'),
        ("ti virkedager", "tre dager", Severity.WARNING, "counts 3 days, where en counts 10 working days"),
        (
            "sier.",
            "sier.\n\nOg mer.",
            Severity.WARNING,
            "is built otherwise than en: paragraphs, items or rows differ",
        ),
        (
            "title: Slutt",
            "title: Slutt\nguidance: Pass på.",
            Severity.ERROR,
            "guidance stands in one language only",
        ),
    ],
)
def test_a_language_out_of_step(tmp_path: Path, old: str, new: str, severity: Severity, message: str):
    assert languages(tmp_path, END_NB.replace(old, new)) == [(Check.LANGUAGES, severity, message)]


def test_a_language_that_defines_other_terms(tmp_path: Path):
    english = "---\ntitle: End\ndefines: {trial: Trial}\n---\n**Trial** means this. A Trial ends.\n"
    norwegian = "---\ntitle: Slutt\n---\nDette er et forsøk. Et forsøk slutter.\n"
    assert languages(tmp_path, norwegian, en=english) == [
        (Check.LANGUAGES, Severity.ERROR, "defines other terms than en: trial")
    ]


def test_a_template_that_cannot_be_read_is_told_in_the_same_way(tmp_path: Path):
    folder = package(tmp_path, "clauses: [pilot]\n", {"pilot": "It costs {price}.\n"})
    with pytest.raises(BadInput) as caught:
        read_template(folder)
    findings = unreadable(caught.value.faults)
    assert [(each.check, Path(each.file).name, each.line) for each in findings] == [
        (Check.UNREADABLE, "pilot.en.md", 4)
    ]
    assert not passes(findings)


def test_too_many_answers_are_tried_by_samples_and_a_note_says_so(tmp_path: Path):
    many = [f"flag_{number}" for number in range(16)]
    main = "parameters:\n" + "".join(
        f"  - {{id: {name}, type: boolean, label: {{en: {name}}}}}\n" for name in many
    )
    shown = " ".join(f"{{{name}}}" for name in many)
    clauses = {
        "pilot": f"---\ntitle: Pilot\n{SOUND}\n---\n{shown}\n",
        "extra": f"---\ntitle: Extra\nwhen: {' or '.join(many)}\n---\nText.\n",
    }
    everything = found(tmp_path, main + "clauses: [pilot, extra]\n", clauses)
    assert [(each[0], each[1]) for each in everything] == [(Check.SAMPLED, Severity.NOTE)]
    assert f"{2**16} combinations" in everything[0][4]
    assert f"{MOST_CASES} drawn at random were tried" in everything[0][4]
    assert passes(lint(read_template(tmp_path / "pilot"), today=TODAY))


@given(
    numbers=st.lists(st.integers(-5, 45), min_size=1, max_size=4),
    signs=st.lists(st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), min_size=4, max_size=4),
    answer=st.integers(1, 36),
)
def test_every_answer_is_told_apart_like_one_of_the_cases_tried(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], signs: list[str], answer: int
):
    texts = [f"months {sign} {number}" for number, sign in zip(numbers, signs, strict=False)]
    clauses = {"pilot": f"---\ntitle: Pilot\n{SOUND}\n---\n{{months}}\n"}
    for place, text in enumerate(texts):
        clauses[f"extra-{place}"] = f"---\ntitle: Extra\nwhen: {text}\n---\nText.\n"
    main = f"""\
    parameters:
      - {{id: months, type: integer, label: {{en: Months}}, minimum: 1, maximum: 36}}
    clauses: [{", ".join(clauses)}]
    """
    made = template(tmp_path_factory.mktemp("reach"), main, clauses)
    conditions = [clause.when.condition for clause in made.all_clauses() if clause.when]
    mine = [evaluate(condition, {"months": answer}) for condition in conditions]
    tried = [
        [evaluate(condition, values) for condition in conditions]
        for values in Space(made).cases(["months"]).values
    ]
    assert mine in tried
