"""Where the published list of CPV codes was imported, codes are held against it."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from marketkit.audit import AuditEntry
from marketkit.db import db, transaction
from marketkit.errors import BadInput
from marketkit.procurements import official_cpv
from marketkit.procurements.cpv import shipped
from marketkit.procurements.cpv_lists import PublishedCode
from marketkit.procurements.official_cpv import Kept
from marketkit.values import UnreadableError

SHIPPED = tuple(PublishedCode(each.code, each.check, {"en": each.en}) for each in shipped())
SOCIAL = PublishedCode("85312000", "9", {"en": "Social work services without accommodation"})
BRIDGES = PublishedCode("45221100", "3", {"en": "Construction work for bridges", "nb": "Bygging av broer"})


COMMON = len(shipped())  # SOCIAL is one of them


def keep_whole(*more: PublishedCode) -> Kept:
    """Keep a list of all codes: those that the program comes with, and more."""
    with transaction():
        return official_cpv.keep_list([*SHIPPED, *more], content=b"list", is_whole=True)


def keep_part(*codes: PublishedCode) -> Kept:
    with transaction():
        return official_cpv.keep_list(codes, content=b"part", is_whole=False)


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
    assert keep_whole(BRIDGES) == Kept(new=COMMON + 1, changed=0, withdrawn=0, standing=COMMON + 1)
    assert official_cpv.find("45221100-3") == official_cpv.find("45221100") == "45221100"
    assert refusal("12345678") == "12345678 is not in the list of CPV codes"
    assert refusal("45221100-4") == 'the check digit of "45221100-4" is wrong; 45221100 ends in 3'
    assert official_cpv.check_digits()["45221100"] == "3"
    assert official_cpv.check_digits()["85312000"] == "9"


def test_a_newer_list_withdraws_what_it_lacks_and_keeps_its_words() -> None:
    keep_whole(BRIDGES)
    assert keep_whole() == Kept(new=0, changed=0, withdrawn=1, standing=COMMON)
    assert refusal("45221100") == "45221100 was withdrawn from the list of CPV codes"
    assert "45221100" not in official_cpv.check_digits()
    assert official_cpv.label("45221100", "nb") == "Bygging av broer"
    assert keep_whole(BRIDGES) == Kept(new=0, changed=1, withdrawn=0, standing=COMMON + 1)
    assert official_cpv.find("45221100") == "45221100"


def test_a_part_of_the_list_is_not_taken_for_all_of_it() -> None:
    """Else it would withdraw nearly every code there is."""
    keep_whole(BRIDGES)
    with pytest.raises(BadInput, match="not the list of all codes"), transaction():
        official_cpv.keep_list([BRIDGES], content=b"list", is_whole=True)
    assert official_cpv.find("85312000") == "85312000"


def test_a_part_alone_says_nothing_of_codes_it_lacks() -> None:
    assert keep_part(BRIDGES) == Kept(new=1, changed=0, withdrawn=0, standing=1)
    assert official_cpv.find("12345678") == "12345678"
    assert official_cpv.check_digits() == {}
    assert refusal("45221100-4") == 'the check digit of "45221100-4" is wrong; 45221100 ends in 3'


def test_a_part_in_another_language_adds_its_words() -> None:
    keep_whole(BRIDGES)
    added = PublishedCode("45221100", None, {"nb": "Broarbeid"})
    assert keep_part(added) == Kept(new=0, changed=1, withdrawn=0, standing=COMMON + 1)
    row = db.session.get_one(official_cpv.OfficialCpv, "45221100")
    assert (row.check_digit, row.en, row.nb) == ("3", "Construction work for bridges", "Broarbeid")


def test_our_own_words_go_before_the_published_and_english_stands_in() -> None:
    only_english = PublishedCode("45221111", "3", {"en": "Road bridge construction work"})
    keep_part(SOCIAL, BRIDGES, only_english)
    assert official_cpv.label("85312000", "en") == "care without a place to live"
    assert official_cpv.label("45221100", "nb") == "Bygging av broer"
    assert official_cpv.label("45221111", "nb") == "Road bridge construction work"


def test_what_was_imported_stands_in_the_audit_log() -> None:
    keep_part(SOCIAL)
    assert "codes.imported" in db.session.scalars(select(AuditEntry.action)).all()
