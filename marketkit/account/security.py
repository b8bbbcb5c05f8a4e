"""Signing in, passwords and two-factor codes, by Flask-Security, fitted to our transactions, sessions and words."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Any

from flask import Flask, abort, request, session
from flask_login import user_logged_in, user_logged_out
from flask_security import (
    FSQLALiteUserDatastore,
    PasswordUtil,
    RoleMixin,
    Security,
    password_changed,
    tf_disabled,
    tf_profile_changed,
)
from flask_security.totp import Totp

from marketkit import access, audit
from marketkit.account import demo, menu, services, sessions, views
from marketkit.account.forms import (
    ChangePasswordForm,
    RecoveryCodeForm,
    RecoveryCodesForm,
    SignInForm,
    TwoFactorCodeForm,
    TwoFactorSetupForm,
    VerifyForm,
)
from marketkit.account.messages import MESSAGES
from marketkit.account.models import User
from marketkit.db import begin_write, db
from marketkit.procurements.refused import FieldRefusedError
from marketkit.web.language import said

SIGN_IN = "security.login"
# The library's pages and what they need. Everything it offers beyond them is off.
ENDPOINTS = {
    "security.login": access.PUBLIC,
    "security.logout": access.PUBLIC,
    "security.two_factor_token_validation": access.PUBLIC,
    "security.mf_recovery": access.PUBLIC,
    "security.verify": access.SIGNED_IN,
    "security.change_password": access.SIGNED_IN,
    "security.two_factor_setup": access.SIGNED_IN,
    "security.two_factor_setup_validate": access.SIGNED_IN,
    "security.mf_recovery_codes": access.SIGNED_IN,
    "security.tf_select": access.PUBLIC,
    "security.two_factor_rescue": access.PUBLIC,
}
# They come with the others: choosing among several kinds of code, and codes by e-mail. We have neither.
UNUSED = {"security.tf_select", "security.two_factor_rescue"}
WRITES_AT_ONCE = {"security.two_factor_setup", "security.mf_recovery_codes"}


class NoRole(RoleMixin):
    """The library wants a class of roles. We have none in its sense: see Membership."""


class OnceOnlyCodes(Totp):
    """Codes of an authenticator app. One that was used is refused, and so is any older one."""

    def get_last_counter(self, user: Any) -> int | None:
        last: int | None = user.totp_counter
        return last

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        user.totp_counter = tmatch.counter


class PasswordRules(PasswordUtil):
    """The same rules for a new password on the page as on the command line."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        try:
            return None, services.checked_password(password, email=kwargs["user"].email)
        except FieldRefusedError as refused:
            return [said(refused.said)], password


class Datastore(FSQLALiteUserDatastore):
    """Writes in the request's own transaction, which is committed in one place."""

    def commit(self) -> None:
        if db.session.info.get("transaction") == "write":
            db.session.flush()


def init_app(app: Flask) -> None:
    settings = app.extensions["marketkit_settings"]
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a method
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_PASSWORD_SALT=settings.key("password").decode(),
        SECURITY_PASSWORD_LENGTH_MIN=services.MIN_PASSWORD,
        SECURITY_TOTP_SECRETS={"1": settings.key("totp").decode()},
        SECURITY_TOTP_ISSUER="marketkit",
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator"],
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_recovery_key(settings.key("totp"))],
        SECURITY_FRESHNESS=timedelta(hours=1),
        SECURITY_CHANGEABLE=True,
        SECURITY_SEND_PASSWORD_CHANGE_EMAIL=False,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_JOIN_USER_ROLES=False,
        SECURITY_USER_IDENTITY_ATTRIBUTES=[
            {"email": {"mapper": services.normalised_email, "case_insensitive": True}}
        ],
        SECURITY_LOGIN_URL="/sign-in",
        SECURITY_LOGOUT_URL="/sign-out",
        SECURITY_LOGOUT_CSRF=True,
        SECURITY_CHANGE_URL="/account/password",
        SECURITY_VERIFY_URL="/account/verify",
        SECURITY_TWO_FACTOR_SETUP_URL="/account/two-factor",
        SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL="/sign-in/code",  # noqa: S106 - an address
        SECURITY_TWO_FACTOR_SELECT_URL="/sign-in/select",
        SECURITY_TWO_FACTOR_RESCUE_URL="/sign-in/no-code",
        SECURITY_MULTI_FACTOR_RECOVERY_URL="/sign-in/recovery-code",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL="/account/recovery-codes",
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/account",
        SECURITY_POST_CHANGE_VIEW="/account",
        SECURITY_POST_LOGIN_VIEW="/",
        SECURITY_POST_LOGOUT_VIEW="/sign-in",
        SECURITY_UNAUTHORIZED_VIEW=None,
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        **{f"SECURITY_MSG_{code}": message for code, message in MESSAGES.items()},
    )
    app.register_blueprint(views.blueprint)
    app.before_request(_prepare)
    security = Security(
        app,
        Datastore(db, User, NoRole),
        login_form=SignInForm,
        change_password_form=ChangePasswordForm,
        two_factor_setup_form=TwoFactorSetupForm,
        two_factor_verify_code_form=TwoFactorCodeForm,
        mf_recovery_codes_form=RecoveryCodesForm,
        mf_recovery_form=RecoveryCodeForm,
        verify_form=VerifyForm,
        totp_cls=OnceOnlyCodes,
        password_util_cls=PasswordRules,
    )
    # Pages only: the library would answer JSON with tokens that outlive signing out, and take them from addresses.
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(None)
    for endpoint, needs in ENDPOINTS.items():
        access.declare_endpoint(app, endpoint, needs)
    access.init_app(app, services.find_member, services.find_names, services.find_people, SIGN_IN)
    menu.init_app(app)
    if settings.demo:
        app.extensions["marketkit_demo_logins"] = demo.logins()
    user_logged_in.connect(_on_sign_in, app)
    user_logged_out.connect(_on_sign_out, app)
    password_changed.connect(_on_password_change, app)
    tf_profile_changed.connect(_on_two_factor, app)
    tf_disabled.connect(_on_two_factor_off, app)


def _recovery_key(key: bytes) -> bytes:
    """A key of the shape Fernet wants, made from the installation's key for codes."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"recovery codes " + key).digest())


def _prepare() -> None:
    """Hide what we do not use; begin to write where the library changes rows before it says so.

    Its other forms begin themselves, after their passwords and attempts have been looked at (see forms).
    """
    if request.endpoint in UNUSED:
        abort(404)
    if request.method == "POST" and request.endpoint in WRITES_AT_ONCE:
        begin_write()


def _record(action: str, user: User) -> None:
    audit.record(action, subject=f"user:{user.id}", buyer_id=None, actor_id=user.id, details={})


def _on_sign_in(_app: Flask, user: User, **_extra: Any) -> None:
    _record("user.signed-in", user)


def _on_sign_out(_app: Flask, user: User | None = None, **_extra: Any) -> None:
    if isinstance(user, User):
        _record("user.signed-out", user)


def _on_password_change(_app: Flask, user: User, **_extra: Any) -> None:
    """Every session of the person ends; the browser that asked goes on in a new one."""
    sessions.end_sessions(user.id)
    session.start_anew()  # type: ignore[attr-defined]
    _record("user.password-changed", user)


def _on_two_factor(_app: Flask, user: User, **_extra: Any) -> None:
    _record("user.two-factor-set-up", user)


def _on_two_factor_off(_app: Flask, user: User, **_extra: Any) -> None:
    _record("user.two-factor-removed", user)
