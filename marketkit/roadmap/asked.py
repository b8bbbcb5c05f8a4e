"""What the address of a public list asks for, read without ever failing: what cannot be read is told and left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from marketkit.procurements.choices import Procedure
from marketkit.procurements.labels import spoken
from marketkit.procurements.models import Buyer
from marketkit.roadmap.cursors import BadCursorError, read_cursor
from marketkit.roadmap.plan import Standing
from marketkit.roadmap.queries import ORDERS, Filters
from marketkit.values import Money, UnreadableError

LONGEST = 200
ALL = "all"
NAMES = (
    "q",
    "window_from",
    "window_to",
    "sort",
    "cpv",
    "place",
    "unit",
    "procedure",
    "model",
    "standing",
    "value_min",
    "value_max",
    "changed_since",
    "small",
    "non_profit",
)
_MORE = NAMES[4:]
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters an address asks for; `typed` is what the form shows, `faults` what could not be read, in words.

    `any`: whether the address narrows the list further than it is anyhow.
    """

    filters: Filters
    typed: Mapping[str, Any]
    faults: tuple[str, ...]
    arguments: Mapping[str, str]
    after: str | None
    any: bool


def asked_filters(arguments: Mapping[str, str], buyer: Buyer, *, standing: str = "") -> Asked:
    """The filters in the arguments of an address, in the buyer's currency and zone.

    `standing` is what the list shows when the address does not say; "all" in the address shows everything.
    """
    given = {name: arguments.get(name, "").strip()[:LONGEST] for name in NAMES}
    narrowed = any(value not in ("", ALL) for name, value in given.items() if name != "sort")
    given["standing"] = given["standing"] or standing
    reader = _Reader(given, buyer)
    sort = given["sort"] if given["sort"] in ORDERS else "window"
    wanted = reader.member("standing", Standing) if given["standing"] != ALL else None
    filters = Filters(
        text=given["q"],
        cpv=reader.digits("cpv"),
        place=given["place"],
        unit=given["unit"],
        window_from=reader.day("window_from"),
        window_to=reader.day("window_to"),
        value_min=reader.amount("value_min"),
        value_max=reader.amount("value_max"),
        procedure=reader.member("procedure", Procedure),
        model=given["model"],
        small=reader.truth("small"),
        non_profit=reader.truth("non_profit"),
        standing=(wanted,) if wanted else (),
        changed_since=reader.moment("changed_since"),
        sort=sort,
    )
    typed = given | {
        "sort": sort,
        "more": any(given[name] for name in _MORE if name != "standing"),
    }
    kept = {name: value for name, value in given.items() if value}
    after = reader.cursor(arguments.get("cursor"), filters)
    return Asked(filters, typed, tuple(reader.faults), kept, after, narrowed)


class _Reader:
    """Reads the arguments; what is wrong is put into `faults`."""

    def __init__(self, given: Mapping[str, str], buyer: Buyer) -> None:
        self.given = given
        self.buyer = buyer
        self.faults: list[str] = []

    def day(self, name: str) -> date | None:
        if not self.given[name]:
            return None
        try:
            return date.fromisoformat(self.given[name])
        except ValueError:
            self.faults.append(
                _('"%(text)s" is not a day such as 2027-03-15; it was left out.', text=self.given[name])
            )
            return None

    def moment(self, name: str) -> datetime | None:
        """A moment with its offset, or the first of a day where the buyer is."""
        text = self.given[name]
        if not text:
            return None
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            self.faults.append(
                _(
                    '"%(text)s" is neither a day nor a moment such as 2027-03-15T12:00:00Z; it was left out.',
                    text=text,
                )
            )
            return None
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(self.buyer.zone))

    def truth(self, name: str) -> bool | None:
        found = _TRUTH.get(self.given[name].lower())
        if self.given[name] and found is None:
            self.faults.append(
                _('"%(text)s" is neither true nor false; it was left out.', text=self.given[name])
            )
        return found

    def amount(self, name: str) -> Money | None:
        if not self.given[name]:
            return None
        try:
            return Money.parse(self.given[name], self.buyer.currency)
        except UnreadableError as error:
            self.faults.append(spoken(error.said))
            return None

    def digits(self, name: str) -> str:
        text = self.given[name].replace(" ", "")
        code = text.partition("-")[0]
        if code and not (code.isascii() and code.isdigit() and len(code) <= 8):
            self.faults.append(
                _('"%(text)s" is not a CPV code or the first digits of one; it was left out.', text=text)
            )
            return ""
        return text

    def member(self, name: str, kind: Any) -> Any:
        if not self.given[name]:
            return None
        try:
            return kind(self.given[name])
        except ValueError:
            self.faults.append(_('"%(text)s" is not known here; it was left out.', text=self.given[name]))
            return None

    def cursor(self, text: str | None, filters: Filters) -> str | None:
        if not text:
            return None
        try:
            read_cursor(text, order=filters.order, kind=ORDERS[filters.order].kind)
        except BadCursorError:
            self.faults.append(_("The address asks for a page that is not known; here is the first."))
            return None
        return text
