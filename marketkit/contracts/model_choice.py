"""Which contract model suits a need: a recommendation with its reasons, and what speaks against it. Pure.

Every reason belongs to one answer and one model. It counts for the model, against it, or rules it out; the model with
most left is recommended, and of equals the one that asks least of both parties.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketkit.contracts.model_questions import QUESTIONS
from marketkit.contracts.model_reasons import REASONS, Reason
from marketkit.contracts.template import Model

# Of models with equal points the earlier one is recommended: it asks less of both parties.
SIMPLEST_FIRST = (
    Model.STANDARD_SUPPLEMENT,
    Model.FRAMEWORK_AGREEMENT,
    Model.PILOT_WITH_OPTION,
    Model.OUTCOME_BASED,
    Model.PRE_COMMERCIAL,
    Model.INNOVATION_PARTNERSHIP,
)


class UnansweredError(ValueError):
    """Questions that have no answer, or one that is not among the options: their ids."""

    def __init__(self, questions: tuple[str, ...]) -> None:
        super().__init__(", ".join(questions))
        self.questions = questions


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the answers mean for one model. `points` is None where something rules it out."""

    model: Model
    points: int | None
    speaks_for: tuple[Reason, ...]
    speaks_against: tuple[Reason, ...]
    rules_out: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Every model, the recommended one first, those that are ruled out last."""

    judgements: tuple[Judgement, ...]

    @property
    def model(self) -> Model:
        return self.judgements[0].model

    def of(self, model: Model) -> Judgement:
        return next(found for found in self.judgements if found.model is model)


def recommend(answers: Mapping[str, str]) -> Recommendation:
    """The recommendation for answers by question id. Raises UnansweredError with every question left open."""
    left = tuple(
        question.id
        for question in QUESTIONS
        if answers.get(question.id) not in {option.id for option in question.options}
    )
    if left:
        raise UnansweredError(left)
    judged = [_judge(model, answers) for model in SIMPLEST_FIRST]
    # Sorting keeps the order of equals: the simplest first.
    return Recommendation(
        tuple(sorted(judged, key=lambda found: (found.points is None, -(found.points or 0))))
    )


def _judge(model: Model, answers: Mapping[str, str]) -> Judgement:
    met = [found for found in REASONS if found.model is model and answers[found.question] == found.answer]
    out = tuple(found for found in met if found.points is None)
    return Judgement(
        model=model,
        points=None if out else sum(found.points or 0 for found in met),
        speaks_for=tuple(found for found in met if found.points is not None and found.points > 0),
        speaks_against=tuple(found for found in met if found.points is not None and found.points < 0),
        rules_out=out,
    )
