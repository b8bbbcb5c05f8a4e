"""The whole public site of a buyer as files: any web server can carry it, and it needs no program.

Every page is drawn by the application's own view. What did not change since the last run is neither drawn nor written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from flask import Flask, current_app

from marketkit import __version__
from marketkit.db import db
from marketkit.procurements.models import Buyer
from marketkit.roadmap.buyer_sites import site_of, today_of
from marketkit.roadmap.entries import stream_entries
from marketkit.roadmap.filters import Filters
from marketkit.roadmap.machine_views import FEED_SIZE
from marketkit.roadmap.notices import NO_FACTS, faults_now, notice_site, notice_xml
from marketkit.roadmap.plan import Entry, Standing
from marketkit.roadmap.public_views import SIZE
from marketkit.roadmap.queries import page as page_of
from marketkit.roadmap.search_index import search_index
from marketkit.roadmap.static_addresses import (
    ALL,
    ENTRY_PAGES,
    IN_LANGUAGE,
    NOTICE,
    PLANNED,
    SEARCH,
    SHARED,
    entry_files,
)
from marketkit.roadmap.static_drawing import Drawer
from marketkit.roadmap.static_folder import Report, SiteFolder
from marketkit.roadmap.static_links import start_page
from marketkit.roadmap.static_tags import EntryTag, digest, entry_tags, forecast_tag, list_tag
from marketkit.web.language import NAMES, available, in_language, said

BATCH = 100
NO_ADDRESS = "https://roadmap.invalid"  # a name that never leads anywhere (RFC 2606)
STYLES = ("vendor/theme.css", "vendor/designsystemet.css", "marketkit.css")
LIST_PAGES = ("timeline", "reliability", "about", "list_ics")
Item = TypeVar("Item")
Watch = Callable[[Iterable[list[EntryTag]], int], AbstractContextManager[Iterable[list[EntryTag]]]]


def unwatched(
    items: Iterable[list[EntryTag]], _length: int
) -> AbstractContextManager[Iterable[list[EntryTag]]]:
    return nullcontext(items)


def publish_site(
    buyer: Buyer,
    out: Path,
    *,
    base_url: str = NO_ADDRESS,
    facts: Mapping[str, str] = NO_FACTS,
    watch: Watch = unwatched,
) -> Report:
    """Write the site of a buyer's roadmap into a folder (see `static_folder`); gives what was written.

    `base_url` is where it will be read: feeds, calendars and data need whole addresses. `facts` say more about the
    buyer in planning notices. `watch` is handed the entries, batch by batch, and their number of batches.
    """
    with SiteFolder(out) as folder:
        work = Publication(buyer, folder, base_url.rstrip("/"), facts)
        return work.run(watch)


class Publication:
    """One run over a buyer's roadmap."""

    def __init__(self, buyer: Buyer, folder: SiteFolder, base_url: str, facts: Mapping[str, str]) -> None:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
        self.buyer_id, self.slug, self.name = buyer.id, buyer.slug, buyer.name
        self.folder, self.now, self.today = folder, datetime.now(UTC), today_of(buyer)
        self.languages = available()
        self.notices = notice_site(buyer, self.languages[0], facts)
        self.site = site_of(buyer, base_url, self.languages[0])
        self.drawer = Drawer(app, folder, self.slug, self.languages)
        self.drawer.draw_for(self.site, self._has_notice)
        self.fixed = digest(__version__, self.drawer.assets_at, self.site, self.languages, self.notices)
        self.may_send: tuple[str, bool] = ("", False)

    def run(self, watch: Watch) -> Report:
        buyer = db.session.get_one(Buyer, self.buyer_id)
        whole = list_tag(buyer, self.today, self.fixed)
        old = self.folder.old.tags
        forecasts = old["forecasts"] if old.get("list") == whole else forecast_tag(self.buyer_id)
        tags = list(entry_tags(buyer, self.today, self.fixed, forecasts))
        db.session.rollback()
        batches = [tags[start : start + BATCH] for start in range(0, len(tags), BATCH)]
        with watch(batches, len(batches)) as shown:
            for batch in shown:
                self._entries(batch)
        if old.get("list") != whole or not self._keep_lists(tags):
            self._lists()
        self.drawer.put_assets()
        entries = {each.key: each.tag for each in tags}
        return self.folder.finish(
            {"fixed": self.fixed, "list": whole, "forecasts": forecasts, "entries": entries}
        )

    def _entries(self, batch: Sequence[EntryTag]) -> None:
        """The files of some entries: those whose tag is the old one stand on, the others are drawn."""
        known = self.folder.old.tags.get("entries", {})
        changed = [
            each for each in batch if known.get(each.key) != each.tag or not self._keep_entry(each.key)
        ]
        found = list(stream_entries(self.buyer_id, ids=[each.id for each in changed])) if changed else []
        db.session.rollback()
        for entry in found:
            self._entry(entry)

    def _keep_entry(self, key: str) -> bool:
        *files, notice = entry_files(key, self.languages)
        return self.folder.keep([*files, notice] if notice in self.folder.old.files else files)

    def _entry(self, entry: Entry) -> None:
        self.drawer.show(entry)
        for page in ENTRY_PAGES:
            for language in self.languages if page in IN_LANGUAGE else self.languages[:1]:
                self.drawer.draw(page, language, key=entry.key)
        if self._has_notice(entry):
            with in_language(self.languages[0]):
                made = notice_xml(entry, self.notices, now=entry.latest.at, translate=said)
            self.folder.put(NOTICE.format(key=entry.key), made)

    def _has_notice(self, entry: Entry) -> bool:
        """Whether the entry's planning notice could be sent today."""
        if self.may_send[0] != entry.key:
            self.may_send = (entry.key, not faults_now(entry, self.notices, self.now))
        return self.may_send[1]

    def _keep_lists(self, tags: Iterable[EntryTag]) -> bool:
        """Let all files that are not about one entry alone stand on."""
        own = {file for each in tags for file in entry_files(each.key, self.languages)}
        return self.folder.keep(
            file for file in self.folder.old.files if file not in own and not file.startswith("static/")
        )

    def _lists(self) -> None:
        """Everything that shows several entries, and the page to begin at."""
        for page in SHARED:
            if page not in ENTRY_PAGES:
                self.drawer.draw(page, self.languages[0])
        followed = {
            ("entries", PLANNED): (Filters(standing=(Standing.PLANNED,)), SIZE),
            ("entries", ALL): (Filters(), SIZE),
            ("list_atom", ""): (Filters(), FEED_SIZE),
        }
        cursors = {which: self._cursors(which, *asked) for which, asked in followed.items()}
        for language in self.languages:
            for page in LIST_PAGES:
                self.drawer.draw(page, language)
            for (page, standing), found in cursors.items():
                for cursor in found:
                    asked = {"standing": standing, "cursor": cursor}
                    self.drawer.draw(page, language, **{name: text for name, text in asked.items() if text})
            with in_language(language):
                self.folder.put(f"{language}/{SEARCH}", search_index(self.buyer_id, self.today))
        self.folder.put("index.html", self._start())

    def _cursors(self, which: tuple[str, str], filters: Filters, size: int) -> list[str]:
        """The cursors that the pages of a list begin at; the first page has none."""
        found, cursor = [""], page_of(self.buyer_id, filters, None, size).next
        while cursor:
            found.append(cursor)
            self.drawer.places["".join(which), cursor] = len(found)
            cursor = page_of(self.buyer_id, filters, cursor, size).next
        db.session.rollback()
        return found

    def _start(self) -> bytes:
        links = [(code, NAMES[code], f"{code}/index.html") for code in self.languages]
        self.drawer.assets.update(STYLES)
        style = [f"{self.drawer.assets_at.lstrip('/')}{name}" for name in STYLES]
        return start_page(self.name, self.languages[0], links, style)
