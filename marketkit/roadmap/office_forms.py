"""The forms of the steps with an entry: publish, start, give up, link, record a dialogue, confirm many at once."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired

from marketkit.procurements.forms import NOT_CHOSEN, REQUIRED, too_long
from marketkit.roadmap.labels import LABELS
from marketkit.roadmap.plan import DialogueKind, Reason, Standing

# Reasons that a step of its own gives; nobody chooses them for a change.
_OF_STEPS = (Reason.FIRST, Reason.STARTED)
REASONS = [SelectChoice(each.value, LABELS[each]) for each in Reason if each not in _OF_STEPS]


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Publish what was prepared. The first time there is no reason to choose."""

    version = HiddenField()
    reason = SelectField(_l("Why is it changed?"), choices=[NOT_CHOSEN, *REASONS], default="")
    note = TextAreaField(
        _l("In your own words"),
        [too_long(2000)],
        description=_l("Everyone can read this, for as long as the entry stands at its address."),
    )


class StartForm(FlaskForm):  # type: ignore[misc]
    """The competition has been announced."""

    on = DateField(_l("Day the competition was announced"), [REQUIRED])
    procurement = SelectField(_l("Procurement it led to"), choices=[], default="", validate_choice=False)
    notice = URLField(_l("Address of the notice"), [too_long(500)])


class GiveUpForm(FlaskForm):  # type: ignore[misc]
    """Nothing will come of the plan."""

    standing = RadioField(
        _l("What happens"),
        [InputRequired(_l("Choose one of them"))],
        choices=[
            SelectChoice(Standing.CANCELLED.value, _l("Cancelled: this will not be bought")),
            SelectChoice(
                Standing.WITHDRAWN.value,
                _l("Withdrawn: the entry should not stand here, such as one that stood twice"),
            ),
        ],
    )
    reason = SelectField(_l("Reason"), [REQUIRED], choices=REASONS)
    on = DateField(_l("Day it was decided"), [REQUIRED])
    note = TextAreaField(_l("In your own words"), [too_long(2000)])


class DialogueForm(FlaskForm):  # type: ignore[misc]
    """What was told to whom, so that all can be told the same."""

    held_on = DateField(_l("Day"), [REQUIRED])
    kind = SelectField(_l("How"), choices=[SelectChoice(each.value, LABELS[each]) for each in DialogueKind])
    audience = TextAreaField(_l("Who was told"), [REQUIRED, too_long(2000)])
    told = TextAreaField(_l("What was told"), [REQUIRED, too_long(10_000)])


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """The entries somebody says are still right; their boxes stand in the table."""


class DiscardForm(FlaskForm):  # type: ignore[misc]
    """Throw away what is not published; the version that was shown."""

    version = HiddenField()


class LinkForm(FlaskForm):  # type: ignore[misc]
    """A procurement that the entry led to."""

    procurement = SelectField(_l("Procurement"), [REQUIRED], choices=[], validate_choice=False)
