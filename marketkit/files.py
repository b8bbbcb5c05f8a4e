"""Files that people upload: judged before anything reads them, kept under random names, handed out as downloads only.

They lie in the instance folder, outside everything the web server serves. A file belongs to the transaction that
stored it: when that is rolled back, the file goes too.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Response, send_file
from sqlalchemy import event
from sqlalchemy.orm import Session

from marketkit.containers import check_document, check_workbook
from marketkit.db import begin_write, db
from marketkit.errors import BadInput, Fault, MarketkitError
from marketkit.installation import current_settings
from marketkit.said import Said, say
from marketkit.signatures import JPEG_MAGIC, PNG_MAGIC, check_jpeg, check_pdf, check_png

MAX_NAME = 120
MAX_GIVEN_NAME = 200
MAX_DOCUMENT_BYTES = 100_000_000
_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_PENDING = "stored_files"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file we take: how its name ends, what a browser is told it is, and how its bytes are judged."""

    ending: str
    content_type: str
    check: Callable[[bytes, str], list[Fault]]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was kept: its random key, the SHA-256 of its bytes (hex) and its size in bytes."""

    key: str
    sha256: str
    size: int


class MissingFileError(MarketkitError):
    """A file the database knows is not in the instance folder."""


def _check_text(data: bytes, name: str) -> list[Fault]:
    """A text file holds no NUL and no other file's signature; its reader judges the rest."""
    others = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-", PNG_MAGIC, JPEG_MAGIC)
    if b"\0" in data or data.startswith(others):
        return [Fault(say("this is not a text file"), file=name)]
    return []


CSV = Kind("csv", "text/csv; charset=utf-8", _check_text)
YAML = Kind("yaml", "application/yaml; charset=utf-8", _check_text)
JSON = Kind("json", "application/json", _check_text)
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", check_workbook)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", check_document)
PDF = Kind("pdf", "application/pdf", check_pdf)
TEXT = Kind("txt", "text/plain; charset=utf-8", _check_text)
PNG = Kind("png", "image/png", check_png)
JPG = Kind("jpg", "image/jpeg", check_jpeg)
JPEG = Kind("jpeg", "image/jpeg", check_jpeg)
DOCUMENTS = (PDF, DOCX, XLSX, CSV, TEXT, PNG, JPG, JPEG)  # what suppliers' documents may be


def check_documents(given: Sequence[tuple[str, bytes]], *, limit: int = MAX_DOCUMENT_BYTES) -> list[Kind]:
    """The kinds of several documents (name, bytes). Raises BadInput with every fault of every one of them."""
    faults: list[Fault] = []
    kinds: list[Kind] = []
    for name, data in given:
        faults += [Fault(message, file=_shown_name(name)) for message in _name_faults(name)]
        if len(data) > limit:
            too_large = say("the file is larger than {max_bytes} MB", max_bytes=limit // 1_000_000)
            faults.append(Fault(too_large, file=_shown_name(name)))
            continue
        try:
            kinds.append(check_upload(data, name, accept=DOCUMENTS))
        except BadInput as error:
            faults += [replace(fault, file=_shown_name(name)) for fault in error.faults]
    if faults:
        raise BadInput(faults)
    return kinds


def kind_of(name: str) -> Kind:
    """The kind of a stored document, by the ending of its name. Raises KeyError for one that is never stored."""
    return {kind.ending: kind for kind in DOCUMENTS}[name.rpartition(".")[2].lower()]


def _name_faults(name: str) -> list[Said]:
    """A name says what a file is called, never where it lies, and every character of it can be seen."""
    faults = []
    if "/" in name or "\\" in name or name.startswith(".."):
        faults.append(say("the name holds a path; give the file a plain name"))
    if len(name) > MAX_GIVEN_NAME:
        faults.append(say("the name is longer than {limit} characters", limit=MAX_GIVEN_NAME))
    if not name.isprintable():
        faults.append(say("the name holds characters that cannot be seen; give the file a plain name"))
    return faults


def _shown_name(name: str) -> str:
    """A hostile name made harmless for a message."""
    return (name if name.isprintable() else ascii(name)[1:-1])[:MAX_NAME]


def check_upload(data: bytes, name: str, *, accept: tuple[Kind, ...]) -> Kind:
    """The kind of an uploaded file, by the ending of its name. Raises BadInput with every fault found in it."""
    ending = name.rpartition(".")[2].lower()
    kind = next((kind for kind in accept if kind.ending == ending), None)
    if kind is None:
        endings = ", ".join(f".{kind.ending}" for kind in accept)
        raise BadInput(
            [
                Fault(
                    say("files of this kind are not read here; send one of {endings}", endings=endings),
                    file=name,
                )
            ]
        )
    if not data:
        raise BadInput([Fault(say("the file is empty"), file=name)])
    faults = kind.check(data, name)
    if faults:
        raise BadInput(faults)
    return kind


def store(data: bytes, *, session: Session | None = None) -> StoredFile:
    """Keep the bytes under a random name, on disk before the transaction can commit."""
    session = begin_write(session or db.session)
    token = secrets.token_hex(32)
    key = f"{token[:2]}/{token[2:]}"
    path = _path(key)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    session.info.setdefault(_PENDING, []).append(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    _sync_folder(path.parent)
    return StoredFile(key, hashlib.sha256(data).hexdigest(), len(data))


def load(key: str) -> bytes:
    """The bytes kept under a key. Raises MissingFileError."""
    path = _path(key)
    if not path.is_file():
        raise MissingFileError(f"the file {key} is not in {folder()}")
    return path.read_bytes()


def folder() -> Path:
    """Where uploaded files lie."""
    return current_settings().instance / "files"


def download(data: bytes, *, name: str, kind: Kind) -> Response:
    """A response that saves the bytes as a file instead of showing them as a page of ours.

    The strict Content-Security-Policy that every response carries comes on top.
    """
    response = send_file(io.BytesIO(data), as_attachment=True, download_name=safe_name(name, kind))
    response.headers["Content-Type"] = kind.content_type
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def safe_name(name: str, kind: Kind) -> str:
    """A file name that every system takes, ending as its kind does, from a name a person gave."""
    stem = name[: -len(kind.ending) - 1] if name.lower().endswith(f".{kind.ending}") else name
    clean = _UNSAFE.sub("-", stem).strip(" .-")[:MAX_NAME] or "file"
    return f"{clean}.{kind.ending}"


def _path(key: str) -> Path:
    if not _KEY.fullmatch(key):
        raise MissingFileError(f"{key!r} is not the key of a stored file")
    return folder() / key


def _sync_folder(path: Path) -> None:
    """Make the new name durable; on Windows a folder cannot be opened, and the file's own sync must do."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@event.listens_for(Session, "after_commit")
def _keep(session: Session) -> None:
    session.info.pop(_PENDING, None)


@event.listens_for(Session, "after_rollback")
def _drop(session: Session) -> None:
    for path in session.info.pop(_PENDING, ()):
        path.unlink(missing_ok=True)
