"""Whether bytes are the PDF, PNG or JPEG that a file's name says. Pure: bytes in, faults out.

Only the outer shape is judged; nothing is decoded. Pictures are walked from part to part to their end, so that another
file cannot hide behind one; a PNG may not unfold to a picture of any size (a JPEG cannot: 65,535 a side).
"""

from __future__ import annotations

import struct
import zlib

from marketkit.containers import OLE_MAGIC, ZIP_MAGIC
from marketkit.errors import Fault
from marketkit.said import say

MAX_PIXELS = 200_000_000  # two hundred megapixels, beyond any camera or scanner bids are made with
PDF_HEADER_WITHIN = 1024  # ISO 32000-1, annex H.3.4.1: readers look for the header in the first 1024 bytes
PDF_END_WITHIN = 2048
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
JPEG_MAGIC = b"\xff\xd8\xff"
OTHER_FILES = (ZIP_MAGIC, OLE_MAGIC, b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf")
# Frame headers of JPEG hold the size; C4, C8 and CC in their range are something else (ITU-T T.81, table B.1).
JPEG_FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length


def check_pdf(data: bytes, name: str) -> list[Fault]:
    """What stands against taking these bytes as a PDF: another file's beginning, no header, no end."""
    header = data[:PDF_HEADER_WITHIN].find(b"%PDF-")
    if header < 0 or data.startswith(OTHER_FILES):
        return [_not_a("PDF", name)]
    if b"%%EOF" not in data[-PDF_END_WITHIN:]:
        return [_cut_short("PDF", name)]
    return []


def check_png(data: bytes, name: str) -> list[Fault]:
    """What stands against a PNG: its chunks must follow each other, whole, from IHDR to IEND and nothing after."""
    if not data.startswith(PNG_MAGIC):
        return [_not_a("PNG", name)]
    place, first = len(PNG_MAGIC), True
    while place + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        body, end = data[place + 8 : place + 8 + length], place + 12 + length
        if end > len(data) or zlib.crc32(kind + body) != int.from_bytes(data[end - 4 : end], "big"):
            return [_cut_short("PNG", name)]
        if first:
            if kind != b"IHDR" or length != 13:
                return [_not_a("PNG", name)]
            width, height = struct.unpack(">II", body[:8])
            if width * height > MAX_PIXELS:
                return [_too_many_pixels(name)]
            first = False
        if kind == b"IEND":
            return [] if end == len(data) else [_something_after("PNG", name)]
        place = end
    return [_cut_short("PNG", name)]


def check_jpeg(data: bytes, name: str) -> list[Fault]:
    """What stands against a JPEG: its segments must lead to a frame with a size, and the picture must end.

    Cameras append previews after the end, so what follows is let be unless it is an archive or a program.
    """
    if not data.startswith(JPEG_MAGIC):
        return [_not_a("JPEG", name)]
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF or marker in JPEG_BARE:
            place += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in JPEG_FRAMES and place + 9 <= len(data):
            end = data.rfind(b"\xff\xd9")
            if end < place:
                return [_cut_short("JPEG", name)]
            return [_something_after("JPEG", name)] if data[end + 2 :].startswith(OTHER_FILES) else []
        if length < 2 or marker == 0xDA:
            break
        place += 2 + length
    return [_cut_short("JPEG", name)]


def _not_a(kind: str, name: str) -> Fault:
    return Fault(say("this is not a usable {kind} file", kind=kind), file=name)


def _cut_short(kind: str, name: str) -> Fault:
    return Fault(say("the {kind} file is damaged or cut short", kind=kind), file=name)


def _something_after(kind: str, name: str) -> Fault:
    return Fault(say("the {kind} file has something else hidden behind the picture", kind=kind), file=name)


def _too_many_pixels(name: str) -> Fault:
    said = say("the picture has more than {limit} million pixels", limit=MAX_PIXELS // 1_000_000)
    return Fault(said, file=name)
