"""What the roadmap knows of a list already, and what a plan to import it hands to the verb that stores it."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_, select

from marketkit.db import db
from marketkit.roadmap import stored_plan
from marketkit.roadmap.import_plan import ImportPlan, Missing, plan_import
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.importing_services import Incoming
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.matching import KnownEntry
from marketkit.roadmap.models import CurrentEntry, PlanVersionRow, RoadmapEntry
from marketkit.roadmap.plan import Plan, Reason

NO_KEY = "no-key:"  # begins what stands for the key of a row that has none in its list
_VALUES = ("value", "value_low", "value_high")


@dataclass(frozen=True, slots=True)
class KnownList:
    """The published entries that came from a list, and those that came from none; `from_list` are keys of the former."""

    entries: tuple[KnownEntry, ...]
    from_list: frozenset[str]


def known_list(buyer_id: int, list_name: str) -> KnownList:
    """What is published of a list now, in three columns of one question."""
    newest = and_(
        PlanVersionRow.entry_id == CurrentEntry.entry_id, PlanVersionRow.number == CurrentEntry.version_number
    )
    query = (
        select(
            RoadmapEntry.key,
            RoadmapEntry.source_list,
            RoadmapEntry.source_key,
            PlanVersionRow.plan,
            PlanVersionRow.on,
        )
        .join(CurrentEntry, CurrentEntry.entry_id == RoadmapEntry.id)
        .join(PlanVersionRow, newest)
        .where(RoadmapEntry.buyer_id == buyer_id)
        .where(or_(RoadmapEntry.source_list == list_name, RoadmapEntry.source_list.is_(None)))
        .order_by(RoadmapEntry.id)
    )
    entries, own = [], set()
    for entry_key, source_list, source_key, plan, on in db.session.execute(query):
        key = "" if not source_key or source_key.startswith(NO_KEY) else source_key
        entries.append(KnownEntry(entry_key=entry_key, key=key, plan=stored_plan.read(plan), as_of=on))
        if source_list:
            own.add(entry_key)
    return KnownList(tuple(entries), frozenset(own))


def plan_of(
    known: KnownList,
    rows: Sequence[ImportedRow | RefusedRow],
    mapping: ColumnMapping,
    *,
    decisions: Mapping[int, str],
    is_whole: bool,
) -> ImportPlan:
    """What importing the rows comes to. What the list has no column for stays as it is published. Raises BadInput.

    Decisions about entries that there are no more count as not taken.
    """
    by_entry = {each.entry_key: each for each in known.entries}
    taken = {row: entry for row, entry in decisions.items() if not entry or entry in by_entry}
    by_key = {each.key: each for each in known.entries if each.key}

    def matched(row: ImportedRow) -> KnownEntry | None:
        return by_key.get(row.key) or by_entry.get(row.key or taken.get(row.number, ""))

    merged = (
        dataclasses.replace(row, plan=_with_unsaid(row.plan, entry.plan, mapping))
        if isinstance(row, ImportedRow) and (entry := matched(row))
        else row
        for row in rows
    )
    return plan_import(known.entries, merged, confirmed=taken, is_whole=is_whole)


def missing_of(plan: ImportPlan, known: KnownList) -> tuple[Missing, ...]:
    """Open entries of this list that its newest snapshot no longer has; those that came from no list are not missed."""
    return tuple(each for each in plan.missing if not each.entry_key or each.entry_key in known.from_list)


def _with_unsaid(said: Plan, known: Plan, mapping: ColumnMapping) -> Plan:
    """What a row says, and beside it what is known and the list has no column for."""
    told = {"value" if name in _VALUES else name for name in mapping.fields} | {"title"}
    told = told | {"ended_on"} if "standing" in told else told - {"ended_on"}
    kept = {
        each.name: getattr(known, each.name) for each in dataclasses.fields(Plan) if each.name not in told
    }
    return dataclasses.replace(said, **kept)


def to_store(
    plan: ImportPlan, list_name: str, *, reason: Reason = Reason.OTHER, note: str = ""
) -> Iterator[tuple[date, list[Incoming], list[Incoming]]]:
    """For each snapshot that has any: its day, the new rows and the new versions, as `apply_import` takes them."""
    for each in plan.snapshots:
        new = [
            Incoming(
                plan=row.plan,
                source_list=list_name,
                source_key=row.key or f"{NO_KEY}{secrets.token_hex(12)}",
                row=row.number,
            )
            for row in each.new
        ]
        versions = [
            Incoming(
                plan=version.plan,
                source_list=list_name,
                source_key=version.row.key,
                entry_key=version.entry_key,
                reason=reason,
                note=note,
                row=version.row.number,
            )
            for version in each.versions
        ]
        if new or versions:
            yield each.as_of, new, versions


def fingerprint(plan: ImportPlan) -> str:
    """What stands for everything a plan would store: another, when anything of it has changed since it was shown."""
    said: Iterable[object] = (
        (each.as_of, [(row.number, row.plan) for row in each.new], each.versions) for each in plan.snapshots
    )
    return hashlib.sha256("\n".join(map(repr, said)).encode()).hexdigest()
