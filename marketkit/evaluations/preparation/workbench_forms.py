"""The form of the workbench: every field of a strategy as text, in and out. What is wrong is the reader's to say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField

from marketkit.evaluations.preparation.workbench_fields import KEPT, KeptTitleField, NumberField, short_name
from marketkit.procurements.fields import CheckboxesField
from marketkit.sourcing.edited import EditedCriterion, EditedStrategy, in_order
from marketkit.sourcing.strategy import Title

MOST_ROWS, MOST_DECLARATIONS, MOST_TIES, LEAST_TIES = 300, 60, 30, 2
NUMBERS = {
    "weight": _l("Weight"),
    "worst": _l("Worst score"),
    "best": _l("Best score"),
    "worth": _l("Worth of full marks"),
    "quantity": _l("Quantity"),
    "min_score": _l("Least score"),
    "min_percent": _l("Least share of full marks, in percent"),
    "slope": _l("Slope"),
    "low": _l("Price that earns full points"),
    "high": _l("Price that earns no points"),
    "a": _l("How many times the lowest price earns no points"),
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # signs nobody types and Word cannot hold


class CriterionEntry(Form):
    """One row of the tree."""

    depth = HiddenField()
    title_en = StringField(_l("Title in English"))
    title_nb = StringField(_l("Title in Norwegian"))
    title_more = KeptTitleField()
    id = StringField(_l("Short name"))
    kind = SelectField(_l("Kind"), validate_choice=False)
    counts_as = CheckboxesField(_l("Counts as"), validate_choice=False)
    weight = NumberField(NUMBERS["weight"])
    worst = NumberField(NUMBERS["worst"])
    best = NumberField(NUMBERS["best"])
    worth = NumberField(NUMBERS["worth"])
    quantity = NumberField(NUMBERS["quantity"])
    min_score = NumberField(NUMBERS["min_score"])
    min_percent = NumberField(NUMBERS["min_percent"])
    formula = SelectField(_l("Price formula"), validate_choice=False)
    slope = NumberField(NUMBERS["slope"])
    low = NumberField(NUMBERS["low"])
    high = NumberField(NUMBERS["high"])
    a = NumberField(NUMBERS["a"])
    clamp = SelectField(_l("Limits of the points"), validate_choice=False)


class DeclarationEntry(Form):
    """A reason that stands in the documents."""

    rule = HiddenField()
    chosen = SelectField(_l("What is chosen instead"), validate_choice=False)
    reason = TextAreaField(_l("Reason that will stand in the documents"))


class WorkbenchForm(FlaskForm):  # type: ignore[misc]
    """A whole strategy. `shown` is the number of the version it was begun on, 0 for none."""

    shown = HiddenField()
    title_en = StringField(_l("Title in English"))
    title_nb = StringField(_l("Title in Norwegian"))
    title_more = KeptTitleField()
    id = StringField(_l("Short name"))
    regime = SelectField(_l("Rules that apply"), validate_choice=False)
    packs = CheckboxesField(_l("Rule packs it is checked against"), validate_choice=False)
    currency = StringField(_l("Currency"))
    vat = SelectField(_l("Value added tax"), validate_choice=False)
    period_en = StringField(_l("Period the price covers, in English"))
    period_nb = StringField(_l("Period the price covers, in Norwegian"))
    period_more = KeptTitleField()
    options = SelectField(_l("Options"), validate_choice=False)
    award = SelectField(_l("Award method"), validate_choice=False)
    weights = SelectField(_l("Weights in"), validate_choice=False)
    award_to = NumberField(_l("Number of winners"))
    places = NumberField(_l("Decimals shown"))
    tie_break = FieldList(SelectField(_l("Decides a tie"), validate_choice=False), max_entries=MOST_TIES)
    min_total_quality = NumberField(_l("Least share of all quality marks, in percent"))
    mean = NumberField(_l("Flag a price so many percent below the mean of the others"))
    next = NumberField(_l("Flag a price so many percent below the next higher one"))
    criteria = FieldList(FormField(CriterionEntry), max_entries=MOST_ROWS)
    declarations = FieldList(FormField(DeclarationEntry), max_entries=MOST_DECLARATIONS)
    notes = TextAreaField(_l("Why it is as it is"))

    def edited(self) -> EditedStrategy:
        """What was sent, as it was typed. Short names that were left empty are made from the titles."""
        data = {key: _clean(value) for key, value in self.data.items()}
        taken = {row["id"].strip() for row in data["criteria"]}
        criteria = []
        for row in data["criteria"]:
            title = _title(row, "title")
            if not row["id"].strip() and title:
                row["id"] = short_name(title, taken)
                taken.add(row["id"])
            depth = int(row["depth"]) if re.fullmatch(r"[0-9]{1,3}", row["depth"]) else 0
            criteria.append(EditedCriterion(depth, _texts(row), title, tuple(row["counts_as"])))
        title = _title(data, "title")
        if not data["id"].strip() and title:
            data["id"] = short_name(title, set())
        return EditedStrategy(
            texts=_texts(data),
            title=title,
            vat=_chosen_title(data["vat"]),
            period=_title(data, "period"),
            options=_chosen_title(data["options"]),
            packs=tuple(data["packs"]),
            tie_break=tuple(dict.fromkeys(name for name in data["tie_break"] if name)),
            criteria=in_order(criteria),
            declarations=data["declarations"],
            notes=data["notes"],
        )


def workbench_form(edited: EditedStrategy, *, shown: int, declarable: Iterable[str] = ()) -> WorkbenchForm:
    """The form that shows an edited strategy, with an empty declaration for each of the rules `declarable`."""
    more = [{"rule": rule, "chosen": "", "reason": ""} for rule in declarable]
    ties = [*edited.tie_break, ""]
    return WorkbenchForm(
        formdata=None,
        data={
            **edited.texts,
            **_title_fields("title", edited.title),
            **_title_fields("period", edited.period),
            "shown": str(shown),
            "vat": _choice_of(edited.vat),
            "options": _choice_of(edited.options),
            "packs": list(edited.packs),
            "tie_break": [*ties, *[""] * (LEAST_TIES - len(ties))][:MOST_TIES],
            "criteria": [
                {
                    **row.texts,
                    **_title_fields("title", row.title),
                    "depth": str(row.depth),
                    "counts_as": list(row.counts_as),
                }
                for row in edited.criteria
            ],
            "declarations": [*edited.declarations, *more],
            "notes": edited.notes,
        },
    )


def _clean(value: Any) -> Any:
    """Texts without what a browser adds to them; nothing that is not there is None."""
    if isinstance(value, str):
        return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clean(each) for each in value]
    return "" if value is None else value


def _texts(data: Mapping[str, Any]) -> dict[str, str]:
    return {key: value for key, value in data.items() if isinstance(value, str) and key not in KEPT}


def _title(data: Mapping[str, Any], name: str) -> Title:
    """The languages of the page, and those a file brought with it that the page does not show."""
    shown = {code: data[f"{name}_{code}"].strip() for code in ("en", "nb")}
    given = {code: text for code, text in shown.items() if text}
    return {**given, **data[f"{name}_more"]}


def _title_fields(name: str, title: Title) -> dict[str, Any]:
    """A title without languages stands in the field of English until somebody moves it."""
    known = {f"{name}_en": title.get("en", title.get("", "")), f"{name}_nb": title.get("nb", "")}
    return {
        **known,
        f"{name}_more": {code: text for code, text in title.items() if code not in ("", "en", "nb")},
    }


def _choice_of(title: Title) -> str:
    """What a choice sends for a text of any languages: the text itself, or its languages as JSON."""
    if set(title) <= {""}:
        return title.get("", "")
    return json.dumps(title, ensure_ascii=False, sort_keys=True)


def _chosen_title(value: str) -> Title:
    if not value.strip():
        return {}
    return KeptTitleField.read(value) or {"": value}
