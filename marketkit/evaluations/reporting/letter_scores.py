"""A letter's part on scores: against full marks, with the written grounds, beside those of the chosen bid."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from marketkit.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Row,
    Table,
    cell,
    paragraph,
    row,
    strong,
)
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts
from marketkit.evaluations.wording import criteria_tree, formula_text
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import Criterion, in_language
from marketkit.web.language import current_language, format_money, format_number

PLACES = 2


def score_blocks(
    facts: LetterFacts, story: BidStory, own: RankedBid, chosen: RankedBid | None
) -> Iterator[Block]:
    """Scores against full marks on every criterion, and the written grounds; with those of a chosen bid beside them."""
    assert story.opened is not None
    strategy = story.opened.strategy
    columns = [
        Column(_("Criterion"), width=34),
        Column(_("Your score"), Align.END, width=16),
        Column(_("Your points"), Align.END, width=16),
    ]
    if chosen is not None:
        columns.append(Column(_("Points of %(bid)s", bid=chosen.bid.id), Align.END, width=18))
    rows = [
        _score_row(story, criterion, depth, own, chosen)
        for criterion, depth in criteria_tree(strategy)
        if not (criterion.is_cost and depth)
    ]
    yield Table(_("Scores against full marks"), tuple(columns), tuple(rows), row_headers=True)
    for criterion in strategy.cost_criteria:
        if criterion.formula is not None:
            name = in_language(criterion.title, current_language())
            yield paragraph(f"{name}: ", formula_text(criterion.formula), ".")
    yield from _ground_blocks(facts, story, own, chosen)


def _score_row(
    story: BidStory, criterion: Criterion, depth: int, own: RankedBid, chosen: RankedBid | None
) -> Row:
    assert story.opened is not None
    currency = story.opened.strategy.currency
    score = own.scores[criterion.id]
    given = "–"
    if criterion.is_cost and score.amount is not None:
        given = format_money(score.amount, currency)
    elif score.raw is not None and criterion.scale is not None:
        best = format_number(criterion.scale[1], PLACES, trim=True)
        given = _("%(score)s of %(best)s", score=format_number(score.raw, PLACES, trim=True), best=best)
    cells: list[str | Cell] = [
        cell(in_language(criterion.title, current_language()), indent=depth),
        given,
        points_text(criterion, own),
    ]
    if chosen is not None:
        cells.append(points_text(criterion, chosen))
    return row(*cells)


def points_text(criterion: Criterion, ranked: RankedBid) -> str:
    """Weighted points of full weight; the share of full marks where the method adds no points up."""
    score = ranked.scores[criterion.id]
    if score.weighted is None:
        return "–" if score.share is None else f"{format_number(100 * score.share, 1, trim=True)} %"
    points = format_number(score.weighted, PLACES)
    if criterion.total_weight is None:
        return points
    full = format_number(criterion.total_weight, PLACES, trim=True)
    return str(_("%(points)s of %(full)s", points=points, full=full))


def _ground_blocks(
    facts: LetterFacts, story: BidStory, own: RankedBid, chosen: RankedBid | None
) -> Iterator[Block]:
    """Why a bid has its scores, criterion by criterion, and what was written about the chosen one."""
    assert story.opened is not None
    level = facts.level(story)
    told = [leaf for leaf in story.opened.strategy.leaves() if not leaf.is_cost]
    grounds = [(leaf, facts.grounds.get((own.bid.id, leaf.id), ())) for leaf in told]
    if any(mine for _leaf, mine in grounds):
        yield Heading(_("Grounds"), level=level)
    for leaf, mine in grounds:
        if not mine:
            continue
        yield Heading(in_language(leaf.title, current_language()), level=level + 1)
        yield paragraph(strong(_("Your bid:")), " ", " ".join(mine))
        theirs = facts.grounds.get((chosen.bid.id, leaf.id), ()) if chosen is not None else ()
        if theirs and chosen is not None:
            yield paragraph(strong(_("%(bid)s:", bid=chosen.bid.id)), " ", " ".join(theirs))
        yield from _not_higher(leaf, own)


def _not_higher(leaf: Criterion, own: RankedBid) -> Iterator[Block]:
    score = own.scores[leaf.id]
    if score.share is not None and score.share < 1 and score.raw is not None and leaf.scale is not None:
        best = format_number(leaf.scale[1], PLACES, trim=True)
        yield paragraph(_("The grounds say what was missing for the full score, %(best)s.", best=best))


def is_ahead(criterion: Criterion, chosen: RankedBid, own: RankedBid) -> bool:
    theirs, mine = chosen.scores[criterion.id], own.scores[criterion.id]
    if theirs.weighted is not None and mine.weighted is not None:
        return theirs.weighted > mine.weighted
    if criterion.is_cost and theirs.amount is not None and mine.amount is not None:
        return theirs.amount < mine.amount
    return theirs.share is not None and mine.share is not None and theirs.share > mine.share
