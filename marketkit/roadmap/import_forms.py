"""The forms with which a list is imported: the file, what its columns are for, the rows in doubt, the last step."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from babel.dates import get_month_names
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketkit.procurements.forms import CURRENCIES, REQUIRED, too_long
from marketkit.procurements.search import fold
from marketkit.roadmap.import_columns import NOTHING, UNTIL, ListColumn
from marketkit.roadmap.labels import FIELDS as LABELLED
from marketkit.roadmap.labels import LABELS
from marketkit.roadmap.mapping import CHOICES, FIELDS, AmountStyle, ColumnMapping
from marketkit.roadmap.mapping_guess import AS_OF, KEY
from marketkit.roadmap.mapping_reader import GROUP_MARKS
from marketkit.roadmap.office_forms import REASONS
from marketkit.roadmap.window_words import DateOrder, DateStyle
from marketkit.web.language import available, in_language

PURPOSES: Mapping[str, Any] = {
    **LABELLED,
    KEY: _l("Key: what names the row in every list"),
    AS_OF: _l("Day of the list"),
    "value": _l("Estimated value, one amount"),
    "value_low": _l("Lowest estimated value"),
    "value_high": _l("Highest estimated value"),
    "window_until": _l("When the competition is announced: until"),
    "contract_window_until": _l("When the contract begins: until"),
}
_ORDER = (KEY, "title", "need", "window", "window_until", "contract_window", "contract_window_until", "unit")


class UploadForm(FlaskForm):  # type: ignore[misc]
    """The file, and which list it is."""

    file = FileField(_l("The list (.csv or .xlsx)"), [FileRequired(_l("Choose a file first."))])
    list_name = StringField(
        _l("Name of the list"),
        [REQUIRED, too_long(100)],
        description=_l(
            "The same name each time, so that a later list changes the entries that came from an earlier one."
        ),
    )
    as_of = DateField(
        _l("Day of the list"),
        [REQUIRED],
        description=_l("When the list was as it is. The entries count as published on this day."),
    )
    as_last_time = BooleanField(_l("Read the columns as the last time for this list"))
    mapping = FileField(
        _l("Mapping file (.yaml)"), description=_l("One that was downloaded here, or written by hand.")
    )


class ApplyForm(FlaskForm):  # type: ignore[misc]
    """The last step; `shown` stands for what the page said it would do."""

    shown = HiddenField()
    reason = SelectField(_l("Why are entries changed?"), [REQUIRED], choices=REASONS, default="other")
    note = TextAreaField(
        _l("In your own words"),
        [too_long(2000)],
        description=_l("Stands beside each changed entry, for everyone to read."),
    )


class ColumnsForm(FlaskForm):  # type: ignore[misc]
    """What the list's columns are for; `columns_form` adds fields for each column and word."""

    order = SelectField(
        _l("Dates of three numbers, such as 05.03.2027"),
        choices=[
            SelectChoice("", _l("There are none")),
            SelectChoice(DateOrder.DAY_FIRST.value, _l("Day first: 5 March")),
            SelectChoice(DateOrder.MONTH_FIRST.value, _l("Month first: 3 May")),
        ],
    )
    fiscal = SelectField(_l("Fiscal years, such as FY27, begin in"))
    currency = SelectField(_l("Currency"))
    times = SelectField(_l("Amounts are in"))
    group_mark = SelectField(
        _l("Thousands are parted by"),
        choices=[
            SelectChoice("", _l("A space, or nothing")),
            SelectChoice(",", _l("A comma: 1,000,000")),
            SelectChoice(".", _l("A full stop: 1.000.000")),
            SelectChoice("'", _l("An apostrophe: 1'000'000")),
        ],
    )
    zero_is_nothing = BooleanField(_l("An amount of 0 means that nobody has estimated it"))
    ended_as_of = BooleanField(
        _l("What the list calls started, cancelled or withdrawn is so from the day of the list"),
        description=_l("Where no column tells the day. Without a day such rows are refused."),
    )
    columns: Sequence[ListColumn] = ()
    words: Mapping[str, Sequence[str]] = {}

    def show(self, mapping: ColumnMapping, roles: Mapping[str, str]) -> None:
        """Fill in the mapping as it is."""
        self.order.data = mapping.dates.order.value if mapping.dates.order else ""
        self.fiscal.data = str(mapping.dates.fiscal_year_starts or "")
        amounts = mapping.amounts
        self.currency.data, self.times.data = amounts.currency, str(amounts.times)
        self.group_mark.data, self.zero_is_nothing.data = amounts.group_mark, amounts.zero_is_nothing
        ended = mapping.fields.get("ended_on")
        self.ended_as_of.data = bool(ended and ended.constant)
        for at, column in enumerate(self.columns):
            role = roles.get(fold(column.name), "")
            self[f"column_{at}"].data = role
            source = mapping.fields.get(UNTIL.get(role, role))
            self[f"loose_{at}"].data = bool(source and source.leave_out)
        for name, texts in self.words.items():
            source = mapping.fields[name]
            silent = set(map(fold, source.nothing))
            for text in texts:
                known = NOTHING if fold(text) in silent else source.words.get(fold(text), "")
                self[word_name(name, text)].data = known or _alike(name, text)

    def offer(self, amounts: AmountStyle, currency: str) -> None:
        """The currencies, sizes and months there are; those of a mapping file, too."""
        currencies = dict.fromkeys((currency, amounts.currency, *CURRENCIES))
        self.currency.choices = [SelectChoice(each, each) for each in currencies]
        sizes = {"1": _("whole amounts"), "1000": _("thousands"), "1000000": _("millions")}
        named = {str(amounts.times): str(amounts.times), **sizes}
        self.times.choices = [SelectChoice(*each) for each in named.items()]
        months = get_month_names("wide", "stand-alone", get_locale())
        self.fiscal.choices = [
            SelectChoice("", _("There are none")),
            *(SelectChoice(str(at), months[at]) for at in range(1, 13)),
        ]

    @property
    def chosen(self) -> list[tuple[str, str]]:
        """What each column is for: (heading, role)."""
        return [(column.name, self[f"column_{at}"].data or "") for at, column in enumerate(self.columns)]

    @property
    def loose(self) -> frozenset[str]:
        return frozenset(column.name for at, column in enumerate(self.columns) if self[f"loose_{at}"].data)

    @property
    def dates(self) -> DateStyle:
        order, fiscal = self.order.data, self.fiscal.data
        return DateStyle(DateOrder(order) if order else None, int(fiscal) if fiscal else None)

    @property
    def amounts(self) -> AmountStyle:
        mark = self.group_mark.data or ""
        return AmountStyle(
            currency=self.currency.data,
            group_mark=mark if mark in GROUP_MARKS else "",
            times=Fraction(self.times.data),
            zero_is_nothing=self.zero_is_nothing.data,
        )

    def meanings(self) -> dict[str, dict[str, str]]:
        """What each word shown was said to mean, by field."""
        return {
            name: {text: self[word_name(name, text)].data or "" for text in texts}
            for name, texts in self.words.items()
        }


