"""Uploads are judged by kind, kept under random names with their transaction, and leave only as downloads."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator

import pytest
from flask import Flask

from marketkit import files
from marketkit.db import begin_write, db, transaction
from marketkit.errors import BadInput
from tests.test_containers import with_parts

DATA = b"bid;price\nEksempel AS;1 234,50\n"


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def messages(data: bytes, name: str, *accept: files.Kind) -> list[str]:
    with pytest.raises(BadInput) as caught:
        files.check_upload(data, name, accept=accept or (files.CSV, files.XLSX))
    return [fault.message for fault in caught.value.faults]


def test_the_kind_follows_from_the_ending_whatever_its_case() -> None:
    assert files.check_upload(DATA, "Bids.CSV", accept=(files.XLSX, files.CSV)) is files.CSV


def test_a_kind_that_is_not_read_here_is_refused() -> None:
    assert messages(DATA, "bids.exe") == ["files of this kind are not read here; send one of .csv, .xlsx"]
    assert messages(DATA, "bids") == ["files of this kind are not read here; send one of .csv, .xlsx"]


def test_an_empty_file_is_refused() -> None:
    assert messages(b"", "bids.csv") == ["the file is empty"]


@pytest.mark.parametrize("data", [b"a\0b", b"PK\x03\x04...", b"%PDF-1.7", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_another_kind_of_file_called_csv_is_refused(data: bytes) -> None:
    assert messages(data, "bids.csv") == ["this is not a text file"]


def test_a_workbook_is_judged_as_a_container() -> None:
    assert messages(with_parts({"xl/vbaProject.bin": b"x"}), "bids.xlsx") == [
        "the file holds macros; save it as XLSX without macros"
    ]


def test_what_is_stored_is_what_is_loaded(context: None) -> None:
    with transaction():
        stored = files.store(DATA)
    assert files.load(stored.key) == DATA
    assert stored.sha256 == hashlib.sha256(DATA).hexdigest()
    assert stored.size == len(DATA)
    path = files.folder() / stored.key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Eksempel" not in str(path)


def test_a_file_goes_when_its_transaction_is_rolled_back_and_stays_when_it_is_not(context: None) -> None:
    begin_write()
    kept = files.store(DATA)
    db.session.commit()
    begin_write()
    dropped = files.store(DATA)
    db.session.rollback()
    assert files.load(kept.key) == DATA
    with pytest.raises(files.MissingFileError):
        files.load(dropped.key)


@pytest.mark.parametrize(
    "key", ["../keys/secret", "/etc/passwd", "ab/../../keys/secret", "", "AB/" + "0" * 62]
)
def test_a_key_can_lead_nowhere_else(context: None, key: str) -> None:
    with pytest.raises(files.MissingFileError):
        files.load(key)


def test_a_download_never_opens_as_a_page(context: None) -> None:
    response = files.download(b"<script>", name="résultat <1>.csv", kind=files.CSV)
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''r%C3%A9sultat%20-1.csv" in response.headers["Content-Disposition"]
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("bids.xlsx", "bids.xlsx"),
        ("../../etc/passwd", "etc-passwd.xlsx"),
        ("a\r\nSet-Cookie: x", "a-Set-Cookie- x.xlsx"),
        ("evil\u202excod.xlsx", "evil-xcod.xlsx"),
        ("...", "file.xlsx"),
        ("x" * 500, "x" * 120 + ".xlsx"),
    ],
)
def test_names_are_made_safe_for_every_system(given: str, safe: str) -> None:
    assert files.safe_name(given, files.XLSX) == safe
