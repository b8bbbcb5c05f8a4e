"""The `marketkit` command: one group that loads a command's code only when that command is run."""

from __future__ import annotations

from importlib import import_module

import click

from marketkit import __version__

# command name -> (where it is defined, one line of help). Help must not import the code behind it.
COMMANDS: dict[str, tuple[str, str]] = {
    "score": ("marketkit.scoring.cli:score", "Rank the bids of a file by a strategy, with the workings."),
    "sensitivity": (
        "marketkit.scoring.cli:sensitivity_command",
        "How firmly the first place stands: weights, prices, withdrawals.",
    ),
    "dry-run": (
        "marketkit.scoring.dry_run_cli:dry_run_command",
        "Try a strategy on invented bids before it is published.",
    ),
    "check": ("marketkit.sourcing.cli:check", "Hold a strategy against the rules of its jurisdiction."),
    "templates": ("marketkit.contracts.cli:templates", "List contract templates and show one."),
    "draft": ("marketkit.contracts.cli:draft", "Make a contract draft from a template and answers."),
    "redline": ("marketkit.contracts.cli:redline_command", "Compare two contract drafts as tracked changes."),
    "roadmap": ("marketkit.roadmap.cli:roadmap", "Export, publish and fill the public roadmap."),
    "run": ("marketkit.serving:run", "Try marketkit on this machine, with the demonstration data."),
    "serve": ("marketkit.serving:serve", "Serve the web application."),
    "buyer": ("marketkit.procurements.cli:buyer", "Add and list the organisations that buy."),
    "codes": ("marketkit.procurements.cli:codes", "Keep the published list of CPV codes."),
    "user": ("marketkit.account.cli:user", "Add and list the people who sign in; set passwords."),
    "member": ("marketkit.account.cli:member", "Say who is what at which buyer."),
    "db": ("marketkit.operations:database", "Look after the shape of the database."),
    "audit": ("marketkit.operations:audit", "Check the record of what was done."),
    "backup": ("marketkit.operations:backup", "Write the installation's data to one file."),
    "restore": ("marketkit.operations:restore", "Put a backup back."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called, so that `--help` answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="marketkit")
def main() -> None:
    """Score bids, draft contracts and publish a procurement roadmap."""
