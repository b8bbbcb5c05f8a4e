"""A letter's part on scores: against full marks, with the written grounds, beside those of the chosen bid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

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
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts, Scored
from marketkit.evaluations.wording import criteria_tree, formula_text
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.language import current_language, format_money, format_number

PLACES = 2


def score_blocks(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    """Scores against full marks on every criterion, and the written grounds; with those of a chosen bid beside them.

    A bid that stayed below a limit has no price points; what it was given is told, and nothing set beside it.
    """
    assert story.opened is not None and story.scored is not None
    strategy, own = story.opened.strategy, story.scored
    beside = story.against if story.ranked is not None else None
    rows = [
        _score_row(facts, story, criterion, depth, beside)
        for criterion, depth in criteria_tree(strategy)
        if criterion.id in own.scores and not (criterion.is_cost and depth)
    ]
    yield Table(_("Scores against full marks"), _columns(strategy, beside), tuple(rows), row_headers=True)
    for criterion in strategy.cost_criteria:
        if criterion.formula is not None and criterion.id in own.scores:
            name = in_language(criterion.title, current_language())
            yield paragraph(f"{name}: ", formula_text(criterion.formula), ".")
    yield from _ground_blocks(facts, story, own, story.against)


def _columns(strategy: Strategy, beside: RankedBid | None) -> tuple[Column, ...]:
    in_money = strategy.award == "monetised-quality"
    columns = [
        Column(_("Criterion"), width=34),
        Column(_("Your score"), Align.END, width=24),
        Column(_("What that is worth") if in_money else _("Your points"), Align.END, width=20),
    ]
    if beside is not None:
        label = _("Worth for %(bid)s", bid=beside.bid.id)
        if not in_money:
            label = _("Points of %(bid)s", bid=beside.bid.id)
        columns.append(Column(label, Align.END, width=22))
    return tuple(columns)


def _score_row(
    facts: LetterFacts, story: BidStory, criterion: Criterion, depth: int, beside: RankedBid | None
) -> Row:
    assert story.opened is not None and story.scored is not None
    score = story.scored.scores[criterion.id]
    given = raw_text(facts, criterion, story.scored)
    if criterion.is_cost and score.amount is not None:
        given = amount_text(score.amount, story.opened.strategy.currency)
    cells: list[str | Cell] = [
        cell(in_language(criterion.title, current_language()), indent=depth),
        given,
        points_text(story.opened.strategy, criterion, story.scored),
    ]
    if beside is not None:
        cells.append(points_text(story.opened.strategy, criterion, beside))
    return row(*cells)


def raw_text(facts: LetterFacts, criterion: Criterion, bid: Scored) -> str:
    """A score as it was given, of the best there is; a value stated in the bid, or where less is better, by itself."""
    raw = bid.scores[criterion.id].raw
    if raw is None:
        return "–"
    value = format_number(raw, PLACES, trim=True)
    if criterion.scale is None or criterion.id in facts.stated or is_falling(criterion):
        return value
    best = format_number(criterion.scale[1], PLACES, trim=True)
    return str(_("%(score)s of %(best)s", score=value, best=best))


def is_falling(criterion: Criterion) -> bool:
    """Whether a lower value is better on the criterion's scale."""
    return criterion.scale is not None and criterion.scale[1] < criterion.scale[0]


def points_text(strategy: Strategy, criterion: Criterion, bid: Scored) -> str:
    """Weighted points of full weight, or money; the share of full marks where the method gives neither."""
    score = bid.scores[criterion.id]
    if score.weighted is None:
        return share_text(criterion, bid)
    if strategy.award == "monetised-quality":
        return amount_text(score.weighted, strategy.currency)
    points = format_number(score.weighted, PLACES)
    if criterion.total_weight is None:
        return points
    full = format_number(criterion.total_weight, PLACES, trim=True)
    return str(_("%(points)s of %(full)s", points=points, full=full))


def amount_text(amount: Fraction, currency: str) -> str:
    """An amount of money; a whole one without decimals."""
    return format_money(amount, currency, 0 if amount.denominator == 1 else None)


def share_text(criterion: Criterion, bid: Scored) -> str:
    """The share of full marks, in percent."""
    share = bid.scores[criterion.id].share
    return "–" if share is None else f"{format_number(100 * share, 1, trim=True)} %"


def stated_text(bid: Scored, leaf: Criterion) -> str:
    """What a bid states where its value was not scored; "" where there is none."""
    raw = bid.scores[leaf.id].raw
    return (
        ""
        if raw is None
        else str(_("%(value)s, as stated in the bid.", value=format_number(raw, PLACES, trim=True)))
    )


def scale_text(leaf: Criterion) -> str:
    """How a value that a bid states becomes points."""
    if leaf.scale is None:
        return ""
    worst, best = (format_number(end, PLACES, trim=True) for end in leaf.scale)
    return str(
        _(
            "The scale runs from %(worst)s, which gives no points, to %(best)s, which gives full points.",
            worst=worst,
            best=best,
        )
    )


def _ground_blocks(
    facts: LetterFacts, story: BidStory, own: Scored, chosen: RankedBid | None
) -> Iterator[Block]:
    """Why a bid has its scores, criterion by criterion, and what was written about the chosen one."""
    assert story.opened is not None
    level = facts.level(story)
    told = [
        (leaf, list(_reasons(facts, leaf, own, chosen)))
        for leaf in story.opened.strategy.leaves()
        if not leaf.is_cost
    ]
    if any(blocks for _leaf, blocks in told):
        yield Heading(_("Grounds"), level=level)
    for leaf, blocks in told:
        if blocks:
            yield Heading(in_language(leaf.title, current_language()), level=level + 1)
            yield from blocks


def _reasons(facts: LetterFacts, leaf: Criterion, own: Scored, chosen: RankedBid | None) -> Iterator[Block]:
    """What was written on one criterion about a bid and about the chosen one, or what the two state."""
    mine = reason_text(facts, leaf, own)
    if mine:
        why = " ".join(filter(None, (mine, _not_higher(facts, leaf, own))))
        yield paragraph(strong(_("Your bid:")), " ", why)
    theirs = reason_text(facts, leaf, chosen) if chosen is not None else ""
    if theirs and chosen is not None:
        yield paragraph(strong(_("%(bid)s:", bid=chosen.bid.id)), " ", theirs)
    if (mine or theirs) and leaf.id in facts.stated:
        yield paragraph(scale_text(leaf))


def reason_text(facts: LetterFacts, leaf: Criterion, bid: Scored) -> str:
    """The written grounds of a score; what the bid states where its value was not scored."""
    if leaf.id in facts.stated:
        return stated_text(bid, leaf)
    return " ".join(facts.grounds.get((bid.bid.id, leaf.id), ()))


def has_grounds(facts: LetterFacts, story: BidStory, bid: Scored) -> bool:
    """Whether anything was written about a bid's scores."""
    assert story.opened is not None
    return any(facts.grounds.get((bid.bid.id, leaf.id)) for leaf in story.opened.strategy.leaves())


def _not_higher(facts: LetterFacts, leaf: Criterion, bid: Scored) -> str:
    """That the grounds are why the score is no better, where it could have been: evaluators write them as such."""
    score = bid.scores[leaf.id]
    if leaf.id in facts.stated or leaf.scale is None or score.raw is None:
        return ""
    if score.share is None or score.share >= 1:
        return ""
    given, best = (format_number(each, PLACES, trim=True) for each in (score.raw, leaf.scale[1]))
    return str(_("This is why the score is %(score)s and not %(best)s.", score=given, best=best))
