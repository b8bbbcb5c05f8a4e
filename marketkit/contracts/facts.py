"""What others than lawyers go on working with after signing: goals, measures, options and shares, as exact texts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction

from marketkit.contracts.answers import exact_decimal
from marketkit.contracts.conditions import evaluate
from marketkit.contracts.draft import Fact
from marketkit.contracts.parameters import Answer, Answers, Row
from marketkit.contracts.template import FactRule, Template


def facts_of(template: Template, values: Answers) -> tuple[Fact, ...]:
    """The facts that these values agree on: of rules whose condition holds, those with at least one value.

    The id of a fact is its kind, and the list and key of its row or the first parameter it is made of; it stays the
    same in every draft of the contract.
    """
    return tuple(
        fact
        for rule in template.facts
        if rule.condition is None or evaluate(rule.condition.condition, values)
        for fact in _facts(rule, template, values)
    )


def _facts(rule: FactRule, template: Template, values: Answers) -> Iterator[Fact]:
    if not rule.rows:
        id_ = f"{rule.kind.value}:{next(iter(rule.values.values()), '')}"
        yield from _fact(rule, id_, values)
        return
    rows = values.get(rule.rows)
    fields = [field.id for field in template.parameters[rule.rows].fields]
    outside = {id_: answer for id_, answer in values.items() if id_ not in fields}
    for row in rows if isinstance(rows, tuple) else ():
        assert isinstance(row, Row)
        yield from _fact(rule, f"{rule.kind.value}:{rule.rows}:{row.key}", {**outside, **row.values})


def _fact(rule: FactRule, id_: str, values: Answers) -> Iterator[Fact]:
    told = tuple(
        (name, exact_text(values[source])) for name, source in rule.values.items() if source in values
    )
    if told:
        yield Fact(id_, rule.kind, told)


def exact_text(answer: Answer) -> str:
    """The answer as text that loses nothing: "NOK 1200000.00", "2027-01-31", "12.5", "6 months", "true".

    Choices are told by their ids, parted by commas; the rows of a list by their fields, rows parted by semicolons.
    """
    match answer:
        case bool():
            return "true" if answer else "false"
        case Fraction():
            return exact_decimal(answer)
        case date():
            return answer.isoformat()
        case tuple():
            rows = [entry for entry in answer if isinstance(entry, Row)]
            if rows:
                return "; ".join(
                    ", ".join(exact_text(value) for value in row.values.values()) for row in rows
                )
            return ", ".join(str(entry) for entry in answer)
        case _:
            return str(answer)
