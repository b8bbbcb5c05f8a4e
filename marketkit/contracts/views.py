"""Pages of a procurement's contracts: the list, which model suits, and the beginning of a new one."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.contracts import issuing, services
from marketkit.contracts.forms import BeginForm, ChoiceForm, ModelForm, model_form
from marketkit.contracts.labels import MODELS
from marketkit.contracts.model_choice import SIMPLEST_FIRST, recommend
from marketkit.contracts.model_questions import QUESTIONS
from marketkit.contracts.models import Contract, ModelChoice
from marketkit.contracts.pages import (
    BASE,
    address,
    blueprint,
    contract_address,
    in_reader_language,
    offered,
    page,
    writing,
)
from marketkit.contracts.procurement_answers import known_answers
from marketkit.contracts.services import ContractRefusedError
from marketkit.contracts.template import Model
from marketkit.db import db
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.web.language import said


@access.requires(Permission.VIEW_CONTRACTS)
def contracts(procurement_id: int) -> ResponseReturnValue:
    """The procurement's contracts, and which model was chosen."""
    procurement = the_procurement(procurement_id)
    found = [(writing(contract), issuing.issued_drafts(contract)) for contract in _contracts(procurement)]
    return page(
        "contracts",
        procurement,
        found=found,
        choice=services.current_choice(procurement),
        models=_models(),
    )


def _contracts(procurement: Procurement) -> list[Contract]:
    return services.contracts_of(procurement)


def _models() -> dict[str, str]:
    return {model.value: str(MODELS[model]) for model in Model}


@access.requires(Permission.VIEW_CONTRACTS)
def model(procurement_id: int) -> ResponseReturnValue:
    """The questions about the need; once they are answered the recommendation, and the choice."""
    procurement = the_procurement(procurement_id)
    standing = services.current_choice(procurement)
    asked = {question.id for question in QUESTIONS} & request.args.keys()
    form = model_form(
        formdata=request.args if asked else None,
        data=standing.answers if standing else None,
        meta={"csrf": False},  # asking changes nothing
    )
    if asked and not form.validate():
        return _model_page(procurement, form, standing), 422
    return _model_page(procurement, form, standing)


@access.requires(Permission.WRITE_CONTRACTS)
def choose_model(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    standing, form, choice = services.current_choice(procurement), model_form(), ChoiceForm()
    if not (form.validate() and choice.validate()):
        return _model_page(procurement, form, standing, choice), 422
    try:
        services.choose_model(
            procurement=procurement,
            answers=form.answers(),
            chosen=Model(choice.chosen.data),
            reason=choice.reason.data or "",
            actor_id=access.current_user_id(),
        )
    except ContractRefusedError as error:
        db.session.rollback()
        choice.reason.errors = [said(error.said)]
        return _model_page(procurement, form, standing, choice), 422
    flash(_("The choice of model is on record."), "success")
    return redirect(url_for("contracts.contracts", **address(procurement)))


def _model_page(
    procurement: Procurement, form: ModelForm, standing: ModelChoice | None, choice: ChoiceForm | None = None
) -> str:
    given = form.answers()
    found = recommend(given) if len(given) == len(QUESTIONS) and not form.errors else None
    if found and choice is None:
        chosen = standing.chosen if standing and standing.answers == given else found.model.value
        reason = standing.reason if standing and standing.answers == given else ""
        choice = ChoiceForm(formdata=None, data={"chosen": chosen, "reason": reason})
    return page(
        "model",
        procurement,
        form=form,
        questions=QUESTIONS,
        given=given,
        recommendation=found,
        choice=choice,
        standing=standing,
        labels=MODELS,
        offered={template.model for template in offered()},
    )


@access.requires(Permission.WRITE_CONTRACTS)
def begin(procurement_id: int) -> ResponseReturnValue:
    """Choose a template for a new contract."""
    procurement = the_procurement(procurement_id)
    form = _begin_form(procurement)
    return _begin_page(procurement, form)


@access.requires(Permission.WRITE_CONTRACTS)
def begin_contract(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    form = _begin_form(procurement)
    if not form.validate_on_submit():
        return _begin_page(procurement, form), 422
    template = next(each for each in offered() if each.id == form.template.data)
    language = form.language.data
    if language not in template.languages:
        form.language.errors = [_("The template has no text in this language.")]
        return _begin_page(procurement, form), 422
    contract = services.begin_contract(
        procurement=procurement,
        template=template,
        language=language,
        title=form.title.data or "",
        answers=known_answers(template, procurement, language),
        actor_id=access.current_user_id(),
    )
    flash(_("The contract is begun. What the procurement already knows is filled in."), "success")
    return redirect(url_for("contracts.answers", **contract_address(contract)))


def _begin_form(procurement: Procurement) -> BeginForm:
    chosen = services.current_choice(procurement)
    templates = offered()
    first = next((each.id for each in templates if chosen and each.model.value == chosen.chosen), None)
    data = {"title": procurement.title, "language": procurement.buyer.languages[0], "template": first}
    form = BeginForm(data=data)
    form.template.choices = [(each.id, in_reader_language(each.title)) for each in templates]
    return form


def _begin_page(procurement: Procurement, form: BeginForm) -> str:
    templates = sorted(offered(), key=lambda each: SIMPLEST_FIRST.index(each.model))
    return page(
        "begin",
        procurement,
        form=form,
        templates=templates,
        choice=services.current_choice(procurement),
        models=_models(),
    )


blueprint.add_url_rule(BASE, "contracts", contracts)
blueprint.add_url_rule(f"{BASE}/model", "model", model)
blueprint.add_url_rule(f"{BASE}/model", "choose_model", choose_model, methods=["POST"])
blueprint.add_url_rule(f"{BASE}/new", "begin", begin)
blueprint.add_url_rule(f"{BASE}/new", "begin_contract", begin_contract, methods=["POST"])
