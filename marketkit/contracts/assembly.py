"""Puts a draft together from a template and answers. Pure: the same answers and version give an equal draft.

Two passes: first what stands and its number, then the text, in which references show these numbers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from marketkit.contracts.answers import answers_hash
from marketkit.contracts.conditions import evaluate, names
from marketkit.contracts.decisions import Decisions, Standing, StandingAppendix, decide
from marketkit.contracts.draft import Appendix, Clause, Draft, Missing
from marketkit.contracts.facts import facts_of
from marketkit.contracts.parameters import Answer, Answers, Parameter
from marketkit.contracts.phrases import PHRASES
from marketkit.contracts.remarks import REGIME, RemarkWriter
from marketkit.contracts.rendering import Rendered, Renderer
from marketkit.contracts.template import LegalRef, Template, law_of_regime
from marketkit.contracts.wording import text_in
from marketkit.said import Said, say


@dataclass(frozen=True, slots=True)
class Assembled:
    """A draft, and the parameters whose answers show in it or decide what stands in it."""

    draft: Draft
    asked: frozenset[str]


def assemble(
    template: Template,
    answers: Answers,
    *,
    language: str,
    reference: str = "",
    buyer: str = "",
    draft_id: str | None = None,
) -> Draft:
    """The draft in one of the template's languages. `answers` are exact values, as `read_answers` gives them.

    `reference` and `buyer` are shown on the first page. The draft's id follows from template, answers, language and
    these two unless `draft_id` is given. What is not answered is no error: it stands as "[label]" and is missing.
    """
    made = assembled(
        template, answers, language=language, reference=reference, buyer=buyer, draft_id=draft_id
    )
    return made.draft


def standard_draft(template: Template, language: str) -> Draft:
    """The template's own text: nothing answered, defaults in their places, every open wording beside the others."""
    return assemble(template, {}, language=language)


def assembled(
    template: Template,
    answers: Answers,
    *,
    language: str,
    reference: str = "",
    buyer: str = "",
    draft_id: str | None = None,
) -> Assembled:
    """As `assemble`, with the parameters that the draft rests on. Raises ValueError for a language it has not."""
    if language not in template.languages:
        raise ValueError(f"the template {template.id} has no text in {language!r}")
    return _Assembler(template, answers, language).assembled(reference, buyer, draft_id)


@dataclass(slots=True)
class _Waiting:
    """Which clauses wait for which answers: by path, the label and the clauses' ids.

    `deciding` are the parameters without which it is open what stands.
    """

    labels: dict[str, str] = field(default_factory=dict)
    clauses: dict[str, list[str]] = field(default_factory=dict)
    deciding: set[str] = field(default_factory=set)

    def add(self, path: str, label: str, clause: str) -> None:
        self.labels[path] = label
        waiting = self.clauses.setdefault(path, [])
        if clause not in waiting:
            waiting.append(clause)


