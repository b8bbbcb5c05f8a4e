"""Being signed in, for tests of pages: a session as signing in would leave it, without the hashing of a password."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta
from weakref import WeakKeyDictionary

from flask.json.tag import TaggedJSONSerializer
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, object_session

from marketkit.account.models import SessionRecord, User
from marketkit.account.sessions import COOKIE, hash_of
from marketkit.db import db, write_engine


def sign_in(client: FlaskClient, user: User, *, ago: timedelta = timedelta()) -> str:
    """Sign somebody in, as if they had done so some time ago; gives what the cookie holds.

    Commits what made the user, for the two would wait for each other.
    """
    user_id, unique = user.id, user.fs_uniquifier
    if (made_by := object_session(user)) is not None:
        made_by.commit()
    number = secrets.token_urlsafe(32)
    moment = datetime.now(UTC) - ago
    data = {"_user_id": unique, "_fresh": True, "fs_paa": time.time() - ago.total_seconds()}
    with client.application.app_context(), Session(write_engine(db.engine)) as session:
        session.add(
            SessionRecord(
                hash=hash_of(number),
                user_id=user_id,
                data=TaggedJSONSerializer().dumps(data),
                browser="a test",
                created_at=moment,
                last_seen=moment,
            )
        )
        session.commit()
    client.set_cookie(COOKIE, number)
    return number


# Token by browser and session: one that a page has given is good for every form of the session.
_TOKENS: WeakKeyDictionary[FlaskClient, dict[str, str]] = WeakKeyDictionary()


def token(client: FlaskClient, path: str) -> str:
    """The token in the form of a page, asked for once in a session."""
    cookie = client.get_cookie(COOKIE)
    known = _TOKENS.setdefault(client, {})
    session = cookie.value if cookie else ""
    if not session or not known.get(session):
        page = client.get(path).text
        known[session] = (
            page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
            or page.partition('name="csrf_token" value="')[2].partition('"')[0]
        )
    return known[session]
