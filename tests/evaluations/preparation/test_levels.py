"""What scores mean, one line a score."""

from __future__ import annotations

from fractions import Fraction

import pytest

from marketkit.errors import BadInput
from marketkit.evaluations.preparation.levels import read_levels, write_levels
from marketkit.sourcing.strategy import Criterion

TEN = Criterion("care", {"": "care"}, "quality", scale=(Fraction(0), Fraction(10)))
DAYS = Criterion("days", {"": "days"}, "quality", scale=(Fraction(20), Fraction(2)))


def test_lines_are_read_best_score_first_and_written_back():
    found = read_levels("0: nothing\n\n10: all of it: with proof\n5,5: half", TEN)
    assert found == [["10", "all of it: with proof"], ["5,5", "half"], ["0", "nothing"]]
    assert read_levels(write_levels(found), TEN) == found


def test_on_a_reversed_scale_the_lowest_is_the_best():
    assert read_levels("20: slow\n2: at once", DAYS) == [["2", "at once"], ["20", "slow"]]


def test_nothing_written_means_no_levels():
    assert read_levels(" \n", TEN) == []


def test_every_faulty_line_is_told_at_once():
    with pytest.raises(BadInput) as refused:
        read_levels("eleven: x\n11: off\n3:\n4: a\n4: b", TEN)
    messages = [str(fault.message) for fault in refused.value.faults]
    assert [message.partition(":")[0] for message in messages] == ["line 1", "line 2", "line 3", "line 5"]
