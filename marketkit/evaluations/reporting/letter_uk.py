"""The United Kingdom's assessment summary: Procurement Act 2023 section 50, Procurement Regulations 2024 regulation 31.

ELEMENTS lists what regulation 31 asks for, by paragraph, as read in the draft that was made as S.I. 2024/692; what comes
after paragraph (3)(c) could not be read. Section 50(4)(b) gives a supplier that was not chosen the scores of the most
advantageous tender with their explanation; relative advantages are not used.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from marketkit.documents.model import (
    Block,
    Column,
    Facts,
    Heading,
    Table,
    Tone,
    bullets,
    note,
    paragraph,
    row,
)
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.preparation.services import current_lock
from marketkit.evaluations.presentation import Presentation, ground_text
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts
from marketkit.evaluations.wording import criteria_tree, method_text
from marketkit.procurements.choices import Regime
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language, format_number, said

UNITED_KINGDOM = frozenset({Regime.UK_FULL, Regime.UK_LIGHT_TOUCH})
ELEMENTS = {
    "31(2)(a)": "the supplier's name",
    "31(2)(b)": "the supplier's contact postal address and e-mail address",
    "31(2)(c)": "the supplier's unique identifier",
    "31(2)(d)(i)(aa)": "the title of each award criterion",
    "31(2)(d)(i)(bb)": "the relative importance of each award criterion",
    "31(2)(d)(i)(cc)": "how tenders were assessed by reference to scores, and which scores were available",
    "31(2)(d)(ii)": "where the full award criteria and methodology can be had",
    "31(2)(e)(i)": "the score for each criterion, with an explanation by reference to the tender",
    "31(2)(e)(i)(bb)": "for each sub-criterion, how the tender was assessed against it",
    "31(2)(e)(ii)": "the total score and any sub-totals",
    "31(3)(b)": "the same scores of the most advantageous tender (section 50(4)(b))",
    "31(3)(c)": "any further explanation why the contract is not awarded to the supplier, also where disregarded",
}


def is_uk(facts: LetterFacts) -> bool:
    """Whether the letter is an assessment summary."""
    return facts.procurement.regime in UNITED_KINGDOM


def summary_blocks(facts: LetterFacts, contact: str) -> Iterator[Block]:
    """The assessment summary of every tender of the supplier, with what regulation 31 asks for."""
    supplier = facts.supplier
    pairs = [(_("Supplier"), supplier.name)]
    if contact.strip():
        pairs.append((_("Contact address"), contact.strip()))
    pairs.append((_("Unique identifier"), supplier.organisation_number or _("none on record")))
    yield Facts(tuple(pairs))
    if not contact.strip():
        yield note(
            _(
                "The contact postal address and e-mail address of the supplier must be entered before this is sent."
            ),
            tone=Tone.WARNING,
        )
    for story in facts.stories:
        yield from _tender(facts, story)


def _tender(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    bid = story.standing.bid
    title = f"{bid.label}, {bid.lot.title}" if bid.lot else bid.label
    yield Heading(_("Assessment of %(tender)s", tender=title))
    if story.opened is None or (story.out is not None and story.ranked is None):
        out = story.out
        if out is not None:
            yield paragraph(_("The tender was disregarded and was not assessed."))
            yield Facts(((_("Ground"), ground_text(out.ground)), (_("Explanation"), said(out.explanation))))
        return
    yield from _criteria(facts, story)
    own = story.ranked
    if own is None:
        assert story.excluded is not None
        explanation = Explanation(story.opened.result, current_language())
        yield paragraph(_("The tender stayed below a limit and could not be awarded the contract:"))
        yield bullets(*(said(reason) for reason in explanation.excluded(story.excluded)))
        return
    yield from _assessed(facts, story, own, _("Scores of your tender, and why"))
    if story.place is not None:
        yield paragraph(_("Your tender is the most advantageous, and the contract is awarded to you."))
        return
    for winner in story.winners[-1:]:
        supplier = facts.suppliers.get(winner.bid.id, "")
        yield paragraph(_("The contract is awarded to %(supplier)s.", supplier=supplier))
        yield from _assessed(facts, story, winner, _("Scores of the most advantageous tender, and why"))
    if story.passed_over:
        yield paragraph(_("Your tender was passed over, because a supplier may win only so many lots."))
    else:
        yield paragraph(
            _(
                "The contract is not awarded to you because another tender was more advantageous by these criteria."
            )
        )


def _criteria(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    assert story.opened is not None
    strategy, language = story.opened.strategy, current_language()
    presentation = Presentation(story.opened, language)
    rows = []
    for criterion, depth in criteria_tree(strategy):
        weight = presentation.weight_text(criterion)
        scores = "–"
        if criterion.scale is not None:
            low, high = (format_number(end, 2, trim=True) for end in criterion.scale)
            scores = _("%(low)s to %(high)s", low=low, high=high)
        name = in_language(criterion.title, language)
        rows.append(row("  " * depth + name, said(weight) if weight else "–", scores))
    columns = (Column(_("Award criterion")), Column(_("Relative importance")), Column(_("Scores available")))
    yield Table(_("Award criteria"), columns, tuple(rows), row_headers=True)
    yield paragraph(method_text(strategy))
    lock = current_lock(facts.procurement)
    if lock is not None:
        yield paragraph(
            _(
                "The full criteria and assessment methodology stand in the tender documents, “Award criteria and evaluation method”, lock %(number)s.",
                number=lock.number,
            )
        )


def _assessed(facts: LetterFacts, story: BidStory, ranked: RankedBid, caption: str) -> Iterator[Block]:
    assert story.opened is not None
    presentation = Presentation(story.opened, current_language())
    rows = []
    for criterion, depth in criteria_tree(story.opened.strategy):
        if criterion.is_cost and depth:
            continue
        score = ranked.scores[criterion.id]
        given = (
            format_number(score.raw, 2, trim=True) if score.raw is not None and not criterion.is_cost else "–"
        )
        points = format_number(score.weighted, 2) if score.weighted is not None else "–"
        why = " ".join(facts.grounds.get((ranked.bid.id, criterion.id), ()))
        if criterion.is_cost:
            why = _("Calculated from the price by the published formula.")
        rows.append(row("  " * depth + in_language(criterion.title, current_language()), given, points, why))
    total = format_number(ranked.total, presentation.total_places)
    yield Table(
        caption,
        (
            Column(_("Criterion"), width=26),
            Column(_("Score"), width=12),
            Column(_("Points"), width=12),
            Column(_("Explanation"), width=50),
        ),
        tuple(rows),
        total=row(presentation.total_label(), "", total, ""),
        row_headers=True,
    )
