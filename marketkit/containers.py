"""What a zip container (XLSX, DOCX) holds, judged before any parser opens it. Pure: bytes in, faults out.

First the container: sizes declared and streamed, ratio, names, nesting, encryption. Then, for office files, what
would act by itself or reach outside: macros, embedded objects, links to other files. Limits are generous for what
people make and far below what hurts; a 63 KB workbook that grows to 60 MB is stopped by its ratio.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from marketkit.errors import Fault
from marketkit.said import Said, say

MAX_ENTRIES = 2_000
MAX_ENTRY_BYTES = 100_000_000
MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 200
RATIO_FROM_BYTES = 1_000_000  # small entries of one repeated character compress any amount and harm nobody
MAX_NAME_CHARACTERS = 255
MAX_RELATION_BYTES = 5_000_000  # a part that lists relations or content types, read whole
CHUNK = 1 << 16

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE_MAGICS = (ZIP_MAGIC, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00")
ENCRYPTED = 0x1 | 0x40  # general purpose bits 0 and 6 (APPNOTE 4.4.4)
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # what ECMA-376 part 2 allows
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    UnicodeError,
    ValueError,
    OverflowError,
    NotImplementedError,
    EOFError,
    OSError,
    RuntimeError,
)

CONTENT_TYPES = "[Content_Types].xml"
MACRO_TYPES = ("macroenabled", "vbaproject", "macrosheet", "vbadata")
OBJECT_TYPES = ("oleobject", "activex", "vnd.openxmlformats-officedocument.package")
OBJECT_FOLDERS = ("/embeddings/", "/activex/")


@dataclass(frozen=True, slots=True)
class OfficeKind:
    """A kind of office file we read: what to call it, and the content type of its main part."""

    name: str
    main_type: str


WORKBOOK = OfficeKind("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
DOCUMENT = OfficeKind(
    "DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
)


def check_workbook(data: bytes, name: str) -> list[Fault]:
    """What stands against reading these bytes as an XLSX workbook; empty when nothing does."""
    return check_office(data, WORKBOOK, name=name)


def check_document(data: bytes, name: str) -> list[Fault]:
    """What stands against reading these bytes as a DOCX document; empty when nothing does."""
    return check_office(data, DOCUMENT, name=name)


def check_office(data: bytes, kind: OfficeKind, *, name: str) -> list[Fault]:
    """The container's faults; where it has none, those of its content for the kind of file it claims to be."""
    if data.startswith(OLE_MAGIC):
        message = say(
            "this is a password-protected or old-format file; remove the password and save it as {kind}",
            kind=kind.name,
        )
        return [Fault(message, file=name)]
    if not data.startswith(ZIP_MAGIC):
        return [Fault(say("this is not a usable {kind} file", kind=kind.name), file=name)]
    faults = check_zip_container(data, name=name)
    if faults:
        return faults
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [Fault(message, file=name) for message in dict.fromkeys(_active_content(archive, kind))]


def check_zip_container(data: bytes, *, name: str) -> list[Fault]:
    """Every fault of the zip itself: entries, names, sizes (declared, then streamed), encryption, nesting."""
    if not data.startswith(ZIP_MAGIC):
        return [Fault(say("this is not a zip file"), file=name)]
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            messages = list(_declared(archive.infolist()))
            if not messages:
                messages = list(_streamed(archive))
    except UNREADABLE:
        messages = [say("the file is damaged: its zip container cannot be read")]
    return [Fault(message, file=name) for message in dict.fromkeys(messages)]


def _declared(entries: list[zipfile.ZipInfo]) -> Iterator[Said]:
    """Faults that stand in the zip's own table of contents; nothing is unpacked."""
    if len(entries) > MAX_ENTRIES:
        yield say(
            "the file holds {count} parts; at most {limit} are read", count=len(entries), limit=MAX_ENTRIES
        )
        return
    seen: set[str] = set()
    for entry in entries:
        folded = entry.filename.casefold()
        if folded in seen:
            yield say("the file holds two parts with the name {part}", part=_shown(entry.filename))
        seen.add(folded)
        yield from _declared_entry(entry)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL_BYTES:
        yield _too_large(MAX_TOTAL_BYTES)


def _declared_entry(entry: zipfile.ZipInfo) -> Iterator[Said]:
    part = _shown(entry.orig_filename)
    if not _is_plain_name(entry.orig_filename):
        yield say("the file holds a part with an unsafe name: {part}", part=part)
    if entry.flag_bits & ENCRYPTED:
        yield say("the file is encrypted; remove the password and save it again")
    elif entry.compress_type not in METHODS:
        yield say("the part {part} is packed in a way that office files do not use", part=part)
    if entry.file_size > MAX_ENTRY_BYTES:
        yield _too_large(MAX_ENTRY_BYTES)
    elif entry.file_size > RATIO_FROM_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        yield say("the part {part} grows more than {ratio} times when unpacked", part=part, ratio=MAX_RATIO)


