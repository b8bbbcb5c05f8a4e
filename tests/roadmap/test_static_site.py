"""The site as files: whole, relative, written only where something changed, and never seen half."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from flask import Flask, abort
from icalendar import Calendar
from lxml import html

from marketkit.db import transaction
from marketkit.procurements.choices import Regime
from marketkit.procurements.models import Buyer
from marketkit.roadmap import public_views, static_site
from marketkit.roadmap.demo_subjects import SUBJECTS
from marketkit.roadmap.eforms_rules import check
from marketkit.roadmap.invented import invented
from marketkit.roadmap.plan import Reason, Standing, ValueBand
from marketkit.roadmap.publishing import cancel, mark_started
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.static_addresses import Addresses, UnknownAddressError
from marketkit.roadmap.static_drawing import Drawer, DrawingError
from marketkit.roadmap.static_folder import Report, SiteFolder, SiteFolderError
from marketkit.roadmap.static_site import publish_site
from marketkit.roadmap.storing_invented import store_invented
from marketkit.values import Money
from tests.roadmap.conftest import Office
from tests.roadmap.published import HOSTILE

BASE = "https://plans.example.org/fjordvik"
ATOM = "{http://www.w3.org/2005/Atom}"
FACTS = {"country": "NOR", "legal_type": "la", "activity": "gen-pub"}
NOW = datetime.now(UTC)
SOON = f"{NOW.year + 1}-Q3"


def publish(buyer: Buyer, out: Path) -> Report:
    return publish_site(buyer, out, base_url=BASE, facts=FACTS)


def site_files(out: Path) -> dict[str, Path]:
    site = out / "site"
    return {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if not path.is_dir()}


def times(out: Path) -> dict[str, int]:
    return {file: path.stat().st_mtime_ns for file, path in site_files(out).items()}


def pages(out: Path) -> Iterator[tuple[str, html.HtmlElement]]:
    for file, path in site_files(out).items():
        if file.endswith(".html"):
            yield file, html.document_fromstring(path.read_text(encoding="utf-8"))


@pytest.fixture
def many(buyer: Buyer) -> Buyer:
    """More entries than a page of the list takes."""
    store(buyer, 53)
    return buyer


@pytest.fixture
def some(buyer: Buyer) -> Buyer:
    """A few entries, with longer histories."""
    store(buyer, 8, versions=5)
    return buyer


def store(buyer: Buyer, count: int, versions: int = 2) -> None:
    with transaction():
        made = invented(SUBJECTS, count=count, versions=versions, seed=3, today=NOW.date())
        store_invented(buyer=buyer, entries=made, actor_id=None)


def require_whole(out: Path) -> None:
    """Every link of every page leads to a file of the site or out of it, and nothing tells of the installation."""
    files = site_files(out)
    for file, page in pages(out):
        for _element, _attribute, link, _position in page.iterlinks():
            if urlsplit(link).scheme:
                assert link.startswith("https://"), f"{file}: {link}"
                continue
            assert not link.startswith("/"), f"{file}: {link}"
            meant = urlsplit(urljoin(f"http://x/{file}", link)).path.lstrip("/")
            assert not link or meant in files or link.startswith("#"), f"{file}: {link}"
        assert page.xpath("//form[not(@hidden)]") == [] and "Sign in" not in page.text_content()
    for file, path in files.items():
        content = path.read_bytes()
        if not file.startswith("static/"):
            for word in (b"127.0.0.1", b"localhost", b"/roadmap/fjordvik", b"?lang="):
                assert word not in content, f"{file} holds {word!r}"


def test_the_whole_site_links_only_to_its_own_files(many: Buyer, tmp_path: Path) -> None:
    report = publish(many, tmp_path)
    require_whole(tmp_path)
    files = site_files(tmp_path)
    assert set(report.written) == set(files) and report.unchanged == 0
    assert {"index.html", "en/index.html", "nb/all-2.html", "nb/timeline.html", "en/search.json"} <= set(
        files
    )
    for standing, first in (("planned", "index"), ("all", "all")):
        names = [file for file in files if re.fullmatch(rf"nb/({first}|{standing}-\d+)\.html", file)]
        texts = [files[name].read_text(encoding="utf-8") for name in names]
        shown = {key for text in texts for key in re.findall(r'href="entries/([^"]+)\.html"', text)}
        index = json.loads(files["nb/search.json"].read_bytes())["entries"]
        assert shown == {each["key"] for each in index if standing in ("all", each["standing"])}


def test_each_page_speaks_its_language_and_leads_to_itself_in_the_other(many: Buyer, tmp_path: Path) -> None:
    publish(many, tmp_path)
    for file, page in pages(tmp_path):
        language, _, name = file.partition("/")
        if not name:
            continue
        assert page.get("lang") == language, file
        other = {"en": "nb", "nb": "en"}[language]
        (link,) = page.xpath("//header//a[@hreflang]/@href")
        assert urlsplit(urljoin(f"http://x/{file}", link)).path == f"/{other}/{name}"
    start = html.document_fromstring(site_files(tmp_path)["index.html"].read_bytes())
    assert start.xpath("//a/@href") == ["en/index.html", "nb/index.html"]


def test_whole_addresses_in_feeds_calendars_and_data_lead_to_files_of_the_site(
    some: Buyer, tmp_path: Path
) -> None:
    publish(some, tmp_path)
    files = site_files(tmp_path)
    found = set()
    for file, path in files.items():
        text = path.read_text(encoding="utf-8") if path.suffix in (".atom", ".ics", ".json", ".csv") else ""
        if path.suffix == ".ics":
            Calendar.from_ical(text)
            text = text.replace("\r\n ", "")
        if path.suffix == ".atom":
            feed = ElementTree.fromstring(text)
            assert feed.findall(f"{ATOM}entry"), file
        if path.suffix == ".json":
            json.loads(text)
        found |= {(file, link) for link in re.findall(rf"{re.escape(BASE)}/[^\s\"<;,]+", text)}
    assert found
    lost = {(file, link) for file, link in found if link.removeprefix(f"{BASE}/") not in files}
    assert lost == set()


def test_a_second_run_draws_and_writes_nothing(
    some: Buyer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(some, tmp_path)
    before, version = times(tmp_path), os.readlink(tmp_path / "site")
    monkeypatch.setattr(Drawer, "_ask", lambda *_: pytest.fail("a page was drawn"))
    report = publish(some, tmp_path)
    assert (report.written, report.removed, report.unchanged) == ((), (), len(before))
    assert times(tmp_path) == before and os.readlink(tmp_path / "site") == version


def test_a_changed_entry_rewrites_only_what_shows_it(some: Buyer, office: Office, tmp_path: Path) -> None:
    entry = office.publish("Safety alarms", window=SOON, at=NOW - timedelta(days=5))
    key = entry.key
    publish(some, tmp_path)
    before = times(tmp_path)
    office.change(entry, at=NOW - timedelta(days=1), title="Safety alarms outdoors")
    report = publish(some, tmp_path)
    own = {file for file in report.written if key in file}
    assert {f"nb/entries/{key}.html", f"ocds/entries/{key}.json", f"en/entries/{key}.atom"} <= own
    others = set(report.written) - own
    assert not [file for file in others if "/entries/" in file]
    assert {"ocds/releases.json", "nb/search.json", "nb/roadmap.atom"} <= others
    after = times(tmp_path)
    assert {file: at for file, at in after.items() if file not in report.written} == {
        file: at for file, at in before.items() if file not in report.written
    }
    require_whole(tmp_path)


def test_a_file_that_was_lost_is_written_again(some: Buyer, tmp_path: Path) -> None:
    publish(some, tmp_path)
    key = next(file for file in site_files(tmp_path) if file.startswith("nb/entries/"))
    for file in (key, "roadmap.csv", "/favicon.svg"):
        next(path for name, path in site_files(tmp_path).items() if name.endswith(file)).unlink()
    report = publish(some, tmp_path)
    icon, *others = sorted(report.written, key=lambda file: not file.startswith("static/"))
    assert icon.endswith("/favicon.svg") and set(others) == {key, "roadmap.csv"}


def test_a_new_day_draws_again_and_writes_nothing_where_no_page_shows_the_day(
    buyer: Buyer, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = office.publish("Alarms", window=SOON, at=NOW - timedelta(days=5))
    with transaction():
        mark_started(entry=entry, on=NOW.date() - timedelta(days=1), actor_id=None, now=NOW)
    publish(buyer, tmp_path)
    tomorrow = NOW.date() + timedelta(days=1)
    monkeypatch.setattr(static_site, "today_of", lambda _buyer: tomorrow)
    report = publish(buyer, tmp_path)
    assert (report.written, report.removed) == ((), ())


def test_a_run_that_breaks_off_leaves_the_old_site_and_no_trace_after_the_next(
    some: Buyer, office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(some, tmp_path)
    before = times(tmp_path)
    office.publish("New", window=SOON, at=NOW - timedelta(days=1))
    with monkeypatch.context() as broken:
        broken.setattr(SiteFolder, "_point_to", lambda *_: (_ for _ in ()).throw(OSError("the disk is full")))
        with pytest.raises(OSError, match="disk"):
            publish(some, tmp_path)
    assert times(tmp_path) == before
    left = tmp_path / ".versions" / "20200101T000000000000Z.unfinished" / "site"
    left.mkdir(parents=True)
    report = publish(some, tmp_path)
    assert any("entries/" in file for file in report.written)
    require_whole(tmp_path)
    versions = [path.name for path in (tmp_path / ".versions").iterdir() if path.is_dir()]
    assert len(versions) == 2 and not [name for name in versions if "unfinished" in name]


def test_two_runs_at_once_are_kept_apart_and_a_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    with SiteFolder(tmp_path), pytest.raises(SiteFolderError, match="another run"), SiteFolder(tmp_path):
        pass
    other = tmp_path / "other"
    (other / "site").mkdir(parents=True)
    with pytest.raises(SiteFolderError, match="choose another folder"), SiteFolder(other):
        pass


def test_a_withdrawn_entry_stays_at_its_address(buyer: Buyer, office: Office, tmp_path: Path) -> None:
    entry = office.publish("Short-lived", window=SOON, at=NOW - timedelta(days=30))
    with transaction():
        cancel(
            entry=entry,
            standing=Standing.WITHDRAWN,
            reason=Reason.MERGED,
            note="Part of another",
            on=NOW.date() - timedelta(days=2),
            actor_id=None,
            now=NOW - timedelta(days=1),
        )
    publish(buyer, tmp_path)
    files = site_files(tmp_path)
    assert "Part of another" in files[f"en/entries/{entry.key}.html"].read_text(encoding="utf-8")
    assert entry.key in files["en/all.html"].read_text(encoding="utf-8")
    assert entry.key not in files["en/index.html"].read_text(encoding="utf-8")


def test_notices_are_written_where_they_can_be_made(buyer: Buyer, office: Office, tmp_path: Path) -> None:
    told = {"need": "The contract ends.", "cpv_codes": ("85312000",), "nuts_codes": ("NO082",)}
    value = ValueBand(high=Money.of(4_000_000, "NOK"))
    whole = office.publish("Alarms", window=SOON, regime=Regime.NO_PART_2, value=value, **told)
    lacking = office.publish("Beds", window=SOON)
    publish(buyer, tmp_path)
    files = site_files(tmp_path)
    notices = [file for file in files if file.startswith("eforms/")]
    assert notices == [f"eforms/{whole.key}.xml"]
    assert not check(files[notices[0]].read_bytes())
    assert f"../../eforms/{whole.key}.xml" in files[f"nb/entries/{whole.key}.html"].read_text(
        encoding="utf-8"
    )
    assert "eforms" not in files[f"nb/entries/{lacking.key}.html"].read_text(encoding="utf-8")


def test_hostile_text_in_every_field_stays_text(buyer: Buyer, office: Office, tmp_path: Path) -> None:
    for text in HOSTILE:
        texts = dict.fromkeys(("need", "resident_change", "unit", "contact", "expiring_contract"), text[:190])
        try:
            office.publish(text[:190].strip() or "x", window=SOON, lots=(text[:190],), **texts)
        except (EntryRefusedError, ValueError):
            continue  # what no page could hold is not let in at all
    publish(buyer, tmp_path)
    require_whole(tmp_path)
    written = 0
    for file, page in pages(tmp_path):
        scripts = page.xpath("//script")
        assert all(each.get("src") and not each.text for each in scripts), file
        assert page.xpath("//img[not(contains(@src, 'favicon'))] | //*[@onerror]") == [], file
        written += "<script>alert(1)</script>" in page.text_content()
    assert written > 4
    assert json.loads(site_files(tmp_path)["en/search.json"].read_bytes())["entries"]


def test_an_empty_roadmap_is_a_site_too(buyer: Buyer, tmp_path: Path) -> None:
    publish(buyer, tmp_path)
    require_whole(tmp_path)


def test_a_page_that_cannot_be_drawn_and_an_address_without_a_file_stop_the_run(
    some: Buyer, app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = Addresses(app.url_map.bind("localhost"), some.slug, "/static/1/", "nb")
    for address in (
        "/roadmap/other/",
        "/roadmap/fjordvik/openapi.json",
        "/roadmap/fjordvik/?q=words",
        "/roadmap/fjordvik/?cursor=unknown",
        "/sign-in",
        "/nowhere",
    ):
        with pytest.raises(UnknownAddressError, match=re.escape(address)):
            addresses.file(address)
    monkeypatch.setattr(SiteFolder, "put", lambda *_: None)
    monkeypatch.setattr(static_site, "entry_tags", lambda *_: iter(()))
    monkeypatch.setattr(public_views, "all_rows", lambda _buyer: abort(503))
    with pytest.raises(DrawingError, match=r"timeline.*503"):
        publish(some, tmp_path)
    assert not (tmp_path / "site").exists()


KILLED = """
import os, sys
from pathlib import Path
from marketkit.roadmap.static_folder import SiteFolder
folder = SiteFolder(Path(sys.argv[1])).__enter__()
folder.put("page.html", b"new")
os.kill(os.getpid(), 9)
"""


def test_a_run_that_is_killed_leaves_the_old_site_and_does_not_stand_in_the_way(tmp_path: Path) -> None:
    with SiteFolder(tmp_path) as folder:
        folder.put("page.html", b"old")
        folder.finish({})
    killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert killed.returncode == -9
    assert (tmp_path / "site" / "page.html").read_bytes() == b"old"
    assert len(list((tmp_path / ".versions").glob("*.unfinished"))) == 1
    with SiteFolder(tmp_path) as folder:
        folder.put("page.html", b"new")
        assert (tmp_path / "site" / "page.html").read_bytes() == b"old"
        assert folder.finish({}).written == ("page.html",)
    assert (tmp_path / "site" / "page.html").read_bytes() == b"new"
    assert len(list((tmp_path / ".versions").glob("2*"))) == 2
