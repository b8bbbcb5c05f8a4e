"""The verbs of a list on its way into the roadmap: uploaded, its columns chosen, its rows decided on, imported.

Until the last step nothing of it is on the roadmap. An upload belongs to one person at one buyer.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, select, update

from marketkit.db import begin_write, db
from marketkit.errors import BadInput, Fault
from marketkit.files import CSV, XLSX, check_upload
from marketkit.procurements import official_cpv
from marketkit.procurements.models import Buyer
from marketkit.roadmap import import_known
from marketkit.roadmap.import_columns import columns_of
from marketkit.roadmap.import_models import ListUpload
from marketkit.roadmap.import_plan import ImportPlan, Missing
from marketkit.roadmap.imported import ImportedRow, RefusedRow
from marketkit.roadmap.importing import open_list
from marketkit.roadmap.importing_services import Imported, apply_import
from marketkit.roadmap.mapping import ColumnMapping
from marketkit.roadmap.mapping_reader import read_mapping
from marketkit.roadmap.mapping_writer import mapping_text
from marketkit.roadmap.models import RoadmapEntry
from marketkit.roadmap.plan import Reason
from marketkit.roadmap.refused import EntryRefusedError
from marketkit.roadmap.services import local_day
from marketkit.said import say

MAX_LIST_BYTES = 10_000_000
MAX_MAPPING_BYTES = 200_000
MAX_ROWS = 20_000
# New and changed rows of one import on a page. It is one transaction, and other writers wait for it some seconds only.
MAX_STORED = 500
MAX_WAITING = 5  # uploads that one person can have on the way at one buyer
KEPT_FOR = timedelta(days=7)
MAPPING_FILE = "mapping.yaml"


class ChangedMeanwhileError(EntryRefusedError):
    """What would be stored is not what was shown."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What importing a list would come to; nothing of it is stored."""

    header: tuple[str, ...]
    total: int
    warnings: tuple[Fault, ...]
    plan: ImportPlan
    missing: tuple[Missing, ...]

    @property
    def to_store(self) -> int:
        return len(self.plan.new) + len(self.plan.versions)

    @property
    def is_too_long(self) -> bool:
        return self.to_store > MAX_STORED

    @property
    def fingerprint(self) -> str:
        return import_known.fingerprint(self.plan)


