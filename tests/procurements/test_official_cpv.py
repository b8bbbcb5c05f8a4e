"""Where the published list of CPV codes was imported, codes are held against it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from marketkit.audit import AuditEntry
from marketkit.db import db, transaction
from marketkit.procurements import official_cpv
from marketkit.procurements.cpv_lists import PublishedCode
from marketkit.procurements.official_cpv import Kept
from marketkit.values import UnreadableError

SOCIAL = PublishedCode("85312000", "9", {"en": "Social work services without accommodation"})
BRIDGES = PublishedCode("45221100", "3", {"en": "Construction work for bridges", "nb": "Bygging av broer"})


def keep(*codes: PublishedCode, is_whole: bool = True) -> Kept:
    with transaction():
        return official_cpv.keep_list(codes, content=b"list", is_whole=is_whole)


def refusal(text: str) -> str:
    with pytest.raises(UnreadableError) as raised:
        official_cpv.find(text)
    return str(raised.value.said)


@pytest.fixture(autouse=True)
def context(app: Flask):
    with app.app_context():
        yield


def test_without_a_list_every_code_of_the_right_shape_is_taken() -> None:
    assert official_cpv.find("12345678") == "12345678"
    assert official_cpv.label("45221100", "nb") is None
    assert official_cpv.check_digits() == {}


def test_a_code_that_is_not_in_the_list_and_a_wrong_check_digit_are_told() -> None:
    assert keep(SOCIAL, BRIDGES) == Kept(new=2, changed=0, withdrawn=0, standing=2)
    assert official_cpv.find("45221100-3") == official_cpv.find("45221100") == "45221100"
    assert refusal("12345678") == "12345678 is not in the list of CPV codes"
    assert refusal("45221100-4") == 'the check digit of "45221100-4" is wrong; 45221100 ends in 3'
    assert official_cpv.check_digits() == {"85312000": "9", "45221100": "3"}


def test_a_newer_list_withdraws_what_it_lacks_and_keeps_its_words() -> None:
    keep(SOCIAL, BRIDGES)
    assert keep(SOCIAL) == Kept(new=0, changed=0, withdrawn=1, standing=1)
    assert refusal("45221100") == "45221100 was withdrawn from the list of CPV codes"
    assert official_cpv.label("45221100", "nb") == "Bygging av broer"
    assert keep(BRIDGES, is_whole=False) == Kept(new=0, changed=1, withdrawn=0, standing=2)
    assert official_cpv.find("45221100") == "45221100"


def test_a_list_in_another_language_adds_its_words() -> None:
    keep(BRIDGES)
    added = PublishedCode("45221100", None, {"nb": "Broarbeid"})
    assert keep(added, is_whole=False) == Kept(new=0, changed=1, withdrawn=0, standing=1)
    row = db.session.get_one(official_cpv.OfficialCpv, "45221100")
    assert (row.check_digit, row.en, row.nb) == ("3", "Construction work for bridges", "Broarbeid")


def test_our_own_words_go_before_the_published_and_english_stands_in() -> None:
    only_english = PublishedCode("45221111", "3", {"en": "Road bridge construction work"})
    keep(SOCIAL, BRIDGES, only_english)
    assert official_cpv.label("85312000", "en") not in (None, SOCIAL.labels["en"])
    assert official_cpv.label("45221100", "nb") == "Bygging av broer"
    assert official_cpv.label("45221111", "nb") == "Road bridge construction work"


def test_what_was_imported_stands_in_the_audit_log() -> None:
    keep(SOCIAL)
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert "codes.imported" in actions
