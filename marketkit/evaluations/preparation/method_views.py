"""The page and the files of “Award criteria and evaluation method”."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, request

from marketkit import access
from marketkit.access import Permission
from marketkit.documents.download import download
from marketkit.documents.html import page_part
from marketkit.evaluations.pages import BASE, blueprint, page
from marketkit.evaluations.preparation import services
from marketkit.evaluations.preparation.method_text import Method, method_document
from marketkit.evaluations.record import places
from marketkit.installation import current_settings
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.services import current_strategy, strategy_of
from marketkit.web.language import NAMES, current_language


@access.requires(Permission.VIEW_STRATEGY)
def method(procurement_id: int) -> str:
    procurement = the_procurement(procurement_id)
    found, language = _method(procurement), document_language()
    return page(
        "preparation/method",
        procurement,
        method=found[0] if found else None,
        document=page_part(method_document(found[0], language)) if found else None,
        document_language=language,
        languages=NAMES,
    )


@access.requires(Permission.VIEW_STRATEGY)
def method_file(procurement_id: int, kind: str) -> Response:
    procurement = the_procurement(procurement_id)
    found, language = _method(procurement), document_language()
    if found is None:
        abort(404)
    drawn_from, made = found
    standing = "" if drawn_from.lock else "-draft"
    name = f"{procurement.reference}-award-criteria-and-method-{language}{standing}"
    return download(method_document(drawn_from, language), kind, made=made, name=name)


def document_language() -> str:
    """The language the document was asked for in; the page's own where none was."""
    wish = request.args.get("language", "")
    return wish if wish in NAMES else current_language()


def _method(procurement: Procurement) -> tuple[Method, datetime] | None:
    """What the text is drawn from, and when that was last decided; None without a strategy.

    From the lock on these are the version and the plan that were locked, with the law of that day.
    """
    lock = services.current_lock(procurement)
    version = lock.strategy_version if lock else current_strategy(procurement)
    if version is None:
        return None
    plan = lock.plan if lock else services.current_plan(procurement)
    strategy = strategy_of(version)
    made = lock.locked_at if lock else max([version.created_at, *([plan.created_at] if plan else [])])
    method = Method(
        buyer=procurement.buyer.name,
        reference=procurement.reference,
        title=procurement.title,
        lots=len(procurement.lots),
        lot_winners=[(lot.number, places(lot, strategy)) for lot in procurement.lots],
        strategy=strategy,
        plan=plan,
        packs=open_packs(current_settings().sourcing_rules / "packs", strategy.packs),
        on=lock.checked_on if lock else services.local_day(procurement, datetime.now(UTC)),
        lock=lock,
        overrides=[(each["rule"], each["reason"]) for each in lock.overrides] if lock else [],
    )
    return method, made


blueprint.add_url_rule(f"{BASE}/method", view_func=method)
blueprint.add_url_rule(f"{BASE}/method.<any(docx, html):kind>", view_func=method_file)
