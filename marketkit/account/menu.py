"""What the account shows on every page: who is signed in, and how to sign in or out."""

from __future__ import annotations

from flask import Flask, url_for
from flask_babel import gettext as _
from flask_login import current_user

from marketkit.access import Permission, allows, current_buyer
from marketkit.web.shell import AccountMenu, Link, set_account_menu


def init_app(app: Flask) -> None:
    set_account_menu(app, _menu)


def _menu() -> AccountMenu:
    if not current_user or not current_user.is_authenticated:
        return AccountMenu((Link(_("Sign in"), url_for("security.login")),))
    links = [Link(current_user.name, url_for("account.account"))]
    buyer = current_buyer()
    if buyer is not None and allows(Permission.MANAGE_MEMBERS):
        links.insert(0, Link(_("Members"), url_for("account.members", buyer_slug=buyer.slug)))
    return AccountMenu(tuple(links), sign_out=url_for("security.logout"))
