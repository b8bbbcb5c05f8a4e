"""What the web answers when the database is busy, or a row has moved on since a form showed it."""

from __future__ import annotations

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import Conflict, ServiceUnavailable

from marketkit.db import is_lock_error
from marketkit.versions import StaleVersionError

RETRY_SECONDS = 5


class Outdated(Conflict):
    """409 for a form that showed an older version; `stale` holds both values for the page to show."""

    def __init__(self, stale: StaleVersionError | None) -> None:
        super().__init__(
            _(
                "Someone else changed this while you were working on it. Nothing was saved. Compare the two and try again."
            )
        )
        self.stale = stale


def init_app(app: Flask) -> None:
    """Turn these errors into HTTP errors, so that the one error page shows them."""

    def stale(error: StaleVersionError) -> ResponseReturnValue:
        return app.handle_user_exception(Outdated(error))

    def moved_on(_error: StaleDataError) -> ResponseReturnValue:
        return app.handle_user_exception(Outdated(None))

    def busy(error: OperationalError) -> ResponseReturnValue:
        if not is_lock_error(error):
            raise error
        text = _("Many people are saving at this moment. Nothing was saved. Try again in a few seconds.")
        return app.handle_user_exception(ServiceUnavailable(text, retry_after=RETRY_SECONDS))

    app.register_error_handler(StaleVersionError, stale)
    app.register_error_handler(StaleDataError, moved_on)
    app.register_error_handler(OperationalError, busy)
