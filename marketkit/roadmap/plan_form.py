"""The form of an entry's plan: what is sent becomes a Plan, or errors beside the fields. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError

from marketkit.codes import nuts_code
from marketkit.procurements import official_cpv
from marketkit.procurements.choices import Procedure, Regime
from marketkit.procurements.fields import CodesField, LinesField
from marketkit.procurements.forms import CURRENCIES, NOT_CHOSEN, REQUIRED, TEXT, choices, chosen, too_long
from marketkit.procurements.labels import spoken
from marketkit.roadmap.history import Confidence
from marketkit.roadmap.labels import FIELDS, LABELS, MODELS
from marketkit.roadmap.plan import DialogueDate, DialogueKind, Plan, Standing, ValueBand
from marketkit.roadmap.window_words import DateOrder, DateStyle, read_window
from marketkit.values import Money, UnreadableError, Window
from marketkit.web.language import current_language

_YES_NO = [SelectChoice("", _l("Not said")), SelectChoice("yes", _l("Yes")), SelectChoice("no", _l("No"))]
_TRUTH = {"yes": True, "no": False}
_WHEN = _l("As exactly as you know and no more: 2027-03-15, March 2027, 2027-Q3, first half of 2027, 2027.")
DIALOGUES = 4


class WindowField(StringField):
    """A window as people write it; `window` is what it was read as."""

    window: Window | None = None

    def process_data(self, value: Window | None) -> None:
        self.data = str(value) if isinstance(value, Window) else ""
        self.window = value if isinstance(value, Window) else None

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        self.window = None
        if self.data:
            try:
                self.window = read_window(self.data, DateStyle(order=DateOrder.DAY_FIRST))
            except UnreadableError as error:
                raise ValueError(spoken(error.said)) from error


class PlanForm(FlaskForm):  # type: ignore[misc]
    """What suppliers and residents will read, in the order of the page they read it on."""

    version = HiddenField()
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
    window = WindowField(FIELDS["window"], [too_long(60)], description=_WHEN)
    confidence = SelectField(
        FIELDS["confidence"],
        choices=[
            SelectChoice("", _l("Not said")),
            *(SelectChoice(each.value, LABELS[each]) for each in Confidence),
        ],
        default="",
    )
    contract_window = WindowField(FIELDS["contract_window"], [too_long(60)])
    unit = SelectField(FIELDS["unit"], choices=[], validate_choice=False)
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
    low = StringField(_l("Value at least, without VAT"), [too_long(60)])
    high = StringField(
        _l("Value at most, without VAT"),
        [too_long(60)],
        description=_l("A band that suppliers can plan with. Leave one empty if you only know the other."),
    )
    currency = SelectField(_l("Currency"), choices=[SelectChoice(code) for code in CURRENCIES])
    regime = SelectField(FIELDS["regime"], choices=[NOT_CHOSEN, *choices(Regime)], default="")
    procedure = SelectField(FIELDS["procedure"], choices=[NOT_CHOSEN, *choices(Procedure)], default="")
    contract_model = SelectField(
        FIELDS["contract_model"],
        choices=[NOT_CHOSEN, *(SelectChoice(code, label) for code, label in MODELS.items())],
        default="",
    )
    lots = LinesField(
        FIELDS["lots"], [too_long(TEXT)], description=_l("One a line; leave empty if there are none.")
    )
    for_small = SelectField(FIELDS["for_small"], choices=_YES_NO, default="")
    for_non_profit = SelectField(FIELDS["for_non_profit"], choices=_YES_NO, default="")
    expiring_contract = StringField(
        FIELDS["expiring_contract"],
        [too_long(500)],
        description=_l("What it replaces, and when that ends."),
    )
    contact = StringField(
        FIELDS["contact"],
        [too_long(200)],
        description=_l("A role's address such as procurement@example.org, never a person's."),
    )

    def show(self, plan: Plan | None, *, version: int, currency: str) -> None:
        """Fill in what stands, or what a new entry begins with."""
        self.version.data = str(version)
        self.currency.data = currency
        if plan is None:
            return
        for name in (
            "title",
            "need",
            "resident_change",
            "unit",
            "contract_model",
            "expiring_contract",
            "contact",
        ):
            self[name].data = getattr(plan, name)
        for name in ("window", "contract_window", "cpv_codes", "nuts_codes"):
            self[name].process_data(getattr(plan, name))
        for name in ("regime", "procedure", "confidence"):
            value = getattr(plan, name)
            self[name].data = value.value if value else ""
        for name in ("for_small", "for_non_profit"):
            self[name].data = {True: "yes", False: "no", None: ""}[getattr(plan, name)]
        self.lots.process_data(plan.lots)
        for number, each in enumerate(plan.dialogue[:DIALOGUES]):
            self[f"dialogue_{number}_when"].process_data(each.window)
            self[f"dialogue_{number}_kind"].data = each.kind.value
            self[f"dialogue_{number}_text"].data = each.text
        self.low.data = plan.value.low.typed() if plan.value.low else ""
        self.high.data = plan.value.high.typed() if plan.value.high else ""
        self.currency.data = plan.value.currency or currency

    def offer_units(self, names: Iterable[str], now: str = "") -> None:
        """Let the unit be one of these, or the one that stands."""
        every = dict.fromkeys([*names, *([now] if now else [])])
        self.unit.choices = [SelectChoice("", _l("Not said")), *(SelectChoice(name, name) for name in every)]

    def validate_low(self, field: Field) -> None:
        self._amount(field)

    def validate_high(self, field: Field) -> None:
        amount = self._amount(field)
        try:
            low = self._amount(self.low)
        except ValidationError:
            return
        if low is not None and amount is not None and amount < low:
            raise ValidationError(_("The largest value cannot be below the smallest"))

    def _amount(self, field: Field) -> Money | None:
        if not (field.data or "").strip():
            return None
        try:
            amount = Money.parse(field.data, self.currency.data)
        except UnreadableError as error:
            raise ValidationError(spoken(error.said)) from error
        if amount.minor < 0:
            raise ValidationError(_("The amount cannot be below zero"))
        return amount

    def plan(self, standing: Plan | None) -> Plan:
        """What the form says; the rest as it stands."""
        given: dict[str, Any] = {
            name: (self[name].data or "").strip()
            for name in (
                "title",
                "need",
                "resident_change",
                "unit",
                "contract_model",
                "expiring_contract",
                "contact",
            )
        }
        return Plan(
            **given,
            window=self.window.window,
            contract_window=self.contract_window.window,
            cpv_codes=tuple(self.cpv_codes.data or ()),
            nuts_codes=tuple(self.nuts_codes.data or ()),
            value=ValueBand(self._amount(self.low), self._amount(self.high)),
            regime=chosen(Regime, self.regime.data),
            procedure=chosen(Procedure, self.procedure.data),
            confidence=chosen(Confidence, self.confidence.data),
            for_small=_TRUTH.get(self.for_small.data),
            for_non_profit=_TRUTH.get(self.for_non_profit.data),
            lots=tuple(self.lots.data or ()),
            # The form holds so many dates; those that stand beyond them stay.
            dialogue=(*self.dialogue_dates(), *(standing.dialogue[DIALOGUES:] if standing else ())),
            standing=standing.standing if standing else Standing.PLANNED,
            ended_on=standing.ended_on if standing else None,
        )

    def dialogue_dates(self) -> tuple[DialogueDate, ...]:
        found = []
        for number in range(DIALOGUES):
            window = self[f"dialogue_{number}_when"].window
            if window is not None:
                kind = DialogueKind(self[f"dialogue_{number}_kind"].data)
                found.append(DialogueDate(window, kind, (self[f"dialogue_{number}_text"].data or "").strip()))
        return tuple(found)

    def dialogue_fields(self) -> list[tuple[Field, Field, Field]]:
        """When, how and what to know, for each date of dialogue that can be given."""
        return [
            (
                self[f"dialogue_{number}_when"],
                self[f"dialogue_{number}_kind"],
                self[f"dialogue_{number}_text"],
            )
            for number in range(DIALOGUES)
        ]


def _add_dialogue_fields() -> None:
    for number in range(DIALOGUES):
        setattr(PlanForm, f"dialogue_{number}_when", WindowField(_l("When"), [too_long(60)]))
        setattr(
            PlanForm,
            f"dialogue_{number}_kind",
            SelectField(_l("How"), choices=choices_of_dialogue(), default=DialogueKind.CONFERENCE.value),
        )
        setattr(PlanForm, f"dialogue_{number}_text", StringField(_l("What to know"), [too_long(500)]))


def choices_of_dialogue() -> list[SelectChoice]:
    return [SelectChoice(kind.value, LABELS[kind]) for kind in DialogueKind]


_add_dialogue_fields()
