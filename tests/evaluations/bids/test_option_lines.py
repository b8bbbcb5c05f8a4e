"""Priced options as lines of text."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.errors import BadInput
from marketkit.evaluations.bids.option_lines import read_options


def test_each_line_is_an_option_and_its_price_after_the_last_colon() -> None:
    text = "Night service: kr 100 000\n\n Option 2: training : 20,50\n"
    assert read_options(text, "NOK") == [
        ("Night service", Fraction(100_000)),
        ("Option 2: training", Fraction(41, 2)),
    ]
    assert read_options(" \n", "NOK") == []


def test_every_faulty_line_is_told() -> None:
    with pytest.raises(BadInput) as caught:
        read_options(f"Night\n: 5\nA: x\na: 1\nA: 2\n{'b' * 201}: 3", "NOK")
    assert [str(fault.message) for fault in caught.value.faults] == [
        "line 1: write the option, a colon and its price",
        "line 2: write the option, a colon and its price",
        'line 3: "x" is not a number; expected digits such as 1234.50 or 1 234,50',
        'line 5: "A" stands twice',
        "line 6: at most 200 characters",
    ]