def _is_plain_name(name: str) -> bool:
    """Whether a name stays inside the container on every system: no root, drive, parent or hidden character."""
    if not name or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
        return False
    if name.startswith("/") or "\\" in name or ":" in name:
        return False
    return ".." not in name.split("/")


def _streamed(archive: zipfile.ZipFile) -> Iterator[Said]:
    """Faults that only show when the parts are unpacked; never more than one chunk is held."""
    total = 0
    for entry in archive.infolist():
        size = 0
        with archive.open(entry) as stream:
            while chunk := stream.read(CHUNK):
                if size == 0 and chunk.startswith(ARCHIVE_MAGICS):
                    yield say("the file holds another archive: {part}", part=_shown(entry.filename))
                size += len(chunk)
                if size > MAX_ENTRY_BYTES or total + size > MAX_TOTAL_BYTES:
                    yield _too_large(MAX_TOTAL_BYTES)
                    return
        if size != entry.file_size:
            yield say("the part {part} is not as large as the file says", part=_shown(entry.filename))
        total += size


def _too_large(limit: int) -> Said:
    return say("the file is too large when unpacked; at most {limit} MB are read", limit=limit // 1_000_000)


def _shown(name: str) -> str:
    """A hostile name made harmless for a message: printable, at most 80 characters."""
    return name.encode("unicode_escape").decode("ascii")[:80]


def _active_content(archive: zipfile.ZipFile, kind: OfficeKind) -> Iterator[Said]:
    """Faults of an office file's content: what it says it is, macros, embedded objects, links to other files."""
    for entry in archive.infolist():
        folded = "/" + entry.filename.casefold()
        if folded.endswith("vbaproject.bin") or "/macrosheets/" in folded:
            yield _macros(kind)
        if any(folder in folded for folder in OBJECT_FOLDERS) or _starts_as_ole(archive, entry):
            yield _embedded(entry.filename)
        if folded.endswith(".rels"):
            yield from _relations(archive, entry, kind)
    yield from _content_types(archive, kind)


def _starts_as_ole(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as stream:
        return stream.read(len(OLE_MAGIC)) == OLE_MAGIC


def _content_types(archive: zipfile.ZipFile, kind: OfficeKind) -> Iterator[Said]:
    if CONTENT_TYPES not in archive.namelist():
        yield say("this is not a usable {kind} file", kind=kind.name)
        return
    root = _xml(archive, archive.getinfo(CONTENT_TYPES))
    if root is None:
        yield _unreadable_part(CONTENT_TYPES)
        return
    types = [element.get("ContentType", "").casefold() for element in root]
    if any(word in content_type for content_type in types for word in MACRO_TYPES):
        yield _macros(kind)
    elif kind.main_type not in types:
        yield say("this is not a usable {kind} file", kind=kind.name)
    for element, content_type in zip(root, types, strict=True):
        if any(word in content_type for word in OBJECT_TYPES):
            yield _embedded(element.get("PartName", element.get("Extension", "")))


def _relations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, kind: OfficeKind) -> Iterator[Said]:
    root = _xml(archive, entry)
    if root is None:
        yield _unreadable_part(entry.filename)
        return
    for relation in root:
        relation_type = relation.get("Type", "").rstrip("/").rpartition("/")[2].casefold()
        target = relation.get("Target", "")
        if relation_type in {"vbaproject", "xlmacrosheet", "xlintlmacrosheet", "wordvbadata"}:
            yield _macros(kind)
        if relation_type in {"oleobject", "package", "control", "activexcontrolbinary"}:
            yield _embedded(target)
        if relation.get("TargetMode", "").casefold() == "external" and relation_type != "hyperlink":
            yield say("the file is linked to something outside it: {target}", target=_shown(target))


def _xml(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Element | None:
    """The root of a part, or None when it is too large, broken, or declares entities."""
    if entry.file_size > MAX_RELATION_BYTES:
        return None
    try:
        root: Element = ElementTree.fromstring(archive.read(entry), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _macros(kind: OfficeKind) -> Said:
    return say("the file holds macros; save it as {kind} without macros", kind=kind.name)


def _embedded(part: str) -> Said:
    return say("the file holds an embedded object: {part}", part=_shown(part))


def _unreadable_part(part: str) -> Said:
    return say("the file is damaged: the part {part} cannot be read", part=_shown(part))
