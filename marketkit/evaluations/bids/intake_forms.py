"""Forms to take bids in: a spreadsheet, or one bid with its figures and options. Shape and parsing only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError

from marketkit.errors import BadInput
from marketkit.evaluations.bids.figures import GivenOption
from marketkit.evaluations.bids.forms import AT_MOST, MOMENT, NAME, read_figure
from marketkit.evaluations.bids.models import Round
from marketkit.evaluations.bids.option_lines import read_options
from marketkit.evaluations.bids.wording import round_text
from marketkit.numbers import plain_text
from marketkit.procurements.models import Lot, Supplier
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.fields import LocalMomentField
from marketkit.web.language import current_language, said

NEW_SUPPLIER = "new"


class PlaceForm(FlaskForm):  # type: ignore[misc]
    """For which lot and which round."""

    lot = SelectField(_l("Lot"), validators=[InputRequired(_l("Choose the lot."))])
    round = RadioField(_l("Which bids"), validators=[InputRequired(_l("Choose one."))])

    def offer_places(self, lots: Sequence[Lot], rounds: Sequence[Round]) -> None:
        """Without lots there is nothing to choose; the round opened last is chosen beforehand."""
        if lots:
            self.lot.choices = [("", _("Choose …"))]
            self.lot.choices += [(str(lot.id), f"{lot.number}. {lot.title}") for lot in lots]
        else:
            del self.lot
        self.round.choices = [(each.value, round_text(each)) for each in rounds]
        if rounds and not self.round.data:
            self.round.data = rounds[-1].value

    @property
    def lot_id(self) -> int | None:
        return int(self.lot.data) if "lot" in self else None


class ImportForm(PlaceForm):
    """A spreadsheet of bids, or of the second envelope's prices."""

    what = RadioField(_l("What the file brings"), default="prices", validators=[InputRequired()])
    file = FileField(
        _l("File with the bids (.csv or .xlsx)"), validators=[FileRequired(_l("Choose a file first."))]
    )
    received_at = LocalMomentField(
        _l("Received"),
        description=_l(
            "When the bids came, for rows that do not say so themselves. Empty: they came in time, at the deadline."
        ),
        validators=[Optional()],
    )
    reason = TextAreaField(
        _l("Why it is replaced"),
        description=_l(
            "Only where bids of this round have been taken in before and this file replaces them."
        ),
        validators=[Optional(), AT_MOST],
    )

    def offer_prices(self, offered: bool) -> None:
        if offered:
            self.what.choices = [
                ("prices", _("The prices of bids whose quality has been assessed")),
                ("bids", _("Whole bids, with quality and prices")),
            ]
        else:
            del self.what

    @property
    def prices_only(self) -> bool:
        return "what" in self and self.what.data == "prices"


class OneBidForm(PlaceForm):
    """One bid; `bid_form` adds a field for each figure and for the options of each cost leaf."""

    label = StringField(
        _l("Name of the bid"),
        description=_l("What it is called in tables and results; a supplier with two bids needs two names."),
        validators=[InputRequired(_l("Give the bid a name.")), NAME],
    )
    supplier = SelectField(_l("Supplier"), default=NEW_SUPPLIER, validators=[InputRequired()])
    supplier_name = StringField(_l("Name of the new supplier"), validators=[NAME])
    organisation_number = StringField(
        _l("Organisation number of the new supplier"), validators=[Optional(), NAME]
    )
    is_variant = BooleanField(_l("This bid is a variant"))
    received_at = LocalMomentField(_l("Received"), validators=[MOMENT])
    note = TextAreaField(_l("Note"), validators=[Optional(), AT_MOST])
    reason = TextAreaField(
        _l("Why it is replaced"),
        description=_l("Only where this bid has been taken in for this round before."),
        validators=[Optional(), AT_MOST],
    )
    leaves: Sequence[Criterion] = ()
    cost: Sequence[Criterion] = ()
    currency = ""

    def offer_suppliers(self, suppliers: Sequence[Supplier]) -> None:
        self.supplier.choices = [(NEW_SUPPLIER, _("A supplier that is not listed: fill in below"))]
        self.supplier.choices += [
            (
                str(each.id),
                f"{each.name} ({each.organisation_number})" if each.organisation_number else each.name,
            )
            for each in suppliers
        ]

    def validate_supplier_name(self, field: StringField) -> None:
        if "supplier" in self and self.supplier.data == NEW_SUPPLIER and not (field.data or "").strip():
            raise ValidationError(_("Choose a supplier, or write the name of a new one."))

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        self.figures: dict[str, Fraction] = {}
        self.options: list[GivenOption] = []
        for leaf in self.leaves:
            field = self[figure_name(leaf)]
            try:
                self.figures[leaf.id] = read_figure(field.data or "", leaf, self.currency)
            except ValidationError as error:
                field.errors, valid = [str(error)], False
        return _read_options(self, self.cost, self.currency, self.options) and valid


