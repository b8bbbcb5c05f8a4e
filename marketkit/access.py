"""Who may do what: the only place where it is decided.

A page of a buyer stands under `/b/<buyer_slug>/`. Whoever is not a member of that buyer gets 404, as if it did not
exist; a member whose role lacks the permission gets 403; whoever is not signed in is sent to sign in. Every view says
what it needs with one of the decorators here; a request to one that says nothing is refused.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from flask import Flask, Response, abort, current_app, g, jsonify, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

View = TypeVar("View", bound=Callable[..., Any])
NEEDS = "_access"
PUBLIC, SIGNED_IN = "public", "signed in"
MACHINE_FORMATS = (".json", ".csv", ".xml", ".ics")


class Role(enum.Enum):
    """What a person is at a buyer. One person may be different things at different buyers."""

    OFFICER = "officer"
    EVALUATOR = "evaluator"
    LEGAL = "legal"
    LEADER = "leader"
    AUDITOR = "auditor"
    ADMIN = "admin"


class Permission(enum.Enum):
    """What a page may need."""

    VIEW_PROCUREMENTS = "view-procurements"
    EDIT_PROCUREMENTS = "edit-procurements"
    VIEW_STRATEGY = "view-strategy"
    VIEW_EVALUATION = "view-evaluation"
    EVALUATE_BIDS = "evaluate-bids"
    ASSESS_BIDS = "assess-bids"
    VIEW_CONTRACTS = "view-contracts"
    WRITE_CONTRACTS = "write-contracts"
    VIEW_ROADMAP = "view-roadmap"
    EDIT_ROADMAP = "edit-roadmap"
    EDIT_BUYER = "edit-buyer"
    MANAGE_MEMBERS = "manage-members"
    READ_AUDIT = "read-audit"


class Buyer(Protocol):
    """What is asked of a buyer here."""

    id: int
    slug: str
    name: str


class About(Protocol):
    """What a permission may depend on: a procurement, which is at some place of its way."""

    @property
    def results_are_open(self) -> bool:
        """Whether the award has been decided, so that leaders and lawyers may read the evaluation."""


P = Permission
ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Officers run procurements from need to follow-up; they may sit in the panel too.
    Role.OFFICER: frozenset(
        {
            P.VIEW_PROCUREMENTS,
            P.EDIT_PROCUREMENTS,
            P.VIEW_STRATEGY,
            P.VIEW_EVALUATION,
            P.EVALUATE_BIDS,
            P.ASSESS_BIDS,
            P.VIEW_CONTRACTS,
            P.WRITE_CONTRACTS,
            P.VIEW_ROADMAP,
            P.EDIT_ROADMAP,
        }
    ),
    # Evaluators score what is assigned to them and see nobody else's scores and no ranking before the award.
    Role.EVALUATOR: frozenset({P.VIEW_PROCUREMENTS, P.VIEW_STRATEGY, P.ASSESS_BIDS, P.VIEW_ROADMAP}),
    # Lawyers own the contract templates and write contracts beside the officers.
    Role.LEGAL: frozenset(
        {P.VIEW_PROCUREMENTS, P.VIEW_STRATEGY, P.VIEW_CONTRACTS, P.WRITE_CONTRACTS, P.VIEW_ROADMAP}
    ),
    Role.LEADER: frozenset({P.VIEW_PROCUREMENTS, P.VIEW_STRATEGY, P.VIEW_CONTRACTS, P.VIEW_ROADMAP}),
    # Auditors read everything and change nothing.
    Role.AUDITOR: frozenset(
        {
            P.VIEW_PROCUREMENTS,
            P.VIEW_STRATEGY,
            P.VIEW_EVALUATION,
            P.VIEW_CONTRACTS,
            P.VIEW_ROADMAP,
            P.READ_AUDIT,
        }
    ),
    # Administrators look after people and settings; bids are none of their business.
    Role.ADMIN: frozenset({P.VIEW_PROCUREMENTS, P.VIEW_ROADMAP, P.EDIT_BUYER, P.MANAGE_MEMBERS}),
}
# What a role gains once the award of the procurement in question has been decided.
AFTER_AWARD: dict[Role, frozenset[Permission]] = {
    Role.EVALUATOR: frozenset({P.VIEW_EVALUATION}),
    Role.LEGAL: frozenset({P.VIEW_EVALUATION}),
    Role.LEADER: frozenset({P.VIEW_EVALUATION}),
}

FindMember = Callable[[int, str], "tuple[Buyer, Role] | None"]
FindNames = Callable[[Iterable[int]], Mapping[int, str]]
FindPeople = Callable[[int, Iterable[Role]], Mapping[int, str]]


def requires(permission: Permission) -> Callable[[View], View]:
    """The view is for members of the buyer whose role has this permission."""
    return lambda view: _declare(view, permission)


def public(view: View) -> View:
    """The view is for everyone, signed in or not."""
    return _declare(view, PUBLIC)


def signed_in(view: View) -> View:
    """The view is for whoever is signed in, whatever they are a member of."""
    return _declare(view, SIGNED_IN)


def _declare(view: View, needs: Permission | str) -> View:
    setattr(view, NEEDS, needs)
    return view


def init_app(
    app: Flask,
    find_member: FindMember,
    find_names: FindNames,
    find_people: FindPeople,
    sign_in_endpoint: str,
) -> None:
    """Decide on every request. `find_member(user id, buyer slug)` tells a person's buyer and role there,
    `find_names(user ids)` what people are called, `find_people(buyer id, roles)` who is one of these at a buyer.

    Endpoints of libraries are declared with `declare_endpoint`.
    """
    app.extensions["marketkit_find_names"] = find_names
    app.extensions["marketkit_find_people"] = find_people
    app.extensions["marketkit_find_member"] = find_member
    app.extensions["marketkit_sign_in"] = sign_in_endpoint
    app.extensions.setdefault("marketkit_endpoints", {})
    app.before_request(_decide)
    app.url_defaults(_fill_in_buyer)


def declare_endpoint(app: Flask, endpoint: str, needs: Permission | str) -> None:
    """Say what an endpoint needs that is not a view of ours."""
    app.extensions.setdefault("marketkit_endpoints", {})[endpoint] = needs


def needs_of(app: Flask, endpoint: str) -> Permission | str | None:
    """What an endpoint declares; None when it declares nothing."""
    given: dict[str, Permission | str] = app.extensions.get("marketkit_endpoints", {})
    if endpoint in given:
        return given[endpoint]
    return getattr(app.view_functions.get(endpoint), NEEDS, None)


def _decide() -> AnyResponse | None:
    """Let the request through, or answer it here."""
    slug = (request.view_args or {}).pop("buyer_slug", None)
    if request.endpoint is None:
        return None  # no such page; the router's own 404 follows
    needs = needs_of(current_app, request.endpoint)
    if needs is None:
        if current_app.testing:
            raise AssertionError(f"{request.endpoint} does not declare who may use it")
        abort(403)
    if needs == PUBLIC:
        return None
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if slug is None:
        if needs == SIGNED_IN:
            return None
        abort(403)  # a permission holds at a buyer, and this address names none
    find: FindMember = current_app.extensions["marketkit_find_member"]
    found = find(current_user.id, slug)
    if found is None:
        abort(404)
    g.buyer, g.role = found
    # What depends on the procurement is asked again by the view, which knows it: see `require`.
    if isinstance(needs, Permission) and not (needs in _granted() or needs in _after_award()):
        abort(403)
    return None


def _ask_to_sign_in() -> AnyResponse:
    if request.path.endswith(MACHINE_FORMATS) or request.accept_mimetypes.best == "application/json":
        response: Response = jsonify({"error": "sign in first"})
        response.status_code = 401
        return response
    endpoint: str = current_app.extensions["marketkit_sign_in"]
    if request.method != "GET":
        return redirect(url_for(endpoint))
    return redirect(url_for(endpoint, next=request.full_path.rstrip("?")))


def _fill_in_buyer(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses made on a buyer's page are that buyer's unless they say otherwise."""
    buyer = current_buyer()
    if buyer is not None and current_app.url_map.is_endpoint_expecting(endpoint, "buyer_slug"):
        values.setdefault("buyer_slug", buyer.slug)


