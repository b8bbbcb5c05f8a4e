"""A strategy that is written and read again is the same strategy; every fault of an edited one finds its field."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.errors import BadInput
from marketkit.numbers import plain_text
from marketkit.sourcing.edited import EditedCriterion, EditedStrategy, edited, leading_notes
from marketkit.sourcing.reader import open_strategy, read_strategy
from marketkit.sourcing.strategy import AWARD_METHODS, Criterion, Strategy
from marketkit.sourcing.writer import (
    CRITERIA,
    DECLARATIONS,
    NOTES,
    STRATEGY,
    Place,
    bare,
    write,
    write_strategy,
)
from tests.examples import TWICE

FILES = sorted((Path(__file__).parents[2] / "sourcing_rules" / "strategies").glob("*.yaml"))


def content_of(strategy: Strategy) -> Strategy:
    """The strategy without what belongs to its file: the hash of its bytes and the lines."""

    def criterion(found: Criterion) -> Criterion:
        return replace(found, line=None, parts=tuple(criterion(part) for part in found.parts))

    return replace(
        strategy,
        sha256="",
        lines=None,
        criteria=tuple(criterion(found) for found in strategy.criteria),
        declarations=tuple(replace(found, line=None) for found in strategy.declarations),
    )


def read(content: bytes) -> Strategy:
    return content_of(read_strategy(content, "a.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_ready_strategy_is_written_and_read_back_the_same(path: Path) -> None:
    strategy = open_strategy(path)
    written = write_strategy(strategy, notes=leading_notes(path.read_bytes()))
    assert read(written) == content_of(strategy)
    assert leading_notes(written) == leading_notes(path.read_bytes())


# Texts a title may hold, with everything YAML could trip over.
PRINTED = st.text(
    st.one_of(
        st.sampled_from(" :#-?[]{},&*!|>'\"%@`\\/\n\t\r~=æøå–…€\u00a0\u2028\u2029\x85\x7f\ufeff😀"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)
TEXT = PRINTED.map(str.strip).filter(bool)
TITLE = st.one_of(TEXT, st.dictionaries(st.sampled_from(["en", "nb", "nn", "sv-FI"]), TEXT, min_size=1))
AMOUNT = st.decimals(min_value="0.0001", max_value=10**12, places=4, allow_nan=False).map(str)
SIGNED = st.decimals(min_value=-(10**9), max_value=10**9, places=6, allow_nan=False).map(str)


@st.composite
def weights(draw: st.DrawFn, count: int, total: int = 100) -> list[str]:
    """Exact decimals above 0 that sum to the total."""
    cuts = draw(
        st.lists(st.integers(1, total * 1000 - 1), min_size=count - 1, max_size=count - 1, unique=True)
    )
    ends = [0, *sorted(cuts), total * 1000]
    return [plain_text(Fraction(b - a, 1000)) for a, b in pairwise(ends)]


@st.composite
def leaf(draw: st.DrawFn, award: str) -> dict[str, Any]:
    worst, best = draw(st.tuples(SIGNED, SIGNED).filter(lambda ends: Fraction(ends[0]) != Fraction(ends[1])))
    found: dict[str, Any] = {"scale": [worst, best]}
    if award == "quality-coefficient":
        found["scale"] = ["0", "0.1"]
    elif draw(st.booleans()):
        found["min_score"] = draw(st.sampled_from([worst, best]))
    if award == "monetised-quality":
        found["worth"] = draw(SIGNED)
    if draw(st.booleans()):
        found["min_percent"] = draw(st.integers(0, 100).map(str))
    return found


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """Strategy files without faults, for every award method, as the tree that stands in them."""
    award = draw(st.sampled_from(AWARD_METHODS))
    unit = draw(st.sampled_from(["percent", "points"]))
    weighted = award not in ("monetised-quality", "quality-coefficient", "lowest-price")
    count = draw(st.integers(1, 3))
    priced = award != "quality-only"
    with_weight = priced and award in ("weighted-sum", "markup", "utility-index")
    shares = draw(weights(count + with_weight))
    criteria: list[dict[str, Any]] = []
    for number in range(count):
        criterion: dict[str, Any] = {
            "id": f"c{number}",
            "kind": draw(st.sampled_from(["quality", "innovation"])),
        }
        if draw(st.booleans()):
            criterion["title"] = draw(TITLE)
        if draw(st.booleans()):
            criterion["counts_as"] = ["social-value"]
        if weighted:
            criterion["weight"] = shares[number]
        if draw(st.booleans()):
            criterion |= draw(leaf(award))
        else:
            parts = draw(st.integers(1, 3))
            inner = draw(weights(parts))
            criterion["parts"] = [
                {"id": f"c{number}p{part}", "title": draw(TITLE), **draw(leaf(award))}
                for part in range(parts)
            ]
            if weighted:
                for part, share in zip(criterion["parts"], inner, strict=True):
                    part["weight"] = share
            if weighted and unit == "points":
                del criterion["weight"]
        criteria.append(criterion)
    if priced:
        cost: dict[str, Any] = {"id": "price", "kind": "cost", "title": draw(TITLE)}
        if with_weight:
            cost["weight"] = shares[-1]
        if award == "weighted-sum":
            cost["formula"] = draw(
                st.sampled_from(
                    [
                        {"name": "linear-from-lowest", "slope": "0.5", "clamp": "0"},
                        {"name": "linear-fixed", "low": "-1.25", "high": "1 000 000,5"},
                        {"name": "logarithmic", "a": "1.000000000000000000001", "clamp": "both"},
                        {"name": "average-based"},
                    ]
                )
            )
        if draw(st.booleans()):
            cost["quantity"] = draw(AMOUNT)
        else:
            cost["parts"] = [{"id": "units", "quantity": draw(AMOUNT)}, {"id": "lump", "title": draw(TITLE)}]
        criteria.insert(draw(st.integers(0, count)), cost)
    found: dict[str, Any] = {
        "id": "x",
        "currency": "NOK",
        "award": award,
        "weights": unit,
        "criteria": criteria,
    }
    if draw(st.booleans()):
        found["title"] = draw(TITLE)
        found["regime"] = "no-part-4"
        found["packs"] = ["no", "eu"]
        found["price_basis"] = {"vat": draw(TITLE), "period": draw(TITLE)}
        found["award_to"] = "3"
        found["rounding"] = {"places": draw(st.integers(0, 12).map(str))}
        found["low_price"] = {"next": "12.5"}
        found["tie_break"] = [criteria[-1]["id"]] if weighted or criteria[-1]["id"] == "price" else []
        found["declarations"] = [
            {"rule": "no.climate-weight", "reason": draw(TEXT)},
            {"rule": draw(TEXT), "chosen": draw(TEXT), "reason": draw(TEXT)},
        ]
        if weighted:
            found["min_total_quality"] = "33.3333333333"
    return found


@TWICE
@given(files())
def test_any_strategy_is_written_and_read_back_the_same(file: dict[str, Any]) -> None:
    # JSON is YAML too, and nothing of ours has written it. Escapes keep what YAML would not let stand in the open.
    text = json.dumps(file, ensure_ascii=False)
    text = "".join(each if each.isprintable() or each == " " else escape(each) for each in text)
    strategy = read_strategy(text.encode(), "a.json")
    written = write_strategy(strategy)
    assert read(written) == content_of(strategy)
    assert write_strategy(read_strategy(written, "b.yaml")) == written


def escape(sign: str) -> str:
    return f"\\U{ord(sign):08x}"


def test_a_written_file_looks_like_one_made_by_hand() -> None:
    strategy = read_strategy(
        b"""\
