"""What was signed: read by everything that a signed contract no longer lets happen."""

from __future__ import annotations

from sqlalchemy import select

from marketkit.contracts.models import Contract, SignedContract
from marketkit.db import db


def signed_record(contract: Contract) -> SignedContract | None:
    """What was signed, as last recorded."""
    query = select(SignedContract).where(SignedContract.contract_id == contract.id)
    return db.session.scalar(query.order_by(SignedContract.id.desc()).limit(1))
