"""The notes to the lawyer beside a clause: guidance, the wording taken, the law, and what nobody has answered. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from marketkit.contracts.decisions import Standing, StandingAppendix
from marketkit.contracts.draft import Remark, RemarkKind
from marketkit.contracts.parameters import Answers, Parameter
from marketkit.contracts.phrases import PHRASES
from marketkit.contracts.rendering import Rendered
from marketkit.contracts.template import LegalRef, Template, law_of_regime
from marketkit.contracts.wording import in_words, law_in_words, text_in

# The parameter that says which law a contract is under, in the templates that ask.
REGIME = "regime"


class RemarkWriter:
    """Writes the remarks of one draft. A default is told of once, at the first clause that shows or follows it."""

    def __init__(self, template: Template, answers: Answers, values: Answers, language: str) -> None:
        self.parameters = template.parameters
        self.language = language
        self.phrases = PHRASES[language]
        self.values = values
        self.defaults = {id_ for id_ in values if id_ not in answers}
        self.law_of_the_whole = template.legal_basis

    def of_clause(
        self, standing: Standing, rendered: Rendered, decided_by: Iterable[str]
    ) -> tuple[Remark, ...]:
        """The remarks at a clause; `decided_by` are the parameters of its conditions."""
        return (
            *self._guidance(text_in(standing.clause.guidance, self.language)),
            *self._wording(standing),
            *self._law(standing.clause.legal_refs),
            *self._defaults([*rendered.shown, *decided_by]),
            *self._undecided(self.phrases.undecided_clause, standing.waits_for),
            *self._undecided(self.phrases.undecided_wording, standing.wording_waits_for),
            *self._unanswered(rendered),
        )

    def of_appendix(self, standing: StandingAppendix, rendered: Rendered) -> tuple[Remark, ...]:
        return (
            *self._guidance(text_in(standing.appendix.guidance, self.language)),
            *self._defaults(rendered.shown),
            *self._undecided(self.phrases.undecided_appendix, standing.waits_for),
            *self._unanswered(rendered),
        )

    def labels(self, parameters: Iterable[str]) -> str:
        return ", ".join(text_in(self.parameters[id_].label, self.language) for id_ in parameters)

    def _guidance(self, text: str) -> Iterator[Remark]:
        if text:
            yield Remark(RemarkKind.GUIDANCE, text)

    def _wording(self, standing: Standing) -> Iterator[Remark]:
        """Each wording that stands: how it is called, whom it favours, and what the template says of it."""
        taken = (standing.chosen,) if standing.chosen else standing.open
        for alternative in taken:
            title, stance = (
                text_in(alternative.title, self.language),
                self.phrases.stances[alternative.stance],
            )
            phrase = self.phrases.chosen if standing.chosen else self.phrases.possible
            guidance = text_in(alternative.guidance, self.language)
            text = phrase.format(title=title, stance=stance)
            yield Remark(RemarkKind.ALTERNATIVE, f"{text} {guidance}".rstrip())

    def _law(self, references: tuple[LegalRef, ...]) -> Iterator[Remark]:
        """The provisions behind the clause; at the first clause also those behind the template as a whole."""
        told = law_of_regime((*self.law_of_the_whole, *references), self.values.get(REGIME))
        self.law_of_the_whole = ()
        if told:
            yield Remark(RemarkKind.LAW, law_in_words(told, self.language))

    def _defaults(self, parameters: Iterable[str]) -> Iterator[Remark]:
        for id_ in parameters:
            parameter = self.parameters[id_]
            if id_ in self.defaults and parameter.default is not None:
                self.defaults.remove(id_)
                text = self.phrases.left_at_default.format(
                    label=text_in(parameter.label, self.language),
                    value=self._value(parameter),
                    rationale=text_in(parameter.default.rationale, self.language),
                )
                yield Remark(RemarkKind.DEFAULT, text)

    def _value(self, parameter: Parameter) -> str:
        return in_words(parameter, self.values[parameter.id], self.language)

    def _undecided(self, phrase: str, waits_for: tuple[str, ...]) -> Iterator[Remark]:
        if waits_for:
            yield Remark(RemarkKind.MISSING, phrase.format(labels=self.labels(waits_for)))

    def _unanswered(self, rendered: Rendered) -> Iterator[Remark]:
        if rendered.unanswered:
            labels = ", ".join(dict.fromkeys(rendered.unanswered.values()))
            yield Remark(RemarkKind.MISSING, self.phrases.not_answered.format(labels=labels))
