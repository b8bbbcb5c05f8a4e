"""How answers read in the text of a draft, in English and in bokmål."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from fractions import Fraction
from string import Formatter

import pytest

from marketkit.contracts.parameters import (
    Answer,
    Choice,
    Duration,
    DurationUnit,
    Parameter,
    ParameterType,
)
from marketkit.contracts.phrases import LANGUAGES, PHRASES
from marketkit.contracts.template import LegalRef
from marketkit.contracts.wording import in_words, law_in_words
from marketkit.values import Money

NB = "\u00a0"  # no-break space
OWNERS = (
    Choice("buyer", {"en": "the buyer", "nb": "oppdragsgiver"}),
    Choice("supplier", {"en": "the supplier", "nb": "leverandøren"}),
    Choice("both", {"en": "both", "nb": "begge"}),
)


def parameter(type_: ParameterType) -> Parameter:
    choices = OWNERS if type_ in (ParameterType.CHOICE, ParameterType.MULTI_CHOICE) else ()
    return Parameter("it", type_, {"en": "It", "nb": "Det"}, "template.yaml", 1, choices=choices)


@pytest.mark.parametrize(
    ("type_", "answer", "english", "bokmal"),
    [
        (ParameterType.TEXT, " As {it} is\n", " As {it} is\n", " As {it} is\n"),
        (ParameterType.DATE, date(2026, 11, 23), "23 November 2026", "23. november 2026"),
        (ParameterType.MONEY, Money(120_000_000, "NOK"), f"NOK{NB}1,200,000", f"1{NB}200{NB}000{NB}kroner"),
        (ParameterType.MONEY, Money(150_050, "EUR"), f"EUR{NB}1,500.50", f"1{NB}500,50{NB}euro"),
        (ParameterType.MONEY, Money(500, "JPY"), f"JPY{NB}500", f"500{NB}japanske yen"),
        (ParameterType.INTEGER, 2027, "2027", "2027"),
        (ParameterType.INTEGER, 12_500, "12,500", f"12{NB}500"),
        (ParameterType.INTEGER, -3, "-3", "-3"),
        (ParameterType.PERCENT, Fraction(30), "30%", f"30{NB}%"),
        (ParameterType.PERCENT, Fraction(25, 2), "12.5%", f"12,5{NB}%"),
        (ParameterType.PERCENT, Fraction("0.000001"), "0.000001%", f"0,000001{NB}%"),
        (ParameterType.DURATION, Duration(6, DurationUnit.MONTHS), "6 months", "6 måneder"),
        (ParameterType.DURATION, Duration(1, DurationUnit.MONTHS), "1 month", "1 måned"),
        (ParameterType.DURATION, Duration(1, DurationUnit.DAYS), "1 day", "1 dag"),
        (ParameterType.DURATION, Duration(14, DurationUnit.DAYS), "14 days", "14 dager"),
        (ParameterType.DURATION, Duration(3, DurationUnit.WEEKS), "3 weeks", "3 uker"),
        (ParameterType.DURATION, Duration(2, DurationUnit.YEARS), "2 years", "2 år"),
        (ParameterType.CHOICE, "buyer", "the buyer", "oppdragsgiver"),
        (ParameterType.MULTI_CHOICE, ("buyer",), "the buyer", "oppdragsgiver"),
        (
            ParameterType.MULTI_CHOICE,
            ("buyer", "supplier", "both"),
            "the buyer, the supplier and both",
            "oppdragsgiver, leverandøren og begge",
        ),
        (ParameterType.MULTI_CHOICE, (), "none", "ingen"),
        (ParameterType.BOOLEAN, True, "yes", "ja"),
        (ParameterType.BOOLEAN, False, "no", "nei"),
    ],
)
def test_an_answer_reads_as_its_language_writes_it(
    type_: ParameterType, answer: Answer, english: str, bokmal: str
) -> None:
    assert in_words(parameter(type_), answer, "en") == english
    assert in_words(parameter(type_), answer, "nb") == bokmal


def test_the_law_is_told_with_its_regime_and_its_dates() -> None:
    references = (
        LegalRef("no", "FOA 2016", "§ 28-1", "c.en.md", 3, date(2026, 11, 23), date(2017, 1, 1)),
        LegalRef("eu", "Directive 2014/24/EU", "70 and 72 to 74", "c.en.md", 4),
    )
    assert law_in_words(references, "en") == (
        "Rests on FOA 2016 § 28-1 (Norway, in force from 1 January 2017, checked 23 November 2026); "
        "Directive 2014/24/EU art. 70 and 72 to 74 (EU, not checked against the source)."
    )
    assert law_in_words(references, "nb") == (
        "Bygger på FOA 2016 § 28-1 (Norge, gjelder fra 1. januar 2017, kontrollert 23. november 2026); "
        "Directive 2014/24/EU art. 70 og 72 til 74 (EU, ikke kontrollert mot kilden)."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_takes_the_same_values_in_every_language(language: str) -> None:
    for one in fields(PHRASES["en"]):
        english, other = getattr(PHRASES["en"], one.name), getattr(PHRASES[language], one.name)
        if isinstance(english, str):
            assert _named(english) == _named(other), one.name


def _named(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}
