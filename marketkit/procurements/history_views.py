"""What happened to a procurement; for auditors also what the audit log holds, on a page and as a file to check."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from flask import Response, current_app, render_template
from flask.typing import ResponseReturnValue

from marketkit import access, audit, files
from marketkit.access import Permission
from marketkit.audit import AuditEntry
from marketkit.features import Feature
from marketkit.procurements import queries
from marketkit.procurements.audit_extract import extract
from marketkit.procurements.models import Procurement
from marketkit.procurements.pages import the_procurement


@access.requires(Permission.VIEW_PROCUREMENTS)
def procurement_history(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    events = queries.history(procurement=row)
    return render_template(
        "procurements/history.html",
        procurement=row,
        events=events,
        names=access.names(event.actor_id for event in events),
    )


@access.requires(Permission.READ_AUDIT)
def audit_trail(procurement_id: int) -> ResponseReturnValue:
    row = the_procurement(procurement_id)
    entries = _entries(row)
    return render_template(
        "procurements/audit.html",
        procurement=row,
        entries=[(entry, json.loads(entry.details)) for entry in reversed(entries)],
        names=access.names(entry.actor_id for entry in entries),
        action_text=action_text,
        head=audit.head(),
    )


@access.requires(Permission.READ_AUDIT)
def audit_file(procurement_id: int) -> Response:
    row = the_procurement(procurement_id)
    head = audit.head()
    content = extract(_entries(row), head={"number": head.number, "hash": head.hash}, made=datetime.now(UTC))
    return files.download(content, name=f"{row.reference}-audit.json", kind=files.JSON)


def action_text(action: str) -> Any:
    """What an action of the log is called, in words."""
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    return next(feature.actions[action] for feature in features if action in feature.actions)


def _entries(row: Procurement) -> list[AuditEntry]:
    return audit.entries_about(f"procurement:{row.id}", buyer_id=row.buyer_id)
