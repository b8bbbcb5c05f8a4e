"""How answers, days and provisions are written in the text of a draft, in each language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent, get_currency_name

from marketkit.contracts.answers import exact_decimal
from marketkit.contracts.parameters import Answer, Duration, Parameter, ParameterType, Texts
from marketkit.contracts.phrases import PHRASES
from marketkit.contracts.template import LegalRef
from marketkit.values import Money

_LOCALES = {"en": "en_GB", "nb": "nb"}
_NO_BREAK = "\u00a0"
# From this number on, digits are grouped: 2027 stays as it is, so that a year reads as one.
_GROUPED_FROM = 10_000


def in_words(parameter: Parameter, answer: Answer, language: str) -> str:
    """The answer as it reads in the text of a draft. Texts stand unchanged; a list has no words of its own."""
    return _WRITERS[parameter.type](parameter, answer, language)


def day_in_words(day: date, language: str) -> str:
    """ "23 November 2026", "23. november 2026"."""
    return format_date(day, "long", locale=_LOCALES[language])


def law_in_words(references: tuple[LegalRef, ...], language: str) -> str:
    """The provisions, each with its regime and dates, as a sentence."""
    phrases = PHRASES[language]
    told = []
    for reference in references:
        facts = [phrases.regimes.get(reference.regime, reference.regime)]
        if reference.valid_from is not None:
            facts.append(phrases.in_force.format(day=day_in_words(reference.valid_from, language)))
        checked = reference.checked_on
        facts.append(
            phrases.checked.format(day=day_in_words(checked, language)) if checked else phrases.unchecked
        )
        told.append(f"{reference.instrument} {_article(reference, language)} ({', '.join(facts)})")
    return phrases.law.format(references="; ".join(told))


def _article(reference: LegalRef, language: str) -> str:
    """The place in the law, whose bare number is one of articles: "art. 70 and 72", "art. 70 og 72"."""
    article = f"art. {reference.article}" if reference.article[:1].isdigit() else reference.article
    for english, word in PHRASES[language].in_provisions.items():
        article = article.replace(f" {english} ", f" {word} ")
    return article


def text_in(texts: Texts, language: str) -> str:
    """The text in the language; nothing where the template has none."""
    return texts.get(language, "")


def _number(value: int, language: str) -> str:
    return format_decimal(
        Decimal(value),
        locale=_LOCALES[language],
        group_separator=abs(value) >= _GROUPED_FROM,
    )


def _text(parameter: Parameter, answer: Answer, language: str) -> str:
    assert isinstance(answer, str)
    return answer


def _money(parameter: Parameter, answer: Answer, language: str) -> str:
    """An amount with its decimals, or without them where they are all zero."""
    assert isinstance(answer, Money)
    text = answer.number()
    decimals = len(text.partition(".")[2]) if answer.amount.denominator != 1 else 0
    pattern = f"#,##0.{'0' * decimals}".removesuffix(".")
    number = format_decimal(Decimal(text), format=pattern, locale=_LOCALES[language])
    if language == "en":
        return f"{answer.currency}{_NO_BREAK}{number}"
    name = "kroner" if answer.currency == "NOK" else get_currency_name(answer.currency, 2, locale="nb")
    return f"{number}{_NO_BREAK}{name}"


def _integer(parameter: Parameter, answer: Answer, language: str) -> str:
    assert isinstance(answer, int)
    return _number(answer, language)


def _percent(parameter: Parameter, answer: Answer, language: str) -> str:
    assert isinstance(answer, Fraction)
    share = Decimal(exact_decimal(answer / 100))
    return format_percent(share, locale=_LOCALES[language], decimal_quantization=False)


def _date(parameter: Parameter, answer: Answer, language: str) -> str:
    assert isinstance(answer, date)
    return day_in_words(answer, language)


def _duration(parameter: Parameter, answer: Answer, language: str) -> str:
    assert isinstance(answer, Duration)
    one, several = PHRASES[language].durations[answer.unit.value]
    return f"{_number(answer.number, language)} {one if answer.number == 1 else several}"


def _choices(parameter: Parameter, answer: Answer, language: str) -> str:
    ids = (answer,) if isinstance(answer, str) else answer
    assert isinstance(ids, tuple)
    labels = [text_in(choice.label, language) for choice in parameter.choices if choice.id in ids]
    return format_list(labels, locale=_LOCALES[language]) if labels else PHRASES[language].none


def _boolean(parameter: Parameter, answer: Answer, language: str) -> str:
    return PHRASES[language].yes if answer else PHRASES[language].no


_WRITERS: Mapping[ParameterType, Callable[[Parameter, Answer, str], str]] = {
    ParameterType.TEXT: _text,
    ParameterType.LONG_TEXT: _text,
    ParameterType.MONEY: _money,
    ParameterType.INTEGER: _integer,
    ParameterType.PERCENT: _percent,
    ParameterType.DATE: _date,
    ParameterType.DURATION: _duration,
    ParameterType.CHOICE: _choices,
    ParameterType.MULTI_CHOICE: _choices,
    ParameterType.BOOLEAN: _boolean,
}
