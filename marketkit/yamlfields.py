"""Reading one map of a YAML tree field by field, noting every fault instead of stopping at the first."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from fractions import Fraction

from marketkit.errors import Fault
from marketkit.numbers import NotANumber, parse_number
from marketkit.said import Said, say
from marketkit.yamltext import Node

_LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")


class Fields:
    """One map of the file. `where` names it in messages; `broken` holds the keys a fault was noted for."""

    def __init__(
        self, node: Node, *, where: str, allowed: Collection[str], file: str, faults: list[Fault]
    ) -> None:
        self.node = node
        self.where = where
        self.file = file
        self.faults = faults
        self.broken: set[str] = set()
        if node.kind != "map":
            self.fault(
                None, say("expected keys with values, found {node}", node=node.describe()), line=node.line
            )
            self.broken.update(allowed)
            return
        for key, (key_node, value) in node.entries.items():
            if key not in allowed:
                message = say('unknown key "{key}"; {hint}', key=key, hint=_hint(key, value, allowed))
                self.fault(None, message, line=key_node.line, value=key)

    def fault(
        self, key: str | None, message: str, *, line: int | None = None, value: str | None = None
    ) -> None:
        """Note what is wrong with a key (or with the map as a whole)."""
        if key is not None:
            self.broken.add(key)
            line = line or self.line(key)
        place = ": ".join(part for part in (self.where, key) if part)
        text = say("{place}: {message}", place=place, message=message) if place else message
        self.faults.append(Fault(text, file=self.file, line=line or self.node.line, value=value))

    def line(self, key: str) -> int:
        entry = self.node.entries.get(key)
        return entry[0].line if entry else self.node.line

    def has(self, key: str) -> bool:
        return key in self.node.entries

    def require(self, *keys: str) -> None:
        for key in keys:
            if self.node.kind == "map" and not self.has(key):
                self.fault(key, say("is missing"))

    def text(self, key: str) -> str | None:
        node = self.node.get(key)
        if node is None:
            return None
        if node.kind != "text" or not node.text.strip():
            self.fault(key, say("expected a text, found {node}", node=node.describe()), value=node.text)
            return None
        return node.text.strip()

    def choice(self, key: str, options: Collection[str]) -> str | None:
        text = self.text(key)
        if text is None or text in options:
            return text
        self.fault(
            key,
            say('expected one of {options}; found "{text}"', options=", ".join(options), text=text),
            value=text,
        )
        return None

    def number(self, key: str) -> Fraction | None:
        node = self.node.get(key)
        return None if node is None else self._number(key, node)

    def _number(self, key: str, node: Node) -> Fraction | None:
        if node.kind != "text" or not node.text.strip():
            self.fault(
                key,
                say("expected a number, found {node}", node=node.describe()),
                line=node.line,
                value=node.text,
            )
            return None
        try:
            return parse_number(node.text)
        except NotANumber as error:
            self.fault(key, error.said, line=node.line, value=node.text)
            return None

    def numbers(self, key: str, count: int) -> tuple[Fraction, ...] | None:
        node = self.node.get(key)
        if node is None:
            return None
        if node.kind != "list" or len(node.items) != count:
            self.fault(
                key,
                say("expected {count} numbers in brackets, found {node}", count=count, node=node.describe()),
                value=node.text,
            )
            return None
        values = [self._number(key, item) for item in node.items]
        return None if None in values else tuple(value for value in values if value is not None)

    def whole(self, key: str, least: int, most: int) -> int | None:
        value = self.number(key)
        if value is None:
            return None
        if value.denominator != 1 or not least <= value <= most:
            found = self.node.entries[key][1].text
            self.fault(
                key,
                say(
                    'expected a whole number from {least} to {most}, found "{found}"',
                    least=least,
                    most=most,
                    found=found,
                ),
                value=found,
            )
            return None
        return int(value)

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.node.get(key)
        if node is None:
            return ()
        if node.kind != "list":
            self.fault(
                key,
                say("expected a list such as [a, b], found {node}", node=node.describe()),
                value=node.text,
            )
            return ()
        found: list[str] = []
        for item in node.items:
            text = item.text.strip()
            if item.kind != "text" or not text:
                self.fault(key, say("expected a text, found {item}", item=item.describe()), line=item.line)
            elif text in found:
                self.fault(key, say('"{text}" stands twice', text=text), line=item.line, value=text)
            else:
                found.append(text)
        return tuple(found)

    def nodes(self, key: str) -> list[Node]:
        """The members of a list of maps; an empty list is a fault."""
        node = self.node.get(key)
        if node is None:
            return []
        if node.kind != "list" or not node.items:
            self.fault(
                key, say("expected a list with at least one entry, found {node}", node=node.describe())
            )
            return []
        return node.items

    def title(self, key: str, default: str) -> dict[str, str]:
        """A text or a map of languages; `default` when there is none."""
        node = self.node.get(key)
        if node is None:
            return {"": default}
        if node.kind == "text":
            return {"": self.text(key) or default}
        if node.kind == "list" or not node.entries:
            self.fault(
                key, say("expected a text or a text for each language, such as {{en: Price, nb: Pris}}")
            )
            return {"": default}
        for language, (key_node, text) in node.entries.items():
            if not _LANGUAGE.match(language):
                self.fault(
                    key,
                    say('"{language}" is not a language code', language=language),
                    line=key_node.line,
                    value=language,
                )
            if text.kind != "text" or not text.text.strip():
                self.fault(key, say("expected a text, found {text}", text=text.describe()), line=text.line)
        return {language: text.text.strip() for language, (_, text) in node.entries.items()}


def _hint(key: str, value: Node, allowed: Collection[str]) -> Said:
    """What a key that is not known was perhaps meant to be."""
    close = difflib.get_close_matches(key, list(allowed), n=1)
    if close:
        return say('did you mean "{key}"?', key=close[0])
    if " " in key and value.kind == "text" and not value.text:
        return say("put a text that holds a comma in quotes")
    return say("known keys: {keys}", keys=", ".join(sorted(allowed)))
