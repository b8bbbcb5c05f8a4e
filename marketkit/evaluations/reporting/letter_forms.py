"""Forms of the letters: what an officer adds, and when all were sent."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from marketkit.web.fields import LocalMomentField
from marketkit.web.language import NAMES

MAX_TEXT = 8000
LONG = Length(max=MAX_TEXT, message=_l("At most %(max)d characters, please."))
READ = DataRequired(_l("Tick this to go on"))


class DraftForm(FlaskForm):  # type: ignore[misc]
    """Draft the letters to every supplier."""


class LetterForm(FlaskForm):  # type: ignore[misc]
    """A letter's language and what an officer adds to it."""

    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in NAMES.items()])
    remark = TextAreaField(
        _l("Further reasons, in your own words"),
        description=_l(
            "Say in plain words what made the chosen bid better, or what else this supplier should know."
        ),
        validators=[Optional(), LONG],
    )
    contact = TextAreaField(
        _l("The supplier's postal address and e-mail address"),
        description=_l("They stand in the letter where the law asks for them, as in the United Kingdom."),
        validators=[Optional(), LONG],
    )


class ApproveForm(FlaskForm):  # type: ignore[misc]
    """The approval of one letter."""

    understood = BooleanField(_l("I have read the whole letter"), validators=[READ])


class SentForm(FlaskForm):  # type: ignore[misc]
    """When all letters went out."""

    sent_at = LocalMomentField(
        _l("When the letters were sent"), validators=[InputRequired(_l("Give the day and the hour."))]
    )
    how = RadioField(
        _l("How they were sent"),
        choices=[
            ("electronically", _l("All of them electronically")),
            ("otherwise", _l("Not all electronically")),
        ],
        default="electronically",
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    understood = BooleanField(_l("All letters went out at this one moment"), validators=[READ])


class DisclosureForm(FlaskForm):  # type: ignore[misc]
    """Whether the price to tie is told."""

    allowed = RadioField(
        _l("Decision"),
        choices=[
            ("no", _l("It is not told")),
            ("yes", _l("Every supplier that was not chosen is told its own")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason for the decision.")), LONG]
    )
