"""One page that tells where the evaluation stands."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response
from flask.typing import ResponseReturnValue

from marketkit import access, files
from marketkit.access import Permission
from marketkit.evaluations.evidence import evidence
from marketkit.evaluations.pages import BASE, blueprint, page, readable
from marketkit.evaluations.progress import Stand, steps
from marketkit.evaluations.progress_facts import gather
from marketkit.files import Kind
from marketkit.procurements.pages import the_procurement

ZIP = Kind("zip", "application/zip", lambda _data, _name: [])
# Where each step is done, and what one must be allowed to do to be sent there.
PLACES = {
    "strategy": ("evaluations.strategy", Permission.VIEW_STRATEGY),
    "plan": ("evaluations.plan", Permission.VIEW_STRATEGY),
    "lock": ("evaluations.lock", Permission.VIEW_STRATEGY),
    "opening": ("evaluations.opening", Permission.EVALUATE_BIDS),
    "bids": ("evaluations.bids", Permission.VIEW_EVALUATION),
    "requirements": ("evaluations.bid_findings", Permission.VIEW_EVALUATION),
    "scoring": ("evaluations.assess", Permission.ASSESS_BIDS),
    "closing": ("evaluations.moderate", Permission.ASSESS_BIDS),
    "prices": ("evaluations.price_opening", Permission.EVALUATE_BIDS),
    "result": ("evaluations.evaluation", Permission.VIEW_EVALUATION),
    "decision": ("evaluations.decide", Permission.VIEW_EVALUATION),
    "letters": ("evaluations.letters", Permission.VIEW_EVALUATION),
    "contract": ("evaluations.decide", Permission.VIEW_EVALUATION),
}


@access.requires(Permission.VIEW_STRATEGY)
def progress(procurement_id: int) -> ResponseReturnValue:
    procurement = the_procurement(procurement_id)
    reads_all = access.allows(Permission.VIEW_EVALUATION, procurement)
    facts = gather(procurement, with_decision=reads_all)
    found = steps(facts, now=datetime.now(UTC))
    return page(
        "progress",
        procurement,
        steps=found,
        facts=facts,
        now=next((step for step in found if step.stand is Stand.NOW), None),
        reads_all=reads_all,
        names=access.names(step.done.by for step in found if step.done),
        places={
            code: endpoint
            for code, (endpoint, permission) in PLACES.items()
            if access.allows(permission, procurement)
        },
    )


@access.requires(Permission.VIEW_EVALUATION)
def evidence_file(procurement_id: int) -> Response:
    """Everything on record in one archive."""
    procurement = readable(procurement_id)
    content = evidence(procurement, made=datetime.now(UTC))
    return files.download(content, name=f"{procurement.reference}-evidence", kind=ZIP)


blueprint.add_url_rule(f"{BASE}/progress", view_func=progress)
blueprint.add_url_rule(f"{BASE}/evidence.zip", view_func=evidence_file)
