"""The published list of CPV codes, where one was imported: which codes there are, their check digits and labels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import String, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from marketkit import audit
from marketkit.db import Base, begin_write, db
from marketkit.errors import BadInput, Fault
from marketkit.procurements import cpv
from marketkit.procurements.cpv_lists import MAX_LABEL, PublishedCode
from marketkit.said import say
from marketkit.values import UnreadableError

MOST_LACKING = 0.1
"""Of the codes the program comes with, the share that a list of all codes may lack: a revision withdraws some."""


class OfficialCpv(Base):
    """A code of the published list, for all buyers of the installation; `withdrawn` once a newer list lacks it.

    `of_whole`: it stood in a list of all codes. Only from then on can one say that a code is in no list.
    """

    __tablename__ = "official_cpv"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    check_digit: Mapped[str | None] = mapped_column(String(1))
    en: Mapped[str | None] = mapped_column(String(MAX_LABEL))
    nb: Mapped[str | None] = mapped_column(String(MAX_LABEL))
    of_whole: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a list: codes that were new, that changed, that it no longer holds, and how many stand now."""

    new: int
    changed: int
    withdrawn: int
    standing: int


def keep_list(codes: Iterable[PublishedCode], *, content: bytes, is_whole: bool) -> Kept:
    """Keep a list of codes. What it says of a code goes before what was known; labels it lacks stay.

    `is_whole`: codes it does not hold are withdrawn from now on. Otherwise it adds to what is there. Raises BadInput for
    a list of all codes that lacks many of those that the program comes with: it holds some only.
    """
    codes = tuple(codes)
    if is_whole:
        _require_whole({each.code for each in codes})
    session = begin_write()
    known = {row.code: row for row in session.scalars(select(OfficialCpv))}
    new = changed = 0
    named = set()
    for each in codes:
        named.add(each.code)
        row = known.get(each.code)
        if row is None:
            row = OfficialCpv(code=each.code)
            session.add(row)
            new += 1
        before = (row.check_digit, row.en, row.nb, row.withdrawn)
        row.check_digit = each.check or row.check_digit
        row.en, row.nb = each.labels.get("en", row.en), each.labels.get("nb", row.nb)
        row.withdrawn, row.of_whole = False, is_whole or bool(row.of_whole)
        changed += each.code in known and before != (row.check_digit, row.en, row.nb, False)
    gone = [row for code, row in known.items() if is_whole and code not in named and not row.withdrawn]
    for row in gone:
        row.withdrawn = True
    standing = len(named | {code for code, row in known.items() if not row.withdrawn})
    kept = Kept(new=new, changed=changed, withdrawn=len(gone), standing=standing)
    audit.record(
        "codes.imported",
        subject="codes:cpv",
        buyer_id=None,
        actor_id=None,
        details={
            "sha256": hashlib.sha256(content).hexdigest(),
            "new": kept.new,
            "changed": kept.changed,
            "withdrawn": kept.withdrawn,
        },
    )
    session.flush()
    return kept


def _require_whole(codes: set[str]) -> None:
    lacking = [each.code for each in cpv.shipped() if each.code not in codes]
    if len(lacking) > len(cpv.shipped()) * MOST_LACKING:
        message = say(
            "this is not the list of all codes: it lacks {count} that are in common use, such as {code}; say --part",
            count=len(lacking),
            code=lacking[0],
        )
        raise BadInput([Fault(message)])


def _whole_is_known() -> bool:
    return bool(db.session.scalar(select(exists().where(OfficialCpv.of_whole))))


def check_digits() -> Mapping[str, str | None]:
    """The check digit of each code that stands, by code; nothing where no list of all codes was imported."""
    if not _whole_is_known():
        return {}
    rows = db.session.execute(select(OfficialCpv.code, OfficialCpv.check_digit).where(~OfficialCpv.withdrawn))
    return {row.code: row.check_digit for row in rows}


def label(code: str, language: str) -> str | None:
    """Our words for a code, or else the published label, in English where there is none in the language."""
    if ours := cpv.label(code, language):
        return ours
    row = db.session.get(OfficialCpv, code)
    return ((row.nb if language == "nb" else None) or row.en) if row else None


def find(text: str, language: str = "en") -> str:
    """The code meant by what a person typed, as `cpv.find`, held against the published list where there is one.

    Raises UnreadableError, also on a code that is not in the list or was withdrawn, and on another check digit than the
    published one.
    """
    code = cpv.find(text, language)
    row = db.session.get(OfficialCpv, code)
    if row is None:
        if _whole_is_known():
            raise UnreadableError(say("{code} is not in the list of CPV codes", code=code))
        return code
    if row.withdrawn:
        raise UnreadableError(say("{code} was withdrawn from the list of CPV codes", code=code))
    typed = text.strip()
    if row.check_digit and typed[:9] == f"{code}-" and typed[9:10] != row.check_digit:
        raise UnreadableError(
            say(
                'the check digit of "{text}" is wrong; {code} ends in {check}',
                text=typed[:10],
                code=code,
                check=row.check_digit,
            )
        )
    return code
