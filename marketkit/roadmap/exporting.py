"""A buyer's roadmap, or what filters keep of it, written to a file in one of the machine formats.

OCDS, CSV and JSON are written an entry at a time, so that the largest roadmap takes no more memory than a batch.
"""

from __future__ import annotations

import dataclasses
import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from marketkit.errors import Fault, MarketkitError
from marketkit.procurements.models import Buyer
from marketkit.roadmap.asked import Asked
from marketkit.roadmap.atom import FeedLinks, list_feed
from marketkit.roadmap.calendars import calendar
from marketkit.roadmap.eforms_facts import NoticeSite
from marketkit.roadmap.entries import find_published, stream_entries
from marketkit.roadmap.feed_words import calendar_words, feed_words, roadmap_title
from marketkit.roadmap.json_api import json_chunks
from marketkit.roadmap.notices import faults_now, notice_xml
from marketkit.roadmap.ocds import release_package
from marketkit.roadmap.ocds_record import record_package
from marketkit.roadmap.plan import Entry
from marketkit.roadmap.queries import changed_at, matching_ids
from marketkit.roadmap.site import Site
from marketkit.roadmap.tables import csv_chunks, xlsx_bytes
from marketkit.web.language import said

EPOCH = datetime.fromtimestamp(0, UTC)


class NoSuchEntryError(MarketkitError):
    """The buyer has no published entry with this key."""


@dataclass(slots=True)
class Export:
    """What is to be written: entries of a buyer as a site publishes them.

    While it runs, `written` counts entries, and `faults` gathers what stands against notices that could not be made.
    """

    buyer: Buyer
    asked: Asked
    site: Site
    notices: NoticeSite
    now: datetime
    key: str = ""
    written: int = 0
    faults: list[Fault] = field(default_factory=list)

    def entries(self) -> Iterator[Entry]:
        """The one entry that is asked for, else those the filters keep, in the order of their numbers."""
        for entry in self._chosen():
            self.written += 1
            yield entry

    def _chosen(self) -> Iterator[Entry]:
        if self.key:
            return filter(None, [find_published(self.buyer.id, self.key)])
        ids = matching_ids(self.buyer.id, self.asked.filters) if self.asked.any else None
        return stream_entries(self.buyer.id, ids=ids)

    def published_at(self) -> datetime:
        return changed_at(self.buyer.id) or EPOCH


def _ocds(export: Export) -> Iterator[bytes]:
    uri = f"{export.site.base_url}/ocds/releases.json"
    return _encoded(
        release_package(export.entries(), export.site, uri=uri, published_at=export.published_at())
    )


def _ocds_record(export: Export) -> Iterator[bytes]:
    uri = f"{export.site.base_url}/ocds/records.json"
    return _encoded(
        record_package(export.entries(), export.site, uri=uri, published_at=export.published_at())
    )


def _csv(export: Export) -> Iterator[bytes]:
    return _encoded(csv_chunks(export.entries(), export.site))


def _json(export: Export) -> Iterator[bytes]:
    return _encoded(json_chunks(export.entries(), export.site))


def _xlsx(export: Export) -> Iterator[bytes]:
    yield xlsx_bytes(export.entries(), export.site, sheet_name=export.buyer.name[:31])


def _atom(export: Export) -> Iterator[bytes]:
    """The whole list in one feed, the newest change first."""
    entries = sorted(export.entries(), key=lambda entry: entry.latest.at, reverse=True)
    links = FeedLinks(this=f"{export.site.base_url}/roadmap.atom", people=f"{export.site.base_url}/")
    words = feed_words(roadmap_title(export.buyer.name))
    yield list_feed(entries, export.site, words=words, links=links, updated_at=export.published_at())


def _ical(export: Export) -> Iterator[bytes]:
    yield calendar(export.entries(), export.site, words=calendar_words(export.buyer.name))


def _eforms(export: Export) -> Iterator[bytes]:
    """One notice as XML where one entry was asked for, else a ZIP of one for each open entry."""
    if export.key:
        yield from (made for _key, made in _notices(export))
        return
    stream = _Passed()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, made in _notices(export):
            archive.writestr(zipfile.ZipInfo(f"{key}.xml"), made, zipfile.ZIP_DEFLATED)
            yield stream.take()
    yield stream.take()


class _Passed(io.RawIOBase):
    """What an archive writes, to be taken piece by piece; it cannot go back."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        taken, self.pieces = b"".join(self.pieces), []
        return taken


def _notices(export: Export) -> Iterator[tuple[str, bytes]]:
    """The notices that can be made; the faults of the others go to `export.faults`."""
    for entry in export.entries():
        if not export.key and not entry.plan.standing.is_open:
            export.written -= 1
            continue
        found = faults_now(entry, export.notices, export.now)
        if found:
            export.written -= 1
            export.faults += [dataclasses.replace(fault, file=entry.key) for fault in found]
        else:
            yield entry.key, notice_xml(entry, export.notices, now=export.now, translate=said)


WRITERS: dict[str, Callable[[Export], Iterator[bytes]]] = {
    "ocds": _ocds,
    "ocds-record": _ocds_record,
    "eforms": _eforms,
    "atom": _atom,
    "ical": _ical,
    "csv": _csv,
    "xlsx": _xlsx,
    "json": _json,
}


def write_export(export: Export, format: str, stream: IO[bytes]) -> None:
    """Write the entries in one of WRITERS' formats. Raises NoSuchEntryError."""
    if export.key and find_published(export.buyer.id, export.key) is None:
        raise NoSuchEntryError(f'there is no published entry "{export.key}"')
    for piece in WRITERS[format](export):
        stream.write(piece)


def _encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """A stream into a file that stands there only once all of it is written; what stood there stays until then, and
    where nothing was written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as stream:
            yield stream
            empty = stream.tell() == 0
        if not empty:
            unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
