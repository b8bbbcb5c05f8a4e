"""PDF, PNG and JPEG are known by their bytes; what only calls itself so is refused."""

from __future__ import annotations

import struct
import zlib

import pytest

from marketkit import files
from marketkit.errors import BadInput
from marketkit.signatures import check_jpeg, check_pdf, check_png
from tests.test_containers import with_parts

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF\n"


def chunk(kind: bytes, body: bytes) -> bytes:
    """One chunk of a PNG (PNG specification, 5.3): length, type, data, CRC-32 of type and data."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int = 1, height: int = 1, tail: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"") + tail


def jpeg(tail: bytes = b"") -> bytes:
    """The markers of a baseline JPEG (ITU-T T.81, annex B): SOI, APP0, SOF0, SOS, some data, EOI."""
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, 1, 1, 1) + b"\x01\x11\0"
    scan = b"\xff\xda" + struct.pack(">H", 8) + b"\x01\x01\0\0\x3f\0" + b"\x12\x34"
    return b"\xff\xd8" + app0 + frame + scan + b"\xff\xd9" + tail


def said(faults: list) -> list[str]:
    return [str(fault.message) for fault in faults]


def test_whole_files_of_each_kind_are_taken() -> None:
    assert check_pdf(PDF, "a.pdf") == []
    assert check_pdf(b"\xef\xbb\xbf" + PDF, "a.pdf") == []  # readers look within the first 1024 bytes
    assert check_png(png(), "a.png") == []
    assert check_jpeg(jpeg(), "a.jpg") == []
    assert check_jpeg(jpeg(b"\xff\xd8 a preview \xff\xd9"), "a.jpg") == []


@pytest.mark.parametrize(
    ("check", "data", "expected"),
    [
        (check_pdf, b"MZ%PDF-1.7\n%%EOF", "this is not a usable PDF file"),
        (check_pdf, b"PK\x03\x04%PDF-1.7\n%%EOF", "this is not a usable PDF file"),
        (check_pdf, b"\0" * 1024 + PDF, "this is not a usable PDF file"),
        (check_pdf, PDF[:-6], "the PDF file is damaged or cut short"),
        (check_png, PDF, "this is not a usable PNG file"),
        (check_png, png()[:-1], "the PNG file is damaged or cut short"),
        (check_png, png().replace(b"IDAT", b"IDAX"), "the PNG file is damaged or cut short"),
        (check_png, b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b""), "this is not a usable PNG file"),
        (check_png, png(20_000, 10_001), "the picture has more than 200 million pixels"),
        (check_png, png(tail=b"PK\x03\x04"), "the PNG file has something else hidden behind the picture"),
        (check_jpeg, png(), "this is not a usable JPEG file"),
        (check_jpeg, jpeg()[:-2], "the JPEG file is damaged or cut short"),
        (check_jpeg, b"\xff\xd8\xff\xe0\x00\x02", "the JPEG file is damaged or cut short"),
        (check_jpeg, b"\xff\xd8\xff\xe0\x00\x00", "the JPEG file is damaged or cut short"),
        (check_jpeg, jpeg(b"PK\x03\x04"), "the JPEG file has something else hidden behind the picture"),
    ],
)
def test_what_only_calls_itself_so_is_refused(check: object, data: bytes, expected: str) -> None:
    assert said(check(data, "x")) == [expected]  # type: ignore[operator]


def test_pixels_up_to_the_limit_are_taken() -> None:
    assert check_png(png(20_000, 10_000), "a.png") == []


def refused(*given: tuple[str, bytes], limit: int = 1_000_000) -> list[tuple[str | None, str]]:
    with pytest.raises(BadInput) as caught:
        files.check_documents(given, limit=limit)
    return [(fault.file, str(fault.message)) for fault in caught.value.faults]


def test_several_documents_are_judged_together() -> None:
    kinds = files.check_documents([("a.PDF", PDF), ("b.txt", b"text"), ("c.jpeg", jpeg()), ("d.jpg", jpeg())])
    assert [kind.ending for kind in kinds] == ["pdf", "txt", "jpeg", "jpg"]
    assert refused(
        ("a.pdf", b""),
        ("b.exe", b"MZ"),
        ("c.docx", with_parts({})),
        ("d.txt", png()),
        ("../e.pdf", PDF),
        ("c:\\f.pdf", PDF),
        ("g\u202efdp.pdf", PDF),
        ("h" * 200 + ".pdf", PDF),
        ("i.pdf", PDF + b" " * 1_000_000),
    ) == [
        ("a.pdf", "the file is empty"),
        ("b.exe", f"files of this kind are not read here; send one of {ENDINGS}"),
        ("c.docx", "this is not a usable DOCX file"),
        ("d.txt", "this is not a text file"),
        ("../e.pdf", "the name holds a path; give the file a plain name"),
        ("c:\\f.pdf", "the name holds a path; give the file a plain name"),
        ("g\\u202efdp.pdf", "the name holds characters that cannot be seen; give the file a plain name"),
        ("h" * 120, "the name is longer than 200 characters"),
        ("i.pdf", "the file is larger than 1 MB"),
    ]


ENDINGS = ".pdf, .docx, .xlsx, .csv, .txt, .png, .jpg, .jpeg"


def test_only_kinds_that_are_stored_have_a_content_type_to_leave_with() -> None:
    assert files.kind_of("Plan.PDF") is files.PDF
    with pytest.raises(KeyError):
        files.kind_of("page.html")
