"""The workbench as it is shown: the form with its choices, and beside every field what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, Form

from marketkit.evaluations.preparation.workbench import GENERAL, REASONS, Look, packs_of, sketched
from marketkit.evaluations.preparation.workbench_forms import (
    CriterionEntry,
    DeclarationEntry,
    WorkbenchForm,
    workbench_form,
)
from marketkit.evaluations.wording import formula_text, kind_text, method_text
from marketkit.installation import current_settings
from marketkit.procurements.choices import Regime
from marketkit.procurements.labels import LABELS
from marketkit.scoring.method_facts import method_facts
from marketkit.sourcing.check import Finding
from marketkit.sourcing.comparison import Difference, differences
from marketkit.sourcing.edited import EditedStrategy
from marketkit.sourcing.packs import known_packs
from marketkit.sourcing.reader import FORMULA_KEYS
from marketkit.sourcing.rule_kinds import AWARD_TITLES
from marketkit.sourcing.rules import INFO
from marketkit.sourcing.strategy import AWARD_METHODS, COUNTS_AS, KINDS, Formula, in_language
from marketkit.sourcing.weight_sums import LevelSum, level_sum, total_worth
from marketkit.sourcing.writer import CRITERIA, DECLARATIONS, NOTES, STRATEGY, Place
from marketkit.web.language import current_language, said

CRITERIA_PLACE = Place(STRATEGY, 0, "criteria")
_SHOWN_AT = {"scale": "worst", "title": "title_en", "period": "period_en", "declarations": "award"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it is, what it is called, and what is wrong."""

    anchor: str
    name: str
    message: str


