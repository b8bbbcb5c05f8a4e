"""Forms of contracts, apart from the questions of a template: choose a model, begin, issue, move on, sign."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from marketkit.contracts.labels import MODELS
from marketkit.contracts.model_questions import QUESTIONS
from marketkit.contracts.template import Model
from marketkit.values import Money, UnreadableError
from marketkit.web.language import said

MOST = 4000
TOO_LONG = _l("At most %(max)d characters, please.")


class ModelForm(FlaskForm):  # type: ignore[misc]
    """Base of the form with the questions about the need; `model_form` adds them."""

    def answers(self) -> dict[str, str]:
        """The answers given, by question."""
        given = ((question.id, self[question.id].data) for question in QUESTIONS)
        return {id_: answer for id_, answer in given if answer}


def model_form(**kwargs: Any) -> ModelForm:
    """A form with a field for every question, in the reader's language."""
    fields = {
        question.id: RadioField(
            said(question.text),
            description=said(question.why),
            choices=[(option.id, said(option.label)) for option in question.options],
            validators=[InputRequired(_l("Choose one."))],
        )
        for question in QUESTIONS
    }
    form: ModelForm = type("QuestionsForm", (ModelForm,), fields)(**kwargs)
    return form


class ChoiceForm(FlaskForm):  # type: ignore[misc]
    """The model chosen after the recommendation."""

    chosen = SelectField(
        _l("Model"), choices=[(model.value, MODELS[model]) for model in Model], validators=[InputRequired()]
    )
    reason = TextAreaField(
        _l("Why another model than the recommended one"),
        description=_l("Only needed where you choose another."),
        validators=[Optional(), Length(max=MOST, message=TOO_LONG)],
    )


class BeginForm(FlaskForm):  # type: ignore[misc]
    """What a new contract is made from."""

    template = RadioField(_l("Template"), validators=[InputRequired(_l("Choose a template."))])
    language = RadioField(
        _l("Language of the contract"),
        choices=[("nb", "Norsk bokmål"), ("en", "English")],
        validators=[InputRequired(_l("Choose a language."))],
    )
    title = StringField(
        _l("What you call it"),
        description=_l("So that you find it again; it does not stand in the contract."),
        validators=[InputRequired(_l("Give it a name.")), Length(max=200, message=TOO_LONG)],
    )


class IssueForm(FlaskForm):  # type: ignore[misc]
    """A draft is issued as the contract stands."""

    answers_hash = HiddenField()
    note = StringField(
        _l("What this draft is for"),
        description=_l("For example: sent to the supplier for comments."),
        validators=[Optional(), Length(max=500, message=TOO_LONG)],
    )


class MoveForm(FlaskForm):  # type: ignore[misc]
    """The contract moves to a newer version of its template."""

    sha256 = HiddenField()
    reason = TextAreaField(
        _l("Why it moves now"),
        validators=[
            InputRequired(_l("Write this in a sentence or two.")),
            Length(max=MOST, message=TOO_LONG),
        ],
    )


class SignedForm(FlaskForm):  # type: ignore[misc]
    """What was signed."""

    draft_number = SelectField(
        _l("Draft that was signed"), coerce=int, validators=[InputRequired(_l("Choose the draft."))]
    )
    signed_on = DateField(_l("Day of signing"), validators=[InputRequired(_l("Give the day."))])
    parties = TextAreaField(
        _l("Parties"),
        description=_l("One on each line, with the name of who signed."),
        validators=[InputRequired(_l("Name the parties.")), Length(max=MOST, message=TOO_LONG)],
    )
    value = StringField(_l("Value without options"), validators=[Optional(), Length(max=40)])
    value_with_options = StringField(_l("Value with all options"), validators=[Optional(), Length(max=40)])
    currency = StringField(_l("Currency"), validators=[Optional(), Length(max=3)])
    options = TextAreaField(
        _l("Options and who holds them"), validators=[Optional(), Length(max=MOST, message=TOO_LONG)]
    )
    reason = TextAreaField(
        _l("Why the record is corrected"), validators=[Optional(), Length(max=MOST, message=TOO_LONG)]
    )

    def amount(self, name: str) -> Money | None:
        """The amount in a field; an error beside the field, and None, where it cannot be read."""
        text = (self[name].data or "").strip()
        if not text:
            return None
        try:
            return Money.parse(text, (self.currency.data or "").strip().upper())
        except UnreadableError as error:
            self[name].errors = [*self[name].errors, said(error.said)]
            return None
