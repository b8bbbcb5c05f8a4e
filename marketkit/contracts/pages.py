"""What every page about contracts needs: the contract or a refusal, the addresses, its template and answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from babel import Locale
from flask import Blueprint, abort, current_app, render_template

from marketkit import access
from marketkit.access import Permission
from marketkit.contracts import services
from marketkit.contracts.assembly import Assembled, assembled
from marketkit.contracts.findings import Finding
from marketkit.contracts.models import Contract, SignedContract
from marketkit.contracts.parameters import Answers, Choice, Texts
from marketkit.contracts.signing import signed_record
from marketkit.contracts.template import Template
from marketkit.contracts.versions import all_templates, findings_of, offered_templates
from marketkit.contracts.wording import text_in
from marketkit.errors import BadInput
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.settings import Settings
from marketkit.web.language import current_language

blueprint = Blueprint("contracts", __name__, template_folder="templates")
BASE = "/b/<buyer_slug>/procurements/<int:procurement_id>/contracts"
ONE = f"{BASE}/<int:contract_id>"
TEMPLATES = "/b/<buyer_slug>/templates"


@blueprint.app_template_filter()
def in_reader_language(texts: Texts) -> str:
    """A text of a template in the reader's language, else in the language it has."""
    return text_in(texts, current_language()) or next(iter(texts.values()), "")


@blueprint.app_template_filter()
def language_name(code: str) -> str:
    """What a language is called in itself."""
    return Locale.parse(code).get_display_name(code) or code


@blueprint.app_template_filter()
def option_pairs(choices: tuple[Choice, ...]) -> list[tuple[str, str]]:
    """The choices of a question with their labels."""
    return [(choice.id, in_reader_language(choice.label)) for choice in choices]


@dataclass(frozen=True, slots=True)
class Writing:
    """A contract as it stands: its template, the answers, and the draft they make."""

    contract: Contract
    template: Template
    answers: Answers
    made: Assembled
    signed: SignedContract | None

    @property
    def draft(self) -> Any:
        return self.made.draft


def the_contract(procurement_id: int, contract_id: int) -> Contract:
    """One contract of a procurement of this buyer, or 404."""
    found = services.find_contract(the_procurement(procurement_id), contract_id)
    if found is None:
        abort(404)
    return found


def writing(contract: Contract) -> Writing:
    """Everything a page about a contract shows."""
    template = services.template_of_contract(contract)
    answers = services.answers_of(contract, template)
    return Writing(contract, template, answers, make(contract, template, answers), signed_record(contract))


def make(contract: Contract, template: Template, answers: Answers) -> Assembled:
    """The draft of a contract from a template and answers."""
    procurement = contract.procurement
    return assembled(
        template,
        answers,
        language=contract.language,
        reference=procurement.reference,
        buyer=procurement.buyer.name,
    )


def page(template: str, procurement: Procurement, **values: Any) -> str:
    """A page about contracts of one procurement, with what all of them need."""
    return render_template(
        f"contracts/{template}.html",
        procurement=procurement,
        address=address(procurement),
        may_write=access.allows(Permission.WRITE_CONTRACTS, procurement),
        **values,
    )


def contract_page(template: str, shown: Writing, **values: Any) -> str:
    """A page about one contract."""
    procurement = shown.contract.procurement
    where = {**address(procurement), "contract_id": shown.contract.id}
    return page(
        template, procurement, shown=shown, contract=shown.contract, draft=shown.draft, here=where, **values
    )


def address(procurement: Procurement) -> dict[str, Any]:
    """What the addresses of a procurement's pages are made with."""
    return {"buyer_slug": procurement.buyer.slug, "procurement_id": procurement.id}


def contract_address(contract: Contract) -> dict[str, Any]:
    """What the addresses of a contract's pages are made with."""
    return {**address(contract.procurement), "contract_id": contract.id}


def settings() -> Settings:
    found: Settings = current_app.extensions["marketkit_settings"]
    return found


def the_templates() -> dict[str, Template | BadInput]:
    """Every template of the installation by id; for one that cannot be read, its faults."""
    return all_templates(settings().contract_templates)


def offered() -> list[Template]:
    """The templates that a contract can be begun from."""
    return offered_templates(settings().contract_templates, today())


def today() -> date:
    """The day on which law is asked to be in force."""
    return datetime.now(UTC).date()


def findings(template_id: str) -> tuple[Finding, ...]:
    """What is found wrong in a template of the installation today, or worth a look."""
    return findings_of(settings().contract_templates, template_id, today())
