"""Forms of the letters: what an officer adds, and when all were sent."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from marketkit.evaluations.reporting.letter_facts import Terms
from marketkit.procurements.models import Supplier
from marketkit.sourcing.award_rules import LONGEST_DAYS
from marketkit.sourcing.rules import CHOSEN, LETTERS_SENT, StandstillRule
from marketkit.web.fields import LocalMomentField
from marketkit.web.language import NAMES

MAX_TEXT = 8000
LONG = Length(max=MAX_TEXT, message=_l("At most %(max)d characters, please."))
READ = DataRequired(_l("Tick this to go on"))
ADDRESS = "address-"
WAYS = [
    SelectChoice("electronically", _l("All of them electronically")),
    SelectChoice("otherwise", _l("Not all electronically")),
]


class DraftForm(FlaskForm):  # type: ignore[misc]
    """What all letters tell that stands nowhere else; drafting keeps it. `shown` is the row that the page showed."""

    shown = HiddenField()
    how = RadioField(
        _l("How the letters will be sent"),
        description=_l("The letters tell how long the contract waits, which can depend on this."),
        choices=WAYS,
        default="electronically",
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    days = IntegerField(
        _l("Calendar days the contract waits"),
        validators=[
            Optional(),
            NumberRange(min=1, max=LONGEST_DAYS, message=_l("Expected from %(min)s to %(max)s days.")),
        ],
    )

    def terms(self) -> Terms:
        """What was chosen and typed."""
        addresses = {int(each.name.removeprefix(ADDRESS)): each.data or "" for each in self.address_fields()}
        shown = self.shown.data or ""
        return Terms(
            electronically=self.how is None or self.how.data == "electronically",
            days=self.days.data if self.days is not None else None,
            addresses=addresses,
            shown=int(shown) if shown.isdecimal() else 0,
        )

    def address_fields(self) -> list[Field]:
        """The fields for the suppliers' addresses."""
        return [each for each in self if each.name.startswith(ADDRESS)]


def draft_form(
    *, terms: Terms, award: bool, rule: StandstillRule | None, addressed: Sequence[Supplier], fresh: bool
) -> DraftForm:
    """The form for one decision: what its letters need to know, and no more.

    After an `award` the days, unless a notice begins the wait; the way of sending where the wait depends on it; the
    addresses of `addressed`. `fresh` leaves what came with the request aside.
    """
    fields = {
        f"{ADDRESS}{supplier.id}": TextAreaField(
            _l("Postal address and e-mail address of %(supplier)s", supplier=supplier.name),
            default=terms.addresses.get(supplier.id, ""),
            validators=[Optional(), LONG],
        )
        for supplier in addressed
    }
    days = terms.days
    if days is None and rule is not None and rule.duty == CHOSEN:
        days = rule.days
    shown = {
        "shown": str(terms.shown),
        "how": "electronically" if terms.electronically else "otherwise",
        "days": days,
    }
    form_type = type("LettersDraftForm", (DraftForm,), fields)
    form: DraftForm = form_type(formdata=None, data=shown) if fresh else form_type(data=shown)
    if not award or (rule is not None and rule.starts_with != LETTERS_SENT):
        del form.days
    if not award or rule is None or rule.days_otherwise is None:
        del form.how
    return form


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
        choices=WAYS,
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    understood = BooleanField(_l("All letters went out at this one moment"), validators=[READ])


class DisclosureForm(FlaskForm):  # type: ignore[misc]
    """Whether the price to tie is told."""

    allowed = RadioField(
        _l("Decision"),
        choices=[
            SelectChoice("no", _l("It is not told")),
            SelectChoice("yes", _l("Every supplier that was not chosen is told its own")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason for the decision.")), LONG]
    )