def current_buyer() -> Any:
    """The buyer whose page this is, if the person is a member; None on pages that are no buyer's."""
    return g.get("buyer")


def current_role() -> Role | None:
    """What the person is at the buyer whose page this is."""
    role: Role | None = g.get("role")
    return role


def current_user_id() -> int | None:
    """The number of the person who is signed in."""
    return current_user.id if current_user and current_user.is_authenticated else None


def names(user_ids: Iterable[int | None]) -> Mapping[int, str]:
    """What people are called, by their numbers; those that are not known are left out."""
    find: FindNames = current_app.extensions["marketkit_find_names"]
    return find({user_id for user_id in user_ids if user_id is not None})


def people(permission: Permission, *, buyer_id: int) -> Mapping[int, str]:
    """The buyer's members whose role has this permission, at any time, and whose account stands: names by number."""
    find: FindPeople = current_app.extensions["marketkit_find_people"]
    return find(buyer_id, [role for role, granted in ROLE_PERMISSIONS.items() if permission in granted])


def allows(permission: Permission, about: About | None = None) -> bool:
    """Whether the person may do this at the buyer whose page it is, in the procurement in question if one is given."""
    if permission in _granted():
        return True
    return about is not None and about.results_are_open and permission in _after_award()


def require(permission: Permission, about: About) -> None:
    """Refuse with 403 what the person may not do in this procurement."""
    if not allows(permission, about):
        abort(403)


def _granted() -> frozenset[Permission]:
    role = current_role()
    return ROLE_PERMISSIONS[role] if role else frozenset()


def _after_award() -> frozenset[Permission]:
    role = current_role()
    return AFTER_AWARD.get(role, frozenset()) if role else frozenset()
