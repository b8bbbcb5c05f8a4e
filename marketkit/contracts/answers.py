"""Answers from a file or a form to exact values, and back to what can be stored. Pure.

What comes in is texts, lists and maps, as a form or a YAML file gives them. Everything wrong is told at once; a fault's
`column` is the path of the answer it concerns, "price" or "kpis[2].name" for a field in the second row of a list.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from marketkit.contracts.parameters import Answer, Answers, Bound, Duration, Parameter, ParameterType, Row
from marketkit.contracts.typed_answers import UNWANTED, NoAnswer, Raw, read_answer
from marketkit.errors import BadInput, Fault
from marketkit.numbers import MAX_LENGTH
from marketkit.said import Figure, Said, decimal_text, say
from marketkit.values import Money, UnreadableError
from marketkit.yamltext import Node, load

MAX_ROWS = 500
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


def read_answers(
    parameters: Mapping[str, Parameter],
    raw: Mapping[str, Raw],
    *,
    file: str | None = None,
    lines: Mapping[str, int] | None = None,
) -> Answers:
    """The exact values of the answers. Raises BadInput with every fault; an empty field is no answer."""
    answers, faults = check_answers(parameters, raw, file=file, lines=lines)
    if faults:
        raise BadInput(faults)
    return answers


def check_answers(
    parameters: Mapping[str, Parameter],
    raw: Mapping[str, Raw],
    *,
    file: str | None = None,
    lines: Mapping[str, int] | None = None,
) -> tuple[Answers, tuple[Fault, ...]]:
    """The answers that can be read, and what is wrong with the others. `lines` tells the line of each path."""
    reader = _Reader(file, lines or {})
    return reader.all(parameters, raw, ""), tuple(reader.faults)


def answers_from_yaml(parameters: Mapping[str, Parameter], data: bytes, file: str) -> Answers:
    """The answers in a YAML file; `file` names it in messages. Raises BadInput with every fault and its line."""
    root = load(data, file)
    if root.kind != "map":
        raise BadInput([Fault(say("expected answers such as price: NOK 1000"), file=file, line=root.line)])
    lines: dict[str, int] = {}
    raw = {key: _raw(node, key, lines) for key, (_, node) in root.entries.items()}
    lines.update({key: name.line for key, (name, _) in root.entries.items()})
    return read_answers(parameters, raw, file=file, lines=lines)


def raw_of(node: Node) -> Raw:
    """What stands at a place of a YAML file as texts, lists and maps."""
    return _raw(node, "", {})


def _raw(node: Node, path: str, lines: dict[str, int]) -> Raw:
    lines[path] = node.line
    if node.kind == "text":
        return node.text
    if node.kind == "list":
        return [_raw(item, f"{path}[{number}]", lines) for number, item in enumerate(node.items, 1)]
    return {key: _raw(value, f"{path}.{key}", lines) for key, (_, value) in node.entries.items()}


def plain_answers(answers: Answers) -> dict[str, Raw]:
    """The answers as texts, lists and maps; `read_answers` makes equal answers of them again."""
    return {parameter: plain_answer(answer) for parameter, answer in answers.items()}


def plain_answer(answer: Answer) -> Raw:
    """One answer as texts, lists and maps."""
    match answer:
        case bool() | int() | str():
            return answer
        case Fraction():
            return exact_decimal(answer)
        case Money():
            return {"amount": answer.number(), "currency": answer.currency}
        case Duration():
            return {"number": answer.number, "unit": answer.unit.value}
        case date():
            return answer.isoformat()
    return [
        {"key": entry.key, **plain_answers(entry.values)} if isinstance(entry, Row) else entry
        for entry in answer
    ]


def answers_hash(answers: Answers) -> str:
    """SHA-256 (hexadecimal) of the exact answers, whatever order they were given in."""
    text = json.dumps(plain_answers(answers), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def exact_decimal(value: Fraction) -> str:
    """A number that has finitely many decimals, with exactly these: "12.5", "30"."""
    places = next((places for places in range(MAX_LENGTH) if (value * 10**places).denominator == 1), None)
    if places is None:
        raise ValueError(f"{value} has no end of decimals")
    return decimal_text(value, places)


class _Reader:
    def __init__(self, file: str | None, lines: Mapping[str, int]) -> None:
        self.file = file
        self.lines = lines
        self.faults: list[Fault] = []

    def fault(self, path: str, message: Said, value: Raw = None) -> None:
        line = self.lines.get(path) or self.lines.get(path.rpartition(".")[0])
        shown = value if isinstance(value, str) and not UNWANTED.search(value) else None
        self.faults.append(Fault(message, file=self.file, line=line, column=path, value=shown))

    def all(
        self, parameters: Mapping[str, Parameter], raw: Mapping[str, Raw], within: str
    ) -> dict[str, Answer]:
        """The answers of a map; `within` is the path of the row that holds them, followed by a full stop."""
        for name in raw:
            if name not in parameters:
                close = difflib.get_close_matches(name, list(parameters), n=1)
                message = (
                    say('the template does not ask for this; did you mean "{close}"?', close=close[0])
                    if close
                    else say("the template does not ask for this")
                )
                self.fault(f"{within}{name}", message)
        answers: dict[str, Answer] = {}
        for name, parameter in parameters.items():
            path = f"{within}{name}"
            try:
                answer = self.one(parameter, raw.get(name), path)
            except NoAnswer:
                continue
            except UnreadableError as error:
                self.fault(path, error.said, raw[name])
                continue
            self._keep_to_bounds(parameter, answer, path)
            answers[name] = answer
        return answers

    def one(self, parameter: Parameter, raw: Raw, path: str) -> Answer:
        """One answer. Raises NoAnswer for an empty field, UnreadableError for what cannot be read."""
        if parameter.type is ParameterType.LIST and raw not in (None, ""):
            return self._rows(parameter, raw, path)
        return read_answer(parameter, raw)

    def _rows(self, parameter: Parameter, raw: Raw, path: str) -> tuple[Row, ...]:
        if not isinstance(raw, list) or not all(isinstance(entry, dict) for entry in raw):
            raise UnreadableError(say("expected a list with the fields {fields}", fields=_names(parameter)))
        if len(raw) > MAX_ROWS:
            raise UnreadableError(say("expected at most {most} rows", most=MAX_ROWS))
        fields = {field.id: field for field in parameter.fields}
        rows: list[Row] = []
        keys: set[str] = set()
        for number, entry in enumerate(raw, 1):
            assert isinstance(entry, dict)
            values = dict(entry)
            key = self._key(values.pop("key", None), number, f"{path}[{number}]")
            row = Row(key, self.all(fields, values, f"{path}[{number}]."))
            if key in keys:
                self.fault(f"{path}[{number}].key", say('two rows have the key "{key}"', key=key), key)
            keys.add(key)
            if row.values:
                rows.append(row)
        return tuple(rows)

    def _key(self, raw: Raw, number: int, path: str) -> str:
        key = str(raw or f"row-{number}")
        if not _KEY.fullmatch(key):
            self.fault(
                f"{path}.key", say("a key is at most 64 letters, digits, hyphens and underscores"), key
            )
        return key

    def _keep_to_bounds(self, parameter: Parameter, answer: Answer, path: str) -> None:
        measure = _measure(answer)
        low, high = parameter.minimum, parameter.maximum
        if low is None and parameter.type is ParameterType.MONEY:
            low = Fraction(0)
        if low is not None and measure < _measure(low):  # type: ignore[operator]
            self.fault(path, say("expected at least {low}", low=_shown_bound(low)))
        if high is not None and measure > _measure(high):  # type: ignore[operator]
            self.fault(path, say("expected at most {high}", high=_shown_bound(high)))


def _names(parameter: Parameter) -> str:
    return ", ".join(field.id for field in parameter.fields)


def _measure(value: Answer | Bound) -> Fraction | date:
    """What is compared with a bound: a number, an amount, days, a date; how long a text or a list is."""
    match value:
        case Money():
            return value.amount
        case Duration():
            return Fraction(value.days)
        case date():
            return value
        case str() | tuple():
            return Fraction(len(value))
        case _:
            return Fraction(value)


def _shown_bound(bound: Bound) -> Figure | date | str:
    return (
        Figure(bound, MAX_LENGTH)
        if isinstance(bound, Fraction)
        else bound
        if isinstance(bound, date)
        else str(bound)
    )
