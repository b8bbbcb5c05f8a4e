"""What the files of a template package have in common, read from YAML with every fault noted. Pure."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Sequence
from datetime import date
from typing import TypeVar

from marketkit.contracts.condition_parser import ConditionError, parse
from marketkit.contracts.parameters import Texts, When
from marketkit.contracts.template import REGIMES, LegalRef
from marketkit.errors import Fault
from marketkit.said import say
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node

NAME = re.compile(r"[a-z][a-z0-9-]*", re.ASCII)
WORD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_PROVISION_KEYS = ("regime", "instrument", "article")
_PROVISION_DATES = ("valid_from", "valid_to", "checked_on")

Member = TypeVar("Member", bound=enum.Enum)


class PackageFields(Fields):
    """One map of a package's file. `languages` are those that every text must be given in."""

    def __init__(
        self,
        node: Node,
        *,
        where: str,
        required: Sequence[str],
        optional: Sequence[str],
        file: str,
        languages: Sequence[str],
        faults: list[Fault],
    ) -> None:
        super().__init__(node, where=where, allowed=(*required, *optional), file=file, faults=faults)
        self.languages = tuple(languages)
        self.require(*required)

    def child(
        self, node: Node, *, where: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> PackageFields:
        """A map inside this one; `where` names it after this one."""
        return PackageFields(
            node,
            where=": ".join(part for part in (self.where, where) if part),
            required=required,
            optional=optional,
            file=self.file,
            languages=self.languages,
            faults=self.faults,
        )

    def children(
        self, key: str, required: Sequence[str], optional: Sequence[str] = ()
    ) -> list[PackageFields]:
        """The maps of a list, each named by its id, or else by where it stands."""
        found = []
        for number, node in enumerate(self.nodes(key) if self.has(key) else [], 1):
            named = node.get("id")
            where = f"{key}, {(named.text if named else '') or number}"
            found.append(self.child(node, where=where, required=required, optional=optional))
        return found

    def name(self, key: str, pattern: re.Pattern[str] = NAME) -> str:
        """An id: small letters, digits and hyphens, or with WORD small letters, digits and underscores."""
        text = self.text(key) or ""
        if text and not pattern.fullmatch(text):
            expected = (
                say('expected small letters, digits and hyphens, a letter first; found "{text}"', text=text)
                if pattern is NAME
                else say('expected small letters, digits and "_", a letter first; found "{text}"', text=text)
            )
            self.fault(key, expected, value=text)
        return text

    def texts_by_language(self, key: str) -> Texts:
        """A text in each language; none where the key is missing."""
        if not self.has(key):
            return {}
        found = self.title(key, "")
        missing = [language for language in self.languages if language not in found]
        if missing and key not in self.broken:
            self.fault(
                key, say("expected a text in each of {languages}", languages=", ".join(self.languages))
            )
        return found

    def member(self, key: str, members: type[Member]) -> Member:
        """One of a fixed set of words; the first where it is missing or unknown, which is noted."""
        found = self.choice(key, [str(member.value) for member in members])
        return next((member for member in members if member.value == found), next(iter(members)))

    def when(self, key: str) -> When | None:
        """A condition; None where there is none, or where it cannot be read, which is noted."""
        text = self.text(key)
        if text is None:
            return None
        try:
            return When(text, self.file, self.line(key), parse(text))
        except ConditionError as error:
            self.fault(key, error.said, value=text)
            return None

    def day(self, key: str) -> date | None:
        text = self.text(key)
        if text is None:
            return None
        try:
            if _DATE.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        self.fault(key, say('expected a day such as 2026-11-23, found "{text}"', text=text), value=text)
        return None

    def provisions(self, key: str) -> tuple[LegalRef, ...]:
        """Legal references, each with its regime and dates."""
        return tuple(
            LegalRef(
                regime=fields.choice("regime", tuple(REGIMES)) or "",
                instrument=fields.text("instrument") or "",
                article=fields.text("article") or "",
                file=self.file,
                line=fields.node.line,
                checked_on=fields.day("checked_on"),
                valid_from=fields.day("valid_from"),
                valid_to=fields.day("valid_to"),
            )
            for fields in self.children(key, _PROVISION_KEYS, _PROVISION_DATES)
        )

    def unique(self, key: str, ids: Collection[str]) -> None:
        """Note the ids of a list that stand twice."""
        seen: set[str] = set()
        for id_ in ids:
            if id_ and id_ in seen:
                self.fault(key, say('"{text}" stands twice', text=id_), value=id_)
            seen.add(id_)
