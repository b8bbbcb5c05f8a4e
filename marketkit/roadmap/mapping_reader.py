"""Reads a mapping file: YAML in, a mapping out, or every fault with its line. Pure but for the shipped files."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.procurements.search import fold
from marketkit.roadmap.mapping import AS_OF, FIELDS, AmountStyle, ColumnMapping, Kind, Source, allowed
from marketkit.roadmap.window_words import DateOrder, DateStyle
from marketkit.said import say
from marketkit.values import UnreadableError, minor_digits
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node, load

SHIPPED = Path(__file__).parent / "mappings"
YES_NO = ("yes", "no")
GROUP_MARKS = (",", ".", "'")
_TOP = ("list", "key", "as_of", "dates", "amounts", "fields", "ignored")
_SOURCE = ("column", "columns", "from", "until", "constant", "join", "words", "nothing", "unreadable")
_UNREADABLE = ("refuse", "leave-out")


def shipped() -> dict[str, Path]:
    """The mapping files that come with the program, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.yaml"))}


def shipped_mapping(name: str) -> ColumnMapping:
    """A mapping that comes with the program. Raises KeyError for a name there is not."""
    path = shipped()[name]
    return read_mapping(path.read_bytes(), path.name)


def read_mapping(data: bytes, file: str) -> ColumnMapping:
    """The mapping in a file. Raises BadInput with every fault found."""
    return _Reader(file).read(load(data, file))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fields(self, node: Node, where: str, allowed_keys: tuple[str, ...]) -> Fields:
        return Fields(node, where=where, allowed=allowed_keys, file=self.file, faults=self.faults)

    def read(self, root: Node) -> ColumnMapping:
        top = self.fields(root, "", _TOP)
        top.require("list", "fields")
        name = top.text("list") or ""
        day, column = self.as_of(top)
        mapping = ColumnMapping(
            list_name=name,
            fields=self.sources(top),
            key=self.one_or_more(top, "key"),
            as_of_column=column,
            as_of=day,
            dates=self.dates(top),
            amounts=self.amounts(top),
            ignored=self.one_or_more(top, "ignored"),
        )
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.line or 0))
        return mapping

    def one_or_more(self, fields: Fields, key: str) -> tuple[str, ...]:
        node = fields.node.get(key)
        if node is None or node.kind == "list":
            return fields.texts(key)
        text = fields.text(key)
        return (text,) if text else ()

    def as_of(self, top: Fields) -> tuple[date | None, str]:
        """The day of the list, or the column it stands in."""
        node = top.node.get("as_of")
        if node is None:
            return None, ""
        if node.kind == "map":
            inner = self.fields(node, "as_of", ("column",))
            inner.require("column")
            return None, inner.text("column") or ""
        try:
            return date.fromisoformat(node.text.strip()), ""
        except ValueError:
            message = say("expected a day such as 2027-03-05 or {{column: name}}")
            top.fault("as_of", message, value=node.text)
            return None, ""

    def dates(self, top: Fields) -> DateStyle:
        node = top.node.get("dates")
        if node is None:
            return DateStyle()
        inner = self.fields(node, "dates", ("order", "fiscal_year_starts"))
        order = inner.choice("order", [each.value for each in DateOrder])
        return DateStyle(DateOrder(order) if order else None, inner.whole("fiscal_year_starts", 1, 12))

    def amounts(self, top: Fields) -> AmountStyle:
        node = top.node.get("amounts")
        if node is None:
            return AmountStyle()
        inner = self.fields(node, "amounts", ("currency", "group_mark", "times", "zero_is_nothing"))
        inner.require("currency")
        currency = inner.text("currency") or "NOK"
        try:
            minor_digits(currency)
        except UnreadableError as error:
            inner.fault("currency", error.said, value=currency)
        times = inner.number("times")
        if times is not None and times <= 0:
            inner.fault("times", say("expected a number above 0"))
        return AmountStyle(
            currency=currency,
            group_mark=inner.choice("group_mark", GROUP_MARKS) or "",
            times=Fraction(1) if times is None else times,
            zero_is_nothing=inner.choice("zero_is_nothing", YES_NO) == "yes",
        )

    def sources(self, top: Fields) -> dict[str, Source]:
        node = top.node.get("fields")
        if node is None:
            return {}
        inner = self.fields(node, "fields", tuple(FIELDS))
        inner.require("title")
        if "value" in node.entries and ("value_low" in node.entries or "value_high" in node.entries):
            inner.fault("value", say("cannot stand beside value_low or value_high"))
        return {
            name: self.source(name, key.line, value)
            for name, (key, value) in node.entries.items()
            if name in FIELDS
        }

    def source(self, name: str, line: int, node: Node) -> Source:
        """A field's source: a column's name, or a map that says more."""
        if node.kind == "text" and node.text.strip():
            return Source(columns=(node.text.strip(),))
        fields = self.fields(node, f"fields: {name}", _SOURCE)
        if node.kind != "map":
            return Source()
        ways = [key for key in ("column", "columns", "from", "constant") if fields.has(key)]
        if len(ways) != 1:
            message = say("expected one of column, columns, from and constant")
            fields.fault(None, message, line=line)
        if fields.has("from") != fields.has("until"):
            fields.fault(None, say("from and until belong together"), line=line)
        if fields.has("from") and FIELDS[name] is not Kind.WINDOW:
            fields.fault("from", say("only a window has a beginning and an end"))
        constant = fields.text("constant") or ""
        self.check_code(fields, "constant", name, constant)
        single = fields.text("column") or fields.text("from")
        return Source(
            columns=(single,) if single else fields.texts("columns"),
            until=fields.text("until") or "",
            constant=constant,
            join=_raw(fields, "join", " "),
            words=self.words(fields, name),
            nothing=self.one_or_more(fields, "nothing"),
            leave_out=fields.choice("unreadable", _UNREADABLE) == "leave-out",
        )

    def words(self, fields: Fields, name: str) -> dict[str, str]:
        node = fields.node.get("words")
        if node is None:
            return {}
        if node.kind != "map":
            fields.fault("words", say("expected the list's words, each with what it means"))
            return {}
        found = {}
        for word, (key, value) in node.entries.items():
            meaning = value.text.strip()
            if value.kind != "text" or not meaning:
                fields.fault("words", say('"{word}" has no meaning', word=word), line=key.line, value=word)
            else:
                self.check_code(fields, "words", name, meaning, key.line)
                found[fold(word)] = meaning
        return found

    def check_code(self, fields: Fields, key: str, name: str, code: str, line: int | None = None) -> None:
        """A fault where a field that is a choice is given what is none of its codes."""
        codes = allowed(name)
        if code and codes and code not in codes:
            message = say('expected one of {options}; found "{text}"', options=", ".join(codes), text=code)
            fields.fault(key, message, line=line, value=code)
        if key == "constant" and code and name == "ended_on" and code != AS_OF:
            fields.fault(key, say('expected a column, or "as-of" for the day of the list'), value=code)


def _raw(fields: Fields, key: str, default: str) -> str:
    """A text with the room around it: what stands between two texts."""
    node = fields.node.get(key)
    return node.text if node is not None and node.kind == "text" else default
