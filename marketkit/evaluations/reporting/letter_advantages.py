"""A letter's part on the characteristics and relative advantages of the chosen bid, and why it stands before another."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from marketkit.documents.model import Block, Heading, bullets, paragraph
from marketkit.evaluations.presentation import Presentation
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts
from marketkit.evaluations.reporting.letter_scores import has_grounds, points_text
from marketkit.scoring.evaluate import enter
from marketkit.scoring.price_to_tie import prices_to_tie
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.strategy import Criterion, Strategy, in_language
from marketkit.web.language import current_language, format_money, format_number


def advantage_blocks(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    """What made the chosen bid better, criterion by criterion, where the law asks for its relative advantages."""
    chosen, own = story.against, story.ranked
    if chosen is None or own is None or story.opened is None:
        return
    if facts.rules is not None and not facts.rules.relative_advantages:
        return
    yield Heading(_("Characteristics and relative advantages of the chosen bid"), level=facts.level(story))
    strategy = story.opened.strategy
    better = [
        _compared(strategy, each, chosen, own) for each in strategy.criteria if is_ahead(each, chosen, own)
    ]
    worse = [
        _compared(strategy, each, chosen, own) for each in strategy.criteria if is_ahead(each, own, chosen)
    ]
    if better:
        yield paragraph(_("%(bid)s is ahead of yours on:", bid=chosen.bid.id))
        yield bullets(*better)
    if worse:
        yield paragraph(_("Your bid is ahead of %(bid)s on:", bid=chosen.bid.id))
        yield bullets(*worse)
    if has_grounds(facts, story, chosen):
        yield paragraph(_("Why %(bid)s got its scores stands above, under the grounds.", bid=chosen.bid.id))
    yield paragraph(_in_all(story, chosen, own))
    if facts.price_to_tie and not story.passed_over:
        yield from _price_to_tie(story, own)


def _compared(strategy: Strategy, criterion: Criterion, chosen: RankedBid, own: RankedBid) -> str:
    """One criterion on which the two differ, with both sides; a bare price only by which is lower."""
    name = in_language(criterion.title, current_language())
    theirs, mine = chosen.scores[criterion.id], own.scores[criterion.id]
    if theirs.weighted is None and theirs.share is None:
        lower = theirs.amount is not None and mine.amount is not None and theirs.amount < mine.amount
        return str(
            _("%(criterion)s: lower than yours", criterion=name)
            if lower
            else _("%(criterion)s: yours is lower", criterion=name)
        )
    return str(
        _(
            "%(criterion)s: %(theirs)s against your %(yours)s",
            criterion=name,
            theirs=points_text(strategy, criterion, chosen),
            yours=points_text(strategy, criterion, own),
        )
    )


def _in_all(story: BidStory, chosen: RankedBid, own: RankedBid) -> str:
    """Why the chosen bid stands before the reader's, all criteria together."""
    assert story.opened is not None
    bid = chosen.bid.id
    if story.passed_over:
        return str(
            _(
                "By the criteria alone your bid would have been chosen. %(bid)s was, because the procurement documents limit how many lots one supplier may win.",
                bid=bid,
            )
        )
    if chosen.total == own.total:
        return str(
            _("In all both bids come out equal; lots were drawn, and %(bid)s came first.", bid=bid)
            if story.drawn and bid in own.sharing
            else _("In all both bids come out equal; the rule for equal bids puts %(bid)s first.", bid=bid)
        )
    presentation = Presentation(story.opened, current_language())
    if presentation.points:
        theirs, mine = (format_number(each.total, presentation.total_places) for each in (chosen, own))
        return str(
            _(
                "In all %(bid)s has %(theirs)s points against your %(yours)s.",
                bid=bid,
                theirs=theirs,
                yours=mine,
            )
        )
    return str(_("All criteria together put %(bid)s before your bid.", bid=bid))


def _price_to_tie(story: BidStory, own: RankedBid) -> Iterator[Block]:
    assert story.opened is not None
    staying, _excluded = enter(story.opened.strategy, story.opened.bids)
    for price in prices_to_tie(story.opened.result, staying):
        if price.bid == own.bid.id and price.amount is not None:
            amount = format_money(price.amount, story.opened.strategy.currency)
            yield paragraph(
                _(
                    "With the scores as they are, your bid would have drawn level at %(amount)s.",
                    amount=amount,
                )
            )


def is_ahead(criterion: Criterion, one: RankedBid, other: RankedBid) -> bool:
    """Whether a bid came out better than another on a criterion."""
    mine, theirs = one.scores[criterion.id], other.scores[criterion.id]
    if mine.weighted is not None and theirs.weighted is not None:
        # What quality is worth in money, and what it takes off a price, both grow with the quality.
        return mine.weighted > theirs.weighted
    if criterion.is_cost and mine.amount is not None and theirs.amount is not None:
        return mine.amount < theirs.amount
    return mine.share is not None and theirs.share is not None and mine.share > theirs.share
