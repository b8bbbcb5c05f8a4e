"""The structured facts of a draft: exact, and known by the same id in every draft."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from marketkit.contracts.draft import Fact, FactKind
from marketkit.contracts.facts import exact_text
from marketkit.contracts.parameters import Answer, Duration, DurationUnit
from marketkit.contracts.typed_answers import Raw
from marketkit.values import Money
from tests.contracts.packages_on_disk import draft, template

MAIN = """\
parameters:
  - {id: scaling, type: boolean, label: {en: Scaling}}
  - {id: ceiling, type: money, label: {en: Ceiling}}
  - {id: deadline, type: date, label: {en: Deadline}}
  - {id: rate, type: percent, label: {en: Rate}}
  - {id: unit, type: text, label: {en: Unit}}
  - id: length
    type: duration
    label: {en: Length}
    default: {value: 6 months, rationale: {en: Usual.}}
  - id: holders
    type: list
    label: {en: Holders}
    fields:
      - {id: name, type: text, label: {en: Name}}
      - {id: number, type: text, label: {en: Number}}
  - id: kpis
    type: list
    label: {en: Measures}
    fields:
      - {id: name, type: text, label: {en: Name}}
      - {id: target, type: percent, label: {en: Target}}
      - {id: unit, type: text, label: {en: Unit}}
clauses: [all]
facts:
  - {kind: kpi, rows: kpis, values: {name: name, target: target, unit: unit, due: deadline}}
  - {kind: option, if: scaling, values: {ceiling: ceiling, holders: holders, deadline: deadline}}
  - {kind: sharing, values: {rate: rate, length: length}}
"""
ANSWERS: dict[str, Raw] = {
    "scaling": True,
    "ceiling": "NOK 12000000",
    "deadline": "2028-06-30",
    "rate": "12.5",
    "unit": "not of a measure",
    "holders": [{"name": "Bergen", "number": "964338531"}, {"name": "Oslo"}],
    "kpis": [
        {"key": "falls", "name": "Falls", "target": "30", "unit": "percent"},
        {"key": "calls", "name": "Calls"},
    ],
}
FALLS = Fact(
    "kpi:kpis:falls",
    FactKind.KPI,
    (("name", "Falls"), ("target", "30"), ("unit", "percent"), ("due", "2028-06-30")),
)
CALLS = Fact("kpi:kpis:calls", FactKind.KPI, (("name", "Calls"), ("due", "2028-06-30")))
OPTION = Fact(
    "option:ceiling",
    FactKind.OPTION,
    (("ceiling", "NOK 12000000.00"), ("holders", "Bergen, 964338531; Oslo"), ("deadline", "2028-06-30")),
)
SHARING = Fact("sharing:rate", FactKind.SHARING, (("rate", "12.5"), ("length", "6 months")))


def facts(root: Path, answers: dict[str, Raw]) -> tuple[Fact, ...]:
    return draft(template(root, MAIN, {"all": "Text."}), answers).facts


def test_facts_hold_exact_values_and_what_stands_by_default(tmp_path: Path) -> None:
    assert facts(tmp_path, ANSWERS) == (FALLS, CALLS, OPTION, SHARING)


def test_a_fact_keeps_its_id_when_the_rows_change_places(tmp_path: Path) -> None:
    kpis = ANSWERS["kpis"]
    assert isinstance(kpis, list)
    assert facts(tmp_path, {**ANSWERS, "kpis": kpis[::-1]})[:2] == (CALLS, FALLS)


def test_what_is_not_agreed_is_no_fact(tmp_path: Path) -> None:
    assert facts(tmp_path, {**ANSWERS, "scaling": False}) == (FALLS, CALLS, SHARING)
    undecided = {name: answer for name, answer in ANSWERS.items() if name != "scaling"}
    assert OPTION not in facts(tmp_path, undecided)
    assert facts(tmp_path, {}) == (Fact("sharing:rate", FactKind.SHARING, (("length", "6 months"),)),)


@pytest.mark.parametrize(
    ("answer", "exact"),
    [
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (Fraction(25, 2), "12.5"),
        (Money(50, "JPY"), "JPY 50"),
        (date(2027, 1, 31), "2027-01-31"),
        (Duration(1, DurationUnit.YEARS), "1 year"),
        (("north", "west"), "north, west"),
        ((), ""),
        ("as it is; even so", "as it is; even so"),
    ],
)
def test_a_value_is_told_as_text_that_loses_nothing(answer: Answer, exact: str) -> None:
    assert exact_text(answer) == exact
