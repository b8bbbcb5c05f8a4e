"""The sums written out, with the numbers a reader can check with a pocket calculator."""

from marketkit.evaluations.arithmetic import Arithmetic
from marketkit.scoring.result import Result
from tests.scoring.builders import price_strategy, rank


def sums(result: Result, bid: str) -> dict[str, str | None]:
    ranked = result.ranked(bid)
    arithmetic = Arithmetic(result)
    found = {c.id: arithmetic.criterion(c, ranked.scores[c.id]) for c in result.strategy.walk()}
    return {**found, "total": arithmetic.total(ranked)}


def priced(formula: str) -> dict[str, str | None]:
    """Bid B at 125 against A at 100, 8 of 10 on quality; weights 60 and 40 points."""
    return sums(rank(price_strategy(formula), "bid,quality,price\nA,5,100\nB,8,125\n"), "B")


def test_marks_and_the_proportional_formula_are_written_with_their_numbers() -> None:
    found = priced("{name: proportional-to-lowest}")
    assert found["quality"] == "60 × (8 − 0) ÷ (10 − 0) = 48.00"
    assert found["price"] == "40 × 100.00 ÷ 125.00 = 32.00"
    assert found["total"] == "48.00 + 32.00 = 80.00"


def test_the_linear_formula_shows_its_slope() -> None:
    found = priced("{name: linear-from-lowest, slope: 2}")
    assert found["price"] == "40 × (1 − 2 × (125.00 − 100.00) ÷ 100.00) = 20.00"


def test_the_formula_between_both_ends_names_them() -> None:
    assert priced("{name: linear-min-max}")["price"] == "40 × (125.00 − 125.00) ÷ (125.00 − 100.00) = 0.00"


def test_equal_prices_are_said_to_be_equal() -> None:
    result = rank(price_strategy("{name: linear-min-max}"), "bid,quality,price\nA,5,100\nB,8,100\n")
    assert sums(result, "A")["price"] == "all prices are equal, so each has full points: 40.00"


def test_the_fixed_formula_names_the_prices_set_beforehand() -> None:
    found = priced("{name: linear-fixed, low: 100, high: 200}")
    assert found["price"] == "40 × (200.00 − 125.00) ÷ (200.00 − 100.00) = 30.00"


def test_a_limit_that_cut_the_points_is_said() -> None:
    found = priced("{name: linear-fixed, low: 50, high: 120, clamp: 0}")
    assert found["price"] == "40 × (120.00 − 125.00) ÷ (120.00 − 50.00) = 0.00 (not below 0)"


def test_the_mean_and_the_logarithm_are_written_out() -> None:
    assert priced("{name: average-based}")["price"] == "40 × 112.50 ÷ 125.00 = 36.00"
    found = rank(price_strategy("{name: logarithmic, a: 10}"), "bid,quality,price\nA,5,100\nB,8,1000\n")
    assert sums(found, "B")["price"] == "40 × (1 − log(1000.00 ÷ 100.00) ÷ log(10)) = 0.00"


def method(award: str, quality: str, row: str, price: str = "") -> str | None:
    text = f"""
        id: method
        currency: NOK
        award: {award}
        criteria:
          - {{id: quality, kind: quality, {quality}}}
          - {{id: price, kind: cost{price}}}
        """
    return sums(rank(text, f"bid,quality,price\nA,{row}\n"), "A")["total"]


def test_the_total_of_every_other_method_is_written_out() -> None:
    assert (
        method("monetised-quality", "worth: 2500, scale: [0, 100]", "60,80000")
        == "80000.00 − 1500.00 = 78500.00"
    )
    assert method("price-per-quality-point", "weight: 100, scale: [0, 100]", "72,120000") == (
        "120000.00 ÷ 72.00 = 1666.67"
    )
    assert (
        method("markup", "weight: 60, scale: [0, 10]", "5,100", ", weight: 40")
        == "100.00 × (1 + 0.75) = 175.00"
    )
    assert method("quality-coefficient", "scale: [0, 0.5]", "0.25,150") == "150.00 ÷ 1.5 = 100.00"
    assert method("utility-index", "weight: 60, scale: [0, 10]", "5,100", ", weight: 40") == (
        "(1 − (0.5 − 0.5) × 1.5) ÷ 100.00 × 100.00 = 1.0000"
    )
    assert method("lowest-price", "scale: [0, 10]", "5,100") == "100.00"


def test_a_basket_shows_quantity_times_unit_price() -> None:
    result = rank(
        """
        id: basket
        currency: NOK
        award: lowest-price
        criteria:
          - id: price
            kind: cost
            parts:
              - {id: visits, quantity: 1500}
              - {id: fee}
        """,
        "bid,visits,fee\nA,18,20\n",
    )
    found = sums(result, "A")
    assert found["visits"] == "1500 × 18 = 27000.00"
    assert found["fee"] is None
    assert found["total"] == "27020.00"
