"""What every entry of a rule pack has in common, read from its YAML with every fault noted."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import TypedDict, TypeVar

from marketkit.errors import Fault
from marketkit.sourcing.rules import LANGUAGES, Provision, calendar_date
from marketkit.sourcing.strategy import REGIMES, Title
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node

ANY_REGIME = "any"
PROVISION_KEYS = (
    "id",
    "title",
    "text",
    "instrument",
    "article",
    "regimes",
    "checked_on",
    "checked_against",
    "verified",
)
PROVISION_KEYS_THAT_MAY_BE_MISSING = ("valid_from", "valid_to")
NAME = re.compile(r"^[a-z][a-z0-9-]*$", re.ASCII)

Entry = TypeVar("Entry", bound=Provision)


class ProvisionValues(TypedDict):
    """The values of a `Provision`, to be followed by those of its kind."""

    id: str
    pack: str
    title: Title
    text: Title
    instrument: str
    article: str
    regimes: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    checked_on: date
    checked_against: str
    verified: bool
    line: int | None


class PackFields:
    """Reads the fields that entries share. `faults` gathers what is wrong, in whatever order it is met."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fields(self, node: Node, where: str, allowed: Collection[str]) -> Fields:
        return Fields(node, where=where, allowed=allowed, file=self.file, faults=self.faults)

    def entries(
        self,
        top: Fields,
        key: str,
        keys: tuple[Sequence[str], Sequence[str]],
        read: Callable[[Fields], Entry],
    ) -> tuple[Entry, ...]:
        """The entries of one of a pack's lists; `keys` are those they must have and those they may have besides."""
        required, optional = (*PROVISION_KEYS, *keys[0]), (*PROVISION_KEYS_THAT_MAY_BE_MISSING, *keys[1])
        found: list[Entry] = []
        for number, node in enumerate(top.nodes(key), 1):
            label = node.get("id")
            named = label is not None and label.text.strip()
            fields = self.fields(node, named or f"{key}, entry {number}", (*required, *optional))
            if node.kind == "map":
                fields.require(*required)
                found.append(read(fields))
        return tuple(found)

    def refuse_overlaps(self, entries: Sequence[Provision], *, whatever_id: bool = False) -> None:
        """Note entries of one id (or any) that speak of the same regime on the same day."""
        for position, entry in enumerate(entries):
            for earlier in entries[:position]:
                if (whatever_id or earlier.id == entry.id) and earlier.overlaps(entry):
                    message = (
                        f'"{entry.id}" stands twice for the same regime and day; first in line {earlier.line}'
                        if earlier.id == entry.id
                        else f'"{entry.id}" speaks of the same regime and day as "{earlier.id}" in line {earlier.line}'
                    )
                    self.faults.append(Fault(message, file=self.file, line=entry.line, value=entry.id))

    def provision(self, fields: Fields, pack: str) -> ProvisionValues:
        id_ = fields.text("id") or ""
        if id_ and not (id_.startswith(f"{pack}.") and NAME.match(id_[len(pack) + 1 :])):
            fields.fault(
                "id", f'expected "{pack}." and a name such as {pack}.weights, found "{id_}"', value=id_
            )
        valid_from, valid_to = self.validity(fields)
        return ProvisionValues(
            id=id_,
            pack=pack,
            title=self.title(fields, "title"),
            text=self.title(fields, "text"),
            instrument=fields.text("instrument") or "",
            article=fields.text("article") or "",
            regimes=self.regimes(fields),
            valid_from=valid_from,
            valid_to=valid_to,
            checked_on=self.day(fields, "checked_on") or date.min,
            checked_against=fields.text("checked_against") or "",
            verified=self.yes(fields, "verified"),
            line=fields.node.line,
        )

    def yes(self, fields: Fields, key: str) -> bool:
        return fields.choice(key, ("yes", "no")) == "yes"

    def title(self, fields: Fields, key: str) -> Title:
        """A text in every language of the packs; no language may be missing."""
        node = fields.node.get(key)
        if node is None:
            return {}
        title = fields.title(key, "")
        if key not in fields.broken and set(title) != set(LANGUAGES):
            fields.fault(key, f"expected a text in each of {', '.join(LANGUAGES)}")
        return title

    def day(self, fields: Fields, key: str) -> date | None:
        text = fields.text(key)
        if text is None:
            return None
        try:
            return calendar_date(text)
        except ValueError as error:
            fields.fault(key, str(error), value=text)
            return None

    def validity(self, fields: Fields) -> tuple[date | None, date | None]:
        first, last = self.day(fields, "valid_from"), self.day(fields, "valid_to")
        if first and last and first > last:
            fields.fault("valid_to", "lies before valid_from")
        return first, last

    def regimes(self, fields: Fields) -> tuple[str, ...]:
        node = fields.node.get("regimes")
        if node is not None and node.kind == "text" and node.text.strip() == ANY_REGIME:
            return ()
        found = fields.texts("regimes")
        for text in found:
            if text not in REGIMES:
                fields.fault("regimes", f'unknown regime "{text}"', value=text)
        if node is not None and not found and "regimes" not in fields.broken:
            fields.fault("regimes", f'expected a list of regimes, or "{ANY_REGIME}"')
        return found
