"""The account pages: the start page and one's own account; those about a buyer's members stand in member_views."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from marketkit import access
from marketkit.access import Role
from marketkit.account import member_views, services, sessions
from marketkit.account.forms import ProfileForm
from marketkit.account.member_views import role_text

blueprint = Blueprint("account", __name__, template_folder="templates")
HOME = "procurements.procurement_list"
# The first mark found tells: Edge also calls itself Chrome, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@access.signed_in
def start() -> ResponseReturnValue:
    """Straight to the buyer's procurements for whoever is a member of one; a choice for whoever is of several."""
    buyers = services.buyers_of(current_user.id)
    if len(buyers) == 1:
        return redirect(url_for(HOME, buyer_slug=buyers[0].slug))
    return render_template("account/start.html", buyers=buyers, home=HOME)


@access.signed_in
def account() -> ResponseReturnValue:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        services.update_profile(
            user=current_user._get_current_object(),
            name=form.name.data or "",
            language=form.language.data or None,
        )
        flash(_("Your changes were saved."), "success")
        return redirect(url_for("account.account"))
    page = render_template(
        "account/account.html",
        form=form,
        own_sessions=sessions.sessions_of(current_user.id),
        this_session=session.record_id,  # type: ignore[attr-defined]
        two_factor=bool(current_user.tf_primary_method),
    )
    return page, 422 if form.errors else 200


@access.signed_in
def end_session(record_id: int) -> Response:
    sessions.end_session(current_user.id, record_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("account.account"))


def demonstration_logins() -> list[tuple[str, str, str]]:
    """The logins of the demonstration, for the sign-in page; none in an ordinary installation."""
    if not current_app.extensions["marketkit_settings"].demo:
        return []
    logins = current_app.extensions["marketkit_demo_logins"]
    return [(role_text(Role(role)), email, password) for role, email, password in logins]


def browser_name(agent: str) -> str:
    """What a person calls the browser and the machine that sent this User-Agent; they claim to be many at once."""
    browser = next((name for mark, name in BROWSERS if mark in agent), None)
    system = next((name for mark, name in SYSTEMS if mark in agent), None)
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("Another browser"))


blueprint.add_app_template_global(demonstration_logins)
blueprint.add_app_template_filter(browser_name)
blueprint.add_app_template_filter(role_text)

for _rule, _view, _methods in (
    ("/", start, ["GET"]),
    ("/account", account, ["GET", "POST"]),
    ("/account/sessions/<int:record_id>/end", end_session, ["POST"]),
    ("/b/<buyer_slug>/members", member_views.members, ["GET"]),
    ("/b/<buyer_slug>/members/add", member_views.add_member, ["POST"]),
    ("/b/<buyer_slug>/members/<int:member_id>", member_views.member, ["GET", "POST"]),
    ("/b/<buyer_slug>/members/<int:member_id>/end", member_views.end_membership, ["POST"]),
    ("/b/<buyer_slug>/members/<int:member_id>/password", member_views.give_password, ["POST"]),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)
