"""Rule packs from their files (`sourcing_rules/packs/*.yaml`), with every fault and its line."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.fields import Fields
from marketkit.sourcing.rule_kinds import KINDS_OF_TESTS, Kind
from marketkit.sourcing.rules import LANGUAGES, SEVERITIES, Alternative, Pack, Parameter, Rule, calendar_date
from marketkit.sourcing.strategy import AWARD_METHODS, COUNTS_AS, REGIMES, Title
from marketkit.sourcing.yamltext import Node, load

ANY_REGIME = "any"
PACK_KEYS = ("id", "title", "rules")
REQUIRED_KEYS = (
    "id",
    "title",
    "text",
    "to_satisfy",
    "instrument",
    "article",
    "regimes",
    "checked_on",
    "checked_against",
    "verified",
    "severity",
    "test",
    "findings",
)
RULE_KEYS = (*REQUIRED_KEYS, "valid_from", "valid_to", "parameters", "alternatives")
ALTERNATIVE_KEYS = ("chosen", "text", "outcomes", "valid_from", "valid_to")
_NAME = re.compile(r"^[a-z][a-z0-9-]*$", re.ASCII)


def known_packs(folder: Path) -> tuple[str, ...]:
    """The ids of the packs in a folder, in alphabetical order."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def open_packs(folder: Path, ids: Iterable[str]) -> tuple[Pack, ...]:
    """The packs with these ids, in this order. Raises BadInput with the faults of all of them."""
    packs: list[Pack] = []
    faults: list[Fault] = []
    for id_ in ids:
        path = folder / f"{id_}.yaml"
        try:
            pack = read_pack(path.read_bytes(), str(path))
        except BadInput as error:
            faults.extend(error.faults)
            continue
        except OSError as error:
            faults.append(Fault(f"cannot be opened: {error.strerror}", file=str(path)))
            continue
        if pack.id != id_:
            faults.append(Fault(f'the pack in {id_}.yaml calls itself "{pack.id}"', file=str(path), line=1))
        packs.append(pack)
    if faults:
        raise BadInput(faults)
    return tuple(packs)


