"""Write the evaluation report, and its public version without what is kept secret. Every version is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from babel.numbers import get_currency_symbol
from flask_babel import gettext as _
from sqlalchemy import func, select

from marketkit import access, audit
from marketkit.db import begin_write, db
from marketkit.documents.download import document_bytes
from marketkit.documents.model import Document
from marketkit.documents.stored import as_data, from_data, sha256
from marketkit.evaluations.assessment.evaluators import assigned, declarations
from marketkit.evaluations.bids.standing import standing_bids
from marketkit.evaluations.decision.standing import current_decision, decisions
from marketkit.evaluations.official import NotReadyError
from marketkit.evaluations.preparation.services import current_lock, locks
from marketkit.evaluations.reporting.models import Report
from marketkit.evaluations.reporting.redaction import Passage, holds, leaks, redact
from marketkit.evaluations.reporting.report_text import STATEMENTS, ReportInputs, report_document
from marketkit.evaluations.reporting.secrets import Claim, kept_claims, open_claims, passages_of
from marketkit.procurements.models import Procurement
from marketkit.said import say
from marketkit.sourcing.services import strategy_of
from marketkit.web.language import in_language as speaking


def write_report(
    *,
    procurement: Procurement,
    language: str,
    is_public: bool,
    statements: Mapping[str, str],
    actor_id: int | None,
) -> tuple[Report, list[Claim]]:
    """Write a version of the report about the newest decision. Raises NotReadyError before there is one.

    The public version also waits until every claim of a trade secret is decided, and is refused should anything that
    is kept secret still stand in it; it comes with the kept claims of which nothing was found in the report.
    """
    decision = current_decision(procurement)
    if decision is None:
        raise NotReadyError([say("nothing has been decided yet, so there is nothing to report")])
    if is_public and open_claims(procurement):
        raise NotReadyError([say("decide on every claim of a trade secret first")])
    kept = {code: statements.get(code, "").strip() for code in STATEMENTS}
    now = datetime.now(UTC)
    inputs = ReportInputs(procurement=procurement, names=names_of(procurement), statements=kept, made=now)
    document = report_document(inputs, language)
    unfound = claims_not_found(procurement, document) if is_public else []
    if is_public:
        document = public_version(procurement, document, made=now)
    session = begin_write()
    newest = select(func.max(Report.number)).where(
        Report.decision_id == decision.id, Report.language == language, Report.is_public == is_public
    )
    row = Report(
        buyer_id=procurement.buyer_id,
        procurement_id=procurement.id,
        decision_id=decision.id,
        number=(session.scalar(newest) or 0) + 1,
        language=language,
        is_public=is_public,
        statements=kept,
        content=as_data(document),
        sha256=sha256(document),
        created_at=now,
        created_by_id=actor_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        "report.written",
        subject=f"procurement:{procurement.id}",
        buyer_id=procurement.buyer_id,
        actor_id=actor_id,
        details={
            "decision": decision.number,
            "report": row.number,
            "public": is_public,
            "sha256": row.sha256,
        },
    )
    return row, unfound


def public_version(procurement: Procurement, document: Document, *, made: datetime) -> Document:
    """The document without anything that is kept secret. Raises NotReadyError should a passage still be found in a file."""
    passages = [passage for _claim, found in _kept(procurement) for passage in found]
    if not passages:
        return document
    with speaking(document.language):
        gap = _("[trade secret]")
        found = redact(document, passages, gap=gap).document
        left = [
            passage
            for kind in ("docx", "html")
            for passage in leaks(document_bytes(found, kind, made=made), passages, gap=gap)
        ]
    if left:
        raise NotReadyError(
            [say("a passage that is kept secret could not be taken out; write it as it stands in the report")]
        )
    return found


def claims_not_found(procurement: Procurement, whole: Document) -> list[Claim]:
    """The kept claims of which nothing stands in a report: perhaps they are not written as they stand in it."""
    return [
        claim for claim, passages in _kept(procurement) if not any(holds(whole, each) for each in passages)
    ]


def _kept(procurement: Procurement) -> list[tuple[Claim, list[Passage]]]:
    lock, bids = current_lock(procurement), standing_bids(procurement)
    currency = strategy_of(lock.strategy_version).currency if lock else procurement.buyer.currency
    signs = tuple({currency, *(str(get_currency_symbol(currency, locale)) for locale in ("en", "nb"))})
    return [(claim, passages_of(claim, bids, signs)) for claim in kept_claims(procurement)]


def reports(procurement: Procurement) -> Sequence[Report]:
    """Every version of every report, newest first."""
    query = select(Report).where(Report.procurement_id == procurement.id)
    return db.session.scalars(query.order_by(Report.id.desc())).all()


def find_report(procurement: Procurement, report_id: int) -> Report | None:
    """One report of a procurement."""
    query = select(Report).where(Report.procurement_id == procurement.id)
    return db.session.scalar(query.where(Report.id == report_id))


def document_of(report: Report) -> Document:
    """The report as it was written."""
    return from_data(report.content)


def names_of(procurement: Procurement) -> Mapping[int, str]:
    """The names of everybody who may stand in a report."""
    people = {user for users in assigned(procurement).values() for user in users}
    people |= {user for user, _supplier in declarations(procurement)}
    people |= {each.decided_by_id for each in decisions(procurement) if each.decided_by_id is not None}
    people |= {each.locked_by_id for each in locks(procurement) if each.locked_by_id is not None}
    people |= {
        row.created_by_id
        for bid in standing_bids(procurement)
        for figure in bid.figures.values()
        for row in figure.rows
        if row.created_by_id is not None
    }
    return access.names(people)