class WorkbenchPage:
    """Everything the template draws. `opened` is the row whose details stand open, `focus` what has the focus.

    A `fresh` form that nobody has filled in yet is not told what is missing.
    """

    def __init__(
        self, look: Look, *, shown: int, opened: int | None = None, focus: str = "", fresh: bool = False
    ) -> None:
        self.look, self.opened, self.focus = look, opened, focus
        self.edited = look.edited
        self.language = current_language()
        self.form = workbench_form(look.edited, shown=shown, declarable=look.declarable())
        places = [] if fresh else list(look.faults)
        self.problems = [problem for place in places for problem in self._attach(place)]
        _offer(self.form, self.language)
        self._offer_rows()

    def _offer_rows(self) -> None:
        criteria = [(row.text("id"), self.row_name(index)) for index, row in enumerate(self.edited.criteria)]
        for tie in self.form.tie_break:
            offer(tie, [("", "–"), *((name, title) for name, title in criteria if name)])
        for entry in self.form.declarations:
            alternatives = self.look.alternatives(entry["rule"].data)
            texts = [(each.chosen, in_language(each.text, self.language)) for each in alternatives]
            offer(entry["chosen"], [("", _("Nothing is declared")), *texts])

    # What things are called

    def row_name(self, index: int) -> str:
        row = self.edited.criteria[index]
        if row.title:
            return in_language(row.title, self.language)
        return row.text("id") or str(_("New criterion"))

    def rule_title(self, name: str) -> str:
        rule = self.look.rule(name)
        return in_language(rule.title, self.language) if rule else name

    def field_name(self, key: str, *, of_criterion: bool) -> str:
        """What the field of a key is called, for a list of differences."""
        base, _dash, code = key.partition("-")
        base = {"title": "title_nb" if code == "nb" else "title_en"}.get(base, base)
        base = {"period": "period_nb" if code == "nb" else "period_en"}.get(base, base)
        if base == "criteria":
            return str(_("Criteria and their order"))
        if base in ("chosen", "reason"):
            return str(DeclarationEntry()[base].label.text)
        fields: Form = CriterionEntry() if of_criterion else self.form
        return str(fields[base].label.text) if base in fields else key

    # What is to be said

    def _attach(self, place: Place) -> Iterable[Problem]:
        """Put the faults of one place on their field, and name them for the list at the top."""
        messages = [said(message) for message in self.look.faults[place]]
        found = self._field(place)
        if found is not None:
            found.errors = [*found.errors, *messages]
            anchor, name = self._anchor(found), str(found.label.text)
        else:
            anchor = f"criteria-{place.index}-sum" if place.group == CRITERIA else "criteria-sum"
            name = _("Weights of the parts") if place.group == CRITERIA else _("Criteria")
        if place.group == CRITERIA:
            name = f"{self.row_name(place.index)} – {name}"
        elif place.group == DECLARATIONS:
            name = f"{self.rule_title(self.form.declarations[place.index]['rule'].data)} – {name}"
        return [Problem(anchor, name, message) for message in messages]

    def _field(self, place: Place) -> Field | None:
        key = place.key.partition("-")[0]
        key = _SHOWN_AT.get(key, key)
        if place.group == NOTES:
            return self.form.notes
        if place.group == DECLARATIONS:
            return self.form.declarations[place.index]["reason" if key == "reason" else "chosen"]
        if place.group == CRITERIA:
            row: Form = self.form.criteria[place.index].form
            return row._fields.get(key)
        return None if key == "criteria" else self.form._fields.get(key)

    def _anchor(self, field: Field) -> str:
        if field.type == "CheckboxesField":
            return f"{field.id}-0"
        return f"{field.id}-0" if field.type == "FieldList" else str(field.id)

    def said_at(self, group: str, index: int, key: str) -> list[str]:
        """The faults of a place that is no single field."""
        return [said(message) for message in self.look.faults.get(Place(group, index, key), [])]

    def findings(self, group: str, index: int, key: str) -> list[Finding]:
        return self.look.findings.get(Place(group, index, key), [])

    def text_of(self, finding: Finding) -> str:
        return finding.text(self.language)

    @property
    def general(self) -> list[Finding]:
        """What concerns no field in particular, and must be looked at."""
        return [finding for finding in self.look.findings.get(GENERAL, []) if finding.severity != INFO]

    @property
    def good_to_know(self) -> list[Finding]:
        return [finding for finding in self.look.all_findings if finding.severity == INFO]

    def declarations_at(self, key: str) -> list[int]:
        """The rows of the declarations that are asked for beside a field."""
        place = REASONS if key == REASONS.key else Place(STRATEGY, 0, key)
        rules = [entry["rule"].data for entry in self.form.declarations]
        return [index for index, rule in enumerate(rules) if self.look.declared_at(rule) == place]

    # Sums and facts

    def sum_at(self, index: int | None) -> LevelSum | None:
        return level_sum(self.edited, index)

    @cached_property
    def worth(self) -> Any:
        return total_worth(self.edited)

    @property
    def currency(self) -> str:
        """The currency if it is one, for showing amounts."""
        code = self.edited.text("currency").strip()
        return code if len(code) == 3 and code.isascii() and code.isupper() else ""

    @property
    def method_sentence(self) -> str:
        sketch = sketched(self.edited)
        return method_text(sketch) if sketch else ""

    @cached_property
    def methods(self) -> list[tuple[str, str, list[str]]]:
        """Every award method with what it does and, where no price formula decides it, its facts."""
        found = []
        for award in AWARD_METHODS:
            sketch = sketched(self.edited, award)
            assert sketch is not None
            facts = [str(said(sentence)) for sentence in method_facts(sketch).sentences]
            found.append((in_language(AWARD_TITLES[award], self.language), method_text(sketch), facts))
        return found

    def summary(self, index: int) -> str:
        """What the details of a criterion hold, in a line: its kind, scale and limits."""
        row, wanted = self.form.criteria[index].form, self.edited.wanted(index)
        kind = self.edited.kind(index)
        parts = [kind_text(kind)] if kind in KINDS and self.edited.criteria[index].depth == 0 else []
        if "worst" in wanted and row.worst.data and row.best.data:
            parts.append(_("scale %(worst)s to %(best)s", worst=row.worst.data, best=row.best.data))
        if "quantity" in wanted:
            each = _("quantity %(quantity)s", quantity=row.quantity.data)
            parts.append(each if row.quantity.data else _("the whole amount is bid"))
        if "min_score" in wanted and row.min_score.data:
            parts.append(_("at least %(score)s", score=row.min_score.data))
        if "min_percent" in wanted and row.min_percent.data:
            parts.append(_("at least %(percent)s percent of full marks", percent=row.min_percent.data))
        if "formula" in wanted and row.formula.data in FORMULA_KEYS:
            parts.append(formula_text(Formula(name=row.formula.data)))
        return " · ".join(parts) or _("Details")

    def stands_open(self, index: int) -> bool:
        """Whether a row's details are open: it was just worked on, or something in them is wrong."""
        row = self.form.criteria[index].form
        unseen = any(field.errors for field in row if field.short_name not in ("weight", "worth"))
        return index == self.opened or unseen

    def difference_rows(self, theirs: EditedStrategy) -> list[tuple[str, str, str, str]]:
        """Where this differs from another: whose field, which field, the text here, the text there."""
        names = {row.text("id"): self.row_name(index) for index, row in enumerate(self.edited.criteria)}
        ids = {*names, *(row.text("id") for row in theirs.criteria)}

        def row(found: Difference) -> tuple[str, str, str, str]:
            of_criterion = bool(found.subject) and found.subject in ids
            whose = names.get(found.subject) or (self.rule_title(found.subject) if found.subject else "")
            return whose, self.field_name(found.key, of_criterion=of_criterion), found.first, found.second

        return [row(found) for found in differences(self.edited, theirs)]