def read_pack(data: bytes, file: str) -> Pack:
    """The pack in the bytes of a YAML file; `file` names it in messages. Raises BadInput with every fault."""
    return _Reader(file).read(load(data, file))


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fields(self, node: Node, where: str, allowed: Collection[str]) -> Fields:
        return Fields(node, where=where, allowed=allowed, file=self.file, faults=self.faults)

    def read(self, root: Node) -> Pack:
        top = self.fields(root, "", PACK_KEYS)
        top.require(*PACK_KEYS)
        id_ = top.text("id") or ""
        if id_ and not _NAME.match(id_):
            top.fault("id", f'expected small letters, digits and hyphens, found "{id_}"', value=id_)
        title = self.title(top, "title")
        read = [self.rule(node, id_, number) for number, node in enumerate(top.nodes("rules"), 1)]
        rules = [rule for rule in read if rule is not None]
        self.refuse_overlaps(rules)
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.line or 0))
        return Pack(id=id_, title=title, rules=tuple(rules))

    def refuse_overlaps(self, rules: list[Rule]) -> None:
        for position, rule in enumerate(rules):
            for earlier in rules[:position]:
                if earlier.id == rule.id and earlier.overlaps(rule):
                    message = (
                        f'"{rule.id}" stands twice for the same regime and day; first in line {earlier.line}'
                    )
                    self.faults.append(Fault(message, file=self.file, line=rule.line, value=rule.id))

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

    def rule(self, node: Node, pack: str, number: int) -> Rule | None:
        label = node.get("id")
        where = label.text.strip() if label is not None and label.text.strip() else f"rules, entry {number}"
        fields = self.fields(node, where, RULE_KEYS)
        if node.kind != "map":
            return None
        fields.require(*REQUIRED_KEYS)
        id_ = fields.text("id") or ""
        if id_ and not (id_.startswith(f"{pack}.") and _NAME.match(id_[len(pack) + 1 :])):
            fields.fault(
                "id", f'expected "{pack}." and a name such as {pack}.weights, found "{id_}"', value=id_
            )
        test = fields.choice("test", tuple(KINDS_OF_TESTS)) or ""
        kind = KINDS_OF_TESTS.get(test)
        valid_from, valid_to = self.validity(fields)
        parameters = self.parameters(fields, kind)
        return Rule(
            id=id_,
            pack=pack,
            title=self.title(fields, "title"),
            text=self.title(fields, "text"),
            to_satisfy=self.title(fields, "to_satisfy"),
            instrument=fields.text("instrument") or "",
            article=fields.text("article") or "",
            regimes=self.regimes(fields),
            valid_from=valid_from,
            valid_to=valid_to,
            checked_on=self.day(fields, "checked_on") or date.min,
            checked_against=fields.text("checked_against") or "",
            verified=fields.choice("verified", ("yes", "no")) == "yes",
            severity=fields.choice("severity", SEVERITIES) or "",
            test=test,
            parameters=parameters,
            findings=self.findings(fields, kind),
            alternatives=self.alternatives(fields, kind),
            line=node.line,
        )

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

    def parameters(self, fields: Fields, kind: Kind | None) -> dict[str, Parameter]:
        if kind is None:
            return {}
        node = fields.node.get("parameters")
        if node is None:
            if kind.parameters:
                fields.fault("parameters", f"is missing; expected {', '.join(kind.parameters)}")
            return {}
        block = self.fields(node, f"{fields.where}: parameters", tuple(kind.parameters))
        block.require(*kind.parameters)
        return {
            key: value
            for key, form in kind.parameters.items()
            if block.has(key) and (value := self.parameter(block, key, form)) is not None
        }

    def parameter(self, block: Fields, key: str, form: str) -> Parameter | None:
        if form == "percent":
            number = block.number(key)
            if number is not None and not 0 <= number <= 100:
                block.fault(key, "expected a percentage from 0 to 100")
            return number
        if form == "counts-as":
            return block.choice(key, COUNTS_AS)
        if form == "award-methods":
            methods = block.texts(key)
            for method in methods:
                if method not in AWARD_METHODS:
                    block.fault(key, f'unknown award method "{method}"', value=method)
            return methods
        return block.text(key)

    def findings(self, fields: Fields, kind: Kind | None) -> dict[str, Title]:
        node = fields.node.get("findings")
        if kind is None or node is None:
            return {}
        block = self.fields(node, f"{fields.where}: findings", tuple(kind.outcomes))
        block.require(*kind.outcomes)
        texts = {code: self.title(block, code) for code in kind.outcomes if block.has(code)}
        for code, title in texts.items():
            for text in title.values():
                self.check_placeholders(block, code, text, kind.outcomes[code] | set(kind.parameters))
        return texts

    def check_placeholders(self, block: Fields, code: str, text: str, allowed: Collection[str]) -> None:
        try:
            pieces = list(string.Formatter().parse(text))
        except ValueError as error:
            block.fault(code, f"the braces cannot be read: {error}", value=text)
            return
        for _, name, form, conversion in pieces:
            if name is None:
                continue
            if name not in allowed or form or conversion:
                known = ", ".join(f"{{{each}}}" for each in sorted(allowed)) or "none"
                block.fault(code, f"{{{name}}} cannot be filled in; known here: {known}", value=text)

    def alternatives(self, fields: Fields, kind: Kind | None) -> tuple[Alternative, ...]:
        found: list[Alternative] = []
        for number, node in enumerate(fields.nodes("alternatives"), 1):
            block = self.fields(node, f"{fields.where}: alternatives, entry {number}", ALTERNATIVE_KEYS)
            block.require("chosen", "text")
            chosen, outcomes = block.text("chosen") or "", block.texts("outcomes")
            if chosen and not _NAME.match(chosen):
                block.fault("chosen", f'expected small letters, digits and hyphens, found "{chosen}"')
            if chosen in (earlier.chosen for earlier in found):
                block.fault("chosen", f'"{chosen}" stands twice', value=chosen)
            for code in outcomes:
                if kind is not None and code not in kind.outcomes:
                    block.fault("outcomes", f'this test has no outcome "{code}"', value=code)
            first, last = self.validity(block)
            text = self.title(block, "text")
            found.append(Alternative(chosen, text, outcomes, valid_from=first, valid_to=last))
        return tuple(found)
