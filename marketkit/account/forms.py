"""Forms of the account pages. Those of the sign-in library get our labels and our guard against guessing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, after_this_request, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import forms as library
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import Email, InputRequired, Length

from marketkit.access import Role
from marketkit.account import services, throttle
from marketkit.db import begin_write
from marketkit.web.language import NAMES

NEW_PASSWORD = {"autocomplete": "new-password"}
ONE_TIME_CODE = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class SignInForm(library.LoginForm):
    """E-mail address and password. After ten failures in a quarter of an hour an address has to wait."""

    remember = None  # type: ignore[assignment]  # the cookie for that would outlive signing out
    email = EmailField(
        _l("E-mail address"),
        render_kw={"autocomplete": "username"},
        validators=[InputRequired(_l("Enter your e-mail address."))],
    )
    password = PasswordField(
        _l("Password"),
        render_kw={"autocomplete": "current-password"},
        validators=[InputRequired(_l("Enter the password."))],
    )
    submit = SubmitField(_l("Sign in"))

    def validate(self, **kwargs: Any) -> bool:
        person = f"password:{services.normalised_email(self.email.data or '')}"
        if not throttle.try_once(f"place:{request.remote_addr}", throttle.PER_PLACE):
            return refuse_guessing(self)
        if not throttle.try_once(person, throttle.PER_PERSON):
            return refuse_guessing(self)
        if not super().validate(**kwargs):
            return False
        throttle.forget(person)
        return True


def password_of(user: Any) -> str:
    """The name under which guesses at a person's password are counted, wherever they are made."""
    return f"password:{user.email}"


def code_of(user: Any) -> str:
    """The name under which guesses at a person's codes are counted."""
    return f"code:{user.id}"


def refuse_guessing(form: FlaskForm) -> bool:
    """Say that the person has to wait; the answer is 429. Gives False, for a form's `validate`."""

    def too_many(response: Response) -> Response:
        response.status_code = 429
        return response

    after_this_request(too_many)
    form.form_errors.append(_("Too many attempts. Wait a quarter of an hour and try again."))
    return False


def guarded(form: FlaskForm, guess: str, validate: Callable[[], bool]) -> bool:
    """Validate what could be guessed: counted first, then looked at under the write lock, so that it counts once."""
    if not throttle.try_once(guess, throttle.PER_PERSON):
        return refuse_guessing(form)
    begin_write()
    if not validate():
        return False
    throttle.forget(guess)
    return True


class ChangePasswordForm(library.ChangePasswordForm):
    """The old password and the new one twice."""

    password = PasswordField(
        _l("Password today"),
        render_kw={"autocomplete": "current-password"},
        validators=[InputRequired(_l("Enter the password."))],
    )
    new_password = PasswordField(
        _l("New password"),
        description=_l(
            "At least 12 characters. Three or four words that have nothing to do with each other are good."
        ),
        render_kw=NEW_PASSWORD,
        validators=[InputRequired(_l("Enter the new password."))],
    )
    new_password_confirm = PasswordField(
        _l("New password once more"),
        render_kw=NEW_PASSWORD,
        validators=[
            InputRequired(_l("Enter the new password once more.")),
            library.EqualToLocalize("new_password", message="RETYPE_PASSWORD_MISMATCH"),
        ],
    )

    def validate(self, **kwargs: Any) -> bool:
        return guarded(
            self, password_of(current_user), lambda: super(ChangePasswordForm, self).validate(**kwargs)
        )


class VerifyForm(library.VerifyForm):
    """The password once more, before something that matters."""

    password = PasswordField(
        _l("Password"),
        render_kw={"autocomplete": "current-password"},
        validators=[InputRequired(_l("Enter the password."))],
    )

    def validate(self, **kwargs: Any) -> bool:
        return guarded(self, password_of(self.user), lambda: super(VerifyForm, self).validate(**kwargs))


class TwoFactorSetupForm(library.TwoFactorSetupForm):
    """Whether to sign in with a code from an app."""

    setup = RadioField(
        _l("Code from an app"),
        choices=[
            SelectChoice("authenticator", _l("Sign in with a code from an app on my phone")),
            SelectChoice("disable", _l("Sign in with the password alone")),
        ],
        validate_choice=False,
    )


class TwoFactorCodeForm(library.TwoFactorVerifyCodeForm):
    """The six digits the app shows."""

    code = StringField(
        _l("Code"),
        description=_l("The six digits that the app on your phone shows now."),
        render_kw=ONE_TIME_CODE,
        validators=[InputRequired(_l("Enter the code."))],
    )

    def validate(self, **kwargs: Any) -> bool:
        return guarded(self, code_of(self.user), lambda: super(TwoFactorCodeForm, self).validate(**kwargs))


class RecoveryCodesForm(MfRecoveryCodesForm):
    """Shows the recovery codes, or makes new ones."""


class RecoveryCodeForm(MfRecoveryForm):
    """A code that was written down for the day the phone is lost."""

    code = StringField(
        _l("Recovery code"),
        description=_l("One of the codes you wrote down. Each can be used once."),
        validators=[InputRequired(_l("Enter the code."))],
    )

    def validate(self, **kwargs: Any) -> bool:
        return guarded(self, code_of(self.user), lambda: super(RecoveryCodeForm, self).validate(**kwargs))


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What a person is called and which language they read."""

    name = StringField(
        _l("Name"),
        render_kw={"autocomplete": "name"},
        validators=[InputRequired(_l("Enter your name.")), Length(max=200)],
    )
    language = SelectField(
        _l("Language"),
        choices=[SelectChoice(*pair) for pair in (("", _l("As in the browser")), *NAMES.items())],
    )


class MemberForm(FlaskForm):  # type: ignore[misc]
    """Somebody to become a member of the buyer."""

    email = EmailField(
        _l("E-mail address"),
        filters=[lambda text: text.strip() if text else text],
        validators=[
            InputRequired(_l("Enter the e-mail address.")),
            Email(_l("This is not an e-mail address.")),
        ],
    )
    name = StringField(
        _l("Name"),
        description=_l("Needed when the person has no account here yet."),
        validators=[Length(max=200)],
    )
    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))], coerce=Role, choices=[])


class RoleForm(FlaskForm):  # type: ignore[misc]
    """Another role for a member."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))], coerce=Role, choices=[])
