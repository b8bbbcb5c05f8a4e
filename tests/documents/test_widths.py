"""How wide the columns of a table become."""

from __future__ import annotations

import pytest

from marketkit.documents.model import Column, Table, row
from marketkit.documents.widths import shares


def test_columns_that_say_how_wide_they_are_keep_those_proportions():
    table = Table("t", (Column("a", width=3), Column("b", width=1)), (row("x" * 500, "y"),))
    assert shares(table, characters=80) == (0.75, 0.25)


def test_a_table_with_room_to_spare_is_shared_by_the_longest_texts():
    # "ten letter" words: 10 + 2 of margin; "six " is below the narrowest (6): 12 : 6
    table = Table("t", (Column("tenletters"), Column("six")), ())
    assert shares(table, characters=80) == pytest.approx((12 / 18, 6 / 18))


def test_a_narrow_sheet_breaks_long_texts_before_it_breaks_words():
    # First column: longest word 8 + 2, whole text 38 + 2; second: one word of 18 + 2. Words need 30 of the 40; the
    # first column wishes 30 more and gets the 10 there are.
    long_text = "eightltr " * 4 + "xx"
    table = Table("t", (Column("a"), Column("b")), (row(long_text, "y" * 18),))
    assert shares(table, characters=40) == pytest.approx((20 / 40, 20 / 40))


def test_many_columns_without_room_share_by_their_longest_words():
    table = Table("t", tuple(Column("w" * 8) for _ in range(20)), ())
    assert shares(table, characters=80) == pytest.approx((1 / 20,) * 20)


def test_a_very_long_word_does_not_starve_the_others():
    # Capped at 60, with 2 of margin beside it, against a column of 6.
    table = Table("t", (Column("w" * 1000), Column("b")), ())
    assert shares(table, characters=80) == pytest.approx((62 / 68, 6 / 68))
