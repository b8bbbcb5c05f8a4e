"""The shape of a strategy file: what is read from it, its defaults, and what is refused with its line."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest

from marketkit.errors import BadInput, Fault
from marketkit.sourcing.reader import open_strategy, read_strategy
from marketkit.sourcing.strategy import Strategy

PUBLISHED = """\
id: home-care
title: {en: Home care services, nb: Hjemmetjenester}
regime: no-part-3               # which law applies, see "Rule packs"
packs: [eu, no, eforms]         # rule packs this strategy must satisfy
currency: NOK
price_basis: {vat: excluded, period: "4 years", options: included}   # printed wherever a price is shown
award_to: 1                     # how many winners (frameworks: n best), default 1
declarations:                   # reasons the rules ask for; they stand in the documents
  - {rule: no.climate-weight, chosen: requirements-instead, reason: "…"}
award: weighted-sum             # see "Award methods"
weights: percent                # percent (each level sums to 100) | points
rounding: {places: 2}           # display only
tie_break: [care-quality, price]  # optional
criteria:
  - id: care-quality
    title: {en: Quality of care, nb: Kvalitet}
    kind: quality               # quality | sustainability | innovation | cost
    weight: 40
    min_percent: 50             # least share of full marks, before price is looked at
    parts:                      # sub-criteria; weights inside the parent
      - {id: continuity, title: {en: Continuity}, weight: 60, scale: [0, 10], min_score: 4}
      - {id: competence, title: {en: Competence}, weight: 40, scale: [0, 10]}
  - {id: climate, title: {en: Climate}, kind: sustainability, counts_as: [climate-environment], weight: 30, scale: [0, 10]}
  - id: price
    title: {en: Price, nb: Pris}
    kind: cost
    weight: 30
    formula: {name: proportional-to-lowest}   # parameters beside the name
"""
SMALL = """\
id: small
currency: NOK
award: lowest-price
criteria:
  - {id: price, kind: cost}
