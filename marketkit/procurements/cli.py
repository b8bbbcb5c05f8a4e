"""The commands for the buyers of an installation."""

from __future__ import annotations

import click

from marketkit.commandline import ReportingCommand
from marketkit.errors import BadInput, Fault


@click.group()
def buyer() -> None:
    """The organisations that buy through this installation."""


@buyer.command(cls=ReportingCommand)
@click.argument("name")
@click.option("--slug", help="Its part of every address, such as fjordvik; made from the name unless told.")
@click.option("--number", help="Its Norwegian organisation number.")
def create(name: str, slug: str | None, number: str | None) -> None:
    """Add a buyer, such as: marketkit buyer create "Fjordvik kommune"."""
    from marketkit.codes import organisation_number
    from marketkit.db import transaction
    from marketkit.operations import application
    from marketkit.procurements import registers
    from marketkit.procurements.descriptions import BuyerDescription
    from marketkit.procurements.refused import FieldRefusedError
    from marketkit.values import UnreadableError

    try:
        read = organisation_number(number) if number else None
    except UnreadableError as error:
        raise BadInput([Fault(str(error), column="number", value=number)]) from None
    with application():
        try:
            with transaction():
                made = registers.create_buyer(
                    slug=slug or registers.slug_of(name),
                    description=BuyerDescription(name=name.strip(), organisation_number=read),
                    actor_id=None,
                )
                click.echo(f"{made.name} was added; its pages are at /b/{made.slug}/")
        except FieldRefusedError as refused:
            raise BadInput([Fault(str(refused.said), column=refused.field)]) from None


@buyer.command(name="list", cls=ReportingCommand)
def list_buyers() -> None:
    """Show the buyers of this installation."""
    from sqlalchemy import select

    from marketkit.db import db
    from marketkit.operations import application
    from marketkit.procurements.models import Buyer

    with application():
        rows = db.session.scalars(select(Buyer).order_by(Buyer.slug)).all()
        for row in rows:
            click.echo(f"{row.slug}  {row.name}")
        if not rows:
            click.echo('There is none yet. Add one with: marketkit buyer create "Fjordvik kommune"')
