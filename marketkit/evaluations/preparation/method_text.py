"""“Award criteria and evaluation method”: the text for the procurement documents, drawn from strategy, plan and lock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from flask_babel import gettext as _

from marketkit.documents.model import Block, Document, Fact, Facts, Heading, Tone, note
from marketkit.evaluations.preparation.award_text import award_blocks, tie_blocks, total_blocks
from marketkit.evaluations.preparation.criteria_text import criteria_blocks, scale_blocks, threshold_blocks
from marketkit.evaluations.preparation.example_text import example_blocks
from marketkit.evaluations.preparation.price_text import price_blocks
from marketkit.evaluations.preparation.process_text import Plan, bid_blocks, low_price_blocks, scoring_blocks
from marketkit.evaluations.preparation.reasons_text import Override, reason_blocks
from marketkit.sourcing.rules import Pack
from marketkit.sourcing.strategy import Strategy, in_language
from marketkit.web.language import format_moment
from marketkit.web.language import in_language as speaking


class Lock(Protocol):
    """What this text needs of a lock; a row of StrategyLock has it."""

    @property
    def number(self) -> int: ...
    @property
    def sha256(self) -> str: ...
    @property
    def audit_number(self) -> int: ...
    @property
    def audit_hash(self) -> str: ...
    @property
    def locked_at(self) -> datetime: ...
    @property
    def reason(self) -> str | None: ...
    @property
    def corrected_documents(self) -> str | None: ...
    @property
    def deadline_review(self) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What the text is drawn from. Without a lock it is a draft; `on` is the day whose law is quoted."""

    buyer: str
    reference: str
    title: str
    lots: int
    lot_winners: Sequence[tuple[int, int]] = ()
    strategy: Strategy
    plan: Plan | None
    packs: Sequence[Pack]
    on: date
    lock: Lock | None = None
    overrides: Sequence[Override] = ()


def method_document(method: Method, language: str) -> Document:
    """The text in a language ("en" or "nb"), whatever language the page is read in."""
    with speaking(language):
        return Document(
            title=_("Award criteria and evaluation method"),
            language=language,
            author=method.buyer,
            reference=method.reference,
            subtitle=method.title,
            facts=tuple(_facts(method, language)),
            blocks=tuple(_blocks(method)),
        )


def _facts(method: Method, language: str) -> Iterator[Fact]:
    yield _("Buyer"), method.buyer
    yield _("Reference"), method.reference
    yield _("Strategy"), in_language(method.strategy.title, language)
    if method.plan is not None and method.plan.deadline is not None:
        yield _("Deadline for bids"), format_moment(method.plan.deadline)


def _blocks(method: Method) -> Iterator[Block]:
    strategy, plan = method.strategy, method.plan
    if method.lock is None:
        yield note(
            _("Nothing here is decided. The criteria and the method can change until they are locked."),
            title=_("Draft"),
            tone=Tone.WARNING,
        )
    yield from award_blocks(strategy, method.lot_winners)
    yield from criteria_blocks(strategy)
    yield from scale_blocks(strategy, plan.stated if plan else (), plan.level_texts if plan else {})
    yield from scoring_blocks(strategy, plan)
    yield from threshold_blocks(strategy)
    yield from price_blocks(strategy)
    yield from total_blocks(strategy)
    yield from example_blocks(strategy)
    yield from tie_blocks(strategy)
    yield from low_price_blocks(strategy)
    yield from bid_blocks(plan, method.lots)
    yield from reason_blocks(strategy, method.packs, method.overrides, on=method.on)
    if method.lock is not None:
        yield from _lock_blocks(method.lock)


def _lock_blocks(lock: Lock) -> Iterator[Block]:
    if lock.reason:
        yield Heading(_("What was changed after publication"))
        changes = (
            (_("Why"), lock.reason),
            (_("How the documents were corrected"), lock.corrected_documents),
            (_("About the deadline"), lock.deadline_review),
        )
        yield Facts(tuple((label, text) for label, text in changes if text))
    yield Heading(_("How to check that nothing was changed"))
    yield Facts(
        (
            (_("Locked"), format_moment(lock.locked_at)),
            (_("Lock number"), str(lock.number)),
            (_("Fingerprint of the strategy (SHA-256)"), lock.sha256),
            (
                _("Audit log just before"),
                _("entry %(number)s, %(hash)s", number=lock.audit_number, hash=lock.audit_hash),
            ),
        )
    )
