"""Keeping the list as the newest versions say: one row of `current_entry` with its codes and the words it is found by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from marketkit.codes import cpv_code, nuts_code
from marketkit.procurements import cpv
from marketkit.procurements.places import COUNTIES
from marketkit.procurements.search import fold
from marketkit.roadmap.models import CurrentCpv, CurrentEntry, CurrentPlace, PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import Plan
from marketkit.roadmap.search import keep_words, words_of
from marketkit.values import UnreadableError

LAST = date.max
LANGUAGES = ("nb", "en")


def keep_current(session: Session, entry: RoadmapEntry, version: PlanVersionRow, plan: Plan) -> CurrentEntry:
    """Make the list say what this version says; it is the entry's newest, and those before it are stored."""
    row = session.get(CurrentEntry, entry.id)
    if row is None:
        row = CurrentEntry(
            entry_id=entry.id,
            buyer_id=entry.buyer_id,
            key=entry.key,
            invented=entry.invented,
            first_published_at=_first_at(session, version),
        )
        session.add(row)
    words = words_of(_texts(entry, plan))
    _tell(row, plan)
    row.changed_at = version.at
    row.last_reviewed_on = version.on
    row.version_number = version.number
    row.search_text = " ".join(words)
    session.flush()
    _keep_codes(session, row, CurrentCpv, cpv_codes(plan))
    _keep_codes(session, row, CurrentPlace, place_codes(plan))
    keep_words(session, entry.id, words)
    return row


def keep_reviewed(session: Session, entry_id: int, on: date) -> None:
    """Let the list tell that an entry was confirmed on a day."""
    row = session.get(CurrentEntry, entry_id)
    if row is not None:
        row.last_reviewed_on = max(row.last_reviewed_on, on)


def cpv_codes(plan: Plan) -> list[str]:
    """The plan's CPV codes without check digits, each once; what is no code is left as it stands."""
    return _codes(plan.cpv_codes, cpv_code)


def place_codes(plan: Plan) -> list[str]:
    """The plan's NUTS codes in capitals, each once; what is no code is left as it stands."""
    return _codes(plan.nuts_codes, nuts_code)


def _codes(typed: Iterable[str], read: Callable[[str], str]) -> list[str]:
    found = []
    for each in typed:
        try:
            found.append(read(each))
        except UnreadableError:
            found.append(each[:20])
    return list(dict.fromkeys(found))


def _first_at(session: Session, version: PlanVersionRow) -> datetime:
    """When the entry was first published."""
    if version.number == 1:
        return version.at
    query = select(PlanVersionRow.at).where(PlanVersionRow.entry_id == version.entry_id)
    return session.scalars(query.order_by(PlanVersionRow.number).limit(1)).one()


def _tell(row: CurrentEntry, plan: Plan) -> None:
    window, contract = plan.window, plan.contract_window
    low, high = plan.value.low, plan.value.high
    largest = high or low
    row.title, row.unit = plan.title, plan.unit
    row.standing, row.ended_on = plan.standing, plan.ended_on
    row.window_start = window.start if window else None
    row.window_end = window.end if window else None
    row.window_precision = window.precision if window else None
    row.contract_start = contract.start if contract else None
    row.value_low_minor = low.minor if low else None
    row.value_high_minor = high.minor if high else None
    row.value_currency = plan.value.currency
    row.procedure, row.contract_model = plan.procedure, plan.contract_model
    row.for_small, row.for_non_profit = plan.for_small, plan.for_non_profit
    row.confidence = plan.confidence
    row.sort_window = window.start if window else LAST
    row.sort_title = fold(plan.title)[:200]
    row.sort_value = largest.minor if largest else -1


def _keep_codes(
    session: Session, row: CurrentEntry, kind: type[CurrentCpv] | type[CurrentPlace], codes: list[str]
) -> None:
    session.execute(delete(kind).where(kind.entry_id == row.entry_id))
    session.add_all(kind(entry_id=row.entry_id, buyer_id=row.buyer_id, code=code) for code in codes)


def _texts(entry: RoadmapEntry, plan: Plan) -> Iterable[str]:
    """What an entry is found by: what it says, its number, and the names of its codes and places."""
    yield from (plan.title, plan.need, plan.resident_change, plan.unit, *plan.lots, plan.expiring_contract)
    yield from (entry.key, *plan.cpv_codes, *plan.nuts_codes)
    for code in cpv_codes(plan):
        yield from (cpv.label(code, language) or "" for language in LANGUAGES)
    yield from (COUNTIES.get(code, "") for code in place_codes(plan))
