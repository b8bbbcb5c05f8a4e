"""A list from a file becomes entries and versions: read by its mapping, told what it comes to, stored in one transaction."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from marketkit.db import transaction
from marketkit.errors import BadInput, Fault
from marketkit.procurements import official_cpv
from marketkit.procurements.models import Buyer
from marketkit.roadmap.import_known import known_list, missing_of, plan_of, to_store
from marketkit.roadmap.import_plan import ImportPlan, Missing
from marketkit.roadmap.imported import ImportedRow, RefusedRow, refused_csv
from marketkit.roadmap.importing import header_of, open_list, texts_of
from marketkit.roadmap.importing_services import Imported, apply_import
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.mapping_guess import guess, mapping_of
from marketkit.roadmap.mapping_reader import read_mapping, shipped, shipped_mapping
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.said import say

Row = ImportedRow | RefusedRow
Watch = Callable[[Iterable[Row], int], AbstractContextManager[Iterable[Row]]]


@dataclass(frozen=True, slots=True)
class ListImport:
    """What a list comes to, before it is stored. `faults` are those of all refused rows."""

    list_name: str
    header: tuple[str, ...]
    plan: ImportPlan
    missing: tuple[Missing, ...]
    warnings: tuple[Fault, ...]

    @property
    def faults(self) -> list[Fault]:
        return [fault for row in self.plan.refused for fault in row.faults]

    def refused_table(self, late: Iterable[RefusedRow] = ()) -> bytes:
        """The refused rows with what is wrong, as CSV to be corrected and imported again; `late` ones among them."""
        rows = sorted((*self.plan.refused, *late), key=lambda row: row.number)
        return refused_csv(self.header, rows)


def find_mapping(given: str | None, file: Path, list_name: str) -> ColumnMapping:
    """The mapping in a file, one that comes with the program by its name, or what the headings look like.

    `list_name` goes before the mapping's own; without either the file's name stands for the list. Raises BadInput.
    """
    if given is None:
        with file.open("rb") as stream:
            guessed = mapping_of(guess(header_of(stream, file.name)), list_name or file.stem)
            return dataclasses.replace(guessed, ignored=())  # nobody has left anything out on purpose
    path = Path(given)
    if path.is_file():
        mapping = read_mapping(path.read_bytes(), given)
    elif given in shipped():
        mapping = shipped_mapping(given)
    else:
        listed = ", ".join(shipped())
        message = say(
            "there is no such mapping file; with the program come: {listed}", listed=listed or "none"
        )
        raise BadInput([Fault(message, file=given)])
    return dataclasses.replace(mapping, list_name=list_name) if list_name else mapping


def read_list(
    buyer: Buyer,
    file: Path,
    mapping: ColumnMapping,
    *,
    as_of: date | None,
    today: date,
    decisions: Mapping[int, str],
    watch: Watch,
) -> ListImport:
    """What importing the file comes to; nothing is stored. Raises BadInput.

    `as_of` is the day of the list; today where neither it nor the mapping names one. `decisions` name the entries that
    rows without a key are about ("": a new one), by the rows' numbers.
    """
    told = bool(mapping.as_of_column or mapping.as_of)
    with file.open("rb") as stream:
        opened = open_list(
            stream,
            file.name,
            mapping,
            as_of=as_of or (None if told else today),
            known_cpv=official_cpv.check_digits(),
        )
        with watch(opened.rows, opened.total) as shown:
            rows = list(shown)
    known = known_list(buyer.id, mapping.list_name)
    plan = plan_of(known, rows, mapping, decisions=decisions, is_whole=not opened.is_correction)
    remarks = (remark for row in rows if isinstance(row, ImportedRow) for remark in row.warnings)
    warnings = (*opened.warnings, *remarks)
    return ListImport(mapping.list_name, opened.header, plan, missing_of(plan, known), warnings)


def refused_late(done: Imported | None, file: Path, mapping: ColumnMapping) -> list[RefusedRow]:
    """Rows that could be read but that the roadmap did not take, as they stand in the file."""
    faults = {
        each.incoming.row: tuple(
            Fault(fault.said, row=each.incoming.row, column=fault.field or None) for fault in each.faults
        )
        for each in (done.refused if done else ())
        if each.incoming.row is not None
    }
    if not faults:
        return []
    with file.open("rb") as stream:
        texts = texts_of(stream, file.name, mapping, set(faults))
    return [RefusedRow(number=row, cells=texts[row], faults=said) for row, said in faults.items()]


def store_list(buyer: Buyer, found: ListImport) -> Imported:
    """Publish what was read, all of it or nothing. Raises BadInput for a day to come."""
    done = Imported()
    try:
        with transaction():
            for day, new, versions in to_store(found.plan, found.list_name):
                part = apply_import(buyer=buyer, new=new, versions=versions, actor_id=None, as_of=day)
                for name in ("created", "changed", "unchanged", "refused"):
                    getattr(done, name).extend(getattr(part, name))
    except EntryRefusedError as error:
        raise BadInput([Fault(fault.said, column=fault.field or None) for fault in error.faults]) from None
    return done
