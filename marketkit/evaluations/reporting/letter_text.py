"""The letter to one supplier, drawn from the stored result: what was decided, why, and what may be done about it.

Directive 2014/24/EU article 55 and the Norwegian rules ask for the reasons, the winner's name, and the characteristics
and relative advantages of its bid; KOFA 2024/66 wants them told criterion by criterion and not as points alone, so the
written grounds of both bids stand beside the scores. In the UK the letter is the assessment summary of the Procurement
Act 2023 section 50 and the Procurement Regulations 2024 regulation 31: see `letter_uk`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _
from flask_babel import ngettext

from marketkit.documents.model import (
    Block,
    Document,
    Facts,
    Heading,
    Signatures,
    bullets,
    paragraph,
    strong,
)
from marketkit.evaluations.decision.models import DecisionKind
from marketkit.evaluations.decision.wording import decision_ground_text
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.presentation import Presentation, ground_text
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts
from marketkit.evaluations.reporting.letter_scores import is_ahead, points_text, score_blocks
from marketkit.evaluations.reporting.letter_uk import is_uk, summary_blocks
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.evaluations.wording import method_text
from marketkit.scoring.evaluate import enter
from marketkit.scoring.price_to_tie import prices_to_tie
from marketkit.scoring.result import RankedBid
from marketkit.sourcing.rules import CALENDAR_DAYS, LETTERS_SENT, VOLUNTARY, StandstillRule
from marketkit.sourcing.strategy import in_language
from marketkit.web.language import current_language, format_date, format_money, format_number, said
from marketkit.web.language import in_language as speaking


def letter_document(facts: LetterFacts, language: str, *, remark: str = "", contact: str = "") -> Document:
    """The letter in a language ("en" or "nb"), whatever language the page is read in."""
    procurement = facts.procurement
    with speaking(language):
        return Document(
            title=letter_title(facts.kind),
            language=language,
            author=procurement.buyer.name,
            reference=procurement.reference,
            subtitle=procurement.title,
            facts=((_("To"), facts.supplier.name),),
            blocks=tuple(_blocks(facts, remark, contact)),
        )


def letter_title(kind: LetterKind) -> str:
    """What a letter is called."""
    words: dict[LetterKind, str] = {
        LetterKind.AWARD: _("You are awarded the contract"),
        LetterKind.NOT_CHOSEN: _("The award of the contract"),
        LetterKind.REJECTED: _("Your bid was not scored"),
        LetterKind.REVERSAL: _("The award is taken back"),
        LetterKind.CANCELLATION: _("The procedure is cancelled"),
    }
    return words[kind]


def _blocks(facts: LetterFacts, remark: str, contact: str) -> Iterator[Block]:
    if facts.decision.kind is not DecisionKind.AWARD:
        yield from _taken_back(facts)
    elif is_uk(facts):
        yield from summary_blocks(facts, contact)
    else:
        for story in facts.stories:
            yield from _story_blocks(facts, story)
    if remark.strip():
        yield Heading(_("Further reasons"))
        yield paragraph(remark.strip())
    yield from _what_next(facts)
    yield Signatures((_("For %(buyer)s", buyer=facts.procurement.buyer.name),))


def _taken_back(facts: LetterFacts) -> Iterator[Block]:
    decision = facts.decision
    if decision.kind is DecisionKind.REVERSAL:
        yield paragraph(
            _(
                "The award you were told of is taken back. The bids are evaluated again, and you will be told of the new decision."
            )
        )
    else:
        yield paragraph(_("The procedure is cancelled. No contract is awarded in it."))
    pairs = [(_("Reason"), decision.reason)]
    if decision.ground is not None:
        pairs.insert(0, (_("Ground"), decision_ground_text(decision.ground)))
    yield Facts(tuple(pairs))


def _story_blocks(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    bid = story.standing.bid
    if facts.is_named(story):
        lot = _("Lot %(number)s: %(title)s", number=bid.lot.number, title=bid.lot.title) if bid.lot else ""
        yield Heading(f"{bid.label}, {lot}" if lot else bid.label)
    if story.out is not None:
        yield paragraph(_("Your bid was not scored."))
        yield Facts(
            ((_("Ground"), ground_text(story.out.ground)), (_("Explanation"), said(story.out.explanation)))
        )
        yield from _winners(facts, story)
        return
    if story.opened is None:
        return
    explanation = Explanation(story.opened.result, current_language())
    if story.excluded is not None:
        yield paragraph(
            _("Your bid stayed below a limit in the procurement documents and could not be ranked:")
        )
        yield bullets(*(said(reason) for reason in explanation.excluded(story.excluded)))
        yield from _winners(facts, story)
        return
    if story.ranked is None:
        return
    yield from _verdict(facts, story)
    yield from score_blocks(facts, story, story.ranked, _against(story))
    if story.place is None:
        yield from _advantages(facts, story)


def _verdict(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    assert story.ranked is not None and story.opened is not None
    presentation = Presentation(story.opened, current_language())
    total = format_number(story.ranked.total, presentation.total_places)
    if story.place is not None:
        yield paragraph(
            strong(_("We intend to sign a contract with you.")), " ", method_text(story.opened.strategy)
        )
    else:
        yield paragraph(_("Your bid was not chosen."), " ", method_text(story.opened.strategy))
        yield from _winners(facts, story)
    if story.passed_over:
        yield paragraph(
            _("It was passed over, because a supplier may win only so many lots and you have won as many.")
        )
    yield paragraph(
        _(
            "Your bid has place %(rank)s of %(count)s. %(label)s: %(total)s.",
            rank=story.ranked.rank,
            count=len(story.opened.result.ranking),
            label=presentation.total_label(),
            total=total,
        )
    )
    yield paragraph(presentation.price_basis(), ".")


def _winners(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    names = [f"{facts.suppliers.get(each.bid.id, '')} ({each.bid.id})" for each in story.winners]
    if names:
        yield paragraph(_("The contract is awarded to:"))
        yield bullets(*names)


def _against(story: BidStory) -> RankedBid | None:
    """The chosen bid that a bid is measured against: the last that has a place, the one it would have had to pass."""
    return story.winners[-1] if story.winners and story.place is None else None


def _advantages(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    """What made the chosen bid better, criterion by criterion, where the law asks for its relative advantages."""
    chosen, own = _against(story), story.ranked
    if chosen is None or own is None or story.opened is None:
        return
    if facts.rules is not None and not facts.rules.relative_advantages:
        return
    better = [
        _(
            "%(criterion)s: %(theirs)s against your %(yours)s",
            criterion=in_language(criterion.title, current_language()),
            theirs=points_text(criterion, chosen),
            yours=points_text(criterion, own),
        )
        for criterion in story.opened.strategy.criteria
        if is_ahead(criterion, chosen, own)
    ]
    yield Heading(_("Characteristics and relative advantages of the chosen bid"), level=facts.level(story))
    if better:
        yield paragraph(_("%(bid)s is ahead of yours on:", bid=chosen.bid.id))
        yield bullets(*better)
        yield paragraph(_("Why it got its scores stands above, beside the grounds of your own."))
    else:
        yield paragraph(
            _(
                "%(bid)s is ahead on no single criterion; it was placed before yours by the rule for equal bids or by a draw of lots.",
                bid=chosen.bid.id,
            )
        )
    if facts.price_to_tie:
        yield from _price_to_tie(story, own)


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


def _what_next(facts: LetterFacts) -> Iterator[Block]:
    if facts.decision.kind is DecisionKind.AWARD:
        yield Heading(_("When the contract is signed"))
        yield paragraph(_standstill(facts))
    language = current_language()
    if facts.rules is not None and facts.rules.complaints:
        yield Heading(_("If you disagree"))
        for complaint in facts.rules.complaints:
            yield paragraph(
                strong(in_language(complaint.whom, language)),
                ": ",
                in_language(complaint.how, language),
                " ",
                in_language(complaint.deadline, language),
                f" ({complaint.instrument}, {complaint.article})",
            )


def _standstill(facts: LetterFacts) -> str:
    rule = facts.standstill
    words: str
    if facts.earliest_signing is not None:
        words = _(
            "The contract is signed on %(day)s at the earliest.", day=format_date(facts.earliest_signing)
        )
    elif rule is None or rule.duty == VOLUNTARY or rule.days is None:
        words = _(
            "The law asks for no waiting period here. The contract can be signed as soon as you have been told."
        )
    elif rule.starts_with == LETTERS_SENT:
        words = _(
            "The contract is signed at the earliest when %(days)s have passed, counted from the day after this letter is sent.",
            days=_days(rule),
        )
    else:
        words = _(
            "The contract is signed at the earliest when %(days)s have passed since the notice of the award was published.",
            days=_days(rule),
        )
    return words


def _days(rule: StandstillRule) -> str:
    if rule.counted_in == CALENDAR_DAYS:
        return str(ngettext("%(num)s calendar day", "%(num)s calendar days", rule.days))
    return str(ngettext("%(num)s working day", "%(num)s working days", rule.days))
