"""A result in plain sentences."""

from fractions import Fraction

from marketkit.evaluations.explanation import Explanation
from tests.scoring.builders import price_strategy, rank

PROPORTIONAL = "{name: proportional-to-lowest}"


def explain(bids: str) -> Explanation:
    return Explanation(rank(price_strategy(PROPORTIONAL), "bid,quality,price\n" + bids), "en")


def test_the_lead_names_the_first_and_how_far_the_second_is_behind() -> None:
    # A: 30 + 40 = 70; B: 48 + 32 = 80
    assert explain("A,5,100\nB,8,125\n").lead() == "B is first with 80.00 points, 10.00 ahead of A."


def test_a_lower_total_is_ahead_when_the_price_decides() -> None:
    result = rank(
        "id: p\ncurrency: SEK\naward: lowest-price\ncriteria: [{id: price, kind: cost}]",
        "bid,price\nA,120\nB,100\n",
    )
    assert Explanation(result, "en").lead() == "B is first with a price of 100.00 SEK, 20.00 below A."


def test_a_shared_first_place_is_said_to_be_shared() -> None:
    assert explain("A,5,100\nB,5,100\n").lead() == "A, B share first place with 70.00 points."


def test_a_tie_that_the_tie_break_settles_is_said_so() -> None:
    # A: 60 + 40·100/400 = 70, B: 30 + 40 = 70; the better quality goes first
    result = rank(
        price_strategy(PROPORTIONAL).replace("award:", "tie_break: [quality]\n        award:"),
        "bid,quality,price\nA,10,400\nB,5,100\n",
    )
    assert Explanation(result, "en").lead() == "A and B both have 70.00 points; the tie-break puts A first."


def test_one_bid_alone_and_none_at_all() -> None:
    assert explain("A,5,100\n").lead() == "A is the only bid left, with 70.00 points."
    nobody = rank(
        price_strategy(PROPORTIONAL).replace("scale: [0, 10]", "scale: [0, 10], min_score: 9"),
        "bid,quality,price\nA,5,100\n",
    )
    assert Explanation(nobody, "en").lead() is None


def test_each_bid_learns_where_it_is_better_and_where_behind() -> None:
    explanation = explain("A,5,100\nB,8,125\n")
    first, second = explanation.result.ranking
    assert list(explanation.place(second)) == [
        "Place 2 of 2, with 70.00 points.",
        "Better than B on price (8.00 points).",
        "Behind B on quality (18.00 points).",
    ]
    assert list(explanation.place(first))[1] == "Better than A on quality (18.00 points)."


def test_an_exclusion_says_what_the_bid_has_and_what_is_required() -> None:
    result = rank(
        price_strategy(PROPORTIONAL).replace(
            "scale: [0, 10]", "scale: [0, 10], min_score: 6, min_percent: 70"
        ),
        "bid,quality,price\nA,5,100\nB,8,125\n",
    )
    (excluded,) = result.excluded
    assert Explanation(result, "en").excluded(excluded) == [
        "quality: the score is 5; at least 6 is required.",
        "quality: 50 percent of full marks; at least 70 percent is required.",
    ]


def test_a_low_price_says_how_low_and_against_what() -> None:
    text = price_strategy(PROPORTIONAL).replace("award:", "low_price: {mean: 40, next: 30}\n        award:")
    explanation = Explanation(rank(text, "bid,quality,price\nA,5,50\nB,8,100\nC,8,100\n"), "en")
    assert [str(explanation.flag(flag)) for flag in explanation.result.flags] == [
        "A: price is 50.00 NOK, 50 % below the mean of the other bids (100.00 NOK).",
        "A: price is 50.00 NOK, 50 % below the next higher bid (100.00 NOK).",
    ]


def test_names_are_in_the_language_asked_for() -> None:
    result = rank(
        "id: p\ncurrency: NOK\naward: lowest-price\n"
        "criteria: [{id: price, title: {en: Price, nb: Pris}, kind: cost}]",
        "bid,price\nA,120\nB,100\n",
    )
    said = list(Explanation(result, "nb").place(result.ranked("A")))
    assert said[1] == "Behind B on Pris (20.00 NOK)."
    assert Explanation(result, "en").total(Fraction(120)) == "a price of 120.00 NOK"
