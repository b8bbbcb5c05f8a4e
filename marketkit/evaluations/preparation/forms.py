"""Forms of the preparation: how bids will be assessed, and the lock."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError

from marketkit.errors import BadInput
from marketkit.evaluations.preparation.levels import read_levels, write_levels
from marketkit.evaluations.preparation.models import EvaluationPlan, ScoringMode
from marketkit.evaluations.preparation.services import PlanDescription
from marketkit.numbers import NotANumber, parse_number, plain_text
from marketkit.procurements.fields import CheckboxesField
from marketkit.sourcing.check import Finding
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.fields import LocalMomentField
from marketkit.web.language import current_language, said

MAX_REASON = 4000
REASON = (
    InputRequired(_l("Write this in a sentence or two.")),
    Length(max=MAX_REASON, message=_l("At most %(max)d characters, please.")),
)


class PlanForm(FlaskForm):  # type: ignore[misc]
    """How bids will be assessed; `plan_form` adds a field for the levels of every scored leaf."""

    shown = HiddenField()
    deadline = LocalMomentField(
        _l("Deadline for bids"), validators=[InputRequired(_l("Give the day and the hour."))]
    )
    scoring_mode = RadioField(
        _l("Who gives the scores"),
        choices=[
            (ScoringMode.INDIVIDUAL.value, _l("Every evaluator alone; the panel agrees where they differ")),
            (ScoringMode.PANEL.value, _l("The panel together, one score for each bid and criterion")),
        ],
        default=ScoringMode.INDIVIDUAL.value,
        validators=[InputRequired(_l("Choose one of the two."))],
    )
    spread = StringField(
        _l("How far evaluators may differ, in percent of a scale"),
        default="20",
        description=_l("Within this the mean of their scores counts. Beyond it the panel must agree."),
        validators=[InputRequired(_l("Give a percentage from 0 to 100."))],
    )
    two_envelopes = BooleanField(
        _l("Two envelopes: prices are taken in only after the quality assessments are closed")
    )
    stated = CheckboxesField(
        _l("Values that stand in the bid itself"),
        description=_l("Tick what is read from the bid, such as days or percent. Evaluators score the rest."),
        validators=[Optional()],
    )
    variants_allowed = BooleanField(_l("Variants are allowed"))
    lot_limit = IntegerField(
        _l("Most lots one supplier may win"),
        validators=[Optional(), NumberRange(min=1, message=_l("At least 1."))],
    )

    def validate_spread(self, field: StringField) -> None:
        try:
            value = parse_number((field.data or "").strip().removesuffix("%").strip())
        except NotANumber as error:
            raise ValidationError(said(error.said)) from None
        if not 0 <= value <= 100:
            raise ValidationError(_("Give a percentage from 0 to 100."))
        self.spread_limit = value / 100

    def scored(self) -> list[Criterion]:
        """The leaves that evaluators score, as ticked."""
        return [leaf for leaf in self.leaves if leaf.id not in (self.stated.data or [])]

    leaves: Sequence[Criterion] = ()
    spread_limit = Fraction(1, 5)

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        self.level_texts: dict[str, list[list[str]]] = {}
        for leaf in self.scored():
            field = self[level_name(leaf)]
            try:
                levels = read_levels(field.data or "", leaf)
            except BadInput as error:
                field.errors = [said(fault.message) for fault in error.faults]
                valid = False
            else:
                if levels:
                    self.level_texts[leaf.id] = levels
        return valid

    def show(self, plan: EvaluationPlan | None) -> None:
        """Fill in what stands."""
        self.shown.data = str(plan.number if plan else 0)
        if plan is None:
            return
        self.deadline.process_data(plan.deadline)
        self.scoring_mode.data = plan.scoring_mode.value
        self.spread.data = plain_text(plan.spread_limit * 100)
        self.two_envelopes.data, self.variants_allowed.data = plan.two_envelopes, plan.variants_allowed
        self.stated.data = list(plan.stated)
        if self.lot_limit is not None:
            self.lot_limit.data = plan.lot_limit
        for leaf in self.leaves:
            self[level_name(leaf)].data = write_levels(plan.level_texts.get(leaf.id, []))

    def description(self) -> PlanDescription:
        return PlanDescription(
            deadline=self.deadline.data,
            scoring_mode=ScoringMode(self.scoring_mode.data),
            two_envelopes=self.two_envelopes.data,
            spread_limit=self.spread_limit,
            stated=tuple(self.stated.data or ()),
            variants_allowed=self.variants_allowed.data,
            lot_limit=self.lot_limit.data if self.lot_limit is not None else None,
            level_texts=self.level_texts,
        )


class ChangeForm(PlanForm):
    """A change after publication: what changes, why, and how the suppliers are told."""

    file = FileField(_l("Changed strategy file (.yaml)"))
    reason = TextAreaField(_l("Why it is changed"), validators=REASON)
    corrected_documents = TextAreaField(_l("How the published documents are corrected"), validators=REASON)
    deadline_review = TextAreaField(_l("What was decided about the deadline, and why"), validators=REASON)
    understood = BooleanField(
        _l("I have read what this does"), validators=[DataRequired(_l("Tick this to go on"))]
    )
    blocking: Sequence[Finding] = ()

    def overrides(self) -> dict[str, str]:
        """Why each blocking rule is set aside, by rule, where a reason was given."""
        given = {each.name: (self[override_name(each)].data or "").strip() for each in self.blocking}
        return {rule: reason for rule, reason in given.items() if reason}


class LockForm(FlaskForm):  # type: ignore[misc]
    """The lock: the version that was seen, and a reason for each rule that is set aside."""

    version = HiddenField()
    understood = BooleanField(
        _l("I have read what this does"), validators=[DataRequired(_l("Tick this to go on"))]
    )


def level_name(leaf: Criterion) -> str:
    return f"levels_{leaf.id}"


def override_name(finding: Finding) -> str:
    return "override_" + finding.name


def change_form(strategy: Strategy, *, lots: int, blocking: Sequence[Finding]) -> ChangeForm:
    """The form for a change, with a field for the reason of each blocking finding that is set aside."""
    form = plan_form(ChangeForm, strategy, lots=lots, **_override_fields(blocking), blocking=blocking)
    assert isinstance(form, ChangeForm)
    return form


def plan_form(kind: type[PlanForm], strategy: Strategy, *, lots: int, **attributes: Any) -> PlanForm:
    """The form for a strategy: its leaves to tick, and a field for what each leaf's scores mean."""
    language = current_language()
    leaves = [leaf for leaf in strategy.leaves() if not leaf.is_cost]
    fields = {
        level_name(leaf): TextAreaField(
            _(
                "%(criterion)s, %(low)s to %(high)s",
                criterion=in_language(leaf.title, language),
                low=plain_text(leaf.scale[0]),
                high=plain_text(leaf.scale[1]),
            ),
            validators=[Optional()],
        )
        for leaf in leaves
        if leaf.scale is not None
    }
    form: PlanForm = type(kind.__name__, (kind,), {**fields, "leaves": leaves, **attributes})()
    form.stated.choices = [(leaf.id, in_language(leaf.title, language)) for leaf in leaves]
    if lots < 2:
        del form.lot_limit
    return form


def lock_form(kind: type[FlaskForm], blocking: Sequence[Finding], **attributes: Any) -> FlaskForm:
    """The form with a field for the reason of each blocking finding that is set aside."""
    return type(kind.__name__, (kind,), {**_override_fields(blocking), **attributes})()


def _override_fields(blocking: Sequence[Finding]) -> dict[str, TextAreaField]:
    return {
        override_name(finding): TextAreaField(
            _("Why %(rule)s is set aside", rule=finding.name),
            validators=[Optional(), Length(max=MAX_REASON)],
        )
        for finding in blocking
    }
