"""The commands of whoever runs an installation: the database's shape, the audit chain, backup and restore."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import click

from marketkit.commandline import EXIT_NOT_FINE, ReportingCommand
from marketkit.errors import BadInput, Fault, MarketkitError
from marketkit.settings import Settings


@contextmanager
def plain_errors() -> Iterator[None]:
    """Say an error of ours in one line and exit with 1, instead of showing where in the program it arose."""
    try:
        yield
    except BadInput:
        raise
    except MarketkitError as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def application() -> Iterator[Settings]:
    """An application context on the settings of the environment, with the database at the newest revision."""
    from marketkit import create_app
    from marketkit.migrations import ensure_current

    with plain_errors():
        settings = Settings.from_environ(os.environ)
        settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        ensure_current(settings.database_url)
        with create_app(settings).app_context():
            yield settings


@click.group()
def database() -> None:
    """Look after the shape of the database."""


@database.command(cls=ReportingCommand)
@click.option("--to", "revision", default="head", help="The revision to stop at; the newest unless told.")
def upgrade(revision: str) -> None:
    """Take the database up to the newest revision. Starting the server does this by itself."""
    from marketkit import migrations

    settings = _settings()
    with plain_errors():
        migrations.upgrade(settings.database_url, revision)
    click.echo(f"The database is at revision {_standing(settings)}.")


@database.command(cls=ReportingCommand)
@click.argument("revision")
@click.confirmation_option(
    prompt="Tables that the older revision does not know are removed with their rows. Go on?"
)
def downgrade(revision: str) -> None:
    """Take the database down to REVISION. Make a backup first."""
    from marketkit import migrations

    settings = _settings()
    with plain_errors():
        migrations.downgrade(settings.database_url, revision)
    click.echo(f"The database is at revision {_standing(settings)}.")


@database.command(cls=ReportingCommand)
def status() -> None:
    """Say which revision the database is at, and which is the newest."""
    from marketkit import migrations

    click.echo(
        f"The database is at revision {_standing(_settings())}; the newest is {migrations.newest_revision()}."
    )


@database.command(cls=ReportingCommand)
@click.argument("message")
def draft(message: str) -> None:
    """Write the next revision from what differs between the models and the database (for developers)."""
    from marketkit import migrations

    with plain_errors():
        click.echo(migrations.draft(_settings().database_url, message))


@click.group()
def audit() -> None:
    """Check the record of what was done."""


@audit.command(cls=ReportingCommand)
@click.option(
    "--anchor",
    "anchor_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Heads written down earlier with `marketkit audit anchor`; shows a tail that was cut off.",
)
def verify(anchor_file: Path | None) -> None:
    """Walk the whole chain; name the first entry that does not hold and exit with 1."""
    from marketkit.audit import read_anchors
    from marketkit.audit import verify as verify_chain

    anchors = []
    if anchor_file is not None:
        try:
            anchors = read_anchors(anchor_file.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadInput([Fault(str(error), file=str(anchor_file))]) from None
    with application():
        verification = verify_chain(anchors=anchors)
    if verification.broken is not None:
        broken = verification.broken
        click.echo(f"BROKEN at entry {broken.number}: {broken.reason}.", err=True)
        raise SystemExit(EXIT_NOT_FINE)
    against = f", and {len(anchors)} anchors are met" if anchors else ""
    click.echo(f"All {verification.entries} entries hold{against}. Head: {verification.head.hash}")


@audit.command(cls=ReportingCommand)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A file to add the line to; else shown.",
)
def anchor(output: Path | None) -> None:
    """Write down the chain's head. Keep it where whoever can write to the database cannot."""
    from marketkit.audit import anchor_text, head

    with application():
        line = anchor_text(head())
    if output is None:
        click.echo(line)
        return
    with output.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    click.echo(f"Added to {output}: {line}")


@click.command(cls=ReportingCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--with-keys", is_flag=True, help="Save the keys too. Keep such a file as you would keep the keys."
)
def backup(file: Path, with_keys: bool) -> None:
    """Write the database and the uploaded files to FILE, while the server goes on running."""
    from marketkit.backup import back_up

    settings = _settings()
    with plain_errors():
        made = back_up(settings, file, with_keys=with_keys)
    click.echo(
        f"{file}: {made.entries} audit entries hold, {len(made.files)} uploaded files. Head: {made.head}"
    )
    if not with_keys:
        click.echo(
            f"The keys in {settings.instance / 'keys'} are not in it; keep a copy of them in another place."
        )


@click.command(cls=ReportingCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask, and replace what stands.")
def restore(file: Path, yes: bool) -> None:
    """Put the backup FILE back, after saying what that will do. Stop the server first."""
    from marketkit.archive import Archive
    from marketkit.restore import Restore

    settings = _settings()
    with plain_errors(), closing(Archive(file)) as archive:
        work = Restore(settings, archive)
        plan = work.plan()
        for sentence in plan.sentences:
            click.echo(sentence)
        if plan.replaces and not yes:
            raise click.ClickException("nothing was changed: to replace what stands, say --yes")
        if not yes:
            click.confirm("Go on?", abort=True)
        aside = work.carry_out()
    click.echo("Restored.")
    for kept in aside:
        click.echo(f"What stood before is kept as {kept}.")


def _settings() -> Settings:
    settings = Settings.from_environ(os.environ)
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    return settings


def _standing(settings: Settings) -> str:
    from sqlalchemy import create_engine

    from marketkit.migrations import current_revision

    with create_engine(settings.database_url).connect() as connection:
        return current_revision(connection) or "none (empty)"
