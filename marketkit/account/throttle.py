"""How often somebody may guess. An attempt is counted before it is looked at, so that many at once gain nothing.

Counts stand in transactions of their own: a refused request's own transaction is given up, and signing in must not
hold up writers. Only hashes of the addresses typed are kept, for the quarter of an hour they count.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, func, select

from marketkit.account.models import SignInFailure
from marketkit.db import begin_write, separate_transaction
from marketkit.installation import current_settings

WINDOW = timedelta(minutes=15)
PER_PERSON = 10  # guesses at one account
PER_PLACE = 100  # guesses from one network address, behind which a whole office may sit


def try_once(name: str, limit: int) -> bool:
    """Count an attempt under this name; False when it is one too many."""
    now = datetime.now(UTC)
    with separate_transaction() as own:
        own.execute(delete(SignInFailure).where(SignInFailure.at < now - WINDOW))
        count = own.scalar(
            select(func.count()).select_from(SignInFailure).where(SignInFailure.identity_hash == _hash(name))
        )
        if (count or 0) >= limit:
            return False
        own.add(SignInFailure(identity_hash=_hash(name), at=now))
        return True


def forget(name: str) -> None:
    """The attempt succeeded: those under this name count no longer. In the request's own transaction."""
    begin_write().execute(delete(SignInFailure).where(SignInFailure.identity_hash == _hash(name)))


def _hash(name: str) -> str:
    """A hash that only this installation can make, so that the table tells nobody which addresses were tried."""
    return hmac.new(current_settings().key("secret"), name.encode(), hashlib.sha256).hexdigest()
