"""How every command reports bad input: all faults on standard error, exit 2, and as JSON where JSON was asked for.

Light to import on purpose: commands load their own code only when they run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from marketkit.errors import BadInput, Fault

EXIT_FINE = 0
EXIT_NOT_FINE = 1  # a blocking finding, or a result that cannot be computed
EXIT_BAD_INPUT = 2


def prints_utf8() -> bool:
    """Whether the reader of our output takes UTF-8."""
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    return encoding == "utf8"


def json_text(value: object) -> str:
    """The value as JSON, readable where the reader of our output takes UTF-8, pure ASCII elsewhere."""
    text = json.dumps(value, ensure_ascii=not prints_utf8(), indent=2)
    if any("\ud800" <= character <= "\udfff" for character in text):
        return json.dumps(value, indent=2)  # a file name that is not UTF-8 holds lone surrogates
    return text


def report_faults(faults: Iterable[Fault], *, json_output: bool) -> None:
    """Every fault on standard error, one a line; under JSON also `{"errors": […]}` on standard output."""
    found = tuple(faults)
    for fault in found:
        click.echo(str(fault).encode(errors="backslashreplace").decode(), err=True)
    if json_output:
        click.echo(json_text({"errors": [fault.as_dict() for fault in found]}))


@contextmanager
def reporting_faults(json_output: bool) -> Iterator[None]:
    """Turns BadInput raised inside into a report of every fault and exit code 2."""
    try:
        yield
    except BadInput as error:
        report_faults(error.faults, json_output=json_output)
        raise SystemExit(EXIT_BAD_INPUT) from None


class ReportingCommand(click.Command):
    """A command whose body runs under `reporting_faults`, by its parameter `json_output`.

    A wrongly written command line is reported as JSON too when `--json` stands in it; click itself explains it on
    standard error and exits with 2.
    """

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        asked_for_json = "--json" in args
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            if asked_for_json:
                fault = Fault(error.format_message())
                click.echo(json_text({"errors": [fault.as_dict()]}))
            raise

    def invoke(self, ctx: click.Context) -> Any:
        with reporting_faults(bool(ctx.params.get("json_output"))):
            return super().invoke(ctx)
