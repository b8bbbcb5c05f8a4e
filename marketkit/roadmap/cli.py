"""`marketkit roadmap`: the public roadmap without its pages. Loads the application only when a command runs."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from marketkit.commandline import ReportingCommand, json_text
from marketkit.errors import BadInput, Fault
from marketkit.roadmap.command_options import (
    AS_JSON,
    BUYER,
    NOTICE_FACTS,
    Item,
    batches,
    notice_facts_of,
    progress,
    require_address,
    the_buyer,
)
from marketkit.roadmap.export_cli import export
from marketkit.roadmap.import_cli import import_list
from marketkit.said import say

if TYPE_CHECKING:
    from marketkit.procurements.models import Buyer

BATCH = 200


@click.group()
def roadmap() -> None:
    """What is planned to be bought: export it, publish it as files, import it."""


roadmap.add_command(export)
roadmap.add_command(import_list)


@roadmap.command(cls=ReportingCommand)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder; made if missing.",
)
@click.option("--base-url", help="Where the site will be read, such as https://plans.example.org.")
@BUYER
@NOTICE_FACTS
@AS_JSON
def publish(
    out: Path, base_url: str | None, slug: str | None, notice_facts: Path | None, json_output: bool
) -> None:
    """Write the whole public site as files that any web server can carry: let it serve OUT/site.

    What did not change is not written again, and readers see the whole old site until the whole new one stands.
    JSON: {"site", "written", "unchanged", "removed"}: the folder and three numbers.
    """
    from marketkit.operations import application
    from marketkit.roadmap.static_folder import SITE
    from marketkit.roadmap.static_site import NO_ADDRESS, publish_site

    facts = notice_facts_of(notice_facts)
    address = (base_url or NO_ADDRESS).rstrip("/")
    with application():
        require_address(address)
        buyer = the_buyer(slug)
        report = publish_site(buyer, out, base_url=address, facts=facts, watch=_watch)
    if base_url is None:
        click.echo(
            f"Feeds, calendars and data need whole addresses and now hold {NO_ADDRESS}: say --base-url",
            err=True,
        )
    counts = {"written": len(report.written), "unchanged": report.unchanged, "removed": len(report.removed)}
    if json_output:
        click.echo(json_text({"site": str(out / SITE), **counts}))
        return
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"{out / SITE}: {told}")


def _watch(batches: Iterable[Item], length: int) -> AbstractContextManager[Iterable[Item]]:
    return progress(batches, length=length, label="Pages of entries")


@roadmap.command(cls=ReportingCommand)
@click.option("--entries", required=True, type=click.IntRange(1, 1_000_000), help="How many entries.")
@click.option(
    "--versions",
    default=6,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="At most so many versions each.",
)
@click.option("--seed", default=22, show_default=True, help="The same seed gives the same entries.")
@BUYER
@click.option("--yes", is_flag=True, help="Also where the roadmap holds entries that are not invented.")
@AS_JSON
def generate(entries: int, versions: int, seed: int, slug: str | None, yes: bool, json_output: bool) -> None:
    """Publish invented entries, marked as invented: for load tests. They cannot be taken away again.

    JSON: {"entries"}.
    """
    from marketkit.db import transaction
    from marketkit.operations import application
    from marketkit.roadmap.buyer_sites import today_of
    from marketkit.roadmap.demo_subjects import SUBJECTS
    from marketkit.roadmap.invented import invented
    from marketkit.roadmap.storing_invented import store_invented

    done = 0
    with application():
        buyer = the_buyer(slug)
        if not yes:
            _require_no_real_entries(buyer)
        made = invented(SUBJECTS, count=entries, versions=versions, seed=seed, today=today_of(buyer))
        with progress(batches(made, BATCH), length=-(-entries // BATCH), label="Entries") as shown:
            for batch in shown:
                with transaction():
                    done += store_invented(buyer=the_buyer(buyer.slug), entries=batch, actor_id=None)
    click.echo(json_text({"entries": done}) if json_output else f"{done} invented entries were published.")


def _require_no_real_entries(buyer: Buyer) -> None:
    from marketkit.db import db
    from marketkit.roadmap.entries import count_entries
    from marketkit.roadmap.storing_invented import count_invented

    if count_entries(buyer.id) > count_invented(db.session, buyer):
        message = say(
            "the roadmap of {buyer} holds real entries, and invented ones cannot be taken away again; to go on, say "
            "--yes",
            buyer=buyer.name,
        )
        raise BadInput([Fault(message, column="buyer", value=buyer.slug)])
