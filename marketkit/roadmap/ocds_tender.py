"""What a plan version says of the coming competition, as the `tender` section of an OCDS release. Pure.

Windows are milestones: `dueDate` is the last day of the window, `dateMet` the day on which it came true. A day is named
(`tenderPeriod`, `communication.futureNoticeDate`) only where the plan knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketkit.procurements.choices import Procedure
from marketkit.roadmap.eforms_codes import nature_of
from marketkit.roadmap.eforms_facts import exact_day, line, paragraphs
from marketkit.roadmap.plan import Entry, Plan, PlanVersion, Standing
from marketkit.roadmap.site import Site, plain_cpv
from marketkit.values import Money, Window

Json = dict[str, Any]
NOTICE, CONTRACT = "competition-notice", "contract-start"
WINDOW_STATUS = {
    Standing.PLANNED: "scheduled",
    Standing.STARTED: "met",
    Standing.CANCELLED: "notMet",
    Standing.WITHDRAWN: "notMet",
}
METHODS = {
    Procedure.OPEN: "open",
    Procedure.RESTRICTED: "selective",
    Procedure.NEGOTIATED: "selective",
    Procedure.NEGOTIATED_DIRECT: "limited",
    Procedure.DIALOGUE: "selective",
    Procedure.INNOVATION: "selective",
    Procedure.OTHER_MULTIPLE: "selective",
}  # a procedure of another kind in one stage may be open or not: it is only named in procurementMethodDetails
CATEGORIES = {"works": "works", "supplies": "goods", "services": "services"}


def tender(entry: Entry, version: PlanVersion, site: Site) -> Json:
    """The whole section. What the plan does not say is left out."""
    plan = version.plan
    cpv = plain_cpv(plan.cpv_codes)
    day = exact_day(plan.window)
    start = plan.started_on or day
    texts = filter(None, (paragraphs(plan.need), paragraphs(plan.resident_change)))
    found: Json = {
        "id": entry.key,
        "title": line(plan.title) or entry.key,
        "description": "\n\n".join(texts),
        "status": status(plan),
        "value": _value(plan.value.high),
        "minValue": _value(plan.value.low),
        "procurementMethod": METHODS.get(plan.procedure) if plan.procedure else None,
        "procurementMethodDetails": plan.procedure.value if plan.procedure else None,
        "mainProcurementCategory": _category(cpv),
        "tenderPeriod": {"startDate": site.first_moment(start)} if start else None,
        "communication": {"futureNoticeDate": site.first_moment(day)} if day else None,
        "items": _items(plan, cpv),
        "lots": _lots(plan),
        "milestones": list(_milestones(plan, site)),
        "roadmap": _own(entry, version),
    }
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def status(plan: Plan) -> str:
    """Early thoughts without a time are `planning`; with a time, and once it has come, `planned`.

    The competition itself has an ocid of its own, so that the plan never becomes `active`.
    """
    if plan.standing is Standing.CANCELLED:
        return "cancelled"
    if plan.standing is Standing.WITHDRAWN:
        return "withdrawn"
    return "planned" if plan.window or plan.standing is Standing.STARTED else "planning"


def window_said(window: Window) -> Json:
    """Our own field beside a milestone's dates: both days of the window and how exactly it is known."""
    return {
        "startDate": window.start.isoformat(),
        "endDate": window.end.isoformat(),
        "precision": window.precision.value,
    }


def _value(money: Money | None) -> Json | None:
    """A number, as the schema demands: whole amounts exactly, others as the nearest number a reader of JSON has."""
    if money is None:
        return None
    amount = money.amount
    return {
        "amount": amount.numerator if amount.denominator == 1 else float(amount),
        "currency": money.currency,
    }


def _category(cpv: tuple[str, ...]) -> str | None:
    is_code = bool(cpv) and len(cpv[0]) == 8 and cpv[0].isascii() and cpv[0].isdecimal()
    return CATEGORIES[nature_of(cpv[0])] if is_code else None


def _items(plan: Plan, cpv: tuple[str, ...]) -> list[Json]:
    """One item for the whole: further codes are a list that merging replaces as a whole, as items are not."""
    places = list(dict.fromkeys(filter(None, map(line, plan.nuts_codes))))
    if not cpv and not places:
        return []
    item: Json = {"id": "1"}
    if cpv:
        classes = [{"scheme": "CPV", "id": code} for code in cpv]
        item |= {"classification": classes[0], "additionalClassifications": classes[1:]}
    if places:
        item["deliveryLocation"] = {"gazetteer": {"scheme": "NUTS", "identifiers": places}}
    return [item]


def _lots(plan: Plan) -> list[Json]:
    standing = status(plan)
    return [
        {"id": str(number), "title": line(title), "status": standing}
        for number, title in enumerate(plan.lots, start=1)
    ]


def _milestones(plan: Plan, site: Site) -> Iterator[Json]:
    if plan.window or plan.started_on:
        met = {"dateMet": site.first_moment(plan.started_on)} if plan.started_on else {}
        yield (
            _milestone(NOTICE, "preProcurement", NOTICE, plan.window, site)
            | met
            | {"status": WINDOW_STATUS[plan.standing]}
        )
    if plan.contract_window:
        gone = "notMet" if plan.standing.is_gone else "scheduled"
        yield _milestone(CONTRACT, "delivery", CONTRACT, plan.contract_window, site) | {"status": gone}
    for number, each in enumerate(plan.dialogue, start=1):
        text = {"description": paragraphs(each.text)} if paragraphs(each.text) else {}
        id = f"dialogue-{number}"
        yield (
            _milestone(id, "engagement", each.kind.value, each.window, site) | text | {"status": "scheduled"}
        )


def _milestone(id: str, type: str, code: str, window: Window | None, site: Site) -> Json:
    when = {"dueDate": site.last_moment(window.end), "window": window_said(window)} if window else {}
    return {"id": id, "type": type, "code": code} | when


def _own(entry: Entry, version: PlanVersion) -> Json:
    """The extension's object: what suppliers ask for and the standard has no field for."""
    plan = version.plan
    found: Json = {
        "standing": plan.standing.value,
        "endedOn": plan.ended_on.isoformat() if plan.ended_on else None,
        "reason": version.reason.value,
        "note": paragraphs(version.note) or None,
        "confidence": plan.confidence.value if plan.confidence else None,
        "residentChange": paragraphs(plan.resident_change) or None,
        "regime": plan.regime.value if plan.regime else None,
        "contractModel": line(plan.contract_model) or None,
        "suitableForSmall": plan.for_small,
        "suitableForNonProfit": plan.for_non_profit,
        "invented": entry.invented or None,
    }
    return {key: value for key, value in found.items() if value is not None}
