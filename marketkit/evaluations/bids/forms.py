"""Forms about bids: the opening, corrections, documents, requirements. Shape and parsing only."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from marketkit.evaluations.bids.figures import STAGES
from marketkit.evaluations.bids.models import Envelope, FigureGround, RequirementKind, Round
from marketkit.evaluations.bids.wording import figure_ground_text, requirement_kind_text, round_text
from marketkit.numbers import NotANumber, parse_number, plain_text
from marketkit.procurements.fields import LinesField
from marketkit.sourcing.strategy import Criterion
from marketkit.web.fields import LocalMomentField
from marketkit.web.language import said

MAX_TEXT = 4000
AT_MOST = Length(max=MAX_TEXT, message=_l("At most %(max)d characters, please."))
NAME = Length(max=200, message=_l("At most %(max)d characters, please."))
SENTENCE = (InputRequired(_l("Write this in a sentence or two.")), AT_MOST)
MOMENT = InputRequired(_l("Give the day and the hour."))


class OpeningForm(FlaskForm):  # type: ignore[misc]
    """When a round or the prices were opened, and who were there."""

    round = RadioField(_l("Which bids"), validators=[InputRequired(_l("Choose one."))])
    deadline = LocalMomentField(
        _l("Deadline of this round"),
        description=_l("The deadline the suppliers were given for these bids."),
        validators=[MOMENT],
    )
    opened_at = LocalMomentField(
        _l("Opened"),
        description=_l("When it took place in the tendering system, on your clock."),
        validators=[MOMENT],
    )
    present = LinesField(
        _l("Those present"),
        description=_l("At least two persons, one name on each line."),
        validators=[InputRequired(_l("Write the names of those present."))],
    )
    understood = BooleanField(
        _l("I have read what this does"), validators=[DataRequired(_l("Tick this to go on"))]
    )

    def offer(self, rounds: Sequence[Round]) -> None:
        self.round.choices = [(each.value, round_text(each)) for each in rounds]
        if len(rounds) == 1 and not self.round.data:
            self.round.data = rounds[0].value


class TakeBackForm(FlaskForm):  # type: ignore[misc]
    """Why something was taken in by mistake."""

    reason = TextAreaField(_l("What went wrong"), validators=SENTENCE)


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """A figure put right."""

    shown = HiddenField()
    ground = RadioField(_l("Ground"), validators=[InputRequired(_l("Choose the ground."))])
    value = StringField(_l("The figure as it should be"), validators=[InputRequired(_l("Give the figure."))])
    reason = TextAreaField(
        _l("Reason"),
        description=_l("What was wrong, how the right figure follows, and where it is documented."),
        validators=SENTENCE,
    )
    leaf: Criterion
    currency = ""

    def offer(self, leaf: Criterion, currency: str) -> None:
        self.leaf, self.currency = leaf, currency
        grounds = [ground for ground in STAGES if leaf.is_cost or ground not in {FigureGround.VAT_BASIS}]
        self.ground.choices = [(ground.value, figure_ground_text(ground)) for ground in grounds]

    def validate_value(self, field: StringField) -> None:
        self.figure = read_figure(field.data or "", self.leaf, self.currency)


class DocumentsForm(FlaskForm):  # type: ignore[misc]
    """Documents of a submission."""

    files = MultipleFileField(
        _l("Files"),
        description=_l("PDF, Word, Excel, CSV, text, PNG or JPEG; several at once."),
        validators=[InputRequired(_l("Choose at least one file."))],
    )
    envelope = RadioField(
        _l("What they are about"), default=Envelope.BIDS.value, validators=[InputRequired()]
    )

    def offer(self, *, two_envelopes: bool, prices_open: bool) -> None:
        if not two_envelopes:
            del self.envelope
            return
        self.envelope.choices = [(Envelope.BIDS.value, _("Quality, without any price"))]
        if prices_open:
            self.envelope.choices.append((Envelope.PRICES.value, _("Prices")))


class RequirementForm(FlaskForm):  # type: ignore[misc]
    """A requirement to be met."""

    kind = RadioField(_l("Kind"), validators=[InputRequired(_l("Choose one of the two."))])
    text = TextAreaField(
        _l("Requirement"),
        description=_l("As it stands in the procurement documents."),
        validators=SENTENCE,
    )
    note = TextAreaField(
        _l("Where it stood in the procurement documents"),
        description=_l("The bids are opened, so a new requirement must be one the suppliers already knew."),
        validators=SENTENCE,
    )

    def offer(self, *, opened: bool) -> None:
        self.kind.choices = [(kind.value, requirement_kind_text(kind)) for kind in RequirementKind]
        if not opened:
            del self.note


def read_figure(text: str, leaf: Criterion, currency: str) -> Fraction:
    """The figure that was typed for a leaf. Raises ValidationError saying what was expected."""
    if not text.strip():
        raise ValidationError(_("Give the figure."))
    try:
        value = parse_number(text.strip(), currency if leaf.scale is None else None)
    except NotANumber as error:
        raise ValidationError(said(error.said)) from None
    if leaf.scale is not None and not min(leaf.scale) <= value <= max(leaf.scale):
        low, high = plain_text(min(leaf.scale)), plain_text(max(leaf.scale))
        raise ValidationError(_("Expected a value from %(low)s to %(high)s.", low=low, high=high))
    return value
