"""Starting the web application: bring the database up to date, fill in the demonstration when asked, serve."""

from __future__ import annotations

import ipaddress
import json
import os
import signal
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING

import click

from marketkit.commandline import ReportingCommand
from marketkit.errors import MarketkitError
from marketkit.operations import plain_errors
from marketkit.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

DEMO_SEED = 2026
DEMO_LOADED = "demonstration.loaded"
THREADS = 8
FORM_OVERHEAD = (
    1_000_000  # what a form may hold beside its file, before the server itself cuts the request off
)


@click.command(cls=ReportingCommand)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Serve the web application; on the first start the database is made."""
    start(Settings.from_environ(os.environ), host=host, port=port)


@click.command(cls=ReportingCommand)
@click.option(
    "--demo", is_flag=True, help="Fill in the demonstration on the first start, and show its logins."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def run(demo: bool, host: str, port: int) -> None:
    """Try marketkit on this machine: `marketkit run --demo`."""
    settings = Settings.from_environ(os.environ)
    start(replace(settings, demo=settings.demo or demo), host=host, port=port)


def start(settings: Settings, *, host: str, port: int) -> None:
    """Everything up to and including serving; returns when the server is told to stop."""
    with plain_errors():
        app = prepare(settings, host=host)
        _listen(app, settings, host=host, port=port)


def prepare(settings: Settings, *, host: str = "127.0.0.1") -> Flask:
    """The application on an up-to-date database, with the demonstration filled in where the settings ask for it."""
    from marketkit import create_app
    from marketkit.migrations import ensure_current

    if settings.demo and not _is_loopback(host):
        raise MarketkitError("the demonstration's passwords are public, so it is served on this machine only")
    settings.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    ensure_current(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        if settings.demo:
            load_demonstration(app)
        else:
            add_what_is_missing(app)
    return app


def add_what_is_missing(app: Flask) -> None:
    """Let every feature add what an installation cannot begin without: there is a buyer from the first start on."""
    from marketkit.db import db

    for feature in app.extensions["marketkit_features"]:
        if feature.first_start is not None:
            feature.first_start()
            db.session.commit()


def load_demonstration(app: Flask) -> None:
    """Let every feature add its demonstration data once; a feature that came later adds its own at the next start."""
    from sqlalchemy import select

    from marketkit.audit import AuditEntry, record
    from marketkit.db import db, transaction

    loaded = db.session.scalars(select(AuditEntry.details).where(AuditEntry.action == DEMO_LOADED)).all()
    done = {json.loads(details)["feature"] for details in loaded}
    for feature in app.extensions["marketkit_features"]:
        if feature.demo is None or feature.name in done:
            continue
        with transaction():
            feature.demo(DEMO_SEED)
            record(
                DEMO_LOADED,
                subject="demonstration",
                buyer_id=None,
                actor_id=None,
                details={"feature": feature.name, "seed": DEMO_SEED},
            )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _listen(app: Flask, settings: Settings, *, host: str, port: int) -> None:
    from waitress.server import create_server

    try:
        server = create_server(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            max_request_body_size=settings.max_upload_bytes + FORM_OVERHEAD,
            clear_untrusted_proxy_headers=settings.proxies == 0,
        )
    except OSError as error:
        raise MarketkitError(f"cannot listen on {host}, port {port}: {error.strerror}; try --port") from None
    click.echo(f"marketkit is at http://{host}:{port}/")
    for line in (*demonstration_logins(app), *first_steps(app)):
        click.echo(line)
    signal.signal(signal.SIGTERM, _stop)
    server.run()
    server.close()


def demonstration_logins(app: Flask) -> list[str]:
    """The logins to show at the start, one a line; none outside the demonstration."""
    logins = app.extensions.get("marketkit_demo_logins", ())
    if not app.extensions["marketkit_settings"].demo or not logins:
        return []
    return ["Sign in as:", *(f"  {role:<12} {email}  {password}" for role, email, password in logins)]


def first_steps(app: Flask) -> list[str]:
    """How to make the first person an administrator; nothing once there is an account."""
    from sqlalchemy import select

    from marketkit.account.models import User
    from marketkit.db import db
    from marketkit.procurements.models import Buyer

    with app.app_context():
        if db.session.scalar(select(User.id).limit(1)) is not None:
            return []
        slug = db.session.scalar(select(Buyer.slug).order_by(Buyer.id).limit(1))
    return [
        "Nobody can sign in yet. Add yourself, as the administrator of the buyer:",
        '  marketkit user create you@example.org --name "Your name"',
        f"  marketkit member add you@example.org {slug} admin",
        "The buyer's name is changed under Settings.",
    ]


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
