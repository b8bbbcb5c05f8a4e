"""The report's part on who scored, what each gave and why, and what the panel agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from marketkit.documents.model import Align, Block, Column, Heading, Row, Table, bullets, paragraph, row
from marketkit.evaluations.assessment.agreed import Agreed, agreed_of, standards
from marketkit.evaluations.assessment.evaluators import assigned, declarations, taken_off
from marketkit.evaluations.assessment.presentation import basis_text
from marketkit.evaluations.bids.standing import StandingBid
from marketkit.procurements.models import Procurement
from marketkit.sourcing.strategy import Criterion, in_language
from marketkit.web.language import current_language, format_number


def assessment_blocks(
    procurement: Procurement, bids: Sequence[StandingBid], names: Mapping[int, str]
) -> Iterator[Block]:
    """Evaluators, conflicts of interest, and every score with its ground."""
    by = standards(procurement)
    if by is None:
        return
    yield Heading(_("Assessment"))
    yield from _people(procurement, [leaf for leaf in by.strategy.leaves() if not leaf.is_cost], names)
    yield from _conflicts(procurement, bids, names)
    staying = [each for each in bids if each.out is None]
    scores = agreed_of(procurement, by, staying)
    for leaf in by.strategy.leaves():
        if not leaf.is_cost and staying:
            yield _scores(leaf, staying, scores)


def _name(leaf: Criterion) -> str:
    return in_language(leaf.title, current_language())


def _people(
    procurement: Procurement, leaves: Sequence[Criterion], names: Mapping[int, str]
) -> Iterator[Block]:
    people = assigned(procurement)
    rows = tuple(
        row(_name(leaf), ", ".join(sorted(names.get(user, "") for user in people[leaf.id])))
        for leaf in leaves
        if leaf.id in people
    )
    if rows:
        yield Table(
            _("Who scored"), (Column(_("Criterion")), Column(_("Evaluators"))), rows, row_headers=True
        )
    titles = {leaf.id: _name(leaf) for leaf in leaves}
    off = [
        _(
            "%(name)s was taken off %(criterion)s after having scored it, and these scores do not count: %(reason)s",
            name=each.user.name,
            criterion=titles.get(each.criterion, each.criterion),
            reason=each.reason,
        )
        for each in taken_off(procurement)
    ]
    if off:
        yield bullets(*off)


def _conflicts(
    procurement: Procurement, bids: Sequence[StandingBid], names: Mapping[int, str]
) -> Iterator[Block]:
    suppliers = {each.bid.supplier_id: each.bid.supplier.name for each in bids}
    declared = declarations(procurement)
    rows = tuple(
        row(names.get(user, ""), suppliers.get(supplier, ""), found.note)
        for (user, supplier), found in sorted(declared.items())
        if found.conflict
    )
    yield Heading(_("Conflicts of interest"), level=2)
    if not rows:
        yield paragraph(
            _("Nobody declared a conflict of interest.")
            if declared
            else _("No declaration on conflicts of interest was asked for.")
        )
        return
    yield Table(
        _("Conflicts that were declared; the person did not score the supplier's bids"),
        (Column(_("Evaluator")), Column(_("Supplier")), Column(_("What"))),
        rows,
    )


def _scores(leaf: Criterion, bids: Sequence[StandingBid], scores: Mapping[tuple[int, str], Agreed]) -> Table:
    return Table(
        _("Scores: %(criterion)s", criterion=_name(leaf)),
        (
            Column(_("Bid"), width=18),
            Column(_("Score"), Align.END, width=13),
            Column(_("How"), width=19),
            Column(_("Grounds"), width=50),
        ),
        tuple(_score(each, scores[each.bid.id, leaf.id]) for each in bids),
        row_headers=True,
    )


def _score(bid: StandingBid, agreed: Agreed) -> Row:
    grounds = [
        _(
            "%(name)s, %(score)s: %(ground)s",
            name=each.user.name,
            score=format_number(each.score, 4, trim=True),
            ground=each.ground,
        )
        for each in agreed.individual
    ]
    if agreed.moderation is not None and agreed.score == agreed.moderation.score:
        grounds.append(_("The panel: %(reason)s", reason=agreed.moderation.reason))
    score = "–" if agreed.score is None else format_number(agreed.score, 4, trim=True)
    return row(bid.bid.label, score, basis_text(agreed.basis), "\n".join(grounds))
