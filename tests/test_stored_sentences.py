"""A sentence that was stored reads the same, and can be said in another language."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction

from marketkit.said import Figure, Said, say
from marketkit.stored_sentences import sentence_of, stored_sentence


def test_a_sentence_with_all_kinds_of_values_comes_back_through_json():
    inner = say("since {day}", day=date(2026, 4, 1))
    sentence = say(
        "{bid} costs {price}, {inner}, {count} times",
        bid="A",
        price=Figure(Fraction(7, 3), 2),
        inner=inner,
        count=3,
    )
    found = sentence_of(json.loads(json.dumps(stored_sentence(sentence))))
    assert found == "A costs 2.33, since 2026-04-01, 3 times"
    assert isinstance(found, Said)
    words = {
        "{bid} costs {price}, {inner}, {count} times": "{bid}: {price} ({inner}) x{count}",
        "since {day}": "fra {day}",
    }
    assert found.translated(lambda text: words[text], lambda _figure: "2,33") == "A: 2,33 (fra 2026-04-01) x3"


def test_a_plain_text_stays_one():
    found = sentence_of(stored_sentence("Written by an officer: {not a value}."))
    assert found == "Written by an officer: {not a value}."
    assert not isinstance(found, Said)