def columns_form(columns: Sequence[ListColumn], words: Mapping[str, Sequence[str]]) -> ColumnsForm:
    """The form for these columns and words."""
    purposes = [SelectChoice("", _l("Leave out")), *_purposes()]
    fields: dict[str, Any] = {"columns": columns, "words": words}
    for at, column in enumerate(columns):
        fields[f"column_{at}"] = SelectField(column.name, choices=purposes, default="")
        fields[f"loose_{at}"] = BooleanField(_l("Leave out what cannot be read"))
    for name, texts in words.items():
        for text in texts:
            fields[word_name(name, text)] = SelectField(text, choices=_meanings(name), default="")
    form: ColumnsForm = type("ColumnsOfList", (ColumnsForm,), fields)()
    return form


def _purposes() -> Iterable[SelectChoice]:
    names = [*_ORDER, *(name for name in FIELDS if name not in _ORDER), AS_OF]
    return (SelectChoice(name, PURPOSES[name]) for name in names)


def _meanings(name: str) -> list[SelectChoice]:
    """The codes a word can mean, in the reader's language."""
    codes = (
        [SelectChoice(each.value, LABELS[each]) for each in CHOICES[name]]
        if name in CHOICES
        else [SelectChoice("yes", _l("yes")), SelectChoice("no", _l("no"))]
    )
    unknown = SelectChoice("", _l("No meaning: refuse the rows"))
    return [unknown, SelectChoice(NOTHING, _l("Nothing is known")), *codes]


def _alike(name: str, text: str) -> str:
    """The code whose label, in one of the languages spoken here, the word is, begins with or is the beginning of."""
    word = fold(text)
    for language in available() if len(word) > 2 else ():
        with in_language(language):
            labels = [(str(choice.value), fold(str(choice.label))) for choice in _meanings(name)[2:]]
        for code, label in labels:
            if label.startswith(word) or word.startswith(label):
                return code
    return ""


def word_name(field: str, text: str) -> str:
    """The name of the form's field for a word of the list."""
    return f"word_{field}_{hashlib.sha256(fold(text).encode()).hexdigest()[:16]}"
