"""The language of conditions: what it says, when it is undecided, and how it is refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.contracts.condition_parser import ConditionError, parse
from marketkit.contracts.condition_words import said
from marketkit.contracts.conditions import (
    And,
    Comparison,
    Condition,
    Has,
    Holds,
    IsAnswered,
    IsEmpty,
    Not,
    OneOf,
    Or,
    Sign,
    evaluate,
    names,
)
from marketkit.contracts.parameters import (
    Answer,
    Choice,
    Duration,
    DurationUnit,
    Parameter,
    ParameterType,
    Row,
)
from marketkit.values import Money


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("scaling", Holds("scaling")),
        ("ip == buyer", Comparison("ip", Sign.IS, "buyer")),
        ("ip != supplier-owns", Comparison("ip", Sign.IS_NOT, "supplier-owns")),
        ("months<=6", Comparison("months", Sign.AT_MOST, Fraction(6))),
        ("rate > 12.5", Comparison("rate", Sign.ABOVE, Fraction(25, 2))),
        ("start >= 2027-01-31", Comparison("start", Sign.AT_LEAST, date(2027, 1, 31))),
        ('name == "and (so on)"', Comparison("name", Sign.IS, "and (so on)")),
        ("length < 6 months", Comparison("length", Sign.BELOW, Duration(6, DurationUnit.MONTHS))),
        ("sure == false", Comparison("sure", Sign.IS, False)),
        ("ip in (buyer, shared)", OneOf("ip", ("buyer", "shared"))),
        ("regions has north", Has("regions", "north")),
        ("kpis is empty", IsEmpty("kpis")),
        ("price is answered", IsAnswered("price")),
        ("not a", Not(Holds("a"))),
        ("a or b and not c", Or((Holds("a"), And((Holds("b"), Not(Holds("c"))))))),
        ("(a or b) and c", And((Or((Holds("a"), Holds("b"))), Holds("c")))),
        ("a and b and c", And((Holds("a"), Holds("b"), Holds("c")))),
    ],
)
def test_a_condition_is_read_as_it_is_meant(text: str, condition: Condition) -> None:
    assert parse(text) == condition


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("", 1, "expected a parameter, found the end"),
        ("ip ==", 6, "expected a value"),
        ("ip = buyer", 4, '"=" is not understood'),
        ("ip => buyer", 4, '"=" is not understood'),
        ("ip == buyer supplier", 13, 'expected "and", "or" or the end'),
        ("(a or b", 8, 'expected ")", found the end'),
        ("a or or b", 6, 'expected a parameter, found "or"'),
        ("6 == months", 1, "expected a parameter"),
        ("ip in buyer", 7, 'expected "("'),
        ("ip in (buyer shared)", 14, 'expected ")", found "shared"'),
        ("kpis is full", 9, 'expected "empty" or "answered"'),
        ("kpis is not empty", 9, 'expected "empty" or "answered"'),
        ("start == 2027-02-30", 10, 'there is no day "2027-02-30"'),
        ("length == 1.5 months", 11, "a whole number of months"),
        ("a.b == c", 2, '"." is not understood'),
        ("__import__", 1, '"_" is not understood'),
        ('name == "open', 9, "is not understood"),
        ("(" * 31 + "a" + ")" * 31, 31, "too many parentheses"),
        ("a" * 1001, 1, "at most 1000 characters"),
    ],
)
def test_what_is_no_condition_is_refused_with_its_place(text: str, column: int, part: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.column == column
    assert part in caught.value.said
    assert caught.value.said.startswith(f"place {column}: ")


@pytest.mark.parametrize(
    ("text", "answer", "holds"),
    [
        ("it == buyer", "buyer", True),
        ("it == buyer", "supplier", False),
        ("it != buyer", "supplier", True),
        ("it in (buyer, shared)", "shared", True),
        ("it in (buyer, shared)", "supplier", False),
        ("it > 1200000", Money(120_000_001, "NOK"), True),
        ("it > 1200000", Money(120_000_000, "NOK"), False),
        ("it >= 6", 6, True),
        ("it < 12.5", Fraction(25, 2), False),
        ("it <= 12.5", Fraction(25, 2), True),
        ("it == 6 months", Duration(180, DurationUnit.DAYS), True),
        ("it < 1 year", Duration(12, DurationUnit.MONTHS), True),
        ("it > 51 weeks", Duration(1, DurationUnit.YEARS), True),
        ("it == 180", Duration(6, DurationUnit.MONTHS), True),
        ("it < 2027-02-01", date(2027, 1, 31), True),
        ("it", True, True),
        ("it", False, False),
        ("it == true", True, True),
        ("it == false", True, False),
        ("it has north", ("north", "west"), True),
        ("it has south", ("north", "west"), False),
        ("it is empty", (), True),
        ("it is empty", (Row("a", {"name": "A"}),), False),
        ("it is answered", False, True),
        ("it == 6", "6", False),
        ("it < buyer", 6, False),
    ],
)
def test_a_condition_holds_for_exact_values(text: str, answer: Answer, holds: bool) -> None:
    assert evaluate(parse(text), {"it": answer}) is holds


@pytest.mark.parametrize(
    "text", ["it", "it == a", "it != a", "it in (a)", "it has a", "it is empty", "not it", "it < 6"]
)
def test_without_an_answer_a_condition_is_undecided(text: str) -> None:
    assert evaluate(parse(text), {}) is None


def test_whether_there_is_an_answer_is_always_decided() -> None:
    assert evaluate(parse("it is answered"), {}) is False
    assert evaluate(parse("not it is answered"), {}) is True


# Kleene's strong tables for "and" and "or".
KLEENE = [
    (True, True, True, True),
    (True, None, None, True),
    (True, False, False, True),
    (None, None, None, None),
    (None, False, False, None),
    (False, False, False, False),
]


@pytest.mark.parametrize(("left", "right", "both", "either"), KLEENE)
def test_parts_that_are_decided_decide_the_whole(
    left: bool | None, right: bool | None, both: bool | None, either: bool | None
) -> None:
    values = {name: value for name, value in (("a", left), ("b", right)) if value is not None}
    for one, other in (("a", "b"), ("b", "a")):
        assert evaluate(parse(f"{one} and {other}"), values) is both
        assert evaluate(parse(f"{one} or {other}"), values) is either


CONDITIONS = st.recursive(
    st.sampled_from("abc").map(Holds),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=8,
)


@given(CONDITIONS, st.dictionaries(st.sampled_from("abc"), st.booleans()))
def test_what_is_decided_stays_so_however_the_rest_is_answered(
    condition: Condition, values: dict[str, bool]
) -> None:
    decided = evaluate(condition, values)
    if decided is not None:
        for rest in (True, False):
            assert evaluate(condition, {**dict.fromkeys("abc", rest), **values}) is decided


def test_the_parameters_of_a_condition_are_named_once_in_their_order() -> None:
    assert names(parse("b == x and (a or not b) or c is empty")) == ("b", "a", "c")


PARAMETERS = {
    "scaling": Parameter("scaling", ParameterType.BOOLEAN, {"en": "Scaling", "nb": "Utvidelse"}, "t", 1),
    "months": Parameter("months", ParameterType.INTEGER, {"en": "Months", "nb": "Måneder"}, "t", 1),
    "kpis": Parameter("kpis", ParameterType.LIST, {"en": "Measures", "nb": "Mål"}, "t", 1),
    "owner": Parameter(
        "owner",
        ParameterType.CHOICE,
        {"en": "Owner", "nb": "Eier"},
        "t",
        1,
        choices=(
            Choice("buyer", {"en": "The buyer", "nb": "Oppdragsgiver"}),
            Choice("both", {"en": "Both", "nb": "Begge"}),
        ),
    ),
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("scaling", 'the answer to "Scaling" is yes'),
        ("not scaling", 'the answer to "Scaling" is no'),
        ("owner == buyer", '"Owner" is "The buyer"'),
        ("owner != buyer", '"Owner" is not "The buyer"'),
        ("owner in (buyer, both)", '"Owner" is "The buyer" or "Both"'),
        ("months > 6.5", '"Months" is more than 6.5'),
        ("months <= 6", '"Months" is at most 6'),
        ("kpis is empty", '"Measures" has no entries'),
        ("months is answered", '"Months" is answered'),
        ("not months is answered", '"Months" is not answered'),
        ("owner has both", '"Owner" includes "Both"'),
        ('owner == "nobody"', '"Owner" is "nobody"'),
        ("scaling == true", '"Scaling" is yes'),
        ("scaling != false", '"Scaling" is not no'),
        ("months < 2027-01-31", '"Months" is less than 2027-01-31'),
        ("months >= 6 months", '"Months" is at least 6 months'),
        ("not kpis is empty", '"Measures" has at least one entry'),
        ("not owner == both", 'it is not so that "Owner" is "Both"'),
        (
            "scaling and (owner == buyer or months >= 12)",
            'the answer to "Scaling" is yes and ("Owner" is "The buyer" or "Months" is at least 12)',
        ),
    ],
)
def test_a_condition_is_said_in_words(text: str, words: str) -> None:
    assert said(parse(text), PARAMETERS, "en") == words


def test_the_words_can_be_said_in_another_language() -> None:
    norwegian = {
        "{first} and {second}": "{first} og {second}",
        'the answer to "{question}" is yes': "svaret på «{question}» er ja",
        '"{question}" is {value}': "«{question}» er {value}",
        '"{choice}"': "«{choice}»",
    }
    found = said(parse("scaling and owner == buyer"), PARAMETERS, "nb")
    assert (
        found.translated(lambda text: norwegian.get(text, text))
        == "svaret på «Utvidelse» er ja og «Eier» er «Oppdragsgiver»"
    )
