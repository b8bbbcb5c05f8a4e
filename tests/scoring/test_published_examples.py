"""Examples from published guidance, through the command line, with the published figures typed in by hand."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from textwrap import dedent
from typing import Any

from click.testing import CliRunner

from marketkit.cli import main


def score(folder: Path, strategy: str, bids: str) -> dict[str, Any]:
    (folder / "strategy.yaml").write_text(dedent(strategy), encoding="utf-8")
    (folder / "bids.csv").write_text(dedent(bids).lstrip(), encoding="utf-8")
    arguments = ["score", str(folder / "strategy.yaml"), str(folder / "bids.csv"), "--json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def by_bid(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["bid"]: entry for entry in found["ranking"]}


def test_digital_outcomes_shares_of_three_quotes(tmp_path: Path) -> None:
    """Digital Outcomes buyers' guide: the cheapest quote divided by each quote."""
    found = score(
        tmp_path,
        """
        id: digital-outcomes
        currency: GBP
        award: weighted-sum
        criteria: [{id: price, kind: cost, weight: 100, formula: {name: proportional-to-lowest}}]
        """,
        """
        bid,price
        A,£15 000.00
        B,10000
        C,£30 000
        """,
    )
    shares = {name: entry["criteria"]["price"]["share_exact"] for name, entry in by_bid(found).items()}
    assert shares == {"A": "2/3", "B": "1", "C": "1/3"}
    rounded = {name: entry["criteria"]["price"]["share"] for name, entry in by_bid(found).items()}
    assert {name: round(Fraction(text), 3) for name, text in rounded.items()} == {
        "A": Fraction("0.667"),
        "B": Fraction("1"),
        "C": Fraction("0.333"),
    }


def test_kommissionsmodellen_price_per_quality_point(tmp_path: Path) -> None:
    """The price per quality point with a least total quality of 70."""
    found = score(
        tmp_path,
        """
        id: kommissionsmodellen
        currency: EUR
        award: price-per-quality-point
        min_total_quality: 70
        criteria:
          - {id: quality, kind: quality, weight: 100, scale: [0, 100]}
          - {id: price, kind: cost}
        """,
        """
        bid;quality;price
        A;65;100 000
        B;72;120 000
        C;86;125 000
        D;94;145 000
        """,
    )
    assert found["better"] == "lower" and found["winners"] == ["C"]
    assert found["excluded"] == [
        {
            "bid": "A",
            "reasons": [
                {
                    "code": "below-min-total-quality",
                    "criterion": None,
                    "value": "65.0000",
                    "required": "70.0000",
                }
            ],
        }
    ]
    assert {
        name: (entry["rank"], entry["total"], entry["total_exact"]) for name, entry in by_bid(found).items()
    } == {
        "C": (1, "1453.4884", "62500/43"),
        "D": (2, "1542.5532", "72500/47"),
        "B": (3, "1666.6667", "5000/3"),
    }
    printed = {name: round(float(entry["total"]), 2) for name, entry in by_bid(found).items()}
    assert printed == {"B": 1666.67, "C": 1453.49, "D": 1542.55}


def test_award_on_value_comparison_price(tmp_path: Path) -> None:
    """A price of 80,000 and 60 of 100 on a criterion worth 2,500: 80,000 − 1,500."""
    found = score(
        tmp_path,
        """
        id: award-on-value
        currency: EUR
        award: monetised-quality
        criteria:
          - {id: quality, kind: quality, worth: 2500, scale: [0, 100]}
          - {id: price, kind: cost}
        """,
        """
        bid,quality,price
        A,60,80000
        """,
    )
    (entry,) = found["ranking"]
    assert entry["total"] == "78500.0000" and entry["total_exact"] == "78500"
    assert entry["criteria"]["quality"]["weighted_exact"] == "1500"
    assert found["winners"] == ["A"]


def test_basket_of_four_quantities(tmp_path: Path) -> None:
    """27,000 + 1,000 + 30,000 + 17,280 = 75,280.00."""
    found = score(
        tmp_path,
        """
        id: basket
        currency: NOK
        award: lowest-price
        criteria:
          - id: price
            kind: cost
            parts:
              - {id: first, quantity: 1500}
              - {id: second, quantity: 50}
              - {id: third, quantity: 1200}
              - {id: fourth, quantity: 540}
        """,
        """
        bid,first,second,third,fourth
        A,18.00,20.00,25.00,32.00
        """,
    )
    (entry,) = found["ranking"]
    assert entry["total"] == "75280.0000" and entry["total_exact"] == "75280"
    amounts = {
        name: entry["criteria"][name]["amount"] for name in ("first", "second", "third", "fourth", "price")
    }
    assert amounts == {
        "first": "27000.0000",
        "second": "1000.0000",
        "third": "30000.0000",
        "fourth": "17280.0000",
        "price": "75280.0000",
    }


def test_life_cycle_cost_adds_purchase_and_later_costs(tmp_path: Path) -> None:
    """469 + 10 + 20 + 30 + 40 = 569."""
    found = score(
        tmp_path,
        """
        id: life-cycle
        currency: EUR
        award: lowest-price
        criteria:
          - id: life-cycle-cost
            kind: cost
            parts: [{id: purchase}, {id: energy}, {id: upkeep}, {id: consumables}, {id: disposal}]
        """,
        """
        bid,purchase,energy,upkeep,consumables,disposal
        A,469,10,20,30,40
        """,
    )
    (entry,) = found["ranking"]
    assert entry["total_exact"] == "569"
    assert entry["criteria"]["life-cycle-cost"]["amount"] == "569.0000"
    assert entry["criteria"]["life-cycle-cost"]["raw"] is None
