"""A contract's questions as its pages show them: by group, with what stands, what is missing, what is known elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketkit.contracts.answer_form import Question, answer_in_words, default_in_words, field_of, words
from marketkit.contracts.answers import plain_answer
from marketkit.contracts.models import ContractAnswer
from marketkit.contracts.pages import Writing
from marketkit.contracts.parameters import Answers, Parameter
from marketkit.contracts.services import Conflict
from marketkit.contracts.typed_answers import Raw
from marketkit.errors import Fault

OTHERS = "other-questions"


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    """Questions that are asked together: how many the draft needs, and how many of these are missing."""

    id: str
    title: str
    parameters: tuple[Parameter, ...]
    asked: int
    missing: int


def missing_parameters(shown: Writing) -> set[str]:
    """The parameters of which something is missing: of a list, a field in one of its rows too."""
    return {missing.parameter.partition("[")[0] for missing in shown.made.draft.missing}


def groups_of(shown: Writing, language: str, others: str) -> list[QuestionGroup]:
    """The groups that hold questions, in the template's order; questions of no group come last, under `others`."""
    missing = missing_parameters(shown)
    template = shown.template
    titles = {group.id: words(group.title, language) for group in template.groups}
    found = []
    for id_, title in [*titles.items(), (OTHERS, others)]:
        inside = tuple(
            parameter
            for parameter in template.parameters.values()
            if (parameter.group if parameter.group in titles else OTHERS) == id_
        )
        if inside:
            asked = [parameter for parameter in inside if parameter.id in shown.made.asked]
            left = [parameter for parameter in inside if parameter.id in missing]
            found.append(QuestionGroup(id_, title, inside, len(asked), len(left)))
    return found


def questions_of(
    shown: Writing,
    parameters: Iterable[Parameter],
    standing: Mapping[str, ContractAnswer],
    *,
    language: str,
    typed: Mapping[str, Raw] | None = None,
    faults: Iterable[Fault] = (),
    conflicts: Iterable[Conflict] = (),
) -> list[Question]:
    """The questions with what stands in them, or with what was `typed` and what is wrong with that."""
    missing = missing_parameters(shown)
    by_name = {fault.column or "": fault for fault in faults}
    by_parameter = {conflict.parameter: conflict for conflict in conflicts}
    found = []
    for parameter in parameters:
        row = standing.get(parameter.id)
        raw = typed[parameter.id] if typed and parameter.id in typed else (row.value if row else None)
        conflict = by_parameter.get(parameter.id)
        default = parameter.default
        found.append(
            Question(
                shown=field_of(parameter, raw, by_name),
                number=row.number if row else 0,
                asked=parameter.id in shown.made.asked,
                missing=parameter.id in missing,
                default=default_in_words(parameter, language),
                rationale=words(default.rationale, language) if default else "",
                theirs=_in_words(shown, conflict, language) if conflict else None,
            )
        )
    return found


def _in_words(shown: Writing, conflict: Conflict, language: str) -> str:
    answer = shown.answers.get(conflict.parameter)
    parameter = shown.template.parameters[conflict.parameter]
    return answer_in_words(parameter, answer, language) if answer is not None else ""


def suggestions(shown: Writing, known: Answers, language: str) -> dict[str, str]:
    """What the procurement says where the contract says otherwise or nothing, in words, by parameter."""
    return {
        id_: answer_in_words(shown.template.parameters[id_], answer, language)
        for id_, answer in known.items()
        if id_ not in shown.answers or plain_answer(shown.answers[id_]) != plain_answer(answer)
    }
