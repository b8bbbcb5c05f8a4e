"""Hostile and broken containers are refused before a parser sees them; ordinary office files pass."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import docx
import openpyxl
import pytest

from marketkit import containers
from marketkit.containers import check_document, check_workbook, check_zip_container

TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Override PartName="/xl/workbook.xml" ContentType="{}"/>{}</Types>"""
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
RELATIONS = """<?xml version="1.0"?><Relationships
 xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(entries: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(**extra: bytes) -> bytes:
    parts = {"[Content_Types].xml": TYPES.format(MAIN, "").encode(), "xl/workbook.xml": b"<workbook/>"}
    return zipped(parts | {name.replace("__", "/"): content for name, content in extra.items()})


def with_parts(parts: dict[str, bytes], types: str = TYPES.format(MAIN, "")) -> bytes:
    return zipped({"[Content_Types].xml": types.encode(), "xl/workbook.xml": b"<workbook/>"} | parts)


def messages(data: bytes) -> str:
    return "\n".join(str(fault) for fault in check_workbook(data, "bids.xlsx"))


def test_a_workbook_as_a_spreadsheet_program_writes_it_passes() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "bid"
    sheet["A2"] = "Eksempel"
    sheet["A2"].hyperlink = "https://example.org/"
    buffer = io.BytesIO()
    book.save(buffer)
    assert check_workbook(buffer.getvalue(), "bids.xlsx") == []


def test_a_document_as_a_word_processor_writes_it_passes_as_a_document_and_not_as_a_workbook() -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    assert check_document(buffer.getvalue(), "draft.docx") == []
    assert "not a usable XLSX file" in messages(buffer.getvalue())


def test_an_ole_file_is_named_as_password_protected_or_old() -> None:
    found = messages(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504))
    assert found == (
        "bids.xlsx: this is a password-protected or old-format file; remove the password and save it as XLSX"
    )


def test_text_is_not_a_workbook() -> None:
    assert messages(b"bid;price\nA;1\n") == "bids.xlsx: this is not a usable XLSX file"


def test_a_small_file_that_grows_to_sixty_megabytes_is_refused_by_its_ratio() -> None:
    data = with_parts({"xl/worksheets/sheet1.xml": b" " * 60_000_000})
    assert len(data) < 80_000
    assert "sheet1.xml grows more than 200 times" in messages(data)


def test_a_total_above_the_limit_is_refused_though_each_part_is_below_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(containers, "MAX_TOTAL_BYTES", 3_000_000)
    data = with_parts({f"xl/media/{number}.bin": bytes(900_000) for number in range(4)})
    assert "too large when unpacked" in messages(data)


def test_too_many_parts_are_refused() -> None:
    data = with_parts({f"xl/media/{number}.bin": b"" for number in range(2_000)})
    assert "holds 2002 parts; at most 2000" in messages(data)


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil", "/etc/passwd", "C:evil", "xl\\evil", "a\x01b"]
)
def test_names_that_leave_the_container_are_refused(name: str) -> None:
    assert "unsafe name" in messages(with_parts({name: b"x"}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused_whatever_their_case() -> None:
    assert "two parts with the name" in messages(with_parts({"XL/workbook.xml": b"x"}))


def test_another_archive_inside_is_refused_whatever_it_is_called() -> None:
    assert "another archive: xl/media/image1.png" in messages(
        with_parts({"xl/media/image1.png": zipped({"a": b"b"})})
    )


def test_the_encryption_flag_is_refused() -> None:
    data = bytearray(with_parts({}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "the file is encrypted" in messages(bytes(data))


def test_a_packing_method_office_files_do_not_use_is_refused() -> None:
    parts = {"[Content_Types].xml": TYPES.format(MAIN, "").encode(), "xl/workbook.xml": b"<workbook/>"}
    assert "packed in a way" in messages(zipped(parts, zipfile.ZIP_LZMA))


def test_a_part_that_declares_less_than_it_holds_is_refused() -> None:
    data = bytearray(zipped({"xl/workbook.xml": b"abcdef" * 100}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(magic) + offset
        data[at : at + 4] = struct.pack("<I", 6)
    assert "damaged" in messages(bytes(data))


def test_a_name_that_is_not_in_its_encoding_is_a_fault_and_no_crash() -> None:
    data = bytearray(with_parts({"xl/æ.xml": b"x"}))
    damaged = bytes(data).replace("æ".encode(), b"\xff\xff")
    assert "damaged" in messages(damaged)


def test_every_cut_of_a_workbook_is_refused_without_a_crash() -> None:
    data = workbook()
    for length in range(4, len(data) - 1):
        assert check_workbook(data[:length], "cut.xlsx"), length


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(lambda: with_parts({"xl/vbaProject.bin": b"x"}), id="macro part"),
        pytest.param(lambda: with_parts({"xl/macrosheets/sheet1.xml": b"x"}), id="macro sheet"),
        pytest.param(
            lambda: with_parts({}, TYPES.format("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "")),
            id="macro type",
        ),
    ],
)
def test_macros_are_refused(data: Callable[[], bytes]) -> None:
    assert messages(data()) == "bids.xlsx: the file holds macros; save it as XLSX without macros"


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/embeddings/oleObject1.bin": b"x"},
        {"xl/media/image1.png": bytes.fromhex("D0CF11E0A1B11AE1") + bytes(8)},
        {
            "xl/worksheets/_rels/sheet1.xml.rels": RELATIONS.format(
                f'<Relationship Id="r1" Type="{OFFICE}/oleObject" Target="../other.bin"/>'
            ).encode()
        },
    ],
)
def test_embedded_objects_are_refused(parts: dict[str, bytes]) -> None:
    assert "embedded object" in messages(with_parts(parts))


def relations(kind: str, encoding: str = "utf-8") -> dict[str, bytes]:
    text = RELATIONS.format(
        f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="https://example.org/x" TargetMode="External"/>'
    )
    return {
        "xl/_rels/workbook.xml.rels": text.replace('"1.0"', f'"1.0" encoding="{encoding}"').encode(encoding)
    }


def test_a_hyperlink_may_point_outside() -> None:
    assert messages(with_parts(relations("hyperlink"))) == ""


@pytest.mark.parametrize("kind", ["externalLinkPath", "attachedTemplate", "image", "frame"])
def test_any_other_relation_to_the_outside_is_refused(kind: str) -> None:
    assert "linked to something outside it: https://example.org/x" in messages(with_parts(relations(kind)))


def test_a_relation_is_found_in_another_encoding_too() -> None:
    assert "linked to something outside" in messages(with_parts(relations("attachedTemplate", "utf-16")))


def test_entities_in_a_relation_part_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><Relationships>&a;</Relationships>'
    assert "cannot be read" in messages(with_parts({"xl/_rels/workbook.xml.rels": bomb}))


def test_a_container_without_content_types_is_no_workbook() -> None:
    assert messages(zipped({"xl/workbook.xml": b"x"})) == "bids.xlsx: this is not a usable XLSX file"


def test_the_container_alone_can_be_judged() -> None:
    assert check_zip_container(zipped({"letter.txt": b"hello"}), name="letters.zip") == []
    assert "not a zip" in str(check_zip_container(b"hello", name="letters.zip")[0])