class _Assembler:
    def __init__(self, template: Template, answers: Answers, language: str) -> None:
        self.template = template
        self.answers = answers
        self.values = _with_defaults(template, answers)
        self.language = language
        self.phrases = PHRASES[language]
        self.made: Decisions = decide(template, self.values, language)
        self.asked = set(self.made.asked)
        self.renderer = Renderer(template, self.values, language, self._numbers())
        self.remarks = RemarkWriter(template, answers, self.values, language)
        self.waiting = _Waiting()
        self.terms: dict[str, tuple[str, str]] = {}
        self.law: list[LegalRef] = list(template.legal_basis)

    def assembled(self, reference: str, buyer: str, draft_id: str | None) -> Assembled:
        hashed = answers_hash(self.answers)
        clauses = tuple(self._clause(standing) for standing in self.made.clauses)
        appendices = tuple(self._appendix(standing) for standing in self.made.appendices)
        self._warn_of_terms()
        draft = Draft(
            id=draft_id or _draft_id(self.template.hash, hashed, self.language, reference, buyer),
            template=self.template.id,
            version=self.template.version,
            template_hash=self.template.hash,
            answers_hash=hashed,
            language=self.language,
            title=text_in(self.template.title, self.language),
            subtitle=text_in(self.template.base_standard, self.language),
            reference=reference,
            buyer=buyer,
            labels=self.phrases.labels,
            clauses=clauses,
            appendices=appendices,
            left_out=tuple(self.made.left_out),
            missing=tuple(self._missing()),
            warnings=tuple(self.made.warnings),
            facts=facts_of(self.template, self.values),
            terms=tuple(sorted(self.terms.values(), key=lambda term: (term[0].casefold(), term))),
            law_checked_on=_checked_on(law_of_regime(tuple(self.law), self.values.get(REGIME))),
        )
        return Assembled(draft, frozenset(self.asked))

    def _numbers(self) -> dict[str, str]:
        """What references show: the numbers of the clauses, and "Appendix 2" for an appendix."""
        numbers = {standing.clause.id: standing.number for standing in self.made.clauses}
        for standing in self.made.appendices:
            numbers[standing.appendix.id] = self._appendix_label(standing)
        return numbers

    def _appendix_label(self, standing: StandingAppendix) -> str:
        return f"{self.phrases.labels.appendix} {standing.number}"

    def _clause(self, standing: Standing) -> Clause:
        clause = standing.clause
        rendered = self.renderer.render(
            clause.bodies[self.language],
            chosen=standing.chosen,
            open_=standing.open,
            defines=clause.defines.get(self.language),
        )
        for id_, words in rendered.defined.items():
            self.terms.setdefault(id_, (words, clause.id))
        self.law.extend(clause.legal_refs)
        title = text_in(clause.title, self.language)
        self._note(rendered, clause.id, title, (*standing.waits_for, *standing.wording_waits_for))
        return Clause(
            id=clause.id,
            number=standing.number,
            level=standing.level,
            title=title,
            blocks=rendered.blocks,
            remarks=self.remarks.of_clause(standing, rendered, _decided_by(standing)),
            alternative=standing.chosen.id if standing.chosen else "",
            stance=standing.chosen.stance.value if standing.chosen else "",
            decided=standing.decided,
        )

    def _appendix(self, standing: StandingAppendix) -> Appendix:
        appendix = standing.appendix
        rendered = self.renderer.render(appendix.bodies.get(self.language, ()))
        title = text_in(appendix.title, self.language)
        self._note(rendered, appendix.id, title, standing.waits_for)
        return Appendix(
            id=appendix.id,
            number=standing.number,
            label=self._appendix_label(standing),
            title=title,
            who_fills=self.phrases.fillers[appendix.who_fills],
            when=text_in(appendix.when, self.language),
            blocks=rendered.blocks,
            remarks=self.remarks.of_appendix(standing, rendered),
        )

    def _note(self, rendered: Rendered, id_: str, title: str, waits_for: Iterable[str]) -> None:
        """Remember what a clause or an appendix showed, waits for and refers to in vain."""
        self.asked.update(rendered.shown)
        self.asked.update(path.partition("[")[0] for path in rendered.unanswered)
        for path, label in rendered.unanswered.items():
            self.waiting.add(path, label, id_)
        for name in waits_for:
            self.waiting.deciding.add(name)
            self.waiting.add(name, text_in(self.template.parameters[name].label, self.language), id_)
        for target in rendered.absent:
            absent = self.renderer.title_of(target)
            self.made.warnings.append(
                say(
                    '"{clause}" refers to "{absent}", which is not in this draft', clause=title, absent=absent
                )
            )

    def _missing(self) -> Iterator[Missing]:
        """What must be answered, in the order it is asked; the rows of a list with the list."""
        for parameter in self.template.parameters.values():
            required = self._required(parameter)
            if required is False and parameter.id not in self.waiting.deciding:
                continue
            if required and parameter.id not in self.values and parameter.id not in self.waiting.labels:
                yield Missing(parameter.id, text_in(parameter.label, self.language), ())
            for path, label in self.waiting.labels.items():
                if path == parameter.id or path.startswith(f"{parameter.id}["):
                    yield Missing(path, label, tuple(self.waiting.clauses[path]))

    def _required(self, parameter: Parameter) -> bool | None:
        """Whether the template says that an answer is required; None where the text decides."""
        if parameter.required_when is None:
            return None
        self.asked.update(names(parameter.required_when.condition))
        return evaluate(parameter.required_when.condition, self.values)

    def _warn_of_terms(self) -> None:
        for standing in self.made.clauses:
            for term in standing.clause.uses:
                if term not in self.terms:
                    title = text_in(standing.clause.title, self.language)
                    self.made.warnings.append(self._undefined(title, term))

    def _undefined(self, title: str, term: str) -> Said:
        words = next(
            clause.defines[self.language][term]
            for clause in self.template.all_clauses()
            if term in clause.defines.get(self.language, {})
        )
        return say(
            '"{clause}" uses the term "{term}", which no clause of this draft defines',
            clause=title,
            term=words,
        )


def _with_defaults(template: Template, answers: Answers) -> Answers:
    """The answers, with the template's default for each parameter that has none."""
    values: dict[str, Answer] = {
        parameter.id: parameter.default.value
        for parameter in template.parameters.values()
        if parameter.default is not None
    }
    return {**values, **answers}


def _decided_by(standing: Standing) -> Iterator[str]:
    """The parameters of the conditions that brought the clause and its wording in."""
    if standing.clause.when is not None:
        yield from names(standing.clause.when.condition)
    if standing.chosen is not None:
        yield from names(standing.chosen.when.condition)


def _checked_on(law: Iterable[LegalRef]) -> date | None:
    """The day by which every provision had been checked; None when one never was, or there are none."""
    days = [reference.checked_on for reference in law]
    return min((day for day in days if day), default=None) if all(days) else None


def _draft_id(*parts: str) -> str:
    """Sixteen hexadecimal digits that follow from the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
