"""The forms of the spine: what is sent becomes a description, or errors beside the fields. Nothing is decided here."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from marketkit.codes import nuts_code
from marketkit.procurements import official_cpv
from marketkit.procurements.choices import Procedure, Regime, ReservedFor
from marketkit.procurements.descriptions import LotDescription, ProcurementDescription
from marketkit.procurements.fields import CheckboxesField, CodesField, LinesField
from marketkit.procurements.labels import FIELDS, LABELS, spoken
from marketkit.procurements.models import Lot, Procurement, Unit
from marketkit.procurements.states import Step, fixed_fields
from marketkit.values import MAX_YEAR, MIN_YEAR, Money, UnreadableError
from marketkit.web.language import current_language

CURRENCIES = ("NOK", "EUR", "SEK", "DKK", "ISK", "GBP", "USD", "CHF")
TEXT = 10_000
NOT_CHOSEN = SelectChoice("", _l("Not decided yet"))
Choice = TypeVar("Choice", bound=enum.Enum)

REQUIRED = DataRequired(_l("This must be filled in"))
NUMBER = _l("Expected a whole number of at least %(low)s", low=1)


def too_long(limit: int) -> Length:
    return Length(max=limit, message=_l("At most %(limit)s characters", limit=limit))


def choices(kind: type[enum.Enum]) -> list[SelectChoice]:
    return [SelectChoice(member.value, LABELS[member]) for member in kind]


def chosen(kind: type[Choice], text: str | None) -> Choice | None:
    return kind(text) if text else None


def filled(field: StringField) -> str:
    """The text of a field that must be filled in, without spaces around it."""
    return (field.data or "").strip()


def trimmed(text: str | None) -> str | None:
    """The text without spaces around it, or None when nothing is left."""
    return (text or "").strip() or None


class MoneyForm(FlaskForm):  # type: ignore[misc]
    """An amount, its currency and its price year."""

    amount = StringField(_l("Estimated value, without VAT"), [too_long(60)])
    currency = SelectField(_l("Currency"), [REQUIRED], choices=[SelectChoice(code) for code in CURRENCIES])
    price_year = IntegerField(
        _l("Price year"),
        [Optional(), NumberRange(MIN_YEAR, MAX_YEAR, _l("Expected a year such as 2026"))],
        description=_l("The year whose prices the amount is in."),
    )

    def validate_amount(self, field: StringField) -> None:
        if not trimmed(field.data):
            return
        try:
            money = Money.parse(field.data or "", self.currency.data)
        except UnreadableError as error:
            raise ValidationError(spoken(error.said)) from error
        if money.minor < 0:
            raise ValidationError(_("The amount cannot be below zero"))
        if money.minor >= 2**63:
            raise ValidationError(_("The amount is too large"))

    def validate(self, extra_validators: Any = None) -> bool:
        """An amount without its year means nothing; the field alone cannot know, since it may be left empty."""
        valid: bool = super().validate(extra_validators)
        if valid and trimmed(self.amount.data) and self.price_year.data is None:
            self.price_year.errors = [_("An amount needs its year")]
            return False
        return valid

    def money(self) -> Money | None:
        if not trimmed(self.amount.data):
            return None
        return Money.parse(self.amount.data or "", self.currency.data, self.price_year.data)

    def show_money(self, money: Money | None, *, currency: str, year: int) -> None:
        """Fill in an amount that stands, or what a new one most likely has."""
        self.amount.data = money.typed() if money else ""
        self.currency.data = money.currency if money else currency
        self.price_year.data = money.price_year if money else year


class ProcurementForm(MoneyForm):
    version = HiddenField()
    reference = StringField(
        FIELDS["reference"], [REQUIRED, too_long(40)], description=_l("Unique for you, for example 2026/041.")
    )
    title = StringField(FIELDS["title"], [REQUIRED, too_long(200)])
    need = TextAreaField(
        FIELDS["need"],
        [too_long(TEXT)],
        description=_l("In plain words: what is missing today, and for whom?"),
    )
    resident_change = TextAreaField(
        FIELDS["resident_change"],
        [too_long(TEXT)],
        description=_l("What will people who live here notice when this is in place?"),
    )
    cpv_codes = CodesField(
        FIELDS["cpv_codes"],
        read=lambda text: official_cpv.find(text, current_language()),
        description=_l(
            "Write a code or a word and choose from the list. Codes outside the list can be used too."
        ),
    )
    nuts_codes = CodesField(
        FIELDS["nuts_codes"],
        read=nuts_code,
        description=_l("Write a code, or choose a county from the list."),
    )
    policy_goals = LinesField(
        FIELDS["policy_goals"],
        [Length(max=2000)],
        description=_l("One a line: the goals in your own plans that this serves."),
    )
    regime = SelectField(FIELDS["regime"], choices=[NOT_CHOSEN, *choices(Regime)], default="")
    procedure = SelectField(FIELDS["procedure"], choices=[NOT_CHOSEN, *choices(Procedure)], default="")
    reserved_for = RadioField(
        FIELDS["reserved_for"],
        [InputRequired()],
        choices=choices(ReservedFor),
        default=ReservedFor.NONE.value,
    )
    winners = IntegerField(
        FIELDS["winners"],
        [InputRequired(_l("This must be filled in")), NumberRange(1, 1000, NUMBER)],
        default=1,
        description=_l("A framework agreement can have several."),
    )
    archive_case = StringField(FIELDS["archive_case"], [too_long(60)])
    initiating_unit_id = SelectField(FIELDS["initiating_unit_id"], choices=[], default="")
    benefiting_unit_ids = CheckboxesField(
        FIELDS["benefiting_unit_ids"], choices=[], description=_l("Also units outside your own organisation.")
    )

    def offer_units(self, units: Iterable[Unit]) -> None:
        """Let the unit fields choose among these."""
        own = [SelectChoice(str(unit.id), unit.full_name) for unit in units]
        self.initiating_unit_id.choices = [NOT_CHOSEN, *own]
        self.benefiting_unit_ids.choices = own

    def show(self, row: Procurement | None, *, currency: str, year: int) -> None:
        """Fill in what stands, or what a new procurement begins with."""
        self.show_money(row.estimate if row else None, currency=currency, year=year)
        if row is None:
            return
        self.version.data = str(row.version)
        for name in (
            "reference",
            "title",
            "need",
            "resident_change",
            "policy_goals",
            "winners",
            "archive_case",
        ):
            self[name].data = getattr(row, name)
        self.cpv_codes.process_data(row.cpv_codes)
        self.nuts_codes.process_data(row.nuts_codes)
        self.regime.data = row.regime.value if row.regime else ""
        self.procedure.data = row.procedure.value if row.procedure else ""
        self.reserved_for.data = row.reserved_for.value
        self.initiating_unit_id.data = str(row.initiating_unit_id or "")
        self.benefiting_unit_ids.data = [str(unit_id) for unit_id in row.benefiting_unit_ids]

    def keep_fixed(self, row: Procurement) -> None:
        """Take out the fields that can no longer be changed; `description` then gives what stands."""
        for name in fixed_fields(row.state):
            delattr(self, name)

    def description(self, row: Procurement | None) -> ProcurementDescription:
        """What the form says; for fields that were taken out, what `row` has."""
        fixed = fixed_fields(row.state) if row else frozenset()
        given: dict[str, Any] = {name: getattr(row, name) for name in fixed}
        if not fixed:
            given = {
                "regime": chosen(Regime, self.regime.data),
                "procedure": chosen(Procedure, self.procedure.data),
                "reserved_for": ReservedFor(self.reserved_for.data),
                "winners": self.winners.data,
            }
        return ProcurementDescription(
            reference=filled(self.reference),
            title=filled(self.title),
            need=trimmed(self.need.data) or "",
            resident_change=trimmed(self.resident_change.data) or "",
            cpv_codes=self.cpv_codes.data,
            nuts_codes=self.nuts_codes.data,
            policy_goals=tuple(self.policy_goals.data or ()),
            estimate=self.money(),
            archive_case=trimmed(self.archive_case.data),
            initiating_unit_id=int(self.initiating_unit_id.data) if self.initiating_unit_id.data else None,
            benefiting_unit_ids=tuple(sorted(map(int, self.benefiting_unit_ids.data or ()))),
            **given,
        )


class LotForm(MoneyForm):
    version = HiddenField()
    title = StringField(FIELDS["title"], [REQUIRED, too_long(200)])
    text = TextAreaField(FIELDS["description"], [too_long(TEXT)])
    cpv_codes = CodesField(
        FIELDS["cpv_codes"],
        read=lambda text: official_cpv.find(text, current_language()),
        description=_l("Only where they differ from those of the whole procurement."),
    )
    winners = IntegerField(
        FIELDS["winners"],
        [InputRequired(_l("This must be filled in")), NumberRange(1, 1000, NUMBER)],
        default=1,
    )

    def show(self, row: Lot | None, *, currency: str, year: int) -> None:
        """Fill in what stands, or what a new lot begins with."""
        self.show_money(row.estimate if row else None, currency=currency, year=year)
        if row is not None:
            self.version.data = str(row.version)
            self.title.data, self.text.data, self.winners.data = row.title, row.description, row.winners
            self.cpv_codes.process_data(row.cpv_codes)

    def description(self) -> LotDescription:
        return LotDescription(
            title=filled(self.title),
            description=trimmed(self.text.data) or "",
            cpv_codes=self.cpv_codes.data,
            estimate=self.money(),
            winners=self.winners.data or 1,
        )


class VersionForm(FlaskForm):  # type: ignore[misc]
    """A confirmation: nothing but the version that was shown."""

    version = HiddenField()


class StepForm(FlaskForm):  # type: ignore[misc]
    """A step to another state: the reason it needs, and that its consequence has been read."""

    version = HiddenField()
    reason = TextAreaField(_l("Reason"), [too_long(2000)])
    understood = BooleanField(_l("I have read what this does"))

    def ask_for(self, step: Step) -> None:
        """Require what this step needs, and leave out what it does not."""
        if step.by_hand_needs_reason:
            self.reason.validators = [REQUIRED, too_long(2000)]
            self.reason.flags.required = True
        else:
            del self.reason
        if step.is_guarded:
            self.understood.validators = [DataRequired(_l("Tick this to go on"))]
            self.understood.flags.required = True
        else:
            del self.understood


def shown_version(field: HiddenField) -> int:
    """The version a form carried; 0, which no row has, where it was tampered with."""
    text = field.data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
