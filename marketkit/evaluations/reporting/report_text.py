"""The evaluation report: what Directive 2014/24/EU article 84(1) and the Norwegian protocol ask for, drawn from the record.

Article 84(1) asks for: (a) the buyer, the subject and its value; (b) who was selected and who was rejected, and why;
(c) why bids found abnormally low were rejected; (d) the winner, why, and what will be subcontracted; (e), (f) why a
procedure other than the open or restricted one was used; (g) why no contract was awarded; (h) why other than
electronic means were used; (i) conflicts of interest and what was done about them. The Norwegian regulation's rules on
the protocol ask for the same. (e), (f), (h) and subcontracting are the officer's own statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from flask_babel import gettext as _

from marketkit import audit
from marketkit.documents.model import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Signatures,
    Table,
    bullets,
    paragraph,
    row,
)
from marketkit.evaluations.bids.requirements import findings, requirements
from marketkit.evaluations.bids.standing import StandingBid, openings, standing_bids
from marketkit.evaluations.bids.taking_back import all_taken_back
from marketkit.evaluations.bids.wording import envelope_text, figure_ground_text, round_text
from marketkit.evaluations.decision.models import Decision
from marketkit.evaluations.decision.standing import decisions
from marketkit.evaluations.preparation.services import locks
from marketkit.evaluations.presentation import ground_text
from marketkit.evaluations.reporting.report_assessment_text import assessment_blocks
from marketkit.evaluations.reporting.report_decision_text import decision_blocks
from marketkit.evaluations.reporting.report_result_text import result_blocks
from marketkit.evaluations.wording import scoring_mode_text
from marketkit.procurements.labels import LABELS, show_money
from marketkit.procurements.models import Procurement
from marketkit.sourcing.services import strategy_of
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.web.language import (
    current_language,
    format_moment,
    format_money,
    format_number,
    format_percent,
    said,
)
from marketkit.web.language import in_language as speaking

STATEMENTS = ("procedure", "selection", "lots", "subcontracting", "other-means", "conflicts", "remark")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInputs:
    """What a report is drawn from besides the record itself: whose names stand in it, and the officer's statements."""

    procurement: Procurement
    names: Mapping[int, str]
    statements: Mapping[str, str]
    made: datetime


def report_document(inputs: ReportInputs, language: str) -> Document:
    """The report in a language ("en" or "nb"), whatever language the page is read in."""
    procurement = inputs.procurement
    with speaking(language):
        return Document(
            title=_("Evaluation report"),
            language=language,
            author=procurement.buyer.name,
            reference=procurement.reference,
            subtitle=procurement.title,
            facts=((_("Made"), format_moment(inputs.made)),),
            blocks=tuple(_blocks(inputs)),
        )


def statement_title(code: str) -> str:
    """What a statement of the officer is about."""
    words: dict[str, str] = {
        "procedure": _("Why this procedure was used"),
        "selection": _("How the suppliers that were invited were chosen"),
        "lots": _("Why the contract was not divided into lots"),
        "subcontracting": _("What will be subcontracted, and to whom, as far as is known"),
        "other-means": _("Why other than electronic means were used"),
        "conflicts": _("What was done about conflicts of interest"),
        "remark": _("Remarks"),
    }
    return words[code]


def _blocks(inputs: ReportInputs) -> Iterator[Block]:
    procurement = inputs.procurement
    bids = standing_bids(procurement)
    found = decisions(procurement)
    yield from _subject(inputs)
    yield from _method(inputs)
    yield from _openings(inputs)
    yield from _bids(procurement, bids)
    yield from _rejections(procurement, bids)
    yield from _corrections(inputs, bids)
    yield from assessment_blocks(procurement, bids, inputs.names)
    yield from result_blocks(procurement, found)
    yield from decision_blocks(procurement, found, bids, inputs.names)
    yield from _statements(inputs)
    yield from _ending(found)


def _subject(inputs: ReportInputs) -> Iterator[Block]:
    procurement, buyer = inputs.procurement, inputs.procurement.buyer
    yield Heading(_("Buyer and subject"))
    pairs = [
        (_("Buyer"), buyer.name),
        (_("Organisation number"), buyer.organisation_number or ""),
        (_("Procurement"), f"{procurement.reference} {procurement.title}"),
        (_("Estimated value, without VAT"), show_money(procurement.estimate) if procurement.estimate else ""),
        (_("Regime"), str(LABELS[procurement.regime]) if procurement.regime else ""),
        (_("Procedure"), str(LABELS[procurement.procedure]) if procurement.procedure else ""),
        (_("Archive case"), procurement.archive_case or ""),
    ]
    yield Facts(tuple(pair for pair in pairs if pair[1]))
    if procurement.need:
        yield paragraph(procurement.need)
    if procurement.lots:
        yield bullets(
            *(_("Lot %(number)s: %(title)s", number=lot.number, title=lot.title) for lot in procurement.lots)
        )


def _method(inputs: ReportInputs) -> Iterator[Block]:
    yield Heading(_("Criteria and method, as they were locked"))
    for lock in locks(inputs.procurement):
        strategy, plan = strategy_of(lock.strategy_version), lock.plan
        moment = format_moment(lock.locked_at)
        pairs = [
            (_("Locked"), _("%(moment)s (lock number %(number)s)", moment=moment, number=lock.number)),
            (_("Locked by"), inputs.names.get(lock.locked_by_id or 0, "")),
            (_("Strategy"), in_language(strategy.title, current_language())),
            (_("Fingerprint (SHA-256)"), lock.sha256),
            (
                _("Audit log just before"),
                _("entry %(number)s, %(hash)s", number=lock.audit_number, hash=lock.audit_hash),
            ),
            (_("Deadline for bids"), format_moment(plan.deadline) if plan.deadline else ""),
            (_("Who gives the scores"), scoring_mode_text(plan.scoring_mode)),
            (_("How far evaluators may differ"), format_percent(plan.spread_limit, 1, trim=True)),
            (_("Envelopes"), _("two") if plan.two_envelopes else _("one")),
            (_("Why it was changed"), lock.reason or ""),
            (_("How the documents were corrected"), lock.corrected_documents or ""),
            (_("About the deadline"), lock.deadline_review or ""),
            *((_("Set aside: %(rule)s", rule=each["rule"]), each["reason"]) for each in lock.overrides),
        ]
        yield Facts(tuple(pair for pair in pairs if pair[1]))


