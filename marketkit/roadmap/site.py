"""Where a roadmap is published and by whom: the addresses, names and texts that every machine format shares. Pure.

All formats give a text in one form: line breaks are "\\n", and what XML 1.0 cannot hold is left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from urllib.parse import quote, urlsplit

from marketkit.codes import cpv_code
from marketkit.roadmap.eforms_facts import line
from marketkit.roadmap.plan import Entry
from marketkit.values import UnreadableError

SAMPLE_PREFIX = "ocds-213czf"
_PREFIX = re.compile(r"ocds-[a-z0-9]{6}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_ADDRESS = re.compile(r"https?://[!$&'()*+,;=:@/~._%A-Za-z0-9\[\]-]+")
_NO_HOST = re.compile(r"[^a-z0-9.-]")
LAST_MOMENT = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The published roadmap of one buyer.

    `base_url` is the roadmap's own address without a slash at its end ("https://fjordvik.example/roadmap").
    `ocid_prefix` is registered with the Open Contracting Partnership; the documentation's own prefix marks samples.
    `number_scheme` is the register of `organisation_number` (org-id.guide; "NO-BRC": Brønnøysund). `language` has two
    letters, `zone` is the buyer's. `licence` and `policy` are addresses; empty: none. `entry_page` is where the page of
    an entry stands below `base_url`, with "{key}" for its key.
    """

    base_url: str
    buyer_name: str
    zone: tzinfo
    organisation_number: str = ""
    number_scheme: str = "NO-BRC"
    ocid_prefix: str = SAMPLE_PREFIX
    language: str = "en"
    licence: str = ""
    policy: str = ""
    entry_page: str = "/entries/{key}"

    def __post_init__(self) -> None:
        if not is_address(self.base_url) or self.base_url.endswith("/"):
            raise ValueError(f"not an address of a site: {self.base_url!r}")
        if any(address and not is_address(address) for address in (self.licence, self.policy)):
            raise ValueError("a licence and a policy are web addresses")
        if not line(self.buyer_name):
            raise ValueError("a buyer has a name")
        if not _PREFIX.fullmatch(self.ocid_prefix):
            raise ValueError(f"not a registered prefix of ocids: {self.ocid_prefix!r}")
        if not _LANGUAGE.fullmatch(self.language):
            raise ValueError(f"not a language of two letters: {self.language!r}")

    @property
    def is_sample(self) -> bool:
        """The prefix is the documentation's: nothing published with it is real."""
        return self.ocid_prefix == SAMPLE_PREFIX

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""

    def entry_url(self, key: str) -> str:
        """The entry's page for people."""
        return self.base_url + self.entry_page.replace("{key}", quote(key, safe=""))

    def tag(self, entry: Entry, version: int | None = None) -> str:
        """A name of the entry, or of one version of it, that outlives its address (a tag URI, RFC 4151)."""
        path = quote(urlsplit(self.base_url).path, safe="/%")
        day = entry.first_published.astimezone(UTC).date()
        name = f"tag:{_NO_HOST.sub('-', self.host)},{day}:{path}/{quote(entry.key, safe='')}"
        return name if version is None else f"{name}/{version}"

    def ocid(self, key: str) -> str:
        """The plan's own contracting process; the procurements it leads to have theirs."""
        return f"{self.ocid_prefix}-{key}"

    def first_moment(self, day: date) -> str:
        """The first second of a day in the buyer's zone, with its offset."""
        return datetime.combine(day, time(), self.zone).isoformat()

    def last_moment(self, day: date) -> str:
        """The last second of a day in the buyer's zone, with its offset."""
        return datetime.combine(day, LAST_MOMENT, self.zone).isoformat()


def is_address(text: str) -> bool:
    """A web address in plain ASCII, with a host, no user, no query and no fragment."""
    if not _ADDRESS.fullmatch(text):
        return False
    try:
        return bool(urlsplit(text).hostname) and "@" not in urlsplit(text).netloc
    except ValueError:
        return False


def moment(at: datetime) -> str:
    """A moment in UTC to the second ("2026-11-23T23:30:00Z"); it must know its zone."""
    if at.utcoffset() is None:
        raise ValueError("a published moment must know its zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def plain_cpv(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes as eight digits, each once; what is no code stays as it was written."""
    return tuple(dict.fromkeys(filter(None, map(_eight_digits, codes))))


def _eight_digits(code: str) -> str:
    try:
        return cpv_code(code)
    except UnreadableError:
        return line(code)
