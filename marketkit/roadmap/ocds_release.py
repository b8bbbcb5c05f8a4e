"""Planned releases of others, in the Open Contracting Data Standard, as rows of a list. Pure.

What is not of a plan (documents, parties, budgets) is passed over. `futureNoticeDate` is the window of the competition,
a single day; a contract period gives the day on which the contract begins. Days are read as they are written, in the
zone of whoever wrote them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from marketkit.errors import BadInput, Fault
from marketkit.procurements.choices import Procedure
from marketkit.roadmap.import_cells import read_cpv
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.plan import Plan, Standing, ValueBand
from marketkit.roadmap.plan_checks import publishing_faults, readable
from marketkit.said import Said, say
from marketkit.values import Money, UnreadableError, Window

MAX_BYTES = 20_000_000
MAX_UNIT = 200
MAX_EXPONENT = 20
STANDINGS = {
    "active": Standing.STARTED,
    "complete": Standing.STARTED,
    "cancelled": Standing.CANCELLED,
    "unsuccessful": Standing.CANCELLED,
    "withdrawn": Standing.WITHDRAWN,
}
PROCEDURES = {
    "open": Procedure.OPEN,
    "selective": Procedure.RESTRICTED,
    "direct": Procedure.NEGOTIATED_DIRECT,
}


def read_releases(data: bytes, file: str) -> tuple[ImportedRow | RefusedRow, ...]:
    """The releases of a package, or one release alone; keys are the ocids. Raises BadInput for what is neither."""
    if len(data) > MAX_BYTES:
        message = say("the file is larger than {max_bytes} MB", max_bytes=MAX_BYTES // 1_000_000)
        raise BadInput([Fault(message, file=file)])
    try:
        whole = json.loads(data, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadInput([Fault(say("the file is not JSON ({error})", error=error), file=file)]) from None
    releases = whole.get("releases", [whole]) if isinstance(whole, dict) else None
    if not isinstance(releases, list) or not all(
        isinstance(each, dict) and "tender" in each for each in releases
    ):
        raise BadInput(
            [Fault(say("expected a release of OCDS with a tender, or a package of them"), file=file)]
        )
    return tuple(_Release(each, number, file).row() for number, each in enumerate(releases, start=1))


def _no_constant(name: str) -> None:
    raise ValueError(name)


class _Release:
    """One release; every fault and warning is noted beside the path it concerns."""

    def __init__(self, release: Mapping[str, Any], number: int, file: str) -> None:
        self.release = release
        self.number = number
        self.file = file
        self.faults: list[Fault] = []
        self.warnings: list[Fault] = []

    def row(self) -> ImportedRow | RefusedRow:
        key, as_of = self.text("ocid"), self.day("date")
        if not key or not readable(key):
            self.fault("ocid", say("is missing"))
        if as_of is None:
            self.fault("date", say("the day of the list is missing"))
        plan = self.plan(as_of)
        if self.faults or as_of is None:
            raw = (json.dumps(self.release, default=str, ensure_ascii=False),)
            return RefusedRow(number=self.number, cells=raw, faults=tuple(self.faults), key=key, as_of=as_of)
        return ImportedRow(number=self.number, key=key, as_of=as_of, plan=plan, warnings=tuple(self.warnings))

    def plan(self, as_of: date | None) -> Plan:
        standing = STANDINGS.get(self.text("tender", "status"), Standing.PLANNED)
        plan = Plan(
            title=" ".join(self.text("tender", "title").split()),
            need=self.text("tender", "description"),
            unit=self.text("buyer", "name")[:MAX_UNIT],
            cpv_codes=tuple(dict.fromkeys(self.codes())),
            value=self.band(),
            procedure=PROCEDURES.get(self.text("tender", "procurementMethod")),
            for_small=self.truth("tender", "suitability", "sme"),
            for_non_profit=self.truth("tender", "suitability", "vcse"),
            window=self.window("tender", "communication", "futureNoticeDate"),
            contract_window=self.window("tender", "contractPeriod", "startDate"),
            standing=standing,
            ended_on=None if standing.is_open else as_of,
        )
        for fault in publishing_faults(plan):
            self.fault(f"tender/{fault.field}", fault.said)
        if plan.window and plan.contract_window and plan.contract_window.end < plan.window.start:
            message = say("the contract begins before the competition is announced")
            self.warn("tender/contractPeriod/startDate", message, str(plan.contract_window))
        return plan

    def at(self, *path: str) -> Any:
        found: Any = self.release
        for name in path:
            found = found.get(name) if isinstance(found, dict) else None
        return found

    def text(self, *path: str) -> str:
        found = self.at(*path)
        return found.strip() if isinstance(found, str) else ""

    def truth(self, *path: str) -> bool | None:
        found = self.at(*path)
        return found if isinstance(found, bool) else None

    def day(self, *path: str) -> date | None:
        """The day of a moment as it is written; what cannot be read is warned of."""
        text = self.text(*path)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            self.warn("/".join(path), say('there is no day "{text}"', text=text[:10]), text)
            return None

    def window(self, *path: str) -> Window | None:
        day = self.day(*path)
        try:
            return Window.parse(day.isoformat()) if day else None
        except UnreadableError as error:
            self.warn("/".join(path), error.said, str(day))
            return None

    def codes(self) -> Iterator[str]:
        """The CPV codes of the tender and of its items, the main one first."""
        tender = self.at("tender")
        items = [each for each in _list(tender, "items") if isinstance(each, dict)]
        named = [self.at("tender", "classification"), *_list(tender, "additionalClassifications")]
        for item in items:
            named += [item.get("classification"), *_list(item, "additionalClassifications")]
        for each in named:
            if isinstance(each, dict) and each.get("scheme") == "CPV":
                try:
                    yield read_cpv(str(each.get("id", ""))[:80])
                except UnreadableError as error:
                    self.fault("tender/classification", error.said)

    def band(self) -> ValueBand:
        low, high = self.money("minValue"), self.money("value")
        if low is not None and high is not None and low.currency == high.currency and high < low:
            said = say("the lowest value is above the highest; the two were exchanged")
            self.warn("tender/minValue", said, f"{low} – {high}")
            low, high = high, low
        return ValueBand(low, high)

    def money(self, name: str) -> Money | None:
        amount, currency = self.at("tender", name, "amount"), self.text("tender", name, "currency")
        if amount is None:
            return None
        if not _is_amount(amount):
            self.fault(f"tender/{name}", say("expected a number, found {node}", node=repr(amount)[:80]))
            return None
        try:
            return Money.of(amount, currency)
        except UnreadableError as error:
            self.fault(f"tender/{name}", error.said)
            return None

    def fault(self, place: str, message: Said) -> None:
        self.faults.append(Fault(message, file=self.file, row=self.number, column=place))

    def warn(self, place: str, message: Said, value: str) -> None:
        self.warnings.append(Fault(message, file=self.file, row=self.number, column=place, value=value[:80]))


def _is_amount(found: Any) -> bool:
    """Whether it is a number of a size that money has; an exponent can make one of any length."""
    if isinstance(found, bool) or not isinstance(found, int | Decimal):
        return False
    return abs(Decimal(found).adjusted()) <= MAX_EXPONENT


def _list(holder: Any, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []
