"""Abnormally low prices: flags that ask for an explanation and change nothing else."""

from __future__ import annotations

from fractions import Fraction

from marketkit.scoring.result import Result
from tests.scoring.builders import rank, ranks

CHEAPEST = """
    id: cheapest
    currency: NOK
    award: lowest-price
    {low_price}
    criteria:
      - {{id: q, kind: quality, scale: [0, 10], min_score: 5}}
      - {{id: price, kind: cost}}
    """
PRESET = "low_price: {mean: 40, next: 30}"


def flagged(low_price: str, *prices: str | int, q: int = 5) -> Result:
    rows = "".join(f"{name},{q},{price}\n" for name, price in zip("abcdef", prices, strict=False))
    return rank(CHEAPEST.format(low_price=low_price), "bid,q,price\n" + rows)


def found(result: Result) -> list[tuple[str, str, Fraction, Fraction]]:
    return [(flag.code, flag.bid, flag.compared_with, flag.percent) for flag in result.flags]


def test_exactly_forty_percent_below_the_mean_of_the_others_is_flagged() -> None:
    # others' mean (90 + 110)/2 = 100; 60 is exactly 40 % below; next higher 90: 33.3 % below, not asked for
    assert found(flagged("low_price: {mean: 40}", 60, 90, 110)) == [
        ("abnormally-low-mean", "a", Fraction(100), Fraction(40))
    ]


def test_a_hair_above_the_limit_is_not_flagged() -> None:
    assert found(flagged("low_price: {mean: 40}", "60.0001", 90, 110)) == []


def test_the_mean_is_that_of_the_other_bids_without_its_own() -> None:
    # with its own price the mean would be (60 + 90 + 110)/3 = 86.7 and 60 only 30.8 % below
    assert len(flagged("low_price: {mean: 40}", 60, 90, 110).flags) == 1


def test_exactly_thirty_percent_below_the_next_higher_price_is_flagged() -> None:
    # 70 against 100: 30 %; 100 against 140: 28.6 %
    assert found(flagged("low_price: {next: 30}", 70, 100, 140)) == [
        ("abnormally-low-next", "a", Fraction(100), Fraction(30))
    ]


def test_the_next_price_is_strictly_higher_so_that_equal_low_prices_are_both_flagged() -> None:
    assert found(flagged("low_price: {next: 30}", 60, 60, 100)) == [
        ("abnormally-low-next", "a", Fraction(100), Fraction(40)),
        ("abnormally-low-next", "b", Fraction(100), Fraction(40)),
    ]


def test_a_bid_in_the_middle_can_be_flagged_against_the_next() -> None:
    # 60 against 100 is 40 % below; 55 against 60 only 8.3 %
    assert [flag.bid for flag in flagged("low_price: {next: 30}", 55, 60, 100).flags] == ["b"]


def test_both_tests_can_flag_one_bid() -> None:
    codes = [(flag.code, flag.bid) for flag in flagged(PRESET, 50, 100, 100).flags]
    assert codes == [("abnormally-low-mean", "a"), ("abnormally-low-next", "a")]


def test_nothing_is_flagged_when_the_strategy_does_not_ask() -> None:
    assert flagged("title: none", 1, 1000, 1000).flags == ()


def test_one_bid_has_nothing_to_be_compared_with() -> None:
    assert flagged(PRESET, 1).flags == ()


def test_equal_prices_are_not_flagged() -> None:
    assert flagged("low_price: {mean: 0, next: 0}", 100, 100).flags == ()


def test_excluded_bids_are_neither_flagged_nor_compared_with() -> None:
    text = CHEAPEST.format(low_price=PRESET)
    # b and c are out; only a and d are compared: 90 against 100
    result = rank(text, "bid,q,price\na,5,90\nb,0,1\nc,0,100000\nd,5,100\n")
    assert result.flags == ()


def test_a_flag_never_excludes_nor_moves_a_bid() -> None:
    result = flagged(PRESET, 1, 1000, 1000)
    assert result.flags and result.excluded == () and result.winners == ("a",)
    assert ranks(result) == ranks(flagged("title: none", 1, 1000, 1000))


def test_a_mean_of_zero_or_less_has_no_percentage() -> None:
    assert flagged(PRESET, -10, 0, 0).flags == ()
    assert flagged(PRESET, -10, -5, -3).flags == ()


def test_amounts_below_one_are_compared_like_any_other() -> None:
    # 0.2 against the mean (0.4 + 0.6)/2 = 0.5: 60 % below; against the next, 0.4: 50 %
    assert [(flag.bid, flag.percent) for flag in flagged(PRESET, "0.2", "0.4", "0.6").flags] == [
        ("a", Fraction(60)),
        ("a", Fraction(50)),
        ("b", Fraction(100, 3)),
    ]


def test_a_negative_price_lies_more_than_all_of_the_mean_below_it() -> None:
    # others' mean 100: (100 + 10)/100 = 110 %
    flags = found(flagged("low_price: {mean: 40}", -10, 100, 100))
    assert flags == [("abnormally-low-mean", "a", Fraction(100), Fraction(110))]


def test_every_cost_criterion_is_looked_at_and_named() -> None:
    text = """
        id: two
        currency: NOK
        award: weighted-sum
        low_price: {next: 30}
        criteria:
          - {id: buy, kind: cost, weight: 50, formula: {name: linear-min-max}}
          - {id: run, kind: cost, weight: 50, formula: {name: linear-min-max}}
        """
    result = rank(text, "bid,buy,run\na,60,100\nb,100,50\n")
    assert [(flag.bid, flag.criterion, flag.price) for flag in result.flags] == [
        ("a", "buy", 60),
        ("b", "run", 50),
    ]


def test_flags_are_given_even_when_no_ranking_can_be_computed() -> None:
    text = """
        id: uncomputable
        currency: NOK
        award: weighted-sum
        low_price: {mean: 40}
        criteria: [{id: price, kind: cost, weight: 100, formula: {name: proportional-to-lowest}}]
        """
    result = rank(text, "bid,price\na,0\nb,100\n")
    assert not result.computable and [flag.bid for flag in result.flags] == ["a"]
