"""Forms of the report and of trade secrets."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import InputRequired, Length, Optional

from marketkit.evaluations.bids.standing import StandingBid
from marketkit.evaluations.reporting.secrets import TEXT
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.web.language import NAMES, current_language

MAX_TEXT = 8000
LONG = Length(max=MAX_TEXT, message=_l("At most %(max)d characters, please."))


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Which report to write, and what only the officer knows."""

    language = SelectField(_l("Language"), choices=[SelectChoice(code, name) for code, name in NAMES.items()])
    version = RadioField(
        _l("Version"),
        choices=[
            ("whole", _l("Whole, for the case file")),
            ("public", _l("Public, without what is kept secret")),
        ],
        default="whole",
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    procedure = TextAreaField(
        _l("Why this procedure was used"),
        description=_l("Needed for negotiated procedures and dialogues."),
        validators=[Optional(), LONG],
    )
    selection = TextAreaField(
        _l("How the suppliers that were invited were chosen"),
        description=_l("Needed where only some of those who asked were invited."),
        validators=[Optional(), LONG],
    )
    lots = TextAreaField(_l("Why the contract was not divided into lots"), validators=[Optional(), LONG])
    subcontracting = TextAreaField(
        _l("What will be subcontracted, and to whom, as far as is known"), validators=[Optional(), LONG]
    )
    other_means = TextAreaField(
        _l("Why other than electronic means were used"), validators=[Optional(), LONG]
    )
    conflicts = TextAreaField(_l("What was done about conflicts of interest"), validators=[Optional(), LONG])
    remark = TextAreaField(_l("Remarks"), validators=[Optional(), LONG])

    def statements(self) -> dict[str, str]:
        """What was written, by the codes of the report."""
        return {
            "procedure": self.procedure.data or "",
            "selection": self.selection.data or "",
            "lots": self.lots.data or "",
            "subcontracting": self.subcontracting.data or "",
            "other-means": self.other_means.data or "",
            "conflicts": self.conflicts.data or "",
            "remark": self.remark.data or "",
        }

    def show(self, statements: dict[str, str]) -> None:
        """Begin with what was written last."""
        for code, text in statements.items():
            self[code.replace("-", "_")].data = text


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """A supplier's claim: which bid, what, and why."""

    bid = SelectField(_l("Bid"), validators=[InputRequired(_l("Choose the bid."))])
    field = SelectField(_l("What is claimed"), validators=[InputRequired(_l("Choose what is claimed."))])
    passage = TextAreaField(
        _l("The passage, word for word"),
        description=_l("As it stands in the grounds or other texts. Not needed for an amount."),
        validators=[LONG],
    )
    because = TextAreaField(
        _l("Why, in the supplier's words"),
        validators=[InputRequired(_l("Write down why the supplier claims it.")), LONG],
    )

    def offer(self, bids: Sequence[StandingBid], strategy: Strategy) -> None:
        """The bids, a passage of text, and the amounts of the bid by name."""
        self.bid.choices = [SelectChoice(str(each.bid.id), each.bid.label) for each in bids]
        self.field.choices = [
            SelectChoice(TEXT, _("A passage of text")),
            *(
                SelectChoice(
                    leaf.id,
                    _("The amount: %(criterion)s", criterion=in_language(leaf.title, current_language())),
                )
                for leaf in strategy.leaves()
                if leaf.is_cost
            ),
        ]

    def validate_passage(self, field: TextAreaField) -> None:
        if self.field.data == TEXT and not (field.data or "").strip():
            raise ValidationError(_("Write the passage as it stands in the text."))


class SecretForm(FlaskForm):  # type: ignore[misc]
    """The decision on a claim."""

    kept = RadioField(
        _l("Decision"),
        choices=[
            ("yes", _l("It is a trade secret and stands in no public version")),
            ("no", _l("It is not a trade secret")),
        ],
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    reason = TextAreaField(
        _l("Reason"), validators=[InputRequired(_l("Give the reason for the decision.")), LONG]
    )
