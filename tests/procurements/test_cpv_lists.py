"""Published lists of CPV codes are read as they come, and everything wrong with one is told at once."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from marketkit.errors import BadInput
from marketkit.procurements.cpv_lists import PublishedCode, read_cpv_list

GENERICODE = """<?xml version="1.0" encoding="UTF-8"?>
<gc:CodeList xmlns:gc="http://docs.oasis-open.org/codelist/ns/genericode/1.0/">
  <Identification><LongName>{name}</LongName></Identification>
  <SimpleCodeList>
    <Row><Value ColumnRef="code"><SimpleValue>85312000</SimpleValue></Value>
      <Value ColumnRef="Name"><SimpleValue>Social work</SimpleValue></Value>
      <Value ColumnRef="fin_label"><SimpleValue>Sosiaalityö</SimpleValue></Value>
      <Value ColumnRef="nob_label"><SimpleValue>Sosialt arbeid</SimpleValue></Value></Row>
    <Row><Value ColumnRef="code"><SimpleValue>85320000</SimpleValue></Value></Row>
  </SimpleCodeList>
</gc:CodeList>"""


def told(data: bytes | str) -> list[tuple[int | None, str]]:
    with pytest.raises(BadInput) as raised:
        read_cpv_list(data.encode() if isinstance(data, str) else data, "list")
    return [(fault.row, fault.message) for fault in raised.value.faults]


def test_a_json_object_names_codes_with_check_digits_and_labels_in_one_language() -> None:
    data = json.dumps({"85312000-9": "Social  work\nservices", "85320000": ""}).encode("utf-8-sig")
    assert read_cpv_list(data, "cpv.json", "nb") == (
        PublishedCode("85312000", "9", {"nb": "Social work services"}),
        PublishedCode("85320000", None, {"nb": ""}),
    )


def test_genericode_gives_the_labels_in_languages_of_ours() -> None:
    found = read_cpv_list(GENERICODE.format(name="social-service-cpv").encode(), "cpv.gc")
    assert found == (
        PublishedCode("85312000", None, {"en": "Social work", "nb": "Sosialt arbeid"}),
        PublishedCode("85320000", None, {}),
    )


def test_every_fault_is_told_with_its_place() -> None:
    assert told('{"8531": "x", "85312000-9": "y", "85312000": "z"}') == [
        (1, "expected a CPV code such as 85312000-9"),
        (3, "the code stands in the list twice"),
    ]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("", "expected a JSON object"),
        ("[1]", "expected a JSON object"),
        ('{"85312000": 1}', "expected a JSON object"),
        (b'{"\xff": ""}', "expected a JSON object"),
        ("{}", "the list holds no codes"),
        ("<a", "the XML cannot be read"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "the XML cannot be read"),
        (GENERICODE.format(name="nuts-nor-lvl3"), "this is no list of CPV codes"),
    ],
)
def test_what_is_no_list_is_refused(data: bytes | str, text: str) -> None:
    ((row, message),) = told(data)
    assert row is None and text in message


@given(some.binary(max_size=200) | some.text(max_size=200).map(str.encode))
def test_anything_may_be_given(data: bytes) -> None:
    with contextlib.suppress(BadInput):
        assert read_cpv_list(data, "list")
