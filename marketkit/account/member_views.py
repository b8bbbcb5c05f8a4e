"""The pages about a buyer's members, for its administrators; their addresses stand in views."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from marketkit import access
from marketkit.access import Permission, Role, current_buyer, current_user_id
from marketkit.account import services
from marketkit.account.forms import MemberForm, RoleForm
from marketkit.account.models import Membership
from marketkit.db import db
from marketkit.procurements.pages import refuse
from marketkit.procurements.refused import FieldRefusedError


def role_text(role: Role) -> str:
    """What a role is called."""
    texts: dict[Role, str] = {
        Role.OFFICER: _("Procurement officer"),
        Role.EVALUATOR: _("Evaluator"),
        Role.LEGAL: _("Lawyer"),
        Role.LEADER: _("Leader"),
        Role.AUDITOR: _("Auditor"),
        Role.ADMIN: _("Administrator"),
    }
    return texts[role]


@access.requires(Permission.MANAGE_MEMBERS)
def members() -> ResponseReturnValue:
    return _members_page(_member_form())


@access.requires(Permission.MANAGE_MEMBERS)
def add_member() -> ResponseReturnValue:
    form = _member_form()
    if form.validate_on_submit():
        try:
            added = services.add_member_by_email(
                email=form.email.data or "",
                name=form.name.data or "",
                buyer=current_buyer(),
                role=form.role.data,
                actor_id=current_user_id(),
            )
        except FieldRefusedError as refused:
            refuse(form, refused)
        except services.LastAdminError:
            return _refuse_last_admin()
        else:
            flash(_("%(name)s is a member now.", name=added.user.name), "success")
            return redirect(url_for("account.members"))
    return _members_page(form), 422


@access.requires(Permission.MANAGE_MEMBERS)
def member(member_id: int) -> ResponseReturnValue:
    """What somebody is here; saving also lets a former member back in."""
    row = _member(member_id)
    form = RoleForm(role=row.role)
    form.role.choices = _roles()
    if form.validate_on_submit():
        return _change(row, form.role.data, active=True)
    page = render_template(
        "account/member.html", form=form, member=row, myself=row.user_id == current_user_id()
    )
    return page, 422 if form.errors else 200


@access.requires(Permission.MANAGE_MEMBERS)
def end_membership(member_id: int) -> ResponseReturnValue:
    row = _member(member_id)
    return _change(row, row.role, active=False)


@access.requires(Permission.MANAGE_MEMBERS)
def give_password(member_id: int) -> ResponseReturnValue:
    """A new password, shown once: there is no mail to send it by."""
    row = _member(member_id)
    try:
        password = services.give_password(member=row, actor_id=current_user_id())
    except services.AlsoElsewhereError:
        flash(
            _(
                "This account is used at another buyer too. Whoever runs this installation can give it a password."
            ),
            "warning",
        )
        return redirect(url_for("account.member", member_id=row.id))
    return render_template("account/new_password.html", person=row.user, password=password)


def _change(row: Membership, role: Role, *, active: bool) -> Response:
    try:
        services.change_member(member=row, role=role, active=active, actor_id=current_user_id())
    except services.LastAdminError:
        return _refuse_last_admin()
    flash(_("Your changes were saved."), "success")
    return redirect(url_for("account.members"))


def _refuse_last_admin() -> Response:
    flash(_("A buyer needs at least one administrator. Make somebody else one first."), "warning")
    return redirect(url_for("account.members"))


def _member(member_id: int) -> Membership:
    """A member of this buyer, or 404."""
    row = db.session.get(Membership, member_id)
    if row is None or row.buyer_id != current_buyer().id:
        abort(404)
    return row


def _roles() -> list[Any]:
    return [SelectChoice(role.value, role_text(role)) for role in Role]


def _member_form() -> MemberForm:
    form = MemberForm()
    form.role.choices = _roles()
    return form


def _members_page(form: MemberForm) -> str:
    return render_template(
        "account/members.html",
        form=form,
        members=services.members_of(current_buyer().id),
    )
