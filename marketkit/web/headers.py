"""What every response tells the browser: load only from us, run nothing inline, keep nothing that is not public."""

from __future__ import annotations

from flask import Flask, Response, current_app

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
STRICT_TRANSPORT_SECURITY = "max-age=31536000"  # a year


def init_app(app: Flask) -> None:
    app.after_request(_add)


def _add(response: Response) -> Response:
    """A page that says nothing about its keeping is not kept: most stand behind login."""
    for name, value in ALWAYS.items():
        response.headers[name] = value
    if current_app.extensions["marketkit_settings"].https:
        response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT_SECURITY
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    return response
