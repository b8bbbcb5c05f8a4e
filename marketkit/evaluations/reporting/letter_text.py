"""The letter to one supplier, drawn from the stored result: what was decided, why, and what may be done about it.

Directive 2014/24/EU article 55 and the Norwegian rules ask for the reasons, the winner's name, and the characteristics
and relative advantages of its bid; KOFA 2024/66 wants them told criterion by criterion and not as points alone, so the
written grounds of both bids stand beside the scores. In the UK the letter is the assessment summary of the Procurement
Act 2023 section 50 and the Procurement Regulations 2024 regulation 31: see `letter_uk`.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

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
from marketkit.evaluations.decision.presentation import decided_on
from marketkit.evaluations.decision.wording import decision_ground_text
from marketkit.evaluations.explanation import Explanation
from marketkit.evaluations.presentation import Presentation, ground_text
from marketkit.evaluations.reporting.letter_advantages import advantage_blocks
from marketkit.evaluations.reporting.letter_facts import BidStory, LetterFacts
from marketkit.evaluations.reporting.letter_lots import bid_text, passed_over_text
from marketkit.evaluations.reporting.letter_scores import score_blocks
from marketkit.evaluations.reporting.letter_uk import summary_blocks
from marketkit.evaluations.reporting.letter_waiting import next_blocks
from marketkit.evaluations.reporting.models import LetterKind
from marketkit.evaluations.wording import method_text
from marketkit.web.language import current_language, format_date, format_number, said
from marketkit.web.language import in_language as speaking


def letter_document(facts: LetterFacts, language: str, *, remark: str = "") -> Document:
    """The letter in a language ("en" or "nb"), whatever language the page is read in."""
    procurement = facts.procurement
    with speaking(language):
        return Document(
            title=letter_title(facts.kind),
            language=language,
            author=procurement.buyer.name,
            reference=procurement.reference,
            subtitle=procurement.title,
            facts=(
                (_("To"), facts.recipient.name),
                (_("Decided"), format_date(decided_on(procurement, facts.decision))),
            ),
            blocks=tuple(_blocks(facts, remark)),
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


def _blocks(facts: LetterFacts, remark: str) -> Iterator[Block]:
    if not facts.is_award:
        yield from _taken_back(facts)
    elif facts.is_summary:
        yield from summary_blocks(facts)
    else:
        for story in facts.stories:
            yield from _story_blocks(facts, story)
    if remark.strip():
        yield Heading(_("Further reasons"))
        yield paragraph(remark.strip())
    yield from next_blocks(facts)
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
    if facts.is_named(story):
        yield Heading(bid_text(story))
    if story.out is not None:
        yield paragraph(_("Your bid was not scored."))
        yield Facts(
            ((_("Ground"), ground_text(story.out.ground)), (_("Explanation"), said(story.out.explanation)))
        )
        yield from _winners(facts, story)
    elif story.excluded is not None and story.opened is not None:
        yield paragraph(
            _("Your bid stayed below a limit in the procurement documents and could not be ranked:")
        )
        explanation = Explanation(story.opened.result, current_language())
        yield bullets(*(said(reason) for reason in explanation.excluded(story.excluded)))
        yield from _winners(facts, story)
        yield from score_blocks(facts, story)
    elif story.ranked is not None:
        yield from _verdict(facts, story)
        yield from score_blocks(facts, story)
        yield from advantage_blocks(facts, story)


def _verdict(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    assert story.ranked is not None and story.opened is not None
    presentation = Presentation(story.opened, current_language())
    if story.place is not None:
        yield paragraph(
            strong(_("We intend to sign a contract with you.")), " ", method_text(story.opened.strategy)
        )
    else:
        yield paragraph(_("Your bid was not chosen."), " ", method_text(story.opened.strategy))
        yield from _winners(facts, story)
    if story.passed_over:
        yield paragraph(passed_over_text(story))
    yield paragraph(
        _(
            "Your bid has place %(rank)s of %(count)s. %(label)s: %(total)s.",
            rank=story.ranked.rank,
            count=len(story.opened.result.ranking),
            label=presentation.total_label(),
            total=format_number(story.ranked.total, presentation.total_places),
        )
    )
    yield paragraph(presentation.price_basis(), ".")


def _winners(facts: LetterFacts, story: BidStory) -> Iterator[Block]:
    names = [f"{facts.parties[each.bid.id].name} ({each.bid.id})" for each in story.winners]
    if names:
        yield paragraph(_("The contract is awarded to:"))
        yield bullets(*names)
        if len(names) > 1 and story.against is not None and story.scored is not None:
            bid = story.against.bid.id
            yield paragraph(_("Below your bid is set beside %(bid)s, the last of those chosen.", bid=bid))
    elif story.opened is not None:
        yield paragraph(_("The contract is awarded to nobody."))
