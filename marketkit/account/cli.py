"""The commands for people and what they are at which buyer. Passwords are typed in or read, never given as words."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from marketkit.commandline import ReportingCommand
from marketkit.errors import BadInput, Fault

if TYPE_CHECKING:
    from marketkit.account.models import User

# Spelt out here too, so that `--help` loads none of the code behind it; a test holds them against access.Role.
ROLES = ("officer", "evaluator", "legal", "leader", "auditor", "admin")


@click.group()
def user() -> None:
    """The people who sign in."""


@user.command(cls=ReportingCommand)
@click.argument("email")
@click.option("--name", prompt="Name", help="What the person is called.")
def create(email: str, name: str) -> None:
    """Add a person, such as: marketkit user create kari@example.no --name "Kari Nordmann"."""
    from marketkit.account import services

    password = _ask_password()
    with _writing():
        made = services.create_user(email=email, name=name, password=password, actor_id=None)
        click.echo(
            f"{made.name} can sign in as {made.email}. Next: marketkit member add {made.email} BUYER ROLE"
        )


@user.command(name="list", cls=ReportingCommand)
def list_users() -> None:
    """Show the people, and what they are at which buyer."""
    from sqlalchemy import select

    from marketkit.account.models import Membership, User
    from marketkit.db import db
    from marketkit.operations import application
    from marketkit.procurements.models import Buyer

    with application():
        people = db.session.scalars(select(User).order_by(User.email)).all()
        roles: dict[int, list[str]] = {}
        rows = select(Membership.user_id, Buyer.slug, Membership.role).join(
            Buyer, Buyer.id == Membership.buyer_id
        )
        for user_id, slug, role in db.session.execute(rows.where(Membership.active).order_by(Buyer.slug)):
            roles.setdefault(user_id, []).append(f"{role.value} at {slug}")
        for person in people:
            standing = "" if person.active else "  (closed)"
            click.echo(
                f"{person.email}  {person.name}  {', '.join(roles.get(person.id, [])) or '-'}{standing}"
            )
        if not people:
            click.echo("There is nobody yet. Add somebody with: marketkit user create EMAIL")


@user.command(cls=ReportingCommand)
@click.argument("email")
def set_password(email: str) -> None:
    """Give the person a new password, and sign them out everywhere."""
    from marketkit.account import services

    password = _ask_password()
    with _writing():
        person = _person(email)
        services.set_password(user=person, password=password, actor_id=None)
        click.echo(f"{person.email} has a new password and is signed out everywhere.")


@user.command(cls=ReportingCommand)
@click.argument("email")
def reset_code(email: str) -> None:
    """Let the person sign in with the password alone, when phone and recovery codes are lost."""
    from marketkit.account import services

    with _writing():
        person = _person(email)
        services.remove_two_factor(user=person, actor_id=None)
        click.echo(f"{person.email} signs in with the password alone now.")


@user.command(cls=ReportingCommand)
@click.argument("email")
def disable(email: str) -> None:
    """Close the account: nobody can sign in to it, and whoever is signed in is signed out."""
    _set_active(email, active=False)


@user.command(cls=ReportingCommand)
@click.argument("email")
def enable(email: str) -> None:
    """Open a closed account again."""
    _set_active(email, active=True)


def _set_active(email: str, *, active: bool) -> None:
    from marketkit.account import services

    with _writing():
        person = _person(email)
        services.set_active(user=person, active=active, actor_id=None)
        click.echo(f"{person.email} {'can sign in again' if active else 'can no longer sign in'}.")


@click.group()
def member() -> None:
    """What people are at a buyer."""


@member.command(cls=ReportingCommand)
@click.argument("email")
@click.argument("buyer")
@click.argument("role", type=click.Choice(ROLES))
def add(email: str, buyer: str, role: str) -> None:
    """Make a person a member of BUYER (its part of the address), or change what they are there."""
    from sqlalchemy import select

    from marketkit.access import Role
    from marketkit.account import services
    from marketkit.db import db
    from marketkit.procurements.models import Buyer

    with _writing():
        person = _person(email)
        found = db.session.scalar(select(Buyer).where(Buyer.slug == buyer))
        if found is None:
            raise BadInput(
                [Fault("there is no such buyer; see marketkit buyer list", column="buyer", value=buyer)]
            )
        services.add_member(user=person, buyer=found, role=Role(role), actor_id=None)
        click.echo(f"{person.email} is {role} at {found.name}.")


def _ask_password() -> str:
    """Typed twice and not shown; from a program, one line of standard input."""
    if sys.stdin.isatty():
        text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        return text
    return sys.stdin.readline().rstrip("\r\n")


def _person(email: str) -> User:
    from marketkit.account import services

    person = services.find_user(email)
    if person is None:
        raise BadInput(
            [Fault("there is no such person; see marketkit user list", column="email", value=email)]
        )
    return person


@contextmanager
def _writing() -> Iterator[None]:
    """One transaction on the installation's database; what a service refuses becomes a fault of the input."""
    from marketkit.account.services import LastAdminError
    from marketkit.db import transaction
    from marketkit.operations import application
    from marketkit.procurements.refused import FieldRefusedError

    with application():
        try:
            with transaction():
                yield
        except FieldRefusedError as refused:
            raise BadInput([Fault(str(refused.said), column=refused.field)]) from None
        except LastAdminError as error:
            raise BadInput([Fault(str(error), column="role")]) from None
