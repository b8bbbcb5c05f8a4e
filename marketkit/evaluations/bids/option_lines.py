"""Priced options as an officer writes them: one line an option, "Night service: 100 000". Pure."""

from __future__ import annotations

from fractions import Fraction

from marketkit.errors import BadInput, Fault
from marketkit.numbers import NotANumber, parse_number
from marketkit.said import say

MAX_NAME = 200


def read_options(text: str, currency: str) -> list[tuple[str, Fraction]]:
    """The options as (name, amount in `currency`). Raises BadInput with every faulty line."""
    found: list[tuple[str, Fraction]] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, colon, amount = (part.strip() for part in line.rpartition(":"))
        if not colon or not name:
            faults.append(Fault(say("line {line}: write the option, a colon and its price", line=number)))
            continue
        if len(name) > MAX_NAME:
            faults.append(Fault(say("line {line}: at most {most} characters", line=number, most=MAX_NAME)))
        if name.casefold() in {other.casefold() for other, _amount in found}:
            faults.append(Fault(say('line {line}: "{name}" stands twice', line=number, name=name)))
        try:
            found.append((name, parse_number(amount, currency)))
        except NotANumber as error:
            faults.append(Fault(say("line {line}: {problem}", line=number, problem=error.said)))
    if faults:
        raise BadInput(faults)
    return found
