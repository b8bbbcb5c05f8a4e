"""Pages of a contract's life: the template it is written from, and its signing."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketkit import access
from marketkit.access import Permission
from marketkit.contracts import issuing, services
from marketkit.contracts.agreed import unfit_facts
from marketkit.contracts.comparing import changes_between
from marketkit.contracts.forms import MoveForm, SignedForm
from marketkit.contracts.labels import FACTS
from marketkit.contracts.models import Contract
from marketkit.contracts.pages import (
    ONE,
    Writing,
    blueprint,
    contract_address,
    contract_page,
    in_reader_language,
    make,
    offered,
    the_contract,
    writing,
)
from marketkit.contracts.services import ContractRefusedError
from marketkit.contracts.template import Template
from marketkit.db import db
from marketkit.procurements.states import StepRefusedError
from marketkit.values import Money
from marketkit.web.language import format_moment, said


@access.requires(Permission.VIEW_CONTRACTS)
def template_version(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """The template version of the contract; where a newer one is offered, what it would change."""
    shown = writing(the_contract(procurement_id, contract_id))
    newest = _newest(shown)
    return _template_page(shown, MoveForm(data={"sha256": newest.hash if newest else ""}))


def _newest(shown: Writing) -> Template | None:
    return next((template for template in offered() if template.id == shown.template.id), None)


def _template_page(shown: Writing, form: MoveForm) -> str:
    newest, contract = _newest(shown), shown.contract
    old = shown.template.parameters
    changes = []
    new_questions: list[str] = []
    gone: list[str] = []
    if newest is not None and newest.hash != shown.template.hash:
        moved = make(contract, newest, services.answers_of(contract, newest)).draft
        changes = changes_between(shown.made.draft, moved)
        new_questions = [in_reader_language(p.label) for p in newest.parameters.values() if p.id not in old]
        gone = [in_reader_language(p.label) for p in old.values() if p.id not in newest.parameters]
    return contract_page(
        "template_version",
        shown,
        form=form,
        row=services.template_row(contract),
        newest=newest,
        changes=changes,
        new=new_questions,
        gone=gone,
    )


@access.requires(Permission.WRITE_CONTRACTS)
def move_template(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    contract = the_contract(procurement_id, contract_id)
    shown, form = writing(contract), MoveForm()
    newest = _newest(shown)
    if newest is None:
        abort(404)
    if not form.validate_on_submit():
        return _template_page(shown, form), 422
    if form.sha256.data != newest.hash:
        form.sha256.data = newest.hash
        form.form_errors.append(_("The template has changed again since. Look at the difference first."))
        return _template_page(shown, form), 409
    try:
        services.move_to_version(
            contract=contract,
            template=newest,
            reason=form.reason.data or "",
            actor_id=access.current_user_id(),
        )
    except ContractRefusedError as error:
        db.session.rollback()
        form.form_errors.append(said(error.said))
        return _template_page(shown, form), 422
    flash(_("The contract is written from version %(version)s now.", version=newest.version), "success")
    return redirect(url_for("contracts.template_version", **contract_address(contract)))


@access.requires(Permission.VIEW_CONTRACTS)
def signing(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    """What was signed, or the form to record it."""
    shown = writing(the_contract(procurement_id, contract_id))
    return _signing_page(shown, _signed_form(shown))


def _signed_form(shown: Writing) -> SignedForm:
    signed, contract = shown.signed, shown.contract
    data: dict[str, object] = {"currency": contract.procurement.buyer.currency}
    if signed:
        data |= {
            "draft_number": signed.draft_number,
            "signed_on": signed.signed_on,
            "parties": "\n".join(signed.parties),
            "value": _typed(_amount(signed.value_minor, signed.currency)),
            "value_with_options": _typed(_amount(signed.value_with_options_minor, signed.currency)),
            "currency": signed.currency or data["currency"],
            "options": signed.options,
        }
    form = SignedForm(data=data)
    form.draft_number.choices = [
        (
            each.number,
            _("Draft %(number)s of %(day)s", number=each.number, day=format_moment(each.created_at)),
        )
        for each in issuing.issued_drafts(contract)
    ]
    return form


def _amount(minor: int | None, currency: str | None) -> Money | None:
    return Money(minor, currency) if minor is not None and currency else None


def _typed(amount: Money | None) -> str:
    return amount.number() if amount else ""


def _signing_page(shown: Writing, form: SignedForm) -> str:
    signed = shown.signed
    issued = issuing.find_issued(shown.contract, signed.draft_number) if signed else None
    return contract_page(
        "signing",
        shown,
        form=form,
        facts=issued.facts if issued else [],
        unfit={
            each.fact: said(each.why)
            for each in (
                unfit_facts(shown.contract, issued.facts, signed.signed_on) if issued and signed else ()
            )
        },
        fact_labels={kind.value: label for kind, label in FACTS.items()},
        value=_amount(signed.value_minor, signed.currency) if signed else None,
        value_with_options=_amount(signed.value_with_options_minor, signed.currency) if signed else None,
    )


@access.requires(Permission.WRITE_CONTRACTS)
def record_signing(procurement_id: int, contract_id: int) -> ResponseReturnValue:
    contract: Contract = the_contract(procurement_id, contract_id)
    shown = writing(contract)
    form = _signed_form(shown)
    sound = form.validate_on_submit()
    value, with_options = form.amount("value"), form.amount("value_with_options")
    signed_on = form.signed_on.data
    if not sound or form.errors or signed_on is None:
        return _signing_page(shown, form), 422
    try:
        issuing.sign_contract(
            contract=contract,
            draft_number=form.draft_number.data,
            signed_on=signed_on,
            parties=(form.parties.data or "").splitlines(),
            value=value,
            value_with_options=with_options,
            options=form.options.data or "",
            reason=form.reason.data or "",
            actor_id=access.current_user_id(),
        )
    except (ContractRefusedError, StepRefusedError) as error:
        db.session.rollback()
        form.form_errors.append(said(error.said))
        return _signing_page(shown, form), 422
    flash(_("The signing is on record."), "success")
    return redirect(url_for("contracts.signing", **contract_address(contract)))


blueprint.add_url_rule(f"{ONE}/template", "template_version", template_version)
blueprint.add_url_rule(f"{ONE}/template", "move_template", move_template, methods=["POST"])
blueprint.add_url_rule(f"{ONE}/signing", "signing", signing)
blueprint.add_url_rule(f"{ONE}/signing", "record_signing", record_signing, methods=["POST"])
