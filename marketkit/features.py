"""The features of marketkit, in dependency order, and what each one gives the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Blueprint

    from marketkit.said import Said

# Each is a package with a module `feature` that holds FEATURE; a later one may use the tables of an earlier one.
FEATURES = (
    "marketkit.procurements",
    "marketkit.account",
    "marketkit.evaluations",
    "marketkit.contracts",
    "marketkit.roadmap",
)
# Every module that defines tables, in the order of their foreign keys.
MODELS = (
    "marketkit.audit",
    "marketkit.account.models",
    "marketkit.procurements.models",
    "marketkit.procurements.official_cpv",
    "marketkit.sourcing.models",
    "marketkit.evaluations.models",
    "marketkit.evaluations.preparation.models",
    "marketkit.evaluations.bids.models",
    "marketkit.evaluations.assessment.models",
    "marketkit.evaluations.decision.models",
    "marketkit.evaluations.reporting.models",
    "marketkit.contracts.models",
    "marketkit.roadmap.models",
    "marketkit.roadmap.import_models",
    "marketkit.roadmap.search",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class MenuItem:
    """A link in the navigation or a tab of a procurement: a lazily translated label and the endpoint behind it.

    Shown to those who hold `permission` (a member of `access.Permission`), or to all when it is None. A tab may gather
    several `pages`: they form a second row whenever one of them is open.
    """

    label: Any
    endpoint: str
    permission: Any = None
    pages: tuple[MenuItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A named part of a whole in percent, 0 to 100; None where it has no share of its own."""

    name: str
    percent: Fraction | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """What a feature gives the house. `demo(seed)` adds its demonstration data and does nothing the second time;
    `first_start()` adds what an ordinary installation cannot begin without, where it is missing.

    `cli` names the feature's commands as `marketkit.cli.COMMANDS` has them; `access` declares endpoints that are
    not view functions of ours (a library's pages), by endpoint. `actions` says in words what the audit log's codes
    mean. `tells` holds, by an agreed name, what it can tell other features about a procurement in a language.
    `against_step` tells why a person may not take a procurement's step by hand (None: they may), where the feature
    brings it about itself. `open_pages` gives names and addresses of what anybody may read, for the page to sign in on.
    """

    name: str
    blueprint: Blueprint | None = None
    cli: tuple[str, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    procurement_tabs: tuple[MenuItem, ...] = ()
    access: Mapping[str, Any] = field(default_factory=dict)
    actions: Mapping[str, Any] = field(default_factory=dict)
    tells: Mapping[str, Callable[[Any, str], list[Share]]] = field(default_factory=dict)
    against_step: Callable[[Any, Any], Said | None] | None = None
    open_pages: Callable[[], list[tuple[str, str]]] | None = None
    demo: Callable[[int], None] | None = None
    first_start: Callable[[], None] | None = None


def load_features() -> tuple[Feature, ...]:
    """The features, imported, in dependency order."""
    return tuple(import_module(f"{name}.feature").FEATURE for name in FEATURES)


def load_models() -> None:
    """Import every module that defines tables, so that the metadata is whole."""
    for name in MODELS:
        import_module(name)
