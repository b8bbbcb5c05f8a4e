"""A strategy while somebody is editing it: every field as the text that was typed, right or wrong.

The criteria stand in one list in the order of the file, each with its depth in the tree, so that a page can show and
move them as rows. `marketkit.sourcing.writer` makes a strategy file of it, and only the reader of strategy files
decides whether it is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction

from marketkit.numbers import MAX_LENGTH, NotANumber, parse_number, plain_text
from marketkit.sourcing.consistency import ALL_WEIGHTED, WEIGHTLESS
from marketkit.sourcing.reader import FORMULA_KEYS
from marketkit.sourcing.strategy import Criterion, Strategy, Title

PARAMETERS = ("slope", "low", "high", "a")


@dataclass(slots=True)
class EditedCriterion:
    """One criterion or part. `texts` has the keys id, kind, weight, worst, best, worth, quantity, min_score,
    min_percent, formula, slope, low, high, a, clamp; what is not filled in is missing or empty.
    """

    depth: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    title: Title = field(default_factory=dict)
    counts_as: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        return self.texts.get(key, "")


@dataclass(slots=True)
class EditedStrategy:
    """The whole of it. `texts` has the keys id, regime, currency, award, weights, award_to, places,
    min_total_quality, mean, next; `declarations` the keys rule, chosen, reason. `notes` are the reasons that stand
    as comments at the top of the file.
    """

    texts: dict[str, str] = field(default_factory=dict)
    title: Title = field(default_factory=dict)
    vat: Title = field(default_factory=dict)
    period: Title = field(default_factory=dict)
    options: Title = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    tie_break: tuple[str, ...] = ()
    criteria: list[EditedCriterion] = field(default_factory=list)
    declarations: list[dict[str, str]] = field(default_factory=list)
    notes: str = ""

    def text(self, key: str) -> str:
        return self.texts.get(key, "")

    def end(self, index: int) -> int:
        """The index after the last part below the criterion at `index`."""
        depth = self.criteria[index].depth
        after = index + 1
        while after < len(self.criteria) and self.criteria[after].depth > depth:
            after += 1
        return after

    def has_parts(self, index: int) -> bool:
        return self.end(index) > index + 1

    def children(self, index: int | None) -> list[int]:
        """The indexes of the parts right below a criterion, or of the criteria at the top for None."""
        first, last = (0, len(self.criteria)) if index is None else (index + 1, self.end(index))
        depth = 0 if index is None else self.criteria[index].depth + 1
        return [each for each in range(first, last) if self.criteria[each].depth == depth]

    def kind(self, index: int) -> str:
        """The kind of a criterion; a part has that of the criterion it stands under."""
        while self.criteria[index].depth > 0:
            index -= 1
        return self.criteria[index].text("kind")

    def wanted(self, index: int) -> frozenset[str]:
        """The fields that mean something for a criterion, as things stand; the others are neither shown nor written."""
        criterion, award = self.criteria[index], self.text("award")
        leaf, cost = not self.has_parts(index), self.kind(index) == "cost"
        found = {"id", "title", "counts_as"}
        if criterion.depth == 0:
            found.add("kind")
        if cost:
            found |= {"quantity"} if leaf else set()
            if criterion.depth == 0 and award in ALL_WEIGHTED:
                found.add("weight")
            if criterion.depth == 0 and award == "weighted-sum":
                formula = criterion.text("formula")
                found |= {"formula", *FORMULA_KEYS.get(formula, ())} | ({"clamp"} if formula else set())
            return frozenset(found)
        weighted = award not in WEIGHTLESS
        found |= {"weight"} if weighted else set()
        found |= {"min_percent"} if leaf or weighted else set()
        found |= {"worst", "best", "min_score"} if leaf else set()
        found |= {"worth"} if leaf and award == "monetised-quality" else set()
        return frozenset(found)

    @property
    def weighted(self) -> bool:
        """Whether the award method has weights at all, so that their unit and a least total mean something."""
        return self.text("award") not in WEIGHTLESS

    # What a person does with the tree. Indexes that are not there leave it as it is.

    def add_criterion(self) -> int:
        self.criteria.append(EditedCriterion(texts={"worst": "0", "best": "10"}))
        return len(self.criteria) - 1

    def add_part(self, index: int) -> int:
        """A new part as the last below a criterion; gives its index."""
        after = self.end(index)
        part = EditedCriterion(depth=self.criteria[index].depth + 1, texts={"worst": "0", "best": "10"})
        self.criteria.insert(after, part)
        return after

    def remove(self, index: int) -> None:
        """Take a criterion away with everything below it."""
        del self.criteria[index : self.end(index)]

    def move(self, index: int, *, down: bool) -> int:
        """Change places with the neighbour on the same level, each with everything below it; gives the new index."""
        level = self.children(self.parent(index))
        place = level.index(index)
        if not 0 <= (other := place + (1 if down else -1)) < len(level):
            return index
        first, second = sorted((index, level[other]))
        upper = self.criteria[first:second]
        lower = self.criteria[second : self.end(second)]
        self.criteria[first : self.end(second)] = [*lower, *upper]
        return first + len(lower) if down else first

    def parent(self, index: int) -> int | None:
        depth = self.criteria[index].depth
        return next((each for each in range(index - 1, -1, -1) if self.criteria[each].depth < depth), None)


def in_order(criteria: list[EditedCriterion]) -> list[EditedCriterion]:
    """The rows with depths that make a tree: the first at the top, none more than one below the one before it."""
    found: list[EditedCriterion] = []
    for criterion in criteria:
        deepest = found[-1].depth + 1 if found else 0
        found.append(replace(criterion, depth=max(0, min(criterion.depth, deepest))))
    return found


def exact_decimal(value: Fraction | int | None) -> str:
    """An exact number as the file holds it; the empty text for None."""
    return "" if value is None else plain_text(Fraction(value), MAX_LENGTH)


def number(typed: str) -> Fraction | None:
    """The number somebody typed, None for anything else."""
    try:
        return parse_number(typed)
    except NotANumber:
        return None


def edited(strategy: Strategy, *, notes: str = "") -> EditedStrategy:
    """A strategy laid out for editing; nothing is lost but the comments, which are given as `notes`."""
    return EditedStrategy(
        texts={
            "id": strategy.id,
            "regime": strategy.regime or "",
            "currency": strategy.currency,
            "award": strategy.award,
            "weights": strategy.weights,
            "award_to": str(strategy.award_to),
            "places": str(strategy.places),
            "min_total_quality": exact_decimal(strategy.min_total_quality),
            "mean": exact_decimal(strategy.low_price.mean),
            "next": exact_decimal(strategy.low_price.next),
        },
        title=_given(strategy.title, strategy.id),
        vat=strategy.price_basis.vat or {},
        period=strategy.price_basis.period or {},
        options=strategy.price_basis.options or {},
        packs=strategy.packs,
        tie_break=strategy.tie_break,
        criteria=[row for criterion in strategy.criteria for row in _rows(criterion, 0)],
        declarations=[
            {"rule": each.rule, "chosen": each.chosen or "", "reason": each.reason}
            for each in strategy.declarations
        ],
        notes=notes,
    )


def _given(title: Title, id_: str) -> Title:
    """The title, but nothing where it is only the id over again."""
    return {} if title == {"": id_} else dict(title)


def _rows(criterion: Criterion, depth: int) -> Iterator[EditedCriterion]:
    worst, best = criterion.scale or (None, None)
    formula = criterion.formula
    texts = {
        "id": criterion.id,
        "kind": "" if depth else criterion.kind,
        "weight": exact_decimal(criterion.weight),
        "worst": exact_decimal(worst),
        "best": exact_decimal(best),
        "worth": exact_decimal(criterion.worth),
        "quantity": exact_decimal(criterion.quantity),
        "min_score": exact_decimal(criterion.min_score),
        "min_percent": exact_decimal(criterion.min_percent),
        "formula": formula.name if formula else "",
        "clamp": formula.clamp or "" if formula else "",
        **{key: exact_decimal(getattr(formula, key) if formula else None) for key in PARAMETERS},
    }
    yield EditedCriterion(depth, texts, _given(criterion.title, criterion.id), criterion.counts_as)
    for part in criterion.parts:
        yield from _rows(part, depth + 1)


def leading_notes(content: bytes) -> str:
    """The comments at the top of a strategy file, without their marks."""
    lines: list[str] = []
    for line in content.decode("utf-8-sig", errors="replace").splitlines():
        if not line.startswith("#"):
            break
        lines.append(line[1:].removeprefix(" ").rstrip())
    return "\n".join(lines)
