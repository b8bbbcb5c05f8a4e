"""Documents as files to take away."""

from __future__ import annotations

from datetime import datetime

from flask import Response

from marketkit import files
from marketkit.documents.html import file_bytes
from marketkit.documents.model import Document
from marketkit.files import DOCX, Kind

HTML = Kind("html", "text/html; charset=utf-8", lambda _data, _name: [])
KINDS = {kind.ending: kind for kind in (DOCX, HTML)}


def document_bytes(document: Document, kind: str, *, made: datetime) -> bytes:
    """The document as a file of a kind: "docx" or "html". `made` is the moment its text was made."""
    if kind == HTML.ending:
        return file_bytes(document)
    from marketkit.documents.word import word_bytes  # takes a while to load, so only where one is written

    return word_bytes(document, made=made)


def download(document: Document, kind: str, *, made: datetime, name: str) -> Response:
    """A response that saves the document under `name`, which gets the ending of its kind."""
    return files.download(document_bytes(document, kind, made=made), name=name, kind=KINDS[kind])
