"""Forms of the evaluation pages: what they hold and what is asked of it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from marketkit.evaluations.models import Ground
from marketkit.evaluations.presentation import ground_text
from marketkit.sourcing.services import ReadyStrategy
from marketkit.sourcing.strategy import in_language

MAX_EXPLANATION = 4000


class BidsForm(FlaskForm):  # type: ignore[misc]
    """The file with the bids."""

    file = FileField(
        _l("File with the bids (.csv or .xlsx)"), validators=[FileRequired(_l("Choose a file first."))]
    )


class OfficialForm(FlaskForm):  # type: ignore[misc]
    """An official calculation; the reason is asked for once there is one."""

    reason = TextAreaField(
        _l("Why the result is calculated again"),
        description=_l("It stands with the calculation and in the evaluation report."),
        validators=[
            DataRequired(_l("Write the reason in a sentence or two.")),
            Length(max=MAX_EXPLANATION, message=_l("At most %(max)d characters, please.")),
        ],
    )


class StrategyForm(FlaskForm):  # type: ignore[misc]
    """A ready strategy or a file of one's own; one of the two."""

    ready = RadioField(_l("Ready strategies"), validators=[Optional()], validate_choice=True)
    file = FileField(_l("Your own strategy file"))

    def offer(self, strategies: list[ReadyStrategy], language: str) -> None:
        self.ready.choices = [
            SelectChoice(ready.strategy.id, in_language(ready.strategy.title, language))
            for ready in strategies
        ]

    def validate_file(self, field: FileField) -> None:
        if not field.data and not self.ready.data:
            raise ValidationError(_l("Choose a ready strategy or a file of your own."))
        if field.data and self.ready.data:
            raise ValidationError(_l("Choose either a ready strategy or a file, not both."))


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """Why a bid is taken out, or back in."""

    ground = SelectField(_l("Ground"), validators=[InputRequired(_l("Choose the ground."))])
    explanation = TextAreaField(
        _l("Explanation"),
        description=_l("What was missing or wrong, and where it is documented."),
        validators=[
            InputRequired(_l("Explain the decision in a sentence or two.")),
            Length(max=MAX_EXPLANATION, message=_l("At most %(max)d characters, please.")),
        ],
    )

    def offer_grounds(self) -> None:
        self.ground.choices = [
            ("", _l("Choose …")),
            *((ground.value, ground_text(ground)) for ground in Ground),
        ]
