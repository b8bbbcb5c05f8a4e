"""The forms of the registers: units, suppliers, and the buyer's own settings."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp, ValidationError

from marketkit.codes import foreign_organisation_number, organisation_number
from marketkit.procurements.choices import SizeClass
from marketkit.procurements.descriptions import BuyerDescription, SupplierDescription, UnitDescription
from marketkit.procurements.fields import CheckboxesField
from marketkit.procurements.forms import (
    CURRENCIES,
    REQUIRED,
    MoneyForm,
    choices,
    chosen,
    filled,
    too_long,
    trimmed,
)
from marketkit.procurements.labels import FIELDS, spoken
from marketkit.procurements.models import Buyer, Supplier, Unit
from marketkit.settings import LANGUAGES
from marketkit.values import MAX_YEAR, MIN_YEAR, UnreadableError
from marketkit.web.language import NAMES


def checked_number(text: str | None, country: str) -> str | None:
    """An organisation number by its country's rules. Raises ValidationError saying what was expected."""
    if not trimmed(text):
        return None
    read = organisation_number if country == "NO" else foreign_organisation_number
    try:
        return read(text or "")
    except UnreadableError as error:
        raise ValidationError(spoken(error.said)) from error


class SupplierForm(FlaskForm):  # type: ignore[misc]
    version = HiddenField()
    name = StringField(FIELDS["name"], [REQUIRED, too_long(200)])
    country = StringField(
        FIELDS["country"],
        [REQUIRED, Regexp(r"\s*[A-Za-z]{2}\s*$", message=_l("Expected two letters such as NO or SE"))],
        default="NO",
        description=_l("Two letters, for example NO."),
    )
    organisation_number = StringField(
        FIELDS["organisation_number"],
        [too_long(40)],
        description=_l("Nine digits for a Norwegian organisation."),
    )
    size_class = SelectField(
        FIELDS["size_class"], choices=[SelectChoice("", _l("Not known")), *choices(SizeClass)], default=""
    )
    non_profit = BooleanField(FIELDS["non_profit"])

    def validate_organisation_number(self, field: StringField) -> None:
        checked_number(field.data, self._country())

    def _country(self) -> str:
        return (self.country.data or "").strip().upper()

    def show(self, row: Supplier) -> None:
        self.version.data = str(row.version)
        for name in ("name", "country", "organisation_number", "non_profit"):
            self[name].data = getattr(row, name)
        self.size_class.data = row.size_class.value if row.size_class else ""

    def description(self) -> SupplierDescription:
        return SupplierDescription(
            name=filled(self.name),
            country=self._country(),
            organisation_number=checked_number(self.organisation_number.data, self._country()),
            size_class=chosen(SizeClass, self.size_class.data),
            non_profit=self.non_profit.data,
        )


class UnitForm(MoneyForm):
    version = HiddenField()
    name = StringField(FIELDS["name"], [REQUIRED, too_long(200)])
    partner = StringField(
        FIELDS["partner"],
        [too_long(200)],
        description=_l(
            "Only for a unit that is not yours: the organisation it belongs to, for example a hospital trust."
        ),
    )
    organisation_number = StringField(FIELDS["organisation_number"], [too_long(40)])
    amount = StringField(_l("Budget for one year"), [too_long(60)])
    price_year = IntegerField(
        _l("Budget year"), [Optional(), NumberRange(MIN_YEAR, MAX_YEAR, _l("Expected a year such as 2026"))]
    )
    active = BooleanField(_l("In use (can be chosen for procurements)"), default=True)

    def validate_organisation_number(self, field: StringField) -> None:
        checked_number(field.data, "NO")

    def show(self, row: Unit | None, *, currency: str, year: int) -> None:
        self.show_money(row.budget if row else None, currency=currency, year=year)
        if row is not None:
            self.version.data = str(row.version)
            for name in ("name", "partner", "organisation_number", "active"):
                self[name].data = getattr(row, name)

    def description(self) -> UnitDescription:
        return UnitDescription(
            name=filled(self.name),
            partner=trimmed(self.partner.data),
            organisation_number=checked_number(self.organisation_number.data, "NO"),
            budget=self.money(),
            active=self.active.data,
        )


class BuyerForm(FlaskForm):  # type: ignore[misc]
    version = HiddenField()
    name = StringField(FIELDS["name"], [REQUIRED, too_long(200)])
    organisation_number = StringField(FIELDS["organisation_number"], [too_long(40)])
    zone = StringField(
        FIELDS["zone"],
        [REQUIRED, too_long(60)],
        description=_l("For example Europe/Oslo. Times on pages are shown in it."),
    )
    languages = CheckboxesField(
        FIELDS["languages"],
        [InputRequired(_l("Choose at least one"))],
        choices=[SelectChoice(code, NAMES[code]) for code in LANGUAGES],
    )
    currency = SelectField(
        FIELDS["currency"], [REQUIRED], choices=[SelectChoice(code) for code in CURRENCIES]
    )
    ocid_prefix = StringField(
        FIELDS["ocid_prefix"],
        [too_long(40)],
        description=_l("Given to you by the Open Contracting Partnership, for example ocds-213czf."),
    )
    logo = FileField(_l("Logo"), description=_l("A PNG or JPEG picture of at most 200 kB."))
    remove_logo = BooleanField(_l("Remove the logo"))

    def validate_organisation_number(self, field: StringField) -> None:
        checked_number(field.data, "NO")

    def validate_zone(self, field: StringField) -> None:
        if (field.data or "").strip() not in available_timezones():
            raise ValidationError(_("Expected the name of a time zone such as Europe/Oslo"))

    def validate_ocid_prefix(self, field: StringField) -> None:
        text = trimmed(field.data)
        if text and not re.fullmatch(r"ocds-[a-z0-9]{6}", text):
            raise ValidationError(_("Expected ocds- and six letters or digits"))

    def show(self, row: Buyer) -> None:
        self.version.data = str(row.version)
        for name in ("name", "organisation_number", "zone", "currency", "ocid_prefix"):
            self[name].data = getattr(row, name)
        self.languages.data = list(row.languages)

    def description(self) -> BuyerDescription:
        return BuyerDescription(
            name=filled(self.name),
            organisation_number=checked_number(self.organisation_number.data, "NO"),
            zone=filled(self.zone),
            languages=tuple(code for code in LANGUAGES if code in (self.languages.data or ())),
            currency=self.currency.data,
            ocid_prefix=trimmed(self.ocid_prefix.data),
        )
