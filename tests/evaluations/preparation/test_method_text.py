"""The whole text of award criteria and method, before and after the lock."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from marketkit.documents.model import Document, Heading, Note, Tone, plain_text
from marketkit.documents.stored import as_data, from_data
from marketkit.documents.word import word_bytes
from marketkit.evaluations.preparation.method_text import Method, method_document
from marketkit.sourcing.packs import open_packs
from marketkit.sourcing.reader import open_strategy
from tests.evaluations.preparation.test_process_text import PLAN
from tests.evaluations.preparation.texts import strategy

pytestmark = pytest.mark.usefixtures("speaking")
RULES = Path(__file__).parents[3] / "sourcing_rules"
READY = sorted((RULES / "strategies").glob("*.yaml"))


@dataclass(frozen=True)
class Lock:
    number: int = 1
    sha256: str = "ab" * 32
    audit_number: int = 41
    audit_hash: str = "cd" * 32
    locked_at: datetime = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
    reason: str | None = None
    corrected_documents: str | None = None
    deadline_review: str | None = None


DRAFT = Method(
    buyer="Fjordvik kommune",
    reference="2026/14",
    title="Home care",
    lots=1,
    strategy=strategy(),
    plan=PLAN,
    packs=(),
    on=date(2026, 11, 23),
)


def headings(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == 1]


def test_the_text_says_everything_in_order():
    document = method_document(DRAFT, "en")
    assert (document.title, document.subtitle) == ("Award criteria and evaluation method", "Home care")
    assert (document.author, document.reference, document.language) == ("Fjordvik kommune", "2026/14", "en")
    assert ("Deadline for bids", "15 December 2026, 12:00") in document.facts  # eleven in UTC
    assert headings(document) == [
        "How the contract is awarded",
        "Award criteria",
        "What the scores mean",
        "How the bids are scored",
        "Required at least",
        "Price",
        "How the order is formed",
        "An example",
        "If bids are equal",
        "Abnormally low prices",
        "Variants",
    ]


def test_before_the_lock_the_text_begins_by_saying_that_it_is_a_draft():
    first = method_document(DRAFT, "en").blocks[0]
    assert isinstance(first, Note)
    assert (first.title, first.tone) == ("Draft", Tone.WARNING)


def test_after_the_lock_it_ends_with_what_proves_it():
    document = method_document(replace(DRAFT, lock=Lock()), "en")
    text = plain_text(document)
    assert "Draft" not in text
    assert headings(document)[-1] == "How to check that nothing was changed"
    assert text.endswith(
        "Locked: 24 November 2026, 10:30\n"
        "Lock number: 1\n"
        f"Fingerprint of the strategy (SHA-256): {'ab' * 32}\n"
        f"Audit log just before: entry 41, {'cd' * 32}\n"
    )


def test_a_later_lock_says_what_was_changed_and_why():
    lock = Lock(
        number=2,
        reason="A scale was too short.",
        corrected_documents="Part 2.",
        deadline_review="Two weeks more.",
    )
    text = plain_text(method_document(replace(DRAFT, lock=lock), "en"))
    assert (
        "What was changed after publication\nWhy: A scale was too short.\n"
        "How the documents were corrected: Part 2.\nAbout the deadline: Two weeks more.\n"
    ) in text


def test_the_language_of_the_document_is_not_that_of_the_page():
    document = method_document(DRAFT, "nb")
    assert document.title == "Tildelingskriterier og evalueringsmetode"
    assert document.language == "nb"
    text = plain_text(document)
    assert "Tilbud C er først med 90,00 poeng, 7,64 foran Tilbud B." in text
    for english in ("Criterion", "points", "price", "Score", "bids"):
        assert english not in text
    assert "Award criteria" in plain_text(method_document(DRAFT, "en"))


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("file", READY, ids=lambda file: file.stem)
def test_the_ready_strategies_all_have_a_text_with_their_reasons(file: Path, language: str):
    found = open_strategy(file)
    packs = open_packs(RULES / "packs", found.packs)
    document = method_document(replace(DRAFT, strategy=found, packs=packs), language)
    text = plain_text(document)
    for declaration in found.declarations:
        assert declaration.reason.strip() in text
        assert declaration.rule not in text  # its title stands there instead
    for criterion in found.walk():
        assert criterion.title.get(language, criterion.title.get("en", criterion.id)) in text
    assert from_data(as_data(document)) == document


def test_the_same_strategy_plan_and_lock_give_the_same_file():
    method, moment = replace(DRAFT, lock=Lock()), Lock().locked_at
    first, second = (word_bytes(method_document(method, "nb"), made=moment) for _ in range(2))
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()
