"""The commands for the buyers of an installation."""

from __future__ import annotations

from pathlib import Path

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


@click.group()
def codes() -> None:
    """Lists of codes that others publish."""


@codes.command(name="import", cls=ReportingCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["en", "nb"]), default="en", help="What JSON labels are in.")
@click.option(
    "--part", is_flag=True, help="The file holds some codes only; those it lacks are not withdrawn."
)
def import_codes(file: Path, language: str, part: bool) -> None:
    """Keep the published list of CPV codes: JSON ({"85312000-9": "label"}) or genericode (XML).

    From then on a code that is not in it, or was withdrawn, is said to be wrong in forms and remarked on in imports. A
    code that an earlier list had and this one lacks is withdrawn, unless --part is said.
    """
    from marketkit.db import transaction
    from marketkit.operations import application
    from marketkit.procurements.cpv_lists import read_cpv_list
    from marketkit.procurements.official_cpv import keep_list

    content = file.read_bytes()
    found = read_cpv_list(content, file.name, language)
    with application(), transaction():
        kept = keep_list(found, content=content, is_whole=not part)
    click.echo(
        f"{kept.standing} CPV codes: {kept.new} new, {kept.changed} changed, {kept.withdrawn} withdrawn"
    )
