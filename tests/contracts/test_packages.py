"""Template packages read from disk, and every fault in them named with its file and line."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.contracts.draft import FactKind
from marketkit.contracts.packages import find_templates, read_template, template_of
from marketkit.contracts.parameters import Choice, Duration, DurationUnit, ParameterType
from marketkit.contracts.template import Filler, LegalRef, Model, Stance, Status, Template
from marketkit.errors import BadInput, Fault
from tests.contracts.packages_on_disk import package, write

PRICE = """\
parameters:
  - {id: price, type: money, label: {en: Price, nb: Pris}}
clauses: [purpose]
"""


def faults_of(folder: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInput) as caught:
        read_template(folder)
    return [(shown(fault, folder), fault.line, fault.message) for fault in caught.value.faults]


def shown(fault: Fault, folder: Path) -> str:
    assert fault.file is not None
    return Path(fault.file).relative_to(folder.parent).as_posix()


FULL = """\
id: full
version: 2.1.0
model: framework-agreement
status: approved
title: {en: Full, nb: Full}
summary: {en: When., nb: Når.}
languages: [en, nb]
regimes: [no, eu]
base_standard: {en: The standard, nb: Standarden}
legal_basis:
  - {regime: no, instrument: FOA 2016, article: § 28-1, valid_from: 2017-01-01, checked_on: 2026-11-23}
groups:
  - {id: scope, title: {en: Scope, nb: Omfang}}
parameters:
  - id: months
    group: scope
    type: integer
    label: {en: Months, nb: Måneder}
    help: {en: Count., nb: Tell.}
    why: {en: Because., nb: Fordi.}
    unit: {en: months, nb: måneder}
    minimum: 1
    maximum: 36
    default: {value: 6, rationale: {en: Usual., nb: Vanlig.}}
  - id: owner
    group: scope
    type: choice
    label: {en: Owner, nb: Eier}
    options:
      - {id: buyer, label: {en: The buyer, nb: Oppdragsgiver}}
      - {id: supplier, label: {en: The supplier, nb: Leverandøren}}
  - id: kpis
    group: scope
    type: list
    label: {en: Measures, nb: Mål}
    source: measures
    fields:
      - {id: name, type: text, label: {en: Name, nb: Navn}}
      - {id: due, type: date, label: {en: Due, nb: Frist}, minimum: 2027-01-01}
  - use: cap
    group: scope
    why: {en: Here., nb: Her.}
clauses:
  - purpose
  - id: parties
    clauses: [notices]
appendices:
  - id: needs
    title: {en: Needs, nb: Behov}
    who_fills: buyer
    when: {en: Before, nb: Før}
    if: owner == buyer
requires: [purpose]
facts:
  - {kind: kpi, rows: kpis, values: {name: name, due: due}}
"""
SHARED_PARAMETERS = """\
# What several templates ask.
parameters:
  - id: unused
    type: text
    label: {en: Unused, nb: Ubrukt}

  # The cap on what is paid in damages.
  - id: cap
    type: duration
    label: {en: Cap, nb: Tak}
    why: {en: There., nb: Der.}
    maximum: 1 year

  # About the next one.
  - id: last
    type: text
    label: {en: Last, nb: Sist}
"""
PURPOSE_EN = """\
---
title: Purpose
when: months == 6
alternatives:
  - {id: long, when: owner == buyer, stance: buyer, title: Long, guidance: Costs more.}
  - {id: short, when: owner == supplier, stance: balanced, title: Short}
guidance: Look out.
legal_refs:
  - {regime: eu, instrument: Directive 2014/24/EU, article: "31(6)"}
