"""Draws the pages of a site by the application's own views, and finds the files they need to look as they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from marketkit.errors import MarketkitError
from marketkit.requestlog import UNLOGGED
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.public_pages import STATIC
from marketkit.roadmap.site import Site
from marketkit.roadmap.static_addresses import NOTICE, Addresses
from marketkit.roadmap.static_folder import SiteFolder
from marketkit.roadmap.static_links import links_in_style, page_of_files
from marketkit.web.assets import STATIC as ASSETS


class DrawingError(MarketkitError):
    """The application did not give one of its own pages."""


@dataclass(slots=True)
class Drawn:
    """The site as the views that draw it know it, in one language."""

    site: Site
    addresses: Addresses
    has_notice: Callable[[Entry], bool]
    forecasts: dict[str, Any]
    entry: Entry | None = None

    def absolute(self, address: str) -> str:
        return f"{self.site.base_url}/{self.addresses.file(address)}"

    def notice_link(self, entry: Entry) -> str:
        return f"../../{NOTICE.format(key=entry.key)}" if self.has_notice(entry) else ""


class Drawer:
    """Asks the application for pages of one buyer's roadmap and puts them into their files."""

    def __init__(self, app: Flask, folder: SiteFolder, slug: str, languages: tuple[str, ...]) -> None:
        self.folder, self.slug, self.languages = folder, slug, languages
        self.routes = app.url_map.bind("localhost")
        self.client = app.test_client(use_cookies=False)
        self.host = app.extensions["marketkit_settings"].trusted_hosts[0].lstrip(".")
        self.assets_at = _assets_at(app)
        self.assets: set[str] = set()
        self.places: dict[tuple[str, str], int] = {}
        self.forecasts: dict[str, Any] = {}
        self.drawn: dict[str, Drawn] = {}

    def draw_for(self, site: Site, has_notice: Callable[[Entry], bool]) -> None:
        """What is drawn from now on is for this site."""
        for language in self.languages:
            addresses = Addresses(
                self.routes, self.slug, self.assets_at, language, places=self.places, assets=self.assets
            )
            own = replace(site, language=language, entry_page=f"/{language}/entries/{{key}}.html")
            self.drawn[language] = Drawn(own, addresses, has_notice, self.forecasts)

    def show(self, entry: Entry) -> None:
        """Pages about this entry are drawn next; it need not be read again."""
        self.forecasts.clear()
        for drawn in self.drawn.values():
            drawn.entry = entry

    def draw(self, page: str, language: str, **values: str) -> None:
        """Ask the application for one of its pages and put it into its file. Raises DrawingError."""
        drawn = self.drawn[language]
        given = {"public_buyer": self.slug, **values, "lang": language}
        address = self.routes.build(f"roadmap.public_{page}", given)
        # In a context of its own: a page must find nothing that another one left.
        Context().run(self._ask, address, drawn.addresses.file(address), drawn)

    def _ask(self, address: str, file: str, drawn: Drawn) -> None:
        answer = self.client.get(
            address,
            base_url=f"http://{self.host}",
            environ_overrides={STATIC: drawn, UNLOGGED: True},
            buffered=False,
        )
        with answer:
            if answer.status_code != 200:
                raise DrawingError(f"{address} could not be drawn: {answer.status}")
            if answer.mimetype == "text/html":
                self.folder.put(file, page_of_files(answer.get_data(), file, drawn.addresses.file))
            else:
                self.folder.put(file, _pieces(answer))

    def put_assets(self) -> None:
        """The style sheets, scripts, fonts and pictures that pages use, and what these use themselves."""
        prefix = self.assets_at.lstrip("/")
        old = {file.removeprefix(prefix) for file in self.folder.old.files if file.startswith(prefix)}
        waiting = sorted(self.assets | old)
        while waiting:
            name = waiting.pop()
            file = prefix + name
            if file not in self.folder.new.files:
                content = (ASSETS / name).read_bytes()
                self.folder.put(file, content)
                if name.endswith(".css"):
                    links = links_in_style(content.decode())
                    waiting += [str((Path(name).parent / link).as_posix()) for link in links]


def _pieces(answer: TestResponse) -> bytes | Iterator[bytes]:
    """The answer whole where it is at hand, else as it comes."""
    return answer.iter_encoded() if answer.is_streamed else answer.get_data()


def _assets_at(app: Flask) -> str:
    """The beginning of the addresses of static files, which changes with their content."""
    address: str = app.jinja_env.globals["static"]("favicon.svg")  # type: ignore[operator]
    return address.removesuffix("favicon.svg")
