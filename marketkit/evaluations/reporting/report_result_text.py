"""The report's part on the official results, drawn from the stored trace of the calculations decided on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from marketkit.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Table,
    bullets,
    paragraph,
    row,
)
from marketkit.evaluations.decision.models import Decision, DecisionKind
from marketkit.evaluations.models import Calculation
from marketkit.evaluations.official import lots_of
from marketkit.evaluations.presentation import Presentation
from marketkit.evaluations.record import newest_official, open_calculation
from marketkit.procurements.models import Procurement
from marketkit.web.language import current_language, format_moment, format_number, said


def result_blocks(procurement: Procurement, decisions: Sequence[Decision]) -> Iterator[Block]:
    """Every result that an award rests on, oldest first; before any award the newest official ones."""
    shown: list[Calculation] = [
        outcome.calculation
        for decision in decisions
        if decision.kind is DecisionKind.AWARD
        for outcome in decision.outcomes
    ]
    newest = [found for lot in lots_of(procurement) if (found := newest_official(procurement, lot_id=lot))]
    shown.extend(each for each in newest if each not in shown)
    for calculation in shown:
        yield from _result(calculation)


def _result(calculation: Calculation) -> Iterator[Block]:
    title = _("Result, calculation %(number)s", number=calculation.number)
    if calculation.lot is not None:
        title = _("Lot %(lot)s: %(title)s", lot=calculation.lot.number, title=title)
    yield Heading(title)
    facts = [
        (_("Calculated"), format_moment(calculation.created_at)),
        (_("Fingerprint of the bids (SHA-256)"), calculation.inputs_sha256),
        (_("Fingerprint of the result (SHA-256)"), calculation.sha256),
    ]
    if calculation.reason:
        facts.append((_("Why it was calculated again"), calculation.reason))
    yield Facts(tuple(facts))
    presentation = Presentation(open_calculation(calculation), current_language())
    yield paragraph(presentation.price_basis(), ".")
    yield from _ranking(presentation)
    yield from _out(presentation)


def _ranking(presentation: Presentation) -> Iterator[Block]:
    result, strategy = presentation.result, presentation.strategy
    for warning in result.warnings:
        yield paragraph(said(presentation.explanation.notice(warning)))
    if not result.ranking:
        return
    columns = [Column(_("Place"), Align.END), Column(_("Bid"))]
    columns += [Column(presentation.title(criterion), Align.END) for criterion in strategy.criteria]
    columns.append(Column(presentation.total_label(), Align.END))
    rows = []
    for ranked in result.ranking:
        cells: list[str | Cell] = [str(ranked.rank), ranked.bid.id]
        cells += [presentation.cell(ranked, criterion).text for criterion in strategy.criteria]
        cells.append(format_number(ranked.total, presentation.total_places))
        rows.append(row(*cells))
    yield Table(_("The ranking"), tuple(columns), tuple(rows))
    for ranked in result.ranking:
        sentences = [said(sentence) for sentence in presentation.explanation.place(ranked)]
        yield paragraph(f"{ranked.bid.id}: ", " ".join(sentences))
    flags = [said(presentation.explanation.flag(flag)) for flag in result.flags]
    if flags:
        yield bullets(*flags)


def _out(presentation: Presentation) -> Iterator[Block]:
    excluded = [
        f"{each.bid.id}: " + " ".join(said(reason) for reason in presentation.explanation.excluded(each))
        for each in presentation.result.excluded
    ]
    if excluded:
        yield paragraph(
            _("Bids that did not reach a minimum in the procurement documents and were not ranked:")
        )
        yield bullets(*excluded)
