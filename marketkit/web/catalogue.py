"""The message catalogues on disk: compiled when older than their source, and held against the templates.

The build hook loads this file by its path, so it imports nothing of marketkit and nothing of Flask.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

TRANSLATIONS = Path(__file__).parent / "translations"


def sources(folder: Path = TRANSLATIONS) -> Iterator[Path]:
    """Every catalogue people edit, one a language."""
    yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def read_catalogue(source: Path) -> Catalog:
    """A catalogue with its messages. Raises babel's PoFileError where the file is not well formed."""
    with source.open("rb") as stream:
        return read_po(stream, locale=source.parent.parent.name, abort_invalid=True)


def compile_catalogues(folder: Path = TRANSLATIONS) -> list[Path]:
    """Write each .mo that is missing or older than its .po; returns those written.

    A file is put in place whole, so that several processes may do this at once.
    """
    written = []
    for source in sources(folder):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
        with os.fdopen(descriptor, "wb") as stream:
            write_mo(stream, read_catalogue(source))
        Path(name).chmod(0o644)
        Path(name).replace(target)
        written.append(target)
    return written


def untranslated(catalogue: Catalog) -> list[str]:
    """The messages a reader of this language would see in English: without a translation, or marked fuzzy."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and (message.fuzzy or not all(_strings(message.string)))
    ]


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (tuple, list)) else (string or "",)


if __name__ == "__main__":
    for path in compile_catalogues():
        print(f"compiled {path.parent.parent.name}")
