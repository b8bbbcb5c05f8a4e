"""The page a person sees when something went wrong: what happened, what to do next, and a reference number."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError
from werkzeug.routing import RequestRedirect

from marketkit.requestlog import reference

# What happened, and what to do next. Other codes borrow the words of 400 or 500.
WORDS = {
    400: (
        _l("We could not read what was sent"),
        _l("Go back to the page, check what you entered and try again."),
    ),
    403: (
        _l("You do not have access"),
        _l("Ask an administrator of your organisation if you need this page."),
    ),
    404: (
        _l("There is no such page"),
        _l(
            "Check the address. The page may have moved, or it may belong to an organisation you are not a member of."
        ),
    ),
    405: (_l("This page cannot be used that way"), _l("Go back, and use the links and buttons of the page.")),
    409: (
        _l("This has changed since you opened it"),
        _l("Nothing was saved. Open the page again and try once more."),
    ),
    413: (_l("The file is too large"), _l("Nothing was saved. Send a smaller file, or split it in two.")),
    429: (_l("Too many attempts"), _l("Wait a few minutes before you try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Nothing was saved. Try again; if it happens once more, report the reference number below."),
    ),
    503: (_l("Too busy at the moment"), _l("Nothing was saved. Try again in a few seconds.")),
}
FORM_OUT_OF_DATE = (
    _l("This form has been open for too long"),
    _l("Nothing was saved. Open the page again, fill in the form and send it once more."),
)
# Where the account and the navigation can be shown: nothing has failed that they need.
WITH_NAVIGATION = frozenset({403, 404})


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, show)


def show(error: HTTPException) -> ResponseReturnValue:
    """The error as a page. The original response keeps its headers (Allow, Retry-After); redirects pass through."""
    if isinstance(error, RequestRedirect) or error.code is None or error.code < 400:
        return error
    code = error.code
    title, advice = words(error)
    page = render_template(
        "web/error.html",
        code=code,
        title=title,
        advice=advice,
        reference=reference(),
        bare=code not in WITH_NAVIGATION or (request.routing_exception is not None and code != 404),
        stale=getattr(error, "stale", None),
    )
    headers = [(name, value) for name, value in error.get_headers() if name.lower() not in {"content-type"}]
    return page, code, headers


def words(error: HTTPException) -> tuple[str, str]:
    """A heading and what to do next; the words given where the error was raised win over the general ones."""
    if isinstance(error, CSRFError):
        return FORM_OUT_OF_DATE
    code = error.code or InternalServerError.code
    title, advice = WORDS.get(code) or WORDS[400 if code < 500 else 500]
    own = error.__dict__.get(
        "description"
    )  # werkzeug's own words are mostly the class's, and in English only
    if isinstance(own, str) and own and not isinstance(error, SecurityError):
        return title, own
    return title, advice
