"""Which file of a site stands for which address of the application's public pages.

Pages, feeds and calendars speak a language and stand in its folder; data are the same for all and stand beside them:
`nb/index.html`, `nb/entries/<key>.html`, `nb/roadmap.atom`, `roadmap.csv`, `ocds/releases.json`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from marketkit.errors import MarketkitError

IN_LANGUAGE = {
    "timeline": "timeline.html",
    "reliability": "reliability.html",
    "about": "about.html",
    "entry": "entries/{key}.html",
    "entry_atom": "entries/{key}.atom",
    "entry_ics": "entries/{key}.ics",
    "list_ics": "roadmap.ics",
}
SHARED = {
    "list_csv": "roadmap.csv",
    "list_xlsx": "roadmap.xlsx",
    "list_json": "api/entries.json",
    "changes_json": "api/changes.json",
    "list_ocds": "ocds/releases.json",
    "list_ocds_records": "ocds/records.json",
    "ocds_extension": "ocds/extension.json",
    "ocds_extension_schema": "ocds/release-schema.json",
    "entry_json": "api/entries/{key}.json",
    "entry_ocds": "ocds/entries/{key}.json",
}
NOTICE = "eforms/{key}.xml"
SEARCH = "search.json"
ENTRY_PAGES = ("entry", "entry_atom", "entry_ics", "entry_json", "entry_ocds")
PLANNED, ALL = "planned", "all"
_LISTS = {
    ("entries", PLANNED): ("index.html", "planned-{}.html"),
    ("entries", ALL): ("all.html", "all-{}.html"),
}
_FEED = ("roadmap.atom", "roadmap-{}.atom")
_ENDPOINT = "roadmap.public_"
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class UnknownAddressError(MarketkitError):
    """A page leads to an address of the application for which the site has no file."""


@dataclass(slots=True)
class Addresses:
    """The files of one buyer's site. `language` is that of the page being drawn; `assets` gathers what pages use.

    `places` holds the numbers of pages of a list, by the list and the cursor they begin at.
    """

    routes: MapAdapter
    slug: str
    assets_at: str
    language: str
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    assets: set[str] = field(default_factory=set)

    def file(self, address: str) -> str:
        """The file for an address ("/roadmap/fjordvik/?lang=nb"). Raises UnknownAddressError."""
        parts = urlsplit(address)
        if parts.path.startswith(self.assets_at):
            self.assets.add(parts.path.removeprefix(self.assets_at))
            return parts.path.lstrip("/")
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        language = query.pop("lang", self.language)
        page, key = self._page(address, parts.path)
        name = self._name(page, key, query, address)
        if query:
            raise UnknownAddressError(f"the site has no file for {address}")
        return name if page in SHARED else f"{language}/{name}"

    def _page(self, address: str, path: str) -> tuple[str, str]:
        try:
            endpoint, values = self.routes.match(path)
        except HTTPException:
            raise UnknownAddressError(f"the site has no file for {address}") from None
        if not endpoint.startswith(_ENDPOINT) or values.get("public_buyer") != self.slug:
            raise UnknownAddressError(f"the site has no file for {address}")
        return endpoint.removeprefix(_ENDPOINT), values.get("key", "")

    def _name(self, page: str, key: str, query: dict[str, str], address: str) -> str:
        if key and not _KEY.fullmatch(key):
            raise UnknownAddressError(f"no file can be called {key!r}")
        names = _FEED if page == "list_atom" else None
        shown = ""
        if page == "entries":
            shown = query.pop("standing", PLANNED)
            names = _LISTS.get((page, shown))
        if names:
            return self._of_list(names, page + shown, query.pop("cursor", ""), address)
        found = IN_LANGUAGE.get(page) or SHARED.get(page)
        if found is None:
            raise UnknownAddressError(f"the site has no file for {address}")
        return found.format(key=key)

    def _of_list(self, names: tuple[str, str], which: str, cursor: str, address: str) -> str:
        if not cursor:
            return names[0]
        number = self.places.get((which, cursor))
        if number is None:
            raise UnknownAddressError(f"the site has no file for {address}")
        return names[1].format(number)


def entry_files(key: str, languages: tuple[str, ...]) -> list[str]:
    """All files that are about one entry alone; the last one, its notice, may be missing."""
    named = [(page, template.format(key=key)) for page, template in (IN_LANGUAGE | SHARED).items()]
    about = [(page, name) for page, name in named if page in ENTRY_PAGES]
    shared = [name for page, name in about if page in SHARED]
    own = [f"{code}/{name}" for code in languages for page, name in about if page in IN_LANGUAGE]
    return [*own, *shared, NOTICE.format(key=key)]
