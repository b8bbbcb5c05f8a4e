"""What the sign-in library says, in our words, so that it can be said in every language of the installation."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WRONG = _l("The e-mail address or the password is wrong.")
MESSAGES = {
    "GENERIC_AUTHN_FAILED": (WRONG, "danger"),
    "USER_DOES_NOT_EXIST": (WRONG, "danger"),
    "INVALID_PASSWORD": (_l("The password is wrong."), "danger"),
    "DISABLED_ACCOUNT": (_l("The account is closed."), "danger"),
    "EMAIL_NOT_PROVIDED": (_l("Enter your e-mail address."), "danger"),
    "INVALID_EMAIL_ADDRESS": (_l("This is not an e-mail address."), "danger"),
    "PASSWORD_NOT_PROVIDED": (_l("Enter the password."), "danger"),
    "PASSWORD_INVALID_LENGTH": (_l("The password needs at least %(length)s characters."), "danger"),
    "PASSWORD_IS_THE_SAME": (_l("The new password must differ from the old one."), "danger"),
    "RETYPE_PASSWORD_MISMATCH": (_l("The two passwords differ."), "danger"),
    "PASSWORD_MISMATCH": (_l("The two passwords differ."), "danger"),
    "PASSWORD_CHANGE": (_l("The password is changed, and you are signed out everywhere else."), "success"),
    "LOGIN": (_l("Sign in to see this page."), "info"),
    "UNAUTHENTICATED": (_l("Sign in to see this page."), "info"),
    "UNAUTHORIZED": (_l("You may not see this page."), "danger"),
    "REFRESH": (_l("Enter your password once more to go on."), "info"),
    "REAUTHENTICATION_REQUIRED": (_l("Enter your password once more to go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (_l("Thank you. You can go on."), "success"),
    "ANONYMOUS_USER_REQUIRED": (_l("You are signed in already."), "info"),
    "INVALID_CODE": (_l("The code is wrong or too old."), "danger"),
    "TWO_FACTOR_INVALID_TOKEN": (_l("The code is wrong or too old."), "danger"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (_l("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (_l("Signing in with a code is set up."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (_l("Sign in with your password first."), "danger"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (_l("Choose one of the possibilities."), "danger"),
    "TWO_FACTOR_DISABLED": (_l("Signing in with a code is switched off."), "success"),
    "TWO_FACTOR_SETUP_EXPIRED": (_l("That took too long. Begin again."), "danger"),
    "INVALID_RECOVERY_CODE": (_l("This recovery code is wrong or was used before."), "danger"),
    "NO_RECOVERY_CODES_SETUP": (_l("You have no recovery codes yet. Make them below."), "info"),
    "INVALID_REDIRECT": (_l("The address to go to is not one of ours."), "danger"),
}
