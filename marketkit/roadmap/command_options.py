"""What several commands of the roadmap share: their options, whose roadmap it is, a bar that shows how far they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from marketkit.errors import BadInput, Fault
from marketkit.said import say

if TYPE_CHECKING:
    from marketkit.procurements.models import Buyer

Item = TypeVar("Item")
AS_JSON = click.option("--json", "json_output", is_flag=True, help="Print the result as JSON.")
BUYER = click.option("--buyer", "slug", help="Whose roadmap, by its address; not needed where there is one.")
LANG = click.option(
    "--lang", "language", help="The language of words of ours; the installation's first unless told."
)
NOTICE_FACTS = click.option(
    "--notice-facts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="More about the buyer in planning notices (YAML): street, city, post_code, nuts, country, email, phone, "
    "legal_type, activity, profile_url, legal_basis.",
)


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """The items, so many at a time."""
    batch: list[Item] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


@contextmanager
def progress(items: Iterable[Item], *, length: int, label: str) -> Iterator[Iterable[Item]]:
    """The items, with a bar on standard error while they pass where a person sits before it."""
    if not sys.stderr.isatty():
        yield items
        return
    with click.progressbar(items, length=length, label=label, file=sys.stderr) as bar:
        yield bar


def the_buyer(slug: str | None) -> Buyer:
    """The buyer with this address; without one the installation's only buyer. Raises BadInput."""
    from sqlalchemy import select

    from marketkit.db import db
    from marketkit.procurements.models import Buyer

    rows = db.session.scalars(select(Buyer).order_by(Buyer.slug)).all()
    chosen = [row for row in rows if slug is None or row.slug == slug]
    if len(chosen) == 1:
        return chosen[0]
    listed = ", ".join(row.slug for row in rows) or "none"
    if slug is None:
        message = say("say which buyer with --buyer; there are: {listed}", listed=listed)
    else:
        message = say('there is no buyer "{slug}"; there are: {listed}', slug=slug, listed=listed)
    raise BadInput([Fault(message, column="buyer", value=slug)])


def require_address(address: str) -> None:
    """Raises BadInput for what is no web address."""
    from marketkit.roadmap.site import is_address

    if not is_address(address):
        message = say('"{text}" is not an address such as https://plans.example.org/roadmap', text=address)
        raise BadInput([Fault(message, column="base-url", value=address)])


def notice_facts_of(file: Path | None) -> Mapping[str, str]:
    """What a file says of the buyer for its notices. Raises BadInput."""
    from marketkit.roadmap.buyer_sites import read_notice_facts
    from marketkit.roadmap.notices import NO_FACTS

    if file is None:
        return NO_FACTS
    try:
        return read_notice_facts(file.read_bytes(), str(file))
    except OSError as error:
        message = say("cannot be opened: {strerror}", strerror=error.strerror)
        raise BadInput([Fault(message, file=str(file))]) from None
