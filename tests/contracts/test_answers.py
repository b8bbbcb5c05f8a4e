"""Answers from files and forms to exact values, and back again."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketkit.contracts.answers import (
    answers_from_yaml,
    answers_hash,
    check_answers,
    exact_decimal,
    plain_answers,
    read_answers,
)
from marketkit.contracts.parameters import (
    Answer,
    Bound,
    Choice,
    Duration,
    DurationUnit,
    Parameter,
    ParameterType,
    Row,
)
from marketkit.contracts.typed_answers import Raw
from marketkit.errors import BadInput
from marketkit.values import Money


def parameter(
    type_: ParameterType,
    id_: str = "it",
    *,
    minimum: Bound | None = None,
    maximum: Bound | None = None,
    choices: tuple[str, ...] = (),
    fields: tuple[Parameter, ...] = (),
) -> Parameter:
    return Parameter(
        id_,
        type_,
        {"en": id_},
        "template.yaml",
        1,
        minimum=minimum,
        maximum=maximum,
        choices=tuple(Choice(choice, {"en": choice}) for choice in choices),
        fields=fields,
    )


def asked(*parameters: Parameter) -> dict[str, Parameter]:
    return {one.id: one for one in parameters}


def read_one(one: Parameter, raw: Raw) -> Answer | None:
    return read_answers(asked(one), {one.id: raw}).get(one.id)


def refused(one: Parameter, raw: Raw) -> str:
    with pytest.raises(BadInput) as caught:
        read_one(one, raw)
    (fault,) = caught.value.faults
    assert fault.column == one.id
    return fault.message


CHOICE = parameter(ParameterType.CHOICE, choices=("buyer", "supplier"))
REGIONS = parameter(ParameterType.MULTI_CHOICE, choices=("north", "west", "south"))


@pytest.mark.parametrize(
    ("one", "raw", "answer"),
    [
        (parameter(ParameterType.TEXT), " as written ", " as written "),
        (parameter(ParameterType.TEXT), 7032, "7032"),
        (parameter(ParameterType.LONG_TEXT), "One.\n\nTwo.", "One.\n\nTwo."),
        (parameter(ParameterType.MONEY), "NOK 1200000.00", Money(120_000_000, "NOK")),
        (parameter(ParameterType.MONEY), "1 200 000,50 EUR", Money(120_000_050, "EUR")),
        (
            parameter(ParameterType.MONEY),
            {"amount": "1200000", "currency": "NOK"},
            Money(120_000_000, "NOK"),
        ),
        (parameter(ParameterType.MONEY), {"amount": 0, "currency": "NOK"}, Money(0, "NOK")),
        (parameter(ParameterType.MONEY), "JPY 500", Money(500, "JPY")),
        (parameter(ParameterType.INTEGER), "12 000", 12_000),
        (parameter(ParameterType.INTEGER), 0, 0),
        (parameter(ParameterType.PERCENT), "12,5 %", Fraction(25, 2)),
        (parameter(ParameterType.PERCENT), "30", Fraction(30)),
        (parameter(ParameterType.DATE), "2028-02-29", date(2028, 2, 29)),
        (parameter(ParameterType.DURATION), "6 months", Duration(6, DurationUnit.MONTHS)),
        (parameter(ParameterType.DURATION), "1 year", Duration(1, DurationUnit.YEARS)),
        (
            parameter(ParameterType.DURATION),
            {"number": "2", "unit": "weeks"},
            Duration(2, DurationUnit.WEEKS),
        ),
        (parameter(ParameterType.DURATION), {"number": 0, "unit": "days"}, Duration(0, DurationUnit.DAYS)),
        (CHOICE, "supplier", "supplier"),
        (REGIONS, ["south", "north"], ("north", "south")),
        (REGIONS, [], ()),
        (parameter(ParameterType.BOOLEAN), "true", True),
        (parameter(ParameterType.BOOLEAN), "no", False),
        (parameter(ParameterType.BOOLEAN), False, False),
    ],
)
def test_each_type_reads_what_people_write(one: Parameter, raw: Raw, answer: Answer) -> None:
    found = read_one(one, raw)
    assert found == answer
    assert type(found) is type(answer)


@pytest.mark.parametrize(
    ("one", "raw"),
    [
        (parameter(ParameterType.TEXT), ""),
        (parameter(ParameterType.TEXT), " \n "),
        (parameter(ParameterType.TEXT), None),
        (parameter(ParameterType.MONEY), {"amount": "", "currency": "NOK"}),
        (parameter(ParameterType.DURATION), {"number": "", "unit": "months"}),
        (parameter(ParameterType.BOOLEAN), ""),
        (parameter(ParameterType.LIST, fields=(parameter(ParameterType.TEXT, "name"),)), None),
    ],
)
def test_an_empty_field_is_no_answer(one: Parameter, raw: Raw) -> None:
    assert read_answers(asked(one), {one.id: raw}) == {}


@pytest.mark.parametrize(
    ("one", "raw", "message"),
    [
        (parameter(ParameterType.TEXT), ["a"], "expected a text"),
        (parameter(ParameterType.MONEY), "1200000", "expected an amount and a currency"),
        (parameter(ParameterType.MONEY), "NOK 1200000 EUR", "expected an amount and a currency"),
        (parameter(ParameterType.MONEY), "NOK 10.005", "an amount in NOK has at most 2 decimals"),
        (parameter(ParameterType.MONEY), "NOK 1,234", "can be read in two ways"),
        (parameter(ParameterType.MONEY), "NOK -5", "expected at least 0"),
        (parameter(ParameterType.MONEY), {"amount": "5", "currency": ""}, "is not a currency code"),
        (parameter(ParameterType.MONEY), "NOK 1000000000000000", "the amount is too large"),
        (parameter(ParameterType.MONEY), 1200000, "expected an amount and a currency"),
        (parameter(ParameterType.TEXT), "x" * 2001, "expected at most 2000 characters"),
        (parameter(ParameterType.LONG_TEXT), "x" * 100_001, "expected at most 100000 characters"),
        (parameter(ParameterType.INTEGER), "1000000000000000", "the number is too large"),
        (parameter(ParameterType.LIST, fields=(CHOICE,)), [{}] * 501, "expected at most 500 rows"),
        (parameter(ParameterType.INTEGER), "2.5", "expected a whole number"),
        (parameter(ParameterType.INTEGER), "six", "is not a number"),
        (parameter(ParameterType.INTEGER), True, "expected a number"),
        (parameter(ParameterType.PERCENT), "1e2", "is not a number"),
        (parameter(ParameterType.DATE), "2027-02-29", 'there is no day "2027-02-29"'),
        (parameter(ParameterType.DATE), "31.01.2027", "written as year-month-day"),
        (parameter(ParameterType.DATE), "0027-01-31", "expected years from 1900 to 2200"),
        (parameter(ParameterType.DURATION), "6", "expected a number of days"),
        (parameter(ParameterType.DURATION), "six months", "expected a number of days"),
        (parameter(ParameterType.DURATION), "-6 months", "expected a number of days"),
        (CHOICE, "byer", "expected one of buyer, supplier"),
        (REGIONS, ["north", "east"], "expected one of north, west, south"),
        (REGIONS, ["north", "north"], "a choice stands twice"),
        (REGIONS, "north", "expected a list of choices"),
        (parameter(ParameterType.BOOLEAN), "maybe", "expected true or false"),
        (parameter(ParameterType.LIST, fields=(CHOICE,)), "a", "expected a list with the fields it"),
        (parameter(ParameterType.INTEGER, minimum=Fraction(1)), "0", "expected at least 1"),
        (parameter(ParameterType.INTEGER, maximum=Fraction(36)), "37", "expected at most 36"),
        (parameter(ParameterType.PERCENT, maximum=Fraction(25, 2)), "13", "expected at most 12.5"),
        (parameter(ParameterType.MONEY, maximum=Fraction(10)), "NOK 10.01", "expected at most 10"),
        (
            parameter(ParameterType.DATE, minimum=date(2027, 1, 1)),
            "2026-12-31",
            "expected at least 2027-01-01",
        ),
        (
            parameter(ParameterType.DURATION, maximum=Duration(1, DurationUnit.YEARS)),
            "13 months",  # 390 days, and a year is 365
            "expected at most 1 year",
        ),
        (parameter(ParameterType.TEXT, maximum=Fraction(3)), "four", "expected at most 3"),
        (
            parameter(ParameterType.MULTI_CHOICE, choices=("a", "b"), minimum=Fraction(2)),
            ["a"],
            "expected at least 2",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_expected(
    one: Parameter, raw: Raw, message: str
) -> None:
    assert message in refused(one, raw)


def test_a_duration_at_its_bound_is_accepted() -> None:
    one = parameter(ParameterType.DURATION, maximum=Duration(6, DurationUnit.MONTHS))
    assert read_one(one, "180 days") == Duration(180, DurationUnit.DAYS)


KPIS = parameter(
    ParameterType.LIST,
    "kpis",
    fields=(
        parameter(ParameterType.TEXT, "name"),
        parameter(ParameterType.INTEGER, "target", maximum=Fraction(100)),
    ),
)


def test_rows_keep_their_keys_and_leave_out_what_is_empty() -> None:
    raw: list[Raw] = [
        {"key": "falls", "name": "Falls", "target": "12"},
        {"name": "Calls", "target": ""},
        {"key": "spare", "name": "", "target": ""},
    ]
    assert read_one(KPIS, raw) == (
        Row("falls", {"name": "Falls", "target": 12}),
        Row("row-2", {"name": "Calls"}),
    )


def test_faults_name_the_row_and_the_field_and_are_told_at_once() -> None:
    raw: dict[str, Raw] = {
        "kpis": [
            {"key": "a", "name": "Falls", "target": "many"},
            {"key": "a", "name": "Calls", "target": "101", "tagret": "3"},
        ],
        "prise": "NOK 1",
    }
    answers, faults = check_answers(asked(KPIS, parameter(ParameterType.MONEY, "price")), raw)
    assert [fault.column for fault in faults] == [
        "prise",
        "kpis[1].target",
        "kpis[2].tagret",
        "kpis[2].target",
        "kpis[2].key",
    ]
    assert 'did you mean "price"?' in faults[0].message
    assert "price" not in answers


def test_a_file_of_answers_names_the_line_of_each_fault() -> None:
    text = b"price: NOK 12\nkpis:\n  - key: falls\n    name: Falls\n    target: many\nlength: 6 months\n"
    parameters = asked(KPIS, parameter(ParameterType.MONEY, "price"))
    with pytest.raises(BadInput) as caught:
        answers_from_yaml(parameters, text, "answers.yaml")
    assert [(fault.file, fault.line, fault.column) for fault in caught.value.faults] == [
        ("answers.yaml", 6, "length"),
        ("answers.yaml", 5, "kpis[1].target"),
    ]


def test_a_key_that_is_none_is_refused() -> None:
    raw: dict[str, Raw] = {"kpis": [{"key": "no blanks", "name": "Falls"}]}
    _, faults = check_answers(asked(KPIS), raw)
    assert [(fault.column, fault.value) for fault in faults] == [("kpis[1].key", "no blanks")]


def test_a_file_that_holds_no_answers_by_name_is_refused() -> None:
    with pytest.raises(BadInput, match="expected answers such as price"):
        answers_from_yaml(asked(KPIS), b"- price\n", "answers.yaml")


def test_yes_and_no_in_a_file_stay_texts_where_a_text_is_asked_for() -> None:
    parameters = asked(parameter(ParameterType.TEXT, "answer"), parameter(ParameterType.BOOLEAN, "sure"))
    found = answers_from_yaml(parameters, b"answer: no\nsure: no\n", "answers.yaml")
    assert found == {"answer": "no", "sure": False}


ALL = asked(
    parameter(ParameterType.TEXT, "text"),
    parameter(ParameterType.MONEY, "money"),
    parameter(ParameterType.INTEGER, "integer"),
    parameter(ParameterType.PERCENT, "percent"),
    parameter(ParameterType.DATE, "date"),
    parameter(ParameterType.DURATION, "duration"),
    parameter(ParameterType.CHOICE, "choice", choices=("buyer", "supplier")),
    parameter(ParameterType.MULTI_CHOICE, "regions", choices=("north", "west", "south")),
    parameter(ParameterType.BOOLEAN, "sure"),
    KPIS,
)
EXACT: dict[str, Answer] = {
    "text": "a",
    "money": Money(120_000_050, "NOK"),
    "integer": 12,
    "percent": Fraction(25, 2),
    "date": date(2027, 1, 31),
    "duration": Duration(6, DurationUnit.MONTHS),
    "choice": "buyer",
    "regions": ("north", "south"),
    "sure": False,
    "kpis": (Row("falls", {"name": "Falls", "target": 12}),),
}


def test_stored_answers_are_plain_and_read_back_as_they_were() -> None:
    plain = plain_answers(EXACT)
    assert plain == {
        "text": "a",
        "money": {"amount": "1200000.50", "currency": "NOK"},
        "integer": 12,
        "percent": "12.5",
        "date": "2027-01-31",
        "duration": {"number": 6, "unit": "months"},
        "choice": "buyer",
        "regions": ["north", "south"],
        "sure": False,
        "kpis": [{"key": "falls", "name": "Falls", "target": 12}],
    }
    assert read_answers(ALL, plain) == EXACT


def test_the_hash_depends_on_the_answers_alone_and_not_on_their_order() -> None:
    assert answers_hash(EXACT) == answers_hash(dict(reversed(EXACT.items())))
    assert answers_hash({**EXACT, "integer": 13}) != answers_hash(EXACT)
    # SHA-256 of the two characters "{}", as published tables of test values have it.
    assert answers_hash({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_a_number_without_an_end_of_decimals_is_not_cut_off() -> None:
    assert exact_decimal(Fraction(-1, 8)) == "-0.125"
    with pytest.raises(ValueError, match="1/3"):
        exact_decimal(Fraction(1, 3))


FORBIDDEN = [*range(0, 9), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFE, 0xFFFF, 0xD800, 0xDFFF]
BIDI = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.mark.parametrize("code", [*FORBIDDEN, *BIDI])
def test_what_xml_cannot_hold_or_what_turns_text_around_is_refused_with_the_parameters_name(
    code: int,
) -> None:
    message = refused(parameter(ParameterType.TEXT, "supplier_name"), f"Care{chr(code)}Co")
    assert f"U+{code:04X}" in message
    assert "place 5" in message


# XML 1.0, production 2: the characters a document can hold; without the marks of writing direction.
XML_TEXT = st.text(
    st.one_of(
        st.sampled_from("\t\n\r"),
        st.characters(min_codepoint=0x20, exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"),
    ).filter(lambda character: ord(character) not in BIDI),
    min_size=1,
    max_size=60,
).filter(lambda text: bool(text.strip()))


@given(XML_TEXT)
def test_any_text_that_a_document_can_hold_is_kept_to_the_last_character(text: str) -> None:
    parameters = asked(parameter(ParameterType.TEXT, "text"))
    answers = read_answers(parameters, {"text": text})
    assert answers == {"text": text}
    assert read_answers(parameters, plain_answers(answers)) == answers


@given(st.integers(0, 10**17 - 1), st.sampled_from(["NOK", "EUR", "JPY", "TND"]))
def test_amounts_are_kept_exactly_through_storing(minor: int, currency: str) -> None:
    parameters = asked(parameter(ParameterType.MONEY, "money"))
    answers = {"money": Money(minor // 100, currency)}
    assert read_answers(parameters, plain_answers(answers)) == answers


@given(
    st.fractions(-(10**6), 10**6, max_denominator=1).flatmap(
        lambda whole: st.integers(0, 10**9).map(lambda part: whole + Fraction(part, 10**9))
    )
)
def test_percentages_are_kept_exactly_through_storing(value: Fraction) -> None:
    parameters = asked(parameter(ParameterType.PERCENT, "percent"))
    assert read_answers(parameters, plain_answers({"percent": value})) == {"percent": value}
