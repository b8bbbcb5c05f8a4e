"""Strategy files to strategies: the file's shape here, what its parts demand of each other in `consistency`."""

from __future__ import annotations

import hashlib
import re
from fractions import Fraction
from pathlib import Path

from marketkit.errors import BadInput, Fault
from marketkit.said import say
from marketkit.sourcing.consistency import check_consistency
from marketkit.sourcing.draft import Draft
from marketkit.sourcing.strategy import (
    AWARD_METHODS,
    COUNTS_AS,
    KINDS,
    REGIMES,
    Declaration,
    Formula,
    LowPrice,
    PriceBasis,
    Strategy,
)
from marketkit.yamlfields import Fields
from marketkit.yamltext import Node, load

STRATEGY_KEYS = (
    "id",
    "title",
    "regime",
    "packs",
    "currency",
    "price_basis",
    "award_to",
    "declarations",
    "award",
    "weights",
    "rounding",
    "tie_break",
    "criteria",
    "min_total_quality",
    "low_price",
)
CRITERION_KEYS = (
    "id",
    "title",
    "kind",
    "weight",
    "parts",
    "scale",
    "worth",
    "quantity",
    "min_score",
    "min_percent",
    "counts_as",
    "formula",
)
FORMULA_KEYS: dict[str, tuple[str, ...]] = {
    "proportional-to-lowest": (),
    "linear-from-lowest": ("slope",),
    "linear-min-max": (),
    "linear-fixed": ("low", "high"),
    "logarithmic": ("a",),
    "average-based": (),
}
CLAMPS = ("0", "both")
_ID = re.compile(r"^(?=.*[^\W_])(?:[^\W_]|-)+$")
_CURRENCY = re.compile(r"^[A-Z]{3}$")
MAX_WINNERS = 1000
MAX_PLACES = 12


