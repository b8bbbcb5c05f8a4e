"""`marketkit roadmap export`: the roadmap, or what filters keep of it, as one file in a machine format."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text, report_faults
from marketkit.errors import BadInput, Fault
from marketkit.roadmap.command_options import (
    AS_JSON,
    BUYER,
    LANG,
    NOTICE_FACTS,
    notice_facts_of,
    require_address,
    the_buyer,
)
from marketkit.said import say

if TYPE_CHECKING:
    from marketkit.procurements.models import Buyer
    from marketkit.roadmap.asked import Asked

FORMATS = ("ocds", "ocds-record", "eforms", "atom", "ical", "csv", "xlsx", "json")
STANDARD_OUTPUT = "-"


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


@click.command(cls=ReportingCommand)
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
    from marketkit.roadmap.buyer_sites import site_of
    from marketkit.roadmap.exporting import Export
    from marketkit.roadmap.notices import notice_site
    from marketkit.web.language import in_language

    facts = notice_facts_of(notice_facts)
    with application() as settings:
        buyer, spoken = the_buyer(slug), _language(language)
        address = (base_url or f"{settings.base_url}/roadmap/{buyer.slug}").rstrip("/")
        require_address(address)
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
        counted = f"{work.written} {'entry' if work.written == 1 else 'entries'}"
        told = {"format": kind, "file": output, "entries": work.written}
        faults = [fault.as_dict() for fault in work.faults]
        click.echo(json_text({**told, "faults": faults}) if json_output else f"{output}: {counted}")
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
