"""The United Kingdom's assessment summary: Procurement Act 2023 section 50, Procurement Regulations 2024 regulation 31.

Of the most advantageous tender regulation 31(2) asks for the supplier's name, addresses and identifier, the criteria
with their importance, how they were scored and where the full version is, and the score for each criterion with its
explanation, sub-totals and total. Paragraph (3) asks for the same of any other assessed tender, as far as it was
assessed, and for any further explanation why the contract is not awarded to it. Section 50(4) gives a supplier both:
its own and the most advantageous one. Relative advantages are not used. The regulation was read in the draft that was
made as S.I. 2024/692, up to the middle of (3)(c).
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from marketkit.documents.model import (
    Block,
    Cell,
    Column,
    Facts,
    Heading,
    Table,
    Tone,
    bullets,
    cell,
    note,
    paragraph,
    row,
)
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.presentation import Presentation, ground_text
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts, Party, Scored
from marketkit.evaluations.reporting.letter_lots import bid_text, passed_over_text
from marketkit.evaluations.reporting.letter_scores import (
    amount_text,
    points_text,
    raw_text,
    reason_text,
    scale_text,
    share_text,
)
from marketkit.evaluations.wording import criteria_tree, formula_text, method_text
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.language import current_language, format_number, said


def summary_blocks(facts: LetterFacts) -> Iterator[Block]:
    """The assessment summary of every tender of the supplier, with what regulation 31 asks for."""
    if any(not (party.address and party.identifier) for party in facts.parties_told()):
        yield note(
            _("Addresses and identifiers must be filled in before this letter is sent."), tone=Tone.WARNING
        )
    for story in facts.stories:
        yield from _tender(facts, story)


def _tender(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    yield Heading(_("Assessment of %(tender)s", tender=bid_text(story)))
    yield _identity(facts.recipient)
    scored = story.scored
    if story.opened is None or scored is None:
        if story.out is not None:
            yield paragraph(_("The tender was disregarded and was not assessed."))
            ground, why = ground_text(story.out.ground), said(story.out.explanation)
            yield Facts(((_("Ground"), ground), (_("Explanation"), why)))
        yield from _chosen(facts, story)
        return
    yield from _criteria(facts, story)
    yield _assessed(facts, story, scored, _("Scores of your tender, and why"))
    if story.place is not None:
        yield paragraph(_("Your tender is the most advantageous, and the contract is awarded to you."))
        return
    yield from _why_not(story)
    yield from _chosen(facts, story)


def _identity(party: Party) -> Facts:
    """Who a supplier is; what is not known yet is marked, and stops the approval."""
    gap = _("[to be filled in]")
    return Facts(
        (
            (_("Supplier"), party.name),
            (_("Postal address and e-mail address"), party.address or gap),
            (_("Unique identifier"), party.identifier or gap),
        )
    )


def _why_not(story: BidStory) -> Iterator[Block]:
    """Why the contract is not awarded to the tender, beyond its scores."""
    assert story.opened is not None
    if story.excluded is not None:
        explanation = Explanation(story.opened.result, current_language())
        yield paragraph(_("The tender stayed below a limit and could not be awarded the contract:"))
        yield bullets(*(said(reason) for reason in explanation.excluded(story.excluded)))
    elif story.passed_over:
        yield paragraph(passed_over_text(story))
    elif story.winners:
        yield paragraph(
            _(
                "The contract is not awarded to you because another tender was more advantageous by these criteria."
            )
        )


def _chosen(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    """The most advantageous tender; how it was assessed goes to those whose own tender was assessed."""
    for winner in story.winners:
        yield Heading(_("The most advantageous tender: %(tender)s", tender=winner.bid.id), level=2)
        yield _identity(facts.parties[winner.bid.id])
        if story.scored is not None:
            yield _assessed(facts, story, winner, _("Scores of the most advantageous tender, and why"))
    if not story.winners and story.opened is not None:
        yield paragraph(_("The contract is awarded to nobody."))


def _criteria(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    assert story.opened is not None
    strategy, language = story.opened.strategy, current_language()
    presentation = Presentation(story.opened, language)
    rows = []
    for criterion, depth in criteria_tree(strategy):
        weight = presentation.weight_text(criterion)
        name = cell(in_language(criterion.title, language), indent=depth)
        rows.append(row(name, said(weight) if weight else "–", _available(criterion)))
    columns = (
        Column(_("Award criterion"), width=44),
        Column(_("Relative importance"), width=26),
        Column(_("Scores available"), width=30),
    )
    yield Table(_("Award criteria"), columns, tuple(rows), row_headers=True)
    yield paragraph(method_text(strategy))
    if facts.lock is not None:
        yield paragraph(
            _(
                "The full criteria and assessment methodology stand in the tender documents, “Award criteria and evaluation method”, version %(number)s.",
                number=facts.lock,
            )
        )


def _available(criterion: Criterion) -> str:
    """Which scores could be given on a criterion."""
    if criterion.scale is not None:
        worst, best = (format_number(end, 2, trim=True) for end in criterion.scale)
        return str(_("%(low)s to %(high)s", low=worst, high=best))
    if criterion.formula is not None:
        return str(_("0 to 100 percent, by the formula"))
    return str(_("the sum of its parts")) if criterion.parts else "–"


def _assessed(facts: LetterFacts, story: BidStory, bid: Scored, caption: str) -> Table:
    assert story.opened is not None
    strategy = story.opened.strategy
    presentation = Presentation(story.opened, current_language())
    rows = [
        row(
            cell(in_language(criterion.title, current_language()), indent=depth),
            _score(facts, strategy, criterion, bid),
            points_text(strategy, criterion, bid),
            _why(facts, criterion, bid),
        )
        for criterion, depth in criteria_tree(strategy)
        if criterion.id in bid.scores and not (criterion.is_cost and depth)
    ]
    columns = (
        Column(_("Criterion"), width=26),
        Column(_("Score"), width=14),
        Column(_("Points"), width=16),
        Column(_("Explanation"), width=44),
    )
    total: tuple[Cell, ...] | None = None
    if isinstance(bid, RankedBid):
        total = row(presentation.total_label(), "", format_number(bid.total, presentation.total_places), "")
    return Table(caption, columns, tuple(rows), total=total, row_headers=True)


def _score(facts: LetterFacts, strategy: Strategy, criterion: Criterion, bid: Scored) -> str:
    """The score on a criterion: as it was given, else as a share of full marks; a price that has neither is itself."""
    score = bid.scores[criterion.id]
    if score.raw is not None and not criterion.is_cost:
        return raw_text(facts, criterion, bid)
    if score.share is None and score.amount is not None:
        return amount_text(score.amount, strategy.currency)
    return share_text(criterion, bid)


def _why(facts: LetterFacts, criterion: Criterion, bid: Scored) -> str:
    if criterion.is_cost:
        if criterion.formula is None:
            return str(_("The price of the tender, as it was evaluated."))
        how = formula_text(criterion.formula)
        return str(_("Calculated from the price by the published formula: %(formula)s.", formula=how))
    if not criterion.is_leaf:
        return ""
    reason = reason_text(facts, criterion, bid)
    return f"{reason} {scale_text(criterion)}" if criterion.id in facts.stated else reason
