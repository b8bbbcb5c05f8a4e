"""What happened to one bid, drawn from the rows that tell it: they are never changed, so nothing can be missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from marketkit.db import db
from marketkit.evaluations.bids.documents import documents_of
from marketkit.evaluations.bids.models import Bid, Figure, FigureGround, Submission
from marketkit.evaluations.bids.rejections import rejections
from marketkit.evaluations.bids.requirements import findings_of, requirements
from marketkit.evaluations.bids.standing import StandingFigure, standing_figure
from marketkit.evaluations.bids.taking_back import taken_back_of
from marketkit.evaluations.bids.wording import figure_ground_text, round_text
from marketkit.evaluations.presentation import ground_text
from marketkit.procurements.models import Procurement
from marketkit.web.language import format_number

PLACES = 4  # decimals shown of a figure


@dataclass(frozen=True, slots=True)
class SubmissionShown:
    """A submission and its figures by leaf."""

    submission: Submission
    figures: dict[str, StandingFigure]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: when, what in a sentence, why in somebody's own words, and who did it."""

    at: datetime
    what: str
    why: str
    person_id: int | None


def submissions_of(bid: Bid) -> list[SubmissionShown]:
    """Everything that was handed in for a bid, newest first."""
    rows: dict[int, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for row in db.session.scalars(select(Figure).where(Figure.bid_id == bid.id).order_by(Figure.id)):
        rows[row.submission_id][row.criterion].append(row)
    query = select(Submission).where(Submission.bid_id == bid.id).order_by(Submission.number.desc())
    return [
        SubmissionShown(
            each,
            {
                leaf: found
                for leaf, own in rows[each.id].items()
                if (found := standing_figure(own)) is not None
            },
        )
        for each in db.session.scalars(query)
    ]


def history_of(procurement: Procurement, bid: Bid, titles: Mapping[str, str]) -> list[Entry]:
    """Everything about a bid and its supplier here, newest first; `titles` says what the criteria are called."""
    entries = [*_submitted(bid, titles), *_judged(procurement, bid), *_decided(procurement, bid)]
    for document in documents_of(bid):
        what = _("Document added: %(name)s", name=document.file_name)
        entries.append(Entry(document.created_at, what, "", document.created_by_id))
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _submitted(bid: Bid, titles: Mapping[str, str]) -> list[Entry]:
    entries, taken_back = [], taken_back_of(bid)
    for shown in submissions_of(bid):
        each = shown.submission
        if (mistake := taken_back.get(each.id)) is not None:
            what = _("Submission %(number)s taken back as wrongly imported", number=each.number)
            entries.append(Entry(mistake.created_at, what, mistake.reason, mistake.created_by_id))
        what = _(
            "Submission %(number)s taken in: %(round)s", number=each.number, round=round_text(each.round)
        )
        entries.append(Entry(each.created_at, what, each.reason or "", each.created_by_id))
        for leaf, figure in shown.figures.items():
            for row in figure.rows:
                if row.ground is FigureGround.AS_SUBMITTED and row.created_at == each.created_at:
                    continue  # came with the submission itself
                entries.append(_figure(titles.get(leaf, leaf), row, figure.rows))
    return entries


def _figure(title: str, row: Figure, rows: tuple[Figure, ...]) -> Entry:
    if row.ground is FigureGround.AS_SUBMITTED:
        what = _(
            "Figure taken in: %(criterion)s %(value)s",
            criterion=title,
            value=format_number(row.value, PLACES, trim=True),
        )
        return Entry(row.created_at, what, row.reason or "", row.created_by_id)
    before = standing_figure(each for each in rows if each.id < row.id)
    old = before.evaluated if before is not None else row.value
    what = _(
        "%(ground)s: %(criterion)s from %(before)s to %(after)s",
        ground=figure_ground_text(row.ground),
        criterion=title,
        before=format_number(old, PLACES, trim=True),
        after=format_number(row.value, PLACES, trim=True),
    )
    return Entry(row.created_at, what, row.reason or "", row.created_by_id)


def _judged(procurement: Procurement, bid: Bid) -> list[Entry]:
    numbers = {each.id: each.number for each in requirements(procurement)}
    return [
        Entry(
            row.created_at,
            _("Requirement %(number)s: met", number=numbers[row.requirement_id])
            if row.met
            else _("Requirement %(number)s: not met", number=numbers[row.requirement_id]),
            row.note,
            row.created_by_id,
        )
        for row in findings_of(bid)
    ]


def _decided(procurement: Procurement, bid: Bid) -> list[Entry]:
    entries = []
    for row in rejections(procurement):
        if row.bid_id != bid.id and row.supplier_id != bid.supplier_id:
            continue
        if row.ground is None:
            what = _("Supplier let back in") if row.bid_id is None else _("Bid let back in")
        elif row.bid_id is None:
            what = _("Supplier rejected: %(ground)s", ground=ground_text(row.ground))
        else:
            what = _("Bid rejected: %(ground)s", ground=ground_text(row.ground))
        entries.append(Entry(row.created_at, what, row.explanation, row.created_by_id))
    return entries