class OptionsForm(FlaskForm):  # type: ignore[misc]
    """Options that a submission prices; `options_form` adds a field for each cost leaf."""

    cost: Sequence[Criterion] = ()
    currency = ""

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        self.options: list[GivenOption] = []
        return _read_options(self, self.cost, self.currency, self.options) and valid


def figure_name(leaf: Criterion) -> str:
    return f"figure_{leaf.id}"


def options_name(leaf: Criterion) -> str:
    return f"options_{leaf.id}"


def bid_form(
    strategy: Strategy, leaves: Sequence[Criterion], *, with_options: bool, default_received: datetime
) -> OneBidForm:
    """The form for one bid of this strategy."""
    cost = [leaf for leaf in leaves if leaf.is_cost] if with_options else []
    fields: dict[str, Any] = {
        figure_name(leaf): StringField(
            _figure_label(leaf, strategy), validators=[DataRequired(_l("Give the figure."))]
        )
        for leaf in leaves
    }
    fields |= _options_fields(cost)
    attributes = {"leaves": leaves, "cost": cost, "currency": strategy.currency}
    form: OneBidForm = type("OneBidForm", (OneBidForm,), {**fields, **attributes})()
    if not form.is_submitted():
        form.received_at.data = default_received
    return form


def options_form(strategy: Strategy) -> OptionsForm:
    """The form for options beyond those that were listed with the bid."""
    cost = [leaf for leaf in strategy.leaves() if leaf.is_cost]
    attributes = {"cost": cost, "currency": strategy.currency}
    form: OptionsForm = type("OptionsForm", (OptionsForm,), {**_options_fields(cost), **attributes})()
    return form


def _options_fields(cost: Sequence[Criterion]) -> dict[str, Any]:
    return {
        options_name(leaf): TextAreaField(
            _("Priced options: %(criterion)s", criterion=in_language(leaf.title, current_language())),
            description=_l(
                "One line each: the option, a colon and its price. For instance: Night service: 100 000"
            ),
            validators=[Optional(), AT_MOST],
        )
        for leaf in cost
    }


def _figure_label(leaf: Criterion, strategy: Strategy) -> str:
    title = in_language(leaf.title, current_language())
    if leaf.scale is not None:
        low, high = plain_text(min(leaf.scale)), plain_text(max(leaf.scale))
        return str(_("%(criterion)s, %(low)s to %(high)s", criterion=title, low=low, high=high))
    if leaf.quantity is not None:
        return str(
            _("%(criterion)s, unit price in %(currency)s", criterion=title, currency=strategy.currency)
        )
    return str(_("%(criterion)s in %(currency)s", criterion=title, currency=strategy.currency))


def _read_options(form: FlaskForm, cost: Sequence[Criterion], currency: str, into: list[GivenOption]) -> bool:
    valid = True
    for leaf in cost:
        field = form[options_name(leaf)]
        try:
            into += [GivenOption(leaf.id, *pair) for pair in read_options(field.data or "", currency)]
        except BadInput as error:
            field.errors, valid = [said(fault.message) for fault in error.faults], False
    return valid
