"""Sessions kept on the server, so that signing out really ends them.

The cookie holds a random number; the table holds its SHA-256 and what the session knows. A session is written in a
short transaction of its own after the request's has ended, and only when it changed, save that `last_seen` is brought
up to date at most every five minutes.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, Response, request
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from marketkit.account.models import SessionRecord, User
from marketkit.db import begin_write, db, separate_transaction
from marketkit.installation import current_settings

COOKIE = "marketkit_session"
IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
USER_KEY = "_user_id"
MAX_BROWSER = 200
_tagged = TaggedJSONSerializer()


class ServerSession(CallbackDict[str, Any], SessionMixin):
    """What a session knows while a request is served."""

    def __init__(self, data: dict[str, Any] | None = None, record: SessionRecord | None = None) -> None:
        def note(_self: object) -> None:
            self.modified = True

        super().__init__(data or {}, note)
        self.modified = False
        self.new = record is None
        self.record_id = record.id if record else None
        self.user_id = record.user_id if record else None
        self.last_seen = record.last_seen if record else None

    def start_anew(self) -> None:
        """Go on under a number nobody can have copied; the row of the old one is the caller's to remove."""
        self.record_id = self.user_id = self.last_seen = None
        self.modified = True


class ServerSessionInterface(SessionInterface):
    """Opens a session by its cookie and writes it back."""

    def open_session(self, app: Flask, asked: Request) -> ServerSession:
        number = asked.cookies.get(cookie_name())
        if not number:
            return ServerSession()
        record = db.session.scalar(select(SessionRecord).where(SessionRecord.hash == hash_of(number)))
        if record is None or is_over(record, datetime.now(UTC)):
            return ServerSession()
        return ServerSession(_tagged.loads(record.data), record)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, ServerSession)
        if session.accessed:
            response.vary.add("Cookie")
        if not session:
            if session.record_id is not None and session.modified:
                with separate_transaction() as own:
                    own.execute(delete(SessionRecord).where(SessionRecord.id == session.record_id))
                response.delete_cookie(cookie_name(), **self._cookie())
            return
        now = datetime.now(UTC)
        seen_long_ago = session.last_seen is not None and now - session.last_seen > SEEN_EVERY
        if session.modified or seen_long_ago:
            self._write(session, now, response)

    def _write(self, session: ServerSession, now: datetime, response: Response) -> None:
        user_id = _user_id(session)
        # A new number whenever the person behind the session changes, so that none set beforehand is worth anything.
        renew = session.record_id is None or user_id != session.user_id
        number = secrets.token_urlsafe(32)
        with separate_transaction() as own:
            record = own.get(SessionRecord, session.record_id) if session.record_id else None
            if session.record_id is not None and record is None:
                return  # ended elsewhere while this request was served; it stays ended
            if record is None:
                _forget_old(own, now)
                record = SessionRecord(created_at=now, browser=_browser())
                own.add(record)
            if renew:
                record.hash = hash_of(number)
            record.user_id = user_id
            record.data = _tagged.dumps(dict(session))
            record.last_seen = now
        if renew:
            response.set_cookie(cookie_name(), number, **self._cookie())

    def _cookie(self) -> dict[str, Any]:
        return {"path": "/", "secure": current_settings().https, "httponly": True, "samesite": "Lax"}


def _forget_old(own: Session, now: datetime) -> None:
    """Remove sessions that are over, so that passers-by leave nothing behind."""
    over = or_(SessionRecord.last_seen < now - IDLE, SessionRecord.created_at < now - ABSOLUTE)
    own.execute(delete(SessionRecord).where(over))


def _user_id(session: ServerSession) -> int | None:
    """The person the session is signed in as; the library keeps their `fs_uniquifier` in it."""
    unique = session.get(USER_KEY)
    if unique is None:
        return None
    return db.session.scalar(select(User.id).where(User.fs_uniquifier == unique))


def _browser() -> str:
    return request.headers.get("User-Agent", "")[:MAX_BROWSER]


def cookie_name() -> str:
    """Browsers take `__Host-` only together with Secure, so without TLS (on 127.0.0.1) the name has no prefix."""
    return f"__Host-{COOKIE}" if current_settings().https else COOKIE


def hash_of(number: str) -> str:
    return hashlib.sha256(number.encode()).hexdigest()


def is_over(record: SessionRecord, now: datetime) -> bool:
    """Whether a session has been idle too long, or is too old."""
    return now - record.last_seen > IDLE or now - record.created_at > ABSOLUTE


def end_sessions(user_id: int, *, but: int | None = None) -> None:
    """End every session of a person, save perhaps the one that asks."""
    ended = delete(SessionRecord).where(SessionRecord.user_id == user_id)
    begin_write().execute(ended if but is None else ended.where(SessionRecord.id != but))


def end_session(user_id: int, record_id: int) -> None:
    """End one session of a person."""
    begin_write().execute(
        delete(SessionRecord).where(SessionRecord.user_id == user_id, SessionRecord.id == record_id)
    )


def sessions_of(user_id: int) -> list[SessionRecord]:
    """A person's sessions that are still open, the latest used first."""
    query = (
        select(SessionRecord).where(SessionRecord.user_id == user_id).order_by(SessionRecord.last_seen.desc())
    )
    now = datetime.now(UTC)
    return [record for record in db.session.scalars(query) if not is_over(record, now)]


def init_app(app: Flask) -> None:
    app.session_interface = ServerSessionInterface()
