"""`marketkit roadmap import`: a list kept elsewhere becomes entries, a later snapshot of it new versions."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand, json_text, report_faults
from marketkit.errors import BadInput, Fault
from marketkit.roadmap.command_options import AS_JSON, BUYER, progress, the_buyer
from marketkit.said import say

if TYPE_CHECKING:
    from marketkit.roadmap.importing_services import Imported
    from marketkit.roadmap.list_import import ListImport

NEW = "new"
MOST_NAMED = 20


@click.command("import", cls=ReportingCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", help="What each column is for: a YAML file, or the name of one that we ship.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the list; today unless told.")
@click.option("--list", "list_name", default="", help="The list's lasting name; the mapping's unless told.")
@click.option("--dry-run", is_flag=True, help="Only say what it comes to.")
@click.option(
    "--confirm",
    multiple=True,
    metavar="ROW=ENTRY",
    help='Which entry a row without a key is about, or "new"; may stand more than once.',
)
@click.option(
    "--refused",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write refused rows here with what is wrong (CSV), to be corrected and imported again.",
)
@BUYER
@AS_JSON
def import_list(
    file: Path,
    mapping: str | None,
    as_of: datetime | None,
    list_name: str,
    dry_run: bool,
    confirm: tuple[str, ...],
    refused: Path | None,
    slug: str | None,
    json_output: bool,
) -> None:
    """Publish a list from CSV or XLSX. The same list again changes nothing; a later one adds versions.

    Exit code 1 when rows were refused or are to be decided; the others are published. JSON: {"list", "dry_run", "rows":
    {"new", "changed", "unchanged", "older", "refused", "undecided"}, "missing": [{"entry", "title"}], "undecided":
    [{"row", "title", "candidates": [{"entry", "score"}]}], "faults", "warnings"}.
    """
    from marketkit.operations import application
    from marketkit.roadmap.buyer_sites import today_of
    from marketkit.roadmap.list_import import find_mapping, read_list, refused_late, store_list

    decisions = _decisions(confirm)
    with application():
        buyer = the_buyer(slug)
        columns = find_mapping(mapping, file, list_name)
        found = read_list(
            buyer,
            file,
            columns,
            as_of=_day(as_of),
            today=today_of(buyer),
            decisions=decisions,
            watch=lambda rows, total: progress(rows, length=total, label="Rows"),
        )
        done = None if dry_run else store_list(buyer, found)
        late = refused_late(done, file, columns)
    faults = [*found.faults, *(fault for row in late for fault in row.faults)]
    told = _told(found, done, faults)
    if refused is not None and (found.plan.refused or late):
        refused.write_bytes(found.refused_table(late))
    report_faults((*found.warnings, *faults), json_output=False)
    click.echo(json_text(told) if json_output else _in_words(told))
    if told["rows"]["refused"] or told["rows"]["undecided"]:
        raise SystemExit(EXIT_NOT_FINE)


def _day(typed: datetime | None) -> date | None:
    return typed.date() if typed else None


def _decisions(confirm: tuple[str, ...]) -> dict[int, str]:
    found = {}
    for text in confirm:
        row, _, entry = text.partition("=")
        if not (row.isascii() and row.isdigit() and entry):
            message = say(
                '"{text}" does not name a row and an entry, such as 12=fjordvik-2027-003', text=text
            )
            raise BadInput([Fault(message, column="confirm", value=text)])
        found[int(row)] = "" if entry == NEW else entry
    return found


def _told(found: ListImport, done: Imported | None, faults: list[Fault]) -> dict[str, Any]:
    plan = found.plan
    rows = {
        "new": len(done.created if done else plan.new),
        "changed": len(done.changed if done else plan.versions),
        "unchanged": len(plan.unchanged) + len(done.unchanged if done else ()),
        "older": len(plan.older),
        "refused": len(plan.refused) + len(done.refused if done else ()),
        "undecided": len(plan.undecided),
    }
    undecided = [
        {
            "row": each.row.number,
            "title": each.row.plan.title,
            "candidates": [{"entry": one.entry.entry_key, "score": one.score} for one in each.candidates],
        }
        for each in plan.undecided
    ]
    return {
        "list": found.list_name,
        "dry_run": done is None,
        "rows": rows,
        "missing": [{"entry": each.entry_key or each.key, "title": each.title} for each in found.missing],
        "undecided": undecided,
        "faults": [fault.as_dict() for fault in faults],
        "warnings": [fault.as_dict() for fault in found.warnings],
    }


def _in_words(told: dict[str, Any]) -> str:
    counts = ", ".join(f"{count} {what}" for what, count in told["rows"].items())
    lines = [f"{told['list']}: {counts}{' (nothing was stored)' if told['dry_run'] else ''}"]
    for each in told["undecided"]:
        perhaps = ", ".join(f"{one['entry']} ({one['score']} of 100)" for one in each["candidates"])
        lines.append(f'Row {each["row"]}, "{each["title"]}", resembles {perhaps}: decide with --confirm')
    lines += [
        f'Missing from the list: {each["entry"]} "{each["title"]}"' for each in told["missing"][:MOST_NAMED]
    ]
    if (left := len(told["missing"]) - MOST_NAMED) > 0:
        lines.append(f"… and {left} more are missing from the list")
    return "\n".join(lines)
