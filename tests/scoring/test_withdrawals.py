"""How often another bid's withdrawal changes who wins."""

from __future__ import annotations

from marketkit.scoring.evaluate import award, enter
from marketkit.scoring.withdrawals import Withdrawals, withdrawals
from tests.scoring.builders import bids, price_strategy, strategy

HEADER = "bid,quality,price\n"
# With c: b 41.4 + 14.3 = 55.7, a 30 + 20 = 50, c 40. Without: a 30 + 40 = 70, b 41.4 + 28.6 = 69.97.
TURNING = HEADER + "a,5,100\nb,6.9,140\nc,0,50\n"


def of(rows: str, places: int = 1) -> Withdrawals:
    text = price_strategy("{name: proportional-to-lowest}")
    read = strategy(text.replace("award:", f"award_to: {places}\n        award:"))
    staying, excluded = enter(read, bids(rows, read))
    return withdrawals(award(read, staying, excluded), staying)


def test_a_loser_whose_withdrawal_changes_the_winner_is_named_with_the_cause() -> None:
    found = of(TURNING)
    assert (found.tried, [removal.without for removal in found.changing]) == (2, ["c"])
    assert found.sentences == (
        "Of 2 losing bids, withdrawing 1 would change the winner.",
        "Without c the lowest price of criterion price rises from 50.00 to 100.00; the order b, a becomes a, b.",
    )


def test_winners_may_swap_places_among_themselves() -> None:
    found = of(TURNING, places=2)
    assert (found.tried, found.changing) == (1, ())
    assert found.sentences == ("The winner stays the same whichever losing bid is withdrawn.",)


def test_a_change_below_the_winners_is_none() -> None:
    # d leads with 60 + 20 = 80, without c too; a and b change places behind it
    found = of(TURNING + "d,10,100\n")
    assert (found.tried, found.changing) == (3, ())


def test_a_shared_first_place_that_is_parted_is_a_change() -> None:
    # level: a 42 + 40·50/100 = 62, b 54 + 40·50/250 = 62; without c a has 42 + 40, b 54 + 16
    found = of(HEADER + "a,7,100\nb,9,250\nc,0,50\n")
    assert (found.tried, [removal.without for removal in found.changing]) == (1, ["c"])


def test_with_no_losers_nothing_is_tried() -> None:
    assert of(HEADER + "a,5,100\nb,5,100\n").sentences == ("No bid loses, so no withdrawal was tried.",)