def check_list(content: bytes, file_name: str, mapping: ColumnMapping | None) -> None:
    """Judge a file before it is kept. Raises BadInput with every fault found."""
    if len(content) > MAX_LIST_BYTES:
        message = say("the file is larger than {max_bytes} MB", max_bytes=MAX_LIST_BYTES // 1_000_000)
        raise BadInput([Fault(message, file=file_name)])
    check_upload(content, file_name, accept=(CSV, XLSX))
    columns_of(content, file_name, mapping.columns() if mapping else ())


def keep_list(
    *,
    buyer: Buyer,
    file_name: str,
    content: bytes,
    list_name: str,
    as_of: date,
    mapping: ColumnMapping | None,
    actor_id: int,
) -> ListUpload:
    """Keep a list that was judged until it is imported. What the person left lying before is given up."""
    session = begin_write()
    moment = datetime.now(UTC)
    _give_up_old(buyer, actor_id, moment)
    row = ListUpload(
        buyer_id=buyer.id,
        created_by_id=actor_id,
        created_at=moment,
        file_name=file_name,
        list_name=list_name,
        as_of=as_of,
        content=content,
        mapping=mapping_text(mapping) if mapping else "",
        decisions={},
    )
    session.add(row)
    session.flush()
    return row


def _give_up_old(buyer: Buyer, actor_id: int, moment: datetime) -> None:
    """Lists that nobody went on with, anybody's after a week, of this person at this buyer all but the last few."""
    session = begin_write()
    old = ListUpload.created_at < moment - KEPT_FOR
    session.execute(delete(ListUpload).where(old, ListUpload.applied_at.is_(None)))
    session.execute(update(ListUpload).where(old, ListUpload.content.is_not(None)).values(content=None))
    mine = select(ListUpload.id).where(
        ListUpload.buyer_id == buyer.id,
        ListUpload.created_by_id == actor_id,
        ListUpload.content.is_not(None),
    )
    for row in session.scalars(mine.order_by(ListUpload.id.desc()).offset(MAX_WAITING - 1)).all():
        session.execute(delete(ListUpload).where(ListUpload.id == row, ListUpload.applied_at.is_(None)))
        session.execute(update(ListUpload).where(ListUpload.id == row).values(content=None))


def find_upload(buyer_id: int, actor_id: int | None, number: int) -> ListUpload | None:
    """An upload of this person at this buyer that is still kept."""
    query = select(ListUpload).where(ListUpload.id == number, ListUpload.buyer_id == buyer_id)
    return db.session.scalar(
        query.where(ListUpload.created_by_id == actor_id, ListUpload.content.is_not(None))
    )


def last_mapping(buyer_id: int, list_name: str) -> ColumnMapping | None:
    """The mapping by which a list of this name was imported last, by anybody at the buyer."""
    query = select(ListUpload.mapping).where(
        ListUpload.buyer_id == buyer_id, ListUpload.list_name == list_name, ListUpload.applied_at.is_not(None)
    )
    text = db.session.scalar(query.order_by(ListUpload.applied_at.desc(), ListUpload.id.desc()).limit(1))
    return read_mapping(text.encode(), MAPPING_FILE) if text else None


def list_names(buyer_id: int) -> list[str]:
    """The names of lists that were imported before."""
    query = select(RoadmapEntry.source_list).where(RoadmapEntry.buyer_id == buyer_id)
    query = query.where(RoadmapEntry.source_list.is_not(None)).distinct()
    return [name for name in db.session.scalars(query.order_by(RoadmapEntry.source_list)) if name]


def mapping_of(upload: ListUpload) -> ColumnMapping | None:
    """The mapping that is chosen so far."""
    return read_mapping(upload.mapping.encode(), MAPPING_FILE) if upload.mapping else None


def choose_columns(upload: ListUpload, mapping: ColumnMapping) -> None:
    """Keep what each column is for. Decisions about rows are taken anew."""
    begin_write()
    upload.mapping = mapping_text(mapping)
    upload.decisions = {}
    db.session.flush()


def decide(upload: ListUpload, decisions: Mapping[int, str]) -> None:
    """Keep which entries rows without a key are about; none given: all are to be taken anew."""
    begin_write()
    before = upload.decisions if decisions else {}
    upload.decisions = {**before, **{str(row): entry for row, entry in decisions.items()}}
    db.session.flush()


def read_rows(
    upload: ListUpload, mapping: ColumnMapping
) -> tuple[tuple[str, ...], tuple[Fault, ...], bool, list[ImportedRow | RefusedRow]]:
    """The list's headings, remarks on it, whether it is all of it, and its rows. Raises BadInput."""
    stream = io.BytesIO(upload.content or b"")
    opened = open_list(
        stream,
        upload.file_name,
        mapping,
        as_of=upload.as_of,
        known_cpv=official_cpv.check_digits(),
        max_rows=MAX_ROWS,
    )
    rows = list(opened.rows)
    return opened.header, opened.warnings, not opened.is_correction, rows


def try_out(buyer: Buyer, upload: ListUpload, mapping: ColumnMapping) -> Trial:
    """What importing the list would come to now. Raises BadInput where it cannot be read at all."""
    header, warnings, is_whole, rows = read_rows(upload, mapping)
    return _trial(buyer, upload, mapping, header, warnings, is_whole, rows)


def _trial(
    buyer: Buyer,
    upload: ListUpload,
    mapping: ColumnMapping,
    header: tuple[str, ...],
    warnings: tuple[Fault, ...],
    is_whole: bool,
    rows: list[ImportedRow | RefusedRow],
) -> Trial:
    today = local_day(buyer, datetime.now(UTC))
    if late := next((row for row in rows if row.as_of and row.as_of > today), None):
        message = say("the day of the list, {day}, has not come yet", day=late.as_of)
        raise BadInput([Fault(message, row=late.number, column=mapping.as_of_column or None)])
    known = import_known.known_list(buyer.id, upload.list_name)
    decisions = {int(row): entry for row, entry in upload.decisions.items()}
    plan = import_known.plan_of(known, rows, mapping, decisions=decisions, is_whole=is_whole)
    remarks = tuple(remark for row in rows if isinstance(row, ImportedRow) for remark in row.warnings)
    return Trial(header, len(rows), (*warnings, *remarks), plan, import_known.missing_of(plan, known))


def carry_out(
    *,
    buyer: Buyer,
    upload: ListUpload,
    mapping: ColumnMapping,
    shown: str,
    reason: Reason,
    note: str,
    actor_id: int | None,
) -> Imported:
    """Publish what the list says, if it is still what was shown (by its fingerprint).

    Raises ChangedMeanwhileError when it is not, EntryRefusedError for too much at once, BadInput.
    """
    read = read_rows(upload, mapping)
    begin_write()
    trial = _trial(buyer, upload, mapping, *read)
    if trial.fingerprint != shown:
        raise ChangedMeanwhileError.of(
            say("The roadmap was changed meanwhile. Look at what would be published now.")
        )
    if trial.is_too_long:
        raise EntryRefusedError.of(say("at most {most} entries at once", most=MAX_STORED))
    done = Imported()
    for day, new, versions in import_known.to_store(trial.plan, upload.list_name, reason=reason, note=note):
        part = apply_import(buyer=buyer, new=new, versions=versions, actor_id=actor_id, as_of=day)
        for name in ("created", "changed", "unchanged", "refused"):
            getattr(done, name).extend(getattr(part, name))
    upload.applied_at = datetime.now(UTC)
    db.session.flush()
    return done