defines: {results: Results}
uses: [results]
covers: [stop-rule]
---
**Results** are due in {months}, see {#notices} and {#needs}.

::: alternative long
Long.
:::
::: alternative short
Short.
:::
"""
PURPOSE_NB = """\
---
title: Formål
alternatives:
  - {id: long, title: Lang, guidance: Koster mer.}
  - {id: short, title: Kort}
guidance: Pass på.
defines: {results: Resultatene}
---
**Resultatene** kommer etter {months}, se {#notices}.

::: alternative long
Lang.
:::
::: alternative short
Kort.
:::
"""


@pytest.fixture
def full(tmp_path: Path) -> Template:
    write(
        tmp_path,
        {
            "full/template.yaml": FULL,
            "full/clauses/purpose.en.md": PURPOSE_EN,
            "full/clauses/purpose.nb.md": PURPOSE_NB,
            "full/clauses/notices.en.md": "---\ntitle: Notices\n---\nIn writing, {cap}.\n",
            "full/clauses/notices.nb.md": "---\ntitle: Varsler\n---\nSkriftlig, {cap}.\n",
            "full/appendices/needs.en.md": "The needs of {owner}.\n",
            "full/appendices/needs.nb.md": "---\nguidance: Fyll ut.\n---\nBehovene til {owner}.\n",
            "_shared/parameters.yaml": SHARED_PARAMETERS,
            "_shared/clauses/parties.en.md": "---\ntitle: Parties\n---\n",
            "_shared/clauses/parties.nb.md": "---\ntitle: Partene\n---\n",
        },
    )
    return read_template(tmp_path / "full")


def test_a_template_says_what_it_is(full: Template) -> None:
    assert (full.id, full.version, full.languages, full.regimes) == (
        "full",
        "2.1.0",
        ("en", "nb"),
        ("no", "eu"),
    )
    assert (full.model, full.status) == (Model.FRAMEWORK_AGREEMENT, Status.APPROVED)
    assert full.base_standard == {"en": "The standard", "nb": "Standarden"}
    assert full.legal_basis == (
        LegalRef("no", "FOA 2016", "§ 28-1", full.file, 11, date(2026, 11, 23), date(2017, 1, 1)),
    )
    assert full.requires == ("purpose",)


def test_parameters_keep_the_order_they_are_asked_in(full: Template) -> None:
    assert list(full.parameters) == ["months", "owner", "kpis", "cap"]
    months, owner, kpis, _ = full.parameters.values()
    assert (months.type, months.minimum, months.maximum) == (ParameterType.INTEGER, Fraction(1), Fraction(36))
    assert months.default is not None
    assert (months.default.value, months.default.rationale["nb"]) == (6, "Vanlig.")
    assert owner.choices[0] == Choice("buyer", {"en": "The buyer", "nb": "Oppdragsgiver"})
    assert [(field.id, field.type, field.minimum) for field in kpis.fields] == [
        ("name", ParameterType.TEXT, None),
        ("due", ParameterType.DATE, date(2027, 1, 1)),
    ]
    assert kpis.source == "measures"


def test_a_shared_parameter_takes_what_the_template_says_of_it(full: Template) -> None:
    cap = full.parameters["cap"]
    assert cap.shared
    assert cap.maximum == Duration(1, DurationUnit.YEARS)
    assert cap.group == "scope"
    assert cap.why == {"en": "Here.", "nb": "Her."}
    assert cap.label == {"en": "Cap", "nb": "Tak"}


def test_clauses_are_nested_as_the_template_orders_them(full: Template) -> None:
    assert [clause.id for clause in full.all_clauses()] == ["purpose", "parties", "notices"]
    assert [clause.id for clause in full.clauses] == ["purpose", "parties"]
    purpose, parties, notices = full.all_clauses()
    assert (purpose.shared, parties.shared, notices.shared) == (False, True, False)
    assert purpose.title == {"en": "Purpose", "nb": "Formål"}
    assert purpose.defines == {"en": {"results": "Results"}, "nb": {"results": "Resultatene"}}
    assert (purpose.uses, purpose.covers) == (("results",), ("stop-rule",))
    assert purpose.when is not None and purpose.when.line == 3
    assert purpose.legal_refs[0].checked_on is None


def test_alternatives_have_titles_and_guidance_in_every_language(full: Template) -> None:
    long, short = full.clauses[0].alternatives
    assert (long.id, long.stance, long.line) == ("long", Stance.BUYER, 5)
    assert long.title == {"en": "Long", "nb": "Lang"}
    assert long.guidance == {"en": "Costs more.", "nb": "Koster mer."}
    assert short.guidance == {}


def test_appendices_and_facts_are_read(full: Template) -> None:
    (needs,) = full.appendices
    assert (needs.who_fills, needs.when["nb"]) == (Filler.BUYER, "Før")
    assert needs.condition is not None
    assert needs.guidance == {"nb": "Fyll ut."}
    (rule,) = full.facts
    assert (rule.kind, rule.rows, rule.values) == (FactKind.KPI, "kpis", {"name": "name", "due": "due"})


def test_a_template_is_made_of_its_files_and_the_shared_ones_it_uses(full: Template) -> None:
    assert sorted(full.sources) == [
        "_shared/clauses/parties.en.md",
        "_shared/clauses/parties.nb.md",
        "_shared/parameters.yaml",
        "full/appendices/needs.en.md",
        "full/appendices/needs.nb.md",
        "full/clauses/notices.en.md",
        "full/clauses/notices.nb.md",
        "full/clauses/purpose.en.md",
        "full/clauses/purpose.nb.md",
        "full/template.yaml",
    ]
    assert full.sources["_shared/parameters.yaml"].decode() == (
        "parameters:\n"
        "  - id: cap\n"
        "    type: duration\n"
        "    label: {en: Cap, nb: Tak}\n"
        "    why: {en: There., nb: Der.}\n"
        "    maximum: 1 year\n"
    )


def test_a_stored_template_is_read_again_as_it_was(full: Template) -> None:
    again = template_of("full", full.sources)
    assert again.hash == full.hash
    assert again.sources == full.sources
    assert [clause.bodies for clause in again.all_clauses()] == [
        clause.bodies for clause in full.all_clauses()
    ]


def test_the_hash_follows_every_text_used_and_nothing_else(full: Template, tmp_path: Path) -> None:
    shared = tmp_path / "_shared" / "parameters.yaml"
    shared.write_text(SHARED_PARAMETERS.replace("en: Unused", "en: Never used"), encoding="utf-8")
    write(tmp_path, {"full/examples/one.yaml": "months: 6\n", "_shared/clauses/other.en.md": "x"})
    assert read_template(tmp_path / "full").hash == full.hash
    shared.write_text(SHARED_PARAMETERS.replace("1 year", "2 years"), encoding="utf-8")
    assert read_template(tmp_path / "full").hash != full.hash


def test_templates_are_found_by_their_file(tmp_path: Path) -> None:
    write(tmp_path, {"b/template.yaml": "", "a/template.yaml": "", "_shared/template.yaml": "", "c/x.md": ""})
    assert [path.name for path in find_templates(tmp_path)] == ["a", "b"]


def test_a_clause_in_windows_line_ends_is_read_alike(tmp_path: Path) -> None:
    folder = package(tmp_path, PRICE, {"purpose": "One {price}\ntwo.\n\n- three\n"})
    plain = read_template(folder)
    path = folder / "clauses" / "purpose.en.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_template(folder).clauses[0].bodies == plain.clauses[0].bodies


CASES: list[tuple[str, str, dict[str, str], tuple[str, int, str]]] = [
    (
        "an unknown key",
        PRICE + "clausse: []\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, 'unknown key "clausse"; did you mean "clauses"?'),
    ),
    (
        "a parameter that is not asked for",
        PRICE,
        {"purpose": "One.\n\nPaid in {prise}."},
        ("pilot/clauses/purpose.en.md", 6, 'there is no parameter "prise"; did you mean "price"?'),
    ),
    (
        "a reference to no clause",
        PRICE,
        {"purpose": "{price} {#purpos}"},
        ("pilot/clauses/purpose.en.md", 4, 'there is no clause or appendix "purpos"'),
    ),
    (
        "a clause without its file",
        PRICE.replace("[purpose]", "\n  - purpose\n  - payment"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 11, "there is no file _shared/clauses/payment.en.md"),
    ),
    (
        "a clause that stands twice",
        PRICE.replace("[purpose]", "\n  - purpose\n  - purpose"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 11, '"purpose" stands twice'),
    ),
    (
        "clauses nested too deep",
        PRICE.replace("[purpose]", "[{id: a, clauses: [{id: b, clauses: [{id: c, clauses: [purpose]}]}]}]"),
        {"a": "", "b": "", "c": "", "purpose": "{price}"},
        ("pilot/template.yaml", 9, "at most 3 levels"),
    ),
    (
        "a type that there is not",
        PRICE.replace("type: money", "type: amount"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "expected one of text, long_text, money"),
    ),
    (
        "a label in one language only",
        PRICE.replace("languages: [en]", "").replace(", nb: Pris", ""),
        {"purpose.en": "{price}", "purpose.nb": "{price}"},
        ("pilot/template.yaml", 8, "expected a text in each of en, nb"),
    ),
    (
        "a default that its own type refuses",
        PRICE.replace("label:", "default: {value: many, rationale: {en: a, nb: b}}, label:"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "expected an amount and a currency"),
    ),
    (
        "a default above the maximum",
        PRICE.replace("money", "integer").replace(
            "label:", "maximum: 3, default: {value: 4, rationale: {en: a, nb: b}}, label:"
        ),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "expected at most 3"),
    ),
    (
        "a word of the conditions as an id",
        PRICE.replace("id: price", "id: empty"),
        {"purpose": "{empty}"},
        ("pilot/template.yaml", 8, '"empty" has a meaning of its own'),
    ),
    (
        "two parameters of one id",
        PRICE.replace("clauses", "  - {id: price, type: text, label: {en: P, nb: P}}\nclauses"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 9, "another parameter has this id"),
    ),
    (
        "a shared parameter that there is not",
        PRICE.replace("clauses", "  - use: cap\nclauses"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 9, 'there is no shared parameter "cap"'),
    ),
    (
        "a choice without choices",
        PRICE.replace("money", "choice"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "options: is missing"),
    ),
    (
        "a list as if it were one answer",
        PRICE.replace("money", "list").replace(
            "label: {en: Price, nb: Pris}",
            "label: {en: P, nb: P}, fields: [{id: name, type: text, label: {en: N, nb: N}}]",
        ),
        {"purpose": "{price}"},
        ("pilot/clauses/purpose.en.md", 4, '"price" is a list; name one of its fields'),
    ),
    (
        "a field of what is no list",
        PRICE,
        {"purpose": "- {price.name}"},
        ("pilot/clauses/purpose.en.md", 4, '"price" is no list'),
    ),
    (
        "a repeat over what is no list",
        PRICE,
        {"purpose": "::: each price\n{price}\n:::\n"},
        ("pilot/clauses/purpose.en.md", 4, '"price" is no list'),
    ),
    (
        "a group that there is not",
        PRICE.replace("{id: price,", "{id: price, group: money,"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, 'stands in the group "money", which there is not'),
    ),
    (
        "a condition on what is not asked",
        PRICE,
        {"purpose": "---\ntitle: Purpose\nwhen: scaling\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 3, 'there is no parameter "scaling"'),
    ),
    (
        "a condition that is none",
        PRICE,
        {"purpose": "---\ntitle: Purpose\nwhen: price => NOK\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 3, "when: "),
    ),
    (
        "a term that is not defined here",
        PRICE,
        {"purpose": "**Price** means {price}."},
        ("pilot/clauses/purpose.en.md", 4, 'name it under "defines"'),
    ),
    (
        "a term used that no clause defines",
        PRICE,
        {"purpose": "---\ntitle: Purpose\nuses: [results]\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 1, 'no clause defines the term "results"'),
    ),
    (
        "a wording that is not named",
        PRICE,
        {"purpose": "{price}\n\n::: alternative long\nText\n:::\n"},
        ("pilot/clauses/purpose.en.md", 6, 'the clause names no alternative "long"'),
    ),
    (
        "a named wording without text",
        PRICE,
        {
            "purpose": "---\ntitle: P\nalternatives: [{id: a, when: price is answered, stance: buyer, title: A}]"
            "\n---\n{price}\n"
        },
        ("pilot/clauses/purpose.en.md", 3, 'no text stands in "::: alternative a"'),
    ),
    (
        "a stance that there is not",
        PRICE,
        {
            "purpose": "---\ntitle: P\nalternatives: [{id: a, when: price is answered, stance: us, title: A}]"
            "\n---\n{price}\n\n::: alternative a\nA\n:::\n"
        },
        ("pilot/clauses/purpose.en.md", 3, "expected one of buyer, balanced, supplier"),
    ),
    (
        "a condition in the second language",
        PRICE,
        {
            "purpose.en": "{price}",
            "purpose.nb": "---\ntitle: Formål\nwhen: price is answered\n---\n{price}\n",
        },
        ("pilot/clauses/purpose.nb.md", 3, "holds for all languages"),
    ),
    (
        "front matter that does not end",
        PRICE,
        {"purpose": "---\ntitle: Purpose\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 1, "the front matter is not closed"),
    ),
    (
        "a day that there is not",
        PRICE,
        {
            "purpose": "---\ntitle: P\nlegal_refs: [{regime: no, instrument: FOA, article: § 1, "
            "checked_on: 2026-02-30}]\n---\n{price}\n"
        },
        ("pilot/clauses/purpose.en.md", 3, "expected a day such as 2026-11-23"),
    ),
    (
        "a fact of what is not asked",
        PRICE + "facts: [{kind: option, values: {ceiling: ceilling}}]\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, 'there is no parameter "ceilling"'),
    ),
    (
        "facts of the rows of no list",
        PRICE + "facts: [{kind: kpi, rows: kpis, values: {name: name}}]\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, 'there is no list "kpis"'),
    ),
    (
        "a field that the list has not",
        PRICE.replace("money", "list").replace(
            "label: {en: Price, nb: Pris}",
            "label: {en: P, nb: P}, fields: [{id: name, type: text, label: {en: N, nb: N}}]",
        ),
        {"purpose": "- {price.nmae}"},
        ("pilot/clauses/purpose.en.md", 4, 'the list "price" has no field "nmae"; did you mean "name"?'),
    ),
    (
        "a list inside a list",
        PRICE.replace("money", "list").replace(
            "label: {en: Price, nb: Pris}",
            "label: {en: P, nb: P}, fields: [{id: name, type: list, label: {en: N, nb: N}, fields: []}]",
        ),
        {"purpose": "Text."},
        ("pilot/template.yaml", 8, "a list cannot stand inside a list"),
    ),
    (
        "a list with a default",
        PRICE.replace("money", "list").replace(
            "label: {en: Price, nb: Pris}",
            "label: {en: P, nb: P}, default: {value: [], rationale: {en: a}}, "
            "fields: [{id: name, type: text, label: {en: N, nb: N}}]",
        ),
        {"purpose": "Text."},
        ("pilot/template.yaml", 8, "a list has no default"),
    ),
    (
        "a list without fields",
        PRICE.replace("money", "list"),
        {"purpose": "Text."},
        ("pilot/template.yaml", 8, "fields: is missing"),
    ),
    (
        "fields of what is no list",
        PRICE.replace("label:", "fields: [], label:"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "only a list has fields"),
    ),
    (
        "options of what is no choice",
        PRICE.replace("label:", "options: [{id: a, label: {en: A}}], label:"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "only a choice or a multi_choice has options"),
    ),
    (
        "a choice that stands twice",
        PRICE.replace(
            "money, label:", "choice, options: [{id: a, label: {en: A}}, {id: a, label: {en: B}}], label:"
        ),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, '"a" stands twice'),
    ),
    (
        "a bound of a boolean",
        PRICE.replace("money,", "boolean, minimum: 1,"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "has no minimum or maximum"),
    ),
    (
        "a bound that its own type refuses",
        PRICE.replace("money,", "duration, maximum: long,"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "expected a number of days, weeks, months or years"),
    ),
    (
        "a default without a value",
        PRICE.replace("label:", 'default: {value: "", rationale: {en: a}}, label:'),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "default: value: is missing"),
    ),
    (
        "an id with a hyphen",
        PRICE.replace("id: price", "id: price-per-month"),
        {"purpose": "Text."},
        ("pilot/template.yaml", 8, 'expected small letters, digits and "_"'),
    ),
    (
        "a source that there is not",
        PRICE.replace("label:", "source: procurement.price, label:"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 8, "expected one of buyer.name"),
    ),
    (
        "a version that is none",
        PRICE + "regimes: [no, dk]\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, "expected regimes among no, eu, uk"),
    ),
    (
        "a clause's id that is none",
        PRICE.replace("[purpose]", "[purpose, 7]"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 9, 'clauses: "7" is not the id of a clause'),
    ),
    (
        "clauses that are no list",
        PRICE.replace("[purpose]", "purpose"),
        {"purpose": "{price}"},
        ("pilot/template.yaml", 9, "clauses: expected a list"),
    ),
    (
        "terms that are no map",
        PRICE,
        {"purpose": "---\ntitle: P\ndefines: [results]\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 3, "expected terms such as {results: Results}"),
    ),
    (
        "a term's id that is none",
        PRICE,
        {"purpose": "---\ntitle: P\ndefines: {Results: Results}\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 3, '"Results" is not an id'),
    ),
    (
        "a comma in a text without quotes",
        PRICE,
        {
            "purpose": "---\ntitle: P\nalternatives:\n  - {id: a, when: price is answered, stance: buyer, "
            "title: The buyer, in the end}\n---\n{price}\n\n::: alternative a\nA\n:::\n"
        },
        (
            "pilot/clauses/purpose.en.md",
            4,
            'unknown key "in the end"; put a text that holds a comma in quotes',
        ),
    ),
    (
        "a term without words",
        PRICE,
        {"purpose": "---\ntitle: P\ndefines: {results: []}\n---\n{price}\n"},
        ("pilot/clauses/purpose.en.md", 3, "expected the words of the term"),
    ),
    (
        "an alternative that only the second language has",
        PRICE,
        {
            "purpose.en": "{price}",
            "purpose.nb": "---\ntitle: F\nalternatives: [{id: lang, title: Lang}]\n---\n{price}\n",
        },
        ("pilot/clauses/purpose.nb.md", 3, "the clause has no such alternative"),
    ),
    (
        "an alternative without a title in the second language",
        PRICE,
        {
            "purpose.en": "---\ntitle: P\nalternatives: [{id: a, when: price is answered, stance: buyer, title: A}]"
            "\n---\n{price}\n\n::: alternative a\nA\n:::\n",
            "purpose.nb": "---\ntitle: F\n---\n{price}\n\n::: alternative a\nA\n:::\n",
        },
        ("pilot/clauses/purpose.nb.md", 2, "a title is missing for a"),
    ),
    (
        "values of a fact that are no map",
        PRICE + "facts: [{kind: option, values: [ceiling]}]\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, "expected names and parameters such as {target: target}"),
    ),
    (
        "a value of a fact that is no parameter",
        PRICE + "facts: [{kind: option, values: {ceiling: 12}}]\n",
        {"purpose": "{price}"},
        ("pilot/template.yaml", 10, 'expected a name and a parameter, found "ceiling"'),
    ),
]


@pytest.mark.parametrize(
    ("main", "clauses", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_a_fault_is_named_with_its_file_and_line(
    tmp_path: Path, main: str, clauses: dict[str, str], expected: tuple[str, int, str]
) -> None:
    languages = "en, nb" if any(name.endswith(".nb") for name in clauses) else "en"
    found = faults_of(package(tmp_path, main, clauses, languages=languages))
    file, line, part = expected
    assert any((at, number) == (file, line) and part in message for at, number, message in found), found


def test_a_clause_without_front_matter_is_named(tmp_path: Path) -> None:
    folder = package(tmp_path, PRICE, {"purpose": "{price}"})
    (folder / "clauses" / "purpose.en.md").write_text("Text with {price}.\n", encoding="utf-8")
    assert faults_of(folder) == [
        (
            "pilot/clauses/purpose.en.md",
            1,
            'expected front matter between two lines "---" at the top, with at least a title',
        )
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("1.0.0", "1.0", 2, 'expected three numbers such as 1.0.0, found "1.0"'),
        ("pilot-with-option", "pilot", 3, "expected one of innovation-partnership, pilot-with-option"),
        ("status: draft", "status: ready", 4, "expected one of draft, approved, withdrawn"),
        ("[en]", "[en, de]", 6, "expected languages among en, nb"),
        ("title: {en: Pilot, nb: Pilot}", "title: Pilot", 5, "expected a text in each of en"),
        ("id: pilot\n", "id: [\n", 3, "this is not YAML"),
    ],
)
def test_what_a_template_says_of_itself_is_checked(
    tmp_path: Path, old: str, new: str, line: int, part: str
) -> None:
    folder = package(tmp_path, PRICE, {"purpose": "{price}"})
    path = folder / "template.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = faults_of(folder)
    assert any((file, at) == ("pilot/template.yaml", line) and part in text for file, at, text in found), (
        found
    )


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("shared: []\n", 1, 'unknown key "shared"'),
        ("parameters:\n  - {type: text}\n", 2, "every parameter has an id"),
        ("parameters:\n  - {id: cap}\n  - {id: cap}\n", 3, '"cap" stands twice'),
        ("parameters:\n  - {id: cap, type: text}\n", 2, "label: is missing"),
        ("parameters:\n  - {id: cap, type: text, label: {nb: Tak}}\n", 2, "expected a text in each of en"),
    ],
)
def test_a_fault_in_the_shared_parameters_is_named_where_it_stands(
    tmp_path: Path, text: str, line: int, part: str
) -> None:
    folder = package(tmp_path, "parameters: [{use: cap}]\nclauses: [purpose]\n", {"purpose": "{cap}"})
    write(tmp_path, {"_shared/parameters.yaml": text})
    found = faults_of(folder)
    assert any(
        (file, at) == ("_shared/parameters.yaml", line) and part in told for file, at, told in found
    ), found


def test_a_shared_parameter_that_a_text_or_a_condition_mentions_is_taken_by_itself(tmp_path: Path) -> None:
    folder = package(
        tmp_path, "clauses: [purpose]\n", {"purpose": "---\ntitle: P\nwhen: cap is answered\n---\n{cap}"}
    )
    write(tmp_path, {"_shared/parameters.yaml": SHARED_PARAMETERS})
    found = read_template(folder)
    assert [(parameter.id, parameter.shared) for parameter in found.parameters.values()] == [("cap", True)]
    assert set(found.sources) == {
        "pilot/template.yaml",
        "pilot/clauses/purpose.en.md",
        "_shared/parameters.yaml",
    }


def test_an_appendix_has_its_text_in_every_language_and_no_front_matter_but_guidance(tmp_path: Path) -> None:
    main = (
        PRICE
        + "appendices: [{id: needs, title: {en: N, nb: B}, who_fills: buyer, when: {en: Now, nb: Nå}}]\n"
    )
    folder = package(tmp_path, main, {"purpose.en": "{price}", "purpose.nb": "{price}"}, languages="en, nb")
    write(folder, {"appendices/needs.en.md": "---\ntitle: Needs\n---\nText.\n"})
    assert [(file, line) for file, line, _ in faults_of(folder)] == [
        ("pilot/appendices/needs.en.md", 2),
        ("pilot/template.yaml", 10),
    ]


def test_all_faults_of_a_package_are_told_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    main = PRICE.replace("type: money", "type: amount").replace("[purpose]", "[purpose, payment]")
    folder = package(
        tmp_path,
        main,
        {"purpose": "# Title\n\n{prise} {#nowhere}", "payment": "---\nguidence: x\n---\nPay.\n"},
    )
    assert [(file, line) for file, line, _ in faults_of(folder)] == [
        ("pilot/clauses/payment.en.md", 2),
        ("pilot/clauses/payment.en.md", 2),
        ("pilot/clauses/purpose.en.md", 4),
        ("pilot/clauses/purpose.en.md", 6),
        ("pilot/clauses/purpose.en.md", 6),
        ("pilot/template.yaml", 8),
    ]


def test_an_appendix_holds_no_alternatives(tmp_path: Path) -> None:
    main = PRICE + "appendices: [{id: needs, title: {en: N}, who_fills: buyer, when: {en: Now}}]\n"
    folder = package(tmp_path, main, {"purpose": "{price}"})
    write(folder, {"appendices/needs.en.md": "Text.\n\n::: alternative long\nLong.\n:::\n"})
    assert [(file, line) for file, line, _ in faults_of(folder)] == [("pilot/appendices/needs.en.md", 3)]


def test_a_folder_without_a_template_says_so(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no template\.yaml stands in this folder"):
        read_template(tmp_path)


def test_a_template_is_called_as_its_folder(tmp_path: Path) -> None:
    folder = package(tmp_path, PRICE, {"purpose": "{price}"})
    found = faults_of(folder.rename(tmp_path / "trial"))
    assert found == [("trial/template.yaml", 1, 'id: expected the name of the folder, "trial"')]
