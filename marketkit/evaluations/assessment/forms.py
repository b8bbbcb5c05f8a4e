"""Forms of the assessments, and the reading of scores as they are typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from marketkit.evaluations.assessment.grid import GridRow, Typed, score_text
from marketkit.evaluations.assessment.models import ConflictDeclaration, Moderation
from marketkit.evaluations.assessment.refusals import Cell
from marketkit.evaluations.assessment.scoring import MAX_GROUND, Given, ground_fault, score_fault
from marketkit.evaluations.bids.standing import StandingBid
from marketkit.numbers import NotANumber, parse_number
from marketkit.procurements.models import Supplier
from marketkit.said import Said, say
from marketkit.sourcing.strategy import Criterion
from marketkit.web.language import said

MAX_NOTE = 1000


def read_cell(
    bid_id: int, criterion: str, form: Mapping[str, str], suffix: str = ""
) -> tuple[Given | None, Said | None]:
    """One score as it was typed, or what is wrong with it."""
    version = form.get(f"version{suffix}", "")
    shown = int(version) if version.isdecimal() and len(version) < 10 else 0
    try:
        score = parse_number(form.get(f"score{suffix}", ""))
    except NotANumber as error:
        return None, error.said
    return Given(bid_id, criterion, score, form.get(f"ground{suffix}", ""), shown), None


def read_row(row: GridRow, form: Mapping[str, str]) -> tuple[list[Given], dict[Cell, Typed]]:
    """What was typed for one bid: the scores to save, and every cell as it stood, with its fault.

    A cell that was empty and still is, or that the form did not hold, is left out.
    """
    given, typed = [], {}
    for cell in row.cells:
        suffix = f"-{cell.leaf.id}"
        score, ground = form.get(f"score{suffix}"), form.get(f"ground{suffix}", "")
        if score is None or (not score.strip() and not ground.strip() and not cell.version):
            continue
        each, fault = read_cell(cell.bid_id, cell.leaf.id, form, suffix)
        if not score.strip() and not ground.strip():
            fault = say("a score that was given cannot be taken away, only changed")
        elif each is not None:
            fault = score_fault(cell.leaf, each.score) or ground_fault(each.ground)
        shown = form.get(f"version{suffix}", "")
        known = int(shown) if shown.isdecimal() and len(shown) < 10 else 0
        typed[cell.bid_id, cell.leaf.id] = Typed(score, ground, known, fault=fault)
        if each is not None:
            given.append(each)
    return given, typed


class ConflictsForm(FlaskForm):  # type: ignore[misc]
    """For each supplier with a bid: is there a conflict of interest, and which; see `conflicts_form`."""

    suppliers: Sequence[Supplier] = ()
    labels: Mapping[int, Sequence[str]] = {}
    standing: Mapping[int, ConflictDeclaration] = {}

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        for supplier in self.suppliers:
            choice, note = self[f"conflict_{supplier.id}"], self[f"note_{supplier.id}"]
            before = self.standing.get(supplier.id)
            withdrawn = before is not None and before.conflict and choice.data == "no"
            if (choice.data == "yes" or withdrawn) and not (note.data or "").strip():
                note.errors = [_("Say in a few words what the conflict is, or why it is none.")]
                valid = False
        return valid

    def declared(self) -> dict[int, tuple[bool, str]]:
        """What was answered, by supplier; suppliers without an answer are left out."""
        return {
            supplier.id: (
                self[f"conflict_{supplier.id}"].data == "yes",
                (self[f"note_{supplier.id}"].data or "").strip(),
            )
            for supplier in self.suppliers
            if self[f"conflict_{supplier.id}"].data in ("yes", "no")
        }


def conflicts_form(
    bids: Iterable[StandingBid], declared: Mapping[tuple[int, int], ConflictDeclaration], user_id: int
) -> ConflictsForm:
    """The form with a question for each supplier, filled in with what was declared last."""
    suppliers: dict[int, Supplier] = {}
    labels: dict[int, list[str]] = {}
    for bid in bids:
        suppliers.setdefault(bid.bid.supplier_id, bid.bid.supplier)
        labels.setdefault(bid.bid.supplier_id, []).append(bid.bid.label)
    ordered = sorted(suppliers.values(), key=lambda supplier: supplier.name.casefold())
    fields: dict[str, Any] = {}
    standing = {row.supplier_id: row for (user, _supplier), row in declared.items() if user == user_id}
    for supplier in ordered:
        before = standing.get(supplier.id)
        fields[f"conflict_{supplier.id}"] = RadioField(
            supplier.name,
            choices=[
                SelectChoice("no", _("No conflict of interest")),
                SelectChoice("yes", _("I have a conflict of interest")),
            ],
            default=("yes" if before.conflict else "no") if before else None,
            validators=[InputRequired(_("Answer for every supplier."))],
        )
        fields[f"note_{supplier.id}"] = StringField(
            _("What the conflict is"),
            default=before.note if before else "",
            validators=[Optional(), Length(max=MAX_NOTE, message=_("At most %(max)d characters, please."))],
        )
    kind = type(
        "ConflictsForm",
        (ConflictsForm,),
        {**fields, "suppliers": ordered, "labels": labels, "standing": standing},
    )
    form: ConflictsForm = kind()
    return form


class AssignForm(FlaskForm):  # type: ignore[misc]
    """Who scores what; the boxes themselves are read from the request."""

    shown = HiddenField()
    reason = TextAreaField(
        _l("Why somebody who has scored is taken off"),
        description=_l("Needed only then: their scores stay on record, but no longer count."),
        validators=[
            Optional(),
            Length(max=MAX_GROUND, message=_l("At most %(max)d characters, please.")),
        ],
    )


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """A step that needs its reason."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[
            InputRequired(_l("Write the reason in a sentence or two.")),
            Length(max=MAX_GROUND, message=_l("At most %(max)d characters, please.")),
        ],
    )


class CloseForm(FlaskForm):  # type: ignore[misc]
    """The closing of the assessments."""

    understood = BooleanField(
        _l("I have read what this does"), validators=[DataRequired(_l("Tick this to go on"))]
    )


class ModerationForm(ReasonForm):
    """The score the panel agreed on; `leaf` must be set before it is validated."""

    shown = HiddenField()
    score = StringField(_l("Agreed score"), validators=[InputRequired(_l("Give the score."))])
    leaf: Criterion

    def validate_score(self, field: StringField) -> None:
        try:
            self.exact = parse_number(field.data or "")
        except NotANumber as error:
            raise ValidationError(said(error.said)) from None
        fault = score_fault(self.leaf, self.exact)
        if fault is not None:
            raise ValidationError(said(fault))

    def show(self, standing: Moderation | None) -> None:
        """Fill in what stands."""
        self.shown.data = str(standing.number if standing else 0)
        if standing is not None:
            self.score.data, self.reason.data = score_text(standing.score), standing.reason

    @property
    def known(self) -> int:
        """The number of the agreed score the form showed."""
        text = self.shown.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0
