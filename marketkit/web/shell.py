"""What surrounds every page: whose installation it is, the menu, the account, and protection of its forms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask import Blueprint, Flask, current_app, g, request, url_for
from flask_wtf.csrf import CSRFProtect

from marketkit import access
from marketkit.features import Feature, MenuItem
from marketkit.said import decimal_text
from marketkit.web.fields import field_attributes
from marketkit.web.formats import Exact

PRODUCT = "marketkit"
ACCOUNT_MENU = "marketkit_account_menu"


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of a menu; `current` marks the page, or the section of pages, one is on."""

    label: Any
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class AccountMenu:
    """What a person can do with their account from every page; `sign_out` is the address a form posts to."""

    links: tuple[Link, ...] = ()
    sign_out: str | None = None


def init_app(app: Flask) -> None:
    """Templates, their globals, and a token in every form (kept as long as the session, not an hour)."""
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    CSRFProtect(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(Blueprint("web", __name__, template_folder="templates"))
    app.jinja_env.globals.update(
        site_name=site_name,
        start_url=start_url,
        navigation=navigation,
        account_menu=account_menu,
        field_attributes=field_attributes,
        current_buyer=access.current_buyer,
        public_site=public_site,
        open_pages=open_pages,
    )
    app.add_template_filter(sort_key)


@dataclass(frozen=True, slots=True)
class PublicSite:
    """What surrounds pages that are open to everyone: whose they are, where they begin, and their menu.

    One that `stands_alone` is drawn to be put on another server, where nobody can sign in.
    """

    name: str
    start: str
    items: tuple[tuple[Any, str], ...]
    stands_alone: bool = False

    def links(self) -> list[Link]:
        """The menu; the entry whose address this page's is is the current one."""
        here = request.script_root + request.path
        return [Link(label, url, url == here) for label, url in self.items]


def show_public_site(site: PublicSite) -> None:
    """Let the page of this request be one of a public site."""
    g.public_site = site


def public_site() -> PublicSite | None:
    site: PublicSite | None = g.get("public_site")
    return site


def site_name() -> str:
    """Whose pages these are: the buyer's; the product's name before one has been entered."""
    site = public_site() if request else None
    buyer = access.current_buyer() if request else None
    return site.name if site else buyer.name if buyer else PRODUCT


def start_url() -> str:
    site = public_site()
    return site.start if site else f"{request.script_root}/"


def set_account_menu(app: Flask, make: Callable[[], AccountMenu | None]) -> None:
    """Let the accounts say what their menu holds for the person whose request this is; None hides it."""
    app.extensions[ACCOUNT_MENU] = make


def open_pages() -> list[tuple[str, str]]:
    """What anybody may read without an account: names and addresses, as the features give them."""
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    return [page for feature in features if feature.open_pages for page in feature.open_pages()]


def account_menu() -> AccountMenu | None:
    site = public_site()
    if site is not None and site.stands_alone:
        return None
    make: Callable[[], AccountMenu | None] | None = current_app.extensions.get(ACCOUNT_MENU)
    return make() if make else None


def navigation() -> list[Link]:
    """The public site's menu on its pages; else the features' as far as this person may use them, at this buyer."""
    site = public_site()
    if site is not None:
        return site.links()
    features: tuple[Feature, ...] = current_app.extensions["marketkit_features"]
    buyer = access.current_buyer()
    arguments = {"buyer_slug": buyer.slug} if buyer else {}
    return menu_links([item for feature in features for item in feature.menu], **arguments)


def menu_links(items: Iterable[MenuItem], **arguments: Any) -> list[Link]:
    """Menu items as links: those the person may use and whose address `arguments` suffice for.

    The one whose address is the longest beginning of this page's address is the current one.
    """
    found = []
    for item in items:
        needed = {name for rule in current_app.url_map.iter_rules(item.endpoint) for name in rule.arguments}
        if needed <= arguments.keys() and (item.permission is None or access.allows(item.permission)):
            wanted: dict[str, Any] = {name: arguments[name] for name in needed}
            found.append((item.label, url_for(item.endpoint, **wanted)))
    here = request.script_root + request.path
    inside = [url for _label, url in found if here == url or here.startswith(url.rstrip("/") + "/")]
    nearest = max(inside, key=len, default=None)
    return [Link(label, url, url == nearest) for label, url in found]


def sort_key(value: Exact | str) -> str:
    """What a table sorts a cell by: a number to twelve decimals, a text as it is."""
    return value if isinstance(value, str) else decimal_text(Fraction(value), 12)