criteria:
- {weight: 60.50, scale: [10, 1], kind: quality, id: care, min_score: 4, title: {nb: Omsorg, en: "Care: all"}}
- {id: price, kind: cost, weight: 39.5, formula: {low: 1, high: 2, name: linear-fixed}}
award: weighted-sum
currency: NOK
id: home
""",
        "a.yaml",
    )
    assert write_strategy(strategy, notes="Why so.\n\nBecause.").decode() == (
        """\
# Why so.
#
# Because.
id: home
currency: NOK
award_to: 1
award: weighted-sum
weights: percent
criteria:
  - id: care
    title:
      nb: Omsorg
      en: "Care: all"
    kind: quality
    weight: 60.5
    min_score: 4
    scale: [10, 1]
  - id: price
    kind: cost
    weight: 39.5
    formula:
      name: linear-fixed
      low: 1
      high: 2
"""
    )


def small() -> EditedStrategy:
    return edited(
        read_strategy(
            b"""\
id: home
title: {en: Home, nb: Hjem}
currency: NOK
award: weighted-sum
tie_break: [price]
price_basis: {period: {en: 4 years, nb: "4 \xc3\xa5r"}}
low_price: {mean: 40}
declarations: [{rule: a.b, chosen: c, reason: d}]
criteria:
  - id: care
    kind: quality
    weight: 60
    parts:
      - {id: people, title: {en: People, nb: Folk}, weight: 100, scale: [0, 10], min_score: 4}
  - {id: price, kind: cost, weight: 40, formula: {name: linear-fixed, low: 1, high: 2}}
