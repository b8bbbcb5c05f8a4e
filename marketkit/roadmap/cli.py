"""`marketkit roadmap`: the public roadmap without its pages. Loads the application only when a command runs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text, report_faults
from marketkit.errors import BadInput, Fault
from marketkit.said import say

if TYPE_CHECKING:
    from marketkit.procurements.models import Buyer
    from marketkit.roadmap.asked import Asked

FORMATS = ("ocds", "ocds-record", "eforms", "atom", "ical", "csv", "xlsx", "json")
STANDARD_OUTPUT = "-"
BATCH = 200
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


@click.group()
def roadmap() -> None:
    """What is planned to be bought: export it, publish it as files, fill it."""


def _day(_context: click.Context, parameter: click.Parameter, text: str | None) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        raise click.BadParameter(f'"{text}" is not a day such as 2027-03-15', param=parameter) from None


def _moment(_context: click.Context, parameter: click.Parameter, text: str | None) -> str:
    try:
        datetime.fromisoformat(text or "2027-03-15")
    except ValueError:
        shapes = "a day or a moment such as 2027-03-15T12:00:00Z"
        raise click.BadParameter(f'"{text}" is not {shapes}', param=parameter) from None
    return text or ""


def _text(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str:
    return text or ""


def _truth(name: str, help: str) -> Callable[[Any], Any]:
    return click.option(f"--{name}", type=click.Choice(["true", "false"]), callback=_text, help=help)


FILTERS: tuple[Callable[[Any], Any], ...] = (
    click.option("--q", default="", help="Words that the entry holds."),
    click.option("--cpv", default="", help="A CPV code or its first digits."),
    click.option("--place", default="", help="A NUTS code or its beginning."),
    click.option("--unit", default="", help="A unit's exact name."),
    click.option("--window-from", callback=_day, help="Windows that end on this day or later."),
    click.option("--window-to", callback=_day, help="Windows that begin on this day or earlier."),
    click.option("--value-min", default="", help="Value bands that reach this amount."),
    click.option("--value-max", default="", help="Value bands that begin at this amount or below."),
    click.option("--procedure", default="", help="A procedure's code, such as open."),
    click.option("--model", default="", help="A kind of contract's code, such as framework-agreement."),
    click.option("--standing", default="", help="planned, started, cancelled, withdrawn or all."),
    _truth("small", "Whether it suits small and medium-sized firms."),
    _truth("non-profit", "Whether it suits non-profit organisations."),
    click.option("--changed-since", callback=_moment, help="Published or changed at this time or later."),
)


def with_filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The filters of the public list as options, by the same names."""
    for option in reversed(FILTERS):
        command = option(command)
    return command


@roadmap.command(cls=ReportingCommand)
@click.option("--format", "kind", type=click.Choice(FORMATS), required=True)
@BUYER
@with_filters
@click.option("--entry", "key", default="", help="One entry, by its key.")
@click.option("--base-url", help="Where the roadmap is published; this installation's address unless told.")
@LANG
@NOTICE_FACTS
@click.option("-o", "--output", required=True, help='The file to write; "-" for standard output.')
@AS_JSON
def export(
    kind: str,
    slug: str | None,
    key: str,
    base_url: str | None,
    language: str | None,
    notice_facts: Path | None,
    output: str,
    json_output: bool,
    **filters: str,
) -> None:
    """Write the roadmap, or what the filters keep of it, as one file in a machine format.

    eForms: the notice of one --entry as XML, else a ZIP with one for each open entry; those that lack something are
    named on standard error with every fault, and the exit code is 1. JSON: {"format", "file", "entries", "faults"}.
    """
    from marketkit.operations import application
    from marketkit.roadmap.buyer_sites import notice_site, site_of
    from marketkit.roadmap.exporting import Export
    from marketkit.web.language import in_language

    facts = _notice_facts(notice_facts)
    with application() as settings:
        buyer, spoken = the_buyer(slug), _language(language)
        address = (base_url or f"{settings.base_url}/roadmap/{buyer.slug}").rstrip("/")
        _require_address(address)
        asked = _asked(filters, buyer)
        with in_language(spoken):
            work = Export(
                buyer,
                asked,
                site_of(buyer, address, spoken),
                notice_site(buyer, spoken, facts),
                datetime.now(UTC),
                key,
            )
            _write(work, kind, output)
    report_faults(work.faults, json_output=False)
    if output != STANDARD_OUTPUT:
        told = {"format": kind, "file": output, "entries": work.written}
        faults = [fault.as_dict() for fault in work.faults]
        click.echo(
            json_text({**told, "faults": faults}) if json_output else f"{output}: {work.written} entries"
        )
    if work.faults:
        raise SystemExit(EXIT_NOT_FINE)


def _write(work: Any, kind: str, output: str) -> None:
    from marketkit.roadmap.exporting import NoSuchEntryError, whole_file, write_export

    try:
        if output == STANDARD_OUTPUT:
            write_export(work, kind, click.open_file(STANDARD_OUTPUT, "wb"))
            return
        with whole_file(Path(output)) as stream:
            write_export(work, kind, stream)
    except NoSuchEntryError as error:
        raise BadInput([Fault(str(error), column="entry", value=work.key)]) from None
    except OSError as error:
        raise BadInput(
            [Fault(say("cannot be written: {strerror}", strerror=error.strerror), file=output)]
        ) from None


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

    facts = _notice_facts(notice_facts)
    address = (base_url or NO_ADDRESS).rstrip("/")
    with application():
        _require_address(address)
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


def _asked(filters: dict[str, str], buyer: Buyer) -> Asked:
    from marketkit.roadmap.asked import asked_filters
    from marketkit.web.language import in_language

    with in_language("en"):
        asked = asked_filters(filters, buyer)
    if asked.faults:
        raise BadInput([Fault(text.replace("; it was left out.", ".")) for text in asked.faults])
    return asked


def _language(wish: str | None) -> str:
    from marketkit.web.language import available

    languages = available()
    if wish is not None and wish not in languages:
        offered = ", ".join(languages)
        message = say("--lang: the installation speaks {offered}", offered=offered)
        raise BadInput([Fault(message, column="lang", value=wish)])
    return wish or languages[0]


def _require_address(address: str) -> None:
    from marketkit.roadmap.site import is_address

    if not is_address(address):
        message = say('"{text}" is not an address such as https://plans.example.org/roadmap', text=address)
        raise BadInput([Fault(message, column="base-url", value=address)])


def _notice_facts(file: Path | None) -> Mapping[str, str]:
    from marketkit.roadmap.buyer_sites import NO_FACTS, read_notice_facts

    if file is None:
        return NO_FACTS
    try:
        return read_notice_facts(file.read_bytes(), str(file))
    except OSError as error:
        message = say("cannot be opened: {strerror}", strerror=error.strerror)
        raise BadInput([Fault(message, file=str(file))]) from None
