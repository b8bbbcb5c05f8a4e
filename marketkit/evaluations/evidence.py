"""Everything on record about one evaluation, in one archive that can be read and checked without this installation."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from marketkit import access, audit
from marketkit.archives import moment_of
from marketkit.db import db
from marketkit.documents.download import document_bytes
from marketkit.documents.stored import from_data
from marketkit.evaluations.assessment.models import (
    Assessment,
    Assignment,
    ConflictDeclaration,
    Moderation,
)
from marketkit.evaluations.bids.models import Bid, Figure, Submission, TakenBack
from marketkit.evaluations.bids.standing import openings
from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.decision.standing import decisions, signature_of
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.preparation.models import StrategyLock
from marketkit.evaluations.preparation.services import locks
from marketkit.evaluations.presentation import standing_text
from marketkit.evaluations.record import calculations
from marketkit.evaluations.reporting.models import Letter, Report
from marketkit.numbers import exact_text
from marketkit.procurements.audit_extract import extract
from marketkit.procurements.models import Procurement
from marketkit.spreadsheets import csv_bytes

Member = tuple[str, bytes]


def evidence(procurement: Procurement, *, made: datetime) -> bytes:
    """The archive, made at a moment: what was decided and why, as it stands on record.

    Its first file says what each of the others is and gives the SHA-256 of it.
    """
    members = list(_members(procurement, made))
    stream = io.BytesIO()
    moment = moment_of(made)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [("README.txt", _contents(procurement, members, made)), *members]:
            archive.writestr(zipfile.ZipInfo(name, moment), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _members(procurement: Procurement, made: datetime) -> Iterator[Member]:
    for lock in locks(procurement):
        yield f"strategy/lock-{lock.number}.yaml", lock.strategy_version.content
    yield "strategy/locks.json", _json([_lock(lock) for lock in locks(procurement)])
    yield "bids/openings.csv", _openings(procurement)
    yield "bids/figures.csv", _figures(procurement)
    yield "assessment/conflicts.csv", _conflicts(procurement)
    yield "assessment/evaluators.csv", _evaluators(procurement)
    yield "assessment/scores.csv", _scores(procurement)
    yield "assessment/agreed.csv", _moderations(procurement)
    for calculation in reversed(calculations(procurement)):
        name = f"results/{calculation.number:03d}-{calculation.standing.value}.json"
        yield name, _json(_result(calculation))
    yield "decisions/decisions.json", _json([_decision(each) for each in decisions(procurement)])
    yield from _documents(procurement)
    yield "audit.json", _audit(procurement, made)


def _contents(procurement: Procurement, members: Sequence[Member], made: datetime) -> bytes:
    """What lies in the archive, and how to check it."""
    lines = [
        _(
            "Evidence of the evaluation of %(reference)s, %(title)s",
            reference=procurement.reference,
            title=procurement.title,
        ),
        _("Made %(moment)s (UTC)", moment=made.isoformat(timespec="seconds")),
        "",
        _("strategy: the strategies as they were locked, with the head of the audit log just before"),
        _("bids: the openings, and every figure as submitted, corrected and evaluated, with reasons"),
        _(
            "assessment: conflicts of interest, who scored what, every evaluator's scores with grounds, what the panel agreed"
        ),
        _("results: every calculation, trials and official ones, with what was scored"),
        _(
            "decisions: awards, reversals and cancellation with reasons; reports and letters: as they were written"
        ),
        _("audit.json: the audit log's entries about this procurement, with how to verify them"),
        "",
        _("SHA-256 of each file:"),
        *(f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in members),
        "",
        _(
            "A result can be calculated again: write its inputs into a file of bids and run “marketkit score” with the strategy."
        ),
    ]
    return "\n".join(lines).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _lock(lock: StrategyLock) -> dict[str, object]:
    return {
        "number": lock.number,
        "locked_at": lock.locked_at.isoformat(),
        "sha256": lock.sha256,
        "audit": {"number": lock.audit_number, "hash": lock.audit_hash},
        "findings": lock.findings,
        "overrides": lock.overrides,
        "reason": lock.reason,
        "corrected_documents": lock.corrected_documents,
        "deadline_review": lock.deadline_review,
        "plan": {
            "deadline": lock.plan.deadline.isoformat() if lock.plan.deadline else None,
            "scoring_mode": lock.plan.scoring_mode.value,
            "two_envelopes": lock.plan.two_envelopes,
            "spread_limit": exact_text(lock.plan.spread_limit),
            "stated": list(lock.plan.stated),
            "variants_allowed": lock.plan.variants_allowed,
            "lot_limit": lock.plan.lot_limit,
            "level_texts": lock.plan.level_texts,
        },
    }


def _openings(procurement: Procurement) -> bytes:
    rows = [
        [each.envelope.value, each.round.value, each.opened_at.isoformat(), ", ".join(each.present)]
        for each in openings(procurement)
    ]
    return csv_bytes(["envelope", "round", "opened_at", "present"], rows)


def _figures(procurement: Procurement) -> bytes:
    query = (
        select(
            Bid.label,
            Submission.round,
            Submission.number,
            Submission.received_at,
            Submission.late,
            TakenBack.reason,
            Figure,
        )
        .join(Submission, Submission.id == Figure.submission_id)
        .join(Bid, Bid.id == Figure.bid_id)
        .outerjoin(TakenBack, TakenBack.submission_id == Submission.id)
        .where(Bid.procurement_id == procurement.id)
        .order_by(Bid.label, Submission.number, Figure.id)
    )
    rows = [
        [
            label,
            round_.value,
            str(number),
            received.isoformat(),
            "yes" if late else "no",
            taken_back or "",
            figure.criterion,
            figure.stage.value,
            exact_text(figure.value),
            figure.ground.value,
            figure.reason or "",
            figure.created_at.isoformat(),
        ]
        for label, round_, number, received, late, taken_back, figure in db.session.execute(query)
    ]
    header = ["bid", "round", "submission", "received_at", "late", "taken_back", "criterion", "stage"]
    return csv_bytes([*header, "value", "ground", "reason", "recorded_at"], rows)


def _conflicts(procurement: Procurement) -> bytes:
    query = select(ConflictDeclaration).where(ConflictDeclaration.procurement_id == procurement.id)
    found = list(db.session.scalars(query.order_by(ConflictDeclaration.id)))
    names = access.names(each.user_id for each in found)
    rows = [
        [
            names.get(each.user_id, str(each.user_id)),
            str(each.supplier_id),
            "yes" if each.conflict else "no",
            each.note,
            each.created_at.isoformat(),
        ]
        for each in found
    ]
    return csv_bytes(["evaluator", "supplier", "conflict", "note", "declared_at"], rows)


def _evaluators(procurement: Procurement) -> bytes:
    query = select(Assignment).where(Assignment.procurement_id == procurement.id).order_by(Assignment.id)
    rows = [
        [
            each.user.name,
            each.criterion,
            "yes" if each.assigned else "no",
            each.reason or "",
            each.created_at.isoformat(),
        ]
        for each in db.session.scalars(query.options(joinedload(Assignment.user)))
    ]
    return csv_bytes(["evaluator", "criterion", "scores", "reason", "recorded_at"], rows)


def _scores(procurement: Procurement) -> bytes:
    query = select(Bid.label, Assessment).join(Bid, Bid.id == Assessment.bid_id)
    found = db.session.execute(
        query.where(Assessment.procurement_id == procurement.id).order_by(Assessment.id)
    ).all()
    names = access.names(each.user_id for _label, each in found)
    rows = [
        [
            label,
            each.criterion,
            names.get(each.user_id, str(each.user_id)),
            str(each.number),
            exact_text(each.score),
            each.ground,
            each.created_at.isoformat(),
        ]
        for label, each in found
    ]
    return csv_bytes(["bid", "criterion", "evaluator", "version", "score", "ground", "saved_at"], rows)


def _moderations(procurement: Procurement) -> bytes:
    query = select(Bid.label, Moderation).join(Bid, Bid.id == Moderation.bid_id)
    rows = [
        [
            label,
            each.criterion,
            str(each.number),
            each.kind.value,
            exact_text(each.score),
            each.reason,
            each.created_at.isoformat(),
        ]
        for label, each in db.session.execute(
            query.where(Moderation.procurement_id == procurement.id).order_by(Moderation.id)
        )
    ]
    return csv_bytes(["bid", "criterion", "version", "kind", "score", "reason", "saved_at"], rows)


def _result(calculation: Calculation) -> dict[str, object]:
    return {
        "status": standing_text(calculation.standing),
        "number": calculation.number,
        "standing": calculation.standing.value,
        "calculated_at": calculation.created_at.isoformat(),
        "strategy_sha256": calculation.strategy_version.sha256,
        "lot": calculation.lot.number if calculation.lot else None,
        "reason": calculation.reason,
        "inputs": calculation.inputs,
        "inputs_sha256": calculation.inputs_sha256,
        "excluded_by_hand": calculation.by_hand,
        "result": calculation.result,
        "result_sha256": calculation.sha256,
    }


def _decision(decision: Decision) -> dict[str, object]:
    signature = signature_of(decision)
    return {
        "number": decision.number,
        "kind": decision.kind.value,
        "ground": decision.ground.value if decision.ground else None,
        "reason": decision.reason,
        "decided_at": decision.decided_at.isoformat(),
        "contract_signed_on": signature.signed_on.isoformat() if signature else None,
        "outcomes": [
            {
                "lot": outcome.calculation.lot.number if outcome.calculation.lot else None,
                "calculation": outcome.calculation.number,
                "winners": list(outcome.winners),
                "workings": outcome.workings,
            }
            for outcome in decision.outcomes
        ],
    }


def _documents(procurement: Procurement) -> Iterator[Member]:
    """Reports and letters as Word files, each version as it was written, by the number of the decision."""
    made = {each.id: each.number for each in decisions(procurement)}
    reports = select(Report).where(Report.procurement_id == procurement.id).order_by(Report.id)
    for report in db.session.scalars(reports):
        kind = "public" if report.is_public else "whole"
        name = f"reports/decision-{made[report.decision_id]}-{kind}-{report.language}-{report.number}.docx"
        yield name, document_bytes(from_data(report.content), "docx", made=report.created_at)
    letters = select(Letter).where(Letter.procurement_id == procurement.id).order_by(Letter.id)
    for letter in db.session.scalars(letters):
        name = (
            f"letters/decision-{made[letter.decision_id]}-supplier-{letter.supplier_id}-{letter.number}.docx"
        )
        yield name, document_bytes(from_data(letter.content), "docx", made=letter.created_at)


def _audit(procurement: Procurement, made: datetime) -> bytes:
    head = audit.head()
    entries = audit.entries_about(f"procurement:{procurement.id}", buyer_id=procurement.buyer_id)
    return extract(entries, head={"number": head.number, "hash": head.hash}, made=made)
