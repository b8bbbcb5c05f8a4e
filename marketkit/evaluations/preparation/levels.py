"""What scores mean, as an officer writes it: one line a score, "10: meets the need fully". Pure."""

from __future__ import annotations

from fractions import Fraction

from marketkit.errors import BadInput, Fault
from marketkit.numbers import NotANumber, parse_number
from marketkit.said import say
from marketkit.sourcing.strategy import Criterion

MAX_MEANING = 500
Levels = list[list[str]]


def read_levels(text: str, leaf: Criterion) -> Levels:
    """The lines as [[score, meaning], ...], best score first. Raises BadInput with every faulty line."""
    found: list[tuple[Fraction, list[str]]] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        score, _, meaning = line.partition(":")
        try:
            value = parse_number(score.strip())
        except NotANumber:
            faults.append(Fault(say("line {line}: write the score, a colon and what it means", line=number)))
            continue
        if leaf.scale is None or not min(leaf.scale) <= value <= max(leaf.scale):
            faults.append(
                Fault(say("line {line}: {score} is off the scale", line=number, score=score.strip()))
            )
        if not meaning.strip():
            faults.append(Fault(say("line {line}: say what {score} means", line=number, score=score.strip())))
        if len(meaning.strip()) > MAX_MEANING:
            faults.append(Fault(say("line {line}: at most {most} characters", line=number, most=MAX_MEANING)))
        if any(value == other for other, _pair in found):
            faults.append(Fault(say("line {line}: {score} stands twice", line=number, score=score.strip())))
        found.append((value, [score.strip(), meaning.strip()]))
    if faults:
        raise BadInput(faults)
    best_is_high = leaf.scale is None or leaf.scale[1] >= leaf.scale[0]
    return [pair for _value, pair in sorted(found, key=lambda each: each[0], reverse=best_is_high)]


def write_levels(levels: Levels) -> str:
    """The same as lines."""
    return "\n".join(f"{score}: {meaning}" for score, meaning in levels)