def _openings(inputs: ReportInputs) -> Iterator[Block]:
    yield Heading(_("Openings"))
    yield Table(
        _("What was opened, when, and who was present"),
        (Column(_("What")), Column(_("When")), Column(_("Present"))),
        tuple(
            row(
                envelope_text(each.envelope, each.round),
                format_moment(each.opened_at),
                ", ".join(each.present),
            )
            for each in openings(inputs.procurement)
        ),
    )


def _bids(procurement: Procurement, bids: list[StandingBid]) -> Iterator[Block]:
    yield Heading(_("Bids"))
    with_lots = bool(procurement.lots)
    columns = [
        Column(_("Bid"), width=22),
        Column(_("Supplier"), width=26),
        Column(_("Round"), width=15),
        Column(_("Received"), width=22),
        Column(_("Scored"), width=15),
    ]
    if with_lots:
        columns.insert(1, Column(_("Lot"), width=9))
    rows = []
    for each in bids:
        supplier = each.bid.supplier
        number = f" ({supplier.organisation_number})" if supplier.organisation_number else ""
        cells = [
            each.bid.label,
            f"{supplier.name}{number}",
            round_text(each.submission.round),
            format_moment(each.submission.received_at),
            _("yes") if each.out is None else _("no"),
        ]
        if with_lots:
            cells.insert(1, str(each.bid.lot.number) if each.bid.lot else "")
        rows.append(row(*cells))
    yield Table(_("The bids that were received"), tuple(columns), tuple(rows), row_headers=True)
    mistakes = [
        _(
            "%(bid)s, submission %(number)s, was taken in by mistake and taken back, and does not count: %(reason)s",
            bid=bid.label,
            number=submission.number,
            reason=row.reason,
        )
        for bid, submission, row in all_taken_back(procurement)
    ]
    if mistakes:
        yield bullets(*mistakes)


def _rejections(procurement: Procurement, bids: list[StandingBid]) -> Iterator[Block]:
    yield Heading(_("Qualification, requirements and rejected bids"))
    asked, found = requirements(procurement), findings(procurement)
    if asked:
        yield Table(
            _("Requirements, and the bids that do not meet them"),
            (Column(_("Requirement")), Column(_("Not met by"))),
            tuple(
                row(
                    each.text,
                    "; ".join(
                        f"{bid.bid.label}: {finding.note}" if finding.note else bid.bid.label
                        for bid in bids
                        if (finding := found.get((bid.bid.id, each.id))) is not None and not finding.met
                    )
                    or _("nobody"),
                )
                for each in asked
            ),
        )
    out = [each for each in bids if each.out is not None]
    if not out:
        yield paragraph(_("No bid was rejected before scoring."))
        return
    yield Table(
        _("Bids that were not scored, and why"),
        (Column(_("Bid")), Column(_("Ground")), Column(_("Explanation"))),
        tuple(
            row(each.bid.label, ground_text(each.out.ground), said(each.out.explanation))
            for each in out
            if each.out is not None
        ),
        row_headers=True,
    )


def _corrections(inputs: ReportInputs, bids: list[StandingBid]) -> Iterator[Block]:
    versions = locks(inputs.procurement)
    if not versions:
        return
    strategy = strategy_of(versions[-1].strategy_version)
    rows = [
        row(
            each.bid.label,
            in_language(strategy.criterion(leaf).title, current_language()),
            _value(strategy, leaf, figure.raw),
            _value(strategy, leaf, step.value),
            f"{figure_ground_text(step.ground)}: {step.reason or ''}".rstrip(": "),
            inputs.names.get(step.created_by_id or 0, ""),
        )
        for each in bids
        for leaf, figure in each.figures.items()
        for step in figure.rows[1:]
    ]
    if not rows:
        return
    yield Heading(_("Figures that were put right"))
    names = (_("Bid"), _("Criterion"), _("As submitted"), _("Becomes"), _("Why"), _("By"))
    yield Table(
        _("Every figure with its reason"),
        tuple(Column(name) for name in names),
        tuple(rows),
        row_headers=True,
    )


def _value(strategy: Strategy, leaf: str, value: Fraction) -> str:
    if strategy.criterion(leaf).is_cost:
        return format_money(value, strategy.currency)
    return format_number(value, 4, trim=True)


def _statements(inputs: ReportInputs) -> Iterator[Block]:
    given = [
        (code, inputs.statements[code].strip())
        for code in STATEMENTS
        if inputs.statements.get(code, "").strip()
    ]
    for code, text in given:
        yield Heading(statement_title(code))
        yield paragraph(text)


def _ending(found: list[Decision]) -> Iterator[Block]:
    head = audit.head()
    yield Heading(_("How to check this report"))
    yield paragraph(
        _(
            "It was drawn from the record when the audit log ended with entry %(number)s, %(hash)s.",
            number=head.number,
            hash=head.hash,
        )
    )
    if found:
        yield Signatures((_("Place and date"), _("For the buyer")))
