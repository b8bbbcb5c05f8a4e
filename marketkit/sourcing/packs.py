"""Rule packs from their files (`sourcing_rules/packs/*.yaml`), with every fault and its line."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable
from functools import lru_cache, partial
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.award_rules import LETTER_KEYS, STANDSTILL_KEYS, AwardRulesReader
from marketkit.sourcing.pack_fields import NAME
from marketkit.sourcing.rule_kinds import KINDS_OF_TESTS, Kind
from marketkit.sourcing.rules import SEVERITIES, Alternative, Pack, Parameter, Rule
from marketkit.sourcing.strategy import AWARD_METHODS, COUNTS_AS, Title
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node, load

PACK_KEYS = ("id", "title", "rules")
LISTS_THAT_MAY_BE_MISSING = ("standstills", "letters")
RULE_KEYS = (("to_satisfy", "severity", "test", "findings"), ("parameters", "alternatives"))
ALTERNATIVE_KEYS = ("chosen", "text", "outcomes", "valid_from", "valid_to")


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


@lru_cache(maxsize=32)  # a pack takes long to read, and a page of letters asks for it with each
def read_pack(data: bytes, file: str) -> Pack:
    """The pack in the bytes of a YAML file; `file` names it in messages. Raises BadInput with every fault."""
    return _Reader(file).read(load(data, file))


class _Reader(AwardRulesReader):
    def read(self, root: Node) -> Pack:
        top = self.fields(root, "", (*PACK_KEYS, *LISTS_THAT_MAY_BE_MISSING))
        top.require(*PACK_KEYS)
        id_ = top.text("id") or ""
        if id_ and not NAME.match(id_):
            top.fault("id", f'expected small letters, digits and hyphens, found "{id_}"', value=id_)
        title = self.title(top, "title")
        rules = self.entries(top, "rules", RULE_KEYS, partial(self.rule, pack=id_))
        standstills = self.entries(top, "standstills", STANDSTILL_KEYS, partial(self.standstill, pack=id_))
        letters = self.entries(top, "letters", LETTER_KEYS, partial(self.letters, pack=id_))
        self.refuse_overlaps(rules)
        self.refuse_overlaps(standstills, whatever_id=True)
        self.refuse_overlaps(letters, whatever_id=True)
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.line or 0))
        return Pack(id=id_, title=title, rules=rules, standstills=standstills, letters=letters)

    def rule(self, fields: Fields, pack: str) -> Rule:
        test = fields.choice("test", tuple(KINDS_OF_TESTS)) or ""
        kind = KINDS_OF_TESTS.get(test)
        return Rule(
            **self.provision(fields, pack),
            to_satisfy=self.title(fields, "to_satisfy"),
            severity=fields.choice("severity", SEVERITIES) or "",
            test=test,
            parameters=self.parameters(fields, kind),
            findings=self.findings(fields, kind),
            alternatives=self.alternatives(fields, kind),
        )

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
            if chosen and not NAME.match(chosen):
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
