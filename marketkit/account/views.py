"""The account pages: the start page, one's own account, and a buyer's members."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from marketkit import access
from marketkit.access import Permission, Role, current_buyer, current_user_id
from marketkit.account import services, sessions
from marketkit.account.forms import MemberForm, ProfileForm, RoleForm
from marketkit.account.models import Membership
from marketkit.db import db

blueprint = Blueprint("account", __name__, template_folder="templates")
HOME = "procurements.procurement_list"


def role_text(role: Role) -> str:
    """What a role is called."""
    return {
        Role.OFFICER: _("Procurement officer"),
        Role.EVALUATOR: _("Evaluator"),
        Role.LEGAL: _("Lawyer"),
        Role.LEADER: _("Leader"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMIN: _("Administrator"),
    }[role]


blueprint.add_app_template_filter(role_text)


@access.signed_in
def start() -> Response | str:
    """Straight to the buyer's procurements for whoever is a member of one; a choice for whoever is of several."""
    buyers = services.buyers_of(current_user.id)
    if len(buyers) == 1:
        return redirect(url_for(HOME, buyer_slug=buyers[0].slug))
    return render_template("account/start.html", buyers=buyers, home=HOME)


@access.signed_in
def account() -> Response | str:
    form = ProfileForm(obj=current_user)
    if form.validate_on_submit():
        services.update_profile(
            user=current_user._get_current_object(), name=form.name.data, language=form.language.data or None
        )
        flash(_("Saved."), "success")
        return redirect(url_for("account.account"))
    return render_template(
        "account/account.html",
        form=form,
        own_sessions=sessions.sessions_of(current_user.id),
        this_session=session.record_id,  # type: ignore[attr-defined]
        two_factor=bool(current_user.tf_primary_method),
    )


@access.signed_in
def end_session(record_id: int) -> Response:
    sessions.end_session(current_user.id, record_id)
    flash(_("That browser is signed out."), "success")
    return redirect(url_for("account.account"))


@access.requires(Permission.MANAGE_MEMBERS)
def members() -> str:
    return _members_page(_member_form())


@access.requires(Permission.MANAGE_MEMBERS)
def add_member() -> Response | tuple[str, int]:
    form = _member_form()
    if not form.validate_on_submit():
        return _members_page(form), 422
    user = services.find_user(form.email.data)
    if user is None and not (form.name.data or "").strip():
        form.name.errors = [_("Enter the name; there is no account with this address yet.")]
        return _members_page(form), 422
    if user is None:
        user = services.create_user(
            email=form.email.data, name=form.name.data, password=None, actor_id=current_user_id()
        )
    services.add_member(user=user, buyer=current_buyer(), role=form.role.data, actor_id=current_user_id())
    if user.password is None:
        message = _(
            "%(name)s is a member. Whoever runs this installation gives a first password.", name=user.name
        )
    else:
        message = _("%(name)s is a member.", name=user.name)
    flash(message, "success")
    return redirect(url_for("account.members"))


@access.requires(Permission.MANAGE_MEMBERS)
def change_role(member_id: int) -> Response:
    member = _member(member_id)
    form = RoleForm()
    form.role.choices = _roles()
    if form.validate_on_submit():
        _change(member, form.role.data, active=True)
    return redirect(url_for("account.members"))


@access.requires(Permission.MANAGE_MEMBERS)
def end_membership(member_id: int) -> Response:
    member = _member(member_id)
    _change(member, member.role, active=False)
    return redirect(url_for("account.members"))


def _change(member: Membership, role: Role, *, active: bool) -> None:
    try:
        services.change_member(member=member, role=role, active=active, actor_id=current_user_id())
    except services.LastAdminError:
        flash(_("A buyer needs at least one administrator. Make somebody else one first."), "warning")
    else:
        flash(_("Saved."), "success")


def _member(member_id: int) -> Membership:
    member = db.session.get(Membership, member_id)
    if member is None or member.buyer_id != current_buyer().id:
        abort(404)
    return member


def _roles() -> list[tuple[Any, str]]:
    return [(role.value, role_text(role)) for role in Role]


def _member_form() -> MemberForm:
    form = MemberForm()
    form.role.choices = _roles()
    return form


def _members_page(form: MemberForm) -> str:
    return render_template(
        "account/members.html", form=form, members=services.members_of(current_buyer().id), roles=_roles()
    )


def demonstration_logins() -> list[tuple[str, str, str]]:
    """The logins of the demonstration, for the sign-in page; none in an ordinary installation."""
    if not current_app.extensions["marketkit_settings"].demo:
        return []
    logins = current_app.extensions["marketkit_demo_logins"]
    return [(role_text(Role(role)), email, password) for role, email, password in logins]


blueprint.add_app_template_global(demonstration_logins)

for _rule, _view, _methods in (
    ("/", start, ["GET"]),
    ("/account", account, ["GET", "POST"]),
    ("/account/sessions/<int:record_id>/end", end_session, ["POST"]),
    ("/b/<buyer_slug>/members", members, ["GET"]),
    ("/b/<buyer_slug>/members/add", add_member, ["POST"]),
    ("/b/<buyer_slug>/members/<int:member_id>/role", change_role, ["POST"]),
    ("/b/<buyer_slug>/members/<int:member_id>/end", end_membership, ["POST"]),
):
    blueprint.add_url_rule(_rule, view_func=_view, methods=_methods)
