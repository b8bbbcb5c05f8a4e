"""Being signed in, for tests of pages: a session as signing in would leave it, without the hashing of a password."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime, timedelta

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


def token(client: FlaskClient, path: str) -> str:
    """The token in the form of a page."""
    page = client.get(path).text
    return (
        page.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
        or page.partition('name="csrf_token" value="')[2].partition('"')[0]
    )
