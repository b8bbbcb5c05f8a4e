"""The pages of the letters: all about the newest decision, and one by itself."""

from __future__ import annotations

from marketkit import access
from marketkit.documents.html import page_part
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.decision.standing import current_decision, decisions
from marketkit.evaluations.decision.wording import decision_kind_text
from marketkit.evaluations.pages import page
from marketkit.evaluations.reporting import letters as verbs
from marketkit.evaluations.reporting.letter_facts import UNITED_KINGDOM, Terms
from marketkit.evaluations.reporting.letter_forms import ApproveForm, DraftForm, LetterForm, draft_form
from marketkit.evaluations.reporting.letter_record import disclosure_of, law_of, suppliers_to_tell, terms_of
from marketkit.evaluations.reporting.letter_standing import (
    Standing,
    document_of,
    letters_of,
    overtaken,
    sent_letters,
    standing_letters,
    versions_of,
)
from marketkit.evaluations.reporting.letter_text import letter_title
from marketkit.evaluations.reporting.models import Letter
from marketkit.evaluations.reporting.secrets import open_claims
from marketkit.procurements.models import Procurement
from marketkit.said import Said
from marketkit.web.language import NAMES


def draft_form_of(procurement: Procurement, decision: Decision | None, *, fresh: bool) -> DraftForm:
    """The form for the newest decision; an empty one before there is any."""
    if decision is None:
        return draft_form(terms=Terms(), award=False, rule=None, addressed=(), fresh=fresh)
    _rules, rule = law_of(procurement, decision)
    award = decision.kind is DecisionKind.AWARD
    addressed = suppliers_to_tell(procurement) if award and procurement.regime in UNITED_KINGDOM else ()
    terms = terms_of(procurement, decision)
    return draft_form(terms=terms, award=award, rule=rule, addressed=addressed, fresh=fresh)


def letters_page(procurement: Procurement, form: DraftForm | None = None) -> str:
    """Every letter about the newest decision and where it stands; with a form that could not be taken as it was."""
    found = decisions(procurement)
    decision = found[-1] if found else None
    standing: list[Standing] = standing_letters(procurement, decision) if decision else []
    rules, rule = law_of(procurement, decision) if decision else (None, None)
    sent = sent_letters(decision) if decision else None
    return page(
        "reporting/letters",
        procurement,
        form=form or draft_form_of(procurement, decision, fresh=True),
        decision=decision,
        decision_kind_text=decision_kind_text,
        standing=standing,
        missing=_missing(procurement, standing) if sent is None else [],
        ready=bool(standing) and all(each.approval and each.holds for each in standing),
        overtaken=decision is not None and sent is None and overtaken(procurement, decision),
        sent=sent,
        rule=rule,
        letter_rules=rules,
        award=decision is not None and decision.kind is DecisionKind.AWARD,
        disclosure=disclosure_of(decision) if decision else None,
        earlier=[each for each in letters_of(procurement) if decision and each.decision_id != decision.id],
        suppliers={each.supplier.id: each.supplier.name for each in standing},
        letter_title=letter_title,
        languages=NAMES,
        names=access.names(each.approval.approved_by_id for each in standing if each.approval),
    )


def _missing(procurement: Procurement, standing: list[Standing]) -> list[Said]:
    """What stands in the way of every approval, each thing once."""
    claims = [verbs.OPEN_CLAIMS] if open_claims(procurement) else []
    return list(dict.fromkeys([*claims, *(reason for each in standing for reason in each.missing)]))


def letter_page(procurement: Procurement, letter: Letter, form: LetterForm, approve: ApproveForm) -> str:
    """One letter as it was written, with what stands against its approval and its other versions."""
    decision = next(each for each in decisions(procurement) if each.id == letter.decision_id)
    standing = next(
        each for each in standing_letters(procurement, decision) if each.supplier.id == letter.supplier_id
    )
    current = current_decision(procurement)
    newest = standing.letter is not None and standing.letter.id == letter.id
    newest = newest and current is not None and current.id == letter.decision_id
    sent = sent_letters(decision)
    return page(
        "reporting/letter",
        procurement,
        letter=letter,
        supplier=standing.supplier,
        document=page_part(document_of(letter)),
        form=form,
        approve=approve,
        approval=standing.approval if newest else None,
        newest=newest,
        against=verbs.against_approval(procurement, decision, standing) if newest and sent is None else [],
        sent=sent,
        versions=versions_of(letter),
        languages=NAMES,
        names=access.names([standing.approval.approved_by_id] if standing.approval else []),
    )
