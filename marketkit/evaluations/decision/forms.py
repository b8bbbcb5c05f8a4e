"""Forms of the decision: what they hold and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from marketkit.evaluations.decision.models import DecisionGround
from marketkit.evaluations.decision.wording import decision_ground_text
from marketkit.procurements.fields import LinesField
from marketkit.sourcing.award_rules import LONGEST_DAYS
from marketkit.web.fields import LocalMomentField, buyer_zone

MAX_TEXT = 4000
AT_MOST = Length(max=MAX_TEXT, message=_l("At most %(max)d characters, please."))
SENTENCE = (DataRequired(_l("Write this in a sentence or two.")), AT_MOST)
DAY = InputRequired(_l("Give the day."))


def not_ahead(_form: FlaskForm, field: DateField) -> None:
    """What is recorded has happened: the day is not after today on the buyer's clocks."""
    if field.data is not None and field.data > datetime.now(ZoneInfo(buyer_zone())).date():
        raise ValidationError(_("This day lies ahead. Record it once it has happened."))


class UnderstoodForm(FlaskForm):  # type: ignore[misc]
    """A step that cannot be taken by mistake."""

    understood = BooleanField(
        _l("I have read what this does"), validators=[DataRequired(_l("Tick this to go on"))]
    )


class AwardForm(UnderstoodForm):
    """The award. `shown` are the ids of the calculations on the page."""

    shown = HiddenField()
    reason = TextAreaField(
        _l("Reason"),
        description=_l(
            "Why these bids are chosen, in a sentence or two. It stands in the evaluation report."
        ),
        validators=SENTENCE,
    )

    @property
    def calculations(self) -> list[int]:
        """The ids that came with the form; what is no id is left out, and the award then refused."""
        return [
            int(part) for part in (self.shown.data or "").split(",") if part.isdecimal() and len(part) < 10
        ]


class UndoForm(UnderstoodForm):
    """Taking an award back, or cancelling the procedure."""

    ground = RadioField(_l("Ground"), validators=[InputRequired(_l("Choose the ground."))])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("What has happened, and where it is documented. The suppliers are told it."),
        validators=SENTENCE,
    )

    def offer(self, grounds: Iterable[DecisionGround]) -> None:
        self.ground.choices = [SelectChoice(ground.value, decision_ground_text(ground)) for ground in grounds]


class StandstillForm(FlaskForm):  # type: ignore[misc]
    """The day of what the standstill is counted from."""

    event_on = DateField(_l("Day"), validators=[DAY, not_ahead])
    electronically = BooleanField(_l("All of them were told electronically"), default=True)
    days = IntegerField(
        _l("Days of a standstill you have set yourselves"),
        validators=[
            Optional(),
            NumberRange(min=1, max=LONGEST_DAYS, message=_l("Expected from %(min)s to %(max)s days.")),
        ],
    )


class SignForm(UnderstoodForm):
    """The day of the signature."""

    signed_on = DateField(_l("Day of the last signature"), validators=[DAY, not_ahead])


class AskForm(FlaskForm):  # type: ignore[misc]
    """The question to a supplier."""

    text = TextAreaField(
        _l("What the supplier was asked"),
        description=_l("As it stood in your letter or message to the supplier."),
        validators=SENTENCE,
    )
    due = DateField(_l("Answer wanted by"), validators=[DAY])


class AnswerForm(FlaskForm):  # type: ignore[misc]
    """The supplier's answer."""

    text = TextAreaField(
        _l("What the supplier answered"),
        description=_l("The gist of it, and where the whole answer is filed."),
        validators=SENTENCE,
    )


class AssessForm(FlaskForm):  # type: ignore[misc]
    """Whether the low price is explained."""

    accepted = RadioField(
        _l("Is the low price explained?"),
        choices=[
            SelectChoice("yes", _l("Yes, the bid can be chosen")),
            SelectChoice("no", _l("No; the bid cannot be chosen while this stands")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    text = TextAreaField(
        _l("Why"),
        description=_l("What in the answer, or in its absence, decided it."),
        validators=SENTENCE,
    )


class DrawForm(FlaskForm):  # type: ignore[misc]
    """A draw of lots; see `draw_form`, which adds a list for each place."""

    witnesses = LinesField(
        _l("Witnesses"),
        description=_l("At least two persons, one name on each line."),
        validators=[InputRequired(_l("Write the names of the witnesses."))],
    )
    how = TextAreaField(
        _l("How the lots were drawn"),
        description=_l("For example slips of paper of the same size from a bowl."),
        validators=SENTENCE,
    )
    drawn_at = LocalMomentField(
        _l("Drawn"),
        description=_l("On your clock."),
        validators=[InputRequired(_l("Give the day and the hour."))],
    )
    tied: Sequence[str] = ()

    @property
    def places(self) -> list[SelectField]:
        """The lists to choose from, one for each place, in order."""
        return [self[f"drawn_{place}"] for place in range(1, len(self.tied) + 1)]

    @property
    def order(self) -> list[str]:
        """The bids in the order drawn."""
        return [str(place.data) for place in self.places]

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        before: set[str] = set()
        for place in self.places:
            if place.data and place.data in before:
                place.errors = [*place.errors, _("%(bid)s is named twice.", bid=place.data)]
                valid = False
            before.add(place.data)
        return valid


def draw_form(tied: Sequence[str]) -> DrawForm:
    """The form for a draw between these bids, by label."""
    choices = [SelectChoice("", _("Choose …")), *(SelectChoice(bid, bid) for bid in tied)]
    fields: dict[str, Any] = {
        f"drawn_{place}": SelectField(
            _("Drawn as number %(place)s", place=place),
            choices=choices,
            validators=[InputRequired(_l("Choose a bid."))],
        )
        for place in range(1, len(tied) + 1)
    }
    form: DrawForm = type("DrawForm", (DrawForm,), {**fields, "tied": tied})()
    return form
