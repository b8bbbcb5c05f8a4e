"""What an import would do, before it does it: entries, versions, rows that say nothing new, entries left out. Pure.

Done and planned again, it comes to nothing new. A version is made only where something changed, and no entry is ever
removed because a list no longer has it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from marketkit.errors import BadInput, Fault
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.matching import KnownEntry, Suggestion, suggest
from marketkit.roadmap.plan import FieldChange, Plan, changed
from marketkit.said import say


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A row that changes an entry; `entry_key` is "" where an earlier snapshot of the same import begins it.

    `plan` is what is to be stored: the row's own, but for the day of a cancellation that was known before.
    """

    row: ImportedRow
    entry_key: str
    plan: Plan
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry of the list that a later snapshot no longer has; somebody must say what became of it."""

    entry_key: str
    key: str
    title: str
    as_of: date


@dataclass(slots=True)
class Snapshot:
    """What the rows of one day come to, in the order of the file. `older`: the entry is known from a later day."""

    as_of: date
    new: list[ImportedRow] = field(default_factory=list)
    versions: list[NewVersion] = field(default_factory=list)
    unchanged: list[ImportedRow] = field(default_factory=list)
    older: list[ImportedRow] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What to do, snapshot by snapshot from the oldest; rows to be confirmed first; rows that were refused."""

    snapshots: tuple[Snapshot, ...]
    undecided: tuple[Suggestion, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def new(self) -> tuple[ImportedRow, ...]:
        return tuple(row for each in self.snapshots for row in each.new)

    @property
    def versions(self) -> tuple[NewVersion, ...]:
        return tuple(version for each in self.snapshots for version in each.versions)

    @property
    def unchanged(self) -> tuple[ImportedRow, ...]:
        return tuple(row for each in self.snapshots for row in each.unchanged)

    @property
    def older(self) -> tuple[ImportedRow, ...]:
        return tuple(row for each in self.snapshots for row in each.older)

    @property
    def missing(self) -> tuple[Missing, ...]:
        """What the newest snapshot no longer has."""
        return tuple(self.snapshots[-1].missing) if self.snapshots else ()

    @property
    def is_nothing(self) -> bool:
        """There is nothing to store and nothing to decide."""
        return not (self.new or self.versions or self.undecided)


def plan_import(
    existing: Sequence[KnownEntry],
    rows: Iterable[ImportedRow | RefusedRow],
    *,
    confirmed: Mapping[int, str] | None = None,
    is_whole: bool = True,
) -> ImportPlan:
    """What importing the rows comes to, beside the entries that came from this list before.

    `confirmed` tells for rows without a key, by their number, which entry they are about; "" is a new one. Rows without
    a key that resemble no entry are new; those that do and are not confirmed are left `undecided`.
    `is_whole`: the rows are all of the list, so that open entries without one are missing from it. Raises BadInput for
    rows of several days without keys, as those of a later day can be about entries that are still to be made.
    """
    return _Planner(existing, confirmed or {}, is_whole).plan(rows)


class _Planner:
    def __init__(self, existing: Sequence[KnownEntry], confirmed: Mapping[int, str], is_whole: bool) -> None:
        self.existing = existing
        self.confirmed = confirmed
        self.is_whole = is_whole
        self.by_key = {entry.key: entry for entry in existing if entry.key}
        self.by_entry = {entry.entry_key: entry for entry in existing}
        self.undecided: list[Suggestion] = []
        self.mentioned: set[str] = set()  # entries without a key of the list that rows are about

    def plan(self, rows: Iterable[ImportedRow | RefusedRow]) -> ImportPlan:
        by_day: dict[date, list[ImportedRow]] = defaultdict(list)
        refused = []
        for row in rows:
            if isinstance(row, RefusedRow):
                refused.append(row)
            else:
                by_day[row.as_of].append(row)
        _require_one_day(by_day)
        days = by_day.keys() | {row.as_of for row in refused if row.as_of is not None}
        snapshots = []
        for day in sorted(days):
            there = {row.key for row in refused if row.as_of in (day, None)}
            snapshots.append(self.snapshot(day, by_day.get(day, []), there))
        return ImportPlan(tuple(snapshots), tuple(self.undecided), tuple(refused))

    def snapshot(self, day: date, rows: Sequence[ImportedRow], refused_keys: set[str]) -> Snapshot:
        done = Snapshot(day)
        self.mentioned = set()
        for row in rows:
            if row.key:
                self.take(done, row, self.by_key.get(row.key) or self.by_entry.get(row.key))
        self.without_keys(done, [row for row in rows if not row.key])
        if self.is_whole:
            there = {row.key for row in rows} | refused_keys
            done.missing += self.missing(day, there)
        return done

    def without_keys(self, done: Snapshot, rows: Sequence[ImportedRow]) -> None:
        """Rows that are confirmed, then those that say what an entry says already, then those that resemble one."""
        for row in rows:
            if row.number in self.confirmed:
                entry_key = self.confirmed[row.number]
                self.take(done, row, self.by_entry[entry_key] if entry_key else None)
        free = [each for each in self.existing if not each.key and each.entry_key not in self.mentioned]
        same: dict[Plan, list[KnownEntry]] = defaultdict(list)
        for entry in free:
            same[entry.plan].append(entry)
        others = []
        for row in rows:
            if row.number in self.confirmed:
                continue
            if same[row.plan]:
                self.mentioned.add(same[row.plan].pop().entry_key)
                done.unchanged.append(row)
            else:
                others.append(row)
        for suggestion in suggest(others, [each for each in free if each.entry_key not in self.mentioned]):
            self.mentioned.update(each.entry.entry_key for each in suggestion.candidates)
            if suggestion.candidates:
                self.undecided.append(suggestion)
            else:
                done.new.append(suggestion.row)

    def take(self, done: Snapshot, row: ImportedRow, known: KnownEntry | None) -> None:
        """One row whose entry is certain; what it says is how the entry stands for the snapshots that follow."""
        if known is None:
            done.new.append(row)
            self.remember(row, "", row.plan)
            return
        self.mentioned.add(known.entry_key)
        plan = _same_end(known.plan, row)
        changes = changed(known.plan, plan)
        if row.as_of < known.as_of:
            done.older.append(row)
        elif changes:
            done.versions.append(NewVersion(row, known.entry_key, plan, changes))
            self.remember(row, known.entry_key, plan)
        else:
            done.unchanged.append(row)
            self.remember(row, known.entry_key, plan)

    def remember(self, row: ImportedRow, entry_key: str, plan: Plan) -> None:
        entry = KnownEntry(entry_key=entry_key, key=row.key, plan=plan, as_of=row.as_of)
        if row.key:
            self.by_key[row.key] = entry
        if entry_key:
            self.by_entry[entry_key] = entry

    def missing(self, day: date, there: set[str]) -> list[Missing]:
        """Open entries, known from a day before, that no row is about."""
        entries = [*self.by_key.values(), *(entry for entry in self.existing if not entry.key)]
        return [
            Missing(entry.entry_key, entry.key, entry.plan.title, entry.as_of)
            for entry in entries
            if entry.as_of < day
            and entry.plan.standing.is_open
            and entry.key not in there - {""}
            and not (entry.entry_key and entry.entry_key in self.mentioned)
        ]


def _require_one_day(by_day: Mapping[date, Sequence[ImportedRow]]) -> None:
    unkeyed = [rows for rows in by_day.values() if any(not row.key for row in rows)]
    if unkeyed and len(by_day) > 1:
        message = say(
            "a list without keys is imported one day at a time; give each snapshot in a file of its own"
        )
        raise BadInput([Fault(message, row=unkeyed[0][0].number)])


def _same_end(known: Plan, row: ImportedRow) -> Plan:
    """The row's plan; where a list tells only that something ended, the day it was first told stays."""
    plan = row.plan
    if plan.ended_on == row.as_of and plan.standing is known.standing and known.ended_on is not None:
        return dataclasses.replace(plan, ended_on=min(known.ended_on, row.as_of))
    return plan
