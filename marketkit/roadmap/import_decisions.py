"""The form that asks, for rows without a key that resemble an entry, which entry they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketkit.procurements.forms import REQUIRED
from marketkit.roadmap.matching import Suggestion
from marketkit.web.language import said

NEW, LATER = "new", "later"


def decisions_form(undecided: Sequence[Suggestion]) -> FlaskForm:
    """For each row in doubt: the entries it may be about, a new one, or not to take it now."""
    fields = {row_name(each): _decision(each) for each in undecided}
    form: FlaskForm = type("DecisionsForm", (FlaskForm,), fields)(prefix="decide-")
    return form


def row_name(suggestion: Suggestion) -> str:
    return f"row_{suggestion.row.number}"


def decisions_of(form: FlaskForm, undecided: Sequence[Suggestion]) -> dict[int, str]:
    """What was decided: entries by the rows' numbers, "" for a new one; rows left for later are not in it.

    Two rows for one entry get an error beside them.
    """
    given = {each: form[row_name(each)] for each in undecided}
    times = Counter(field.data for field in given.values())
    for field in given.values():
        if field.data not in (NEW, LATER) and times[field.data] > 1:
            field.errors = [*field.errors, _("Two rows cannot be the same entry.")]
    found = {each.row.number: field.data for each, field in given.items() if field.data != LATER}
    return {number: "" if entry == NEW else entry for number, entry in found.items()}


def _decision(suggestion: Suggestion) -> SelectField:
    candidates = suggestion.candidates
    alike = [
        SelectChoice(
            each.entry.entry_key,
            _(
                "%(title)s (%(key)s): %(reason)s",
                title=each.entry.plan.title,
                key=each.entry.entry_key,
                reason=said(each.reason),
            ),
        )
        for each in candidates
    ]
    return SelectField(
        suggestion.row.plan.title,
        [REQUIRED],
        choices=[
            SelectChoice(LATER, _l("Not decided: leave the row out")),
            SelectChoice(NEW, _l("A new entry")),
            *alike,
        ],
        default=candidates[0].entry.entry_key if suggestion.is_clear else LATER,
    )