def open_strategy(path: Path) -> Strategy:
    """The strategy in a file. Raises BadInput with every fault, also when the file cannot be opened."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            [Fault(say("cannot be opened: {strerror}", strerror=error.strerror), file=str(path))]
        ) from None
    return read_strategy(data, str(path))


def read_strategy(data: bytes, file: str) -> Strategy:
    """The strategy in the bytes of a YAML file; `file` names it in messages. Raises BadInput with every fault."""
    return _Reader(file).read(load(data, file), hashlib.sha256(data).hexdigest())


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fields(self, node: Node, where: str, allowed: tuple[str, ...]) -> Fields:
        return Fields(node, where=where, allowed=allowed, file=self.file, faults=self.faults)

    def read(self, root: Node, sha256: str) -> Strategy:
        top = self.fields(root, "", STRATEGY_KEYS)
        top.require("id", "currency", "award", "criteria")
        id_ = self.identifier(top) or ""
        currency = top.text("currency") or ""
        if currency and not _CURRENCY.match(currency):
            top.fault(
                "currency",
                say('expected a code of three capital letters, found "{currency}"', currency=currency),
                value=currency,
            )
        award = top.choice("award", AWARD_METHODS)
        drafts = [self.criterion(node, None, n) for n, node in enumerate(top.nodes("criteria"), 1)]
        strategy = Strategy(
            id=id_,
            title=top.title("title", id_),
            currency=currency,
            award=award or "",
            criteria=(),
            sha256=sha256,
            weights=top.choice("weights", ("percent", "points")) or "percent",
            regime=top.choice("regime", REGIMES),
            packs=top.texts("packs"),
            price_basis=self.price_basis(top),
            award_to=top.whole("award_to", 1, MAX_WINNERS) or 1,
            declarations=self.declarations(top),
            places=self.places(top),
            tie_break=top.texts("tie_break"),
            min_total_quality=self.percent(top, "min_total_quality"),
            low_price=self.low_price(top),
            lines={key: entry[0].line for key, entry in root.entries.items()},
        )
        finished = check_consistency(strategy, drafts, top)
        if self.faults:
            raise BadInput(sorted(self.faults, key=lambda fault: fault.line or 0))
        return finished

    def identifier(self, fields: Fields) -> str | None:
        text = fields.text("id")
        if text is not None and not (_ID.match(text) and len(text) <= 100):
            fields.fault(
                "id", say('expected letters, digits and hyphens, found "{text}"', text=text), value=text
            )
        return text

    def percent(self, fields: Fields, key: str) -> Fraction | None:
        value = fields.number(key)
        if value is not None and not 0 <= value <= 100:
            fields.fault(
                key, say("expected a percentage from 0 to 100"), value=fields.node.entries[key][1].text
            )
            return None
        return value

    def block(self, top: Fields, key: str, allowed: tuple[str, ...]) -> Fields | None:
        node = top.node.get(key)
        return None if node is None else self.fields(node, key, allowed)

    def price_basis(self, top: Fields) -> PriceBasis:
        block = self.block(top, "price_basis", ("vat", "period", "options"))
        if block is None:
            return PriceBasis()
        found = {key: block.title(key, "") for key in ("vat", "period", "options") if block.has(key)}
        return PriceBasis(**found)

    def places(self, top: Fields) -> int:
        block = self.block(top, "rounding", ("places",))
        places = block.whole("places", 0, MAX_PLACES) if block else None
        return 2 if places is None else places

    def low_price(self, top: Fields) -> LowPrice:
        block = self.block(top, "low_price", ("mean", "next"))
        if block is None:
            return LowPrice()
        return LowPrice(mean=self.percent(block, "mean"), next=self.percent(block, "next"))

    def declarations(self, top: Fields) -> tuple[Declaration, ...]:
        found = []
        given = top.node.get("declarations")
        none = given is None or (given.kind == "list" and not given.items)
        for number, node in enumerate([] if none else top.nodes("declarations"), 1):
            block = self.fields(node, f"declarations, entry {number}", ("rule", "chosen", "reason"))
            block.require("rule", "reason")
            rule, reason = block.text("rule"), block.text("reason")
            chosen = block.text("chosen")
            if rule and reason:
                found.append(Declaration(rule=rule, reason=reason, chosen=chosen, line=node.line))
        return tuple(found)

    def criterion(self, node: Node, parent: Draft | None, number: int) -> Draft:
        label = node.get("id")
        if label is not None and label.kind == "text" and label.text.strip():
            where = label.text.strip()
        else:
            where = f"{parent.where}, part {number}" if parent else f"criteria, entry {number}"
        fields = self.fields(node, where, CRITERION_KEYS)
        fields.require("id")
        id_ = self.identifier(fields) or ""
        draft = Draft(fields=fields, id=id_, title=fields.title("title", id_), parent=parent)
        draft.kind = self.kind(fields, parent)
        draft.weight = fields.number("weight")
        draft.worth = fields.number("worth")
        draft.quantity = fields.number("quantity")
        draft.min_score = fields.number("min_score")
        draft.min_percent = self.percent(fields, "min_percent")
        draft.counts_as = self.counts_as(fields)
        draft.scale = self.scale(fields)
        draft.formula = self.formula(fields)
        draft.parts = [self.criterion(part, draft, n) for n, part in enumerate(fields.nodes("parts"), 1)]
        return draft

    def kind(self, fields: Fields, parent: Draft | None) -> str | None:
        if parent is None:
            fields.require("kind")
        kind = fields.choice("kind", KINDS)
        if parent is not None and kind is not None and parent.kind is not None and kind != parent.kind:
            fields.fault(
                "kind",
                say(
                    'a part has the kind of "{where}" ({kind}); leave it out',
                    where=parent.where,
                    kind=parent.kind,
                ),
                value=kind,
            )
        return kind if parent is None else parent.kind

    def counts_as(self, fields: Fields) -> tuple[str, ...]:
        found = fields.texts("counts_as")
        for text in found:
            if text not in COUNTS_AS:
                fields.fault(
                    "counts_as",
                    say('expected {counts_as}, found "{text}"', counts_as=" or ".join(COUNTS_AS), text=text),
                    value=text,
                )
        return found

    def scale(self, fields: Fields) -> tuple[Fraction, Fraction] | None:
        numbers = fields.numbers("scale", 2)
        if numbers is None:
            return None
        if numbers[0] == numbers[1]:
            fields.fault("scale", say("the worst and the best score must differ"))
            return None
        return numbers[0], numbers[1]

    def formula(self, fields: Fields) -> Formula | None:
        node = fields.node.get("formula")
        if node is None:
            return None
        name = node.get("name")
        known = FORMULA_KEYS.get(name.text.strip()) if name is not None and name.kind == "text" else None
        parameters = known if known is not None else ("slope", "low", "high", "a")
        block = self.fields(node, f"{fields.where}: formula", ("name", "clamp", *parameters))
        block.require("name")
        chosen = block.choice("name", tuple(FORMULA_KEYS))
        formula = Formula(
            name=chosen or "",
            slope=block.number("slope"),
            low=block.number("low"),
            high=block.number("high"),
            a=block.number("a"),
            clamp=block.choice("clamp", CLAMPS),
        )
        if chosen is not None:
            self.check_parameters(formula, block)
        if block.broken:
            fields.broken.add("formula")
        return formula

    def check_parameters(self, formula: Formula, block: Fields) -> None:
        if formula.name == "linear-fixed":
            block.require("low", "high")
        if formula.name == "logarithmic":
            block.require("a")
        if formula.slope is not None and formula.slope <= 0:
            block.fault("slope", say("must be more than 0"))
        if formula.low is not None and formula.high is not None and formula.low >= formula.high:
            block.fault("low", say("must be less than high"))
        if formula.a is not None and formula.a <= 1:
            block.fault("a", say("must be more than 1"))