""",
            "a.yaml",
        )
    )


def faults(strategy: EditedStrategy) -> set[tuple[Place | None, str]]:
    written = write(strategy)
    try:
        read_strategy(written.content, "a.yaml")
    except BadInput as error:
        return {(written.place(fault), bare(fault)) for fault in error.faults}
    return set()


@pytest.mark.parametrize(
    ("row", "key", "value", "shown", "words"),
    [
        (0, "id", "", "id", "is missing"),
        (0, "id", "price", None, "is used twice"),
        (0, "kind", "", "kind", "is missing"),
        (0, "kind", "nice", "kind", "expected one of"),
        (0, "weight", "", "weight", "is missing"),
        (0, "weight", "1,234", "weight", "can be read in two ways"),
        (1, "weight", "99", None, "the weights sum to 99"),
        (1, "worst", "", "scale", "expected a number"),
        (1, "worst", "10", "scale", "must differ"),
        (1, "worst", "0, 5", "scale", "is not a number"),
        (1, "min_score", "11", "min_score", "lies outside the scale"),
        (1, "min_percent", "101", "min_percent", "from 0 to 100"),
        (2, "formula", "", "formula", "is missing"),
        (2, "low", "", "low", "is missing"),
        (2, "low", "3", "low", "must be less than high"),
        (2, "high", "many", "high", "is not a number"),
        (2, "quantity", "-1", "quantity", "more than 0"),
        (2, "clamp", "all", "clamp", "expected one of"),
    ],
)
def test_a_fault_in_a_criterion_is_shown_at_its_field(
    row: int, key: str, value: str, shown: str | None, words: str
) -> None:
    strategy = small()
    strategy.criteria[row].texts[key] = value
    found = {place: message for place, message in faults(strategy) if words in message}
    expected = {
        "is used twice": Place(CRITERIA, 2, "id"),  # the second one that has it
        "the weights sum to 99": Place(CRITERIA, 0, "parts"),
    }.get(words, Place(CRITERIA, row, shown or ""))
    assert list(found) == [expected]


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("id", "", "is missing"),
        ("id", "a b", "letters, digits and hyphens"),
        ("currency", "", "is missing"),
        ("currency", "kr", "three capital letters"),
        ("award", "", "is missing"),
        ("award", "best", "expected one of"),
        ("regime", "us", "expected one of"),
        ("weights", "stars", "expected one of"),
        ("award_to", "0", "expected a whole number"),
        ("places", "a, b: c", "is not a number"),
        ("min_total_quality", "200", "from 0 to 100"),
        ("mean", "x", "is not a number"),
        ("next", "-1", "from 0 to 100"),
    ],
)
def test_a_fault_at_the_top_is_shown_at_its_field(key: str, value: str, words: str) -> None:
    strategy = small()
    strategy.texts[key] = value
    ((place, message),) = faults(strategy)
    assert place == Place(STRATEGY, 0, key)
    assert words in message


def test_faults_in_languages_ties_and_declarations_find_their_fields() -> None:
    strategy = small()
    strategy.title = {"en": "Home", "English!": "Hjem"}
    strategy.period = {"xxxxx": "4"}
    strategy.tie_break = ("nothing",)
    strategy.declarations = [
        {"rule": "", "chosen": "", "reason": ""},
        {"rule": "a", "chosen": "b", "reason": ""},
    ]
    strategy.criteria[1].title = {"!": "Folk"}
    strategy.criteria[1].counts_as = ("fun",)
    assert {place for place, _ in faults(strategy)} == {
        Place(STRATEGY, 0, "title-English!"),
        Place(STRATEGY, 0, "period-xxxxx"),
        Place(STRATEGY, 0, "tie_break"),
        Place(DECLARATIONS, 1, "reason"),
        Place(CRITERIA, 1, "title-!"),
        Place(CRITERIA, 1, "counts_as"),
    }


def test_nothing_at_all_is_written_and_its_faults_found() -> None:
    assert {place for place, _ in faults(EditedStrategy())} == {
        Place(STRATEGY, 0, "id"),
        Place(STRATEGY, 0, "currency"),
        Place(STRATEGY, 0, "award"),
        Place(STRATEGY, 0, "criteria"),
    }


def test_an_empty_row_is_a_criterion_with_everything_missing() -> None:
    strategy = small()
    strategy.criteria.append(EditedCriterion())
    missing = {place.key for place, words in faults(strategy) if place and place.index == 3}
    assert missing == {"id", "kind", "weight"}  # the scale is asked for once the kind is known


def test_a_fault_about_the_weights_of_the_top_level_stands_at_the_criteria() -> None:
    strategy = small()
    strategy.criteria[0].texts["weight"] = "50"
    assert faults(strategy) == {
        (Place(STRATEGY, 0, "criteria"), "the weights sum to 90; expected exactly 100")
    }


def test_fields_that_mean_nothing_under_another_method_are_left_out_and_come_back_with_it() -> None:
    strategy = small()
    strategy.texts["award"] = "lowest-price"
    strategy.criteria[0].texts["weight"] = ""
    strategy.criteria[1].texts["weight"] = ""
    text = write(strategy).content.decode()
    assert "formula" not in text
    assert faults(strategy) == set()
    strategy.texts["award"] = "weighted-sum"
    assert "low: 1" in write(strategy).content.decode()


def test_what_stands_in_the_notes_cannot_become_part_of_the_strategy() -> None:
    strategy = small()
    strategy.notes = "first\nid: other\r\n# third"
    written = write(strategy)
    assert read(written.content) == read(write(small()).content)
    assert written.places[2] == Place(NOTES, 0, "notes")
    assert leading_notes(written.content) == "first\nid: other\n# third"