def offer(field: Any, choices: list[tuple[str, Any]]) -> None:
    """Give a field its choices, and with them whatever a file brought that is not among them."""
    chosen = field.data if isinstance(field.data, list) else [field.data or ""]
    known = {value for value, _name in choices}
    brought = [(value, _("%(value)s (from the file)", value=value)) for value in chosen if value not in known]
    field.choices = [*choices, *brought]


def _offer(form: WorkbenchForm, language: str) -> None:
    choose = ("", _("Choose …"))
    regimes = [(regime.value, LABELS[regime]) for regime in Regime]
    offer(form.regime, [("", _("Not decided yet")), *regimes])
    in_order = sorted(_pack_names(language), key=lambda pack: _order(pack[0], form.packs.data or []))
    offer(form.packs, in_order)
    covered = [("", _("Not said")), ("excluded", _("not included")), ("included", _("included"))]
    offer(form.vat, covered)
    offer(form.options, covered)
    offer(
        form.award,
        [choose, *((award, in_language(AWARD_TITLES[award], language)) for award in AWARD_METHODS)],
    )
    offer(form.weights, [("percent", _("percent; each level sums to 100")), ("points", _("points"))])
    formulas = [(name, formula_text(Formula(name=name))) for name in FORMULA_KEYS]
    counts: dict[str, str] = {
        "climate-environment": _("climate and environment"),
        "social-value": _("social value"),
    }
    clamps = [("", _("None")), ("0", _("never below zero")), ("both", _("from zero to full points"))]
    for entry in form.criteria:
        row = entry.form
        offer(row.kind, [choose, *((kind, kind_text(kind)) for kind in KINDS)])
        offer(row.counts_as, [(purpose, counts[purpose]) for purpose in COUNTS_AS])
        offer(row.formula, [choose, *formulas])
        offer(row.clamp, clamps)


def _order(name: str, chosen: list[str]) -> int:
    """Those that are chosen first, as they stand in the file: checkboxes are sent in the order they are drawn."""
    return chosen.index(name) if name in chosen else len(chosen)


def _pack_names(language: str) -> list[tuple[str, str]]:
    folder = current_settings().sourcing_rules / "packs"
    return [(pack.id, in_language(pack.title, language)) for pack in packs_of(folder, known_packs(folder))]