"""


def read(text: str) -> Strategy:
    return read_strategy(dedent(text).encode(), "f.yaml")


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert all(fault.file == "f.yaml" and fault.line is not None for fault in caught.value.faults)
    return caught.value.faults


def only_fault(text: str) -> tuple[int | None, str]:
    (fault,) = faults(text)
    return fault.line, str(fault.message)


def test_the_published_example_is_read_whole() -> None:
    found = read(PUBLISHED)
    assert (found.id, found.regime, found.packs, found.currency) == (
        "home-care",
        "no-part-3",
        ("eu", "no", "eforms"),
        "NOK",
    )
    assert found.title == {"en": "Home care services", "nb": "Hjemmetjenester"}
    assert (found.price_basis.vat, found.price_basis.period, found.price_basis.options) == (
        {"": "excluded"},
        {"": "4 years"},
        {"": "included"},
    )
    assert (found.award, found.weights, found.award_to, found.places) == ("weighted-sum", "percent", 1, 2)
    (declaration,) = found.declarations
    assert (declaration.rule, declaration.chosen, declaration.reason) == (
        "no.climate-weight",
        "requirements-instead",
        "…",
    )
    assert found.tie_break == ("care-quality", "price")
    care, climate, price = found.criteria
    assert (care.kind, care.weight, care.min_percent, care.total_weight) == ("quality", 40, 50, 40)
    continuity, competence = care.parts
    assert (continuity.kind, continuity.weight, continuity.total_weight) == ("quality", 60, 24)
    assert (continuity.scale, continuity.min_score) == ((0, 10), 4)
    assert competence.total_weight == 16
    assert climate.counts_as == ("climate-environment",)
    assert price.formula is not None and price.formula.name == "proportional-to-lowest"
    assert [criterion.id for criterion in found.leaves()] == ["continuity", "competence", "climate", "price"]


def test_the_published_example_keeps_the_digest_of_its_bytes() -> None:
    data = PUBLISHED.encode()
    assert read_strategy(data, "f.yaml").sha256 == hashlib.sha256(data).hexdigest()
    with_mark = b"\xef\xbb\xbf" + data
    assert read_strategy(with_mark, "f.yaml").sha256 == hashlib.sha256(with_mark).hexdigest()


def test_everything_but_id_currency_award_and_criteria_has_a_default() -> None:
    found = read(SMALL)
    assert (found.weights, found.packs, found.regime, found.award_to) == ("percent", (), None, 1)
    assert (found.places, found.tie_break, found.declarations, found.min_total_quality) == (2, (), (), None)
    assert (found.low_price.mean, found.low_price.next) == (None, None)
    assert (found.price_basis.vat, found.price_basis.period) == (None, None)
    assert found.title == {"": "small"} and found.criteria[0].title == {"": "price"}


@pytest.mark.parametrize("key", ["id", "currency", "award", "criteria"])
def test_each_required_key_is_asked_for_by_name(key: str) -> None:
    text = SMALL.replace("  - {id: price, kind: cost}\n", "") if key == "criteria" else SMALL
    lines = [line for line in text.splitlines() if not line.startswith(f"{key}:")]
    assert any(f"{key}: is missing" in str(fault.message) for fault in faults("\n".join(lines)))


def test_scalars_are_text_so_no_is_a_word_and_leading_zeros_do_not_matter() -> None:
    found = read(
        """\
        id: no
        title: no
        currency: NOK
        award: quality-only
        award_to: 010
        packs: [no, yes]
        criteria: [{id: off, kind: quality, weight: "0100", scale: [00, 010]}]
        """
    )
    assert (found.id, found.title, found.award_to, found.packs) == ("no", {"": "no"}, 10, ("no", "yes"))
    assert found.criteria[0].id == "off" and found.criteria[0].scale == (0, 10)


@pytest.mark.parametrize("weight", ["1:30", "1e2", "0x64", ".inf", "true", "~", "1,234"])
def test_what_yaml_would_convert_is_an_error_where_a_number_is_expected(weight: str) -> None:
    text = f"""\
        id: x
        currency: NOK
        award: quality-only
        criteria:
          - id: q
            kind: quality
            weight: "{weight}"
            scale: [0, 1]
        """
    line, message = only_fault(text)
    assert line == 7 and "q: weight" in message and weight in message


def test_weights_are_exact_decimals() -> None:
    found = read(
        """\
        id: x
        currency: NOK
        award: quality-only
        criteria:
          - {id: a, kind: quality, weight: 33.3, scale: [0, 1]}
          - {id: b, kind: quality, weight: "66,7", scale: [0, 1]}
        """
    )
    assert [criterion.weight for criterion in found.criteria] == [Fraction(333, 10), Fraction(667, 10)]


@pytest.mark.parametrize(
    ("change", "line", "says"),
    [
        (("currency: NOK", "currency: NOK\ncolour: red"), 3, 'unknown key "colour"'),
        (("currency: NOK", "curency: NOK"), 2, 'did you mean "currency"'),
        (("kind: cost", "kind: cost, wieght: 5"), 5, 'did you mean "weight"'),
        (("currency: NOK", "currency: NOK\nprice_basis: {vat: no, per: year}"), 3, 'unknown key "per"'),
        (("currency: NOK", "currency: NOK\nlow_price: {mean: 40, nxt: 30}"), 3, 'unknown key "nxt"'),
        (("currency: NOK", "currency: NOK\nrounding: {place: 2}"), 3, 'unknown key "place"'),
        (("currency: NOK", "currency: NOK\ndeclarations: [{rule: a, reason: b, who: c}]"), 3, "who"),
        (("currency: NOK", "currency: kroner"), 2, "kroner"),
        (("currency: NOK", "currency: NOK\naward_to: 0"), 3, "award_to"),
        (("currency: NOK", "currency: NOK\naward_to: 1.5"), 3, "award_to"),
        (("currency: NOK", "currency: NOK\naward_to: two"), 3, "two"),
        (("currency: NOK", "currency: NOK\nrounding: {places: -1}"), 3, "places"),
        (("currency: NOK", "currency: NOK\nweights: parts"), 3, "percent, points"),
        (("currency: NOK", "currency: NOK\nregime: mars"), 3, "mars"),
        (("currency: NOK", "currency: NOK\nlow_price: {mean: 140}"), 3, "0 to 100"),
        (("currency: NOK", "currency: NOK\npacks: no"), 3, "list"),
        (("currency: NOK", "currency: NOK\npacks: [no, no]"), 3, "twice"),
        (("currency: NOK", "currency: NOK\ntitle: {}"), 3, "title"),
        (("currency: NOK", "currency: NOK\ntitle: [a]"), 3, "title"),
        (("currency: NOK", "currency: NOK\ntitle: {English!: a}"), 3, "language"),
        (("currency: NOK", "currency: NOK\nprice_basis: excluded"), 3, "price_basis"),
        (("currency: NOK", "currency: NOK\nprice_basis: {period: [4]}"), 3, "price_basis: period"),
        (("currency: NOK", "currency: NOK\nprice_basis: {period: {English!: a}}"), 3, "language"),
        (("currency: NOK", "currency: NOK\ndeclarations: [{rule: a}]"), 3, "reason"),
        (("currency: NOK", "currency:"), 2, "nothing"),
        (("lowest-price", "cheapest"), 3, "lowest-price"),
        (("id: small", "id: sm all"), 1, "sm all"),
        (("id: small", "id: a/b"), 1, "letters, digits and hyphens"),
        (("id: price, kind", "id: pr_ice, kind"), 5, "pr_ice"),
        (("kind: cost", "kind: price"), 5, "quality, sustainability, innovation, cost"),
        (("{id: price, kind: cost}", "{id: price}"), 5, "kind"),
        (("{id: price, kind: cost}", "{kind: cost}"), 5, "id"),
        (("kind: cost", "kind: cost, counts_as: [green]"), 5, "climate-environment"),
        (("kind: cost", "kind: cost, parts: []"), 5, "parts"),
        (("  - {id: price, kind: cost}", "  - price"), 5, "price"),
        (("criteria:\n  - {id: price, kind: cost}", "criteria: []"), 4, "criteria"),
    ],
)
def test_each_fault_of_shape_names_what_stands_there_what_was_expected_and_the_line(
    change: tuple[str, str], line: int, says: str
) -> None:
    found = faults(SMALL.replace(*change))
    assert any(fault.line == line and says in str(fault.message) for fault in found), found


def test_all_faults_are_reported_at_once_in_the_order_of_the_file() -> None:
    found = faults(
        """\
        id: a b
        currency: kr
        award: cheapest
        colour: red
        criteria:
          - {id: q, kind: qualtiy, scale: [0, 0], weight: x}
        """
    )
    assert [fault.line for fault in found] == [1, 2, 3, 4, 6, 6, 6]


def test_titles_may_be_a_text_or_languages() -> None:
    found = read(SMALL.replace("id: small", "id: small\ntitle: Innkjøp") + "    # done\n")
    assert found.title == {"": "Innkjøp"}


def test_what_a_price_covers_may_be_a_text_or_languages() -> None:
    basis = read(SMALL + "price_basis: {vat: excluded, period: {en: 4 years, nb: 4 år}}\n").price_basis
    assert (basis.vat, basis.period, basis.options) == (
        {"": "excluded"},
        {"en": "4 years", "nb": "4 år"},
        None,
    )


def test_an_empty_list_of_declarations_packs_or_tie_breaks_is_none() -> None:
    found = read(SMALL + "declarations: []\npacks: []\ntie_break: []\n")
    assert (found.declarations, found.packs, found.tie_break) == ((), (), ())


def test_a_pack_nobody_knows_is_no_fault_of_the_file() -> None:
    assert read(SMALL + "packs: [atlantis]\n").packs == ("atlantis",)


def test_norwegian_letters_may_stand_in_ids() -> None:
    assert read(SMALL.replace("id: small", "id: hjemmetjeneste-på-å")).id == "hjemmetjeneste-på-å"


@pytest.mark.parametrize(
    "text", ["just words", "- a\n- b", "42", "---"], ids=["text", "list", "number", "empty document"]
)
def test_a_file_that_is_not_a_map_of_keys_is_refused(text: str) -> None:
    assert any(fault.line == 1 for fault in faults(text))


@pytest.mark.parametrize(
    ("formula", "says"),
    [
        ("{name: linear-fixed, low: 1}", "high"),
        ("{name: linear-fixed, high: 1}", "low"),
        ("{name: linear-fixed, low: 2, high: 2}", "less than high"),
        ("{name: linear-fixed, low: 3, high: 2}", "less than high"),
        ("{name: logarithmic}", "a: is missing"),
        ("{name: logarithmic, a: 1}", "more than 1"),
        ("{name: logarithmic, a: 0.5}", "more than 1"),
        ("{name: linear-from-lowest, slope: 0}", "more than 0"),
        ("{name: linear-from-lowest, slope: -1}", "more than 0"),
        ("{name: linear-from-lowest, a: 2}", 'unknown key "a"'),
        ("{name: proportional-to-lowest, slope: 1}", 'unknown key "slope"'),
        ("{name: proportional-to-lowest, clamp: 1}", "0, both"),
        ("{name: cheapest}", "proportional-to-lowest"),
        ("{clamp: 0}", "name"),
        ("proportional-to-lowest", "formula"),
        ("{name: [a]}", "name"),
    ],
)
def test_each_fault_of_a_formula_is_named(formula: str, says: str) -> None:
    text = f"""\
        id: x
        currency: NOK
        award: weighted-sum
        criteria:
          - id: price
            kind: cost
            weight: 100
            formula: {formula}
        """
    found = faults(text)
    assert all(fault.line == 8 for fault in found)
    assert any(says in str(fault.message) and "formula" in str(fault.message) for fault in found), found


@pytest.mark.parametrize(
    ("formula", "parameters"),
    [
        ("{name: linear-from-lowest, slope: 0.5, clamp: 0}", (Fraction(1, 2), None, None, None, "0")),
        ("{name: linear-fixed, low: -5, high: 1 000, clamp: both}", (None, -5, 1000, None, "both")),
        ("{name: logarithmic, a: 2.5}", (None, None, None, Fraction(5, 2), None)),
    ],
)
def test_the_parameters_of_a_formula_are_read(formula: str, parameters: tuple[object, ...]) -> None:
    text = f"""\
        id: x
        currency: NOK
        award: weighted-sum
        criteria: [{{id: price, kind: cost, weight: 100, formula: {formula}}}]
        """
    found = read(text).criteria[0].formula
    assert found is not None
    assert (found.slope, found.low, found.high, found.a, found.clamp) == parameters


def test_a_file_is_opened_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert open_strategy(path).id == "small"


def test_a_file_that_is_not_there_is_a_fault_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        open_strategy(tmp_path / "none.yaml")
    assert str(tmp_path / "none.yaml") in str(caught.value.faults[0])
