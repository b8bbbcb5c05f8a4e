"""Recommendations added up by hand from the reasons, and what the tables of questions and reasons must hold."""

from __future__ import annotations

import itertools

import pytest

from marketkit.contracts.model_choice import UnansweredError, recommend
from marketkit.contracts.model_questions import QUESTIONS
from marketkit.contracts.model_reasons import REASONS
from marketkit.contracts.template import Model

NAMES = ("market", "development", "measurable", "risk", "scaling", "purchases", "standard")


def answers(text: str) -> dict[str, str]:
    return dict(zip(NAMES, text.split(), strict=True))


@pytest.mark.parametrize(
    ("given", "model", "points"),
    [
        # market 1, development 1, risk 1, scaling 1, purchases 2
        ("met none baseline buyer own repeated no", Model.FRAMEWORK_AGREEMENT, 6),
        # market 2, development 2, measurable 1, risk 1, scaling 2
        ("adapted adaptation possible shared others once no", Model.PILOT_WITH_OPTION, 8),
        # market 2, development 2, risk 1, scaling 1
        ("not-met development baseline shared own once no", Model.INNOVATION_PARTNERSHIP, 6),
        # market 1, development 3, risk 1
        ("not-met research possible shared none once no", Model.PRE_COMMERCIAL, 5),
        # measurable 2, risk 2; a pilot has 1 - 1 of market and measurable, less 1 for nothing to scale
        ("met none baseline supplier none once no", Model.OUTCOME_BASED, 4),
        # market 1, development 1, standard 5
        ("met none no buyer none once yes", Model.STANDARD_SUPPLEMENT, 7),
    ],
)
def test_a_need_gets_the_model_that_most_speaks_for(given: str, model: Model, points: int):
    found = recommend(answers(given))
    assert found.model is model
    assert found.judgements[0].points == points


def test_an_innovation_partnership_is_ruled_out_where_the_market_meets_the_need():
    found = recommend(answers("met development baseline shared own once no")).of(Model.INNOVATION_PARTNERSHIP)
    assert found.points is None
    assert [reason.question for reason in found.rules_out] == ["market"]
    assert [reason.question for reason in found.speaks_for] == ["development", "risk", "scaling"]


def test_of_models_with_equal_points_the_simpler_is_recommended():
    # Framework: 1 + 1 + 1 + 0 - 2 = 1. Supplement: 1 + 1 - 1 = 1. Pilot: -1 - 2 - 1 = -4.
    found = recommend(answers("met none no buyer none once no"))
    assert [(judged.model, judged.points) for judged in found.judgements[:2]] == [
        (Model.STANDARD_SUPPLEMENT, 1),
        (Model.FRAMEWORK_AGREEMENT, 1),
    ]


def test_every_question_left_open_is_named():
    given = answers("met none no buyer none once no") | {"risk": "nobody"}
    del given["market"]
    with pytest.raises(UnansweredError) as error:
        recommend(given)
    assert error.value.questions == ("market", "risk")


def test_every_reason_is_about_an_answer_that_can_be_given_and_none_is_said_twice():
    options = {(question.id, option.id) for question in QUESTIONS for option in question.options}
    assert {(reason.question, reason.answer) for reason in REASONS} <= options
    keys = [(reason.question, reason.answer, reason.model) for reason in REASONS]
    assert len(keys) == len(set(keys))
    assert all(reason.points != 0 for reason in REASONS)


def test_whatever_is_answered_a_model_is_left_and_every_model_can_be_recommended():
    recommended = set()
    for chosen in itertools.product(*(question.options for question in QUESTIONS)):
        given = {question.id: option.id for question, option in zip(QUESTIONS, chosen, strict=True)}
        found = recommend(given)
        assert found.judgements[0].points is not None
        assert len({judged.model for judged in found.judgements}) == len(Model)
        points = [judged.points for judged in found.judgements if judged.points is not None]
        assert points == sorted(points, reverse=True)
        recommended.add(found.model)
    assert recommended == set(Model)
