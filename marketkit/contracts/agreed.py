"""What a signed contract agrees on, for the parts of the house that follow it up: measures, options, shares of gains.

The facts of the draft that was signed are texts. Those that say enough become rows of the procurement; of the others
the page tells what they lack, so that the next draft, or a correction of the record, can say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, TypeAlias

from marketkit.contracts.draft import FactKind
from marketkit.contracts.models import Contract
from marketkit.numbers import NotANumber, parse_number
from marketkit.procurements import ledger
from marketkit.procurements.models import AgreedMeasure, Award, Option, Procurement, SharingTerm
from marketkit.said import Said, say
from marketkit.values import Money, Precision

Agreed: TypeAlias = AgreedMeasure | Option | SharingTerm
_KINDS: tuple[type[Agreed], ...] = (AgreedMeasure, Option, SharingTerm)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A fact that could not be carried over, by its id, and what it lacks."""

    fact: str
    why: Said


class _LacksError(Exception):
    def __init__(self, why: Said) -> None:
        super().__init__(why)
        self.why = why


def source_of(contract: Contract) -> str:
    """What the rows of a contract say that they come from."""
    return f"contract:{contract.id}"


def carry_over(
    *,
    contract: Contract,
    facts: Sequence[Mapping[str, Any]],
    signed_on: date,
    reason: str,
    actor_id: int | None,
) -> tuple[Unfit, ...]:
    """Append what the facts agree on to the procurement; rows of an earlier record of this contract are withdrawn.

    Gives the facts that say too little.
    """
    for old in list(standing_rows(contract)):
        ledger.withdraw(old, reason=reason or "corrected", actor_id=actor_id)
    unfit = []
    for fact in facts:
        try:
            row = _row(fact, contract.procurement, signed_on)
        except _LacksError as error:
            unfit.append(Unfit(fact["id"], error.why))
            continue
        if row is not None:
            ledger.append(
                row, procurement=contract.procurement, source=source_of(contract), actor_id=actor_id
            )
    return tuple(unfit)


def unfit_facts(contract: Contract, facts: Sequence[Mapping[str, Any]], signed_on: date) -> tuple[Unfit, ...]:
    """The facts that say too little to be carried over."""
    found = []
    for fact in facts:
        try:
            _row(fact, contract.procurement, signed_on)
        except _LacksError as error:
            found.append(Unfit(fact["id"], error.why))
    return tuple(found)


def standing_rows(contract: Contract) -> Iterator[Agreed]:
    """The rows of this contract that stand now."""
    for kind in _KINDS:
        for row in ledger.standing(kind, procurement=contract.procurement):
            if row.source == source_of(contract):
                yield row


def _row(fact: Mapping[str, Any], procurement: Procurement, signed_on: date) -> Agreed | None:
    """The row a fact makes; None for kinds that are words alone. Raises _LacksError."""
    values: Mapping[str, str] = fact["values"]
    match FactKind(fact["kind"]):
        case FactKind.KPI:
            return _measure(values)
        case FactKind.OPTION:
            return _option(values, signed_on)
        case FactKind.SHARING:
            return _sharing(values, procurement)
        case _:
            return None


def _measure(values: Mapping[str, str]) -> AgreedMeasure:
    target = _number(values.get("target"))
    if target is None:
        raise _LacksError(say("the target is no number, so it cannot be compared with what is measured"))
    if "due" not in values:
        raise _LacksError(say("it has no day by which the target is to be reached"))
    return AgreedMeasure(
        name=values.get("name", "")[:200],
        baseline=_number(values.get("baseline")),
        target=target,
        unit_of_measure=values.get("unit", "")[:60],
        due=date.fromisoformat(values["due"]),
    )


def _option(values: Mapping[str, str], signed_on: date) -> Option:
    if "deadline" not in values:
        raise _LacksError(say("it has no last day on which it can be used"))
    latest = date.fromisoformat(values["deadline"])
    if latest < signed_on:
        raise _LacksError(say("its last day lies before the signing"))
    ceiling = _amount(values.get("ceiling"))
    return Option(
        name=values.get("name", "")[:200],
        terms=values.get("holders", ""),
        earliest=signed_on,
        latest=latest,
        precision=Precision.DAY,
        value_minor=ceiling.minor if ceiling else None,
        value_currency=ceiling.currency if ceiling else None,
    )


def _sharing(values: Mapping[str, str], procurement: Procurement) -> SharingTerm:
    rate = _number(values.get("rate"))
    if rate is None or not 0 <= rate <= 100:
        raise _LacksError(say("it has no share in percent"))
    supplier = _winner(procurement)
    if supplier is None:
        raise _LacksError(say("no single winner is on record, so nobody can be named as the one who gets it"))
    terms = "; ".join(f"{name}: {value}" for name, value in values.items() if name != "rate")
    return SharingTerm(percent=rate, to_supplier_id=supplier, terms=terms)


def _winner(procurement: Procurement) -> int | None:
    """The supplier that won, where there is one alone."""
    winners = {award.supplier_id for award in ledger.standing(Award, procurement=procurement)}
    return winners.pop() if len(winners) == 1 else None


def _number(text: str | None) -> Fraction | None:
    try:
        return parse_number(text.removesuffix("%").strip()) if text else None
    except NotANumber:
        return None


def _amount(text: str | None) -> Money | None:
    if not text:
        return None
    currency, _, amount = text.partition(" ")
    return Money.parse(amount, currency)
